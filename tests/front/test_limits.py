"""How much may be sent where, and which lane works on it."""

from __future__ import annotations

import pytest
from waitress.adjustments import Adjustments

from voting.front.channel import ALL_BODIES, LARGE_BODY, SMALL_BODY, Parser
from voting.front.lanes import LARGE, of_hall


def refused(path: str, size: int, room: int = ALL_BODIES) -> int:
    """The status with which the head of a request is refused; 0 when its body may come."""
    parser = Parser(Adjustments())
    parser.room = lambda: room
    parser.received(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n".encode())
    return parser.error.code if parser.error else 0


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/collect/x/new", SMALL_BODY, 0),
        ("/collect/x/new", SMALL_BODY + 1, 413),
        ("/unit/plans/1/report", LARGE_BODY, 0),
        ("/unit/plans/1/report", LARGE_BODY + 1, 413),
        ("/deskx", SMALL_BODY + 1, 413),
    ],
)
def test_as_much_as_an_address_takes(path: str, size: int, status: int) -> None:
    assert refused(path, size) == status


def test_large_bodies_together_have_a_limit_and_ballots_never_wait_for_it() -> None:
    assert refused("/collect/x/new", LARGE + 1, room=0) == 503
    assert refused("/deputy/rounds/x/ballot", LARGE, room=0) == 0


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_body_with_two_lengths_is_refused(version: str) -> None:
    parser = Parser(Adjustments())
    head = f"POST /sign-in HTTP/{version}\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    parser.received(head.encode())
    assert parser.error.code == 400


@pytest.mark.parametrize(
    ("path", "body", "hall"),
    [
        ("/deputy/state", 0, True),
        ("/deputy/rounds/x/ballot", 20_000, True),
        ("/desk/meetings/1", 0, True),
        ("/static/js/app.js", 0, True),
        ("/desk/plans/1/photos", LARGE, False),
        ("/", 0, False),
        ("/collect/x/notice.pdf", 0, False),
        ("/rounds/x/vote.bel", 0, False),
        ("/deputyx", 0, False),
    ],
)
def test_the_lane_of_a_request(path: str, body: int, hall: bool) -> None:
    assert of_hall(path, body) is hall

"""The processes of the server: replaced, renewed, ended, and never left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.strangers import ask, holding, said, slow_readers, until

from voting.stage.server import free_port

TOY = Path(__file__).with_name("toy.py")


@contextmanager
def toy(bind: str, workers: int = 1, hall: int = 2, public: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """A toy server, ended at the end if it is still there."""
    words = [sys.executable, str(TOY), bind, str(workers), str(hall), str(public)]
    process = subprocess.Popen(words, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(60)


@contextmanager
def serving(workers: int = 1, hall: int = 2, public: int = 1) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A toy server that answers, and its port."""
    port = free_port()
    with toy(f"127.0.0.1:{port}", workers, hall, public) as process:
        assert until(lambda: answers(port))
        yield process, port


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as (_, chosen):
        yield chosen


def answers(port: int) -> bool:
    try:
        return ask(port, "/deputy/pid")[0] == 200
    except OSError:
        return False


def pids(port: int, wanted: int) -> set[int]:
    """The processes that answer, once so many have been met."""
    found: set[int] = set()

    def meet() -> bool:
        found.add(int(ask(port, "/deputy/pid")[1]))
        return len(found) >= wanted

    until(meet, 20)
    return found


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state == "Z"


def test_a_process_that_dies_is_replaced() -> None:
    with serving() as (_, port):
        before = ask(port, "/deputy/pid")[1]
        os.kill(int(before), signal.SIGKILL)
        assert until(lambda: answers(port) and ask(port, "/deputy/pid")[1] != before)


def test_hangup_renews_every_process_without_turning_anybody_away() -> None:
    with serving(workers=2) as (process, port):
        before = pids(port, 2)
        process.send_signal(signal.SIGHUP)
        assert until(lambda: all(map(gone, before)) and answers(port))
        assert not before & pids(port, 2)


def test_terminate_lets_a_request_end() -> None:
    with serving() as (process, port):
        got: list[tuple[int, str]] = []
        thread = threading.Thread(target=lambda: got.append(ask(port, "/deputy/slow")))
        thread.start()
        until(lambda: False, 0.4)
        process.terminate()
        assert process.wait(60) == 0
        thread.join()
        assert got[0][0] == 200


def test_no_process_outlives_a_killed_master() -> None:
    with serving(workers=2) as (process, port):
        left = pids(port, 2)
        process.kill()
        assert until(lambda: all(map(gone, left)))
        with toy(f"127.0.0.1:{port}"):
            assert until(lambda: answers(port))


def test_a_taken_address_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    from voting.front import master

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        waited, master.BIND_SECONDS = master.BIND_SECONDS, 0.0
        try:
            bind = f"127.0.0.1:{taken.getsockname()[1]}"
            assert master.run(bind, 1, (1, 1), lambda: None, lambda _: None) == 1
        finally:
            master.BIND_SECONDS = waited
    assert "in use" in capfd.readouterr().err


def test_behind_a_file_for_a_proxy_on_the_same_machine(tmp_path: Path) -> None:
    path = tmp_path / "voting.sock"

    def asked() -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(60)
            line.connect(str(path))
            line.sendall(b"GET /deputy/pid HTTP/1.0\r\n\r\n")
            return line.recv(4096)

    with toy(f"unix:{path}"):
        assert until(path.exists)
        assert asked().startswith(b"HTTP/1.0 200")


def test_the_hall_is_answered_while_every_public_thread_is_held() -> None:
    with serving(hall=1, public=1) as (_, port), holding(port, 20, b"GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"):
        assert ask(port, "/deputy/free")[0] == 200


def test_a_large_upload_to_the_desk_does_not_take_the_hall_s_lane() -> None:
    with serving(hall=1, public=1) as (_, port), holding(port, 5, b"GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"):
        large = b"POST /desk/photos HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" + bytes(2_000_000)
        with holding(port, 2, large):
            assert ask(port, "/deputy/free")[0] == 200


def test_the_answers_of_slow_readers_hold_no_thread() -> None:
    with serving(hall=1, public=1) as (_, port), slow_readers(port, 8, "/big/20000000"):
        assert ask(port, "/public")[0] == 200


def test_a_thousand_silent_connections_and_drips_hold_nothing() -> None:
    with (
        serving(hall=1, public=1) as (_, port),
        holding(port, 900, b""),
        holding(port, 100, b"GET / HTTP/1.1\r\nX", b"x"),
    ):
        assert {ask(port, "/deputy/pid")[0] for _ in range(16)} == {200}


def test_nine_photos_of_twenty_megabytes_arrive(port: int) -> None:
    assert ask(port, "/desk/photos", "POST", bytes(180 * 1024 * 1024)) == (200, str(180 * 1024 * 1024))


def test_a_body_that_is_too_large_is_refused_by_the_application_and_its_sender_can_read_it(port: int) -> None:
    head = f"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: {64 << 20}\r\n\r\n".encode()
    assert said(port, head + bytes(8 << 20)).endswith(b"refused by the application")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"rubbish\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ],
)
def test_what_cannot_be_read_is_answered_by_the_application(port: int, sent: bytes, status: int) -> None:
    got = said(port, sent)
    assert int(got.split(b" ", 2)[1]) == status
    assert got.endswith(b"refused by the application")


def test_a_header_with_underscores_is_not_taken_for_one_with_hyphens(port: int) -> None:
    got = said(port, b"GET /headers HTTP/1.0\r\nX_Forwarded_For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n")
    assert got.endswith(b"['HTTP_X_FORWARDED_PROTO']")

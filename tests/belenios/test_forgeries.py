"""An archive has one form: every other way to write it is refused by a named check."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import apart, elections, forgeries
from support.forgeries import FORGERIES, UNREADABLE

from voting.belenios.errors import NotSupported, Unreadable
from voting.belenios.verify import report


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    vote, _ = elections.whole(tmp_path_factory.mktemp("honest") / "vote.bel", 2, 3, 2)
    return vote.path.read_bytes()


def judged(raw: bytes, folder: Path) -> str:
    """The check by which an archive is refused, empty when it is not."""
    path = folder / "vote.bel"
    path.write_bytes(raw)
    try:
        found = report(path)
    except Unreadable:
        return UNREADABLE
    except NotSupported:
        return "not-supported"
    return next((check.name for check in found.checks if not check.ok), "")


def test_an_honest_archive_is_written_anew_as_it_was(honest: bytes, tmp_path: Path) -> None:
    assert apart.joined(apart.files(honest), apart.stamp_of(honest)) == honest
    assert judged(honest, tmp_path) == ""


@pytest.mark.parametrize("role", forgeries.FORM)
def test_the_table_cuts_archives_to_what_is_valid(honest: bytes, tmp_path: Path, role: str) -> None:
    assert judged(apart.rewritten(honest, role, lambda content: content), tmp_path) == ""


@pytest.mark.parametrize("name", FORGERIES)
def test_another_form_is_refused(honest: bytes, tmp_path: Path, name: str) -> None:
    forged = FORGERIES[name].change(honest)
    assert forged != honest
    assert judged(forged, tmp_path) in FORGERIES[name].checks


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), put=st.binary(max_size=3), taken=st.integers(0, 3))
def test_no_byte_of_an_archive_can_be_another(
    honest: bytes, tmp_path: Path, place: float, put: bytes, taken: int
) -> None:
    at = int(place * len(honest))
    forged = honest[:at] + put + honest[at + taken :]
    if forged != honest:
        assert judged(forged, tmp_path) != ""

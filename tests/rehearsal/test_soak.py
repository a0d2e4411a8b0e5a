"""A short sample of the long run in which the server is killed while a hall votes."""

from __future__ import annotations

from argparse import Namespace

import postgres
import pytest

from voting.rehearsal.soak import kill


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_lost_or_doubled(kind: str, request: pytest.FixtureRequest) -> None:
    address = ""
    if kind == "postgresql":
        address = postgres.new_database(request.getfixturevalue("postgresql"), "soak")
    assert kill.run(Namespace(kills=5, deputies=12, database_url=address)) == 0

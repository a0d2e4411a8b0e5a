"""One large paper, made in a process of its own so that its time and memory can be measured from outside."""

from __future__ import annotations

import sys
from pathlib import Path

from ...printing import PaperCandidate, VotePaper, archive_ballots_pdf, blank_ballots_pdf
from ...rules.rules import Rules
from ..meeting import candidates_for, seeded


def make(kind: str, count: int, candidates: int, choose: int) -> bytes:
    """The PDF of `count` ballots; kind: `archive` or `blank`."""
    vote = VotePaper(
        congress="演练区第一届人民代表大会", meeting="第一次会议", title="民生实事项目票决", rehearsal=True,
        fingerprint="0" * 43, rules_sentences=Rules(seats=choose).sentences(candidates), seats=choose,
        candidates=[
            PaperCandidate(no=no, name=found.name, content=found.content, unit=found.unit)
            for no, found in enumerate(candidates_for(candidates), start=1)
        ],
    )  # fmt: skip
    if kind == "blank":
        return blank_ballots_pdf(vote, count)
    rng = seeded("papers")
    return archive_ballots_pdf(vote, [[byte % 3 for byte in rng(candidates)] for _ in range(count)])


if __name__ == "__main__":
    kind, count, candidates, choose, out = sys.argv[1:]
    Path(out).write_bytes(make(kind, int(count), int(candidates), int(choose)))

"""One large paper, made in a process of its own so that its time and memory can be measured from outside."""

from __future__ import annotations

import sys
from pathlib import Path

from ...printing import PaperCandidate, VotePaper, archive_ballots_pdf, blank_ballots_pdf
from ...rules import wording
from ...rules.rules import Rules

NAME = "老旧小区加装电梯和适老化改造工程"
CONTENT = "改造老旧小区十二个，加装电梯四十部，完成适老化改造三百户，新增社区养老服务设施六处"


def make(kind: str, count: int, candidates: int, choose: int) -> bytes:
    """The PDF of `count` ballots; kind: `archive` or `blank`."""
    vote = VotePaper(
        congress="演练区第一届人民代表大会",
        meeting="第一次会议",
        title="民生实事项目票决",
        rehearsal=True,
        fingerprint="0" * 43,
        rules_sentences=wording.sentences(Rules(seats=choose), candidates),
        seats=choose,
        candidates=[
            PaperCandidate(no=no, name=f"{NAME}（{no}）", content=CONTENT, investment="1,280.5", unit="区住建局")
            for no in range(1, candidates + 1)
        ],
    )
    if kind == "blank":
        return blank_ballots_pdf(vote, count)
    marks = [[(place * no + no) % 3 for no in range(1, candidates + 1)] for place in range(count)]
    return archive_ballots_pdf(vote, marks)


if __name__ == "__main__":
    kind, count, candidates, choose, out = sys.argv[1:]
    Path(out).write_bytes(make(kind, int(count), int(candidates), int(choose)))

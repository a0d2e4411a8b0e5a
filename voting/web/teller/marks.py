"""What a teller may enter for a row: value, key, sign and word, by the round's marking and legend."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from ...ballots.batches import UNREADABLE
from ...rules.grading import SIGNS, GradeRules
from ...rules.reading import AnyRules
from ...rules.rules import LEGENDS
from ..round_words import grade_word


@dataclass(frozen=True)
class Key:
    """One entry: the mark, the key that enters it, the sign on the sheet (empty: nothing drawn), the word."""

    value: int
    key: str
    sign: str
    word: str


def keys(rules: AnyRules, candidates: int) -> list[Key]:
    """The entries of a row, the unreadable one last; with priorities the numbers are typed."""
    illegible = Key(UNREADABLE, "0", "?", _("不能辨认"))
    if isinstance(rules, GradeRules):
        sign = SIGNS[rules.legend]
        graded = [Key(mark, str(mark), sign, grade_word(name)) for mark, name in enumerate(rules.grades, start=1)]
        return [*graded, Key(0, str(len(graded) + 1), "", _("弃权")), illegible]
    signs = LEGENDS[rules.legend]
    if rules.marking == "rank":
        ranks = [Key(rank, str(rank), str(rank), _("第 %(n)s 位", n=rank)) for rank in range(1, candidates + 1)]
        return [*ranks, Key(0, "-", "", _("未填写")), illegible]
    if rules.marking == "choose":
        return [Key(1, "1", signs[1], _("同意")), Key(0, "2", "", _("未选")), illegible]
    return [
        Key(1, "1", signs[1], _("赞成")),
        Key(2, "2", signs[2], _("反对")),
        Key(0, "3", signs[0], _("弃权")),
        illegible,
    ]

"""Two people at one text: who saves upon something older is told, and nothing is overwritten unread."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from .errors import Conflict


class Outdated(Conflict):
    """What the person had before the eyes is older than what is kept: the page shows both."""


def mark(values: Sequence[object]) -> str:
    """A short mark of what somebody has before the eyes, for a form to carry: the same values have the same mark."""
    return hashlib.sha256("\x1f".join(map(str, values)).encode()).hexdigest()[:16]


def unchanged(seen: str | None, kept: Sequence[object], wanted: Sequence[object]) -> None:
    """Raise `Outdated` when what is kept is neither what was seen nor what is wanted.

    `seen`: the `mark` that the form carried; None for a caller that looks at nothing. A second click wants what its
    first has kept, and passes.
    """
    if seen is not None and mark(kept) not in (seen, mark(wanted)):
        raise Outdated("changed_meanwhile", "这里的内容刚刚被他人修改过，请对照以后再保存")


__all__ = ["Outdated", "mark", "unchanged"]

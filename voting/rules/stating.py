"""The rules as one sentence in the election's description, so that the archive alone is enough to count again."""

from __future__ import annotations

import json
import re

from .reading import AnyRules, any_rules
from .rules import BadRules

REHEARSAL = "演练。"
"""How the description of a rehearsal's election begins."""
_STATED = re.compile(r"\[rules: (\{[^{}]{1,800}\})\]")


def sentence(rules: AnyRules) -> str:
    """What the description says of the rules, for `stated`."""
    return f"[rules: {json.dumps(rules.to_dict(), sort_keys=True, separators=(',', ':'))}]"


def stated(description: str) -> AnyRules | None:
    """The rules that a description states; None when it states none. Raises `BadRules` when they cannot be read."""
    found = _STATED.search(description)
    if found is None:
        return None
    try:
        value = json.loads(found[1])
    except ValueError as error:
        raise BadRules("rules", "not JSON") from error
    return any_rules(value)

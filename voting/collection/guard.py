"""What keeps programs off the public form: a signed token, a small sum in words, a least time (防机器提交).

Nothing of it asks an outside service or needs a script, and the server remembers nothing: the sum follows from the
token by a key, so that its answer is nowhere in the page.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import UTC, datetime, timedelta

from ..belenios.group import Rng
from ..errors import Rejected
from ..sentences import Sentence

VALID = timedelta(hours=2)
_NUMBERS = (
    Sentence("一"),
    Sentence("二"),
    Sentence("三"),
    Sentence("四"),
    Sentence("五"),
    Sentence("六"),
    Sentence("七"),
    Sentence("八"),
    Sentence("九"),
)


def issue(key: bytes, now: datetime, rng: Rng) -> str:
    """A token for one form; it names the moment and nothing else."""
    body = f"{int(now.timestamp()):x}.{rng(8).hex()}"
    return f"{body}.{_sign(key, body)}"


def issued_at(key: bytes, token: str) -> datetime | None:
    """When the token was given out; None when it is not one of ours."""
    body, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_sign(key, body).encode(), signature.encode()):
        return None
    return datetime.fromtimestamp(int(body.split(".")[0], 16), UTC)


def question(key: bytes, token: str) -> Sentence:
    """The sum that belongs to the token, in words."""
    left, right, plus = _sum(key, token)
    words = {"a": _NUMBERS[left - 1], "b": _NUMBERS[right - 1]}
    return Sentence("%(a)s加%(b)s等于几？", **words) if plus else Sentence("%(a)s减%(b)s等于几？", **words)


def check(key: bytes, token: str, answer: str, trap: str, now: datetime, least: int) -> None:
    """Raise `Rejected` (field `answer` or `website`) unless a person may have filled in this form.

    Codes: form_unknown and form_expired ask for a new token; form_quick, answer_wrong and trap_filled for another try
    with the same one. `trap` is the field that people do not see, `least` the seconds that a person needs.
    """
    issued = issued_at(key, token)
    if issued is None:
        raise Rejected("form_unknown", "请回答问题后再提交", field="answer")
    if trap:
        raise Rejected("trap_filled", "“网址”一栏请留空", field="website")
    if now - issued > VALID:
        raise Rejected("form_expired", "页面打开的时间太长了，请回答新的问题后再提交", field="answer")
    if now - issued < timedelta(seconds=least):
        raise Rejected("form_quick", "提交得太快了，请核对内容后再提交一次", field="answer")
    left, right, plus = _sum(key, token)
    if _number(answer) != (left + right if plus else left - right):
        raise Rejected("answer_wrong", "答案不对，请再算一次", field="answer")


def _sign(key: bytes, body: str) -> str:
    return hmac.new(key, f"form {body}".encode(), hashlib.sha256).hexdigest()[:32]


def _sum(key: bytes, token: str) -> tuple[int, int, bool]:
    drawn = hmac.new(key, f"sum {token}".encode(), hashlib.sha256).digest()
    first, second = drawn[0] % 9 + 1, drawn[1] % 9 + 1
    plus = drawn[2] % 2 == 0 or first == second
    return (first, second, True) if plus else (max(first, second), min(first, second), False)


def _number(text: str) -> int | None:
    """A number from 0 to 99 in digits or Chinese numerals; None when it is neither."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain.isdecimal() and len(plain) < 3:
        return int(plain)
    digits = {str(word): value for value, word in enumerate(_NUMBERS, start=1)} | {"零": 0, "两": 2}
    if len(plain) == 1 and plain in digits:
        return digits[plain]
    tens, ten, ones = plain.partition("十")
    if ten and (not tens or tens in digits) and (not ones or ones in digits):
        return (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0)
    return None

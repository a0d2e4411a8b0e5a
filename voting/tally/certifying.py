"""From the count to the announcement: confirmed by the scrutineers, certified, announced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..ballots import following, life
from ..ballots.life import Guard
from ..belenios.encoding import sha256_hex
from ..belenios.opening import read_proofs
from ..config import Config
from ..congress.models import Account
from ..errors import Forbidden, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from ..meetings.officers import key_holders
from ..meetings.rounds import full_title
from ..meetings.states import RoundState
from ..rules.counting import GRADE_FIGURES
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules, any_rules
from ..sentences import Sentence
from . import codes, seals, signing_keys
from .counting import gate_fault, proofs_of
from .recount import sealed_rows


def holders_names(meeting_id: int) -> list[str]:
    """Names of chief scrutineer and scrutineers, in order."""
    return [officer.account.name for officer in key_holders(meeting_id)]


def unconfirmed(found: Round) -> list[str]:
    """Who has not yet confirmed the count."""
    return [name for name in holders_names(found.meeting_id) if name not in found.confirmations]


def confirm(round_id: int, account: Account, now: datetime) -> None:
    """A scrutineer confirms the count; a second time changes nothing."""
    with writing() as session:
        found = life.begin(session, round_id, life.CONFIRM)
        query = [officer for officer in key_holders(found.meeting_id) if officer.account_id == account.id]
        if not query:
            raise Forbidden("no_scrutineer", "只有本轮的监票人可以确认计票结果")
        if account.name in found.confirmations:
            return
        found.confirmations = [*found.confirmations, account.name]
        role = "总监票人" if query[0].duty == "chief_scrutineer" else "监票人"
        actor = Actor(account.name, role)
        record(session, found.congress_id, actor, acts.RESULT_CONFIRMED, found.title, {"round": found.uuid}, now)


def result_json(found: Round) -> dict[str, Any]:
    """The result as the command contract has it; with `electronic` and `paper` apart where there was paper."""
    counted: dict[str, Any] = dict(found.result or {})
    names = {item["no"]: item["name"] for item in found.candidates or []}
    columns = _columns(any_rules(found.rules))
    rows = [
        {key: (names[row["no"]] if key == "name" else row[key]) for key in columns} for row in counted.get("rows", [])
    ]
    kinds: dict[str, Any] = {key: counted[key] for key in ("electronic", "paper") if key in counted}
    return {
        "round": found.uuid,
        "election": None if found.paper_only else found.fingerprint,
        "rules": found.rules,
        "entitled": found.meeting.entitled,
        "present": found.present,
        "issued": counted.get("issued"),
        "returned": counted.get("returned"),
        "valid": counted.get("valid"),
        "void": counted.get("void"),
        "rows": rows,
        "selected": counted.get("selected", []),
        "next": counted.get("next"),
        **kinds,
        **({"opening": told} if (told := opening_json(found)) else {}),
        "board": {} if found.paper_only else {"head": found.board_head, "height": found.board_height},
    }


def opening_json(found: Round) -> dict[str, Any] | None:
    """The proofs of the opening, where there are: the file's SHA-256, and the void ballots' places in the result."""
    text = proofs_of(found)
    return None if text is None else {"proofs": sha256_hex(text), "void": read_proofs(text).void}


def _columns(rules: AnyRules) -> tuple[str, ...]:
    if isinstance(rules, GradeRules):
        return ("no", "name", *GRADE_FIGURES, "grade")
    points = ("points",) if rules.marking == "rank" else ()
    return ("no", "name", "approve", "oppose", "abstain", *points, "rank", "selected")


def gathered(found: Round) -> list[Round]:
    """The earlier rounds whose results an announcement of this one gathers: those that were not declared void."""
    return [one for one in following.chain(found)[:-1] if one.void_reason is None]


def _selected_at_first(found: Round) -> list[int]:
    """The numbers that the selected projects of a round have on the list of the first round."""
    numbers: dict[Any, Any] = {item["no"]: item.get("origin", item["no"]) for item in found.candidates or []}
    result: dict[str, Any] = dict(found.result or {})
    return sorted(numbers[no] for no in result.get("selected", []))


def _earlier(found: Round) -> dict[str, Any]:
    """What the seal of an announcement says of the rounds before the last one; nothing where there were none.

    `earlier`: what the seal of each one's own report says of it, `selected` by its own list; `altogether`: every
    selected project of all rounds, numbered as on the first list.
    """
    rounds = gathered(found)
    if not rounds:
        return {}
    return {
        "earlier": [_of_round(one) for one in rounds],
        "altogether": sorted(no for one in [*rounds, found] for no in _selected_at_first(one)),
    }


def _of_round(found: Round) -> dict[str, Any]:
    """What a seal says of one round: its figures, what was selected, and by which rules and archive."""
    result, rules = result_json(found), any_rules(found.rules)
    figures = {key: result[key] for key in ("entitled", "present", "issued", "returned", "valid", "void")}
    return {
        "round": found.uuid,
        **figures,
        "rows": sealed_rows(result["rows"], rules),
        **({"grades": list(rules.grades)} if isinstance(rules, GradeRules) else {}),
        "selected": result["selected"],
        **({"paper": result["paper"]} if "paper" in result else {}),
        "rules": found.rules_hash,
        **({"proofs": result["opening"]["proofs"]} if "opening" in result else {}),
        "election": result["election"] or "",
        "head": result["board"].get("head") or "",
        "height": result["board"].get("height") or 0,
    }


def payload(found: Round, kind: str) -> dict[str, Any]:
    """What the seal on a paper says; that of an announcement tells of the earlier rounds too (see `_earlier`)."""
    return {
        "v": 1,
        "kind": kind,
        "title": full_title(found),
        **_of_round(found),
        "rehearsal": found.meeting.rehearsal,
        **(_earlier(found) if kind == "announcement" else {}),
    }


def _without_figures(told: dict[str, Any]) -> dict[str, Any]:
    """What remains of a round in a seal that has no room for its figures: they stand in the round's own report."""
    return {key: value for key, value in told.items() if key not in ("rows", "paper")}


def announcement_seal(found: Round, keys: signing_keys.Keys) -> str:
    """The seal of the announcement; where there is no room the figures of projects stay in the reports of the rounds.

    The oldest rounds give theirs up first.
    """
    told = payload(found, "announcement")
    rounds = told.get("earlier", [])
    for place in range(len(rounds) + 1):
        try:
            return seals.seal(told, keys)
        except ValueError:
            if place < len(rounds):
                rounds[place] = _without_figures(rounds[place])
    return seals.seal(_without_figures(told), keys)


def _unconfirmed(found: Round) -> Iterator[Sentence]:
    if waiting := unconfirmed(found):
        yield Sentence("还没有确认的监票人：%(names)s", names="、".join(waiting))


def _gate(found: Round) -> Iterator[Sentence]:
    if (why := gate_fault(found)) is not None:
        yield Sentence("票数不符，不能认证：%(why)s", why=why)


def _earlier_uncertified(found: Round) -> Iterator[Sentence]:
    for one in gathered(found):
        if one.certified_at is None:
            yield Sentence("%(title)s的结果还没有认证，请先认证", title=one.title)


CERTIFY = life.CERTIFY.guarded(
    Guard("not_confirmed", _unconfirmed), Guard("gate", _gate), Guard("earlier_uncertified", _earlier_uncertified)
)


def certify(round_id: int, config: Config, actor: Actor, now: datetime) -> None:
    """Certify the result: every scrutineer has confirmed, the gate holds; the seals are made.

    Rounds are certified in their order, since the announcement of the last one names those before it. Raises
    `Conflict`: not_confirmed, gate, earlier_uncertified.
    """
    keys = signing_keys.load_or_make_keys(config.keys, now)
    with writing() as session:
        found = life.begin(session, round_id, CERTIFY, config, now)
        found.certified_at = now
        found.seal_report = seals.seal(payload(found, "report"), keys)
        found.seal_announcement = announcement_seal(found, keys)
        life.enter(session, CERTIFY, found, actor, now, head=found.board_head)


MAX_NUMBER = 999


def next_number(meeting_id: int) -> int:
    """The announcement number that follows those of the meeting; others may have been given by hand meanwhile."""
    last = select(func.max(Round.announcement_no)).where(Round.meeting_id == meeting_id)
    return (db.session.scalar(last) or 0) + 1


def announce(round_id: int, actor: Actor, now: datetime, number: int | None = None) -> None:
    """Announce the result, and with it those of the certified rounds before it: from now on everyone sees them.

    The announcement gathers all rounds, so it is made in the last one. `number`: 第N号, running within the meeting;
    None where the office numbers by hand. Raises `Conflict`, `Rejected`: number_wrong, number_taken.
    """
    if number is not None and not 1 <= number <= MAX_NUMBER:
        raise Rejected("number_wrong", "公告号应为 1 至 %(most)s", most=MAX_NUMBER, field="number")
    with writing() as session:
        found = life.begin(session, round_id, life.ANNOUNCE)
        rounds = [*gathered(found), found]
        taken = select(Round.id).where(Round.meeting_id == found.meeting_id, Round.announcement_no == number)
        if number is not None and session.scalar(taken) is not None:
            raise Rejected("number_taken", "第 %(number)s 号公告已经用过", number=number, field="number")
        found.announcement_no = number
        numbered = {} if number is None else {"announcement_no": number}
        for one in rounds:
            if one.state == RoundState.CERTIFIED:
                one.announced_at = now
                life.enter(session, life.ANNOUNCE, one, actor, now, **numbered)


def by_code(code: str) -> tuple[Round, str] | None:
    """The announced round and seal whose typed code this is."""
    for found in db.session.scalars(select(Round).where(Round.state == RoundState.ANNOUNCED)):
        for token in (found.seal_report, found.seal_announcement):
            if token and codes.short_code(token) == code:
                return found, token
    return None

"""Changes to one deputy of the roster: name and delegation, or a new pass and PIN (补发代表证)."""

from __future__ import annotations

from datetime import datetime

from ..belenios.group import Rng
from ..config import Config
from ..entrance import guessing
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings import hands, pairing
from ..meetings.attendance import phase
from ..meetings.models import Delegation, Meeting
from .authentication import hash_pass, hash_pin, subject
from .models import Deputy
from .roster import Pass, new_pass


def deputy_of(meeting_id: int, deputy_id: int) -> Deputy:
    """The deputy of this meeting; raises `Missing`."""
    found = db.session.get(Deputy, deputy_id)
    if found is None or found.meeting_id != meeting_id:
        raise Missing("no_such_deputy", "没有找到这位代表")
    return found


def correct(meeting_id: int, deputy_id: int, name: str, delegation_id: int, actor: Actor, now: datetime) -> Deputy:
    """Correct name and delegation until the vote opens; raises `Rejected` naming the field, or `Conflict`."""
    name = " ".join(name.split())
    if not name:
        raise Rejected("name_missing", "请填写姓名", field="name")
    if len(name) > 40:
        raise Rejected("name_too_long", "姓名超过 40 个字", field="name")
    with writing() as session:
        found = deputy_of(meeting_id, deputy_id)
        if phase(session, meeting_id) != "before":
            raise Conflict("vote_opened", "投票已经开始，名册不能再改")
        delegation = session.get(Delegation, delegation_id)
        if delegation is None or delegation.meeting_id != meeting_id:
            raise Rejected("delegation_unknown", "请选择代表团", field="delegation")
        before = {"name": found.name, "delegation": found.delegation.name}
        found.name, found.delegation_id = name, delegation_id
        details = {"number": found.number, "from": before, "to": {"name": name, "delegation": delegation.name}}
        record(session, found.congress_id, actor, acts.DEPUTY_CORRECTED, found.meeting.name, details, now)
        return found


def reissue(meeting_id: int, deputy_id: int, config: Config, actor: Actor, now: datetime, rng: Rng) -> Pass:
    """A new pass and PIN for one deputy; the old ones, and whoever is signed in with them, are void at once.

    The journal says that it happened, never what the pass says. While a vote is open the chief scrutineer has agreed
    (see `pairing`), and it is counted. Raises `Conflict` without that, and once the last vote is closed.
    """
    found = deputy_of(meeting_id, deputy_id)
    made = new_pass(found.number, found.name, found.delegation.name, rng)
    pin_hash = hash_pin(made.pin, config)
    with writing() as session:
        found = deputy_of(meeting_id, deputy_id)
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        hands.take(session, meeting, hands.PASSES, actor)
        # Held before the phase is asked, so that it cannot close in between.
        running = pairing.open_round(session, meeting_id)
        if phase(session, meeting_id) == "over":
            raise Conflict("vote_closed", "投票已经结束，不再补发代表证")
        details: dict[str, object] = {"number": found.number, "name": found.name}
        if running is not None:
            act = pairing.take(session, running, "pass", "", actor, now, deputy_id)
            details |= {"round": running.uuid, "reason": act.reason, "agreed": act.agreed_name}
        found.pin_hash, found.pass_hash = pin_hash, hash_pass(made.token)
        guessing.forgive(config, guessing.DEPUTIES, [subject(meeting_id, found.number, config)])
        record(session, found.congress_id, actor, acts.PASS_REISSUED, found.meeting.name, details, now)
    return made

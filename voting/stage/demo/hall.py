"""A whole vote of the demo by the use cases, its scrutineers' keys in memory alone: for what lies in the past."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import insert, select

from ...ballots import cards, casting, keys, polling, preparing
from ...belenios import ballot, codes, credentials, election, packing, shares, shuffle, tally, trustees
from ...belenios.group import Rng
from ...config import Config
from ...congress.models import Account
from ...extensions import db, writing
from ...journal.log import Actor
from ...meetings import decisions, officers
from ...meetings.models import Attendance, Entitled, Round
from ...sitting import agreement
from ...tally import certifying, locking, mixing, opening

CHAIR = Actor("严守正", "执行主席")
CLERK = Actor("程怡", "工作人员")


@dataclass
class Hall:
    """A meeting's keys and cards, and the deputies who came, as long as the demo is being made."""

    meeting_id: int
    config: Config
    rng: Rng
    privates: dict[int, int] = field(default_factory=dict)
    """By the officer's id."""
    cards: list[str] = field(default_factory=list)
    there: list[int] = field(default_factory=list)

    def prepare(self, absent: int, now: datetime) -> None:
        """Keys and cards are made, all but the last deputies sign in."""
        for officer in officers.key_holders(self.meeting_id):
            officer_id = officer.id
            private, public = trustees.generate(self.rng)
            self.privates[officer_id] = private
            keys.hand_in(officer_id, _compact(public), now)
            keys.confirm(officer_id, _compact(trustees.public_key(private, self.rng)), now)
        described = cards.meeting_file(self.meeting_id)
        self.cards, publics = cards.make_cards(described["rounds"], described["cards"], self.rng)
        cards.accept_publics(self.meeting_id, publics, CLERK, now, "here")
        day = now.date() - timedelta(days=1)
        decisions.decide(self.meeting_id, "cards_made_here", "主席团第二次会议决定", day, CLERK, now)
        with writing() as session:
            query = select(Entitled.deputy_id).where(Entitled.meeting_id == self.meeting_id).order_by(Entitled.number)
            everyone = list(session.scalars(query))
            self.there = everyone[: len(everyone) - absent]
            session.execute(
                insert(Attendance), [{"meeting_id": self.meeting_id, "deputy_id": one} for one in self.there]
            )

    def vote(self, round_id: int, ballots: Sequence[Sequence[int]], now: datetime) -> None:
        """Box, opening, these ballots in the order of the deputies, closing, count, certificate, announcement."""
        preparing.set_up_box(round_id, self.config, CLERK, now, self.rng)
        chief = self._account(0)
        agreement.agree(round_id, "open", chief, now)
        polling.open_round(round_id, None, CHAIR, now + timedelta(minutes=5))
        found = self._round(round_id)
        uuid, chosen = found.uuid, election.parse(found.election or "")
        packed = packing.stated(chosen) or packing.packing_for(len(ballots[0]))
        for deputy_id, card, marks in zip(self.there, self.cards, ballots, strict=False):
            credential = credentials.from_typed(card)
            text = ballot.encrypt(chosen, credential, packed.pack(list(marks)), self.rng)
            casting.cast(uuid, deputy_id, text.encode(), self.config)
        agreement.agree(round_id, "close", self._account(0), now + timedelta(minutes=14))
        polling.close_round(round_id, self.config, CHAIR, now + timedelta(minutes=15))
        self._count(round_id, now + timedelta(minutes=20))
        for place in range(len(self.privates)):
            certifying.confirm(round_id, self._account(place), now + timedelta(minutes=25))
        certifying.certify(round_id, self.config, CLERK, now + timedelta(minutes=30))
        certifying.announce(round_id, CHAIR, now + timedelta(hours=1), certifying.next_number(self.meeting_id))

    def _compare(self, round_id: int, now: datetime) -> None:
        found = self._round(round_id)
        head, ballots = locking.closed_head(found) or "", polling.returned(round_id)
        holders = [
            (one, db.session.get_one(Account, one.account_id).name) for one in officers.key_holders(self.meeting_id)
        ]
        for officer, name in holders:
            locking.lock(round_id, officer, name, head, ballots, False, now)
        number = f"{int.from_bytes(self.rng(4)) % 10**6:06d}"
        locking.call(round_id, *holders[0], number, now)
        for officer, name in holders[1:]:
            locking.compare(round_id, officer, name, number, codes.check_code(head, number), now)

    def _count(self, round_id: int, now: datetime) -> None:
        self._compare(round_id, now)
        mixing.start(round_id, self.config, now, self.rng)
        chosen = election.parse(self._round(round_id).election or "")
        for _turn in range(4 * len(self.privates)):
            for officer in officers.key_holders(self.meeting_id):
                name = db.session.get_one(Account, officer.account_id).name
                todo = mixing.task_for(self._round(round_id), officer, self.config)
                if todo.kind == "shuffle":
                    text = shuffle.shuffle(chosen, tally.read(todo.tally), self.rng)
                    mixing.hand_in_shuffle(round_id, officer, name, text, self.config, now)
                elif todo.kind == "decrypt":
                    private = self.privates[officer.id]
                    text = shares.make(chosen, tally.read(todo.tally), private, self.rng)
                    opening.hand_in_decryption(round_id, officer, name, text, self.config, now)
                    opening.finish(round_id, self.config, now, self.rng)
            if self._round(round_id).state == "counted":
                return
        raise RuntimeError("the tally does not end")

    def _round(self, round_id: int) -> Round:
        db.session.rollback()
        return db.session.get_one(Round, round_id)

    def _account(self, place: int) -> Account:
        return db.session.get_one(Account, officers.key_holders(self.meeting_id)[place].account_id)


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def marks(liked: Sequence[int], seats: int, chance: random.Random) -> list[int]:
    """One deputy's marks: `liked` says how many in a hundred approve; no more approvals than seats."""
    row = [1 if chance.randrange(100) < share else chance.choice((0, 2, 2)) for share in liked]
    approved = sorted((place for place, mark in enumerate(row) if mark == 1), key=lambda place: liked[place])
    for place in approved[: max(0, len(approved) - seats)]:
        row[place] = 0
    return row

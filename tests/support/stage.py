"""A meeting brought to the state that a test needs, by the use cases themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from support.elections import seeded
from support.snapshots import kept
from voting.ballots import batches, boxes, cards, casting, following, keys, paper, polling, preparing
from voting.belenios import ballot, codes, credentials, packing, shares, shuffle, tally, trustees
from voting.belenios import election as elections
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import Account, Congress
from voting.deputies import roster
from voting.extensions import db, writing
from voting.journal.log import Actor
from voting.meetings import attendance, entitled, officers, rounds, setup
from voting.meetings.models import Entitled, Meeting, Officer, Round
from voting.projects.candidates import Candidate, replace_list
from voting.rules.rules import Rules
from voting.tally import certifying, counting, locking, mixing, opening

OFFICE = Actor("程怡", "工作人员")
NOW = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)


@dataclass
class Stage:
    """A meeting with what its people hold in their hands."""

    config: Config
    meeting_id: int
    round_id: int
    uuid: str
    passes: list[roster.Pass]
    deputies: list[int]
    typed: list[str] = field(default_factory=list)
    privates: list[int] = field(default_factory=list)

    @property
    def archive(self) -> Path:
        """The archive as it stands now, in a file."""
        path = self.config.instance / f"{self.uuid}.bel"
        path.write_bytes(boxes.committed(self.round))
        return path

    @property
    def round(self) -> Round:
        """The main round as the database has it now."""
        db.session.rollback()
        return db.session.get_one(Round, self.round_id)

    def ballot(self, card: int, marks: list[int] | None = None, seed: str = "ballot") -> bytes:
        """An honest ballot made with the card at this place."""
        found = self.round
        chosen = elections.parse(found.election or "")
        packed = packing.stated(chosen)
        assert packed is not None
        ints = packed.pack(marks or [1, *[0] * (packed.count - 1)])
        credential = credentials.from_typed(self.typed[card])
        return ballot.encrypt(chosen, credential, ints, seeded(f"{seed}{card}")).encode()

    def publics(self, card: int) -> dict[str, str]:
        """What the desk's browser makes of a card that is handed back."""
        typed = credentials.from_typed(self.typed[card])
        return {uuid: credentials.public(uuid, typed) for uuid in paper.rounds_ahead(self.meeting_id)}

    def exchange(self, *cards: int) -> None:
        """The deputies at these places hand their cards back and take paper."""
        for card in cards:
            paper.exchange(self.round_id, str(1001 + card), self.publics(card), OFFICE, NOW)

    def sign_in(self, count: int | None = None) -> None:
        """The first deputies sign in to the meeting (签到)."""
        for deputy_id in self.deputies[:count]:
            attendance.sign_in(self.meeting_id, deputy_id)

    def open(self) -> None:
        """Everyone is there; the vote opens."""
        self.sign_in()
        polling.open_round(self.round_id, None, OFFICE, NOW)


@kept
def frozen(
    config: Config,
    deputies: int = 6,
    candidates: int = 4,
    seats: int = 2,
    rules: Rules | None = None,
    rehearsal: bool = False,
    contents: list[Candidate] | None = None,
    seed: str = "stage",
) -> Stage:
    """Roster, candidates, rules and officers are there and the list is frozen."""
    rng = seeded(seed)
    with writing() as session:
        congress = Congress(name=f"明川区第三届人民代表大会{'' if seed == 'stage' else seed}")
        session.add(congress)
        session.flush()
        named = []
        for place in range(2):
            duty = "scrutineer" if place else "chief_scrutineer"
            account = passwords.create(session, congress.id, f"{seed}{place}", f"监票人{place}", "demo-2026", [duty])
            named.append((account.id, duty))
        congress_id = congress.id
    meeting_id = setup.create_meeting(congress_id, "第六次会议", deputies, [], rehearsal, OFFICE, NOW, rng).id
    people = [
        roster.Person(str(1001 + i), f"代表{'甲乙丙丁戊己庚辛壬癸'[i % 10]}{i // 10 or ''}", "龙岗代表团")
        for i in range(deputies)
    ]
    passes = entitled.import_roster(meeting_id, people, config, OFFICE, NOW, rng)
    listed = contents or [
        Candidate(name=f"候选项目之{i}", content="内容", unit="区建设局") for i in range(1, candidates + 1)
    ]
    replace_list(meeting_id, listed, OFFICE, NOW)
    officers.name_officers(meeting_id, named, OFFICE, NOW)
    # The chair acts alone here; what needs the chief scrutineer's agreement is tested where it is asked for.
    with writing() as session:
        session.get_one(Meeting, meeting_id).second_person = False
    found = rounds.main_round(meeting_id)
    round_id, uuid = found.id, found.uuid
    preparing.set_rules(round_id, (rules or Rules(seats=seats)).to_dict(), OFFICE, NOW)
    preparing.freeze(round_id, OFFICE, NOW)
    listed = select(Entitled.deputy_id).where(Entitled.meeting_id == meeting_id).order_by(Entitled.number)
    ids = list(db.session.scalars(listed))
    return Stage(config, meeting_id, round_id, uuid, passes, ids)


@kept
def keyed(config: Config, **options: object) -> Stage:
    """Keys and cards are made."""
    stage = frozen(config, **options)  # type: ignore[arg-type]
    rng = seeded("keys")
    for officer in db.session.query(Officer).filter_by(meeting_id=stage.meeting_id).order_by(Officer.position).all():
        officer_id = officer.id
        private, public = trustees.generate(rng)
        stage.privates.append(private)
        keys.hand_in(officer_id, _compact(public), NOW)
        keys.confirm(officer_id, _compact(trustees.public_key(private, rng)), NOW)
    give_cards(stage, "cards")
    return stage


def give_cards(stage: Stage, seed: str) -> None:
    """Voting cards are made on another machine."""
    described = cards.meeting_file(stage.meeting_id)
    stage.typed, publics = cards.make_cards(described["rounds"], described["cards"], seeded(seed))
    cards.accept_publics(stage.meeting_id, publics, OFFICE, NOW)


@kept
def boxed(config: Config, **options: object) -> Stage:
    """Keys and cards are made and the box is set up."""
    stage = keyed(config, **options)
    preparing.set_up_box(stage.round_id, config, OFFICE, NOW, seeded("box"))
    return stage


@kept
def opened(config: Config, **options: object) -> Stage:
    """Everybody has signed in and the vote is open."""
    stage = boxed(config, **options)
    stage.open()
    return stage


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def close(stage: Stage) -> None:
    """The vote ends; the server mixes."""
    polling.close_round(stage.round_id, stage.config, OFFICE, NOW)


def lock(stage: Stage, *places: int, anew: bool = False) -> str:
    """The scrutineers at these places (all of them, when none is named) lock the closed box; its head."""
    head = locking.closed_head(stage.round) or ""
    for place, officer in enumerate(officers.key_holders(stage.meeting_id)):
        if not places or place in places:
            ballots = polling.returned(stage.round_id)
            locking.lock(stage.round_id, officer, f"监票人{place}", head, ballots, anew, NOW)
    return head


def hear(stage: Stage, place: int, number: str, code: str) -> None:
    """The scrutineer at this place compares the code that was read aloud."""
    officer = officers.key_holders(stage.meeting_id)[place]
    number, code = number.replace(" ", ""), code.replace(" ", "")
    locking.compare(stage.round_id, officer, f"监票人{place}", number, code, NOW)
    mixing.start(stage.round_id, stage.config, NOW, seeded("mix"))


def compare(stage: Stage) -> None:
    """Every scrutineer locks, the chief calls a number, the codes are compared."""
    head, number = lock(stage), "271828"
    chief, *others = officers.key_holders(stage.meeting_id)
    locking.call(stage.round_id, chief, "监票人0", number, NOW)
    for officer in others:
        locking.compare(stage.round_id, officer, "监票人", number, codes.check_code(head, number), NOW)


def start(stage: Stage, seed: str = "mix") -> None:
    """After the close: lock, call, compare, and the server mixes."""
    if not stage.round.paper_only:
        compare(stage)
    mixing.start(stage.round_id, stage.config, NOW, seeded(seed))


def count(stage: Stage, until: str = "counted") -> None:
    """From the close to the count: every trustee locks, compares, mixes and opens."""
    if not locking.standing(stage.round).all_compared:
        start(stage)
    mix(stage)
    if stage.round.state != until:
        for place in range(len(stage.privates)):
            open_share(stage, place)
    if stage.round.state != until:
        raise AssertionError(f"the tally stops at {stage.round.state}")


def mix(stage: Stage) -> None:
    """After lock and compare: every scrutineer mixes in turn, as far as not done."""
    chosen, rng = elections.parse(stage.round.election or ""), seeded("tally")
    for officer in officers.key_holders(stage.meeting_id):
        todo = mixing.task_for(stage.round, officer, stage.config)
        if todo.kind == "shuffle":
            text = shuffle.shuffle(chosen, tally.read(todo.tally), rng)
            mixing.hand_in_shuffle(stage.round_id, officer, "监票人", text, stage.config, NOW)


def open_share(stage: Stage, place: int) -> None:
    """The scrutineer at this place opens, unless it is done; after the last one the server finishes."""
    chosen, rng = elections.parse(stage.round.election or ""), seeded(f"open{place}")
    officer = officers.key_holders(stage.meeting_id)[place]
    todo = mixing.task_for(stage.round, officer, stage.config)
    if todo.kind == "decrypt":
        text = shares.make(chosen, tally.read(todo.tally), stage.privates[place], rng)
        opening.hand_in_decryption(stage.round_id, officer, "监票人", text, stage.config, NOW)
    opening.finish(stage.round_id, stage.config, NOW, rng)


def certify(stage: Stage) -> None:
    """Confirmed and certified."""
    for officer in officers.key_holders(stage.meeting_id):
        certifying.confirm(stage.round_id, db.session.get_one(Account, officer.account_id), NOW)
    certifying.certify(stage.round_id, stage.config, OFFICE, NOW)


def archive(stage: Stage) -> bytes:
    """The archive as it stands."""
    return boxes.committed(stage.round)


def proofs(stage: Stage) -> bytes:
    """The proofs file of the opening."""
    text = counting.proofs_of(stage.round)
    assert text is not None
    return text.encode()


def announce(stage: Stage) -> None:
    """Confirmed, certified, announced."""
    certify(stage)
    certifying.announce(stage.round_id, OFFICE, NOW)


def vote(stage: Stage, *ballots: list[int]) -> None:
    """The first deputies cast these marks; the vote is closed and counted."""
    for place, marks in enumerate(ballots):
        casting.cast(stage.uuid, stage.deputies[place], stage.ballot(place, marks), stage.config)
    close(stage)
    count(stage)


def follow(stage: Stage, paper_only: bool = False) -> Stage:
    """The next round, with its box; the people, keys and cards are the same."""
    uuid = following.follow(stage.round_id, paper_only, OFFICE, NOW, seeded("follow"))
    made = replace(stage, uuid=uuid, round_id=db.session.scalars(select(Round.id).where(Round.uuid == uuid)).one())
    if not paper_only:
        preparing.set_up_box(made.round_id, made.config, OFFICE, NOW, seeded(f"box{uuid}"))
    return made


def tellers(stage: Stage, count: int = 2) -> list[Account]:
    """Accounts of tellers in the meeting's congress."""
    congress_id = stage.round.congress_id
    made = [teller(stage, f"teller{place}-{congress_id}", f"计票人{'甲乙丙丁'[place]}") for place in range(count)]
    return [db.session.get_one(Account, one) for one in made]


def teller(stage: Stage, username: str, name: str) -> int:
    """The account of a teller who was named at the sitting; its id."""
    with writing() as session:
        account = passwords.create(session, stage.round.congress_id, username, name, "demo-2026", ["teller"])
        account_id = account.id
    officers.add_teller(stage.meeting_id, account_id, OFFICE, NOW)
    return account_id


def read_pile(
    stage: Stage, batch_id: int, teller: Account, sheets: list[list[int]], doubtful: set[int] | None = None
) -> None:
    """A teller reads a pile from the first sheet to the last; `doubtful` are sheet numbers."""
    account_id = teller.id
    actor = Actor(teller.name, "计票人")
    code = paper.mark_of(stage.round)
    reading = batches.begin(batch_id, db.session.get_one(Account, account_id), code, NOW)
    for sheet, marks in enumerate(sheets, start=1):
        batches.enter(reading, account_id, sheet, marks, sheet in (doubtful or set()))
    batches.finish(reading, account_id, actor, NOW)


def pile(stage: Stage, sheets: int) -> int:
    """A pile of returned sheets, counted; its id."""
    no = batches.add(stage.round_id, sheets, OFFICE, NOW, recounted=True)
    return next(one.id for one in batches.of_round(stage.round_id) if one.no == no)


def scrutineer(stage: Stage, place: int) -> Account:
    """The key holder at this place; 0 is the chief."""
    return db.session.get_one(Account, officers.key_holders(stage.meeting_id)[place].account_id)


def decrypt(stage: Stage) -> None:
    """From the close until every electronic ballot is open; the paper ballots are still awaited."""
    count(stage, until="decrypted")

"""`voting rehearse`: from the roster to checked papers, in one run."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import config as configuration
from .. import create_app
from ..ballots import polling, preparing
from ..belenios import credentials, packing
from ..belenios.election import Election
from ..belenios.group import Rng
from ..belenios.verify import report as verify_report
from ..commands.serve import prepare
from ..config import Config
from ..deputies import roster
from ..errors import DomainError
from ..extensions import db
from ..journal.log import entries, first_fault
from ..meetings.models import Round
from ..printing import cards_pdf
from ..tally import announcement, certifying, round_papers, signing_keys
from ..tally.checking import check_result
from .meeting import OFFICE, Gathering, gather, make_cards, make_keys, now, seeded
from .people import DeputyTablet, ScrutineerBrowser, lock_and_compare
from .server import free_port, running

CLIENT_THREADS = 16


class Failed(Exception):
    """A check did not hold."""


@dataclass
class Rehearsal:
    """What the steps share."""

    options: argparse.Namespace
    rng: Rng
    out: Path
    timings: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step and say so."""
        print(f"  {name:<40}", end="", flush=True)
        start = time.perf_counter()
        yield
        self.timings[name] = round(time.perf_counter() - start, 3)
        print(f"{self.timings[name]:>8.2f} s", flush=True)


def marks_for(options: argparse.Namespace, rng: Rng) -> list[list[int]]:
    """One list of marks for each ballot: from the file, or plausible ones that keep to the rules."""
    top = 3 if options.rating else 2
    if options.votes:
        votes = json.loads(options.votes.read_text(encoding="utf-8"))
        shaped = isinstance(votes, list) and all(
            isinstance(row, list) and len(row) == options.candidates and all(m in range(top + 1) for m in row)
            for row in votes
        )
        if not shaped:
            raise ValueError(f"{options.votes}: expected lists of {options.candidates} marks from 0 to {top}")
        return [list(row) for row in votes]
    if options.rating:
        return [[_grade(byte) for byte in rng(options.candidates)] for _ in range(options.present)]
    found = []
    for _ in range(options.present):
        row = [1 if byte < 200 else 2 if byte < 232 else 0 for byte in rng(options.candidates)]
        over = sum(mark == 1 for mark in row) - options.choose
        for place in range(options.candidates):
            if over > 0 and row[place] == 1:
                row[place], over = 2 if place % 2 else 0, over - 1
        shift = rng(1)[0] % options.candidates
        found.append(row[shift:] + row[:shift])
    return found


def _grade(byte: int) -> int:
    return 1 if byte < 160 else 2 if byte < 220 else 3 if byte < 250 else 0


def _packing(options: argparse.Namespace) -> packing.Packing:
    return packing.packing_for(options.candidates, 4 if options.rating else 3)


def run(options: argparse.Namespace) -> int:
    """Rehearse; exit 0 only if every check held."""
    if options.present is None:
        options.present = options.deputies
    rng = seeded(options.seed)
    try:
        _check_numbers(options)
        votes = marks_for(options, rng)
        if len(votes) > options.present:
            raise ValueError(f"{len(votes)} ballots for {options.present} deputies present")
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    rehearsal = Rehearsal(options, rng, options.out)
    with tempfile.TemporaryDirectory(prefix="voting-rehearsal-") as scratch:
        port = free_port()
        environ = {
            "VOTING_INSTANCE": scratch,
            "VOTING_BASE_ADDRESS": f"http://127.0.0.1:{port}",
            "VOTING_DATABASE_URL": options.database_url,
        }
        try:
            _story(rehearsal, environ, port, votes)
        except (Failed, DomainError, RuntimeError) as error:
            print(f"\nFAILED: {getattr(error, 'message', error)}", file=sys.stderr)
            return 1
    timings = json.dumps(rehearsal.timings, indent=1)
    (options.out / "timings.json").write_text(timings, encoding="utf-8")
    print(f"\nEvery check held. {options.out}")
    return 0


def _check_numbers(options: argparse.Namespace) -> None:
    if not 1 <= options.present <= options.deputies <= 5000:
        raise ValueError("1 ≤ present ≤ deputies ≤ 5000")
    if 3 * options.present < 2 * options.deputies:
        raise ValueError("fewer than two thirds are present: there is no quorum")
    if not 1 <= options.choose <= options.candidates:
        raise ValueError("1 ≤ choose ≤ candidates")
    if options.scrutineers < 2:
        raise ValueError("a chief scrutineer and at least one scrutineer")
    _packing(options)


def _story(rehearsal: Rehearsal, environ: dict[str, str], port: int, votes: list[list[int]]) -> None:
    config = configuration.from_environment({**os.environ, **environ})
    config.prepare()
    options = rehearsal.options
    with rehearsal.step("database"):
        prepare({**os.environ, **environ})
    app = create_app(config)
    with app.app_context():
        with rehearsal.step("meeting, roster, candidates, rules"):
            gathering = gather(
                options.deputies,
                options.candidates,
                options.choose,
                options.scrutineers,
                config,
                rehearsal.rng,
                options.rating,
            )
        uuid, round_id = gathering.uuid, gathering.round_id
        with running(environ, port):
            with rehearsal.step("scrutineers' keys"):
                scrutineers = make_keys(gathering, port, rehearsal.rng)
            typed = _cards(rehearsal, gathering, config)
            with rehearsal.step("ballot box"):
                preparing.set_up_box(round_id, config, OFFICE, now(), rehearsal.rng)
            tablets = _arrive(rehearsal, port, gathering.passes)
            with rehearsal.step("open"):
                polling.open_round(round_id, None, OFFICE, now())
            _vote(rehearsal, uuid, tablets, typed, votes)
            start = time.perf_counter()
            with rehearsal.step("close, lock, compare; server mixes"):
                polling.close_round(round_id, config, OFFICE, now())
                lock_and_compare(uuid, scrutineers)
            with rehearsal.step("scrutineers mix and open"):
                _count(uuid, scrutineers)
            with rehearsal.step("confirm, certify"):
                for scrutineer in scrutineers:
                    scrutineer.confirm(uuid)
                certifying.certify(round_id, config, OFFICE, now())
            rehearsal.timings["from closing to certified"] = round(time.perf_counter() - start, 3)
            certifying.announce(round_id, OFFICE, now())
            with rehearsal.step("board downloaded"):
                archive = scrutineers[0].get(f"/rounds/{uuid}/vote.bel")
                (rehearsal.out / "vote.bel").write_bytes(archive.body)
                proofs = scrutineers[0].get(f"/rounds/{uuid}/vote.proofs.json")
                (rehearsal.out / "vote.proofs.json").write_bytes(proofs.body)
        db.session.rollback()
        found = db.session.get_one(Round, round_id)
        _papers(rehearsal, found, config)
        _check(rehearsal, found, votes)


def _cards(rehearsal: Rehearsal, gathering: Gathering, config: Config) -> list[str]:
    with rehearsal.step("voting cards"):
        typed, described = make_cards(gathering, rehearsal.rng)
    with rehearsal.step("cards.pdf"):
        pdf = cards_pdf(
            typed,
            congress=described["congress"],
            meeting=described["meeting"],
            rehearsal=True,
            fonts=config.fonts,
            papers=config.papers,
        )
        (rehearsal.out / "cards.pdf").write_bytes(pdf)
    return typed


def _parallel(name: str, work: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(CLIENT_THREADS) as pool:
        return list(pool.map(lambda function: function(), work))


def _arrive(rehearsal: Rehearsal, port: int, passes: list[roster.Pass]) -> list[DeputyTablet]:
    with rehearsal.step("deputies sign in"):
        tablets = [DeputyTablet(port, entry.number, entry.pin) for entry in passes[: rehearsal.options.present]]
        _parallel("arrive", [tablet.arrive for tablet in tablets])
        return tablets


def _vote(
    rehearsal: Rehearsal, uuid: str, tablets: list[DeputyTablet], typed: list[str], votes: list[list[int]]
) -> None:
    packed = _packing(rehearsal.options)
    parsed: dict[str, Election] = {}
    voters = tablets[: len(votes)]
    with rehearsal.step("ballots encrypted"):
        for tablet, card, row in zip(voters, typed, votes, strict=False):
            tablet.encrypt(uuid, credentials.from_typed(card), packed.pack(row), parsed, rehearsal.rng)
    with rehearsal.step("a ballot copied before its sender voted"):
        if len(voters) > 1:
            first, second = voters[:2]
            _expect(first.cast(), 200, None)
            own, second.ballot = second.ballot, first.ballot
            _expect(second.cast(), 409, "card_used")
            second.ballot = own
    with rehearsal.step("ballots cast"):
        answers = _parallel("cast", [tablet.cast for tablet in voters])
    if any(answer.status != 200 for answer in answers):
        wrong = next(answer for answer in answers if answer.status != 200)
        raise Failed(f"an honest ballot was refused: {wrong.status} {wrong.body[:200]!r}")
    with rehearsal.step("second clicks and cheats"):
        _cheat(rehearsal, uuid, voters, typed, parsed, packed)


def _expect(answer: Any, status: int, code: str | None) -> None:
    got = answer.json().get("code")
    if answer.status != status or got != code:
        raise Failed(f"expected {status} {code}, got {answer.status} {got}")


def _cheat(
    rehearsal: Rehearsal,
    uuid: str,
    voters: list[DeputyTablet],
    typed: list[str],
    parsed: dict[str, Election],
    packed: packing.Packing,
) -> None:
    for tablet in voters[:10]:
        _expect(tablet.cast(), 200, None)
    first = voters[0]
    honest = first.ballot
    spare = credentials.from_typed(typed[-1])
    blank = packed.pack([0] * packed.count)
    first.encrypt(uuid, spare, blank, parsed, rehearsal.rng)
    _expect(first.cast(), 409, "already_voted")
    first.ballot = honest.replace('"response":"', '"response":"1', 1)
    answer = first.cast()
    if answer.status != 400:
        raise Failed(f"an altered ballot got {answer.status}")
    first.ballot = "{" * 10_000
    _expect(first.cast(), 400, "ballot_malformed")
    first.ballot = "x" * 70_000
    _expect(first.cast(), 413, "ballot_too_large")
    first.ballot = honest


def _count(uuid: str, scrutineers: list[ScrutineerBrowser]) -> None:
    for _ in range(4 * len(scrutineers)):
        kinds = [scrutineer.work(uuid) for scrutineer in scrutineers]
        if all(kind == "done" for kind in kinds):
            return
    raise Failed("the tally did not come to an end")


def _papers(rehearsal: Rehearsal, found: Round, config: Config) -> None:
    out = rehearsal.out
    result = certifying.result_json(found)
    (out / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    keys = signing_keys.load_or_make_keys(config.keys, now())
    (out / "signing-key.pem").write_bytes(keys.public_pem)
    makers: tuple[tuple[str, Callable[[], bytes]], ...] = (
        ("report.pdf", lambda: round_papers.report(found, config, now())),
        ("announcement.pdf", lambda: announcement.announcement(found, config, now())),
        ("ballots.pdf", lambda: round_papers.archive_ballots(found, config)),
        ("blank-ballots.pdf", lambda: round_papers.blank_ballots(found, rehearsal.options.deputies, config)),
    )
    for name, make in makers:
        with rehearsal.step(name):
            (out / name).write_bytes(make())


def _check(rehearsal: Rehearsal, found: Round, votes: list[list[int]]) -> None:
    out = rehearsal.out
    with rehearsal.step("archive verified"):
        proofs = (out / "vote.proofs.json").read_bytes()
        report = verify_report(out / "vote.bel", os.cpu_count() or 1, proofs=proofs)
    if not report.valid or report.stage != "finished" or report.ballots != len(votes):
        wrong = [check for check in report.checks if not check.ok]
        raise Failed(f"the archive does not verify: {report.stage}, {report.ballots} ballots, {wrong}")
    packed = _packing(rehearsal.options)
    if sorted(packed.unpack(row) for row in report.opened or []) != sorted(votes):
        raise Failed("the opened ballots are not those that were cast")
    pem = (out / "signing-key.pem").read_bytes()
    for name in ("report.pdf", "announcement.pdf"):
        with rehearsal.step(f"{name} verified"):
            checks, _ = check_result((out / name).read_bytes(), pem, report, proofs)
        for check in checks:
            if not check.ok:
                raise Failed(f"{name}: {check.name} {check.where}: {check.why}")
    fault = first_fault(entries(db.session(), found.congress_id))
    if fault:
        raise Failed(f"journal: {fault}")

"""The command `voting`: one sub-command for each job, each imported only when it is called."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status (see each command's help)."""
    # What a command writes holds names, secrets or votes: it is for this account alone.
    os.umask(0o077)
    parser = argparse.ArgumentParser(prog="voting", description="民生实事票决: deputies' verifiable secret ballot")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="a synthetic congress on this machine, to try everything with")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--fresh", action="store_true", help="forget the last demo and start again")
    demo.set_defaults(run=_demo)

    crowd = commands.add_parser("crowd", help="the rest of the demo's hall votes, once the vote is open")
    crowd.add_argument("--port", type=int, default=8000)
    crowd.add_argument("--minutes", type=float, default=1.0, help="about how long the hall takes")
    crowd.add_argument("--only", type=int, metavar="N", help="only N of them")
    crowd.set_defaults(run=_crowd)

    serve = commands.add_parser("serve", help="run the server of an installation")
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT|unix:PATH")
    serve.add_argument("--workers", type=int, default=4)
    serve.add_argument("--threads", type=int, default=4, help="in each worker, for the sitting's pages")
    serve.set_defaults(run=_serve)

    clock = commands.add_parser("clock", help="put on record that the clock is right, so that a vote can go on")
    clock.add_argument("reason")
    clock.add_argument("--congress", default="", metavar="NAME", help="needed when there are several")
    clock.set_defaults(run=_clock)

    repair = commands.add_parser("repair", help="put a damaged box back from the second disk or a backup, checked")
    repair.add_argument("--from", dest="source", choices=("mirror", "backup"), required=True)
    repair.add_argument("path", type=Path, nargs="?", metavar="PATH", help="the second disk's folder, or the backup")
    repair.set_defaults(run=_repair)

    upgrade = commands.add_parser("upgrade", help="bring the database to this version")
    upgrade.set_defaults(run=_upgrade)

    account = commands.add_parser("account", help="add a staff account (asks for the password)")
    account.add_argument("congress", help="the congress's full name; made if it is new")
    account.add_argument("username")
    account.add_argument("name")
    account.add_argument("roles", nargs="+")
    account.set_defaults(run=_account)

    rehearse = commands.add_parser("rehearse", help="the whole story without hands, checked")
    rehearse.add_argument("--deputies", type=int, default=352)
    rehearse.add_argument("--present", type=int)
    rehearse.add_argument("--candidates", type=int, default=12)
    rehearse.add_argument("--choose", type=int, default=10)
    rehearse.add_argument("--scrutineers", type=int, default=3)
    rehearse.add_argument("--rating", action="store_true", help="a satisfaction rating instead of a vote")
    rehearse.add_argument("--votes", type=Path, metavar="FILE")
    rehearse.add_argument("--seed")
    rehearse.add_argument("--database-url", default="")
    rehearse.add_argument("--out", type=Path, required=True, metavar="DIR")
    rehearse.set_defaults(run=_rehearse)

    soak = commands.add_parser("soak", help="long runs: the server is killed, or a disk is full, while a hall votes")
    soak.add_argument("name", choices=["kill", "diskfull"])
    soak.add_argument("--kills", type=int, default=500)
    soak.add_argument("--times", type=int, default=3, help="how often each disk is full")
    soak.add_argument("--deputies", type=int, default=60)
    soak.add_argument("--database-url", default="", help="empty database; SQLite in a scratch folder when not given")
    soak.set_defaults(run=_soak)

    verify = commands.add_parser("verify", help="check an archive: exit 0 valid, 1 invalid, 2 not readable")
    verify.add_argument("file", type=Path, metavar="FILE.bel")
    verify.add_argument(
        "--proofs",
        type=Path,
        metavar="FILE",
        help="the proofs file of the vote. Any voter can encrypt what is no ballot: without this file the archive then "
        "fails with opening-not-a-ballot, since nobody can tell it from a share that a key holder changed; with it "
        "that ballot is void and the archive is judged",
    )
    verify.add_argument(
        "--others",
        action="store_true",
        help="for votes of other programs: only remark upon a second ballot of a card, trustees who did not mix or "
        "hold one key, another card list in the description",
    )
    verify.add_argument("--json", action="store_true")
    verify.add_argument("--jobs", type=int, default=0, metavar="N", help="processes (default: one for each core)")
    verify.set_defaults(run=_verify)

    _trustee_commands(commands.add_parser("trustee", help="a trustee's work with the files alone, without a server"))

    paper = commands.add_parser("verify-result", help="check a printed result: exit 0 valid, 1 invalid, 2 not readable")
    paper.add_argument("file", type=Path, metavar="FILE")
    paper.add_argument("--key", type=Path, required=True, metavar="PEM")
    paper.add_argument("--board", type=Path, metavar="FILE.bel")
    paper.add_argument("--proofs", type=Path, metavar="FILE", help="proofs of the opening (default: beside the board)")
    paper.add_argument("--json", action="store_true")
    paper.set_defaults(run=_verify_result)

    bench = commands.add_parser("bench", help="measure the figures of the README on this machine")
    bench.add_argument("--ballots", type=int, default=352)
    bench.add_argument("--candidates", type=int, default=12)
    bench.add_argument("--scrutineers", type=int, default=3)
    bench.add_argument("--against", type=Path, metavar="PATH-OF-belenios-tool")
    bench.add_argument("--only", default="", metavar="verify,casting,hall,papers,browser,count,collection")
    bench.add_argument("--database", default="", metavar="URL", help="empty database for the section collection")
    bench.add_argument("--json", action="store_true")
    bench.set_defaults(run=_bench)

    journal = commands.add_parser("journal", help="check or hand out the journal of official acts")
    journal.set_defaults(run=_journal, file=None)
    acts = journal.add_subparsers(dest="what", metavar="verify|export")
    check = acts.add_parser("verify", help="check the chain of every congress: exit 0 sound, 1 a fault, 2 not readable")
    check.add_argument("--file", type=Path, metavar="FILE.jsonl", help="an exported journal instead of the database")
    export = acts.add_parser("export", help="write the journal as JSON lines, or as PDF when FILE ends in .pdf")
    export.add_argument("--congress", default="", metavar="NAME")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")

    for name, about in (("cards", "make voting cards away from the server"), ("count", "count ballots from a file")):
        commands.add_parser(name, help=about, add_help=False)

    words = list(sys.argv[1:] if argv is None else argv)
    # These two read their own arguments.
    if words[:1] == ["cards"]:
        from ..ballots.cards import main_cards

        return main_cards(words[1:])
    if words[:1] == ["count"]:
        from .count import main_count

        return main_count(words[1:])
    options = parser.parse_args(words)
    from ..errors import DomainError

    try:
        return int(options.run(options))
    except DomainError as error:
        print(error.message, file=sys.stderr)
        return 1


def _trustee_commands(trustee: argparse.ArgumentParser) -> None:
    trustee.set_defaults(run=_trustee)
    acts = trustee.add_subparsers(dest="what", required=True, metavar="review|lock|mix|open|prove")
    prove = acts.add_parser("prove", help="the proof over all factors of a share that another program made")
    prove.add_argument("file", type=Path, metavar="FILE.bel")
    prove.add_argument("--key", type=Path, required=True, metavar="FILE", help="key file, or .privkey of belenios-tool")
    prove.add_argument(
        "--share",
        type=Path,
        metavar="FILE",
        help="the share, when it is not in the archive yet; writes share and proof as they are handed in together",
    )
    prove.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: to the terminal)")
    for name, says in STEPS.items():
        step = acts.add_parser(name, help=says)
        step.add_argument("file", type=Path, metavar="FILE.bel")
        step.add_argument("--key", type=Path, required=True, metavar="FILE", help="the key file")
        step.add_argument(
            "--memory", type=Path, metavar="FILE", help="what was locked, mixed and opened (default: beside the key)"
        )
        step.add_argument("--out", type=Path, metavar="FILE", help="what is to be handed in (default: beside FILE.bel)")


STEPS = {
    "review": "compare the box with the zero report and remember it",
    "lock": "lock the closed box by the hand count, compare number and code as they are read aloud",
    "mix": "mix what was locked",
    "open": "the share of the one list of the round, with its proof",
}


def _staged(name: str) -> Any:
    """A module of the stage, which stands above the commands: named here, loaded when it is called for."""
    return import_module(f"voting.stage.{name}")


def _demo(options: argparse.Namespace) -> int:
    return _staged("demo.run").run_demo(options.port, options.fresh)


def _crowd(options: argparse.Namespace) -> int:
    return _staged("demo.crowd").run_crowd(options.port, options.minutes, options.only)


def _serve(options: argparse.Namespace) -> int:
    from .serve import serve

    return serve(options.bind, options.workers, options.threads)


def _clock(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from sqlalchemy import select

    from .. import create_app
    from ..ballots.clock import confirm
    from ..ballots.repairing import OPERATOR
    from ..congress.models import Congress
    from ..errors import Missing
    from ..extensions import db

    with create_app().app_context():
        query = select(Congress.id)
        found = list(db.session.scalars(query.where(Congress.name == options.congress) if options.congress else query))
        if len(found) != 1:
            raise Missing("no_congress", "请用 --congress 写明人民代表大会的全称")
        confirm(found[0], options.reason, OPERATOR, datetime.now(UTC))
    return 0


def _repair(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from .. import create_app
    from ..ballots.repairing import repair

    app = create_app()
    with app.app_context():
        told = repair(app.extensions["voting"], options.source, options.path, datetime.now(UTC))
    left = [one for one in told if not one.sound]
    print("\n".join(str(one) for one in told if one.sound))
    if left:
        print("未能恢复的票箱：", *left, sep="\n", file=sys.stderr)
    elif not told:
        print("所有票箱记录一致，没有需要恢复的")
    return 1 if left else 0


def _upgrade(options: argparse.Namespace) -> int:
    from .. import create_app
    from ..upgrading import upgrade_database

    upgrade_database(create_app())
    return 0


def _account(options: argparse.Namespace) -> int:
    import getpass

    from sqlalchemy import select

    from .. import create_app
    from ..congress import passwords
    from ..congress.models import Congress
    from ..errors import DomainError
    from ..extensions import writing

    with create_app().app_context():
        try:
            with writing() as session:
                congress = session.scalar(select(Congress).where(Congress.name == options.congress))
                if congress is None:
                    congress = Congress(name=options.congress)
                    session.add(congress)
                    session.flush()
                password = getpass.getpass("口令: ")
                passwords.create(session, congress.id, options.username, options.name, password, options.roles)
        except DomainError as error:
            print(error.message, file=sys.stderr)
            return 1
    return 0


def _rehearse(options: argparse.Namespace) -> int:
    return _staged("rehearsal").run(options)


def _soak(options: argparse.Namespace) -> int:
    import signal

    diskfull = _staged("soak.diskfull")
    kill = _staged("soak.kill")
    # Ended from outside, it still ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    return (kill if options.name == "kill" else diskfull).run(options)


def _verify(options: argparse.Namespace) -> int:
    from .verify import run_verify

    return run_verify(options.file, options.json, options.jobs, options.proofs, options.others)


def _trustee(options: argparse.Namespace) -> int:
    from .trustee import run

    return run(options)


def _verify_result(options: argparse.Namespace) -> int:
    from .verify_result import run_verify_result

    return run_verify_result(options.file, options.key, options.board, options.json, options.proofs)


def _bench(options: argparse.Namespace) -> int:
    return _staged("bench.command").run(options)


def _journal(options: argparse.Namespace) -> int:
    from .journal import run_export, run_verify

    return run_export(options.congress, options.out) if options.what == "export" else run_verify(options.file)


if __name__ == "__main__":
    sys.exit(main())

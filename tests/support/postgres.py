"""A private PostgreSQL: its own cluster in a scratch folder, reached through a socket there, stopped afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

OWNER = "postgres"
"""The system's unprivileged user in whose name the server runs when the tests run as root."""


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


def _room() -> str:
    """Memory where there is enough of it: a cluster is thousands of files, which a disk is slow to take and to delete."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4_000_000_000 else "/tmp"


@contextmanager
def cluster() -> Iterator[Path]:
    """A running server; gives the folder of its socket. Fails in CI without PostgreSQL, elsewhere the test is skipped."""
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing")
        pytest.skip("PostgreSQL is not on this machine")
    as_owner: list[str] = []
    # Not pytest's own scratch folder: the server's user could not enter it, and a socket's path must be short.
    scratch = Path(tempfile.mkdtemp(prefix="voting-pg-", dir=_room()))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam(OWNER)
            os.chown(scratch, user.pw_uid, user.pw_gid)
            as_owner = ["runuser", "-u", OWNER, "--"]

        def run(program: str, *words: str) -> None:
            command = [*as_owner, str(folder / program), *words]
            with (scratch.parent / f"{scratch.name}.out").open("w+") as said:
                done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=said, stderr=said)
                said.seek(0)
                assert done.returncode == 0, said.read()

        data = str(scratch / "data")
        run("initdb", "-D", data, "-U", "voting", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-k {scratch} -c listen_addresses= -c logging_collector=off -c log_lock_waits=on"
        # It is never killed here, and what it holds is thrown away: nobody waits for the disk.
        options += " -c fsync=off -c full_page_writes=off"
        run("pg_ctl", "-D", data, "-l", str(scratch / "log"), "-o", options, "-w", "start")
        try:
            yield scratch
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(scratch)
        (scratch.parent / f"{scratch.name}.out").unlink(missing_ok=True)


def new_database(socket: Path, name: str) -> str:
    """An empty database; its address for SQLAlchemy."""
    with psycopg.connect(host=str(socket), user="voting", dbname="postgres", autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"postgresql+psycopg://voting@/{name}?host={socket}"

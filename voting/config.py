"""Every setting, once. Each is read from the environment as VOTING_<NAME>."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from .errors import Conflict


@cache
def data_folder(name: str) -> Path:
    """The folder `templates`, `static` or `migrations`: the checkout's when there is one, else the installed copy."""
    package = Path(__file__).resolve().parent
    if (package.parent / "pyproject.toml").exists():
        return package.parent / name
    return package / "_data" / name


def default_instance() -> Path:
    package = Path(__file__).resolve().parent
    if (package.parent / "pyproject.toml").exists():
        return package.parent / "instance"
    return Path.cwd() / "instance"


SECRET = 32
"""Bytes of the installation's own secret."""


@dataclass(frozen=True)
class Config:
    """What an installation decides. Frozen: nothing changes after start."""

    instance: Path = field(default_factory=default_instance)
    """Folder for everything the installation writes: database, attachments, keys."""
    database_url: str = ""
    """SQLAlchemy address; empty means SQLite in the instance folder."""
    base_address: str = "http://127.0.0.1:8000"
    """Address under which people reach the server; printed in QR codes."""
    mirror: Path | None = None
    """A folder on a second disk that receives every entry of every ballot box before it counts."""
    mirror_required: bool = False
    """Without its second disk the hall does not vote on; otherwise it does, and the desk is told."""
    fonts: Path | None = None
    """Folder with the office's own licensed fonts for the papers."""
    papers: Path | None = None
    """Folder with the office's own templates of papers; one of the same name takes the place of `templates/printing`'s,
    and may begin with `{% extends "original/report.html" %}` to change single blocks."""
    red_letterhead: bool = True
    """Whether announcements have the red name and line at their head; otherwise it is black and without the line."""
    limiter_storage: str = "database://"
    """Where rate limits are counted: the database, which all processes share, or a server such as redis://…"""
    trusted_proxies: int = 0
    """Proxies of one's own in front of the server; the visitor's address is what the outermost of them says. 0: nobody
    is believed, and the address is that of the connection."""
    session_hours: int = 8
    idle_minutes: int = 30
    booth_minutes: int = 2
    """After which a booth that nobody touches signs out by itself, unless the network is away."""
    outage_minutes: int = 20
    """How long a booth's sign-in outlives a network that is away."""
    pin_attempts: int = 5
    """Wrong passwords or PINs for one name from one address until new devices wait; see `entrance.guessing`."""
    pin_lock_minutes: int = 10
    answer_days: int = 30
    """Days in which a unit answers a suggestion, unless the clerk sets another day."""
    deputy_answer_months: int = 3
    """Months for a deputy's suggestion (代表法: within three months)."""
    submissions_per_hour: int = 300
    """Suggestions that one address may send in an hour; many people share one. 0 sets no limit."""
    form_seconds: int = 3
    """A public form that is sent sooner after it was opened must be sent again: no person fills it in so fast."""
    secure_cookies: bool = False
    """Set when the server is reached over HTTPS."""
    development: bool = False
    """Shows /styleguide."""
    testing: bool = False

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.instance.resolve() / 'voting.sqlite3'}"

    @property
    def attachments(self) -> Path:
        return self.instance / "attachments"

    @property
    def signed(self) -> Path:
        """Where certified papers are kept as they were first signed."""
        return self.instance / "signed"

    @property
    def kept(self) -> Path:
        """Where public papers are kept once they are made; may be emptied at any time."""
        return self.instance / "kept"

    @property
    def keys(self) -> Path:
        return self.instance / "keys"

    @property
    def session_lifetime(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    def prepare(self) -> None:
        """Make the instance's folders, readable by the owner only."""
        for folder in (self.instance, self.attachments, self.keys):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.instance, self.keys):
            folder.chmod(0o700)

    def secret_key(self) -> bytes:
        """The installation's own secret (cookies, PIN pepper), made at the first start."""
        path = self.keys / "session.secret"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            kept = path.read_bytes()
            if len(kept) != SECRET:
                raise Conflict("secret_damaged", "密钥文件 %(file)s 已损坏，请从备份恢复，再启动", file=path) from None
            return kept
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET))
        return path.read_bytes()


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings; raises `ValueError` naming the variable that cannot be read."""
    env = os.environ if environ is None else environ
    values: dict[str, object] = {}
    for name, kind in Config.__annotations__.items():
        raw = env.get(f"VOTING_{name.upper()}")
        if raw is None or raw == "":
            continue
        try:
            if kind == "int":
                values[name] = int(raw)
            elif kind == "bool":
                values[name] = raw.lower() in {"1", "true", "yes", "on"}
            elif "Path" in str(kind):
                values[name] = Path(raw)
            else:
                values[name] = raw
        except ValueError as error:
            raise ValueError(f"VOTING_{name.upper()}: {raw!r} is not a {kind}") from error
    return Config(**values)  # type: ignore[arg-type]

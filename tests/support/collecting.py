"""A congress that collects: a drive with its form open, units, a station, and people who work on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from support.stage import NOW, OFFICE, seeded
from voting.collection import suggestions
from voting.collection.channels import CATEGORIES
from voting.collection.models import Drive, Suggestion
from voting.collection.suggestions import Voice
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import Account, Congress, Station, Unit
from voting.extensions import db, writing

PASSWORD = "demo-2026"
TOWNS = ["龙岗街道", "棠香街道", "宝顶镇", "龙水镇"]
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass
class Collecting:
    """Ids of what was made; `accounts` by user name."""

    config: Config
    congress_id: int
    drive_id: int
    units: list[int]
    station_id: int
    accounts: dict[str, int] = field(default_factory=dict)
    seed: str = "collecting"
    at: datetime = NOW

    def __post_init__(self) -> None:
        self.rng = seeded(self.seed)

    @property
    def drive(self) -> Drive:
        return db.session.get_one(Drive, self.drive_id)

    def account(self, username: str) -> Account:
        return db.session.get_one(Account, self.accounts[username])

    def say(self, text: str, **more: object) -> Suggestion:
        """Somebody's suggestion, straight through the use case."""
        voice = Voice(text=text, **more)  # type: ignore[arg-type]
        return suggestions.receive(self.congress_id, self.drive, voice, [], self.config, "", self.at, self.rng)


def collecting(config: Config, seed: str = "collecting", at: datetime = NOW) -> Collecting:
    """A drive for 2027 that is open at `at`, two departments, a town, a station, and one account for each role.

    User names are `seed` + role: clerk, government, unit (of the first unit), town, station.
    """
    with writing() as session:
        congress = Congress(name=f"明川区第三届人民代表大会{seed}")
        session.add(congress)
        session.flush()
        units = [
            Unit(congress_id=congress.id, name=name, kind=kind)
            for name, kind in (("区交通运输局", "department"), ("区民政局", "department"), ("龙水镇", "town"))
        ]
        station = Station(
            congress_id=congress.id,
            slug=f"st{abs(hash(seed)) % 10**8}",
            name="棠香街道代表联络站",
            town="棠香街道",
            address="棠香路 8 号",
            hours="每周三 9:00—11:30",
            deputies=["代表甲", "代表乙"],
        )
        drive = Drive(
            congress_id=congress.id,
            slug=f"dr{abs(hash(seed)) % 10**8}",
            year=2027,
            title="征集2027年度重点民生实事项目建议",
            issuer="明川区人民政府办公室",
            scope="教育、医疗、养老、交通等",
            audiences=["public", "station", "unit", "deputy"],
            categories=[str(one) for one in CATEGORIES],
            places=TOWNS,
            opens_at=at - timedelta(days=20),
            closes_at=at + timedelta(days=20),
            published_at=at - timedelta(days=21),
            created_at=BEGIN,
        )
        session.add_all([*units, station, drive])
        session.flush()
        accounts = {}
        for name, role, unit_id, station_id in (
            ("clerk", "clerk", None, None),
            ("government", "government", None, None),
            ("unit", "unit_officer", units[0].id, None),
            ("town", "unit_officer", units[2].id, None),
            ("station", "station_worker", None, station.id),
        ):
            made = passwords.create(session, congress.id, f"{seed}{name}", f"{name}员", PASSWORD, [role])
            made.unit_id, made.station_id = unit_id, station_id
            session.flush()
            accounts[name] = made.id
        return Collecting(config, congress.id, drive.id, [one.id for one in units], station.id, accounts, seed, at)


__all__ = ["BEGIN", "NOW", "OFFICE", "PASSWORD", "TOWNS", "Collecting", "collecting"]

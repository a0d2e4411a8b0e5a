"""For whom an account acts: a unit officer for a unit, a station worker for a station (所属单位、所在站点)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ..errors import Rejected
from ..extensions import find_own
from .models import Account, Station, Unit


@dataclass(frozen=True)
class Seat:
    """Ids of the unit and the station, as somebody chose them; empty for the other roles."""

    unit_id: int | None = None
    station_id: int | None = None


NOWHERE = Seat()


def checked(session: Session, congress_id: int, roles: Sequence[str], chosen: Seat) -> Seat:
    """The seat that goes with these roles; what no role needs is left out.

    Raises `Rejected` naming the field when a role lacks its unit or station, or when it is another congress's.
    """
    unit_id = station_id = None
    if "unit_officer" in roles:
        unit = find_own(Unit, chosen.unit_id, congress_id)
        if unit is None:
            raise Rejected("unit_missing", "承办单位经办人要选择所属单位", field="unit_id")
        unit_id = unit.id
    if "station_worker" in roles:
        station = find_own(Station, chosen.station_id, congress_id)
        if station is None:
            raise Rejected("station_missing", "联络站工作人员要选择所在站点", field="station_id")
        station_id = station.id
    return Seat(unit_id, station_id)


def named(session: Session, seat: Seat) -> dict[str, str]:
    """Unit and station by name, for the journal."""
    told = {}
    if seat.unit_id is not None:
        told["unit"] = session.get_one(Unit, seat.unit_id).name
    if seat.station_id is not None:
        told["station"] = session.get_one(Station, seat.station_id).name
    return told


def of(account: Account) -> Seat:
    """Where the account sits."""
    return Seat(account.unit_id, account.station_id)

"""Guesses slow down who makes them: the device and its address first, and an account only for devices it does not know.

A device is a browser that has our signed cookie with a random number in it; the cookie also carries a mark of each
name that was signed in there, which nobody can read without the installation's secret. What a device that knows an
account gets wrong counts for that device alone, and no stranger's lock concerns it.

Within `pin_lock_minutes` (10), with `pin_attempts` (5) as the measure, wrong answers of devices that do not know the
account are counted, by name whether or not there is such a name:

    one name from one address                     5
    one name from everywhere                     20
    one device, whatever the names               10
    one and the same word from one address       10   (one PIN tried on many deputies)
    one address                               1,200 at the deputies' door (352 tablets behind one address that err
                                                  three times each stay below), 120 at the office's
    one address in a day                      6,000 and 600

A device that knows the account has ten tries of its own. Addresses, names and words are kept as keyed hashes only,
until their span ends.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from ..config import Config
from ..errors import Locked
from ..extensions import db, writing
from . import counting
from .models import Counter

DEPUTIES, OFFICE = "deputy", "staff"
AT_ONCE = {DEPUTIES: 1200, OFFICE: 120}
IN_A_DAY = {DEPUTIES: 6000, OFFICE: 600}
DAY = 86400


@dataclass(frozen=True)
class Visitor:
    """Who stands at the door: the address, the device's number ("" without one), the names that it knows."""

    address: str = ""
    device: str = ""
    marks: frozenset[str] = frozenset()


NOBODY = Visitor()


def keyed(config: Config, *parts: str) -> str:
    """A keyed hash of what must not stand anywhere: 32 hexadecimal digits."""
    text = "\x1f".join(parts).encode("utf-8", "replace")
    return hmac.new(config.secret_key(), b"entrance " + text, hashlib.sha256).hexdigest()[:32]


def subject(config: Config, door: str, *name: object) -> str:
    """What stands for a name at a door in the counters."""
    return f"{door}/{keyed(config, door, *map(str, name))}"


def mark(config: Config, whom: str) -> str:
    """What a device's cookie keeps of a name that was signed in there."""
    return keyed(config, "mark", whom)[:12]


@dataclass(frozen=True)
class Attempt:
    """One try to sign in: at which door, as whom (see `subject`), with which word, by which visitor."""

    config: Config
    door: str
    whom: str
    word: str
    visitor: Visitor

    @property
    def known(self) -> bool:
        """Whether this device has signed in under this name before."""
        return mark(self.config, self.whom) in self.visitor.marks

    @property
    def _span(self) -> int:
        return self.config.pin_lock_minutes * 60

    def _names(self) -> dict[str, tuple[int, int]]:
        """Counters of the name: key → limit, seconds."""
        most = self.config.pin_attempts
        if self.known:
            return {f"{self.whom}/known/{keyed(self.config, self.visitor.device)}": (2 * most, self._span)}
        here = keyed(self.config, self.visitor.address)
        return {f"{self.whom}/at/{here}": (most, self._span), f"{self.whom}/all": (4 * most, self._span)}

    def _guesser(self) -> dict[str, tuple[int, int]]:
        """Counters of the device and its address: key → limit, seconds."""
        if self.known:
            return {}
        most, here = self.config.pin_attempts, keyed(self.config, self.visitor.address)
        found = {
            f"word/{keyed(self.config, self.door, self.word)}/{here}": (2 * most, self._span),
            f"address/{self.door}/{here}": (AT_ONCE[self.door], self._span),
            f"day/{self.door}/{here}": (IN_A_DAY[self.door], DAY),
        }
        if self.visitor.device:
            found[f"device/{keyed(self.config, self.visitor.device)}"] = (2 * most, self._span)
        return found

    def check(self, now: datetime) -> None:
        """Raise `Locked` when too much was guessed; nothing is counted."""
        names, guesser = self._names(), self._guesser()
        found = counting.counts([*names, *guesser], now.timestamp())
        for code, kind in (("too_many_guesses", guesser), ("name_locked", names)):
            ends = [found[key][1] for key, (limit, _) in kind.items() if found.get(key, (0, 0))[0] >= limit]
            if ends:
                end = max(ends)
                minutes = max(1, -(-(end - int(now.timestamp())) // 60))
                raise _locked(self.door, code, minutes)

    def wrong(self, now: datetime) -> bool:
        """Count a wrong word; gives whether the name is locked by it, or was already."""
        moment, locked = now.timestamp(), False
        with writing() as session:
            for key, (_, seconds) in self._guesser().items():
                counting.hit(session, key, seconds, moment)
            for key, (limit, seconds) in self._names().items():
                count = counting.hit(session, key, seconds, moment)
                if count == limit:
                    # Locked for the whole span from now on, not for what is left of it.
                    ends = update(Counter).where(Counter.key == key).values(ends=int(moment) + seconds)
                    session.execute(ends.execution_options(synchronize_session=False))
                locked = locked or count >= limit
        return locked

    def right(self, now: datetime) -> None:
        """Forget what was got wrong under this name from here; writes nothing when there is nothing."""
        keys = list(self._names())
        if counting.counts(keys, now.timestamp()):
            with writing() as session:
                counting.forget(session, keys)


def _locked(door: str, code: str, minutes: int) -> Locked:
    """What somebody is told who cannot try any more for a while."""
    if (door, code) == (OFFICE, "too_many_guesses"):
        return Locked(code, "这台设备或这个网络多次输错，请在 %(minutes)s 分钟后再试", minutes=minutes)
    if (door, code) == (OFFICE, "name_locked"):
        return Locked(
            code, "口令错误次数过多，已暂时锁定。请在 %(minutes)s 分钟后再试，或用以前登录过的设备登录", minutes=minutes
        )
    if code == "too_many_guesses":
        return Locked(
            code,
            "这台设备或这个网络多次输错，请在 %(minutes)s 分钟后再试，或扫描代表证登录，或请工作人员协助",
            minutes=minutes,
        )
    return Locked(
        code,
        "个人密码多次错误，已暂时锁定。请在 %(minutes)s 分钟后再试，或扫描代表证登录，或请工作人员解锁",
        minutes=minutes,
    )


def locks(config: Config, door: str, now: datetime) -> dict[str, datetime]:
    """The names at a door that are locked for new devices (see `subject`), and until when."""
    most, moment = config.pin_attempts, int(now.timestamp())
    query = select(Counter.key, Counter.count, Counter.ends).where(
        Counter.key.startswith(f"{door}/"),
        Counter.count >= most,
        Counter.ends > moment,
        Counter.ends <= moment + counting.LONGEST,
    )
    found: dict[str, datetime] = {}
    for key, count, ends in db.session.execute(query):
        whom, _, rest = key.rpartition("/at/") if "/at/" in key else key.rpartition("/")
        if (rest == "all" and count < 4 * most) or "/known/" in key:
            continue
        until = datetime.fromtimestamp(ends, UTC)
        found[whom] = max(found.get(whom, until), until)
    return found


def forgive(config: Config, door: str, whom: Iterable[str], everybody: bool = False) -> None:
    """Take the locks off these names; with `everybody` also what slows the addresses and devices down.

    Joins the writing transaction that the caller has open.
    """
    prefixes = [f"{one}/" for one in whom]
    if everybody:
        prefixes += [f"address/{door}/", f"day/{door}/", "device/", "word/"]
    counting.forget(db.session(), (), prefixes)

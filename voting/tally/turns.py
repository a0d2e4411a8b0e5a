"""Who is awaited now: the people without whom a round does not go on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from ..congress.models import Account
from ..extensions import db
from ..meetings.models import Round
from ..meetings.officers import key_holders
from ..meetings.states import RoundState
from ..sentences import Sentence
from . import certifying, locking
from .counting import gate_fault
from .models import TrusteeStep
from .steps import SERVER_OWNER

SERVER = Sentence("服务器")


@dataclass(frozen=True)
class Turn:
    """What the round waits for.

    kind: `key` (make a key), `lock`, `compare`,
    `shuffle`, `decrypt`, `confirm`, or empty when no scrutineer is awaited. `names` are the
    people, in order. `done` of `total` steps of the whole count are behind.
    """

    kind: str
    names: tuple[str, ...] = ()
    done: int = 0
    total: int = 0

    @property
    def server(self) -> bool:
        """Whether the server itself has to go on."""
        return self.names == (SERVER,)


def _owners(round_id: int, kind: str) -> set[int]:
    query = select(TrusteeStep.owner).where(TrusteeStep.round_id == round_id, TrusteeStep.kind == kind)
    return set(db.session.scalars(query))


def turn(found: Round) -> Turn:
    """Whose turn it is in this round."""
    holders = key_holders(found.meeting_id)
    names = {
        place: db.session.get_one(Account, holder.account_id).name
        for place, holder in enumerate(holders, start=SERVER_OWNER + 1)
    }
    keyless = found.paper_only or found.void_reason
    if found.state in (RoundState.DRAFTED, RoundState.FROZEN) and found.election is None and not keyless:
        missing = [names[place] for place, holder in enumerate(holders, start=SERVER_OWNER + 1) if not holder.confirmed]
        return Turn("key" if missing else "", tuple(missing), len(holders) - len(missing), len(holders))
    shuffled, opened = _owners(found.id, "shuffle"), _owners(found.id, "decryption")
    done, total = len(shuffled) + len(opened), 2 * (1 + len(holders))
    if found.void_reason:
        return Turn("", (), done, total)
    if found.state == RoundState.CLOSED and not shuffled and not found.paper_only:
        at = locking.standing(found)
        late = [names[place] for place in names if place not in (at.compared if at.all_locked else at.locked)]
        if late:
            return Turn("compare" if at.all_locked else "lock", tuple(late), done, total)
    if found.state == RoundState.CLOSED:
        return Turn("shuffle", (names.get(len(shuffled) + 1, SERVER),), done, total)
    if found.state == RoundState.MIXED:
        waiting = tuple(name for place, name in names.items() if place not in opened)
        return Turn("decrypt", waiting or (SERVER,), done, total)
    if found.state == RoundState.COUNTED:
        return Turn("confirm", tuple(certifying.unconfirmed(found)), done, total)
    return Turn("", (), done, total)


def told(found: Round) -> Sentence | None:
    """What goes on between the close and the announcement, for everybody in the hall: the step, and how many are done.

    Only people and steps are counted, no ballot. None in every other state.
    """
    total = len(key_holders(found.meeting_id))
    if found.state == RoundState.CLOSED and not found.paper_only:
        return _mixing(found, total)
    if found.state == RoundState.MIXED:
        opened = len(_owners(found.id, "decryption") - {SERVER_OWNER})
        return Sentence("正在解密：%(total)s 位监票人中，%(done)s 位已完成", total=total, done=opened)
    if found.state in (RoundState.CLOSED, RoundState.DECRYPTED):
        return Sentence("正在清点、统计纸质票")
    if found.state == RoundState.COUNTED and gate_fault(found) is not None:
        return Sentence("监票人正在核对张数")
    if found.state == RoundState.COUNTED:
        done = total - len(certifying.unconfirmed(found))
        return Sentence("计票完毕，%(total)s 位监票人中，%(done)s 位已确认结果", total=total, done=done)
    if found.state == RoundState.CERTIFIED:
        return Sentence("计票结果已经认证，等待宣布")
    return None


def _mixing(found: Round, total: int) -> Sentence:
    mixed = len(_owners(found.id, "shuffle"))
    if mixed:
        return Sentence("正在混票：共 %(total)s 次，已完成 %(done)s 次", total=total + 1, done=mixed)
    at = locking.standing(found)
    if not at.all_locked:
        done = len(at.locked)
        return Sentence("正在锁定电子票箱：%(total)s 位监票人中，%(done)s 位已锁定", total=total, done=done)
    if at.call_due:
        return Sentence("电子票箱已经锁定，等待总监票人叫号")
    return Sentence("正在核对电子票箱：%(total)s 位监票人中，%(done)s 位核对一致", total=total, done=len(at.compared))

"""The announcement of a result (公告): what was selected, or how what was done was rated."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from ..ballots import following, life
from ..config import Config
from ..errors import Conflict
from ..meetings.models import Round
from ..meetings.rounds import is_rating
from ..printing import AnnouncedRound, AnnouncementPaper, announcement_pdf
from ..printing.data import session_name
from ..printing.keeping import kept
from ..times import chinese_date, chinese_number
from . import codes, seals, signing, signing_keys
from .certifying import result_json
from .round_papers import local_day


def _chosen(found: Round) -> list[tuple[int, str]]:
    """The selected projects: the number on the first round's ballot, and the name."""
    result = result_json(found)
    origins = {item["no"]: int(str(item.get("origin", item["no"]))) for item in found.candidates or []}
    return [(origins[row["no"]], row["name"]) for row in result["rows"] if row["no"] in result["selected"]]


def _announced_last(found: Round) -> Round:
    """The last round that was announced together with this one."""
    if found.announced_at is None:
        life.LAST.require(found)
        return found
    return [one for one in following.whole(found) if one.announced_at == found.announced_at][-1]


def announcement(found: Round, config: Config, now: datetime) -> bytes:
    """公告, signed by the presidium: names only, without figures; it gathers every round that counts up to this one.

    Rounds that were announced together share the announcement of the last of them, and its seal.
    """
    found = _announced_last(found)
    if found.seal_announcement is None:
        raise Conflict("not_certified", "结果还没有认证")
    paper = _rated(found, config) if is_rating(found) else _selected(found, config)
    keys = signing_keys.load_or_make_keys(config.keys, now)
    token = found.seal_announcement
    pdf = kept(
        config.kept,
        announcement_pdf,
        paper,
        seals.link(config.base_address, token),
        codes.short_code(token),
        fonts=config.fonts,
        papers=config.papers,
    )
    return signing.signed_once(pdf, keys, config.signed)


def _selected(found: Round, config: Config) -> AnnouncementPaper:
    """The projects that all rounds selected, in one list."""
    rounds = [one for one in following.chain(found) if one.void_reason is None]
    names = {no: name for one in rounds for no, name in _chosen(one)}
    deciding = [one for one in rounds if _chosen(one)]
    told = [
        AnnouncedRound(
            name=f"第{chinese_number(place)}次票决", vote_date=local_day(one.closed_at), count=len(_chosen(one))
        )
        for place, one in enumerate(deciding, start=1)
    ]
    return AnnouncementPaper(
        congress=found.meeting.congress.name,
        meeting=found.meeting.name,
        title=following.chain(found)[0].title,
        rehearsal=found.meeting.rehearsal,
        names=[names[no] for no in sorted(names)],
        vote_date=local_day(rounds[0].closed_at),
        date=local_day(found.announced_at or found.certified_at),
        rounds=told,
        number=found.announcement_no,
        letterhead=config.red_letterhead,
    )


def _rated(found: Round, config: Config) -> AnnouncementPaper:
    """The grade of each project, in the order of the ballot."""
    meeting, title = found.meeting, following.chain(found)[0].title
    rows, day = result_json(found)["rows"], local_day(found.closed_at)
    told = Counter(row["grade"] for row in rows)
    sums = "、".join(f"{grade}{number}项" for grade, number in told.items())
    body = (
        f"{session_name(meeting.congress.name, meeting.name)}于{chinese_date(day)}"
        f"对{title.removesuffix('满意度测评')}完成情况进行了满意度测评。测评的{len(rows)}项中，{sums}。现予公告如下："
    )
    return AnnouncementPaper(
        congress=meeting.congress.name,
        meeting=meeting.name,
        title=title,
        rehearsal=meeting.rehearsal,
        body=body,
        names=[f"{row['name']}：{row['grade']}" for row in rows],
        vote_date=day,
        date=local_day(found.announced_at or found.certified_at),
        number=found.announcement_no,
        letterhead=config.red_letterhead,
        signed_by=f"{meeting.congress.name}常务委员会" if meeting.committee else None,
    )

"""The demo's past year is rated at this year's meeting (满意度测评), on paper: keys and cards are made later."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ...ballots import batches, following, paper, polling, preparing, rating
from ...belenios.group import Rng
from ...config import Config
from ...congress.models import Account
from ...extensions import db
from ...implementation import public_ratings, ratings
from ...journal.log import Actor
from ...meetings import officers
from ...meetings.models import Officer, Round
from ...rules.grading import GradeRules
from ...sitting import agreement, order
from ...supervision import rectifying, year_report
from ...tally import certifying, counting, mixing
from ...times import CHINA
from .hall import CHAIR, CLERK

CONTENT = (91, 88, 72, 46, 86, 84, 79, 35, 95, 90)
"""How many in a hundred are satisfied with each project; the rest shares itself out."""
PILE = 100
PRINTED = 360
BEFORE = ("attendance", "measures", "scrutineers", "zero", "issue", "order")
AFTER = ("signed", "read", "declared")


def rate(congress_id: int, meeting_id: int, year: int, now: datetime, config: Config, rng: Rng) -> None:
    """The whole sitting, from the list to the tasks of what was rated worst; the deputies have signed in."""
    round_id = following.firsts(meeting_id)[1].id
    items = ratings.proposed(congress_id, year, now.astimezone(CHINA).date())
    rating.set_up(round_id, ratings.usual_title(year), items, GradeRules().to_dict(), CLERK, now)
    preparing.freeze(round_id, CLERK, now)
    paper.use_paper_only(round_id, "测评使用纸质票", CLERK, now)
    for key in BEFORE:
        order.note(round_id, key, CHAIR, now, boxes=5 if key == "zero" else 0)
    paper.note_printed(round_id, PRINTED, CLERK, now)
    agreement.agree(round_id, "open", _officer(meeting_id, "chief_scrutineer"), now)
    polling.open_round(round_id, None, CHAIR, now)
    agreement.agree(round_id, "close", _officer(meeting_id, "chief_scrutineer"), now + timedelta(minutes=12))
    polling.close_round(round_id, config, CHAIR, now + timedelta(minutes=12))
    issued = db.session.get_one(Round, round_id).paper_issued
    paper.destroy_spare(round_id, PRINTED - issued, CLERK, now + timedelta(minutes=12))
    mixing.start(round_id, config, now + timedelta(minutes=12), rng)
    _count(meeting_id, round_id, len(items), now + timedelta(minutes=40))
    counting.count_with_paper(round_id, config, CLERK, now + timedelta(minutes=45))
    for officer in officers.key_holders(meeting_id):
        certifying.confirm(round_id, db.session.get_one(Account, officer.account_id), now + timedelta(minutes=50))
    certifying.certify(round_id, config, CLERK, now + timedelta(minutes=52))
    for key in AFTER:
        order.note(round_id, key, CHAIR, now + timedelta(minutes=55))
    announced = now + timedelta(hours=1)
    certifying.announce(round_id, CHAIR, announced, certifying.next_number(meeting_id))
    due = rectifying.usual_day(db.session.get_one(Round, round_id))
    rectifying.give_all(round_id, due, CLERK, announced)


def reported(congress_id: int, year: int, now: datetime) -> None:
    """What the office writes in the year's report."""
    told = year_report.draft(congress_id, year, now.astimezone(CHINA).date())
    blocks = {
        "summary": told.blocks["summary"],
        "ways": "一是挂图作战，每个项目由一名区领导督办，每月填报、每季讲评。\n"
        "二是阳光施工，进度、投资和现场照片按月公开，公示牌立到工地。",
        "problems": "城市供水质量提升项目与燃气管线交叉路段较多，进度滞后；个别项目前期工作不够细。",
        "next": "对评为不满意的项目限期整改，整改后报告并再次测评；把好的做法固定为制度。",
    }
    year_report.save(congress_id, year, blocks, told.seen, CLERK, now)


def _officer(meeting_id: int, duty: str, place: int = 0) -> Account:
    query = select(Officer).where(Officer.meeting_id == meeting_id, Officer.duty == duty).order_by(Officer.position)
    return db.session.get_one(Account, list(db.session.scalars(query))[place].account_id)


def _count(meeting_id: int, round_id: int, items: int, now: datetime) -> None:
    """The sheets in piles, each read by both tellers, who agree."""
    chance = random.Random(round_id)  # noqa: S311 (the demo is the same each time)
    found = db.session.get_one(Round, round_id)
    left, code = found.paper_issued, paper.mark_of(found)
    while left > 0:
        sheets = min(PILE, left)
        no = batches.add(round_id, sheets, CLERK, now)
        pile = next(one.id for one in batches.of_round(round_id) if one.no == no)
        _read(meeting_id, pile, code, [_marks(items, chance) for _ in range(sheets)], now)
        left -= sheets


def _read(meeting_id: int, pile: int, code: str, marked: Sequence[list[int]], now: datetime) -> None:
    for place in range(batches.READERS):
        teller = _officer(meeting_id, "teller", place)
        account_id, actor = teller.id, Actor(teller.name, "计票人")
        reading = batches.begin(pile, teller, code, now)
        for sheet, marks in enumerate(marked, start=1):
            batches.enter(reading, account_id, sheet, marks, False)
        batches.finish(reading, account_id, actor, now)


def _marks(items: int, chance: random.Random) -> list[int]:
    """One deputy's grades: 1 满意, 2 基本满意, 3 不满意, 0 not marked."""
    row = []
    for place in range(items):
        content, drawn = CONTENT[place % len(CONTENT)], chance.randrange(100)
        middle = content + (100 - content) // (5 if content < 40 else 2)
        row.append(1 if drawn < content else 2 if drawn < middle else 0 if drawn > 97 else 3)
    return row


SAID = (
    (0, "satisfied", "今年下大雨，门前的路没有再淹。", "谢谢您的肯定，明年继续疏通支管。"),
    (4, "basic", "楼道改造好了，停车位还是不够。", "停车位已列入明年的征集意见，正在研究。"),
    (7, "dissatisfied", "水压一到晚上就不够，什么时候能改到我们这条街？", "交叉路段正在逐段探查，预计三月底前接通。"),
    (8, "satisfied", "孩子就近上学了。", ""),
    (7, "dissatisfied", "围挡太久了，出行不方便。", None),
)
"""What the public says: project, grade, words, and the answer; None where nobody has dealt with it yet."""


def heard(congress_id: int, plan_ids: Sequence[int], now: datetime) -> None:
    """What the public thinks of the past year's projects (群众评价), released but for one."""
    chance = random.Random(congress_id)  # noqa: S311 (the demo is the same each time)
    when = now - timedelta(days=5)
    for place, plan_id in enumerate(plan_ids):
        for no in range(chance.randrange(6, 18)):
            grade = "satisfied" if chance.randrange(100) < CONTENT[place % len(CONTENT)] else "basic"
            public_ratings.rate(plan_id, grade, "", f"{place}-{no}", b"demo", f"demo-{place}-{no}", when)
    for no, (place, grade, text, reply) in enumerate(SAID):
        device = f"said-{no}"
        made = public_ratings.rate(plan_ids[place], grade, text, device, b"demo", f"demo-{device}", when).id
        if reply is not None:
            public_ratings.handle(congress_id, made, True, text, reply, CLERK, now - timedelta(days=2))

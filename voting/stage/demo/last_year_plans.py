"""What became of last year's ten projects: plans, eleven months of reports with photos, one that lags."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zlib import crc32

from PIL import Image, ImageDraw, ImageFont

from ...attachments import store
from ...attachments.cleaning import Cleaned, clean_file
from ...config import Config
from ...extensions import db
from ...implementation import plans, progress, versions
from ...implementation.fields import Fields, Goal, Step
from ...implementation.models import Plan
from ...implementation.periods import bounds
from ...implementation.report_form import Told
from ...implementation.versions import Ruling
from ...journal.log import Actor
from ...times import CHINA
from .district import CLERK
from .hall import CLERK as OFFICE
from .last_year_projects import PROMISED, Promised

MONTHS, LAST = 11, 12
"""Months that are reported, and the month (from 0) in which the plans end."""
LEADERS = ("区政府分管副区长", "区政府副区长", "区委常委、副区长")
BODY = "区人大常委会主任会议"


def follow(congress_id: int, round_id: int, year: int, now: datetime, config: Config) -> list[int]:
    """The plans of the round's projects, approved, with their reports until today; returns them in their order."""
    today = now.astimezone(CHINA).date()
    first = _months(today, MONTHS)[0]
    start = bounds(first)[0]
    made = plans.draw_up(round_id, OFFICE, now - timedelta(days=363), year)
    ids = [one.id for one in made]
    for key, told in zip(ids, PROMISED, strict=True):
        _plan(congress_id, key, told, start, year, now)
        _report(congress_id, key, told, start, today, config)
    return ids


def _months(today: date, count: int) -> list[str]:
    """The last whole months, oldest first."""
    last = today.year * 12 + today.month - 1
    return [f"{one // 12}-{one % 12 + 1:02d}" for one in range(last - count, last)]


def _month(start: date, month: int) -> tuple[date, date]:
    """First and last day of the month that comes so many months after the first one."""
    at = start.year * 12 + start.month - 1 + month
    return bounds(f"{at // 12}-{at % 12 + 1:02d}")


def _plan(congress_id: int, plan_id: int, told: Promised, start: date, year: int, now: datetime) -> None:
    plan = db.session.get_one(Plan, plan_id)
    name, quantity, unit = told.goal
    fields = Fields(
        name=told.name,
        category=told.category,
        content=told.content,
        place=told.place,
        unit_id=plan.unit_id,
        unit_name=told.unit,
        responsible=f"{told.unit}主要负责人",
        leader=LEADERS[plan.no % len(LEADERS)],
        contact=f"{told.unit}办公室 000-43700000",
        starts_on=start,
        ends_on=_month(start, LAST)[1],
        investment_total=Decimal(told.planned),
        investment_year=Decimal(told.planned),
        yearly=((year, Decimal(told.planned)),),
        goals=(Goal(name, Decimal(quantity), unit),),
        milestones=tuple(
            Step(one, _month(start, month if month < MONTHS else LAST)[1], weight)
            for one, month, weight in told.milestones
        ),
    )
    at = now - timedelta(days=360)
    made = versions.propose(congress_id, plan_id, fields, plan.edits, OFFICE, at)
    no, edits = made.no, db.session.get_one(Plan, plan_id).edits
    ruling = Ruling((at + timedelta(days=3)).date(), BODY, f"主任会议纪要〔{start.year}〕3号")
    versions.approve(congress_id, plan_id, no, edits, ruling, CLERK, at + timedelta(days=4))


def _report(congress_id: int, plan_id: int, told: Promised, start: date, today: date, config: Config) -> None:
    unit_id = db.session.get_one(Plan, plan_id).unit_id
    chance = random.Random(crc32(told.name.encode()))  # noqa: S311 (the demo is the same each time)
    _name, quantity, _unit = told.goal
    for month, period in enumerate(_months(today, MONTHS)):
        percent, last = told.curve[month], _month(start, month)[1]
        stage = sum(at is not None and at <= month for at in told.reached)
        # Plans have milestones in the order of their days, as here.
        reached = {
            no: min(_month(start, at)[1] - timedelta(days=chance.randint(0, 9)), today)
            for no, at in enumerate(told.reached, start=1)
            if at == month
        }
        spent = Decimal(told.spent) * percent / max(told.curve[-1], 1)
        line = Told(
            percent,
            spent.quantize(Decimal("0.01")),
            told.told[min(stage, len(told.told) - 1)],
            told.problem[1] if told.problem[0] == month else "",
            reached,
            (str(quantity * percent // 100),),
        )
        at = datetime.combine(last + timedelta(days=chance.randint(1, 4)), datetime.min.time(), CHINA)
        sent = progress.send(
            congress_id,
            plan_id,
            unit_id,
            period,
            line,
            _photos(told.name, period, percent) if month % 3 == 2 else [],
            config,
            Actor("经办人", told.unit),
            at,
        )
        if month % 3 == 2:
            report_id = sent.id
            held = [one.id for one in store.held_by(progress.HOLDER, [report_id])]
            progress.release(congress_id, report_id, held, CLERK, at + timedelta(days=1))


def _photos(name: str, period: str, percent: int) -> Sequence[Cleaned]:
    """A picture that stands for a photo: a site whose building grows with the percent."""
    shade = crc32(f"{name}{period}".encode()) % 40
    picture = Image.new("RGB", (960, 640), (176 + shade, 206, 232))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 470, 960, 640), fill=(150, 132, 104))
    for floor in range(1 + percent // 12):
        top = 440 - 44 * floor
        draw.rectangle((260, top, 700, top + 40), fill=(196, 188, 176), outline=(96, 92, 86), width=3)
        for window in range(8):
            draw.rectangle((284 + 52 * window, top + 10, 312 + 52 * window, top + 30), fill=(92, 128, 160))
    draw.line((780, 470, 780, 120), fill=(196, 120, 30), width=10)
    draw.line((560, 140, 900, 120), fill=(196, 120, 30), width=8)
    draw.text((20, 596), f"{period}  {percent}%  DEMO", fill=(255, 255, 255), font=ImageFont.load_default(28))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return [clean_file(out.getvalue(), f"{period}.jpg")]

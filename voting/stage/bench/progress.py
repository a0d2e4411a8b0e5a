"""Forty districts that supervise twelve projects a year for three years, two of them rated: how long pages take."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text

from ... import create_app
from ...config import Config
from ...congress import passwords
from ...congress.models import Account, Congress, Unit
from ...extensions import db, writing
from ...implementation.models import Milestone, Plan, ProgressReport
from ...meetings.models import Meeting, Round
from ...projects.models import Project
from ...rules.grading import GradeRules
from .figures import Bench

DISTRICTS, PROJECTS, YEARS, REPORTS, RUNS = 40, 12, 3, 12, 9
PASSWORD = "bench-2026"  # noqa: S105


def run(bench: Bench, scratch: Path) -> None:
    """On SQLite in the scratch folder, or in the empty database of `--database`."""
    config = Config(instance=scratch / "instance", database_url=bench.database, testing=True)
    app = create_app(config)
    today = datetime.now(UTC).date()
    try:
        with app.app_context():
            db.create_all()
            count = DISTRICTS * PROJECTS * YEARS
            bench.timed("progress", f"{count} plans with {count * REPORTS} reports written", lambda: _fill(today))
            plan_id = db.session.scalar(select(Plan.id).where(Plan.year == today.year).limit(1)) or 1
            db.session.remove()
        # Outside of any context, so that nobody inherits somebody else's session.
        _pages(bench, app, today, plan_id)
    finally:
        with app.app_context():
            db.drop_all()
            db.engine.dispose()


def _fill(today: date) -> None:
    now = datetime.now(UTC)
    with writing() as session:
        for no in range(DISTRICTS):
            congress = Congress(name=f"测量{no}区第一届人民代表大会")
            session.add(congress)
            session.flush()
            units = [Unit(congress_id=congress.id, name=f"测量{no}区{place}局") for place in range(PROJECTS)]
            session.add_all(units)
            session.flush()
            if no == 0:
                passwords.create(session, congress.id, "bench", "测量员", PASSWORD, ["clerk"])
                officer = passwords.create(session, congress.id, "unit", "经办员", PASSWORD, ["unit_officer"])
                session.flush()
                session.get_one(Account, officer.id).unit_id = units[0].id
            for back in range(YEARS):
                _year(congress.id, [unit.id for unit in units], today.year - back, today, now)
        # What a database does by itself after a while.
        session.execute(text("ANALYZE"))


def _rated(congress_id: int, year: int, plans: list[Plan], now: datetime) -> None:
    """An announced satisfaction rating of a year's plans, as its count leaves it."""
    session = db.session()
    meeting = Meeting(congress_id=congress_id, name=f"{year + 1}年会议", entitled=352, created_at=now)
    session.add(meeting)
    session.flush()
    candidates: list[dict[str, object]] = [
        {"no": no, "name": plan.name, "unit": plan.unit_name, "content": "完成。", "plan": plan.id, "year": year}
        for no, plan in enumerate(plans, start=1)
    ]
    rows = [
        {"no": no, "satisfied": 300 - no, "basic": 30, "dissatisfied": no, "unknown": 0, "unmarked": 1, "grade": "满意"}
        for no in range(1, len(plans) + 1)
    ]
    session.add(
        Round(
            congress_id=congress_id,
            meeting_id=meeting.id,
            uuid=f"{congress_id}-{year}",
            kind="rating",
            no=1,
            title=f"{year}年满意度测评",
            state="announced",
            rules=GradeRules().to_dict(),
            candidates=candidates,
            result={"rows": rows, "valid": 331},
            closed_at=now,
            announced_at=now,
            confirmations=[],
        )
    )


def _year(congress_id: int, units: list[int], year: int, today: date, now: datetime) -> None:
    session, made = db.session(), list[Plan]()
    first = today - timedelta(days=300 + 365 * (today.year - year))
    money = Decimal(1000)
    for place, unit_id in enumerate(units):
        name = f"{year}年民生实事项目之{place + 1}"
        project = Project(congress_id=congress_id, name=name, content="内容", unit="测量局")
        session.add(project)
        session.flush()
        plan = Plan(
            congress_id=congress_id,
            project_id=project.id,
            year=year,
            no=place + 1,
            name=name,
            content="内容",
            unit_id=unit_id,
            unit_name="测量局",
            starts_on=first,
            ends_on=first + timedelta(days=400),
            version=1,
            investment_year=money,
            percent=5 * place,
            invested=money / 2,
            reported="",
            public=True,
            created_at=now,
            category=("教育就学", "医疗卫生", "交通出行")[place % 3],
        )
        session.add(plan)
        session.flush()
        made.append(plan)
        key = plan.id
        session.add_all(
            Milestone(plan_id=key, no=no, name=f"节点{no}", due_on=first + timedelta(days=90 * no), weight=25)
            for no in range(1, 5)
        )
        report = {"congress_id": congress_id, "plan_id": key, "text": "按计划推进。", "actor": "经办员", "at": now}
        session.execute(
            insert(ProgressReport),
            [
                report
                | {
                    "period": f"{year}-{month:02d}",
                    "percent": 5 * month,
                    "invested": money * month / 12,
                    "state": "on_schedule",
                }
                for month in range(1, REPORTS + 1)
            ],
        )
    if year < today.year:
        _rated(congress_id, year, made, now)


def _pages(bench: Bench, app: Flask, today: date, plan_id: int) -> None:
    desk, unit, public = app.test_client(), app.test_client(), app.test_client()
    desk.post("/sign-in", data={"username": "bench", "password": PASSWORD})
    unit.post("/sign-in", data={"username": "unit", "password": PASSWORD})
    for name, client, path in (
        ("the office's list of a year", desk, f"/desk/progress?year={today.year}"),
        ("the plans of a year", desk, f"/desk/plans?year={today.year}"),
        ("a unit's projects", unit, "/unit/progress"),
        ("the front page", public, "/"),
        ("every district's years", public, "/progress"),
        ("the public board of a year", public, f"/progress/1/{today.year}"),
        ("three years compared", public, "/progress/1"),
        ("a plan with everything", desk, f"/desk/plans/{plan_id}"),
        ("the story of a project", public, f"/progress/projects/{plan_id}"),
        ("open data of a year, JSON", public, f"/progress/1/{today.year}.json"),
    ):
        spent = statistics.median([_get(client, path) for _ in range(RUNS)])
        bench.add("progress", f"{name}, median", spent * 1000, "ms", most=300.0)


def _get(client: FlaskClient, path: str) -> float:
    start = time.perf_counter()
    answer = client.get(path)
    spent = time.perf_counter() - start
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return spent

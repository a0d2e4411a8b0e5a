"""Walking through every address of the site: what each is called, with ids that are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from support import stage
from support.office import PASSWORD
from voting.collection.models import Bulk, Drive, Event, ImportedList, Suggestion
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import ROLES, Account, Congress, Station, Unit
from voting.extensions import db, writing
from voting.implementation.models import Plan, PlanChange
from voting.meetings import decisions, pairing
from voting.meetings.models import Meeting, Officer, PairedAct
from voting.projects.models import Project
from voting.sitting import agreement
from voting.web.access import MARK

NAMES = {"desk.paper": "report"}


def guarded(app: Flask, audience: str, public: bool = False) -> Iterator[tuple[str, str, set[str]]]:
    """Every address of an audience that names something: method, endpoint, the names of its places.

    `public`: those too that everyone may use, and those that name nothing.
    """
    for rule in app.url_map.iter_rules():
        mark = getattr(app.view_functions[rule.endpoint], MARK, "public")
        if rule.endpoint.startswith(f"{audience}.") and (public or (mark != "public" and rule.arguments)):
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, rule.endpoint, rule.arguments


def paired(config: Config) -> stage.Stage:
    """An open vote of a real meeting: named cards, two persons for every act, and one of each request waiting.

    Asked and not answered: a pass for the first deputy (the newest request of all), unlocking all, acting alone.
    Agreed to: the end of the vote, declaring it void. Refused: a pass for the second deputy.
    """
    vote = stage.boxed(config)
    with writing() as session:
        meeting = session.get_one(Meeting, vote.meeting_id)
        meeting.second_person, meeting.card_mode = True, "named"
    decisions.decide(vote.meeting_id, "cards_made_here", "主席团决定", stage.NOW.date(), stage.OFFICE, stage.NOW)
    vote.sign_in()
    agreement.agree(vote.round_id, "open", stage.scrutineer(vote, 0), stage.NOW)
    agreement.open_vote(vote.round, None, config, stage.OFFICE, stage.NOW)
    agreement.agree(vote.round_id, "close", stage.scrutineer(vote, 0), stage.NOW)
    for kind, deputy, answer in (
        ("pass", vote.deputies[1], pairing.refuse),
        ("void", None, pairing.agree),
        ("unlock", None, None),
        ("alone", None, None),
        ("pass", vote.deputies[0], None),
    ):
        act_id = pairing.ask(vote.round_id, kind, "代表证遗失", stage.OFFICE, stage.NOW, deputy).id
        if answer:
            answer(act_id, stage.scrutineer(vote, 0), stage.NOW)
    return vote


def collecting(congress_id: int) -> dict[str, int]:
    """A drive with a unit, a station, an event, a list and a suggestion of the congress: their ids by their places."""
    with writing() as session:
        held = session.scalars(select(Drive).where(Drive.congress_id == congress_id)).first()
        if held is None:
            own = {"congress_id": congress_id}
            held = Drive(
                **own,
                slug=f"walls{congress_id}",
                year=2027,
                title="征集",
                audiences=["station"],
                opens_at=stage.NOW,
                closes_at=stage.NOW + timedelta(days=9),
                published_at=stage.NOW,
                created_at=stage.NOW,
            )
            station = Station(**own, slug=f"walls{congress_id}", name="联络站")
            session.add_all([held, station, Unit(**own, name="区民政局")])
            session.flush()
            event = Event(
                **own, drive_id=held.id, station_id=station.id, kind="visit", title="走访", held_on=stage.NOW.date()
            )
            taken = ImportedList(
                **own,
                drive_id=held.id,
                channel="letter",
                filename="list.csv",
                sha256="",
                rows=0,
                actor="",
                at=stage.NOW,
            )
            session.add(Bulk(**own, act="assign", actor="", at=stage.NOW, before={}))
            session.add_all(
                [
                    event,
                    taken,
                    Suggestion(
                        **own,
                        drive_id=held.id,
                        station_id=station.id,
                        no=1,
                        code=f"WALLS{congress_id}",
                        channel="station",
                        received_on=stage.NOW.date(),
                        created_at=stage.NOW,
                        title="建议",
                        text="建议",
                    ),
                ]
            )
            project = Project(**own, name="项目")
            session.add(project)
            session.flush()
            plan = Plan(**own, project_id=project.id, year=2027, no=1, name="项目", version=1, created_at=stage.NOW)
            session.add(plan)
            session.flush()
            session.add(
                PlanChange(**own, plan_id=plan.id, kind="cancel", rule="filed", reason="理由", actor="", at=stage.NOW)
            )
            session.flush()
        tables = {
            "unit_id": Unit,
            "station_id": Station,
            "event_id": Event,
            "list_id": ImportedList,
            "suggestion_id": Suggestion,
            "bulk_id": Bulk,
            "plan_id": Plan,
            "change_id": PlanChange,
        }
        found = {
            place: session.scalars(select(table.id).where(table.congress_id == congress_id)).one()
            for place, table in tables.items()
        }
        return found | {"drive_id": held.id}


def addresses(app: Flask, vote: stage.Stage, audience: str, public: bool = False) -> list[tuple[str, str]]:
    """Those addresses with the identifiers of this vote."""
    officer = db.session.scalars(select(Officer.id).where(Officer.meeting_id == vote.meeting_id)).first()
    project = db.session.scalars(select(Project.id).where(Project.meeting_id == vote.meeting_id)).first()
    account = db.session.scalars(select(Officer.account_id).where(Officer.meeting_id == vote.meeting_id)).first()
    asked = select(PairedAct.id).where(PairedAct.round_id == vote.round_id).order_by(PairedAct.id.desc())
    values: dict[str, object] = {
        **collecting(vote.round.congress_id),
        "size": "a4",
        "meeting_id": vote.meeting_id,
        "uuid": vote.uuid,
        "round_id": vote.round_id,
        "deputy_id": vote.deputies[0],
        "officer_id": officer,
        "project_id": project,
        "account_id": account,
        "name": "open",
        "act": "open",
        "key": "open",
        "batch_id": 1,
        "reading_id": 1,
        "sheet": 1,
        "attachment_id": 1,
        "opinion_id": 1,
        "step_id": 1,
        "review_id": 1,
        "comment_id": 1,
        "report_id": 1,
        "number": "1001",
        "rating_id": 1,
        "group_id": 1,
        "inquiry_id": 1,
        "question_id": 1,
        "committee_opinion_id": 1,
        "task_id": 1,
        "inspection_id": 1,
        "step": "answer",
        "kind": "one_person_cards",
        "act_id": db.session.scalars(asked).first() or 1,
        "slug": f"walls{vote.round.congress_id}",
        "no": 1,
        "year": 2027,
        "congress_id": vote.round.congress_id,
        "code": "WALLS",
        "filename": "css/voting.css",
    }
    found = []
    with app.test_request_context():
        for method, endpoint, places in guarded(app, audience, public):
            chosen = {place: values[place] for place in places if place in values}
            if missing := places - set(values):
                raise KeyError(f"{endpoint} names {missing}: give the walk a value for it")
            if endpoint.endswith("handle_suggestion"):
                chosen["act"] = "spam" if audience == "desk" else "accept"
            if "name" in places:
                chosen["name"] = NAMES.get(endpoint, "open")
            found.append((method, url_for(endpoint, **chosen)))
    return found


def chief(app: Flask) -> FlaskClient:
    """The chief scrutineer of a staged vote, who holds every other office of the congress too."""
    with app.app_context(), writing() as session:
        session.scalars(select(Account).where(Account.username == "stage0")).one().roles = list(ROLES)
    client = app.test_client()
    assert client.post("/sign-in", data={"username": "stage0", "password": PASSWORD}).status_code == 302
    return client


def everybody(app: Flask, prefix: str = "foreign", congress_id: int | None = None) -> FlaskClient:
    """Somebody who holds every office of a congress, of another one unless it is named."""
    with app.app_context(), writing() as session:
        if congress_id is None:
            congress = Congress(name=f"{prefix}区人民代表大会")
            session.add(congress)
            session.flush()
            congress_id = congress.id
        passwords.create(session, congress_id, prefix, prefix, PASSWORD, list(ROLES))
    client = app.test_client()
    assert client.post("/sign-in", data={"username": prefix, "password": PASSWORD}).status_code == 302
    return client

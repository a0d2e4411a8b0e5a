"""A congress office with people in every role, for tests through the HTTP door."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from support import stage
from voting.config import Config
from voting.congress import passwords
from voting.congress.models import ROLES, Congress
from voting.extensions import db, writing
from voting.journal.log import entries

PASSWORD = "demo-2026"
Found = TypeVar("Found")


@dataclass
class Office:
    """One congress, an account for each role, and clients that are signed in.

    Requests run outside any application context of the test, so that nobody inherits somebody else's session.
    """

    app: Flask
    config: Config
    congress_id: int
    prefix: str = "office"
    clients: dict[str, FlaskClient] = field(default_factory=dict)

    def run(self, work: Callable[[], Found]) -> Found:
        """Do something with the database."""
        with self.app.app_context():
            found = work()
            db.session.remove()
            return found

    def client(self, role: str) -> FlaskClient:
        """The browser of the person with this role."""
        if role not in self.clients:
            self.clients[role] = self.sign_in(f"{self.prefix}-{role}", PASSWORD)
        return self.clients[role]

    def sign_in(self, username: str, password: str) -> FlaskClient:
        """A new browser, signed in; raises when refused."""
        client = self.app.test_client()
        answer = client.post("/sign-in", data={"username": username, "password": password})
        assert answer.status_code == 302, answer.text
        return client

    def get(self, path: str, role: str = "clerk") -> TestResponse:
        return self.client(role).get(path)

    def post(self, path: str, role: str = "clerk", **form: object) -> TestResponse:
        return self.client(role).post(path, data=form)

    def upload(self, path: str, text: str, name: str = "list.csv", **form: object) -> TestResponse:
        return self.post(path, file=(io.BytesIO(text.encode()), name), **form)

    def journal(self) -> list[tuple[str, str, str]]:
        """Act, actor and details of every entry."""

        def read() -> list[tuple[str, str, str]]:
            return [(one.act, one.actor, one.details) for one in entries(db.session(), self.congress_id)]

        return self.run(read)

    def meeting(self, name: str = "第六次会议", entitled: int = 6) -> str:
        """A new meeting; its address at the desk."""
        answer = self.post("/desk/meetings/new", name=name, entitled=entitled)
        assert answer.status_code == 302
        return answer.location


def congress(app: Flask, config: Config, name: str, prefix: str, congress_id: int | None = None) -> Office:
    """People for a congress, which is made when it is new."""
    with app.app_context(), writing() as session:
        if congress_id is None:
            made = Congress(name=name)
            session.add(made)
            session.flush()
            congress_id = made.id
        for role in ROLES:
            passwords.create(session, congress_id, f"{prefix}-{role}", f"{prefix}{role}", PASSWORD, [role])
    return Office(app, config, congress_id, prefix)


@dataclass
class Vote:
    """A meeting at some state, and its office."""

    office: Office
    stage: stage.Stage

    @property
    def desk(self) -> str:
        return f"/desk/meetings/{self.stage.meeting_id}"

    @property
    def round(self) -> str:
        return f"/desk/rounds/{self.stage.uuid}"

    @property
    def state(self) -> str:
        return self.office.run(lambda: self.stage.round.state)

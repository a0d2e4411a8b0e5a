"""HTTP clients that behave like a deputy's tablet or a scrutineer's browser."""

from __future__ import annotations

import http.client
import json
import re
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..belenios import ballot, codes, election, group, review, shares, shuffle, tally, trustees
from ..belenios.election import Election
from ..belenios.group import Rng

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Answer:
    """Status and body of an answer."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Browser:
    """One connection with its cookies and its CSRF token."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.csrf = ""

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server may close an idle connection at any time; the same request goes out again.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.split(";", 1)[0]
        return Answer(answer.status, answer.read())

    def get(self, path: str) -> Answer:
        """GET a page; its CSRF token is kept."""
        answer = self._send("GET", path, None, {})
        found = _TOKEN.search(answer.body.decode("utf-8", "replace")) if answer.body[:1] == b"<" else None
        if found:
            self.csrf = found.group(1)
        return answer

    def form(self, path: str, **fields: str) -> Answer:
        """POST a form."""
        body = urllib.parse.urlencode({**fields, "csrf_token": self.csrf}).encode()
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def raw(self, path: str, text: str) -> Answer:
        """POST a message as a script does."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.csrf, "Accept": "application/json"}
        return self._send("POST", path, text.encode(), headers)

    def close(self) -> None:
        """End the connection."""
        self.connection.close()


class DeputyTablet(Browser):
    """A deputy: signs in, signs in to the meeting, votes."""

    def __init__(self, port: int, number: str, pin: str) -> None:
        super().__init__(port)
        self.number, self.pin = number, pin
        self.ballot = ""
        self.path = ""

    def arrive(self) -> None:
        """Sign in and 签到; raises `RuntimeError` when refused."""
        self.get("/deputy/sign-in")
        if self.form("/deputy/sign-in", number=self.number, pin=self.pin).status != 302:
            raise RuntimeError(f"deputy {self.number} cannot sign in")
        self.get("/deputy/")
        if self.form("/deputy/attendance").status != 302:
            raise RuntimeError(f"deputy {self.number} cannot sign in to the meeting")

    def encrypt(self, uuid: str, card: str, ints: list[int], parsed: dict[str, Election], rng: Rng) -> None:
        """Fetch the election and encrypt for it."""
        text = self.get(f"/deputy/rounds/{uuid}/election").body.decode()
        if text not in parsed:
            parsed[text] = election.parse(text)
        self.path = f"/deputy/rounds/{uuid}/ballot"
        self.ballot = ballot.encrypt(parsed[text], card, ints, rng)

    def cast(self) -> Answer:
        """Send the ballot."""
        return self.raw(self.path, self.ballot)


class ScrutineerBrowser(Browser):
    """A scrutineer: makes a key, locks and compares, mixes, opens, confirms. `heads`: what was locked, by round."""

    def __init__(self, port: int, username: str, password: str, rng: Rng) -> None:
        super().__init__(port)
        self.rng = rng
        self.private = 0
        self.heads: dict[str, str] = {}
        self.get("/sign-in")
        if self.form("/sign-in", username=username, password=password).status != 302:
            raise RuntimeError(f"{username} cannot sign in")
        self.get("/scrutineer/")

    def make_key(self, meeting_id: int) -> str:
        """Make the key and load it back; returns the fingerprint."""
        self.private, public = trustees.generate(self.rng)
        path = f"/scrutineer/meetings/{meeting_id}/key"
        fingerprint = _ok(self.raw(path, _compact(public)))["fingerprint"]
        _ok(self.raw(f"{path}/confirm", _compact(trustees.public_key(self.private, self.rng))))
        return str(fingerprint)

    def _archive(self, uuid: str) -> bytes:
        return self.get(f"/rounds/{uuid}/vote.bel").body

    def lock(self, uuid: str) -> None:
        """Review the closed box, keep its head, and say so."""
        box = review.box(self._archive(uuid), group.base(self.private))
        self.heads[uuid] = box.head
        told = {"head": box.head, "ballots": box.ballots, "anew": False}
        _ok(self.raw(f"/scrutineer/rounds/{uuid}/lock", _compact(told)))

    def call(self, uuid: str) -> tuple[str, str]:
        """The chief scrutineer rolls a number; what is read aloud: number and code."""
        number = f"{int.from_bytes(self.rng(4)) % 10**6:06d}"
        _ok(self.raw(f"/scrutineer/rounds/{uuid}/call", _compact({"number": number})))
        return number, codes.check_code(self.heads[uuid], number)

    def compare(self, uuid: str, number: str, code: str) -> None:
        """Type what was read aloud; raises `RuntimeError` when the code is not the own."""
        if codes.check_code(self.heads[uuid], number) != code:
            raise RuntimeError("another box than the chief scrutineer's")
        _ok(self.raw(f"/scrutineer/rounds/{uuid}/compare", _compact({"number": number, "code": code})))

    def work(self, uuid: str) -> str:
        """Do what is to do now; returns its kind."""
        todo = _ok(self.get(f"/scrutineer/rounds/{uuid}/task"))
        kind = str(todo["kind"])
        if kind == "lock":
            self.lock(uuid)
        elif kind == "shuffle":
            found = review.before_mixing(self._archive(uuid), self.heads[uuid], group.base(self.private))
            text = shuffle.shuffle(found.setup.election, found.items, self.rng)
            _ok(self.raw(f"/scrutineer/rounds/{uuid}/shuffle", text))
        elif kind == "decrypt":
            items = tally.read(todo["tally"])
            text = shares.make(election.parse(todo["election"]), items, self.private, self.rng)
            _ok(self.raw(f"/scrutineer/rounds/{uuid}/decryption", text))
        return kind

    def confirm(self, uuid: str) -> None:
        """Confirm the count."""
        _ok(self.raw(f"/scrutineer/rounds/{uuid}/confirm", "{}"))


def lock_and_compare(uuid: str, scrutineers: Sequence[ScrutineerBrowser]) -> None:
    """After the close: everybody locks, the first one (the chief) calls, the others compare."""
    for scrutineer in scrutineers:
        scrutineer.lock(uuid)
    number, code = scrutineers[0].call(uuid)
    for scrutineer in scrutineers[1:]:
        scrutineer.compare(uuid, number, code)


def _compact(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _ok(answer: Answer) -> Any:
    if answer.status != 200:
        raise RuntimeError(f"refused with {answer.status}: {answer.body[:300].decode('utf-8', 'replace')}")
    return answer.json()

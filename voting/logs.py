"""The log: one JSON line for each thing that went wrong, with an incident's number and nothing about people.

What a failing statement or form contained would join people, ballots and times. So a line holds the kinds of the errors
and the places in the program where they happened; never their texts, which may quote a value, and never an address.
"""

from __future__ import annotations

import logging
import secrets
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

log = logging.getLogger("voting")

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for each other when read aloud."""
DEEPEST = 40


def incident_number() -> str:
    """A new number (事件编号) that the page shows and the log line carries: `XXXX-XXXX`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def kinds_of(error: BaseException | None) -> list[str]:
    """The kinds of an error and of those that led to it, outermost first; a database's with its own name for it."""
    found: list[str] = []
    while error is not None and len(found) < DEEPEST:
        kind = type(error)
        name = f"{kind.__module__}.{kind.__qualname__}"
        code = (
            getattr(error, "sqlite_errorname", None)
            or getattr(error, "sqlstate", None)
            or getattr(error, "errno", None)
        )
        found.append(f"{name} ({code})" if code else name)
        error = error.__cause__ or error.__context__
    return found


def places_of(trace: TracebackType | None) -> list[str]:
    """Where an error happened: file, line and function of each frame, innermost last."""
    found: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-DEEPEST:]


def _without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An error's kinds and places take the place of its text."""
    told = event.pop("exc_info", None)
    record: logging.LogRecord | None = event.get("_record")
    if not told and record is not None:
        told = record.exc_info
    if told is True:
        told = sys.exc_info()
    if isinstance(told, BaseException):
        told = (type(told), told, told.__traceback__)
    if told and told[1] is not None:
        event["errors"] = kinds_of(told[1])
        event["places"] = places_of(told[2])
    if record is not None:
        record.exc_info = record.exc_text = None
    return event


class _Lines(structlog.stdlib.ProcessorFormatter):
    """A record as a JSON line; of what others log the template alone, since its arguments may quote a value."""

    def format(self, record: logging.LogRecord) -> str:
        told = logging.makeLogRecord(record.__dict__)
        if record.name != log.name and not record.name.startswith(f"{log.name}."):
            told.args = None
        return super().format(told)


def set_up(stream: TextIO | None = None) -> None:
    """Send every warning and error of this process to `stream` (standard error) as JSON lines."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        _Lines(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(allow=("incident", "where")),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            ],
            processors=[
                _without_values,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)


def unexpected(where: str, error: BaseException) -> str:
    """Write an unexpected error down; returns the incident's number."""
    number = incident_number()
    log.error("unexpected error", exc_info=error, extra={"incident": number, "where": where})
    return number

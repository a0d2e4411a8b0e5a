"""A drive in figures, and its open data (征集情况、开放数据)."""

from __future__ import annotations

import json

from flask import Response, render_template

from ...collection import drives
from ...collection.figures import opendata, statistics
from ...collection.notices import address
from ..access import access
from ..context import now, settings, today
from ..figures import NAMES
from ..files import public_file
from . import bp


@bp.get("/collect/<slug>/statistics")
@access.public
def drive_statistics(slug: str) -> str:
    """Charts and tables of what came in and what became of it."""
    found, moment = drives.published(slug), now()
    told = statistics.of_drive(found, today())
    return render_template(
        "public/statistics.html", drive=found, told=told, names=NAMES, now=moment, place=address(found, settings())
    )


@bp.get("/collect/<slug>/statistics.json")
@access.public
def drive_statistics_json(slug: str) -> Response:
    """The same figures as data."""
    found, day = drives.published(slug), today()
    return _json(opendata.as_data(found, statistics.of_drive(found, day), day), "statistics")


@bp.get("/collect/<slug>/suggestions.json")
@access.public
def drive_suggestions_json(slug: str) -> Response:
    """Released suggestions as data."""
    return _json(opendata.released(drives.published(slug)), "suggestions")


@bp.get("/collect/<slug>/suggestions.csv")
@access.public
def drive_suggestions_csv(slug: str) -> Response:
    """Released suggestions as a table."""
    return public_file(opendata.as_csv(opendata.released(drives.published(slug))), "text/csv", "suggestions.csv")


def _json(data: object, name: str) -> Response:
    return public_file(json.dumps(data, ensure_ascii=False, indent=1).encode(), "application/json", f"{name}.json")

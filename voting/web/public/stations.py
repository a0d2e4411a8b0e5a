"""Deputies' stations as the public meets them: where, when, whom, and the station's own form (代表联络站)."""

from __future__ import annotations

from flask import render_template

from ...collection import drives, posters
from ...congress import stations as collection_stations
from ...congress.stations import STATIONS
from ..access import access
from ..context import now, settings
from . import bp


@bp.get("/stations/<slug>")
@access.public
def station(slug: str) -> str:
    """One station; while a drive is open, the way to its form."""
    found = collection_stations.by_slug(slug)
    offered = [
        (one, posters.form_address(one, settings(), found).removeprefix(settings().base_address.rstrip("/")))
        for one in drives.running(found.congress_id, now(), "public")
    ]
    congress = collection_stations.congress_of(found)
    return render_template("public/station.html", station=found, kinds=STATIONS, drives=offered, congress=congress)


@bp.get("/collect/<slug>/stations")
@access.public
def stations(slug: str) -> str:
    """All stations of the congress whose drive this is, by town."""
    found = drives.published(slug)
    listed = collection_stations.of_congress(found.congress_id, active=True)
    return render_template("public/stations.html", drive=found, stations=listed, kinds=STATIONS)

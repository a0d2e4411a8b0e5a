"""A drive in figures at the desk: page, spreadsheet, report (统计、征集情况报告)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, render_template

from ....collection.channels import CHANNELS
from ....collection.drives import PHASES
from ....collection.figures import statistics
from ....collection.figures.reports import report
from ....collection.figures.statistics import Line, Statistics
from ...access import access
from ...context import now, settings, today
from ...figures import NAMES
from ...files import paper
from ...lists import Sheet
from ..blueprint import bp
from .drives import PLANNERS, drive_or_404

COLUMNS = (
    ("统计项", 10),
    ("名称", 24),
    ("收到", 10),
    ("合并后事项", 12),
    ("采纳", 10),
    ("部分采纳", 10),
    ("转部门办理", 12),
    ("不采纳", 10),
    ("未答复", 10),
    ("附议", 10),
)


@bp.get("/drives/<int:drive_id>/statistics")
@access(*PLANNERS)
def drive_statistics(drive_id: int) -> str:
    """Charts and tables of a drive."""
    found, moment = drive_or_404(drive_id), now()
    return render_template(
        "desk/drive/drive_statistics.html",
        drive=found,
        phase=found.phase(moment),
        phases=PHASES,
        now=moment,
        names=NAMES,
        told=statistics.of_drive(found, today()),
    )


@bp.get("/drives/<int:drive_id>/statistics.xlsx")
@access(*PLANNERS)
def drive_statistics_export(drive_id: int) -> Response:
    """The tables of the page in one sheet."""
    found = drive_or_404(drive_id)
    return Sheet("统计", f"征集统计-{found.year}", COLUMNS).file(_rows(statistics.of_drive(found, today())))


def _rows(told: Statistics) -> list[list[object]]:
    tables: Sequence[tuple[str, Sequence[Line]]] = (
        ("合计", [told.total]),
        ("渠道", told.channels),
        ("类别", told.categories),
        ("镇街", told.places),
        ("周（周一）", told.weeks),
    )
    return [
        [
            name,
            str(CHANNELS[line.key]) if name == "渠道" else line.key or "—",
            line.voices,
            line.heads,
            *line.outcomes.values(),
            line.open,
            line.supports,
        ]
        for name, lines in tables
        for line in lines
    ]


@bp.get("/drives/<int:drive_id>/report.pdf")
@access(*PLANNERS)
def drive_report(drive_id: int) -> Response:
    """征集情况报告."""
    return paper(report(drive_or_404(drive_id), settings(), now()), "report")

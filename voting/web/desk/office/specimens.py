"""Every paper with invented contents, to try the office's templates and the printer (文件样张)."""

from __future__ import annotations

import jinja2
from flask import Response, render_template

from ....errors import Conflict, Missing
from ....tally.specimens import SPECIMENS, specimen
from ...access import access
from ...context import settings
from ..blueprint import bp


@bp.get("/specimens")
@access("administrator", "clerk")
def specimens() -> str:
    """The list, and whose templates are in use."""
    own = settings().papers
    replaced = sorted(one.name for one in own.glob("*.*")) if own and own.is_dir() else []
    return render_template("desk/office/specimens.html", specimens=SPECIMENS, own=own is not None, replaced=replaced)


@bp.get("/specimens/<name>.pdf")
@access("administrator", "clerk")
def specimen_paper(name: str) -> Response:
    """One paper; a template that cannot be used is said, not a crash."""
    if name not in SPECIMENS:
        raise Missing("no_such_paper", "现在还没有这份文件")
    try:
        pdf = specimen(name, settings())
    except (jinja2.TemplateError, ValueError, TypeError, LookupError, OSError) as error:
        why = f"{type(error).__name__}: {error}"[:300]
        raise Conflict("template_wrong", "这份文件的模板不能用：%(why)s", why=why) from error
    disposition = f'inline; filename="specimen-{name}.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": disposition})

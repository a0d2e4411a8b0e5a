"""The door for a scrutineer who works with the command line: files that `voting trustee` wrote are handed in here."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...errors import DomainError, Rejected
from ...meetings.models import Officer, Round
from ...tally import locking, mixing, opening
from ...tally.steps import MAX_STEP
from ..access import access
from ..context import now, rng, round_or_404, settings
from . import HOLDERS, bp, own_officer


@bp.route("/rounds/<uuid>/files", methods=["GET", "POST"])
@access(*HOLDERS)
def files(uuid: str) -> Any:
    """What may be handed in, and the form for it."""
    found, error = round_or_404(uuid), None
    officer = own_officer(found.meeting_id)
    if request.method == "POST":
        try:
            flash(_accept(found, officer), "ok")
            return redirect(url_for("scrutineer.files", uuid=uuid))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    page = render_template(
        "scrutineer/files.html", round=found, meeting=found.meeting, rehearsal=found.meeting.rehearsal, error=error
    )
    return page, error.status if error else 200


def _accept(found: Round, officer: Officer) -> str:
    """Take the file for what it is; returns what was done."""
    text, value = _upload()
    round_id, state, name = found.id, found.state, current_user.name
    if "head" in value:
        return _locked(round_id, state, officer, value)
    if "ciphertexts" in value:
        kept = mixing.hand_in_shuffle(round_id, officer, name, text, settings(), now())
        return _("混票结果已经收下") if kept else _("您已经交过混票结果，这一份没有采用")
    if "share" in value:
        locking.require_compared(found, officer)
        opening.hand_in_decryption(round_id, officer, name, text, settings(), now())
        opening.finish(round_id, settings(), now(), rng)
        return _("解密结果已经收下")
    raise Rejected("no_step", "这不是 voting trustee 写出的文件")


def _upload() -> tuple[str, dict[str, Any]]:
    file = request.files.get("file")
    content = file.read(MAX_STEP + 1) if file is not None else b""
    if not content:
        raise Rejected("no_file", "请选择文件", field="file")
    try:
        text = content.decode()
        value = json.loads(text) if len(content) <= MAX_STEP else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Rejected("no_step", "这不是 voting trustee 写出的文件")
    return text, value


def _locked(round_id: int, state: str, officer: Officer, value: dict[str, Any]) -> str:
    head, ballots, anew = value["head"], value.get("ballots"), value.get("anew")
    if not isinstance(head, str) or type(ballots) is not int or not isinstance(anew, bool):
        raise Rejected("no_step", "这不是 voting trustee 写出的文件")
    name = current_user.name
    if "code" not in value:
        locking.lock(round_id, officer, name, head, ballots, anew, now())
        return _("已锁定，请等候总监票人叫号")
    everybody = locking.compare(round_id, officer, name, str(value.get("number")), str(value["code"]), now())
    if everybody and state == "closed":
        mixing.start(round_id, settings(), now(), rng)
    return _("核对一致，已经登记")

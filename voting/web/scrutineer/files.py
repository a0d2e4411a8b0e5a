"""The door for a scrutineer who works with the command line: files that `voting trustee` wrote are handed in here."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...ballots import life
from ...errors import Rejected
from ...meetings.models import Officer, Round
from ...sentences import Sentence
from ...tally import locking, mixing, opening
from ...tally.steps import MAX_STEP
from ..access import access
from ..context import now, rng, settings
from ..forms.scrutineers import StepFileForm
from . import HOLDERS, DutyPage, bp


@access(*HOLDERS)
class Files(DutyPage):
    """What may be handed in, and the form for it."""

    template = "scrutineer/files.html"
    form = StepFileForm

    def act(self, record: Round, form: StepFileForm) -> tuple[Round, str]:
        """Take the file."""
        return record, _accept(record, self.officer, form.file.data[0])

    def done(self, made: tuple[Round, str]) -> ResponseReturnValue:
        """The same page, with what was done."""
        flash(made[1], "ok")
        return redirect(url_for("scrutineer.files", uuid=made[0].uuid))


NO_STEP = Sentence("这不是 voting trustee 写出的文件")


def _accept(found: Round, officer: Officer, content: bytes) -> str:
    """Take the file for what it is; returns what was done."""
    text, value = _read(content)
    round_id, name = found.id, current_user.name
    if "head" in value:
        return _locked(found, officer, value)
    if "ciphertexts" in value:
        kept = mixing.hand_in_shuffle(round_id, officer, name, text, settings(), now())
        return _("混票结果已经收下") if kept else _("您已经交过混票结果，这一份没有采用")
    if "share" in value:
        locking.require_compared(found, officer)
        opening.hand_in_decryption(round_id, officer, name, text, settings(), now())
        opening.finish(round_id, settings(), now(), rng)
        return _("解密结果已经收下")
    raise Rejected("no_step", NO_STEP, field="file")


def _read(content: bytes) -> tuple[str, dict[str, Any]]:
    if not content:
        raise Rejected("no_file", "请选择文件", field="file")
    try:
        text = content.decode()
        value = json.loads(text) if len(content) <= MAX_STEP else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Rejected("no_step", NO_STEP, field="file")
    return text, value


def _locked(found: Round, officer: Officer, value: dict[str, Any]) -> str:
    head, ballots, anew = value["head"], value.get("ballots"), value.get("anew")
    if not isinstance(head, str) or type(ballots) is not int or not isinstance(anew, bool):
        raise Rejected("no_step", NO_STEP, field="file")
    name = current_user.name
    if "code" not in value:
        locking.lock(found.id, officer, name, head, ballots, anew, now())
        return _("已锁定，请等候总监票人叫号")
    told = str(value.get("number")), str(value["code"])
    if locking.compare(found.id, officer, name, *told, now()) and life.MIXED.due(found):
        mixing.start(found.id, settings(), now(), rng)
    return _("核对一致，已经登记")


bp.add_url_rule("/rounds/<uuid>/files", view_func=Files.as_view("files"))

"""Who must do what next in a drive, in the words of the desk."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext as _

from ....collection.figures.overview import Figures
from ....collection.models import Drive
from ..sitting.standing import Step

EDITORS = ("clerk", "government")


def step(drive: Drive, figures: Figures, now: datetime) -> Step:
    """What comes next."""
    phase = drive.phase(now)
    if phase == "drafted":
        says = _("核对征集时间、范围和表单，然后发布公告。发布后到时间自动开始、自动截止。")
        return Step(
            _("发布征集公告"), says, (), _("核对并发布"), url_for("desk.publish_drive", drive_id=drive.id), EDITORS
        )
    if phase == "closed":
        says = _("全部建议已经办结。候选项目在“项目”中继续办理。")
        return Step(_("征集已办结"), says, kind="done")
    if phase == "upcoming":
        says = _("公告已经发布，到时间自动开始。现在可以印发公告和海报，布置各联络站。")
        return Step(_("等待征集开始"), says, kind="waiting")
    return _working(drive, figures, phase)


def _working(drive: Drive, figures: Figures, phase: str) -> Step:
    if figures.waiting:
        says = _("有 %(n)s 条建议还没有交办。先合并相同的建议，再交给承办单位并定下期限。", n=figures.waiting)
        return _act(drive, _("整理、交办建议"), says, "suggestions")
    if figures.proposed:
        says = _("有 %(n)s 条答复等待审核。审核后提出人才能看到。", n=figures.proposed)
        return _act(drive, _("审核答复"), says, "suggestions")
    if figures.overdue:
        says = _("有 %(n)s 条建议超过办理期限，请督促承办单位答复。", n=figures.overdue)
        return _act(drive, _("督促超期的建议"), says, "suggestions")
    if figures.assigned:
        says = _("有 %(n)s 条建议正在承办单位办理。", n=figures.assigned)
        return Step(_("等待承办单位答复"), says, kind="waiting")
    if phase == "open":
        return Step(_("正在征集"), _("目前没有待办的建议。到时间自动截止。"), kind="waiting")
    says = _("全部建议都有了答复，可以办结这次征集。")
    return _act(drive, _("办结征集"), says, "close_drive")


def _act(drive: Drive, title: str, says: str, page: str) -> Step:
    endpoint = f"desk.{page}"
    href = url_for(endpoint, drive_id=drive.id) if endpoint in current_app.view_functions else ""
    return Step(title, says, (), title if href else "", href, ("clerk",))

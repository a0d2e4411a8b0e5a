"""Errors as pages and as JSON."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from ..congress.administration import people
from ..congress.models import ROLE_NAMES
from ..errors import FULL, DiskFull, DomainError
from ..extensions import db, disk_full
from ..logs import unexpected as write_down
from . import typed
from .access import MARK, door, sign_in_first, wants_json
from .accounts import home_of
from .language import say


def _sentences() -> dict[int, str]:
    return {
        400: _("请求的内容有误，请返回上一页重试"),
        401: _("请先登录"),
        403: _("您没有使用这一页的权限"),
        404: _("没有找到这一页"),
        405: _("这个地址不能这样使用"),
        413: _("发送的内容太大，没有接收。请减少或者缩小照片、文件后再试"),
        431: _("请求的地址或者附带信息太长，请返回上一页重试"),
        429: _("操作太频繁，请稍后再试"),
        503: _("服务器正忙，请过一会儿再试"),
        500: _("系统出了问题，已经记入服务器日志。请稍后再试，或者把事件编号告诉工作人员"),
    }


def _answer(status: int, code: str, message: str, incident: str = "") -> Any:
    if wants_json() or request.endpoint in {"deputy.cast"}:
        told = {"code": code, "message": message}
        return jsonify({**told, "incident": incident} if incident else told), status
    asked = {} if incident else _whom_to_ask(status)
    return render_template("error.html", status=status, message=message, incident=incident, **asked), status


def _whom_to_ask(status: int) -> dict[str, Any]:
    """For somebody of the staff who is not admitted: whose page it is, who they are, and the way back."""
    if not current_user.is_authenticated or current_user.is_deputy:
        return {}
    found: dict[str, Any] = {"home": home_of(current_user.roles)}
    view = current_app.view_functions.get(request.endpoint or "")
    allowed = [role for role in getattr(view, MARK, "").split("+") if role in ROLE_NAMES]
    if status == 403 and allowed:
        found["roles"] = [say(ROLE_NAMES[role]) for role in allowed]
        accounts = [one for one in people(current_user.congress_id) if not one.closed]
        found["people"] = [one.name for one in accounts if set(one.roles) & set(allowed)][:6]
    return found


def _no_room(incident: str) -> Any:
    full = DiskFull()
    return _answer(full.status, full.code, say(full), incident)


def init(app: Flask) -> None:
    """Map the errors of use cases, of the framework and the unexpected ones."""

    @app.errorhandler(DomainError)
    def domain(error: DomainError) -> Any:
        return _answer(error.status, error.code, say(error))

    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> Any:
        found = None if wants_json() or not typed.from_here() else typed.sent()
        if found is None:
            return _answer(400, "csrf", _("页面已过期，请刷新后重试"))
        place = door(current_app.view_functions[request.endpoint or ""])
        if place and not current_user.is_authenticated:
            return sign_in_first(place)
        return typed.again(found, typed.OUTDATED, 400)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        status = error.code or 500
        if status == 429 and not wants_json() and (found := typed.sent()):
            return typed.again(found, typed.OFTEN, 429)
        return _answer(status, error.name.lower().replace(" ", "_"), _sentences().get(status, _sentences()[400]))

    @app.errorhandler(OperationalError)
    def database(error: OperationalError) -> Any:
        db.session.rollback()
        incident = write_down(request.endpoint or "", error)
        if disk_full(error):
            return _no_room(incident)
        return _answer(503, "database_busy", _("服务器暂时不能读写数据，没有保存。请过一会儿再试"), incident)

    @app.errorhandler(OSError)
    def system(error: OSError) -> Any:
        if error.errno not in FULL:
            return unexpected(error)
        return _no_room(write_down(request.endpoint or "", error))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Any:
        if app.testing:
            raise error
        return _answer(500, "internal", _sentences()[500], write_down(request.endpoint or "", error))

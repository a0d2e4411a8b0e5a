"""Verification of papers and archives."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from ...errors import DomainError, Rejected
from ...extensions import limiter
from ...printing.reading import Unreadable
from ...tally import certifying, signing
from ..access import access
from ..here import now, settings

bp = Blueprint("audit", __name__)


@bp.route("/verify", methods=["GET", "POST"])
@access.public
@limiter.limit("60/minute", methods=["POST"])
def verify() -> Any:
    """Check a printed result: a file or a typed code. A token in the address stays in the browser."""
    error, verdict, found, code = None, None, None, request.form.get("code", "").strip()
    if request.method == "POST":
        try:
            upload = request.files.get("file")
            if upload and upload.filename:
                verdict = _check_file(upload.read())
            else:
                found = _look_up(code)
                pem = _keys().public_pem
                verdict = signing.check_file(found[1].encode(), pem)
        except DomainError as problem:
            error = problem
    page = render_template("audit/verify.html", error=error, verdict=verdict, found=found, code=code)
    return page, error.status if error else 200


def _keys() -> signing.Keys:
    return signing.load_or_make_keys(settings().keys, now())


def _check_file(content: bytes) -> signing.Verdict:
    try:
        return signing.check_file(content, _keys().public_pem)
    except Unreadable as problem:
        raise Rejected("unreadable", "没有在文件里找到可以识别的二维码，请换一张更清晰的照片或 PDF 原件") from problem


def _look_up(code: str) -> Any:
    try:
        plain = signing.read_code(code)
    except ValueError as problem:
        raise Rejected("bad_code", problem.args[0]) from problem
    found = certifying.by_code(plain)
    if found is None:
        raise Rejected("unknown_code", "没有找到这个编码对应的结果")
    return found


@bp.get("/verify/key.pem")
@access.public
def key() -> Response:
    """The public key and certificate with which results are sealed and papers signed."""
    return Response(_keys().public_pem, mimetype="application/x-pem-file")

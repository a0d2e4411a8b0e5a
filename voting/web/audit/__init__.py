"""Verification of papers and archives."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from ...belenios.verify import Check, Report
from ...errors import DomainError, Rejected
from ...extensions import limiter
from ...printing.reading import Unreadable
from ...tally import certifying, codes, payloads, signing_keys
from ...tally.auditing import gathered
from ...tally.checking import check_result
from ..access import access
from ..context import now, settings
from . import archives, own_board, places

bp = Blueprint("audit", __name__)


@bp.route("/verify", methods=["GET", "POST"])
@access.public
@limiter.limit("60/minute", methods=["POST"])
@limiter.limit("6/minute", methods=["POST"], exempt_when=lambda: not _has("board"))
def verify() -> Any:
    """Check a result (file or typed code), an archive, or both. A token in the address stays in the browser."""
    error, checks, payload, report, proofs = None, None, None, None, None
    code = request.form.get("code", "").strip()
    if request.method == "POST":
        try:
            if _has("board"):
                board = _named("board")
                proofs = _named("proofs") or own_board.proofs_for(board)
                report = archives.check(board, proofs, settings())
            paper = _paper(code)
            checks, payload = _check(paper, report, proofs) if paper else (list(report.checks) if report else [], None)
        except DomainError as problem:
            error = problem
    page = render_template(
        "audit/verify.html",
        error=error,
        checks=checks,
        payload=payload,
        report=report,
        proven=proofs is not None,
        earlier=gathered(payload, report) if payload and report else None,
        place=places.in_words,
        told=[(one, own_board.compare(one)) for one in payloads.earlier_rounds(payload)] if payload else [],
        code=code,
        here=own_board.compare(payload) if payload else None,
        limit=archives.LIMIT // 2**20,
    )
    return page, error.status if error else 200


def _has(field: str) -> bool:
    upload = request.files.get(field)
    return bool(upload and upload.filename)


def _named(field: str) -> bytes:
    if not _has(field):
        return b""
    content = request.files[field].read()
    if not content:
        raise Rejected("empty_file", "文件是空的，请重新选择")
    return content


def _paper(code: str) -> bytes:
    """What is to be checked beside an archive: an uploaded paper, or the seal that a typed code stands for."""
    if paper := _named("file"):
        return paper
    if code or not _has("board"):
        return _look_up(code).encode()
    return b""


def _check(paper: bytes, report: Report | None, proofs: bytes | None) -> tuple[list[Check], dict[str, Any] | None]:
    try:
        checks, payload = check_result(paper, _keys().public_pem, report, proofs)
    except Unreadable as problem:
        raise Rejected("unreadable", "没有在文件里找到可以识别的二维码，请换一张更清晰的照片或 PDF 原件") from problem
    return (list(report.checks) if report else []) + checks, payload


def _keys() -> signing_keys.Keys:
    return signing_keys.load_or_make_keys(settings().keys, now())


def _look_up(code: str) -> str:
    if not code:
        raise Rejected("nothing_to_check", "请选择文件，或者输入验证码")
    try:
        plain = codes.read_code(code)
    except ValueError as problem:
        raise Rejected("bad_code", problem.args[0]) from problem
    found = certifying.by_code(plain)
    if found is None:
        raise Rejected("unknown_code", "没有找到这个编码对应的结果")
    return found[1]


@bp.get("/verify/key.pem")
@access.public
def key() -> Response:
    """The public key and certificate with which results are sealed and papers signed."""
    return Response(_keys().public_pem, mimetype="application/x-pem-file")

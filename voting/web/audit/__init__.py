"""Verification of papers and archives."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...belenios.verify import Check, Report
from ...errors import Rejected
from ...extensions import limiter
from ...printing.reading import Unreadable
from ...tally import certifying, codes, payloads, signing_keys
from ...tally.auditing import gathered
from ...tally.checking import check_result
from ..access import access
from ..context import now, settings
from ..forms.fields import Upload
from ..forms.verifying import VerifyForm
from ..pages import FormPage
from . import archives, own_board, places

bp = Blueprint("audit", __name__)


def _asked() -> VerifyForm:
    """The form of this request: its files are read once, for the limit and for the page."""
    if "verified" not in g:
        g.verified = VerifyForm.asked()
    return cast(VerifyForm, g.verified)


@access.public
class Verify(FormPage):
    """Check a result (file or typed code), an archive, or both. A token in the address stays in the browser."""

    template = "audit/verify.html"
    decorators = [
        limiter.limit("60/minute", methods=["POST"]),
        limiter.limit("6/minute", methods=["POST"], exempt_when=lambda: _asked().board.data is None),
    ]
    checks: list[Check] | None = None
    payload: dict[str, Any] | None = None
    report: Report | None = None
    proofs: bytes | None = None

    def filled(self, record: None) -> VerifyForm:
        """What was handed in."""
        form = _asked()
        form.board.description = _(
            "一起上传时，用档案重新计票来核对。不超过 %(limit)s MB；更大的请用命令 voting verify",
            limit=archives.LIMIT // 2**20,
        )
        return form

    def act(self, record: None, form: VerifyForm) -> VerifyForm:
        """Check it."""
        if form.board.data is not None:
            board = _content(form.board)
            self.proofs = _content(form.proofs) or own_board.proofs_for(board)
            self.report = archives.check(board, self.proofs, settings())
        paper = _paper(form)
        found = list(self.report.checks) if self.report else []
        self.checks, self.payload = _check(paper, self.report, self.proofs) if paper else (found, None)
        return form

    def done(self, made: VerifyForm) -> ResponseReturnValue:
        """What was found."""
        return self.page(None, made)

    def context(self, record: None, form: VerifyForm) -> dict[str, Any]:
        """What was found, and what this server knows of it."""
        payload, report = self.payload, self.report
        return {
            "errors": [("file-form", said) for _field, said in form.errors],
            "checks": self.checks,
            "payload": payload,
            "report": report,
            "proven": self.proofs is not None,
            "earlier": gathered(payload, report) if payload and report else None,
            "place": places.in_words,
            "told": [(one, own_board.compare(one)) for one in payloads.earlier_rounds(payload)] if payload else [],
            "here": own_board.compare(payload) if payload else None,
        }


bp.add_url_rule("/verify", view_func=Verify.as_view("verify"))


def _content(field: Upload) -> bytes:
    if field.data is None:
        return b""
    content: bytes = field.data[0]
    if not content:
        raise Rejected("empty_file", "文件是空的，请重新选择")
    return content


def _paper(form: VerifyForm) -> bytes:
    """What is to be checked beside an archive: an uploaded paper, or the seal that a typed code stands for."""
    if paper := _content(form.file):
        return paper
    if form.code.data or form.board.data is None:
        return _look_up(form.code.data).encode()
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

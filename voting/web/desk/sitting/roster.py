"""The roster: look, import, correct, hand out new passes, sign in (代表名册、签到)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....ballots import following
from ....deputies import roster
from ....extensions import db
from ....meetings import attendance, entitled, hands, passes
from ....meetings.models import Entitled, Meeting
from ....printing import Pass as PrintedPass
from ....printing import passes_pdf
from ...access import access
from ...context import actor, meeting_or_404, now, of_meeting, rng, settings
from ...files import PDF, download
from ...forms.base import Form
from ...forms.roster import DeputyForm, RosterFilters, RosterUploadForm
from ...forms.votes import AskPassForm, AskUnlockForm, PairForm
from ...lists import ListPage, Page, Sheet
from ...pages import ActPage, ImportPage, MeetingPage
from ..blueprint import bp
from ..common import READERS, may, unprintable
from . import pairs

# Files keep their Chinese headings in every language: they are read back by them.
COLUMNS = (("代表编号", 12), ("姓名", 14), ("代表团", 24))
EMPTY = Sheet("代表名册", "代表名册空表", COLUMNS)


def _locks(people: Sequence[Entitled]) -> dict[str, datetime]:
    return passes.locks(people, settings(), now())


def _phase(meeting_id: int) -> str:
    return attendance.phase(db.session(), meeting_id)


def _row(item: tuple[Entitled, bool]) -> list[str]:
    one, present = item
    return [one.number, one.name, one.delegation.name, "已签到" if present else "未签到"]


@access(*READERS)
class DeputyList(ListPage):
    """The roster, searched, filtered and sorted by the address; as a file, all of its pages."""

    template = "desk/sitting/roster.html"
    filters = RosterFilters
    sheet = Sheet("代表名册", "代表名册", (*COLUMNS, ("签到", 10)), _row)

    def record(self, meeting_id: int) -> Meeting:
        """The meeting."""
        return meeting_or_404(meeting_id)

    def query(self, filters: RosterFilters) -> Sequence[tuple[Entitled, bool]]:
        """By words, delegation and presence; as people count, which no database does."""
        return attendance.listed(
            self.of.id, filters.q.data, filters.delegation.data, filters.presence.data, filters.sort.data
        )

    def context(self, page: Page) -> dict[str, Any]:
        """Who is locked, and what may be done."""
        found = self.of
        return {
            **of_meeting(found),
            "form": RosterUploadForm(),
            "locks": _locks([one for one, _present in page.items]),
            "phase": _phase(found.id),
            "stamp": entitled.stamp(found.id),
            "fixed": entitled.why_fixed(found.id),
            "quorum": attendance.quorum(found),
            "why_not": hands.why_not(found, hands.PASSES, current_user.id) if may("clerk") else None,
        }


@access("clerk")
class RosterImport(ImportPage):
    """A roster from a file; the answer to the import is the PDF with the passes, handed out once."""

    template = "desk/sitting/roster_import.html"
    form = RosterUploadForm
    faulty = 422

    def record(self, meeting_id: int) -> Meeting:
        """The meeting."""
        return meeting_or_404(meeting_id)

    def read(self, content: bytes, name: str) -> roster.Preview:
        """What the file holds."""
        return roster.read_roster(content, name, unprintable)

    def take(self, preview: roster.Preview) -> list[roster.Pass]:
        """Write it."""
        told = settings(), actor(), now(), rng, self.sent.replacing.data
        return entitled.import_roster(self.of.id, preview.people, *told)

    def done(self, made: list[roster.Pass]) -> ResponseReturnValue:
        """The passes of those who were given one."""
        size = entitled.size(self.of.id)
        if not made:
            flash(_("名册已导入，共 %(n)s 人，都沿用原来的代表证", n=size), "ok")
            return redirect(url_for("desk.deputies", meeting_id=self.of.id))
        pdf = _passes(self.of, made, "代表证")
        if len(made) == size:
            told = _("名册已导入，共 %(n)s 人。代表证只交付这一次，请立即打印、分发", n=size)
        else:
            told = _("名册已导入。新代表 %(n)s 人的代表证只交付这一次，请立即打印；其他代表沿用原来的", n=len(made))
        flash(told, "ok")
        return pdf

    def context(self, preview: roster.Preview | None) -> dict[str, Any]:
        """What is there already, and how many are new in each delegation."""
        return {
            **of_meeting(self.of),
            "stamp": entitled.stamp(self.of.id),
            "fixed": entitled.why_fixed(self.of.id),
            "groups": Counter(person.delegation for person in preview.people) if preview else {},
        }


def _passes(found: Meeting, made: Sequence[roster.Pass], name: str) -> Response:
    """The passes with their PINs: handed out once, kept nowhere."""
    pdf = passes_pdf(
        [PrintedPass(number=p.number, name=p.name, delegation=p.delegation, token=p.token, pin=p.pin) for p in made],
        congress=found.congress.name,
        meeting=found.name,
        rehearsal=found.rehearsal,
        fonts=settings().fonts,
        papers=settings().papers,
    )
    return download(pdf, PDF, f"{name}.pdf")


@bp.get("/templates/roster.xlsx")
@access(*READERS)
def roster_template() -> Response:
    """An empty roster to fill in."""
    return EMPTY.file([])


class _DeputyPart(MeetingPage):
    """One deputy, with a form for each of two things: name and delegation, and a new pass."""

    template = "desk/sitting/deputy.html"

    def record(self, meeting_id: int, **places: Any) -> Entitled:
        """The deputy; raises `Missing`."""
        meeting_or_404(meeting_id)
        return attendance.entry(meeting_id, places["deputy_id"])

    def context(self, record: Entitled, form: Form) -> dict[str, Any]:
        """Both forms, and what may be done."""
        found, at = record.meeting, _phase(record.meeting_id)
        paired = pairs.waiting(following.in_hand(found), "pass", record.deputy_id) if at == "open" else None
        return {
            "deputy": record,
            "change": form if isinstance(form, DeputyForm) else _form_of(record),
            "ask": form if isinstance(form, AskPassForm) else AskPassForm(),
            "phase": at,
            "filters": RosterFilters.asked(),
            "pair": paired,
            "locks": _locks([record]),
            "why_not": hands.why_not(found, hands.PASSES, current_user.id),
            "present": attendance.is_present(found.id, record.deputy_id),
        }


def _form_of(one: Entitled) -> DeputyForm:
    return DeputyForm(data={"name": one.name, "delegation": one.delegation_id})


@access("clerk")
class DeputyPage(_DeputyPart):
    """One deputy: correct name and delegation; from here also the new pass."""

    def filled(self, record: Entitled) -> DeputyForm:
        """The form with name and delegation."""
        return DeputyForm.asked(name=record.name, delegation=record.delegation_id)

    def act(self, record: Entitled, form: DeputyForm) -> Entitled:
        """Correct them."""
        told = form.name.data, form.delegation.data or 0
        return passes.correct(record.meeting_id, record.deputy_id, *told, actor(), now())

    def done(self, made: Entitled) -> ResponseReturnValue:
        """The list, with the filters that it had."""
        flash(_("代表信息已更正"), "ok")
        return _back(made.meeting_id)


@access("clerk")
class AskForPass(_DeputyPart):
    """Ask the chief scrutineer for a new pass while a vote is open."""

    form = AskPassForm

    def act(self, record: Entitled, form: AskPassForm) -> Entitled:
        """Ask."""
        pairs.ask(following.in_hand(record.meeting), "pass", form.reason.data, record.deputy_id)
        return record

    def done(self, made: Entitled) -> ResponseReturnValue:
        """The deputy again, who waits for it."""
        kept = RosterFilters.asked().chosen
        return redirect(url_for("desk.deputy", meeting_id=made.meeting_id, deputy_id=made.deputy_id, **kept))


@access("clerk")
class UnlockAll(pairs.PairPage, MeetingPage):
    """Unlock every locked deputy in one act; while a vote is open the chief scrutineer agrees first."""

    template = "desk/sitting/unlock_all.html"
    form = alone = AskUnlockForm
    kind = "unlock"

    def carry_out(self, record: Meeting, form: PairForm) -> ResponseReturnValue:
        """Unlock them, and go to the list."""
        count = passes.unlock_all(record.id, settings(), actor(), now())
        flash(_("已解锁 %(n)s 位代表的登录", n=count), "ok")
        return redirect(url_for("desk.deputies", meeting_id=record.id))

    def context(self, record: Meeting, form: PairForm) -> dict[str, Any]:
        """Whether somebody must agree now."""
        at = _phase(record.id)
        return {"phase": at, **(super().context(record, form) if at == "open" else {"pair": None})}


def _back(meeting_id: int) -> ResponseReturnValue:
    """To the list with the filters that it had."""
    return redirect(url_for("desk.deputies", meeting_id=meeting_id, **RosterFilters.asked().chosen))


@access("clerk")
class Reissue(ActPage):
    """A new pass and PIN; the answer is the PDF with the one pass."""

    def act(self, meeting_id: int, deputy_id: int) -> tuple[Meeting, roster.Pass]:
        """Make it."""
        found = meeting_or_404(meeting_id)
        return found, passes.reissue(meeting_id, deputy_id, settings(), actor(), now(), rng)

    def done(self, made: tuple[Meeting, roster.Pass]) -> Response:
        """The pass."""
        pdf = _passes(made[0], [made[1]], f"代表证-{made[1].number}")
        flash(_("%(name)s代表的新代表证已下载，请立即打印；原来的代表证和口令已经作废", name=made[1].name), "ok")
        return pdf


@access("clerk")
class SignInDeputy(ActPage):
    """Sign a deputy in at the desk (签到)."""

    def act(self, meeting_id: int, deputy_id: int) -> Entitled:
        """Sign the deputy in."""
        return attendance.sign_in_at_desk(meeting_or_404(meeting_id).id, deputy_id, actor(), now())

    def done(self, made: Entitled) -> ResponseReturnValue:
        """The list."""
        flash(_("%(name)s代表已签到", name=made.name), "ok")
        return _back(made.meeting_id)


@access("clerk")
class UndoSignIn(ActPage):
    """Take a signing-in back."""

    def act(self, meeting_id: int, deputy_id: int) -> Entitled:
        """Take it back."""
        return attendance.undo(meeting_or_404(meeting_id).id, deputy_id, actor(), now())

    def done(self, made: Entitled) -> ResponseReturnValue:
        """The list."""
        flash(_("%(name)s代表的签到已撤销", name=made.name), "ok")
        return _back(made.meeting_id)


@access("clerk")
class Unlock(ActPage):
    """Let a locked deputy try again."""

    def act(self, meeting_id: int, deputy_id: int) -> Entitled:
        """Unlock the deputy."""
        return passes.unlock(meeting_or_404(meeting_id).id, deputy_id, settings(), actor(), now())

    def done(self, made: Entitled) -> ResponseReturnValue:
        """The list."""
        flash(_("%(name)s代表可以重新登录", name=made.name), "ok")
        return _back(made.meeting_id)


ROSTER = "/meetings/<int:meeting_id>/roster"
ONE = f"{ROSTER}/<int:deputy_id>"
bp.add_url_rule(ROSTER, view_func=DeputyList.as_view("deputies"))
bp.add_url_rule(f"{ROSTER}.xlsx", view_func=DeputyList.as_view("roster_export", as_file=True))
bp.add_url_rule(f"{ROSTER}/import", view_func=RosterImport.as_view("roster_import"), methods=["GET"])
bp.add_url_rule(ROSTER, view_func=RosterImport.as_view("import_deputies"), methods=["POST"])
bp.add_url_rule(f"{ROSTER}/unlock-all", view_func=UnlockAll.as_view("unlock_all"))
bp.add_url_rule(ONE, view_func=DeputyPage.as_view("deputy"))
bp.add_url_rule(f"{ONE}/pass/ask", view_func=AskForPass.as_view("ask_for_pass"), methods=["POST"])
bp.add_url_rule(f"{ONE}/pass", view_func=Reissue.as_view("reissue"))
bp.add_url_rule(f"{ONE}/sign-in", view_func=SignInDeputy.as_view("sign_in_deputy"))
bp.add_url_rule(f"{ONE}/undo", view_func=UndoSignIn.as_view("undo_sign_in"))
bp.add_url_rule(f"{ONE}/unlock", view_func=Unlock.as_view("unlock"))

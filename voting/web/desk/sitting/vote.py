"""The acts of the vote, from freezing to announcing; each has a page that says what will happen, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ....ballots import card_making, life, polling, preparing
from ....ballots.life import Act
from ....extensions import db
from ....journal import acts
from ....journal.log import last_of
from ....journal.models import JournalEntry
from ....meetings import officers, rounds
from ....meetings.models import Round
from ....projects import reading
from ....rules import wording
from ....rules.reading import any_rules
from ....sitting import agreement
from ....tally import certifying, mixing, opening
from ...access import access
from ...context import actor, now, rng, round_or_404, settings
from ...forms.base import Form
from ...forms.votes import ISSUED_ON_PAPER, AnnounceForm, IssuedForm, OpenForm, relabel
from ...language import say
from ...pages import ActPage, RoundPage
from ..blueprint import bp
from ..common import READERS
from .papers import available
from .standing import Standing, standing
from .steps import step


@dataclass(frozen=True)
class Shown:
    """What the page of an act says and does; the act cannot be undone.

    act: with everything that may stand in its way. says: what it does; on_paper: in a round on paper alone, where that
    differs. agree: who else must have agreed. run: the use case. form: what is typed for it, with what is `usual`.
    """

    act: Act
    says: Any
    agree: Any
    run: Callable[[Round, Any], None]
    on_paper: Any = None
    form: type[Form] = Form
    usual: Callable[[Round], dict[str, Any]] = lambda found: {}


def _freeze(found: Round, form: Form) -> None:
    preparing.freeze(found.id, actor(), now())


def _close(found: Round, form: Form) -> None:
    agreement.close_vote(found, settings(), actor(), now())
    mixing.start(found.id, settings(), now(), rng)


PAGES = {
    "freeze": Shown(
        life.FREEZE,
        _l("冻结后，候选项目、票决规则和监票人不能再改；它们的指纹将印在每一张纸上。"),
        _l("候选名单和票决办法已经主席团（或大会）通过。"),
        _freeze,
    ),
    "freeze-rating": Shown(
        life.FREEZE,
        _l("冻结后，测评项目、测评规则和监票人不能再改；它们的指纹将印在每一张纸上。"),
        _l("测评项目和测评办法已经主席团（或会议）通过。"),
        _freeze,
    ),
    "box": Shown(
        life.BOX,
        _l("用全部监票人和服务器的钥匙建立票箱。此后钥匙和投票卡不能再换，少一把钥匙就不能开箱。"),
        _l("全部监票人已经制作钥匙并重新载入过一次。"),
        lambda found, form: preparing.set_up_box(found.id, settings(), actor(), now(), rng),
    ),
    "open": Shown(
        agreement.OPEN,
        _l("代表的平板将自动转到投票页面，大屏开始显示收回张数。"),
        _l("执行主席已在大会上宣布到会人数符合法定人数，并宣布开始投票。"),
        lambda found, form: agreement.open_vote(found, form.issued.data, settings(), actor(), now()),
        _l("代表从现在起填写纸质票，大屏显示“正在投票”。收回张数在结束投票后清点。"),
        OpenForm,
        lambda found: {"issued": polling.usual_issue(found)},
    ),
    "close": Shown(
        agreement.CLOSE,
        _l("结束后不再接收选票，实到人数随即固定，监票人开始混票和解密。不能重新开始。"),
        _l("执行主席已经询问是否投票完毕，并宣布结束投票。"),
        _close,
        _l("结束后不再收票，实到人数随即固定，随即打开票箱、清点纸质票。不能重新开始。"),
    ),
    "certify": Shown(
        certifying.CERTIFY,
        _l("系统对结果签名并生成计票结果报告单。认证后结果不能更改；结果仍不公开。"),
        _l("总监票人和全部监票人已经各自确认计票结果。"),
        lambda found, form: certifying.certify(found.id, settings(), actor(), now()),
    ),
    "announce": Shown(
        life.ANNOUNCE,
        _l("大屏和公示板将立即显示结果，任何人都可以看到和下载。"),
        _l("执行主席已在大会上宣布票决结果。"),
        lambda found, form: certifying.announce(found.id, actor(), now(), form.number.data),
        form=AnnounceForm,
        usual=lambda found: {"number": certifying.next_number(found.meeting_id)},
    ),
}


def page_of(name: str, found: Round) -> Shown:
    """The page as this round has it."""
    return PAGES["freeze-rating" if name == "freeze" and rounds.is_rating(found) else name]


def _done(act: Act, found: Round) -> bool:
    """Whether the act was carried out."""
    return found.election is not None if act is life.BOX else act.past(found)


def _blocked(act: Act, at: Standing) -> list[str]:
    """Why the act cannot be carried out yet."""
    why = [say(sentence) for sentence in life.why_not(act, at.round)]
    if act.ahead(at.round) and at.round.void_reason is None:
        return [_("%(why)s：%(step)s", why=why[0], step=step(at).title)]
    return why


def _entry(act: Act, found: Round) -> tuple[JournalEntry, dict[str, Any]] | None:
    """Who carried the act out and when, from the journal."""
    entry = last_of(db.session(), found.congress_id, act.entry(found), found.uuid)
    return None if entry is None else (entry, acts.details_of(entry.details))


def _facts(name: str, at: Standing) -> dict[str, Any]:
    """What is being fixed, for the page that asks."""
    found = at.round
    if name == "freeze":
        projects: list[Any] = list(found.candidates or ())
        if not rounds.is_rating(found):
            projects = reading.listed(found.meeting_id)
        rules = wording.sentences(any_rules(found.rules), len(projects)) if found.rules else []
        return {"projects": projects, "sentences": rules, "holders": certifying.holders_names(found.meeting_id)}
    if name == "box":
        keys = [(one.account.name, one.fingerprint) for one in officers.key_holders(found.meeting_id) if one.public_key]
        return {"keys": keys, "cards": card_making.usable(found.id)}
    if name in ("certify", "announce") and found.result:
        earlier = [one for one in certifying.gathered(found) if one.result] if name == "announce" else []
        return {
            "result": certifying.result_json(found),
            "holders": certifying.holders_names(found.meeting_id),
            "earlier": [(one, certifying.result_json(one)) for one in earlier],
        }
    return {}


@access(*life.OFFICE)
class ActOfRound(RoundPage):
    """What the act will do, or, once it was done, what happened and what comes next.

    A second press finds it done: the answer is 409 and says by whom and when.
    """

    def record(self, uuid: str, **places: Any) -> Round:
        """The round, and with it the act."""
        found = super().record(uuid)
        self.name, self.shown = places["name"], page_of(places["name"], found)
        return found

    def filled(self, record: Round) -> Form:
        """The form of the act, with what it usually says."""
        form = self.shown.form.asked(**self.shown.usual(record))
        if isinstance(form, OpenForm):
            # The browser asks for it; who sends none has handed one to each.
            form.issued.required = True
            if record.paper_only:
                relabel(form.issued, ISSUED_ON_PAPER)
        return form

    def act(self, record: Round, form: Form) -> Round:
        """Do it."""
        self.shown.run(record, form)
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """What happened."""
        return redirect(url_for("desk.act", uuid=made.uuid, name=self.name))

    def page(self, record: Round, form: Form) -> ResponseReturnValue:
        """The page before the act, or after it."""
        done = _done(self.shown.act, record)
        self.template = "desk/sitting/act_done.html" if done else "desk/sitting/act.html"
        return super().page(record, form)

    def context(self, record: Round, form: Form) -> dict[str, Any]:
        """What the act does and what stands in its way, or who did it."""
        at, act, done = standing(record.meeting, record), self.shown.act, _done(self.shown.act, record)
        return {
            "act": act.entry(record).title,
            "shown": self.shown,
            "name": self.name,
            "figures": at.figures,
            "at": at,
            "blocked": [] if done else _blocked(act, at),
            "step": step(at),
            "entry": _entry(act, record) if done else None,
            "papers": available(record),
            "facts": {} if done else _facts(self.name, at),
        }


@access(*life.OFFICE)
class Resume(ActPage):
    """Do again what a crash may have interrupted: the server's own mixing or opening."""

    def act(self, uuid: str) -> Round:
        """Go on, if it is the server's turn."""
        found = round_or_404(uuid)
        if life.MIXED.due(found):
            mixing.start(found.id, settings(), now(), rng)
        elif life.DECRYPTED.due(found):
            opening.finish(found.id, settings(), now(), rng)
        return found

    def done(self, made: Round) -> ResponseReturnValue:
        """The meeting again."""
        return redirect(url_for("desk.meeting", meeting_id=made.meeting_id))


@access(*life.ISSUED.who)
class IssuedPage(RoundPage):
    """Correct the number of cards handed out while the vote is open, with a reason."""

    template = "desk/sitting/issued.html"

    def filled(self, record: Round) -> IssuedForm:
        """The form with the number as it stands, and the bounds that it has."""
        at = polling.figures(record)
        taken = 0 if record.paper_only else at.paper_issued
        form = IssuedForm.asked(issued=at.issued - taken)
        there, returned = at.present - taken, at.returned
        if record.paper_only:
            relabel(form.issued, ISSUED_ON_PAPER, _("不多于实到 %(p)s 人", p=at.present))
        elif taken:
            hint = _("不含纸质票 %(t)s 张；不少于收回 %(r)s 张，不多于 %(p)s 张", t=taken, r=returned, p=there)
            form.issued.description = hint
        else:
            form.issued.description = _("不少于收回 %(r)s 张，不多于实到 %(p)s 人", r=returned, p=there)
        return form

    def act(self, record: Round, form: IssuedForm) -> Round:
        """Correct it."""
        polling.set_issued(record.id, form.issued.data, form.reason.data, actor(), now())
        flash(_("发出张数已更正为 %(n)s 张", n=form.issued.data), "ok")
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """The meeting again."""
        return redirect(url_for("desk.meeting", meeting_id=made.meeting_id))

    def context(self, record: Round, form: IssuedForm) -> dict[str, Any]:
        """The four numbers, and whether they may be corrected."""
        return {"figures": polling.figures(record), "due": life.ISSUED.due(record)}


ACT = "/rounds/<uuid>/<any(freeze, box, open, close, certify, announce):name>"
bp.add_url_rule(ACT, view_func=ActOfRound.as_view("act"), methods=["GET"])
bp.add_url_rule(ACT, view_func=ActOfRound.as_view("carry_out"), methods=["POST"])
bp.add_url_rule("/rounds/<uuid>/resume", view_func=Resume.as_view("resume"))
bp.add_url_rule("/rounds/<uuid>/issued", view_func=IssuedPage.as_view("issued"))


@bp.get("/rounds/<uuid>/state")
@access(*READERS)
def state(uuid: str) -> Response:
    """The four numbers, and whether anything else is new; never a running total."""
    found = round_or_404(uuid)
    at = standing(found.meeting, found)
    return jsonify(state=at.round.state, pulse=at.pulse, **vars(at.figures))

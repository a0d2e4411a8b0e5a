"""The visitor's language: Chinese is what everything is written in, English comes from the catalogue."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, get_locale, get_translations, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept

from ..config import data_folder
from ..errors import DomainError
from ..sentences import Sentence
from .access import access
from .context import local_path, settings
from .forms.language import LanguageForm

SOURCE = "zh"
LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "language"
YEAR = 366 * 24 * 3600

bp = Blueprint("language", __name__)


class _Catalogues(Domain):
    """Takes the catalogues as they are written, so that there is nothing to compile and to forget."""

    def get_translations(self) -> Translations:
        locale = get_locale()
        return _catalogue(locale.language if locale else SOURCE)


class _Babel(Babel):
    domain_instance = _Catalogues()


@lru_cache(maxsize=8)
def _catalogue(language: str) -> Translations:
    path = data_folder("translations") / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Translations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(fp=compiled)


def init(app: Flask) -> None:
    """Choose the language of each request; whatever a template prints is said in it."""
    app.config.update(BABEL_DEFAULT_LOCALE=SOURCE)
    _Babel().init_app(app, locale_selector=_chosen)
    app.register_blueprint(bp)
    app.jinja_env.finalize = _printed
    app.jinja_env.globals["_"] = _in_page
    app.jinja_env.globals["say"] = app.jinja_env.filters["say"] = say
    app.context_processor(lambda: {"lang": str(get_locale()), "languages": LANGUAGES, "here": _here()})


def say(what: DomainError | str | None) -> str:
    """An error or a sentence in the visitor's language; a plain text when the catalogue has it."""
    if isinstance(what, DomainError):
        what = what.message
    if isinstance(what, Sentence):
        if not what.template:
            return ""
        values = {name: _printed(value) for name, value in what.values.items()}
        return str(gettext(what.template, **values))
    return str(gettext(what)) if what else ""


@pass_eval_context
def _in_page(context: EvalContext, message: str, **values: Any) -> str:
    """What a page says, as Jinja's own `_` would: that one takes longer for a page than the page itself."""
    text = get_translations().ugettext(message)
    return (Markup(text) if context.autoescape else text) % values  # noqa: S704


def _printed(value: Any) -> Any:
    return say(value) if isinstance(value, Sentence) else value


def preferred(accepted: LanguageAccept) -> str:
    """Chinese, unless the browser wants English more than any kind of Chinese (zh-CN, zh-Hans, zh-TW …)."""
    wanted = dict.fromkeys(LANGUAGES, 0.0)
    for tag, quality in accepted:
        primary = tag.replace("_", "-").split("-")[0].lower()
        if primary in wanted:
            wanted[primary] = max(wanted[primary], quality)
    return max(wanted, key=lambda language: (wanted[language], language == SOURCE))


def _chosen() -> str:
    # What hangs on the wall of the hall is Chinese, whatever the clerk's laptop speaks.
    if not request or request.blueprint == "screen":
        return SOURCE
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    # A borrowed tablet that was set up in English must not greet a deputy in English.
    return SOURCE if request.blueprint == "deputy" else preferred(request.accept_languages)


def _here() -> str:
    if request.method == "GET":
        return request.full_path if request.query_string else request.path
    rule = request.url_rule
    return request.path if rule is not None and "GET" in (rule.methods or ()) else url_for("public.home")


@bp.post("/language")
@access.public
def choose() -> ResponseReturnValue:
    """Remember the language and go back to where the visitor was."""
    form = LanguageForm.asked()
    answer = redirect(local_path(form.next.data) or url_for("public.home"))
    if form.language.data in LANGUAGES:
        answer.set_cookie(
            COOKIE,
            form.language.data,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings().secure_cookies,
            path=current_app.config["APPLICATION_ROOT"],
        )
    return answer

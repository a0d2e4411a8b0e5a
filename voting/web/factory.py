"""Putting the application together."""

from __future__ import annotations

import importlib
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import get_locale

from .. import config as configuration
from ..accounts.models import ROLE_NAMES, Account
from ..config import Config
from ..deputies.models import Deputy
from ..extensions import csrf, db, limiter, login, migrate
from . import access, errors, language, security, showing
from .accounts import bp as accounts_bp

AUDIENCES = ("public", "deputy", "desk", "unit", "station", "teller", "scrutineer", "screen", "audit")
# Every table has to be known before the first query joins them.
MODELS = (
    "accounts", "attachments", "ballots", "collection", "deputies", "journal", "meetings", "oversight", "projects",
    "supervision", "tally",
)  # fmt: skip
CHINA = ZoneInfo("Asia/Shanghai")


def build(config: Config | None = None) -> Flask:
    """The application for `config`; see `voting.create_app`."""
    config = config or configuration.from_environment()
    config.prepare()
    app = Flask(
        "voting",
        instance_path=str(config.instance.resolve()),
        template_folder=str(configuration.data_folder("templates")),
        static_folder=str(configuration.data_folder("static")),
    )
    app.extensions["voting"] = config
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": not config.sqlalchemy_url.startswith("sqlite")},
        RATELIMIT_STORAGE_URI=config.limiter_storage,
        RATELIMIT_ENABLED=not config.testing,
        TESTING=config.testing,
        WTF_CSRF_ENABLED=not config.testing,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for name in MODELS:
        importlib.import_module(f"voting.{name}.models")
    db.init_app(app)
    migrate.init_app(app, db, directory=str(configuration.data_folder("migrations")))
    csrf.init_app(app)
    limiter.init_app(app)
    language.init(app)
    showing.init(app)
    login.init_app(app)
    login.user_loader(_load)
    security.init(app, config)
    errors.init(app)
    app.register_blueprint(accounts_bp)
    for name in AUDIENCES:
        app.register_blueprint(importlib.import_module(f"voting.web.{name}").bp)
    if config.development or config.testing:
        from .styleguide import bp as styleguide_bp

        app.register_blueprint(styleguide_bp)
    app.add_template_filter(moment)
    app.add_template_filter(day)
    app.add_template_filter(money)
    app.context_processor(lambda: {"role_names": ROLE_NAMES})
    access.require_marks(app)
    return app


def _load(key: str) -> Account | Deputy | None:
    kind, number, stamp = [*key.split(":"), "", ""][:3]
    if not number.isdigit():
        return None
    found: Account | Deputy | None
    found = db.session.get(Deputy, int(number)) if kind == "deputy" else db.session.get(Account, int(number))
    if found is None or found.stamp != stamp or (isinstance(found, Account) and found.closed):
        return None
    return found


def moment(value: datetime | None) -> str:
    """2026年11月23日 14:05, or 23 November 2026, 14:05; in Chinese time."""
    if value is None:
        return "—"
    comma = "," if str(get_locale()) == "en" else ""
    return f"{day(value)}{comma} {value.astimezone(CHINA):%H:%M}"


def day(value: date) -> str:
    """2026年11月23日, or 23 November 2026; a moment in Chinese time."""
    local = value.astimezone(CHINA) if isinstance(value, datetime) else value
    if str(get_locale()) == "en":
        return f"{local.day} {local:%B %Y}"
    return f"{local.year}年{local.month}月{local.day}日"


def money(value: Decimal | str | None) -> str:
    """万元 with thin separators and two decimals at most."""
    if value is None or value == "":
        return "—"
    text = f"{Decimal(value):,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", "\u2009")

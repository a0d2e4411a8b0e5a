"""Putting the application together."""

from __future__ import annotations

import importlib
from typing import Any

from flask import Flask, abort, session
from sqlalchemy import Select, bindparam, select
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from .. import config as configuration
from ..config import Config
from ..congress.models import ROLE_NAMES, Account
from ..deputies.models import Deputy
from ..entrance import counting, live
from ..extensions import csrf, db, limiter, login, migrate
from ..projects.fields import FIELDS
from . import access, box_watch, errors, language, round_words, security, static, values
from .accounts import bp as accounts_bp
from .formats import day, moment, money, period

AUDIENCES = ("public", "deputy", "desk", "unit", "station", "teller", "scrutineer", "screen", "audit")
# Every table has to be known before the first query joins them.
MODELS = (
    "congress",
    "attachments",
    "ballots",
    "sitting",
    "collection",
    "deputies",
    "entrance",
    "journal",
    "meetings",
    "supervision",
    "projects",
    "implementation",
    "tally",
)


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
    if config.trusted_proxies:
        # Nothing but address and scheme: a host that a visitor writes himself is believed by nobody.
        near = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=0)  # type: ignore[method-assign]
    app.request_class = values.TypedRequest
    app.url_value_preprocessor(_no_odd_address)
    # A number in an address that fits no database is no address.
    app.url_map.converters["int"] = type("Number", (IntegerConverter,), {"regex": r"\d{1,9}"})
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": not config.sqlalchemy_url.startswith("sqlite"),
            # A failing statement must not say which deputy and which ballot it was about.
            "hide_parameters": True,
        },
        RATELIMIT_STORAGE_URI=config.limiter_storage,
        # A counter that is away stops nobody: each process then counts for itself.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=not config.limiter_storage.startswith("database"),
        RATELIMIT_ENABLED=not config.testing,
        TESTING=config.testing,
        WTF_CSRF_ENABLED=not config.testing,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for name in MODELS:
        importlib.import_module(f"voting.{name}.models")
    # Flask-Limiter finds the storage by the scheme that its class declares.
    assert counting.DatabaseStorage.STORAGE_SCHEME
    db.init_app(app)
    migrate.init_app(app, db, directory=str(configuration.data_folder("migrations")))
    security.first(app)
    csrf.init_app(app)
    limiter.init_app(app)
    static.init(app)
    language.init(app)
    round_words.init(app)
    login.init_app(app)
    login.user_loader(_load)
    security.init(app, config)
    errors.init(app)
    box_watch.init(app, config)
    app.register_blueprint(accounts_bp)
    for name in AUDIENCES:
        app.register_blueprint(importlib.import_module(f"voting.web.{name}").bp)
    if config.development or config.testing:
        from .styleguide import bp as styleguide_bp

        app.register_blueprint(styleguide_bp)
    for one in (moment, day, money, period):
        app.add_template_filter(one)
    app.context_processor(lambda: {"role_names": ROLE_NAMES, "project_fields": FIELDS})
    access.require_marks(app)
    return app


def _no_odd_address(_endpoint: str | None, places: dict[str, Any] | None) -> None:
    """No address that carries what no database takes leads anywhere."""
    if any(isinstance(value, str) and "\0" in value for value in (places or {}).values()):
        abort(404)


# Asked at every request, and therefore built once and one statement.
_PEOPLE: dict[str, Select[Any]] = {
    "deputy": select(Deputy).where(Deputy.id == bindparam("person"), Deputy.left_on.is_(None), live.ALIVE),
    "account": select(Account).where(Account.id == bindparam("person"), live.ALIVE),
}


def _load(key: str) -> Account | Deputy | None:
    kind, number, stamp = [*key.split(":"), "", ""][:3]
    sign_in = session.get("sid", "")
    if not number.isdecimal() or kind not in _PEOPLE or not sign_in:
        return None
    asked = {"person": int(number), "sign_in": live.key(sign_in)}
    found: Account | Deputy | None = db.session.scalar(_PEOPLE[kind], asked)
    if found is None or found.stamp != stamp or (isinstance(found, Account) and found.closed):
        return None
    return found

"""Deputies' secret vote on livelihood projects (民生实事票决)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from .config import Config

__version__ = "0.1.0"


def create_app(config: Config | None = None) -> Flask:
    """Build the web application.

    `config` defaults to the environment's (see `voting.config`). Raises `RuntimeError` when a route does not
    declare who may use it. Imports happen here so that the commands that need no web start at once.
    """
    from .web.factory import build

    return build(config)

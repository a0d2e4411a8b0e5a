"""Browsers in front of a server, for every test here."""

from support.browsing import base, chromium, make_hall, new_context

__all__ = ["base", "chromium", "make_hall", "new_context"]

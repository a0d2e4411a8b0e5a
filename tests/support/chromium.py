"""Chromium on the files of `static/`, for tests of the browser code alone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import Page, sync_playwright

from support.paths import STATIC

PROGRAM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""Chromium; without windows where it can be had so, for a window costs a second at each new context."""
CSP = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'"


class _Files(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>test</title>")
        else:
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def static_page() -> Iterator[Page]:
    """An empty page beside the static files, under the strictest policy; complaints on its console are errors."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    complaints: list[str] = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
            page = browser.new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
            complaints.clear()
            yield page
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
    assert not [text for text in complaints if "favicon" not in text], complaints


class Crypto:
    """The modules of static/js/belenios, called from Python. Numbers above 2⁵³ travel as decimal strings."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def run(self, code: str, *args: Any) -> Any:
        """Run the body of a function with all exports as `b`, the arguments as `args`, and return what it returns."""
        names = ("ballot", "bench", "ciphertexts", "client", "credentials", "decryption", "election", "errors")
        names += ("group", "opening", "packing", "review", "shuffle", "trustee")
        imports = ", ".join(f"import('/js/belenios/{name}.js')" for name in names)
        return self.page.evaluate(
            f"async (args) => {{ const b = Object.assign({{}}, ...(await Promise.all([{imports}]))); {code} }}",
            list(args),
        )

    def refusal(self, code: str, *args: Any) -> list[Any]:
        """Name, check or code, and group of the error that the code throws."""
        caught = "catch (error) { return [error.name, error.check ?? error.code, error.group ?? null]; } return [];"
        found: list[Any] = self.run(f"try {{ {code} }} {caught}", *args)
        return found

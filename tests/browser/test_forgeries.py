"""The page's reader against every forgery: refused as in Python, by the same checks, and never by a stumble."""

from __future__ import annotations

import base64
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from support.chromium import Crypto, static_page
from support.elections import whole
from support.forgeries import FORGERIES, UNREADABLE
from support.paths import VECTORS

pytestmark = pytest.mark.browser
JUDGE = """const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
    return args[0].map(text => {
      try { b.reviewArchive(bytes(text)); return ''; } catch (error) {
        return error instanceof b.Invalid ? error.check : `stumbled: ${error.name}: ${error.message}`;
      }
    })"""
BATCH = 50
CALLED = {UNREADABLE: {"archive"}, "header": {"archive"}, "not-supported": {"election-form", "trustee-form"}}
"""What the page calls otherwise: it does not tell what is another program's from what is wrong."""


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


def judged(js: Crypto, archives: dict[str, bytes]) -> dict[str, str]:
    """The check that refuses each archive, empty where it passes."""
    texts = [base64.b64encode(content).decode() for content in archives.values()]
    found = [check for low in range(0, len(texts), BATCH) for check in js.run(JUDGE, texts[low : low + BATCH])]
    return dict(zip(archives, found, strict=True))


def unlike(found: dict[str, str], wanted: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """What was refused by another check than wanted, or not at all."""
    allowed = {name: set().union(*(CALLED.get(check, {check}) for check in checks)) for name, checks in wanted.items()}
    return {name: check for name, check in found.items() if check not in allowed[name]}


def test_no_other_form_than_the_one(js: Crypto, tmp_path: Path) -> None:
    vote, _ = whole(tmp_path / "vote.bel", 2, candidates=3, trustee_count=2)
    honest = vote.path.read_bytes()
    found = judged(js, {"": honest, **{name: forgery.change(honest) for name, forgery in FORGERIES.items()}})
    assert found.pop("") == ""
    assert unlike(found, {name: forgery.checks for name, forgery in FORGERIES.items()}) == {}


def test_whole_forged_archives(js: Crypto) -> None:
    wanted = json.loads((VECTORS / "forged.json").read_text())
    archives = {}
    with tarfile.open(VECTORS / "forged.tar.xz") as packed:
        for one in packed:
            file = packed.extractfile(one)
            assert file is not None
            archives[Path(one.name).stem] = file.read()
    found = judged(js, archives)
    assert found.keys() == wanted.keys()
    assert unlike(found, {name: {check} for name, check in wanted.items()}) == {}

"""Every Chinese sentence of the screens has its English, with the same places."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import catalogue
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment

ROOT = catalogue.ROOT
POINTS = re.compile("[，。；：？！（）《》“”、]")
HAN = re.compile(r"[\u3400-\u9fff]")
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%(?!\()")
CHINESE_ONLY = ("printing", "stage")
"""Folders of papers and of the trial runs, which speak Chinese whatever the visitor speaks."""

RECORDS = {
    "voting/supervision/record.py": "column headings, and keys of what the journal keeps",
    "voting/supervision/tasks.py": "keys of what the journal keeps",
    "voting/supervision/inspections.py": "keys of what the journal keeps",
    "voting/implementation/opendata.py": "column headings of files",
    "voting/web/desk/after/progress.py": "column headings of the office's own files",
    "voting/rules/grading.py": "names of grades, kept with the rules",
    "voting/collection/handling/bulk.py": "keys of what the journal keeps",
    "voting/collection/handling/listing.py": "column headings of the office's own files",
    "voting/collection/handling/merging.py": "keys of what the journal keeps",
    "voting/collection/handling/publishing.py": "keys of what the journal keeps",
    "voting/collection/handling/sorting.py": "what the record keeps",
    "voting/collection/handling/erasing.py": "what the record keeps",
    "voting/collection/figures/public_list.py": "how people write a number",
    "voting/collection/drives.py": "keys of what the journal keeps",
    "voting/collection/imports.py": "keys of what the journal keeps",
    "voting/collection/mapping.py": "column headings of other offices' files",
    "voting/collection/guard.py": "numerals that people type",
    "voting/collection/notices.py": "what stands in the public notice",
    "voting/collection/figures/opendata.py": "column headings of files",
    "voting/collection/figures/reports.py": "what stands in the report",
    "voting/collection/plans.py": "what a new drive begins with: part of the notice",
    "voting/collection/posters.py": "what stands on posters",
    "voting/collection/proposals.py": "column headings of the office's own files",
    "voting/congress/stations.py": "column headings of the office's own files",
    "voting/congress/units.py": "column headings of the office's own files",
    "voting/implementation/fields.py": "how a version puts its fields into words",
    "voting/implementation/changes.py": "what the record keeps",
    "voting/implementation/change_papers.py": "what stands in papers",
    "voting/web/desk/after/plan_changes.py": "names of files",
    "voting/implementation/sheet.py": "column headings of the office's own files",
    "voting/web/desk/after/plan_sheet.py": "names of files",
    "voting/times.py": "how people write a day",
    "voting/ballots/following.py": "titles of rounds: part of the record",
    "voting/ballots/preparing.py": "titles of rounds and what stands in the election itself: part of the record",
    "voting/belenios/election.py": "what stands in the election itself",
    "voting/commands/main.py": "the command line",
    "voting/commands/ceremony.py": "the command line",
    "voting/ballots/repairing.py": "the command line, and who acts there as the journal names them",
    "voting/ballots/taking_over.py": "what an upgrade says at the command line",
    "voting/deputies/roster.py": "column headings of the office's own files",
    "voting/projects/candidates.py": "column headings of the office's own files",
    "voting/projects/chains.py": "the usual bodies: what a new drive begins with, and keys of what the journal keeps",
    "voting/projects/checking.py": "words that are looked for",
    "voting/projects/drafting.py": "sources of funds as they are printed, and keys of what the journal keeps",
    "voting/projects/candidate_papers.py": "what stands in the public notice",
    "voting/projects/publicity.py": "what a new notice begins with",
    "voting/projects/roots.py": "how people write numbers",
    "voting/projects/versions.py": "amounts by year as they are printed",
    "voting/meetings/setup.py": "what is voted on unless the office says otherwise: part of the record",
    "voting/rules/stating.py": "what stands in the election itself",
    "voting/tally/dossier.py": "titles of papers",
    "voting/tally/steps.py": "the system's own name in the journal",
    "voting/tally/round_papers.py": "remarks on papers",
    "voting/tally/announcement.py": "what stands in the announcement",
    "voting/implementation/ratings.py": "titles of ratings and what stands on their ballots: part of the record",
    "voting/supervision/task_papers.py": "what stands in papers",
    "voting/supervision/dossier.py": "what stands in the dossier",
    "voting/supervision/committee_papers.py": "what stands in the papers",
    "voting/supervision/year_report.py": "what stands in the report",
    "voting/implementation/year_sheet.py": "what stands in papers",
    "voting/supervision/rectifying.py": "what a task says: part of the record",
    "voting/tally/scripts.py": "what is said at the sitting, on paper",
    "voting/tally/sitting_papers.py": "what stands in papers",
    "voting/tally/specimens.py": "invented contents of papers",
    "voting/web/desk/sitting/candidates.py": "names of files",
    "voting/web/desk/drive/drafts.py": "column headings of the office's own files",
    "voting/web/desk/drive/drive_statistics.py": "names of files and their headings",
    "voting/web/desk/drive/drives.py": "names of files",
    "voting/web/desk/drive/imports.py": "names of files",
    "voting/web/desk/drive/publicity.py": "names of files and their headings",
    "voting/web/desk/sitting/roster.py": "names of files",
    "voting/web/desk/office/stations.py": "names of files",
    "voting/web/desk/office/units.py": "names of files",
    "voting/web/entries.py": "where a suggestion came from, as it is kept",
    "voting/web/formats.py": "the Chinese form of a date",
    "voting/web/language.py": "the language's own name",
    "voting/web/unit/proposals.py": "names of files",
}
"""Where Chinese that is no sentence of a screen may stand, and what it is."""


@lru_cache(maxsize=1)
def source() -> Catalog:
    return catalogue.extracted()


@lru_cache(maxsize=1)
def english() -> Catalog:
    return catalogue.written()


def sentences(of: Catalog) -> Iterator[Message]:
    return (message for message in of if message.id)


def test_every_sentence_has_its_english() -> None:
    lacking = []
    for message in sentences(source()):
        known = english().get(message.id)
        if known is None or not known.string:
            lacking.append(f"{message.locations[0][0]}: {message.id}")
    assert lacking == [], "run `python tools/catalogue.py` and write the English"


def test_no_entry_is_a_guess() -> None:
    assert [message.id for message in sentences(english()) if message.fuzzy] == []


def test_no_entry_has_lost_its_sentence() -> None:
    gone = [message.id for message in sentences(english()) if source().get(message.id) is None]
    assert [*gone, *english().obsolete] == [], "run `python tools/catalogue.py`"


def test_english_has_the_places_of_the_chinese() -> None:
    assert [
        message.id
        for message in sentences(english())
        if sorted(set(PLACE.findall(message.id))) != sorted(set(PLACE.findall(message.string)))
    ] == []


def test_no_english_is_chinese() -> None:
    # Column headings and examples are quoted in Chinese, with the English beside them or named as an example.
    quoted = ("Column", "column names", "Such as", "delegation)", "演练")
    found = [m.string for m in sentences(english()) if HAN.search(m.string) and not any(q in m.string for q in quoted)]
    assert found == []


def _chinese_in_code(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and HAN.search(text) and id(node) not in docstrings:
            yield node.lineno, text


def test_no_sentence_of_the_code_escapes_the_catalogue() -> None:
    escaped = []
    for path in sorted((ROOT / "voting").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name in RECORDS or name.split("/")[1] in CHINESE_ONLY:
            continue
        escaped += [f"{name}:{line}: {text}" for line, text in _chinese_in_code(path) if source().get(text) is None]
    assert escaped == [], 'say it as Sentence("…"), or give an error its sentence in one piece'


def test_every_exception_has_something_to_except() -> None:
    needless = [name for name in RECORDS if not list(_chinese_in_code(ROOT / name))]
    assert needless == []


def test_no_sentence_of_a_page_escapes_the_catalogue() -> None:
    lexer = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    escaped = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = path.relative_to(ROOT).as_posix()
        if name.split("/")[1] in CHINESE_ONLY:
            continue
        for line, kind, text in lexer.lex(path.read_text(encoding="utf-8")):
            plain = text[1:-1] if kind == "string" else text
            said = kind == "string" and source().get(plain) is not None
            if kind in ("data", "string") and (HAN.search(text) or POINTS.search(text)) and not said:
                escaped.append(f"{name}:{line}: {text.strip()}")
    assert escaped == [], "write {{ _('…') }}"


IN_SCRIPTS = {'export const CARD_LIST = "投票卡名单 SHA-256 ";'}
"""What stands in the election itself, which a script reads."""


def test_scripts_take_their_sentences_from_the_page() -> None:
    comment = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
    found = []
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        left = comment.sub("", path.read_text(encoding="utf-8"))
        lines = [line.strip() for line in left.splitlines() if HAN.search(line)]
        found += [f"{path.relative_to(ROOT)}: {line}" for line in lines if line not in IN_SCRIPTS]
    assert found == []


def test_every_error_gives_the_values_that_its_sentence_needs() -> None:
    lacking = []
    for path in sorted((ROOT / "voting").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            place = {"Sentence": 0, **dict.fromkeys(catalogue.ERRORS, 1)}.get(name)
            if place is None or not isinstance(node, ast.Call) or len(node.args) <= place:
                continue
            template = node.args[place]
            given = {word.arg for word in node.keywords}
            if isinstance(template, ast.Constant) and None not in given:
                wanted = set(re.findall(r"%\((\w+)\)", str(template.value)))
                if wanted - given:
                    lacking.append(f"{path.relative_to(ROOT)}:{node.lineno}: {sorted(wanted - given)}")
    assert lacking == []

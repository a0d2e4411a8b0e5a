"""The English catalogue: `python tools/catalogue.py` brings it up to date with the source and says what lacks English.

The Chinese sentences in the source are the keys. They are gathered from templates (`_('…')`), from `_`, `_l` and their
long forms, from `Sentence("…")` and from the errors of use cases (`Conflict("code", "…")`). Write the missing `msgstr`
into translations/en/LC_MESSAGES/messages.po by hand; nothing is guessed. `--check` changes nothing and only reports.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
ERRORS = ("Rejected", "Conflict", "Outdated", "Missing", "Forbidden", "TooLarge", "Locked", "Busy")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "_l", "gettext", "lazy_gettext")),
    "Sentence": (1,),
    **dict.fromkeys(ERRORS, (2,)),
}
# Papers and the stage speak Chinese only.
CODE = [("printing/**", "ignore"), ("stage/**", "ignore"), ("**.py", "python")]
PAGES = [("printing/**", "ignore"), ("**.html", "jinja2")]


def extracted() -> Catalog:
    """Every sentence of the source, with the files where it stands."""
    catalogue = Catalog(locale="en", project="voting", charset="utf-8")
    options = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
    for folder, methods in (("voting", CODE), ("templates", PAGES)):
        found = extract_from_dir(str(ROOT / folder), methods, options, KEYWORDS)
        for file, _line, message, _comments, _context in found:
            # No line numbers: they would change with every edit and tell nothing.
            catalogue.add(message, locations=[(f"{folder}/{file}", None)])
    return catalogue


def written() -> Catalog:
    """The English catalogue as it stands."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def main(check: bool) -> int:
    """Update (or only check) the catalogue; 1 when English is missing."""
    source, old = extracted(), written()
    new = Catalog(locale="en", project="voting", charset="utf-8", fuzzy=False, header_comment="")
    lacking = []
    for message in sorted((m for m in source if m.id), key=lambda m: (m.locations[0][0], str(m.id))):
        known = old.get(message.id)
        english = known.string if known is not None else ""
        new.add(message.id, english, locations=sorted(set(message.locations)))
        if not english:
            lacking.append(str(message.id))
    if not check:
        text = io.BytesIO()
        write_po(text, new, width=0, omit_header=False, include_lineno=False, sort_output=False)
        # The other lines of the header are placeholders, or dates that would change with every run.
        head, _, rest = text.getvalue().decode().lstrip().partition("\n\n")
        kept = ("msgid", "msgstr", '"Language:', '"Plural-Forms', '"Content-Type')
        lines = [line for line in head.splitlines() if line.startswith(kept)] + ["", *rest.splitlines()]
        PO.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    gone = [str(message.id) for message in old if message.id and source.get(message.id) is None]
    for sentence in gone:
        print(f"no longer in the source: {sentence}")
    for sentence in lacking:
        print(f"no English: {sentence}")
    print(f"{len(list(source)) - 1} sentences, {len(lacking)} without English")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))

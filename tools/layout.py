"""`python tools/layout.py [--check]`: lays out templates (djLint) and style sheets, or names those that are not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cssbeautifier

ROOT = Path(__file__).resolve().parent.parent


def laid_out(text: str) -> str:
    """A style sheet with one declaration a line."""
    options = cssbeautifier.default_options()
    options.indent_size = 2
    options.end_with_newline = True
    options.newline_between_rules = False
    options.space_around_combinator = True
    return str(cssbeautifier.beautify(text, options))


def main(check: bool) -> int:
    """Exit status: 1 when `check` found something that is not laid out."""
    wrong = []
    for path in sorted((ROOT / "static" / "css").glob("*.css")):
        text = path.read_text(encoding="utf-8")
        if (new := laid_out(text)) != text:
            wrong.append(path)
            if not check:
                path.write_text(new, encoding="utf-8")
    if check:
        print("".join(f"{path.relative_to(ROOT)} is not laid out: python tools/layout.py\n" for path in wrong), end="")
    djlint = [sys.executable, "-m", "djlint", "templates", *(["--check"] if check else ["--reformat", "--quiet"])]
    done = subprocess.run(djlint, cwd=ROOT, check=False, capture_output=check, text=True)
    if check and done.returncode:
        print(done.stdout, end="")
    return int(check and bool(wrong or done.returncode))


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))

"""What is said at each step of a sitting: our texts or the office's, filled with the figures of a round."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .rendering import environment
from .sitting import ScriptStep

BLANK = "＿＿＿"
"""Stands where a figure does not exist yet, to be filled in by hand."""
HOST, SCRUTINEER = "host_script.txt", "scrutineer_script.txt"
RATING_HOST, RATING_SCRUTINEER = f"rating_{HOST}", f"rating_{SCRUTINEER}"


def script_steps(name: str, values: Mapping[str, Any], papers: Path | None = None) -> dict[str, ScriptStep]:
    """The steps of a script by key, in the text's order; None becomes a blank.

    `name`: `HOST`, `SCRUTINEER`, or that of a rating.

    Raises `ValueError` when the office's own text has lines before its first step.
    """
    filled = {key: BLANK if value is None else value for key, value in values.items()}
    text = html.unescape(environment(papers).get_template(name).render(**filled))
    steps: dict[str, ScriptStep] = {}
    key = ""
    for line in (one.strip() for one in text.splitlines()):
        if line.startswith("# "):
            key = line[2:].strip()
            steps[key] = ScriptStep(heading="", paragraphs=[])
        elif line and not key:
            raise ValueError(f"{name}: the text begins without a step")
        elif line.startswith("## "):
            steps[key] = ScriptStep(heading=line[3:], paragraphs=steps[key].paragraphs, then=steps[key].then)
        elif line.startswith("> "):
            steps[key] = ScriptStep(heading=steps[key].heading, paragraphs=steps[key].paragraphs, then=line[2:])
        elif line:
            paragraphs = [*steps[key].paragraphs, line]
            steps[key] = ScriptStep(heading=steps[key].heading, paragraphs=paragraphs, then=steps[key].then)
    return steps

"""Texts to be read aloud (主持词, 监票人报告词), with the figures filled in and set in bold."""

from __future__ import annotations

from pathlib import Path

from .rendering import ensure_complete, layout, write
from .sitting import ScriptPaper


def script_pdf(script: ScriptPaper, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The text in large type, page after page; raises `DoesNotFit`."""
    pdf = write(layout("script.html", fonts, papers, script=script))
    texts = [script.session, script.title, script.speaker, script.opening]
    for step in script.steps:
        texts += [step.heading, *step.paragraphs, step.then]
    ensure_complete(pdf, texts)
    return pdf

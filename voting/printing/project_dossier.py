"""The whole history of one project on paper (实事档案): from the first suggestion to the rating."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .rendering import ensure_complete, layout, write


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A JPEG and what stands below it."""

    data: bytes
    caption: str

    @property
    def uri(self) -> str:
        """The picture as the page carries it."""
        return f"data:image/jpeg;base64,{base64.b64encode(self.data).decode()}"


@dataclass(frozen=True, kw_only=True)
class DossierSection:
    """A part: paragraphs, a table (`widths` are shares of the page), photos; empty ones say what is not there."""

    heading: str
    paragraphs: Sequence[str] = ()
    heads: Sequence[str] = ()
    widths: Sequence[float] = ()
    rows: Sequence[Sequence[str]] = ()
    photos: Sequence[Photo] = ()


@dataclass(frozen=True, kw_only=True)
class ProjectDossier:
    """The dossier, worded: `facts` are label and text of what the project is, `state` how it stands on `day`."""

    congress: str
    year: int
    no: int
    name: str
    state: str
    day: date
    facts: Sequence[tuple[str, str]]
    sections: Sequence[DossierSection]


def project_dossier_pdf(dossier: ProjectDossier, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """The dossier; raises `DoesNotFit` when a text would be cut off."""
    pdf = write(layout("project_dossier.html", fonts, papers, dossier=dossier))
    texts = [dossier.congress, dossier.name, dossier.state, *(text for pair in dossier.facts for text in pair)]
    for part in dossier.sections:
        texts += [part.heading, *part.paragraphs, *(part.heads if part.rows else ())]
        texts += [line for row in part.rows for cell in row for line in cell.split("\n")]
        texts += [photo.caption for photo in part.photos]
    ensure_complete(pdf, texts)
    return pdf

"""Certified papers: the PDF signature of the installation, made once for each paper."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..printing.pades import sign_pdf
from .signing_keys import Keys, put


def sign_paper(pdf: bytes, keys: Keys) -> bytes:
    """The PDF certified with the installation's certificate, no change allowed; each signature differs."""
    return sign_pdf(pdf, keys.paper_key_pem, keys.paper_cert_pem)


def signed_once(pdf: bytes, keys: Keys, folder: Path) -> bytes:
    """The signed PDF, always the same bytes for the same paper: the first signature is kept in `folder`.

    Whoever comes first wins when several ask at once. Another content or key makes another paper.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(keys.paper_cert_pem + pdf).hexdigest()}.pdf"
    if not path.exists():
        put(path, sign_paper(pdf, keys))
    return path.read_bytes()

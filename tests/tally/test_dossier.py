"""The dossier of a real round: the same files until the next act, and a PDF that lasts."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
from flask import Flask
from support import stage

from voting.config import Config
from voting.meetings.models import Round
from voting.tally import counting, dossier, signing, signing_keys

FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


def announced(config: Config) -> Round:
    vote = stage.opened(config, deputies=4)
    stage.vote(vote, [1, 0, 0, 0], [1, 2, 0, 0], [1, 1, 0, 0])
    stage.announce(vote)
    return vote.round


def test_two_prints_hold_the_same_files(app: Flask, config: Config) -> None:
    found = announced(config)
    first = {part.file: part.data for part in dossier.parts(found, config, stage.NOW)}
    second = {part.file: part.data for part in dossier.parts(found, config, stage.NOW + timedelta(days=3))}
    assert [name for name in first if first[name] != second[name]] == []
    assert {"report.pdf", "announcement.pdf", "attendance.pdf", "journal.pdf", f"{found.uuid}.bel"} <= set(first)
    assert first[f"{found.uuid}.proofs.json"].decode() == counting.proofs_of(found)


def test_it_has_what_a_pdf_that_lasts_must_have(app: Flask, config: Config) -> None:
    with pikepdf.open(io.BytesIO(dossier.dossier(announced(config), config, stage.NOW))) as pdf:
        with pdf.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("3", "U")
        assert "/ID" in pdf.trailer
        assert not pdf.is_encrypted
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == pikepdf.Name.GTS_PDFA1
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"
        for forbidden in ("/OpenAction", "/AA", "/AcroForm"):
            assert forbidden not in pdf.Root
        assert "/JavaScript" not in pdf.Root.Names
        fonts = 0
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor:
                fonts += 1
                assert set(item.keys()) & FONT_FILES, item.get("/FontName")
        assert fonts > 5
        for name, spec in pdf.attachments.items():
            assert spec.obj.AFRelationship == pikepdf.Name.Source, name
        assert {entry.UF for entry in pdf.Root.AF} == set(pdf.attachments)


def test_a_paper_is_signed_once_whoever_asks(tmp_path: Path) -> None:
    keys = signing_keys.make_keys(stage.NOW)
    blank = pikepdf.new()
    blank.add_blank_page()
    out = io.BytesIO()
    blank.save(out)
    first = signing.signed_once(out.getvalue(), keys, tmp_path)
    assert signing.signed_once(out.getvalue(), keys, tmp_path) == first
    assert signing.signed_once(out.getvalue(), signing_keys.make_keys(stage.NOW), tmp_path) != first
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".pdf", ".pdf"]

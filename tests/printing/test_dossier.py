"""The sealed dossier: every page, every hash, every file as it was."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from voting.printing import Dossier, DossierPart, Signers, blank_ballots_pdf, check_pdf, dossier_pdf
from voting.tally import signing, signing_keys

from .conftest import MakeVote, page_sizes, page_texts
from .geometry import overlaps

DAY = date(2027, 1, 12)


@pytest.fixture(scope="module")
def dossier(make_vote: MakeVote, keys: signing_keys.Keys) -> Dossier:
    signed = signing.sign_paper(blank_ballots_pdf(make_vote(3), 2), keys)
    return Dossier(
        vote=make_vote(12),
        parts=[
            DossierPart(title="空白表决票（12项）", file="blank.pdf", data=blank_ballots_pdf(make_vote(35), 1)),
            DossierPart(title="计票结果报告单", file="report.pdf", data=signed),
            DossierPart(title="电子票箱", file="vote.bel", data=b"box" * 1000),
        ],
        signers=Signers(chief=["王总监"], scrutineers=["李监票", "张监票"]),
        date=DAY,
    )


def test_every_file_is_in_the_table_with_its_page_and_hash(dossier: Dossier) -> None:
    pdf = dossier_pdf(dossier)
    texts = page_texts(pdf)
    bound = len(page_sizes(dossier.parts[0].data))
    assert len(texts) == 2 + bound + 2
    for part in dossier.parts:
        assert part.title in texts[1]
        assert hashlib.sha256(part.data).hexdigest() in texts[1]
    assert f"report.pdf{3 + bound}2" in texts[1]
    assert "vote.bel附件" in texts[1]
    assert "3件，共" in texts[0]
    assert "表决票" in texts[2]
    assert page_sizes(pdf)[:3] == [(210, 297), (210, 297), (420, 297)]
    assert overlaps(pdf) == []


def test_the_files_attached_are_the_originals(dossier: Dossier, keys: signing_keys.Keys) -> None:
    with pikepdf.open(io.BytesIO(dossier_pdf(dossier))) as pdf:
        found = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert [item.title for item in pdf.open_outline().root] == [part.title for part in dossier.parts[:2]]
        assert "/AcroForm" not in pdf.Root
    assert found == {part.file: part.data for part in dossier.parts}
    assert check_pdf(found["report.pdf"], keys.public_pem).ok


def test_it_is_pdf_a_when_all_that_is_bound_in_can_be(dossier: Dossier) -> None:
    def claims(pdf: bytes) -> bool:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            metadata = opened.Root.get("/Metadata")
            return metadata is not None and b'pdfaid:part="3"' in metadata.read_bytes()

    assert claims(dossier_pdf(dossier))
    foreign = pikepdf.new()
    foreign.add_blank_page()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    foreign.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    out = io.BytesIO()
    foreign.save(out)
    scan = DossierPart(title="外来文件", file="scan.pdf", data=out.getvalue())
    assert not claims(dossier_pdf(replace(dossier, parts=[*dossier.parts, scan])))


def test_a_long_table_moves_the_pages_behind_it(dossier: Dossier) -> None:
    many = [replace(dossier.parts[0], title=f"第{n}件文件", file=f"file-{n}.pdf") for n in range(40)]
    texts = page_texts(dossier_pdf(replace(dossier, parts=many)))
    first = next(n for n, text in enumerate(texts, 1) if "说明：" in text)
    assert first > 3
    assert f"第0件文件file-0.pdf{first}" in "".join(texts[1 : first - 1])


def test_two_files_of_one_name_are_refused(dossier: Dossier) -> None:
    with pytest.raises(ValueError, match="one name"):
        dossier_pdf(replace(dossier, parts=[dossier.parts[0]] * 2))

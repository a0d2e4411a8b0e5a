"""A project's dossier: whole, with its photos, whatever its length."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
from PIL import Image

from voting.printing.project_dossier import DossierSection, Photo, ProjectDossier, project_dossier_pdf
from voting.printing.rendering import pages_text


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#888").save(out, "JPEG")
    return out.getvalue()


def paper(*sections: DossierSection) -> bytes:
    return project_dossier_pdf(
        ProjectDossier(
            congress="明川区第三届人民代表大会",
            year=2026,
            no=8,
            name="城市供水质量提升",
            state="滞后",
            day=date(2026, 11, 27),
            facts=[("主要内容", "改造管网38公里\n改造二次供水45处")],
            sections=sections,
        )
    )


def plain(pdf: bytes) -> str:
    return "".join("".join(pages_text(pdf)).split())


def test_sections_are_numbered_and_photos_have_captions() -> None:
    pdf = paper(
        DossierSection(heading="代表票决", paragraphs=["第五次会议选定。"]),
        DossierSection(
            heading="进展",
            heads=("期间", "进度"),
            widths=(1, 1),
            rows=[["2026-10", "43%"]],
            photos=[Photo(data=picture(), caption="2026-10")] * 2,
        ),
    )
    text = plain(pdf)
    assert "一、代表票决" in text
    assert "二、进展" in text
    document = pypdfium2.PdfDocument(pdf)
    images = [item for page in document for item in page.get_objects() if item.type == 3]
    assert len(images) == 2
    document.close()


def test_an_empty_table_has_no_head() -> None:
    assert "进度" not in plain(paper(DossierSection(heading="进展情况", heads=("期间", "进度"), widths=(1, 1))))


def test_a_hundred_reports_run_over_pages() -> None:
    rows = [[f"2026-{no}", "问题" * 40] for no in range(100)]
    pages = pages_text(paper(DossierSection(heading="进展", heads=("期间", "情况"), widths=(1, 4), rows=rows)))
    assert len(pages) > 3
    assert all("实事档案" in page for page in pages)

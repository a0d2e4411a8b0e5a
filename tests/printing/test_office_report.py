"""The report on a drive."""

from __future__ import annotations

from datetime import date

from voting.printing.office_report import OfficeReport, ReportSection, ReportTable, office_report_pdf

from .conftest import page_sizes, page_texts


def test_the_report_holds_its_figures_on_a4() -> None:
    rows = [(f"第{no}镇街", str(100 - no), f"{no}.5%") for no in range(40)]
    table = ReportTable(heads=("镇街", "建议（条）", "占比"), rows=rows, lengths=[1 - no / 40 for no in range(40)])
    report = OfficeReport(
        issuer="大足区人民政府办公室",
        title="2027年度民生实事项目建议征集情况报告",
        date=date(2026, 11, 26),
        sections=[ReportSection(heading="镇街分布", paragraphs=["宝顶镇最多。"], table=table)],
    )
    pdf = office_report_pdf(report)
    text = "".join(page_texts(pdf))
    assert all("".join(row) in text for row in rows)
    assert text.endswith("大足区人民政府办公室2026年11月26日—2—")
    assert set(page_sizes(pdf)) == {(210, 297)}

"""A drive's papers: the public notice, the blank form, the slip with the query code (征集公告、建议表、收件回执)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from ..config import Config
from ..printing.keeping import kept
from ..printing.notice import NoticePaper, SuggestionForm, form_pdf, notice_pdf
from ..times import CHINA, chinese_date
from .models import Drive


def address(drive: Drive, config: Config) -> str:
    """Where the public finds the drive, as it is printed and put into codes."""
    return f"{config.base_address.rstrip('/')}/collect/{drive.slug}"


def status_address(code: str, config: Config) -> str:
    """Where the proposer sees where a suggestion stands, as it is printed and put into codes."""
    return f"{config.base_address.rstrip('/')}/status/{code}"


def notice(drive: Drive, config: Config, now: datetime) -> bytes:
    """The notice of a drive as PDF, with the blank form annexed."""
    day = (drive.published_at or now).astimezone(CHINA).date()
    paper = NoticePaper(
        issuer=drive.issuer,
        title=title_of(drive),
        opening=opening(drive),
        period=period(drive),
        scope=_stopped(drive.scope),
        positive=drive.positive,
        negative=drive.negative,
        ways=ways(drive),
        contact=drive.contact.splitlines(),
        use=use(),
        date=day,
        url=address(drive, config),
        form=_form(drive, config),
        draft=drive.published_at is None,
    )
    return kept(config.kept, notice_pdf, paper, fonts=config.fonts, papers=config.papers)


def blank_form(drive: Drive, config: Config) -> bytes:
    """The form to fill in by hand, alone."""
    return kept(config.kept, form_pdf, [_form(drive, config)], fonts=config.fonts, papers=config.papers)


def sheets(drive: Drive, config: Config, received_at: str, query: str, first: int, count: int) -> bytes:
    """Numbered forms for a station or an event, to be entered later; `query` names it in the form's address."""
    form = _form(drive, config)
    forms = [
        replace(form, received_at=received_at, number=f"{no:04}", url=form.url + query)
        for no in range(first, first + count)
    ]
    return form_pdf(forms, fonts=config.fonts, papers=config.papers)


def title_of(drive: Drive) -> str:
    """Title of the notice: 关于公开征集……的公告."""
    name = drive.title.removeprefix("关于").removesuffix("的公告").removeprefix("公开").removeprefix("征集")
    return f"关于公开征集{name.removesuffix('征集')}的公告"


def opening(drive: Drive) -> str:
    """The first paragraph."""
    basis = f"根据{drive.basis.rstrip('。，')}，" if drive.basis else ""
    asked = f"现面向社会公开征集{drive.year}年度民生实事项目建议"
    return f"为使民生实事项目更加符合群众意愿，{basis}{asked}。有关事项公告如下："


def period(drive: Drive) -> str:
    """From when until when."""
    first, last = (one.astimezone(CHINA) for one in (drive.opens_at, drive.closes_at))
    return f"{chinese_date(first.date())}{first:%H:%M}至{chinese_date(last.date())}{last:%H:%M}。"


def ways(drive: Drive) -> list[tuple[str, str]]:
    """Heading and sentence of each way to send a suggestion in."""
    found = [
        ("网上填报", "扫描二维码或者登录下面的网址，填写建议，可以附照片。提交后请保存查询码，凭查询码查询办理情况。")
    ]
    if "station" in drive.audiences:
        found.append(
            (
                "当面反映",
                "到就近的代表之家、代表联络站（点），向人大代表或者工作人员反映，也可以在代表接待日、院坝会上提出。",
            )
        )
    if drive.contact:
        found.append(
            (
                "书面或者电话反映",
                "填写附件《民生实事项目建议表》寄送或者送交下列地址，也可以电话反映。每张表只写一件事。",
            )
        )
    else:
        found.append(
            ("书面反映", "填写附件《民生实事项目建议表》，送交就近的代表联络站（点）或者镇街。每张表只写一件事。")
        )
    return found


def use() -> str:
    """What becomes of the suggestions."""
    return (
        "征集到的建议逐条登记，由有关单位研究办理，经合并、筛选形成候选项目，依照法定程序提请人民代表大会会议由代表票决。"
        "每条建议是否采纳及其理由都会答复，凭查询码可以查询，并在隐去个人信息后公开。"
    )


def consent(drive: Drive) -> str:
    """What is agreed to with a name or number (个人信息保护法 arts. 13, 14, 17, 47); empty when none is asked."""
    if drive.name_rule == drive.phone_rule == "none":
        return ""
    return (
        f"姓名和电话由{drive.issuer}收集，只用于核实和答复这条建议，只有经办人员可以查看，不公开，不用于其他目的；"
        "保存至本次征集办结后六个月。凭查询码可以随时要求删除，删除后不影响建议的办理。"
    )


def day_of(moment: datetime) -> date:
    """The day in Chinese time."""
    return moment.astimezone(CHINA).date()


def _form(drive: Drive, config: Config) -> SuggestionForm:
    asks = [
        f"{label}{'（选填）' if rule == 'optional' else ''}"
        for label, rule in (("姓名", drive.name_rule), ("电话", drive.phone_rule))
        if rule != "none"
    ]
    return SuggestionForm(
        title="民生实事项目建议表",
        categories=drive.categories,
        places=drive.places,
        asks=asks,
        note=f"一张表只写一件事，字迹请写清楚。征集时间：{period(drive)}",
        consent=consent(drive),
        url=address(drive, config),
    )


def _stopped(text: str) -> str:
    return text if text.endswith(("。", "！")) else f"{text}。"

"""A project's dossier (实事档案): everything that is kept of it, for the office's files.

It names officials and deputies; of the public it tells only what was released.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..attachments import store
from ..ballots import following
from ..config import Config
from ..congress.models import Congress
from ..errors import Missing
from ..extensions import db
from ..implementation import changes, completion, fields, listing, periods, progress, public_ratings, ratings, versions
from ..implementation.models import Plan, ProgressReport
from ..implementation.states import STATES
from ..meetings.models import Round
from ..printing.project_dossier import DossierSection, Photo, ProjectDossier, project_dossier_pdf
from ..printing.table import short_date
from ..projects import roots
from ..projects.models import Project, Review, ReviewStep
from ..projects.positions import DECISIONS
from ..rules.grading import GRADES
from ..times import CHINA, chinese_date
from . import inspections, tasks

MAX_PHOTOS = 24
"""How many photos of reports, and of inspections, the dossier shows: the newest."""


def dossier(plan: Plan, config: Config, now: datetime) -> bytes:
    """The dossier of a plan as it stands, as PDF."""
    today = now.astimezone(CHINA).date()
    row = listing.row(plan, today)
    labels = fields.LABELS
    facts = [
        (str(labels[key]), text)
        for key, text in fields.texts(fields.of_plan(plan)).items()
        if text and key != "milestones"
    ]
    parts = [
        _origin(plan),
        _reviewed(plan),
        _voted(plan),
        _planned(plan),
        _reported(plan, config),
        _watched(plan, config, today),
        _changed(plan),
        _accepted(plan),
        _rated(plan),
    ]
    paper = ProjectDossier(
        congress=db.session.get_one(Congress, plan.congress_id).name,
        year=plan.year,
        no=plan.no,
        name=plan.name,
        state=f"{STATES[row.state.key]}，{row.state.why}",
        day=today,
        facts=[pair for pair in facts if pair[1] != plan.name],
        sections=[one for one in parts if one is not None],
    )
    return project_dossier_pdf(paper, fonts=config.fonts, papers=config.papers)


def _day(moment: datetime) -> str:
    return short_date(moment.astimezone(CHINA).date())


def _money(value: object) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value is not None else "—"


def _origin(plan: Plan) -> DossierSection | None:
    voices = roots.of_project(plan.project_id)
    if not voices:
        return None
    shown = [one for one in voices if one.published_at is not None and not one.spam and one.withdrawn_at is None]
    rows = [
        [
            f"第{one.no}号" if one.no else "—",
            one.published_title or one.title,
            one.published_text or "",
            short_date(one.received_on),
        ]
        for one in shown
    ]
    said = f"来源建议{len(voices)}条，其中公开{len(shown)}条。"
    return DossierSection(
        heading="建议来源",
        paragraphs=[said],
        heads=("编号", "标题", "公开的内容", "收到日期"),
        widths=(12, 28, 45, 15),
        rows=rows,
    )


def _reviewed(plan: Plan) -> DossierSection | None:
    query = (
        select(Review, ReviewStep.body)
        .join(ReviewStep, ReviewStep.id == Review.step_id)
        .where(Review.project_id == plan.project_id, Review.revoked == "")
        .order_by(Review.decided_on, Review.id)
    )
    rows = [
        [body, short_date(one.decided_on), str(DECISIONS[one.decision]), one.opinion or "—", one.document or "—"]
        for one, body in db.session.execute(query)
    ]
    if not rows:
        return None
    return DossierSection(
        heading="审核", heads=("机构", "日期", "决定", "意见", "文件"), widths=(24, 13, 13, 34, 16), rows=rows
    )


def _voted(plan: Plan) -> DossierSection | None:
    """The vote that chose it, round by round; only what was announced."""
    found = db.session.get(Round, plan.round_id) if plan.round_id is not None else None
    if found is None or found.announced_at is None:
        return None
    number = db.session.get_one(Project, plan.project_id).no
    rows = []
    for one in following.chain(found):
        items: list[Any] = [item for item in one.candidates or [] if item.get("origin", item["no"]) == number]
        told: list[Any] = list((one.result or {}).get("rows", []))  # type: ignore[call-overload]
        if one.void_reason is None and items and told:
            row = next(line for line in told if line["no"] == items[0]["no"])
            rows.append(
                [
                    one.title,
                    str(items[0]["no"]),
                    str(row["approve"]),
                    str(row["oppose"]),
                    str(row["abstain"]),
                    str(row["rank"]),
                    "入选" if row["selected"] else "—",
                ]
            )
    meeting = f"{found.meeting.congress.name}{found.meeting.name}"
    when = chinese_date(found.announced_at.astimezone(CHINA).date())
    number_ = f"第{found.announcement_no}号公告" if found.announcement_no else "公告"
    return DossierSection(
        heading="代表票决",
        paragraphs=[f"{meeting}无记名投票选定，{when}以{number_}公布，列第{plan.no}项。"],
        heads=("票决", "票面序号", "赞成", "反对", "弃权", "名次", "结果"),
        widths=(38, 12, 10, 10, 10, 10, 10),
        rows=rows,
    )


def _planned(plan: Plan) -> DossierSection:
    approved = [one for one in versions.of_one(plan.id) if one.approved_on is not None]
    said = [
        f"第{one.no}版：{chinese_date(one.approved_on)}{one.body}批准{f'（{one.document}）' if one.document else ''}。"
        for one in sorted(approved, key=lambda one: one.no)
        if one.approved_on is not None
    ]
    rows = [
        [
            str(one.no),
            one.name,
            short_date(one.due_on),
            f"{one.weight}%",
            short_date(one.reached_on) if one.reached_on else "—",
        ]
        for one in plan.milestones
    ]
    return DossierSection(
        heading="实施计划",
        paragraphs=said or ["计划还没有批准。"],
        heads=("序号", "节点", "计划日期", "权重", "完成日期"),
        widths=(10, 44, 17, 12, 17),
        rows=rows,
    )


def _told(report: ProgressReport) -> str:
    parts = [("", report.text), ("减少的原因：", report.why), ("问题：", report.problems)]
    return "\n".join(label + text for label, text in parts if text)


def _reported(plan: Plan, config: Config) -> DossierSection | None:
    reports = [one for one in reversed(progress.of_plan(plan.id)) if not one.returned]
    if not reports:
        return None
    rows = [
        [
            str(periods.named(one.period)),
            f"{one.percent}%",
            _money(one.invested),
            _told(one),
            str(STATES[one.state]) if one.state else "—",
        ]
        for one in reports
    ]
    captions = {one.id: str(periods.named(one.period)) for one in reports}
    said, photos = _photos(progress.HOLDER, captions, config)
    return DossierSection(
        heading="进展",
        paragraphs=said,
        heads=("期间", "进度", "累计投资（万元）", "进展和问题", "状态"),
        widths=(15, 9, 19, 43, 14),
        rows=rows,
        photos=photos,
    )


def _photos(holder: str, captions: dict[int, str], config: Config) -> tuple[list[str], list[Photo]]:
    """The newest small pictures of rows, told oldest first, and what is left out; a file that is gone leaves none."""
    held = [one for one in store.held_by(holder, list(captions)) if one.kind == "image"]
    order = {row: place for place, row in enumerate(captions)}
    held.sort(key=lambda one: (order[one.holder_id], one.position))
    made = []
    for one in held[-MAX_PHOTOS:]:
        try:
            taken = f"（{short_date(one.taken_on)}摄）" if one.taken_on else ""
            made.append(Photo(data=store.content_of(config, one, thumb=True), caption=captions[one.holder_id] + taken))
        except Missing:
            continue
    left = f"照片共{len(held)}张，以下印最近的{MAX_PHOTOS}张。"
    return [left] if len(held) > MAX_PHOTOS else [], made


def _watched(plan: Plan, config: Config, today: date) -> DossierSection | None:
    seen = list(reversed(inspections.of_plan(plan.id)))
    given = tasks.listed(plan.congress_id, plan_ids=[plan.id])
    if not seen and not given:
        return None
    rows = [
        [
            short_date(one.held_on),
            str(inspections.KINDS[one.kind]),
            "、".join(who["name"] for who in one.deputies) or one.actor,
            one.text,
            str(inspections.VERDICTS[one.verdict]),
        ]
        for one in seen
    ]
    said = []
    for task in given:
        lines = "；".join(
            f"{_day(line.at)}{tasks.ACTS[line.act]}：{line.text.rstrip('。')}" for line in task.entries if line.text
        )
        state = tasks.STATES[tasks.state_of(task, today)]
        said.append(f"督办事项（{tasks.ORIGINS.get(task.origin, '')}，{task.unit_name}，{state}）：{lines}。")
    days = {one.id: f"{short_date(one.held_on)}视察" for one in seen}
    left, photos = _photos(inspections.HOLDER, days, config)
    return DossierSection(
        heading="代表监督",
        paragraphs=said + left,
        heads=("日期", "方式", "代表", "看到的情况", "结论"),
        widths=(14, 12, 16, 44, 14),
        rows=rows,
        photos=photos,
    )


def _changed(plan: Plan) -> DossierSection | None:
    rows = []
    for one in reversed(changes.of_plan_id(plan.id)):
        old, new = changes.sides(one, plan)
        said = "\n".join(
            f"{label}：{before or '—'} → {after or '—'}" for label, before, after in fields.differences(old, new)
        )
        decided = f"{short_date(one.decided_on)} {one.body} {one.document}".strip() if one.decided_on else "—"
        rows.append(
            [
                str(changes.CHANGES[one.kind]),
                one.reason,
                said or "—",
                f"{changes.DECISIONS[one.decision] if one.decision else '正在办理'}\n{decided}",
            ]
        )
    if not rows:
        return None
    return DossierSection(
        heading="调整", heads=("种类", "理由", "调整前后", "决定"), widths=(14, 30, 36, 20), rows=rows
    )


def _accepted(plan: Plan) -> DossierSection | None:
    end = completion.of_plan(plan.id)
    if end is None:
        return None
    done = "、".join(
        f"{goal['name']}{number}{goal['unit']}" for goal, number in zip(plan.goals, end.done, strict=False) if number
    )
    said = [
        f"{chinese_date(end.accepted_on)}由{end.body}验收，结论为{completion.RESULTS[end.result]}"
        f"{f'（{end.document}）' if end.document else ''}。完成投资{_money(end.invested)}万元。"
    ]
    said += [f"完成：{done}。"] if done else []
    return DossierSection(heading="验收", paragraphs=said + ([end.text] if end.text else []))


def _rated(plan: Plan) -> DossierSection | None:
    told = ratings.of_plan(plan)
    # 不了解 has a column once a rating asked for it.
    widest = max((one.grades for one in told), key=len, default=GRADES)
    rows = [
        [
            one.round.title,
            one.name,
            *map(str, one.figures[:3]),
            *([str(one.figures[3]) if len(one.grades) > 3 else "—"] if len(widest) > 3 else []),
            str(one.figures[4]),
            one.grade,
        ]
        for one in told
    ]
    figures = public_ratings.figures([plan.id]).get(plan.id)
    said = []
    if figures:
        sums = "、".join(f"{public_ratings.GRADES[key]}{number}人次" for key, number in figures.items())
        said.append(f"群众评价：{sums}。")
    if not rows and not said:
        return None
    return DossierSection(
        heading="满意度测评和群众评价",
        paragraphs=said,
        heads=("测评", "项目", *widest, "弃权", "结果"),
        widths=(27, 20, *(9 for _ in widest), 8, 10),
        rows=rows,
    )

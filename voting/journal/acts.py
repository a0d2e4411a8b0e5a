"""The official acts that the journal knows (公务行为): one table, said once.

An act's title is the text that is hashed, in every language of the desk; its key is how the program finds it again.
A title that was ever written stays in this table, since old entries are found and read through it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ..sentences import Sentence
from .fields import FIELDS, value_of


@dataclass(frozen=True)
class Act:
    """An official act.

    key: as the program finds it. title: as pages and papers show it and as it is hashed. fields: the details that an
    entry may have, by the keys of `FIELDS`. labelled: details may also be named by what they stand under on a form, or
    by persons: these names are their own words.
    """

    key: str
    title: Sentence
    fields: tuple[str, ...] = ()
    labelled: bool = False


# The body and its staff
ACCOUNT_ADDED = Act("account-added", Sentence("新增账号"), ("username", "name", "roles", "unit", "station"))
ACCOUNT_ROLES = Act("account-roles", Sentence("更改角色"), ("username", "name", "from", "to", "unit", "station"))
ACCOUNT_LOCKED = Act("account-locked", Sentence("锁定账号"), ("username", "name"))
ACCOUNT_UNLOCKED = Act("account-unlocked", Sentence("解锁账号"), ("username", "name"))
PASSWORD_RESET = Act("password-reset", Sentence("重置口令"), ("username", "name"))
PASSWORD_CHANGED = Act("password-changed", Sentence("更改本人口令"), ("username", "name"))
RESET_CONFIRMED = Act("reset-confirmed", Sentence("确认口令重置"), ("username", "name", "reset_by"))
RESET_DENIED = Act("reset-denied", Sentence("否认口令重置"), ("username", "name", "reset_by"))
UNIT_ADDED = Act("unit-added", Sentence("增加单位"), ("name", "kind"))
UNIT_CHANGED = Act("unit-changed", Sentence("修改单位"), ("from", "to", "kind", "active"))
UNITS_IMPORTED = Act("units-imported", Sentence("导入单位"), ("units",))
STATION_ADDED = Act("station-added", Sentence("增加站点"), ("name", "active"))
STATION_CHANGED = Act("station-changed", Sentence("修改站点"), ("name", "active"))
STATIONS_IMPORTED = Act("stations-imported", Sentence("导入站点"), ("stations", "new"))
CLOCK_CONFIRMED = Act("clock-confirmed", Sentence("确认时钟"), ("reason",))

# Deputies
ROSTER_IMPORTED = Act("roster-imported", Sentence("导入代表名册"), ("deputies", "new"))
ROSTER_REIMPORTED = Act("roster-reimported", Sentence("重新导入代表名册"), ("deputies",))
TERM_ROSTER_ENTERED = Act("term-roster-entered", Sentence("录入本届代表名册"), ("deputies", "new", "term"))
DEPUTY_ADDED = Act("deputy-added", Sentence("增补代表"), ("number", "name", "delegation", "date", "reason"))
DEPUTY_CHANGED = Act("deputy-changed", Sentence("变更代表信息"), ("number", "from", "to", "date", "reason"))
DEPUTY_LEFT = Act("deputy-left", Sentence("代表资格终止"), ("number", "name", "date", "reason"))
DEPUTY_CORRECTED = Act("deputy-corrected", Sentence("更正代表信息"), ("number", "from", "to"))
PASS_REISSUED = Act("pass-reissued", Sentence("补发代表证"), ("number", "name", "round", "reason", "agreed"))
DEPUTY_UNLOCKED = Act("deputy-unlocked", Sentence("解锁代表登录"), ("number",))
DEPUTIES_UNLOCKED = Act("deputies-unlocked", Sentence("解锁全部代表登录"), ("locked",))

# Meetings
MEETING_ADDED = Act("meeting-added", Sentence("新建会议"), ("entitled", "delegations", "rehearsal"))
OFFICERS_NAMED = Act("officers-named", Sentence("指定监票人和计票人"), labelled=True)
TELLER_ADDED = Act("teller-added", Sentence("补充指定计票人"), ("name",))
ATTENDANCE_ENTERED = Act("attendance-entered", Sentence("工作台签到"), ("number",))
ATTENDANCE_REVOKED = Act("attendance-revoked", Sentence("撤销签到"), ("number",))
DECISION_ENTERED = Act("decision-entered", Sentence("登记主席团决定"), ("decided", "text", "date"))
DECISION_CANCELLED = Act("decision-cancelled", Sentence("取消主席团决定"), ("decided", "text", "reason"))
PAIR_ASKED = Act("pair-asked", Sentence("申请双人办理"), ("round", "asked", "number", "name", "reason"))
PAIR_WITHDRAWN = Act("pair-withdrawn", Sentence("撤回申请"), ("round", "asked", "number", "name", "reason"))
PAIR_AGREED = Act("pair-agreed", Sentence("同意申请"), ("round", "asked", "number", "name", "reason"))
PAIR_REFUSED = Act("pair-refused", Sentence("不同意申请"), ("round", "asked", "number", "name", "reason"))
PAIRING_SET = Act("pairing-set", Sentence("设定双人办理"), ("wanted", "round", "agreed", "reason"))

# Collection
DRIVE_PLANNED = Act("drive-planned", Sentence("建立征集活动"), labelled=True)
DRIVE_CHANGED = Act("drive-changed", Sentence("修改征集活动"), labelled=True)
DRIVE_EXTENDED = Act("drive-extended", Sentence("延长征集时间"), labelled=True)
DRIVE_PUBLISHED = Act("drive-published", Sentence("发布征集公告"), labelled=True)
DRIVE_CLOSED = Act("drive-closed", Sentence("办结征集"), ("未答复", "理由"))
EVENT_ENTERED = Act("event-entered", Sentence("登记活动"), ("活动", "日期", "接待人数"))
EVENT_CHANGED = Act("event-changed", Sentence("修改活动"), ("活动", "日期", "接待人数"))
LIST_IMPORTED = Act("list-imported", Sentence("导入建议"), ("渠道", "文件", "SHA-256", "行数", "导入"))
LIST_REVOKED = Act("list-revoked", Sentence("撤销导入"), ("文件", "条数"))
LIST_BROKEN_OFF = Act("list-broken-off", Sentence("中断的导入已结束"), ("文件", "导入", "未导入"))
SUGGESTION_ASSIGNED = Act("suggestion-assigned", Sentence("交办建议"), ("编号", "承办单位", "期限"))
SUGGESTION_PRESSED = Act("suggestion-pressed", Sentence("督办建议"), ("编号",))
SUGGESTION_ANSWERED = Act("suggestion-answered", Sentence("答复建议"), ("编号", "采纳情况", "理由"))
SUGGESTION_REOPENED = Act("suggestion-reopened", Sentence("重新办理建议"), ("编号", "采纳情况", "评价"))
SUGGESTION_PUBLISHED = Act("suggestion-published", Sentence("公开建议"), ("编号",))
SUGGESTION_RETRACTED = Act("suggestion-retracted", Sentence("撤下公开的建议"), ("编号", "理由"))
SUGGESTIONS_MERGED = Act("suggestions-merged", Sentence("合并建议"), ("编号", "并入"))
SUGGESTION_UNMERGED = Act("suggestion-unmerged", Sentence("移出合并"), ("编号", "原并入"))
CONTACT_SEEN = Act("contact-seen", Sentence("查看联系方式"), ("编号",))
CONTACTS_ERASED = Act("contacts-erased", Sentence("删除联系方式"), ("人数",))
BULK_CATEGORISED = Act("bulk-categorised", Sentence("批量归类"), ("类别", "条数", "编号"))
BULK_ASSIGNED = Act("bulk-assigned", Sentence("批量交办"), ("承办单位", "期限", "条数", "编号"))
BULK_ANSWERED = Act("bulk-answered", Sentence("批量答复"), ("采纳情况", "理由", "条数", "编号"))
BULK_PUBLISHED = Act("bulk-published", Sentence("批量公开"), ("条数", "编号"))
BULK_SPAM = Act("bulk-spam", Sentence("批量判为垃圾信息"), ("理由", "条数", "编号"))
BULK_UNDONE = Act("bulk-undone", Sentence("撤销批量办理"), ("撤销", "未撤销"))

# Candidate projects
PROJECT_DRAFTED = Act("project-drafted", Sentence("起草项目"), ("drive", "suggestions"))
PROJECT_CHANGED = Act("project-changed", Sentence("修改项目"), ("version",), labelled=True)
PROJECT_FILES_ADDED = Act("project-files-added", Sentence("增加项目附件"), ("files", "public"))
PROJECT_FILE_DELETED = Act("project-file-deleted", Sentence("删除项目附件"), ("file",))
PROJECT_SUBMITTED = Act("project-submitted", Sentence("提交项目审核"), ("version",))
ROOTS_ADDED = Act("roots-added", Sentence("增加来源建议"), ("project", "suggestions"))
ROOT_REMOVED = Act("root-removed", Sentence("取消来源建议"), ("project", "suggestion", "reason"))
CHAIN_SET = Act("chain-set", Sentence("设定审核程序"), ("原", "新"))
REVIEW_ENTERED = Act(
    "review-entered",
    Sentence("录入审核决定"),
    ("project", "decision", "date", "document", "version", "opinion", "into"),
)
REVIEW_REVOKED = Act("review-revoked", Sentence("撤销审核决定"), ("project", "decision", "reason"))
REVIEW_PUBLISHED = Act("review-published", Sentence("公开审核决定"), ("body",))
REVIEW_RETRACTED = Act("review-retracted", Sentence("撤下审核决定"), ("body",))
NOTICE_DRAFTED = Act("notice-drafted", Sentence("编制候选项目公示"), ("title", "from", "to"))
NOTICE_PUBLISHED = Act("notice-published", Sentence("发布候选项目公示"), ("title", "projects", "from", "to"))
COMMENT_PUBLISHED = Act("comment-published", Sentence("公开公示意见"), ("comment",))
COMMENT_SETTLED = Act("comment-settled", Sentence("处理公示意见"), ("comment",))
COMMENT_SPAM = Act("comment-spam", Sentence("判为无效意见"), ("comment",))
COMMENT_RESTORED = Act("comment-restored", Sentence("恢复公示意见"), ("comment",))
ORDER_SET = Act("order-set", Sentence("排定候选项目顺序"), ("method", "seed", "projects"))
ORDER_CHANGED = Act("order-changed", Sentence("调整候选项目顺序"), ("name", "no"))
LIST_HANDED_OVER = Act("list-handed-over", Sentence("候选名单转入会议"), ("drive", "projects", "order", "seed"))
LIST_HANDED_BACK = Act("list-handed-back", Sentence("候选名单退回征集"), ("drive", "projects"))
CANDIDATES_IMPORTED = Act("candidates-imported", Sentence("导入候选项目"), ("candidates",))
CANDIDATE_ADDED = Act("candidate-added", Sentence("增加候选项目"), ("name",))
CANDIDATE_CHANGED = Act("candidate-changed", Sentence("修改候选项目"), ("name",))
CANDIDATE_DELETED = Act("candidate-deleted", Sentence("删除候选项目"), ("name",))
OPINION_ENTERED = Act("opinion-entered", Sentence("录入审议意见"), ("project", "delegation", "signer"))
OPINION_CHANGED = Act("opinion-changed", Sentence("修改审议意见"), ("project", "delegation", "signer"))
OPINION_SIGNED = Act("opinion-signed", Sentence("确认审议意见"), ("project", "delegation", "signer"))
OPINION_DELETED = Act("opinion-deleted", Sentence("删除审议意见"), ("project", "delegation", "signer"))
OPINION_ANSWERED = Act("opinion-answered", Sentence("答复审议意见"), ("project", "delegation", "signer"))

# A round before and at the vote
RULES_SET = Act(
    "rules-set",
    Sentence("设定票决规则"),
    (
        *("seats", "marking", "model", "threshold", "cap", "all_blank", "tie", "shortage"),
        *("legend", "illegible", "equal", "ratio_base", "ratio_min", "ratio_max"),
    ),
)
RATING_SET = Act(
    "rating-set",
    Sentence("设定满意度测评"),
    (
        *("items", "marking", "grades", "base", "boundary", "all_blank", "illegible", "legend", "body"),
        *("rectify_days", "again"),
    ),
)
CANDIDATES_FROZEN = Act(
    "candidates-frozen", Sentence("冻结候选名单和规则"), ("round", "rules_hash", "candidates", "seats")
)
RATING_FROZEN = Act("rating-frozen", Sentence("冻结测评项目和规则"), ("round", "rules_hash", "candidates"))
KEY_MADE = Act("key-made", Sentence("制作钥匙"), ("fingerprint",))
KEY_CONFIRMED = Act("key-confirmed", Sentence("确认钥匙"), ("fingerprint",))
CARDS_FILE_FETCHED = Act("cards-file-fetched", Sentence("下载会议文件"))
CARDS_ENTERED = Act("cards-entered", Sentence("登记投票卡"), ("cards", "made"))
CARDS_VOIDED = Act("cards-voided", Sentence("作废投票卡"), ("reason",))
BOX_SET_UP = Act("box-set-up", Sentence("建立票箱"), ("round", "fingerprint", "cards"))
BOX_REPAIRED = Act("box-repaired", Sentence("恢复票箱记录"), ("head",))
STEP_NOTED = Act(
    "step-noted",
    Sentence("大会议程办理"),
    (
        *("round", "step", "entitled", "present", "boxes", "head", "height", "decisions"),
        *("paper_issued", "issued", "returned", "note", "late"),
    ),
)
STEP_TAKEN_BACK = Act("step-taken-back", Sentence("大会议程退回"), ("round", "step", "reason"))
OPENING_AGREED = Act("opening-agreed", Sentence("同意开始投票"), ("round",))
CLOSING_AGREED = Act("closing-agreed", Sentence("同意结束投票"), ("round",))
AGREEMENT_WITHDRAWN = Act("agreement-withdrawn", Sentence("撤回同意"), ("round", "act"))
ROUND_OPENED = Act("round-opened", Sentence("开始投票"), ("round", "present", "issued"))
ISSUED_CORRECTED = Act("issued-corrected", Sentence("更正发出张数"), ("round", "from", "to", "reason"))
DELEGATIONS_ENTERED = Act("delegations-entered", Sentence("登记各代表团发出收回"), ("round", "delegations"))
ROUND_CLOSED = Act("round-closed", Sentence("结束投票"), ("round", "present", "issued", "returned"))
ROUND_VOID = Act("round-void", Sentence("宣布本轮投票无效"), ("round", "state", "reason", "agreed"))
ROUND_FOLLOWED = Act(
    "round-followed",
    Sentence("建立后续轮次"),
    ("round", "follows", "purpose", "candidates", "rules_hash", "seats"),
)

# Paper ballots
PAPER_PRINTED = Act("paper-printed", Sentence("印制表决票"), ("round", "copies", "printed"))
PAPER_DESTROYED = Act("paper-destroyed", Sentence("余票销毁"), ("round", "printed", "issued", "destroyed"))
PAPER_GIVEN = Act("paper-given", Sentence("投票卡换纸质票"), ("round", "paper_issued"))
PAPER_GIVEN_AGAIN = Act("paper-given-again", Sentence("续发纸质票"), ("round", "paper_issued"))
PAPER_TAKEN_BACK = Act("paper-taken-back", Sentence("纸质票换回投票卡"), ("round", "paper_issued", "reason"))
PAPER_ONLY = Act("paper-only", Sentence("改用纸质票投票"), ("round", "reason"))
BATCH_COUNTED = Act("batch-counted", Sentence("清点纸质票"), ("batch", "sheets", "recounted"))
BATCH_REVOKED = Act("batch-revoked", Sentence("撤销清点"), ("batch", "sheets"))
BATCH_BEGUN = Act("batch-begun", Sentence("开始录入纸质票"), ("batch", "run"))
BATCH_ENTERED = Act("batch-entered", Sentence("录完纸质票"), ("batch", "run", "sheets"))
BATCH_ABANDONED = Act("batch-abandoned", Sentence("放弃录入"), ("batch", "run"))
BATCH_REPEATED = Act("batch-repeated", Sentence("重新计票"), ("batch", "run", "reason"))
SHEET_RULED = Act("sheet-ruled", Sentence("认定纸质票"), ("batch", "sheet", "void", "reason"))

# The tally
BOX_LOCKED = Act("box-locked", Sentence("锁定票箱"), ("round", "trustee", "head", "ballots"))
BOX_LOCKED_ANEW = Act("box-locked-anew", Sentence("换设备重新锁定票箱"), ("round", "trustee", "head"))
BOX_DIFFERS = Act("box-differs", Sentence("设备上的票箱与服务器不一致"), ("round", "trustee", "head"))
NUMBER_CALLED = Act("number-called", Sentence("叫号"), ("round", "no", "number"))
CODE_MATCHES = Act("code-matches", Sentence("核对码一致"), ("round", "trustee", "no"))
CODE_DIFFERS = Act("code-differs", Sentence("核对码不一致"), ("round", "trustee", "no"))
SERVER_MIXED = Act("server-mixed", Sentence("服务器混票"), ("ballots",))
MIXED = Act("mixed", Sentence("混票"), ("round", "trustee"))
MIX_REFUSED = Act("mix-refused", Sentence("混票结果未通过验证"), ("round", "trustee", "check"))
MIXING_DONE = Act("mixing-done", Sentence("混票完成"), ("round",))
MIXING_NEEDLESS = Act("mixing-needless", Sentence("没有电子票，不需混票"), ("round",))
DECRYPTED = Act("decrypted", Sentence("解密"), ("round", "trustee"))
DECRYPTION_REFUSED = Act("decryption-refused", Sentence("解密结果未通过验证"), ("round", "trustee", "check"))
PROOF_ADDED = Act("proof-added", Sentence("补交解密证明"), ("round", "trustee"))
DECRYPTION_DONE = Act("decryption-done", Sentence("解密完成"), ("round", "ballots"))
DECRYPTION_NEEDLESS = Act("decryption-needless", Sentence("没有电子票，不需解密"), ("round",))
COUNTED = Act("counted", Sentence("计票完成"), ("round",))
COUNTED_WITH_PAPER = Act("counted-with-paper", Sentence("合并计票"), ("round", "returned", "valid", "void"))
RESULT_CONFIRMED = Act("result-confirmed", Sentence("确认计票结果"), ("round",))
RESULT_CERTIFIED = Act("result-certified", Sentence("认证计票结果"), ("round", "head"))
RESULT_ANNOUNCED = Act("result-announced", Sentence("公告结果"), ("round", "announcement_no"))

# Implementation
SUPERVISION_SET = Act(
    "supervision-set",
    Sentence("更改监督设置"),
    ("report_every", "report_day", "tolerance", "stalled_after", "change_rules"),
)
PLANS_MADE = Act("plans-made", Sentence("生成实施计划"), ("round", "year", "plans"))
PLANS_IMPORTED = Act("plans-imported", Sentence("导入实施计划"), ("year", "new", "filled", "body"))
PLAN_SUBMITTED = Act("plan-submitted", Sentence("提交实施计划"), ("year", "no", "version"))
PLAN_APPROVED = Act("plan-approved", Sentence("批准实施计划"), ("year", "no", "version", "body", "on", "document"))
PLAN_SENT_BACK = Act("plan-sent-back", Sentence("退回实施计划"), ("year", "no", "version", "reason"))
CHANGE_ASKED = Act("change-asked", Sentence("申请调整实施计划"), ("change", "kind", "reason"))
CHANGE_REVIEWED = Act("change-reviewed", Sentence("审核调整申请"), ("change", "opinion"))
CHANGE_DECIDED = Act(
    "change-decided",
    Sentence("决定实施计划调整"),
    ("change", "kind", "decision", "body", "on", "document", "version"),
)
CHANGE_WITHDRAWN = Act("change-withdrawn", Sentence("撤回调整申请"), ("change",))
CHANGE_ANNOUNCED = Act("change-announced", Sentence("公告实施计划调整"), ("change",))
PROGRESS_REPORTED = Act("progress-reported", Sentence("填报进展"), ("期间", "进度", "投资", "状态", "减少的原因"))
PROGRESS_CORRECTED = Act("progress-corrected", Sentence("更正进展"), ("期间", "进度", "投资", "状态", "减少的原因"))
PROGRESS_SENT_BACK = Act("progress-sent-back", Sentence("退回进展填报"), ("期间", "原因"))
PHOTOS_PUBLISHED = Act("photos-published", Sentence("公开进展照片"), ("期间", "张数"))
ACCEPTANCE_ENTERED = Act(
    "acceptance-entered", Sentence("录入项目验收"), ("on", "body", "result", "invested", "done", "files")
)
ACCEPTANCE_REVOKED = Act("acceptance-revoked", Sentence("撤销项目验收"), ("on", "result", "reason"))
RATING_PUBLISHED = Act("rating-published", Sentence("公开群众评价"), ("rating",))
RATING_SETTLED = Act("rating-settled", Sentence("处理群众评价"), ("rating",))
RATING_SPAM = Act("rating-spam", Sentence("判为无效评价"), ("rating",))
RATING_RESTORED = Act("rating-restored", Sentence("恢复群众评价"), ("rating",))

# Supervision
GROUP_NAMED = Act("group-named", Sentence("确定监督小组"), ("成员", "项目"))
GROUP_DISSOLVED = Act("group-dissolved", Sentence("解散监督小组"))
INSPECTION_ENTERED = Act("inspection-entered", Sentence("登记代表视察"), ("类型", "结论", "日期"))
INSPECTION_PUBLISHED = Act("inspection-published", Sentence("公开代表视察"), ("日期",))
INSPECTION_RETRACTED = Act("inspection-retracted", Sentence("撤回公开的视察"), ("日期",))
TASK_GIVEN = Act("task-given", Sentence("交办督办事项"), ("事项", "承办单位", "期限"))
TASK_ANSWERED = Act("task-answered", Sentence("答复督办事项"), ("事项", "答复"))
TASK_SENT_BACK = Act("task-sent-back", Sentence("退回督办答复"), ("事项", "原因"))
TASK_CLOSED = Act("task-closed", Sentence("督办事项销号"), ("事项",))
TASK_EXTENDED = Act("task-extended", Sentence("督办事项延期"), ("事项", "原期限", "新期限", "原因"))
INQUIRY_ENTERED = Act("inquiry-entered", Sentence("登记专题询问"), ("日期",))
QUESTION_ENTERED = Act("question-entered", Sentence("登记询问问题"), ("no", "应询单位"))
QUESTION_ANSWERED = Act("question-answered", Sentence("答复专题询问"), ("no", "答复人（职务、姓名）"))
COMMITTEE_OPINION_ENTERED = Act("committee-opinion-entered", Sentence("登记审议意见"), ("文号",))
DUTY_ENTERED = Act("duty-entered", Sentence("登记履职"), ("代表", "类型", "日期", "事项"))
YEAR_REPORT_WRITTEN = Act("year-report-written", Sentence("编写年度报告"))

ACTS = tuple(one for one in list(globals().values()) if isinstance(one, Act))
"""Every act, in the order of the table."""
BY_KEY = {one.key: one for one in ACTS}
BY_TITLE: Mapping[str, Act] = {one.title: one for one in ACTS}


def details_of(text: str) -> dict[str, object]:
    """The details of an entry; empty when its text was tampered with."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def filed(title: str, details: str) -> tuple[str, str | None]:
    """Key of the act and uuid of the round by which an entry is found again; both follow from what is hashed."""
    act, about = BY_TITLE.get(title), details_of(details).get("round")
    return act.key if act else "", about if isinstance(about, str) else None


def told(details: str) -> list[tuple[str, str]]:
    """Word and value of each part of an entry's details that says something."""
    return [
        (FIELDS[key].word if key in FIELDS else key, value_of(key, value))
        for key, value in details_of(details).items()
        if value not in ("", None, [])
    ]

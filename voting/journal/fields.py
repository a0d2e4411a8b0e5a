"""What the details of an entry are called on pages and papers; the exported lines have them as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..sentences import Sentence


@dataclass(frozen=True)
class Field:
    """A part of an act's details.

    word: what it is called. values: the words for values that are names of settings and states.
    """

    word: Sentence
    values: Mapping[str, Sentence] = field(default_factory=dict)


FIELDS: Mapping[str, Field] = {
    "candidates": Field(Sentence("候选项目")),
    "cards": Field(Sentence("投票卡")),
    "deputies": Field(Sentence("代表人数")),
    "term": Field(Sentence("届")),
    "delegations": Field(Sentence("代表团数")),
    "entitled": Field(Sentence("应到")),
    "present": Field(Sentence("实到")),
    "issued": Field(Sentence("发出")),
    "returned": Field(Sentence("收回")),
    "ballots": Field(Sentence("选票")),
    "seats": Field(Sentence("应选")),
    "round": Field(Sentence("轮次")),
    "fingerprint": Field(Sentence("指纹")),
    "rules_hash": Field(Sentence("规则与名单指纹")),
    "head": Field(Sentence("票箱末端指纹")),
    "from": Field(Sentence("原为")),
    "to": Field(Sentence("改为")),
    "reason": Field(Sentence("原因")),
    "name": Field(Sentence("名称")),
    "number": Field(Sentence("编号")),
    "no": Field(Sentence("序号")),
    "username": Field(Sentence("用户名")),
    "roles": Field(Sentence("角色")),
    "rehearsal": Field(Sentence("演练")),
    "trustee": Field(Sentence("钥匙序号")),
    "step": Field(Sentence("步骤")),
    "note": Field(Sentence("说明")),
    "boxes": Field(Sentence("投票箱")),
    "height": Field(Sentence("票箱记录")),
    "check": Field(Sentence("没有通过的检查")),
    "late": Field(Sentence("补记")),
    "paper_issued": Field(Sentence("发出纸质票")),
    "valid": Field(Sentence("有效")),
    "void": Field(Sentence("无效")),
    "batch": Field(Sentence("批次")),
    "sheets": Field(Sentence("张数")),
    "run": Field(Sentence("第几次")),
    "recounted": Field(Sentence("已经重新清点")),
    "printed": Field(Sentence("印制")),
    "destroyed": Field(Sentence("销毁")),
    "copies": Field(Sentence("份数")),
    "announcement_no": Field(Sentence("公告号")),
    "wanted": Field(Sentence("是否需要")),
    "follows": Field(Sentence("上一轮")),
    "purpose": Field(
        Sentence("再次投票的缘由"),
        {"revote": Sentence("再次投票"), "second-round": Sentence("另行票决"), "repeat": Sentence("重新投票")},
    ),
    "state": Field(
        Sentence("当时状态"),
        {
            "frozen": Sentence("准备投票"),
            "open": Sentence("正在投票"),
            "closed": Sentence("结束投票"),
            "mixed": Sentence("混票完成"),
            "decrypted": Sentence("解密完成"),
            "counted": Sentence("计票完成"),
            "certified": Sentence("已认证"),
        },
    ),
    "marking": Field(
        Sentence("怎样填写选票"),
        {
            "three-way": Sentence("逐项赞成、反对或弃权"),
            "choose": Sentence("只选同意的项目"),
            "rank": Sentence("按优先顺序填写名次"),
            "grade": Sentence("按等次测评"),
        },
    ),
    "model": Field(
        Sentence("怎样确定"),
        {
            "threshold-rank": Sentence("过半数后按得票多少"),
            "rank": Sentence("只按得票多少"),
            "each": Sentence("逐项过半数"),
        },
    ),
    "threshold": Field(
        Sentence("过半数的基数"),
        {
            "entitled": Sentence("全体代表"),
            "present": Sentence("到会代表"),
            "valid": Sentence("有效票"),
            "none": Sentence("不设"),
        },
    ),
    "cap": Field(Sentence("赞成（同意）超过应选数的票无效")),
    "all_blank": Field(
        Sentence("全部未作标记的票"), {"abstain": Sentence("视为全部弃权，是有效票"), "void": Sentence("视为无效票")}
    ),
    "tie": Field(
        Sentence("票数（得分）相等不能确定取舍时"),
        {
            "revote": Sentence("就相等的项目再次投票"),
            "fewer-oppose": Sentence("反对票少的入选"),
            "presidium": Sentence("由主席团决定"),
            "all": Sentence("一并列入"),
        },
    ),
    "shortage": Field(
        Sentence("通过的少于应选数时"),
        {
            "second-round": Sentence("就未通过的项目再次投票"),
            "vacant": Sentence("不足的名额空缺"),
            "presidium": Sentence("由主席团决定"),
        },
    ),
    "equal": Field(Sentence("可以等额")),
    "ratio_min": Field(Sentence("差额至少（百分比）")),
    "ratio_max": Field(Sentence("差额至多（百分比）")),
    "ratio_base": Field(Sentence("差额比例的基数"), {"seats": Sentence("应选数"), "candidates": Sentence("候选数")}),
    "legend": Field(
        Sentence("填写符号"),
        {"circle": Sentence("赞成（同意）○，反对 ×，弃权不作标记"), "tick": Sentence("赞成（同意）√，反对 ×，弃权 ○")},
    ),
    "illegible": Field(
        Sentence("不能辨认的纸质票"),
        {"row": Sentence("能辨认的有效，不能辨认的项视为未作标记"), "ballot": Sentence("整张无效")},
    ),
    "project": Field(Sentence("项目")),
    "decision": Field(Sentence("审核决定")),
    "document": Field(Sentence("文号")),
    "date": Field(Sentence("日期")),
    "version": Field(Sentence("版本")),
    "opinion": Field(Sentence("意见")),
    "into": Field(Sentence("并入")),
    "drive": Field(Sentence("征集活动")),
    "suggestions": Field(Sentence("建议")),
    "files": Field(Sentence("附件")),
    "file": Field(Sentence("附件")),
    "public": Field(Sentence("公开")),
    "kind": Field(Sentence("类别")),
    "active": Field(Sentence("在用")),
    "units": Field(Sentence("单位数")),
    "stations": Field(Sentence("站点数")),
    "new": Field(Sentence("新增")),
    "body": Field(
        Sentence("机构"),
        {
            "deputies": Sentence("全体会议集中测评"),
            "delegations": Sentence("各代表团分别发出、收回测评票"),
            "standing-committee": Sentence("常委会组成人员测评"),
        },
    ),
    "comment": Field(Sentence("留言编号")),
    "rating": Field(Sentence("评价编号")),
    "items": Field(Sentence("测评项目")),
    "grades": Field(Sentence("等次")),
    "base": Field(
        Sentence("半数的基数"),
        {"entitled": Sentence("全体组成人员"), "present": Sentence("到会人员"), "valid": Sentence("有效票")},
    ),
    "boundary": Field(
        Sentence("正好半数"), {"at-half": Sentence("算达到（含半数）"), "over-half": Sentence("不算，须超过半数")}
    ),
    "locked": Field(Sentence("锁定人数")),
    "reset_by": Field(Sentence("由谁重置")),
    "asked": Field(Sentence("申请事项")),
    "agreed": Field(Sentence("同意的人")),
    "decided": Field(Sentence("决定事项")),
    "text": Field(Sentence("文号或内容")),
    "decisions": Field(Sentence("主席团决定")),
    "made": Field(Sentence("制作地点"), {"here": Sentence("本机"), "apart": Sentence("另一台电脑")}),
    "rectify_days": Field(Sentence("整改期限（天）")),
    "again": Field(Sentence("整改后再次测评")),
    "unit": Field(Sentence("单位")),
    "station": Field(Sentence("站点")),
    "delegation": Field(Sentence("代表团")),
    "method": Field(Sentence("排序方式")),
    "order": Field(Sentence("排序方式")),
    "seed": Field(Sentence("抽签数")),
    "projects": Field(Sentence("项目")),
    "title": Field(Sentence("标题")),
    "signer": Field(Sentence("签字人")),
    "suggestion": Field(Sentence("建议")),
    "sheet": Field(Sentence("第几张")),
    "act": Field(Sentence("事项"), {"open": Sentence("开始投票"), "close": Sentence("结束投票")}),
    "year": Field(Sentence("年度")),
    "plans": Field(Sentence("实施计划")),
    "filled": Field(Sentence("填入计划数")),
    "change": Field(Sentence("调整申请编号")),
    "on": Field(Sentence("日期")),
    "result": Field(Sentence("验收结果")),
    "invested": Field(Sentence("投资（万元）")),
    "done": Field(Sentence("完成情况")),
    "report_every": Field(Sentence("填报周期"), {"month": Sentence("每月"), "quarter": Sentence("每季度")}),
    "report_day": Field(Sentence("填报期限（下月几号）")),
    "tolerance": Field(Sentence("滞后界限（百分点）")),
    "stalled_after": Field(Sentence("停滞界限（期数）")),
    "change_rules": Field(
        Sentence("调整由谁决定"),
        {
            "schedule": Sentence("调整进度"),
            "content": Sentence("调整内容"),
            "investment": Sentence("调整投资"),
            "cancel": Sentence("取消项目"),
            "replace": Sentence("替换项目"),
            "standing_committee": Sentence("人大常委会批准"),
            "chairpersons": Sentence("主任会议批准"),
            "filed": Sentence("报人大常委会备案"),
        },
    ),
    "未答复": Field(Sentence("未答复")),
    "理由": Field(Sentence("理由")),
    "活动": Field(Sentence("活动")),
    "日期": Field(Sentence("日期")),
    "接待人数": Field(Sentence("接待人数")),
    "渠道": Field(Sentence("渠道")),
    "文件": Field(Sentence("文件")),
    "SHA-256": Field(Sentence("SHA-256")),
    "行数": Field(Sentence("行数")),
    "导入": Field(Sentence("导入")),
    "条数": Field(Sentence("条数")),
    "未导入": Field(Sentence("未导入")),
    "编号": Field(Sentence("编号")),
    "承办单位": Field(Sentence("承办单位")),
    "期限": Field(Sentence("期限")),
    "采纳情况": Field(Sentence("采纳情况")),
    "评价": Field(Sentence("评价")),
    "并入": Field(Sentence("并入")),
    "原并入": Field(Sentence("原并入")),
    "人数": Field(Sentence("人数")),
    "类别": Field(Sentence("类别")),
    "撤销": Field(Sentence("撤销")),
    "未撤销": Field(Sentence("未撤销")),
    "原": Field(Sentence("原")),
    "新": Field(Sentence("新")),
    "期间": Field(Sentence("期间")),
    "进度": Field(Sentence("进度")),
    "投资": Field(Sentence("投资")),
    "状态": Field(Sentence("状态")),
    "减少的原因": Field(Sentence("减少的原因")),
    "原因": Field(Sentence("原因")),
    "张数": Field(Sentence("张数")),
    "成员": Field(Sentence("成员")),
    "项目": Field(Sentence("项目")),
    "类型": Field(Sentence("类型")),
    "结论": Field(Sentence("结论")),
    "事项": Field(Sentence("事项")),
    "答复": Field(Sentence("答复")),
    "原期限": Field(Sentence("原期限")),
    "新期限": Field(Sentence("新期限")),
    "应询单位": Field(Sentence("应询单位")),
    "答复人（职务、姓名）": Field(Sentence("答复人（职务、姓名）")),
    "文号": Field(Sentence("文号")),
    "代表": Field(Sentence("代表")),
}
"""By the key in the details; the keys in Chinese have stood in the chain from the start."""


def value_of(key: str, value: object) -> str:
    """A value of the details in words."""
    words = FIELDS[key].values if key in FIELDS else {}
    if isinstance(value, bool):
        return Sentence("是") if value else Sentence("否")
    if isinstance(value, str):
        return words.get(value, value)
    if isinstance(value, list):
        return "、".join(str(value_of(key, one)) for one in value)
    if isinstance(value, Mapping):
        return "，".join(f"{_part(key, part)} {value_of(key, one)}" for part, one in value.items())
    return str(value)


def _part(key: str, part: str) -> str:
    if part in FIELDS[key].values if key in FIELDS else False:
        return FIELDS[key].values[part]
    return FIELDS[part].word if part in FIELDS else part

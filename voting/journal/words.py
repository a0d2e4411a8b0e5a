"""What the keys and values of an entry's details are called on pages and papers; the exported lines have them as is."""

from __future__ import annotations

from collections.abc import Mapping

from ..sentences import Sentence

WORDS = {
    "candidates": Sentence("候选项目"),
    "cards": Sentence("投票卡"),
    "deputies": Sentence("代表人数"),
    "delegations": Sentence("代表团数"),
    "entitled": Sentence("应到"),
    "present": Sentence("实到"),
    "issued": Sentence("发出"),
    "returned": Sentence("收回"),
    "ballots": Sentence("选票"),
    "seats": Sentence("应选"),
    "round": Sentence("轮次"),
    "fingerprint": Sentence("指纹"),
    "rules_hash": Sentence("规则与名单指纹"),
    "head": Sentence("票箱末端指纹"),
    "from": Sentence("原为"),
    "to": Sentence("改为"),
    "reason": Sentence("原因"),
    "name": Sentence("名称"),
    "number": Sentence("编号"),
    "no": Sentence("序号"),
    "username": Sentence("用户名"),
    "roles": Sentence("角色"),
    "rehearsal": Sentence("演练"),
    "trustee": Sentence("钥匙序号"),
    "step": Sentence("步骤"),
    "note": Sentence("说明"),
    "boxes": Sentence("投票箱"),
    "height": Sentence("票箱记录"),
    "check": Sentence("没有通过的检查"),
    "late": Sentence("补记"),
    "paper_issued": Sentence("发出纸质票"),
    "valid": Sentence("有效"),
    "void": Sentence("无效"),
    "batch": Sentence("批次"),
    "sheets": Sentence("张数"),
    "run": Sentence("第几次"),
    "recounted": Sentence("已经重新清点"),
    "printed": Sentence("印制"),
    "destroyed": Sentence("销毁"),
    "copies": Sentence("份数"),
    "announcement_no": Sentence("公告号"),
    "wanted": Sentence("是否需要"),
    "follows": Sentence("上一轮"),
    "purpose": Sentence("再次投票的缘由"),
    "state": Sentence("当时状态"),
    "marking": Sentence("怎样填写选票"),
    "model": Sentence("怎样确定"),
    "threshold": Sentence("过半数的基数"),
    "cap": Sentence("赞成（同意）超过应选数的票无效"),
    "all_blank": Sentence("全部未作标记的票"),
    "tie": Sentence("票数（得分）相等不能确定取舍时"),
    "shortage": Sentence("通过的少于应选数时"),
    "equal": Sentence("可以等额"),
    "ratio_min": Sentence("差额至少（百分比）"),
    "ratio_max": Sentence("差额至多（百分比）"),
    "ratio_base": Sentence("差额比例的基数"),
    "legend": Sentence("填写符号"),
    "illegible": Sentence("不能辨认的纸质票"),
    "project": Sentence("项目"),
    "decision": Sentence("审核决定"),
    "document": Sentence("文号"),
    "date": Sentence("日期"),
    "version": Sentence("版本"),
    "opinion": Sentence("意见"),
    "into": Sentence("并入"),
    "drive": Sentence("征集活动"),
    "suggestions": Sentence("建议"),
    "files": Sentence("附件"),
    "file": Sentence("附件"),
    "public": Sentence("公开"),
    "kind": Sentence("类别"),
    "active": Sentence("在用"),
    "units": Sentence("单位数"),
    "stations": Sentence("站点数"),
    "new": Sentence("新增"),
    "body": Sentence("机构"),
    "comment": Sentence("留言编号"),
    "rating": Sentence("评价编号"),
    "items": Sentence("测评项目"),
    "grades": Sentence("等次"),
    "base": Sentence("半数的基数"),
    "boundary": Sentence("正好半数"),
    "locked": Sentence("锁定人数"),
    "reset_by": Sentence("由谁重置"),
    "asked": Sentence("申请事项"),
    "agreed": Sentence("同意的人"),
    "decided": Sentence("决定事项"),
    "text": Sentence("文号或内容"),
    "decisions": Sentence("主席团决定"),
    "made": Sentence("制作地点"),
    "rectify_days": Sentence("整改期限（天）"),
    "again": Sentence("整改后再次测评"),
}
"""The word for each key."""

VALUES: Mapping[str, Mapping[str, Sentence]] = {
    "marking": {
        "three-way": Sentence("逐项赞成、反对或弃权"),
        "choose": Sentence("只选同意的项目"),
        "rank": Sentence("按优先顺序填写名次"),
        "grade": Sentence("按等次测评"),
    },
    "model": {
        "threshold-rank": Sentence("过半数后按得票多少"),
        "rank": Sentence("只按得票多少"),
        "each": Sentence("逐项过半数"),
    },
    "threshold": {
        "entitled": Sentence("全体代表"),
        "present": Sentence("到会代表"),
        "valid": Sentence("有效票"),
        "none": Sentence("不设"),
    },
    "all_blank": {"abstain": Sentence("视为全部弃权，是有效票"), "void": Sentence("视为无效票")},
    "tie": {
        "revote": Sentence("就相等的项目再次投票"),
        "fewer-oppose": Sentence("反对票少的入选"),
        "presidium": Sentence("由主席团决定"),
        "all": Sentence("一并列入"),
    },
    "shortage": {
        "second-round": Sentence("就未通过的项目再次投票"),
        "vacant": Sentence("不足的名额空缺"),
        "presidium": Sentence("由主席团决定"),
    },
    "base": {
        "entitled": Sentence("全体组成人员"),
        "present": Sentence("到会人员"),
        "valid": Sentence("有效票"),
    },
    "boundary": {"at-half": Sentence("算达到（含半数）"), "over-half": Sentence("不算，须超过半数")},
    "body": {
        "deputies": Sentence("全体会议集中测评"),
        "delegations": Sentence("各代表团分别发出、收回测评票"),
        "standing-committee": Sentence("常委会组成人员测评"),
    },
    "ratio_base": {"seats": Sentence("应选数"), "candidates": Sentence("候选数")},
    "legend": {
        "circle": Sentence("赞成（同意）○，反对 ×，弃权不作标记"),
        "tick": Sentence("赞成（同意）√，反对 ×，弃权 ○"),
    },
    "illegible": {"row": Sentence("能辨认的有效，不能辨认的项视为未作标记"), "ballot": Sentence("整张无效")},
    "made": {"here": Sentence("本机"), "apart": Sentence("另一台电脑")},
    "purpose": {
        "revote": Sentence("再次投票"),
        "second-round": Sentence("另行票决"),
        "repeat": Sentence("重新投票"),
    },
    "state": {
        "frozen": Sentence("准备投票"),
        "open": Sentence("正在投票"),
        "closed": Sentence("结束投票"),
        "mixed": Sentence("混票完成"),
        "decrypted": Sentence("解密完成"),
        "counted": Sentence("计票完成"),
        "certified": Sentence("已认证"),
    },
}
"""The words for values that are names of settings and states, by the key."""


def told(details: Mapping[str, object]) -> list[tuple[str, str]]:
    """Word and value of each part of an entry's details that says something."""
    return [(WORDS.get(key, key), _value(key, value)) for key, value in details.items() if value not in ("", None, [])]


def _value(key: str, value: object) -> str:
    if isinstance(value, bool):
        return Sentence("是") if value else Sentence("否")
    if isinstance(value, str):
        return VALUES.get(key, {}).get(value, value)
    if isinstance(value, list):
        return "、".join(str(_value(key, one)) for one in value)
    if isinstance(value, Mapping):
        return "，".join(f"{part} {_value(key, one)}" for part, one in value.items())
    return str(value)

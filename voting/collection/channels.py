"""Where a voice came from (渠道), what became of it (采纳情况), how the proposer found it; the words of its record."""

from __future__ import annotations

from ..sentences import Sentence

CHANNELS = {
    "web": Sentence("网上征集"),
    "station": Sentence("代表联络站"),
    "reception": Sentence("代表接待日"),
    "courtyard": Sentence("院坝会"),
    "seminar": Sentence("座谈会"),
    "visit": Sentence("走访"),
    "hotline": Sentence("12345热线"),
    "letter": Sentence("来信"),
    "call": Sentence("来访"),
    "unit": Sentence("部门报送"),
    "town": Sentence("镇街报送"),
    "deputy": Sentence("人大代表"),
    "other": Sentence("其他"),
}
EVENTS = {key: CHANNELS[key] for key in ("reception", "courtyard", "seminar", "visit")}
"""Kinds of events; what was said there has the channel of the same name."""
OUTCOMES = {
    "adopted": Sentence("采纳"),
    "partly": Sentence("部分采纳"),
    "transferred": Sentence("转部门办理"),
    "declined": Sentence("不采纳"),
}
RATINGS = {"satisfied": Sentence("满意"), "basic": Sentence("基本满意"), "dissatisfied": Sentence("不满意")}
HANDLINGS = {
    "received": Sentence("收到"),
    "released": Sentence("公开"),
    "retracted": Sentence("撤下公开内容"),
    "erased": Sentence("删除个人信息"),
    "withdrawn": Sentence("撤回"),
    "corrected": Sentence("更正"),
    "spam": Sentence("判为垃圾信息"),
    "not_spam": Sentence("恢复"),
    "split": Sentence("拆分"),
    "merged": Sentence("并入"),
    "took_in": Sentence("合并"),
    "unmerged": Sentence("移出合并"),
    "assigned": Sentence("交办"),
    "accepted": Sentence("开始办理"),
    "handed_back": Sentence("退回"),
    "pressed": Sentence("督办"),
    "proposed": Sentence("承办单位答复"),
    "sent_back": Sentence("退回重新答复"),
    "answered": Sentence("答复"),
    "rated": Sentence("评价"),
    "reopened": Sentence("重新办理"),
    "project": Sentence("列入项目"),
    "unproject": Sentence("移出项目"),
    "undone": Sentence("撤销批量办理"),
}
"""What the lines of a suggestion's record (办理记录) are called, by `Handling.act`."""
CATEGORIES = (
    Sentence("教育就学"),
    Sentence("医疗卫生"),
    Sentence("养老托育"),
    Sentence("交通出行"),
    Sentence("住房和小区"),
    Sentence("环境卫生"),
    Sentence("农田水利"),
    Sentence("文化体育"),
    Sentence("就业创业"),
    Sentence("公共安全"),
    Sentence("政务服务"),
    Sentence("其他"),
)
"""Categories that a new drive begins with."""

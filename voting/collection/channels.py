"""Where a voice came from (渠道), what became of it (采纳情况), and how the proposer found the answer."""

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

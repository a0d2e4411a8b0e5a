"""What the lines of a suggestion's record are called (办理记录)."""

from __future__ import annotations

from ..sentences import Sentence

ACTS = {
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
"""By `Handling.act`."""

"""The roster of a meeting (代表名册): imported, searched, corrected."""

from __future__ import annotations

from ...meetings import attendance
from ...sentences import Sentence
from .base import Filters, Form, of_address
from .choices import Choice, Record
from .fields import Hidden, Text, Upload
from .uploads import UploadForm

DELEGATION = Sentence("代表团")
ALL = Sentence("全部")


class RosterUploadForm(UploadForm):
    """A roster, and the stamp of the one whose place it takes."""

    file = Upload(Sentence("名册文件（XLSX 或 CSV）"), Sentence("最大 8 MB；第一行是列名"))
    replacing = Hidden()


class RosterFilters(Filters):
    """Part of name or number, delegation, who has signed in, and the order."""

    q = Text(Sentence("姓名或编号"))
    delegation = Record(DELEGATION, lambda: attendance.delegations(of_address("meeting_id")), empty=ALL, required=False)
    presence = Choice(
        Sentence("签到"), {"present": Sentence("已签到"), "absent": Sentence("未签到")}, empty=ALL, required=False
    )
    sort = Choice(
        Sentence("排序"),
        {"name": Sentence("姓名"), "delegation": DELEGATION},
        empty=Sentence("代表编号"),
        required=False,
    )


class DeputyForm(Form):
    """Name and delegation of a deputy."""

    name = Text(Sentence("姓名"))
    delegation = Record(
        DELEGATION, lambda: attendance.delegations(of_address("meeting_id")), empty=None, required=False
    )

"""Events and what was said there: an event, the rows in which it is written down, paper forms, stations to choose."""

from __future__ import annotations

from flask_login import current_user

from ...collection.channels import EVENTS
from ...collection.entering import MAX_ROWS
from ...collection.events import MAX_RECEIVED
from ...congress import stations
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Choice, Record, Word
from .fields import Check, Day, Hidden, LongText, Names, Text, Whole
from .rows import Table

KIND = Sentence("活动类型")
NO_DAY = Sentence("请填写日期，如 2026-09-01")


class EventForm(Form):
    """What is told about an event; at a station it is the station's, and `station_id` is taken off."""

    unreadable = 400
    kind = Choice(KIND, EVENTS, usual="reception", lacking=Sentence("请选择活动类型"))
    held_on = Day(Sentence("日期"), wrong=NO_DAY, lacking=NO_DAY)
    place = Text(Sentence("地点"), required=False)
    title = Text(Sentence("活动名称"), Sentence("可以空着，按地点和类型命名"), required=False)
    station_id = Record(
        Sentence("组织活动的站点"), lambda: stations.of_congress(current_user.congress_id, active=True), required=False
    )
    deputies = Names(Sentence("参加的代表"), Sentence("用顿号分开"), rows=2)
    received = Whole(Sentence("接待人数"), high=MAX_RECEIVED, required=False, wrong=Sentence("接待人数请填数字"))
    note = LongText(Sentence("备注"), Sentence("不要写群众的姓名和电话"), rows=2)


class EntryRow(Form):
    """What one person said; `sheet` is the number of the paper form on which it stood."""

    text = LongText(Sentence("建议内容"), rows=2, render_kw={"maxlength": 2000})
    category = Word(Sentence("类别"))
    place = Word(Sentence("镇街"))
    village = Text(Sentence("村、社区"), required=False)
    sheet = Text(Sentence("纸质表编号"), required=False)
    name = Text(Sentence("姓名（选填）"), required=False)
    phone = Text(Sentence("电话（选填）"), required=False, render_kw={"inputmode": "tel"})

    @property
    def begun(self) -> bool:
        """Whether something stands in it besides what is chosen from lists."""
        return any(field.text.strip() for field in (self.text, self.village, self.sheet, self.name, self.phone))


class EntriesForm(Form):
    """Rows in which somebody writes down what others said; `token` names the page, so that none is taken in twice."""

    token = Hidden()
    rows = Table(EntryRow, most=MAX_ROWS, least=5)
    consent = Check(Sentence("留下姓名或电话的，已经当面告知用途并征得本人同意"))


class EntryForm(EntriesForm):
    """The same for a single one."""

    rows = Table(EntryRow, most=MAX_ROWS, least=1)


class EventFilters(Filters):
    """Part of name or place, kind."""

    q = Text(Sentence("名称或地点"))
    kind = Choice(KIND, EVENTS, empty=Sentence("全部"), required=False)


class StationWords(Filters):
    """Part of a station's name, address or deputies."""

    q = Text(Sentence("名称、地址或代表"))


class SheetsFilter(Filters):
    """From which number on, and how many paper forms."""

    first = Whole(Sentence("编号"), required=False)
    count = Whole(Sentence("数量"), required=False)


class PosterFilter(Filters):
    """Whose poster: of a station by its number, of all, or `none` for the drive's own."""

    station = Text(Sentence("站点"))

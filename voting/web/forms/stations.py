"""A station, and what the list of stations is searched by."""

from __future__ import annotations

from flask_login import current_user

from ...congress.stations import STATIONS, towns
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Choice
from .fields import Check, Names, Text

KIND, TOWN = Sentence("类型"), Sentence("镇街")


class StationForm(Form):
    """What is told about a station, and whether it is in use."""

    name = Text(Sentence("名称"))
    kind = Choice(KIND, STATIONS, usual="station")
    town = Text(TOWN, required=False)
    address = Text(Sentence("地址"), required=False)
    hours = Text(Sentence("开放时间"), Sentence("如：每周三 9:00—11:30"), required=False)
    phone = Text(Sentence("电话"), Sentence("站点的电话，公开显示"), required=False)
    deputies = Names(Sentence("值班代表"), Sentence("用顿号分开，公开显示"), rows=2)
    active = Check(Sentence("在用"), Sentence("停用后不再公开显示，已有的记录保留。"), default=True)


class StationFilters(Filters):
    """Part of name, address or deputies, town, kind."""

    q = Text(Sentence("名称、地址或代表"))
    town = Choice(
        TOWN, lambda: [(one, one) for one in towns(current_user.congress_id)], empty=Sentence("全部"), required=False
    )
    kind = Choice(KIND, STATIONS, empty=Sentence("全部"), required=False)


class StationSuggestionFilters(Filters):
    """Words that occur in a station's suggestions."""

    q = Text(Sentence("标题或内容"))

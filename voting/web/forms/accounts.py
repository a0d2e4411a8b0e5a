"""Staff accounts: sign-in and passwords, a new account, roles, and what the list is searched by."""

from __future__ import annotations

from flask_login import current_user

from ...congress import administration, stations, units
from ...congress.models import ROLE_NAMES
from ...congress.seats import Seat
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Checks, Choice, Record
from .fields import Check, Hidden, Secret, Text

ROLES = Sentence("角色")
ROLE_NOTES = {
    "administrator": Sentence("管理账号；不参与票决"),
    "clerk": Sentence("建立会议，导入名册和候选项目，办理签到，打印文件"),
    "chair": Sentence("开始投票、结束投票、公告结果"),
    "scrutineer": Sentence("持一把钥匙，混票、解密、确认结果"),
    "chief_scrutineer": Sentence("监票人的负责人，同样持一把钥匙"),
    "teller": Sentence("查看进度，在报告单上签字"),
    "credential_authority": Sentence("制作、登记投票卡"),
    "auditor": Sentence("查看全部记录，不办理任何事项"),
    "government": Sentence("征集建议，研究提出候选项目"),
    "unit_officer": Sentence("代表一个部门或镇街报送建议、承办和答复"),
    "station_worker": Sentence("登记在一个代表联络站听到的建议"),
}


class RolesForm(Form):
    """The roles, and the unit or station that goes with one of them."""

    roles = Checks(ROLES, ROLE_NAMES, notes=ROLE_NOTES)
    unit_id = Record(
        Sentence("所属单位"),
        lambda: units.of_congress(current_user.congress_id, active=True),
        Sentence("只用于承办单位经办人"),
        required=False,
    )
    station_id = Record(
        Sentence("所在站点"),
        lambda: stations.of_congress(current_user.congress_id, active=True),
        Sentence("只用于联络站工作人员"),
        required=False,
    )

    @property
    def seat(self) -> Seat:
        """Unit and station."""
        return Seat(self.unit_id.data, self.station_id.data)


class NewAccountForm(RolesForm):
    """A new account; the roles are those that the person may give."""

    name = Text(Sentence("姓名"), Sentence("印在报告单和日志里"))
    username = Text(Sentence("用户名"), Sentence("小写字母、数字、点、横线，如 zhongping"))
    roles = Checks(
        ROLES, lambda: [(one, ROLE_NAMES[one]) for one in administration.may_give(current_user)], notes=ROLE_NOTES
    )


class AccountFilters(Filters):
    """Part of the name, role."""

    q = Text(Sentence("姓名或用户名"))
    role = Choice(ROLES, ROLE_NAMES, empty=Sentence("全部"), required=False)


class SignInForm(Form):
    """User name and password, where to go then, and a sealed form (see `typed`)."""

    username = Text(Sentence("用户名"), autocomplete="username")
    password = Secret(Sentence("口令"), autocomplete="current-password")
    next = Hidden()
    held = Hidden()


class NewPasswordForm(Form):
    """A password of one's own, twice; `wanted` when it answers who reset the one before."""

    new = Secret(Sentence("新口令"), Sentence("至少 8 个字符"), autocomplete="new-password")
    again = Secret(Sentence("再输入一次新口令"), autocomplete="new-password")
    wanted = Check(Sentence("是我要求的"))


class OwnPasswordForm(NewPasswordForm):
    """The same, with the one before."""

    old = Secret(Sentence("现在的口令"), autocomplete="current-password")

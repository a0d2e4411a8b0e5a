"""A synthetic congress with a real candidate list (nobody in it exists).

The list is that of the people's congress of Nanchang of May 2020, twelve candidates of which ten were to be selected
(http://www.ycahj.com/a/nanchangxinwen/2020/0512/229269.html); investment, unit and deadline are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import insert, select

from ...ballots import cards
from ...ballots.preparing import freeze, set_rules
from ...belenios.group import Rng
from ...config import Config
from ...congress import passwords
from ...congress.models import ROLE_NAMES, Congress
from ...deputies.roster import Pass, Person
from ...extensions import writing
from ...journal.log import Actor
from ...meetings import decisions
from ...meetings.entitled import import_roster
from ...meetings.models import Attendance, Entitled
from ...meetings.officers import name_officers
from ...meetings.rounds import main_round
from ...meetings.setup import create_meeting
from ...printing import Pass as PrintedPass
from ...printing import cards_pdf, passes_pdf
from ...projects import deliberating, listing, reading
from ...rules.rules import Rules
from . import deputies_work, district, drive, last_year, last_year_plans, last_year_rating

CONGRESS = "明川区第三届人民代表大会"
YEAR = 2027
SUBJECT = f"{YEAR}年重点民生实事项目"
# fmt: off
TOWNS = [
    "龙岗",
    "玉滩",
    "宝兴",
    "三驱",
    "高升",
    "金山",
    "中敖",
    "石马",
    "回龙",
    "铁山",
    "季家",
    "宝顶",
    "双路",
    "通桥",
    "龙水",
    "拾万",
    "珠溪",
    "邮亭",
    "国梁",
    "雍溪",
    "万古",
    "智凤",
    "古龙",
    "高坪",
    "棠香",
    "龙石",
    "军队",
]
# fmt: on
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉红建国文辉力志永健世广义兴良海山仁波宁贵福生龙"
    "元全胜学祥才发武新利清飞彬富顺信子昌成康星光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐"
    "绍功松善厚庆民友裕河哲江亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树炎德行"
)
OFFICE = Actor("系统", "演示数据")
PASSWORD = "demo-2026"  # noqa: S105


@dataclass
class Demo:
    """What was made, for the person in front of the screen."""

    meeting_id: int
    uuid: str
    accounts: list[tuple[str, str, str]] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    cards: list[str] = field(default_factory=list)
    """Voting cards in their typed form; the demo is the only place that ever knows both cards and passes."""
    slug: str = ""
    """Of the drive whose form is open."""

    def notes(self) -> str:
        """What the command prints."""
        lines = [f"演示口令 password for all staff accounts: {PASSWORD}", ""]
        lines += [f"  {username:<14}{name}（{duty}）" for username, name, duty in self.accounts]
        lines += ["", "代表（编号 / 个人密码）与投票卡 — deputies (number / PIN) and voting cards:"]
        for entry, card in zip_longest(self.passes[:BY_HAND], self.cards[:BY_HAND]):
            lines.append(f"  {entry.number}  {entry.pin}  {card or '':<31}{entry.name}（{entry.delegation}）")
        lines += [
            "",
            f"会场大屏 screen  /screen/{self.uuid}",
            f"公示板  board   /rounds/{self.uuid}",
            f"征集    collect /collect/{self.slug}",
            "",
            "下一步 next:",
            "  1. 三位监票人（chief、scrutineer1、scrutineer2）各自登录 /scrutineer/ 制作钥匙。",
            "     Each of the three scrutineers signs in and makes a key.",
            "     投票卡已由凭证管理员（authority）制作好；工作人员（clerk）不经手投票卡。",
            "     The cards are made: by the credential authority, who is not the clerk.",
            "  2. 工作人员（clerk）在工作台建立票箱；总监票人（chief）同意后，执行主席（chair）开始投票。",
            "     The clerk sets up the ballot box at the desk; the chief scrutineer agrees, the chair opens the vote.",
            "  3. 用上面的编号、个人密码和投票卡在 /deputy/ 签到、投票；",
            "     另开一个终端运行 ./run crowd，其余代表随即投票。",
            "     Vote as a deputy; `./run crowd` in a second terminal lets the rest of the hall vote.",
            "  4. 总监票人同意后，执行主席结束投票；三位监票人各自锁定票箱，总监票人叫号，大家核对；",
            "     再载入钥匙混票、解密，确认结果；工作人员认证，执行主席公告。",
            "     Chief scrutineer agrees, chair closes; scrutineers lock the box, the chief calls, all compare;",
            "     they load their keys and confirm the count; the clerk certifies, the chair announces.",
        ]
        return "\n".join(lines) + "\n"


BY_HAND = 8
"""Deputies that are left to the person in front of the screen."""
ABSENT = 21
"""The last on the roster do not come (应到 352，实到 331)."""
STAFF = (
    ("clerk", "程怡", ["clerk"]),
    ("chair", "严守正", ["chair"]),
    ("chief", "钟平", ["chief_scrutineer"]),
    ("scrutineer1", "石敬", ["scrutineer"]),
    ("scrutineer2", "顾清", ["scrutineer"]),
    ("teller1", "陆算", ["teller"]),
    ("teller2", "白珠", ["teller"]),
    ("authority", "方正宜", ["credential_authority"]),
    ("auditor", "江核", ["auditor"]),
    ("admin", "任维", ["administrator"]),
)


def names(count: int, rng: Rng) -> Iterator[str]:
    """Different synthetic names."""
    seen: set[str] = set()
    while len(seen) < count:
        a, b, c, two = rng(4)
        name = SURNAMES[a % len(SURNAMES)] + GIVEN[b % len(GIVEN)] + (GIVEN[c % len(GIVEN)] if two % 5 else "")
        if name not in seen:
            seen.add(name)
            yield name


def people(count: int, rng: Rng) -> list[Person]:
    """A roster in 27 delegations, numbered from 1001."""
    return [
        Person(str(1001 + place), name, f"{TOWNS[place * len(TOWNS) // count]}代表团")
        for place, name in enumerate(names(count, rng))
    ]


def staff() -> tuple[int, list[tuple[int, str]]]:
    """The congress with its staff accounts; returns its id and the officers of the vote as (account, duty)."""
    with writing() as session:
        congress = Congress(name=CONGRESS)
        session.add(congress)
        session.flush()
        officers: list[tuple[int, str]] = []
        for username, name, roles in STAFF:
            account = passwords.create(session, congress.id, username, name, PASSWORD, roles)
            officers += [(account.id, role) for role in roles if role in ("chief_scrutineer", "scrutineer", "teller")]
        return congress.id, officers


def seed(config: Config, rng: Rng, now: datetime, deputies: int = 352) -> Demo:
    """Make the congress: last year's vote, then a drive whose list is frozen and waits for keys and cards."""
    congress_id, officers = staff()
    place = district.settle(congress_id, TOWNS, list(names(60, rng)), PASSWORD, rng)
    roster = people(deputies, rng)
    chosen, passes = last_year.choose(congress_id, roster, officers, YEAR - 1, now, rng, config)
    promised = last_year_plans.follow(congress_id, chosen, YEAR - 1, now, config)
    deputies_work.supervise(congress_id, promised, roster, now, config)
    last_year_rating.heard(congress_id, promised, now)
    drive_id = drive.collect(congress_id, place, YEAR, now, rng, config)
    meeting = create_meeting(congress_id, "第六次会议", deputies, [], False, OFFICE, now, rng, SUBJECT)
    meeting_id = meeting.id
    import_roster(meeting_id, roster, config, OFFICE, now, rng)
    listing.hand_over(congress_id, drive_id, meeting_id, OFFICE, now)
    name_officers(meeting_id, officers, OFFICE, now)
    found = main_round(meeting_id)
    round_id, uuid = found.id, found.uuid
    set_rules(round_id, Rules(seats=10).to_dict(), OFFICE, now)
    freeze(round_id, OFFICE, now)
    deliberate(congress_id, meeting_id, now)
    arrive(meeting_id, len(passes))
    last_year_rating.rate(congress_id, meeting_id, YEAR - 1, now - timedelta(hours=2), config, rng)
    last_year_rating.reported(congress_id, YEAR - 1, now)
    slug = drive.gather(congress_id, place, YEAR + 1, now, rng)
    accounts = [(username, name, "、".join(ROLE_NAMES[role] for role in roles)) for username, name, roles in STAFF]
    return Demo(meeting_id, uuid, accounts + place.accounts, passes, slug=slug)


def deliberate(congress_id: int, meeting_id: int, now: datetime) -> None:
    """Three delegations have spoken of the candidates; one has its answer, one has not signed."""
    listed = [one.id for one in reading.listed(meeting_id)]
    made = [
        deliberating.enter(meeting_id, listed[place], f"{town}代表团", text, OFFICE, now).id
        for place, town, text in (
            (2, "龙岗", "建议改造前把每个小区的方案在楼栋公示，雨污管网一次做到位。"),
            (3, "棠香", "停气时间应当提前三天通知，对独居老人上门告知。"),
            (8, "龙水", "建议明确足球场由谁管理、是否收费。"),
        )
    ]
    for one in made[:2]:
        deliberating.sign(congress_id, one, "代表团团长", OFFICE, now)
    deliberating.answer(congress_id, made[0], "改造方案将逐个小区公示不少于七天，雨污分流与路面同步施工。", OFFICE, now)


def arrive(meeting_id: int, deputies: int) -> None:
    """Most deputies sign in; the first `BY_HAND` are left to the person in front of the screen."""
    with writing() as session:
        query = select(Entitled.deputy_id).where(Entitled.meeting_id == meeting_id).order_by(Entitled.number)
        there = list(session.scalars(query))[BY_HAND : deputies - deputies * ABSENT // 352]
        session.execute(insert(Attendance), [{"meeting_id": meeting_id, "deputy_id": one} for one in there])


def furnish(demo: Demo, config: Config, rng: Rng, now: datetime) -> None:
    """Hand out what a congress would have on the day: passes and voting cards, as PDF in the instance folder."""
    described = cards.meeting_file(demo.meeting_id)
    congress, meeting = described["congress"], described["meeting"]
    demo.cards, publics = cards.make_cards(described["rounds"], described["cards"], rng)
    pdf = cards_pdf(
        demo.cards, congress=congress, meeting=meeting, rehearsal=False, fonts=config.fonts, papers=config.papers
    )
    (config.instance / "cards.pdf").write_bytes(pdf)
    passes = [PrintedPass(**vars(entry)) for entry in demo.passes]
    pdf = passes_pdf(
        passes, congress=congress, meeting=meeting, rehearsal=False, fonts=config.fonts, papers=config.papers
    )
    (config.instance / "passes.pdf").write_bytes(pdf)
    cards.accept_publics(demo.meeting_id, publics, OFFICE, now, "here")
    day = now.date() - timedelta(days=1)
    decisions.decide(demo.meeting_id, "cards_made_here", "主席团第二次会议决定", day, OFFICE, now)


__all__ = ["Demo", "furnish", "people", "seed", "staff"]

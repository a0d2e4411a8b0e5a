"""What keeps a list back, and in which order it stands: pure functions, case by case."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from voting.projects import checking, ordering, versions
from voting.projects.models import Project
from voting.rules.rules import Rules

NEGATIVE = ["办公楼", "诉讼"]


def project(**changed: object) -> Project:
    fields: dict[str, object] = {
        "name": "农村公路",
        "category": "交通出行",
        "place": "宝顶镇",
        "content": "30公里",
        "necessity": "出行难",
        "feasibility": "用地落实",
        "investment_total": Decimal("300.00"),
        "investment_year": Decimal(200),
        "yearly": [{"year": "2027", "amount": "200.00"}, {"year": "2028", "amount": "100.00"}],
        "goal": "完成20公里",
        "sources": [{"source": "区级财政", "amount": "300.00"}],
        "funds": "区级财政300万元",
        "unit": "区交通运输局",
        "deadline": "2028年12月",
        "contact": "公路科",
        "cleared": NEGATIVE,
    }
    return Project(**{**fields, **changed})


def faults(**changed: object) -> list[tuple[str, bool]]:
    return [(one.field, one.blocking) for one in checking.of_project(project(**changed), 2027, NEGATIVE)]


def test_a_whole_project_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize("key", [key for key in checking.REQUIRED if not key.startswith("investment")])
def test_a_field_that_is_empty_is_named(key: str) -> None:
    fields = {"funds": "source-0", "unit": "unit_id"}
    assert faults(**{key: ""}) == [(fields.get(key, key), True)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"investment_total": None}, [("investment_total", True)]),
        ({"investment_year": None}, [("year_amount-0", True)]),
        ({"yearly": [{"year": "2027", "amount": "200"}]}, [("year_amount-0", True)]),
        ({"sources": [{"source": "区级财政", "amount": "300.01"}]}, [("source-0", True)]),
        ({"yearly": [{"year": "2026", "amount": "300"}]}, [("year-0", True)]),
        ({"goal": ""}, [("goal", True)]),
        ({"goal": "", "yearly": [{"year": "2027", "amount": "300"}]}, []),
        ({"cleared": ["办公楼"]}, [("cleared-2", True)]),
        ({"content": "改造机关办公用房"}, [("content", False)]),
    ],
)
def test_sums_years_and_the_negative_list(changed: dict[str, object], expected: list[tuple[str, bool]]) -> None:
    assert faults(**changed) == expected


def test_a_change_that_a_body_asked_for_is_awaited() -> None:
    assert [one.sentence for one in checking.of_project(project(), 2027, NEGATIVE, awaits_change=True)] == [
        "还没有按“修改后通过”的意见修改"
    ]


@pytest.mark.parametrize(
    ("count", "rules", "blocks"),
    [
        (12, Rules(seats=10), 0),
        (9, Rules(seats=10), 1),
        (10, Rules(seats=10), 0),
        (10, Rules(seats=10, equal=False), 1),
        (11, Rules(seats=10, equal=False, ratio_min=20), 1),
        (12, Rules(seats=10, equal=False, ratio_min=20), 0),
        (14, Rules(seats=10, ratio_max=30), 1),
        (0, Rules(seats=10), 1),
        (3, None, 0),
    ],
)
def test_number_and_ratio_follow_the_rules(count: int, rules: Rules | None, blocks: int) -> None:
    listed = [project(name=f"项目{no}") for no in range(count)]
    assert len(checking.blocking(checking.of_list(listed, rules))) == blocks


def test_two_of_one_name_are_found() -> None:
    assert len(checking.blocking(checking.of_list([project(), project()], Rules(seats=2)))) == 1


def test_categories_follow_the_drive_and_keep_the_order_within() -> None:
    listed = [
        project(name=name, category=kind) for name, kind in (("a", "养老"), ("b", "其他"), ("c", "教育"), ("d", "养老"))
    ]
    assert [one.name for one in ordering.by_category(listed, ["教育", "养老"])] == ["c", "a", "d", "b"]


def test_anybody_can_draw_the_lot_again() -> None:
    names = [f"项目{no}" for no in range(12)]
    drawn = [one.name for one in ordering.by_lot([project(name=name) for name in names], "3 7 12")]
    assert drawn == sorted(names, key=lambda name: hashlib.sha256(f"3 7 12:{name}".encode()).hexdigest())
    assert drawn != names


def test_another_seed_gives_another_order() -> None:
    listed = [project(name=f"项目{no}") for no in range(12)]
    assert ordering.by_lot(listed, "1") != ordering.by_lot(listed, "2")


def test_differences_show_old_and_new_side_by_side() -> None:
    old, new = versions.snapshot(project()), versions.snapshot(project(investment_total=Decimal("250.50")))
    assert versions.differences(old, new) == [("总投资（万元）", "300", "250.5")]

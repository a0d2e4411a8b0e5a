"""Who signs the papers on plans."""

from __future__ import annotations

import pytest

from voting.congress.models import Congress
from voting.implementation.change_papers import office_of


@pytest.mark.parametrize(
    ("congress", "office"),
    [
        ("大足区第三届人民代表大会", "大足区人民代表大会常务委员会办公室"),
        ("大足区宝顶镇第二十届人民代表大会", "大足区宝顶镇人民代表大会主席团"),
        ("某县某某乡第九届人民代表大会", "某县某某乡人民代表大会主席团"),
    ],
)
def test_a_towns_presidium_signs_and_elsewhere_the_committees_office(congress: str, office: str) -> None:
    assert office_of(Congress(name=congress)) == office

"""Units and stations: kept at the desk, taken over from a list, each within its congress."""

from __future__ import annotations

import io

from support.office import Office

from voting.congress import stations, units


def _file(office: Office, path: str, text: str, **more: str) -> str:
    data = {"file": (io.BytesIO(text.encode()), "list.csv"), **more}
    return office.client("clerk").post(path, data=data, follow_redirects=True).text


def _units(office: Office) -> list[tuple[str, str, bool]]:
    return office.run(lambda: [(one.name, one.kind, one.active) for one in units.of_congress(office.congress_id)])


def test_a_unit_is_added_renamed_and_taken_out_of_use(office: Office) -> None:
    office.post("/desk/units/new", name="区民政局", kind="department")
    unit_id = office.run(lambda: units.of_congress(office.congress_id)[0].id)
    office.post(f"/desk/units/{unit_id}", name="区民政和社会工作局", kind="department")
    assert _units(office) == [("区民政和社会工作局", "department", False)]
    assert office.journal()[-1][0] == "修改单位"


def test_two_units_do_not_share_a_name(office: Office) -> None:
    office.post("/desk/units/new", name="区民政局", kind="department")
    answer = office.post("/desk/units/new", name=" 区民政局 ", kind="town")
    assert answer.status_code == 409
    assert "已有同名的单位" in answer.text


def test_errors_of_a_list_of_units_are_named_by_row_and_nothing_is_written(office: Office) -> None:
    page = _file(
        office, "/desk/units/import", "单位名称,类型\n龙水镇,镇街\n区医院,医院\n龙水镇,镇街\n", **{"import": "1"}
    )
    assert "第 2 行重复" in page
    assert "类型请填" in page
    assert _units(office) == []


def test_a_list_of_units_taken_over_twice_adds_each_once(office: Office) -> None:
    for _turn in range(2):
        _file(office, "/desk/units/import", "单位名称,类型\n龙水镇,镇街\n区交通运输局,\n", **{"import": "1"})
    assert _units(office) == [("区交通运输局", "department", True), ("龙水镇", "town", True)]


def test_a_list_of_stations_adds_new_ones_and_corrects_those_that_are_there(office: Office) -> None:
    office.post("/desk/stations/new", name="宝顶联络点", kind="point", town="宝顶镇")
    rows = "名称,类型,镇街,值班代表\n宝顶联络点,联络站,宝顶镇,代表甲、代表乙\n龙水代表之家,代表之家,龙水镇,\n"
    assert "1 个已有" in _file(office, "/desk/stations/import", rows)
    _file(office, "/desk/stations/import", rows, **{"import": "1"})
    found = office.run(lambda: [(one.name, one.kind, one.deputies) for one in stations.of_congress(office.congress_id)])
    assert found == [("宝顶联络点", "station", ["代表甲", "代表乙"]), ("龙水代表之家", "home", [])]


def test_stations_are_found_by_deputy_and_town(office: Office) -> None:
    office.post("/desk/stations/new", name="宝顶联络点", kind="point", town="宝顶镇", deputies="代表甲")
    office.post("/desk/stations/new", name="龙水联络点", kind="point", town="龙水镇", deputies="代表乙")
    page = office.get("/desk/stations?q=代表甲").text
    assert ">宝顶联络点<br" in page
    assert ">龙水联络点<br" not in page


def test_another_congress_neither_sees_nor_changes_a_station(office: Office, stranger: Office) -> None:
    office.post("/desk/stations/new", name="宝顶联络点", kind="point")
    key = office.run(lambda: stations.of_congress(office.congress_id)[0].id)
    assert "宝顶联络点" not in stranger.get("/desk/stations").text
    assert stranger.post(f"/desk/stations/{key}", name="改名", kind="point").status_code == 404


def test_scripts_in_a_station_are_shown_as_text(office: Office) -> None:
    office.post("/desk/stations/new", name="<script>alert(1)</script>", kind="point")
    assert "<script>alert(1)" not in office.get("/desk/stations").text


def test_those_who_only_look_keep_neither_list(office: Office) -> None:
    assert office.post("/desk/units/new", "auditor", name="区民政局", kind="department").status_code == 403
    assert office.post("/desk/stations/new", "government", name="宝顶联络点", kind="point").status_code == 403

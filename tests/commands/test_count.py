"""`voting count`: its contract, its exit codes, and how long it takes."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest

from voting.belenios.packing import packing_for
from voting.commands.count import main_count
from voting.rules.rules import CHOICES, Rules
from voting.tally.recount import Opened, recount

CASE = {
    "rules": {
        "seats": 1,
        "marking": "three-way",
        "model": "threshold-rank",
        "threshold": "entitled",
        "cap": True,
        "all_blank": "abstain",
        "tie": "revote",
        "shortage": "second-round",
    },
    "candidates": 2,
    "entitled": 4,
    "present": 4,
    "electronic": {"issued": 2, "ballots": [[1, 0], [1, 2]]},
    "paper": {"issued": 2, "ballots": [[1, 0]], "void": 1},
}
COUNTED = {
    "gate": {"ok": True, "why": None},
    "issued": 4,
    "returned": 4,
    "valid": 3,
    "void": 1,
    "not_returned": 0,
    "rows": [
        {"no": 1, "approve": 3, "oppose": 0, "abstain": 0, "points": 0, "passed": True, "rank": 1, "selected": True},
        {"no": 2, "approve": 0, "oppose": 1, "abstain": 2, "points": 0, "passed": False, "rank": 2, "selected": False},
    ],
    "selected": [1],
    "next": None,
}
CLOSED = {**CASE, "present": 3}

Run = tuple[int, str, str]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    code = main_count(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def file(folder: Path, text: str) -> str:
    path = folder / "case.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_case_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, file(tmp_path, json.dumps(CASE, indent=2)))
    assert (code, json.loads(out), err) == (0, COUNTED, "")
    assert list(json.loads(out)) == list(COUNTED)
    assert out.count("\n") == 1


def test_a_closed_gate_is_exit_1_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, file(tmp_path, json.dumps(CLOSED)))
    assert code == 1
    assert json.loads(out)["gate"] == {"ok": False, "why": "发出 4 张，多于实到 3 人"}


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CASE)))
    assert run(capsys, "-")[0] == 0


def test_many_cases_give_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n".join((json.dumps(CASE), json.dumps(CLOSED), "", json.dumps(CASE)))
    code, out, _ = run(capsys, "--many", file(tmp_path, text))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [line["gate"]["ok"] for line in lines] == [True, False, True]
    assert lines[2] == COUNTED


def test_many_cases_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{json.dumps(CASE)}\n" * 2))
    code, out, _ = run(capsys, "--many", "-")
    assert (code, len(out.splitlines())) == (0, 2)


def test_a_line_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f'{json.dumps(CASE)}\n{{"rules": 3}}\n{json.dumps(CASE)}\n'
    code, out, err = run(capsys, "--many", file(tmp_path, text))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert [line.get("error", {}).get("key") for line in lines] == [None, "rules", None]
    assert "rules" in err


def change(path: str, value: Any) -> dict[str, Any]:
    """The case with one place changed; `...` takes it away."""
    case: dict[str, Any] = json.loads(json.dumps(CASE))
    *way, last = path.split(".")
    place = case
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return case


@pytest.mark.parametrize(
    ("case", "key"),
    [
        (change("rules.seats", 0), "rules.seats"),
        (change("rules.seats", True), "rules.seats"),
        (change("rules.seats", "10"), "rules.seats"),
        (change("rules.marking", "dots"), "rules.marking"),
        (change("rules.model", ["rank"]), "rules.model"),
        (change("rules.threshold", None), "rules.threshold"),
        (change("rules.cap", 1), "rules.cap"),
        (change("rules.tie", "dice"), "rules.tie"),
        (change("rules.luck", 1), "rules.luck"),
        (change("rules", ...), "rules"),
        (change("candidates", ...), "candidates"),
        (change("candidates", 0), "candidates"),
        (change("candidates", 10**9), "candidates"),
        (change("entitled", 4.0), "entitled"),
        (change("entitled", 0), "entitled"),
        (change("present", -1), "present"),
        (change("electronic.issued", ...), "electronic.issued"),
        (change("electronic.ballots", {}), "electronic.ballots"),
        (change("electronic.ballots", [[1, 0], 7]), "electronic.ballots[1]"),
        (change("electronic.ballots", [[1, 0, 0]]), "electronic.ballots[0]"),
        (change("electronic.ballots", [[1, 3]]), "electronic.ballots[0][1]"),
        (change("electronic.ballots", [[True, 0]]), "electronic.ballots[0][0]"),
        (change("paper.ballots", [[-1, 0]]), "paper.ballots[0][0]"),
        (change("paper.void", -1), "paper.void"),
        (change("paper.spoilt", 1), "paper.spoilt"),
        (change("weather", "fine"), "weather"),
        ([], "(file)"),
    ],
)
def test_what_cannot_be_read_is_exit_2_and_named(
    case: Any, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, file(tmp_path, json.dumps(case)))
    assert code == 2
    assert json.loads(out)["error"]["key"] == key
    assert key in err


def test_an_opposition_is_no_mark_where_projects_are_only_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, file(tmp_path, json.dumps(change("rules.marking", "choose"))))
    assert (code, json.loads(out)["error"]["key"]) == (2, "electronic.ballots[1][1]")


@pytest.mark.parametrize("text", ["", "{", "NaN", "[" * 100_000, '{"\\ud800": 1}', "1" * 5000])
def test_what_is_no_case_at_all_is_exit_2(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, file(tmp_path, text))
    assert code == 2
    assert "error" in json.loads(out)
    assert err


def test_a_file_that_is_not_there_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, str(tmp_path / "none.json"))
    assert (code, out) == (2, "")
    assert "none.json" in err


def test_a_file_that_is_no_text_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.json").write_bytes(b"\xff\xfe\x00")
    assert run(capsys, str(tmp_path / "case.json"))[0] == 2


def test_settings_that_are_left_out_take_their_default(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, file(tmp_path, json.dumps({**CASE, "rules": {"seats": 1}})))
    assert (code, json.loads(out)) == (0, COUNTED)


def random_case(luck: random.Random) -> dict[str, Any]:
    rules: dict[str, Any] = {
        key: luck.choice(CHOICES[key]) for key in ("marking", "model", "threshold", "all_blank", "tie", "shortage")
    }
    candidates = luck.randint(2, 35)
    rules |= {"seats": luck.randint(1, candidates), "cap": luck.random() < 0.5}
    entitled = luck.randint(40, 400)
    top = {"three-way": 2, "choose": 1, "rank": rules["seats"]}[rules["marking"]]
    ballots = [[luck.randint(0, top) for _ in range(candidates)] for _ in range(luck.randint(20, entitled))]
    present = max(len(ballots), -(-2 * entitled // 3))
    return {
        "rules": rules,
        "candidates": candidates,
        "entitled": entitled,
        "present": present,
        "electronic": {"issued": len(ballots), "ballots": ballots},
    }


def test_a_thousand_random_cases_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    luck = random.Random(2026)
    path = file(tmp_path, "\n".join(json.dumps(random_case(luck)) for _ in range(1000)))
    code, out, _ = run(capsys, "--many", path)
    assert (code, len(out.splitlines())) == (0, 1000)


def test_three_thousand_ballots_on_35_projects_are_counted() -> None:
    luck = random.Random(2026)
    rules, packed = Rules(seats=28, cap=False), packing_for(35)
    opened = [packed.pack([luck.randint(0, 2) for _ in range(35)]) for _ in range(3000)]
    counted = recount(Opened(opened), rules, packed, 3000, 3000, 3000)
    assert counted["valid"] == 3000

"""What a wheel holds besides the code."""

from __future__ import annotations

import re
import tomllib

from support.paths import ROOT


def test_the_wheel_holds_every_folder_that_the_code_asks_for() -> None:
    asked = {
        name
        for path in (ROOT / "voting").rglob("*.py")
        for name in re.findall(r'data_folder\("(\w+)"\)', path.read_text(encoding="utf-8"))
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert asked == {name for name, target in held.items() if target == f"voting/_data/{name}"}

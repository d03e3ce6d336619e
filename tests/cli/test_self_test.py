"""The command `self-test`."""

import sys
from pathlib import Path

import pytest

from smallcrm.core.paths import resources
from tests.cli.conftest import Run

POINTS = [
    *("open", "write", "search", "undo", "import", "backup"),
    *("report", "read_back", "translations", "files", "window"),
]


def test_this_installation_works(cli: Run, tmp_path: Path) -> None:
    answer = cli("self-test", "--json").json
    assert answer["ok"] is True
    assert [point["name"] for point in answer["points"]] == POINTS
    assert {point["state"] for point in answer["points"]} == {"ok"}
    assert not (tmp_path / "data.db").exists()


def test_a_line_for_each_point(cli: Run) -> None:
    answer = cli("self-test", language="zh_CN")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert len(lines) == len(POINTS)
    assert all(line.startswith("正常") for line in lines)


def test_what_is_missing_is_told(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An installed program whose icons went astray.
    broken = tmp_path / "program" / "resources"
    broken.mkdir(parents=True)
    for part in resources().iterdir():
        if part.name != "icons":
            (broken / part.name).symlink_to(part)
    monkeypatch.setattr(sys, "_MEIPASS", str(broken.parent), raising=False)
    answer = cli("self-test", "--json")
    assert answer.status == 1
    assert "Fonts and icons are there" in answer.err
    assert '"ok": false' in answer.out
    assert answer.out.count('"failed"') == 1

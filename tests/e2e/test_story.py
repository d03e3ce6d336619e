"""The main job from outside, as a script would drive it: a list in, a day's work, a report out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program in a process of its own, in a bare environment."""

    def go(*arguments: object, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path / "home"),
            "SMALLCRM_FILE": str(tmp_path / "数据.db"),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            [sys.executable, "-m", "smallcrm", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            env=environment | variables,
            cwd=tmp_path,
            timeout=120,
        )

    return go


def answer(done: "subprocess.CompletedProcess[str]") -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_from_a_list_to_the_report(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "客户一览.csv"
    path.write_bytes(
        "往来客户\n\n单位全称,联系人,手机,级别,年采购额\n宁德海川机电有限公司,林小姐,138-0000-1111,A,12万\n"
        "拓新鞋业,黄总,+86 13900002222,B,8500元\n合计,,,,128500\n".encode("gb18030")
    )
    brought = answer(run("import", path, "--json"))
    assert brought["totals"]["created"] == 2
    day = ("--as-of", "2026-11-18")
    planned = answer(
        run(
            *day,
            "add",
            "follow-up",
            "--customer",
            "海川",
            "--title",
            "回访",
            "--due",
            "明天",
            "--json",
        )
    )
    assert planned["due"] == "2026-11-19"
    assert (
        run(*day, "done", planned["id"], "--note", "报价已发", "--next", "下周五").returncode == 0
    )
    (due,) = answer(run(*day, "due", "--days", 30, "--json"))["follow_ups"]
    assert (due["customer"], due["due"]) == ("宁德海川机电有限公司", "2026-11-27")
    answer(
        run("add", "deal", "--customer", "海川", "--title", "注塑机", "--amount", "35万", "--json")
    )
    report = run(
        *("--language", "zh_CN", *day, "report", "monthly", "--month", "2026-11", "-o", "月报.pdf")
    )
    assert report.returncode == 0, report.stderr
    assert (tmp_path / "月报.pdf").read_bytes().startswith(b"%PDF-")
    assert run("export", "all.json").returncode == 0
    other = str(tmp_path / "other.db")
    assert (
        answer(run("import", "all.json", "--json", SMALLCRM_FILE=other))["totals"]["created"] == 2
    )
    wanted = answer(run(*day, "show", "海川", "--json"))
    assert answer(run(*day, "show", "海川", "--json", SMALLCRM_FILE=other)) | {"timeline": []} == (
        wanted | {"timeline": []}
    )
    steps = answer(run("history", "--json"))["steps"]
    assert [step["from"] for step in steps] == ["command line"] * 3 + ["import"]
    for _step in steps:
        assert run("undo").returncode == 0
    assert run("undo").returncode == 1
    assert answer(run("customers", "--json"))["total"] == 0
    assert run("check").returncode == 0


def test_json_is_utf8_whatever_the_code_page(run: Run) -> None:
    plain = {"PYTHONIOENCODING": "cp1252"}
    added = run("add", "customer", "--name", "宁海 é 😀", "--json", **plain)
    assert answer(added)["name"] == "宁海 é 😀"
    told = run("--language", "zh_CN", "show", "nobody", **plain)
    assert told.returncode == 1
    assert "没有" in told.stderr


def test_a_reader_that_goes_away_is_no_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("客户名称\n" + "\n".join(f"客户{n}" for n in range(3000)), encoding="utf-8")
    assert run("import", path).returncode == 0
    child = subprocess.Popen(
        [sys.executable, "-m", "smallcrm", "--file", "数据.db", "customers", "--limit", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "home")},
    )
    assert child.stdout
    assert child.stderr
    child.stdout.readline()
    child.stdout.close()
    assert child.wait(timeout=60) == 0
    assert child.stderr.read() == b""
    child.stderr.close()


def test_qt_is_not_needed_for_commands(run: Run, tmp_path: Path) -> None:
    (tmp_path / "PySide6.py").write_text("raise ImportError('no Qt here')")
    (tmp_path / "shiboken6.py").write_text("raise ImportError('no Qt here')")
    both = f"{tmp_path}{os.pathsep}{ROOT}"
    assert run("customers", PYTHONPATH=both).returncode == 0

"""What run.py decides before it starts anything; the set-up itself is tried on bare machines."""

import subprocess
import sys
from pathlib import Path

import pytest

import run


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks set up: .venv with a stamp for the lock, project file and Python."""
    venv = tmp_path / ".venv"
    python = venv / "bin" / "python"
    texts = tmp_path / "resources" / "translations"
    places = {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": python,
        "STAMPS": venv / "stamps",
        "UNFINISHED": venv / "unfinished",
        "TEXTS": texts,
    }
    for name, place in places.items():
        monkeypatch.setattr(run, name, place)
    for path in (python, venv / "pyvenv.cfg", tmp_path / "requirements.lock"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]", encoding="utf-8")
    po = texts / "en" / "LC_MESSAGES" / "smallcrm.po"
    po.parent.mkdir(parents=True)
    po.write_text("msgid", encoding="utf-8")
    po.with_suffix(".mo").write_bytes(b"")
    run.stamp("packages", run.packages_key())
    return tmp_path


def test_a_finished_set_up_is_not_done_again(checkout: Path) -> None:
    assert run.is_installed()


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", ".venv/pyvenv.cfg"])
def test_a_changed_lock_project_or_python_is_set_up_again(checkout: Path, name: str) -> None:
    (checkout / name).write_text("changed", encoding="utf-8")
    assert not run.is_installed()


def test_a_set_up_that_was_broken_off_is_done_again(checkout: Path) -> None:
    (checkout / ".venv" / "unfinished").touch()
    assert not run.is_installed()


def test_a_python_that_is_gone_is_set_up_again(checkout: Path) -> None:
    run.PYTHON.unlink()
    assert not run.is_installed()


def test_translations_are_compiled_again_when_they_change_or_are_gone(checkout: Path) -> None:
    po = checkout / "resources" / "translations" / "en" / "LC_MESSAGES" / "smallcrm.po"
    before = run.texts_key()
    po.write_text("msgid changed", encoding="utf-8")
    changed = run.texts_key()
    po.with_suffix(".mo").unlink()
    assert len({before, changed, run.texts_key()}) == 3


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ([], None),
        (["--file", "import", "--language=en"], None),
        (["--file", "t.db", "import", "list.xlsx"], "import"),
        (["--help"], "--help"),
    ],
)
def test_the_window_is_meant_when_there_is_no_command(
    arguments: list[str], command: str | None
) -> None:
    assert run.command_of(arguments) == command


def test_without_a_screen_there_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not run.has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert run.has_screen()


def test_wrong_usage_exits_with_2_and_says_how() -> None:
    done = subprocess.run(
        [sys.executable, run.__file__, "due"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "python3 run.py -- due" in done.stderr
    assert done.stdout == ""

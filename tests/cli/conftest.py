"""The commands run in this process: quick, with what each prints and its exit status."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smallcrm.__main__ import main


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command did: exit status, and what it wrote to stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout, which must hold nothing else."""
        assert self.status == 0, self.err
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def told(self) -> str:
        """The sentence a failing command wrote: on stderr, with nothing on stdout, no trace."""
        assert self.status == 1, (self.status, self.out, self.err)
        assert self.out == ""
        assert self.err.strip()
        assert "Traceback" not in self.err
        return self.err


Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings of whoever runs it, nor files where it is run."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SMALLCRM_FILE", raising=False)


@pytest.fixture
def cli(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in English on data.db as of 2026-11-18, a Wednesday."""

    def run(
        *arguments: object, file: Path | None = tmp_path / "data.db", language: str = "en"
    ) -> Answer:
        given = ["--language", language, "--as-of", "2026-11-18"]
        given += ["--file", str(file)] if file else []
        try:
            status = main([*given, *(str(argument) for argument in arguments)])
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        out, err = capfd.readouterr()
        return Answer(status, out, err)

    return run


@pytest.fixture
def write_list(tmp_path: Path) -> Callable[..., Path]:
    """Write a list as UTF-8 text with commas; a line is one text."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write

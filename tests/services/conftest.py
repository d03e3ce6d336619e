"""A data file with demonstration data to copy: making it costs more than copying it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from smallcrm.core.dates import FixedClock
from smallcrm.services.demo import add_demo
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

DEMO_NOW = datetime(2026, 11, 18, 9, 30)  # a Wednesday


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file with English demonstration data."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    datafile = DataFile.open(path, clock=FixedClock(DEMO_NOW))
    session = datafile.session()
    add_demo(session, "en")
    session.close()
    datafile.close()
    return path


@pytest.fixture
def demo(tmp_path: Path, demo_file: Path) -> Iterator[Session]:
    """A session on a test's own copy of the demonstration data."""
    path = tmp_path / "demo.db"
    shutil.copyfile(demo_file, path)
    datafile = DataFile.open(path, clock=FixedClock(DEMO_NOW))
    session = datafile.session()
    yield session
    session.close()
    datafile.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a csv list from lines of text."""

    def make(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make

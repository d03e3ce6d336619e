"""What every test may ask for: a data file of its own, with a clock that stands still."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from smallcrm.core import i18n
from smallcrm.core.dates import FixedClock
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

NOW = datetime(2026, 11, 18, 9, 30)  # a Wednesday


@pytest.fixture(autouse=True)
def _english() -> None:
    i18n.set_language("en")


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty data file to copy: making one costs more than copying it."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    DataFile.open(path).close()
    return path


@pytest.fixture
def datafile(tmp_path: Path, empty_file: Path) -> Iterator[DataFile]:
    """An open data file of the test's own."""
    path = tmp_path / "data.db"
    shutil.copyfile(empty_file, path)
    opened = DataFile.open(path, clock=FixedClock(NOW))
    yield opened
    opened.close()


@pytest.fixture
def session(datafile: DataFile) -> Iterator[Session]:
    """A session on the test's data file."""
    opened = datafile.session()
    yield opened
    opened.close()

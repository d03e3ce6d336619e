"""A disk without room, played by a limit on file size: told in words, and nothing is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from smallcrm.models import Customer
from smallcrm.services.customers import add_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.check import find_faults
from smallcrm.storage.datafile import DataFile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from smallcrm.__main__ import main
sys.exit(main(["--language", "en", *sys.argv[2:]]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed data file with a few hundred customers."""
    path = tmp_path / "data.db"
    datafile = DataFile.open(path)
    session = datafile.session()
    for number in range(30):
        add_customer(session, CustomerRecord(f"宁海{number}", note="长" * 4000))
    session.close()
    datafile.close()
    return path


def run(limit: int, path: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    given = ["--file", str(path), *map(str, arguments)]
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *given],
        capture_output=True,
        encoding="utf-8",
        cwd=Path(__file__).resolve().parents[2],
        timeout=60,
    )


def assert_told(done: "subprocess.CompletedProcess[str]") -> None:
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert "inside the program" not in done.stderr


@pytest.mark.parametrize("what", ["save", "import", "backup", "xlsx", "csv", "json"])
def test_what_does_not_fit_is_told_and_the_data_stays(
    path: Path, tmp_path: Path, what: str
) -> None:
    size = path.stat().st_size
    rows = tmp_path / "list.csv"
    rows.write_text("客户名称,备注\n" + "".join(f"客户{n},{'长' * 3000}\n" for n in range(300)))
    commands: dict[str, tuple[object, ...]] = {
        "save": ("add", "customer", "--name", "a", "--note", "长" * 30_000),
        "import": ("import", rows),
        "backup": ("backup", tmp_path / "copy.db"),
        "xlsx": ("export", tmp_path / "out.xlsx"),
        "csv": ("export", tmp_path / "out.csv"),
        "json": ("export", tmp_path / "out.json"),
    }
    limits = {"save": 60_000, "import": 60_000, "backup": size // 2}
    assert_told(run(limits.get(what, 4000), path, *commands[what]))
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(("copy", "out"))]
    assert run(10**9, path, *commands[what]).returncode == 0, "with room it works"
    datafile = DataFile.open(path)
    session = datafile.session()
    wanted = {"save": 31, "import": 330}.get(what, 30)
    assert Customer.select().count() == wanted
    assert find_faults(session.connection) == []
    session.close()
    datafile.close()

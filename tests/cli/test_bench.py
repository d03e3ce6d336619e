"""The command `bench`, on a small list: what it prints; how fast things are is not for tests."""

from pathlib import Path

import pytest

from smallcrm.cli.bench_list import write_list
from smallcrm.importers.reading import read_file
from tests.cli.conftest import Run

PATHS = [
    *("import", "undo of the import", "search", "first answer to a key, p95"),
    *("sorted list", "page of rows"),
    *("monthly report figures", "PDF of 10,000 rows", "open file"),
]


@pytest.fixture(autouse=True)
def _offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def test_every_path_has_a_reference(cli: Run, tmp_path: Path) -> None:
    answer = cli("bench", "--json", "--customers", "60").json
    assert answer["customers"] == 60
    assert [path["name"] for path in answer["paths"]] == PATHS
    for path in answer["paths"]:
        assert path["reference"]
        assert path["seconds"] > 0
        assert path["reference_seconds"] > 0
        assert path["ratio"] == pytest.approx(
            path["seconds"] / path["reference_seconds"], rel=0.1, abs=0.02
        )
    parts = answer["paths"][0]["parts"]
    assert list(parts) == ["read", "understand", "plan", "rows", "change log"]
    assert sum(parts.values()) == pytest.approx(answer["paths"][0]["seconds"], abs=0.001)
    assert answer["longest_gap_ms"] > 0
    assert set(answer["window"]["gaps_ms"]) == {
        *("start", "open", "scroll", "keys", "sort", "type", "search", "pages")
    }
    assert answer["window"]["search_answer_ms"] > 0
    assert list(tmp_path.glob("*.db")) == []


def test_the_list_is_a_workbook_of_different_customers(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_list(path, 5000)
    rows = read_file(path).sheets[0].rows
    assert len(rows) == 5001
    names, mobiles = ({row[place] for row in rows[1:]} for place in (0, 3))
    assert len(names) == len(mobiles) == 5000

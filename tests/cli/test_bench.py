"""The command `bench`, on a small list: what it prints; how fast things are is not for tests."""

from pathlib import Path

import pytest

from smallcrm.cli.bench_list import write_list
from smallcrm.importers.reading import read_file
from smallcrm.models import Customer, Deal, FollowUp, Interaction, Order, Term
from smallcrm.models.bulk import insert_rows
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_list import CustomerQuery, Filter
from smallcrm.services.demo_past import invent_past
from smallcrm.services.interactions import InteractionQuery
from smallcrm.services.note_search import find_part
from smallcrm.services.reminders import plan_reminders
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from tests.cli.conftest import Run

PATHS = [
    *("import", "undo of the import", "search", "sorted list", "page of rows"),
    *("monthly report figures", "PDF of 10,000 rows"),
    *("first answer to a key, p95", "notes with three signs, p95", "open a customer, p95"),
    *("next page of the list, p95", "filter: quiet for 60 days, level A"),
    *("filter: bought, but not", "all reminder rules", "counts of the views", "open file"),
]


@pytest.fixture(autouse=True)
def _offscreen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def test_every_path_has_a_reference(cli: Run, tmp_path: Path) -> None:
    answer = cli("bench", "--json", "--customers", "60").json
    assert (answer["customers"], answer["interactions"]) == (60, 600)
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
    assert answer["window"]["start_ratio"] > 0
    assert answer["window"]["bare_start_seconds"] > 0
    assert list(tmp_path.glob("*.db")) == []


def test_the_past_holds_what_the_daily_paths_ask_for(session: Session) -> None:
    with session.unit(Op.IMPORT, {"file": "x"}):
        names = [(f"客户{n}", "A", "2020-01-01") for n in range(200)]
        insert_rows(Customer, ("name", "level", "created"), names)
    invent_past(session, 2000)
    assert Interaction.select().count() == 2000
    assert find_part(session, InteractionQuery(text="号123")).ids
    assert plan_reminders(session).make
    quiet = Filter(where=Group((Condition("last_contact", "quiet", (60,)),)))
    assert 0 < CustomerQuery(quiet, today=session.today).count(session) < 200
    assert all(table.select().count() for table in (Order, Deal, Term, FollowUp))
    assert session.undo_label()
    session.undo()
    assert Interaction.select().count() == 0


def test_the_list_is_a_workbook_of_different_customers(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_list(path, 5000)
    rows = read_file(path).sheets[0].rows
    assert len(rows) == 5001
    names, mobiles = ({row[place] for row in rows[1:]} for place in (0, 3))
    assert len(names) == len(mobiles) == 5000

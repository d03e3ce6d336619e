"""The follow-ups and deals of their pages, printed and written to a file as they are shown."""

from pathlib import Path

import openpyxl

from smallcrm.core.i18n import current
from smallcrm.services.exports import export_list
from smallcrm.services.page_lists import deal_list, follow_up_list
from smallcrm.services.printing import print_list
from smallcrm.storage.session import Session
from tests.reports.reading import Document


def test_the_open_follow_ups(demo: Session, tmp_path: Path) -> None:
    shown = follow_up_list()
    plain = demo.connection.execute(
        "SELECT f.title, c.name, f.due, s.name FROM follow_up f JOIN customer c"
        " ON c.id = f.customer_id LEFT JOIN staff s ON s.id = f.staff_id WHERE f.state = 'open'"
        " ORDER BY f.due, f.due_time = '', f.due_time, f.id"
    ).fetchall()
    every = shown.query.rows(demo, shown.query.ids(demo))
    rows = [row for row in every if row["group"] != "No next step"]
    assert every[: len(rows)] == rows
    assert [(r["title"], r["customer"], r["due"], r["staff"] or None) for r in rows] == plain
    assert {row["group"] for row in rows} >= {"Overdue", "Today", "Later"}
    for row in rows:
        assert (row["group"] == "Overdue") == (str(row["due"]) < "2026-11-18")
    staff = next(str(row["staff"]) for row in rows if row["staff"])
    mine = follow_up_list(staff)
    assert mine.query.ids(demo) == [row["id"] for row in every if row["staff"] == staff]
    assert mine.filter == staff
    assert print_list(demo, mine, tmp_path / "out.pdf", current()) == len(mine.query.ids(demo))
    text = Document((tmp_path / "out.pdf").read_bytes()).solid
    assert "".join(staff.split()) in text
    assert "Follow-ups" in text


def test_who_has_no_next_step_stands_at_the_end(demo: Session, tmp_path: Path) -> None:
    planned = {row[0] for row in demo.connection.execute(
        "SELECT customer_id FROM follow_up WHERE state = 'open'")}  # fmt: skip
    every = demo.connection.execute(
        "SELECT id, name FROM customer WHERE status <> 'lost' AND role <> 'supplier'"
    ).fetchall()
    idle = {name for id, name in every if id not in planned}
    shown = follow_up_list()
    rows = shown.query.rows(demo, shown.query.ids(demo))
    without = [row for row in rows if row["group"] == "No next step"]
    assert {row["customer"] for row in without} == idle
    assert len(idle) > 5
    assert all("Last contact: " in row["title"] or row["title"] == "Never contacted"
        for row in without)  # fmt: skip
    assert print_list(demo, shown, tmp_path / "out.pdf", current()) == len(rows)
    text = Document((tmp_path / "out.pdf").read_bytes()).text
    assert text.count("No next step") == len(idle)


def test_the_deals_on_the_board(demo: Session, tmp_path: Path) -> None:
    shown = deal_list()
    count = export_list(demo, shown, tmp_path / "deals.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "deals.xlsx").active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))[:count]
    opened = dict(
        demo.connection.execute(
            "SELECT d.title || d.id, d.amount FROM deal d JOIN stage s ON s.id = d.stage_id"
            " WHERE s.kind = 'open'"
        )
    )
    found = shown.query.rows(demo, shown.query.ids(demo))
    assert len(rows) == len(found) >= len(opened) > 5
    told = {f"{row['title']}{row['id']}": row["amount"] for row in found}
    assert {key: told[key] for key in opened} == opened
    owner = str(found[0]["owner"])
    assert all(r["owner"] == owner for r in deal_list(owner).query.rows(
        demo, deal_list(owner).query.ids(demo)))  # fmt: skip
    assert print_list(demo, shown, tmp_path / "out.pdf", current()) == count

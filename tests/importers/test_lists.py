"""Messy lists made with the truth known come back exactly: rows, numbers, dates, amounts, people.

`SMALLCRM_LISTS=5000` in the environment tries so many more.
"""

import os
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from smallcrm.core import i18n
from smallcrm.importers.analysis import Analysis, ImportOptions, analyse, plan_import, understand
from smallcrm.importers.rows import ImportRow
from smallcrm.importers.sheet import RawFile
from tests.importers.list_files import csv_bytes, html_bytes, xls_bytes, xlsx_bytes, xml_bytes
from tests.importers.list_shapes import make_bare, make_list
from tests.importers.lists import Made, Truth

LISTS = int(os.environ.get("SMALLCRM_LISTS", "150"))
PLAIN = {
    "code": "customer.code",
    "level": "customer.level",
    "city": "customer.city",
    "created": "customer.created",
    "revenue": "customer.revenue",
    "email": "customer.email",
    "note": "customer.note",
    "owner": "customer.owner",
}
ENCODINGS = (
    ("utf-8", ","),
    ("utf-8-sig", ","),
    ("utf-16", "\t"),
    ("gb18030", ","),
    ("gb18030", "\t"),
    ("utf-8", ";"),
    ("gb18030", "|"),
    ("utf-16-le", ","),
)


def raw_file(made: Made) -> RawFile:
    return RawFile(f"{made.seed}.xlsx", "", "xlsx", "", tuple(made.sheets))


def check(made: Made, analysis: Analysis) -> None:
    """The list came back exactly."""
    context = f"seed {made.seed}: {', '.join(made.shape)}"
    rows = [row for table in analysis.tables for row in table.rows.rows]
    rejects = [reject for table in analysis.tables for reject in table.rows.rejects]
    assert (len(rows), len(rejects)) == (made.records, made.rejects), context
    _check_every_row_is_told(made, analysis)
    found: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        found[row.name].append(row)
    assert sorted(found) == sorted(customer.name for customer in made.truth), context
    for customer in made.truth:
        _check_customer(made, customer, found[customer.name], context)
    plan = plan_import([analysis])
    totals = dict(plan.totals)
    assert totals["rows"] == made.records + made.rejects
    assert totals["created"] == len(made.truth), context
    assert totals["created"] + totals["merged"] + totals["rejected"] == totals["rows"], context
    assert {question.kind for question in plan.questions} <= {"similar_name"}, context


def _check_every_row_is_told(made: Made, analysis: Analysis) -> None:
    for sheet in made.sheets:
        if sheet.hidden:
            continue
        told: list[int] = []
        names = (sheet.name, analysis.file.sheets[0].name if len(made.sheets) == 1 else "")
        for table in (one.table for one in analysis.tables if one.table.sheet in names):
            told += [*table.header_rows, *table.data_rows, *(row.row for row in table.passed_over)]
        assert sorted(told) == list(range(1, len(sheet.rows) + 1)), (made.seed, made.shape)


def _check_customer(made: Made, truth: Truth, rows: list[ImportRow], context: str) -> None:
    values: dict[str, object] = {}
    for row in rows:
        for contact in row.contacts:
            # In a list of persons what is said of nobody else is the person's.
            theirs = {name: contact.values.get(f"contact.{name}") for name in ("email", "note")}
            values |= {f"customer.{name}": value for name, value in theirs.items() if value}
        values |= row.values
    for key in made.fields & set(PLAIN):
        wanted = getattr(truth, key)
        assert values.get(PLAIN[key], "") == wanted, (context, truth.name, key)
    landlines = {(phone.number, phone.extension) for row in rows for phone in row.phones}
    wanted_lines = {(truth.landline, truth.extension)} if "phone" in made.fields else set()
    assert landlines == wanted_lines, (context, truth.name)
    people = {
        (contact.name, phone.number)
        for row in rows
        for contact in row.contacts
        for phone in contact.phones
    }
    assert people == {(one.name, one.mobile) for one in truth.people}, (context, truth.name)
    titles = {
        (c.name, c.values["contact.title"])
        for row in rows
        for c in row.contacts
        if "contact.title" in c.values
    }
    assert titles == {(one.name, one.title) for one in truth.people if one.title}, context
    assert not any(row.problems for row in rows), (context, [row.problems for row in rows])


def seeds(count: int, start: int = 0) -> range:
    return range(start, start + count)


def test_lists_of_offices_come_back_exactly() -> None:
    i18n.set_language("zh_CN")
    for seed in seeds(LISTS):
        made = make_list(seed)
        check(made, understand(raw_file(made)))


def test_english_lists_come_back_exactly() -> None:
    for seed in seeds(LISTS // 3):
        made = make_list(seed, latin=True)
        check(made, understand(raw_file(made), ImportOptions(region="CN")))


def test_lists_without_a_header_come_back_exactly() -> None:
    i18n.set_language("zh_CN")
    for seed in seeds(LISTS // 3):
        made = make_bare(seed)
        check(made, understand(raw_file(made)))


@pytest.mark.parametrize(("encoding", "delimiter"), ENCODINGS)
def test_text_files_come_back_exactly(tmp_path: Path, encoding: str, delimiter: str) -> None:
    i18n.set_language("zh_CN")
    start = ENCODINGS.index((encoding, delimiter)) * 10_000
    for seed in seeds(max(LISTS // 30, 2), start):
        made = make_list(seed, cells=False)
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(csv_bytes(made.sheets[0], encoding, delimiter))
        analysis = analyse(path)
        assert analysis.file.encoding in (encoding, "utf-8"), seed
        assert analysis.file.delimiter == delimiter
        check(made, analysis)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "html", "xml"])
def test_workbooks_come_back_exactly(tmp_path: Path, kind: str) -> None:
    i18n.set_language("zh_CN")
    start = 500_000 + 1000 * len(kind)
    for seed in seeds(max(LISTS // 50, 2), start):
        made = make_list(seed)
        if kind == "html" and len(made.sheets) > 1:
            continue
        path = tmp_path / f"{seed}.xls"
        writers: dict[str, Callable[[], bytes]] = {
            "xlsx": lambda made=made: xlsx_bytes(made.sheets),
            "xls": lambda made=made: xls_bytes(made.sheets),
            "html": lambda made=made: html_bytes(made.sheets[0], "gb18030"),
            "xml": lambda made=made: xml_bytes(made.sheets),
        }
        path.write_bytes(writers[kind]())
        analysis = analyse(path)
        assert analysis.file.format == kind
        check(made, analysis)

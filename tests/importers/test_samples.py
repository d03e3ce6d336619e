"""Every list from elsewhere ends as expected rows or as a clear sentence (its MANIFEST.tsv)."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.importers.analysis import ImportOptions, TableAnalysis, analyse, plan_import
from smallcrm.importers.reading import PasswordNeeded
from tests.importers.conftest import SAMPLES


@dataclass(frozen=True)
class Expected:
    """A table: its header rows, its records, how many of them are customers, the first one."""

    header: tuple[int, ...]
    records: int
    taken: int = 0
    first: str = ""


NO_CUSTOMER = {"no_name_column", "error_cells"}
TABLES = {
    "vendors.csv": [Expected((4,), 20, 20, "Ludwig Krajcik DVM")],
    "wave_clients.csv": [Expected((1,), 4, 4, "Homer Simpson")],
    "freshbooks_clients.csv": [Expected((1,), 2, 2, "Marge Simpson")],
    "vendors.xlsx": [Expected((1,), 1, 1, "Test Vendor")],
    "compatibility__t02.xlsx": [Expected((2,), 1)],
    "bom__office_bom.csv": [Expected((1,), 10, 10, "姓名0")],
    "any_sheets.xlsx": [Expected((), 3)],
    "date_1904.xlsx": [Expected((), 3)],
    "errors.xlsx": [Expected((), 7)],
    "inlineStr_cdata.xlsx": [Expected((1,), 1)],
    "SampleSS.strict.xlsx": [Expected((2,), 1), Expected((6,), 1)],
    "chinese-provinces.xls": [Expected((1,), 3)],
    "testEXCEL_95.xls": [Expected((4,), 15)],
    "test_utf16_little.csv": [Expected((1,), 2)],
    "skip-rows.xlsx": [Expected((2,), 1)],
    "John_Doe_EVOLUTION.vcf": [Expected((1,), 1, 1, "IBM")],
    "gmail-single.vcf": [Expected((1,), 1, 1, "TheCompany")],
    "issue114.vcf": [Expected((1,), 1, 1, "Dummy GmbH")],
}
LEFT_OUT = {
    "any_sheets.xlsx": [("Hidden", "hidden"), ("VeryHidden", "hidden")],
    "errors.xlsx": [("Feuil2", "empty"), ("Feuil3", "empty")],
    "SampleSS.strict.xlsx": [("Sheet3", "empty")],
    "testEXCEL_95.xls": [("Feuil2", "empty"), ("Feuil3", "empty")],
}
SENTENCES = {
    "pass_protected.xlsx": "password",
    "clusterfuzz-testcase-minimized-POIXSSFFuzzer-6123461607817216.xlsx": "damaged",
}


def test_the_table_names_every_sample(samples: Path) -> None:
    listed = (samples / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]
    names = {line.partition("\t")[0] for line in listed}
    assert names == {*TABLES, *SENTENCES}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_sample_gives_its_rows(samples: Path, name: str) -> None:
    analysis = analyse(samples / name)
    tables = list(analysis.tables)
    assert [_seen(table) for table in tables] == TABLES[name]
    assert [(out.sheet, out.code) for out in analysis.left_out] == LEFT_OUT.get(name, [])
    for table in tables:
        assert {reject.code for reject in table.rows.rejects} <= NO_CUSTOMER
        told = [*table.table.header_rows, *table.table.data_rows]
        told += [passed.row for passed in table.table.passed_over]
        (sheet,) = (one for one in analysis.file.sheets if one.name == table.table.sheet)
        assert sorted(told) == list(range(1, len(sheet.rows) + 1))
    totals = plan_import([analysis]).totals
    assert totals["rows"] == sum(one.records for one in TABLES[name])
    assert totals["rejected"] == sum(one.records - one.taken for one in TABLES[name])


def _seen(table: TableAnalysis) -> Expected:
    rows = table.rows.rows
    first = rows[0].name if rows else ""
    return Expected(table.table.header_rows, len(table.table.data_rows), len(rows), first)


@pytest.mark.parametrize(
    ("name", "column", "records", "first"),
    [
        ("compatibility__t02.xlsx", 1, 1, "01502200"),
        ("chinese-provinces.xls", 0, 3, "Anhui"),
        ("test_utf16_little.csv", 0, 2, "1"),
        ("skip-rows.xlsx", 0, 1, "8"),
    ],
)
def test_a_list_of_something_else_is_taken_when_told_who_the_customer_is(
    samples: Path, name: str, column: int, records: int, first: str
) -> None:
    (table,) = analyse(samples / name).tables
    options = ImportOptions(columns={table.key: {column: "customer.name"}})
    (told,) = analyse(samples / name, options).tables
    assert len(told.rows.rows) == records
    assert told.rows.rows[0].name == first


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_a_sample_that_cannot_be_read_says_why(samples: Path, name: str) -> None:
    with pytest.raises(UserError) as error:
        analyse(samples / name)
    assert SENTENCES[name] in error.value.message
    assert name in error.value.message
    assert error.value.advice
    if SENTENCES[name] == "password":
        assert isinstance(error.value, PasswordNeeded)
        assert not error.value.wrong


def test_samples_are_never_copied_into_the_project() -> None:
    if SAMPLES.is_dir():
        root = Path(__file__).resolve().parents[2]
        names = {path.name for path in SAMPLES.iterdir()} - {"README.md"}
        folders = [root / "tests", root / "resources", root / "docs"]
        assert not [p for folder in folders for p in folder.rglob("*") if p.name in names]

"""The template: filled in, it is understood without a doubt; its examples are never imported."""

from pathlib import Path

import openpyxl
import pytest

from smallcrm.core import i18n
from smallcrm.core.errors import UserError
from smallcrm.importers.analysis import analyse
from smallcrm.models import Customer
from smallcrm.services.flat import iter_customers
from smallcrm.services.import_template import COLUMNS, write_template
from smallcrm.services.imports import import_files
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.storage.session import Session

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh_CN"])


def own_fields(session: Session, tmp_path: Path) -> None:
    """A field of the company's own of each type, as an import makes them."""
    path = tmp_path / "own.csv"
    rows = [f"客户{n}号机电,{'月现'[n % 2]}结,{n},2026-01-{n:02}" for n in range(1, 13)]
    rows.insert(0, "客户名称,付款习惯,机台数,装机日")
    path.write_text("\n".join(rows), encoding="utf-8")
    import_files(session, [path])


@LANGUAGES
def test_an_untouched_template_brings_nothing(
    session: Session, tmp_path: Path, language: str
) -> None:
    i18n.set_language(language)
    out = tmp_path / "template.xlsx"
    write_template(session, out)
    for reader in ("en", "zh_CN"):
        i18n.set_language(reader)
        analyses, plan, result = import_files(session, [out])
        assert plan.totals["rows"] == 0
        assert result.step_id is None
        table = analyses[0].tables[0].table
        assert [passed.reason for passed in table.passed_over] == ["example", "example"]


@LANGUAGES
def test_a_filled_template_is_understood_without_a_doubt(
    session: Session, tmp_path: Path, language: str
) -> None:
    save_staff(session, StaffRecord("陆小曼"))
    own_fields(session, tmp_path)
    before = Customer.select().count()
    i18n.set_language(language)
    out = tmp_path / "template.xlsx"
    write_template(session, out)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert {"付款习惯", "机台数", "装机日"} <= set(heads)

    def fill(row: int, **values: object) -> None:
        for name, value in values.items():
            place = COLUMNS.index(name.replace("_", ".", 1)) + 1
            sheet.cell(row, place).value = value

    status = openpyxl.utils.cell.get_column_letter(COLUMNS.index("customer.status") + 1)
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    choices = rules[f"{status}2:{status}5000"].strip('"').split(",")
    fill(4, customer_name="青禾电机", contact_name="李卫", customer_mobile="13800001111")
    fill(4, customer_level="B", customer_status=choices[2], customer_owner="陆小曼")
    fill(4, customer_code="0007", customer_revenue=1200.5, customer_next_follow_up="2026-12-01")
    sheet.cell(4, heads["付款习惯"]).value = "月结"
    place = openpyxl.utils.cell.get_column_letter(COLUMNS.index("contact.consent") + 1)
    may, may_not = rules[f"{place}2:{place}5000"].strip('"').split(",")
    fill(4, customer_consent=may, contact_consent=may_not)
    fill(5, customer_name="青禾电机", contact_name="周宁", customer_mobile="13900002222")
    book.save(out)

    analysis = analyse(out)
    (table,) = analysis.tables
    for guess in table.columns:
        assert guess.certain or guess.custom, guess
        assert guess.reason != "mismatch"
    assert [row for row in table.rows.rows if row.problems] == []
    _analyses, plan, _result = import_files(session, [out])
    assert (plan.totals["created"], plan.totals["merged"]) == (1, 1)
    assert Customer.select().count() == before + 1
    made = Customer.get(Customer.name == "青禾电机")
    (flat,) = iter_customers(session, [made.id])
    assert (flat["code"], flat["level"], flat["status"]) == ("0007", "B", "active")
    assert (flat["owner"], flat["revenue"], flat["custom.付款习惯"]) == (
        "陆小曼",
        "1200.50",
        "月结",
    )
    assert [one["mobile"] for one in flat["contacts"]] == ["13800001111", "13900002222"]
    assert flat["consent"] == "given"
    assert [one.get("consent") for one in flat["contacts"]] == ["refused", None]


def test_examples_are_known_also_where_columns_were_moved(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    write_template(session, out)
    book = openpyxl.load_workbook(out)
    book.worksheets[0].insert_cols(1)
    book.worksheets[0]["A1"] = "No."
    book.worksheets[0]["A2"] = 1
    book.save(out)
    _analyses, plan, _result = import_files(session, [out])
    assert plan.totals["rows"] == 0


def test_the_template_offers_what_the_file_knows(session: Session, tmp_path: Path) -> None:
    for number in range(60):
        save_staff(session, StaffRecord(f"Salesperson number {number}, north"))
    own_fields(session, tmp_path)
    out = tmp_path / "template.xlsx"
    write_template(session, out)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    rules = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"A,B,C,D"' in rules
    assert "Lists!$A$1:$A$60" in rules  # too long for the rule itself
    assert book["Lists"].sheet_state == "hidden"
    assert book["Lists"]["A60"].value == "Salesperson number 9, north"
    assert '"现结,月结"' in rules
    mobile = openpyxl.utils.cell.get_column_letter(COLUMNS.index("customer.mobile") + 1)
    assert sheet.column_dimensions[mobile].number_format == "@"
    assert sheet.freeze_panes == "A2"
    with pytest.raises(UserError, match=r"\.xlsx"):
        write_template(session, tmp_path / "template.xls")

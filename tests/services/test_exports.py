"""Taking data out: what comes back is what went in, in both languages and formats."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smallcrm.core import i18n
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.progress import Progress
from smallcrm.importers.fields import FIELDS, field_title
from smallcrm.importers.headers import find_meaning
from smallcrm.services.customer_list import COLUMNS, CustomerQuery, Filter
from smallcrm.services.customers import add_customer
from smallcrm.services.exports import export_customers, export_list
from smallcrm.services.flat import iter_customers
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.imports import import_files
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
)
from smallcrm.services.table import ShownList, Sort
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

FULL = CustomerRecord(
    "宁德海川机电有限公司",
    code="KH-001",
    short_name="海川",
    role="supplier",
    status="active",
    level="A",
    source="展会",
    owner="陆小曼",
    email="info@example.invalid",
    wechat="haichuan",
    qq="123456",
    website="www.example.invalid",
    industry="机械",
    region="华东",
    tax_number="91350900MA2XXXXX0X",
    invoice_title="宁德海川机电有限公司",
    invoice_bank="某银行宁德支行",
    invoice_account="6222000011112222333",
    founded="2009-05-01",
    employees=120,
    buying_channel="线下",
    payment_method="月结",
    preferred_contact="微信",
    credit_limit=5000000,
    revenue=12345678,
    created="2024-02-29",
    consent="given",
    consent_on="2025-07-01",
    note="第一行\n第二行，=1+1",
    phones=(
        PhoneRecord("05932222333", "8", "phone"),
        PhoneRecord("05932222334", "", "fax"),
        PhoneRecord("05932222335", "", "invoice"),
        PhoneRecord("13500005555"),
    ),
    addresses=(
        AddressRecord("东路 1 号", "福建", "宁德", "蕉城区", "352100"),
        AddressRecord("西路 2 号", kind="invoice"),
    ),
    tags=("重点", "老客户"),
    custom={"车型": "厢式", "=cmd": "@SUM(1)"},
    contacts=(
        ContactRecord(
            "林",
            salutation="小姐",
            gender="female",
            title="采购",
            role="决策人",
            email="lin@example.invalid",
            wechat="lin88",
            birthday="1990-03-05",
            note="爱喝茶",
            phones=(PhoneRecord("13800001111"), PhoneRecord("05932222336", "12", "phone")),
        ),
        ContactRecord("吴国平", title="会计", consent="refused"),
    ),
)
SECOND = CustomerRecord(
    "Blue Harbor Trading Ltd.",
    phones=(PhoneRecord("+4930123456", "", "phone"), PhoneRecord("13700003333")),
    contacts=(ContactRecord("Anna Chen", phones=(PhoneRecord("13600004444"),)),),
    referred_by="宁德海川机电有限公司",
)
PERSON = CustomerRecord(
    "张三丰", kind="person", birthday="1980-01-31", status="lost", consent="refused"
)
BARE = CustomerRecord("拓新鞋业")


def fill(session: Session) -> list[int]:
    ids = [add_customer(session, record) for record in (FULL, SECOND, PERSON, BARE)]
    save_interaction(session, InteractionRecord(ids[0], "talked", at="2026-10-08"))
    save_follow_up(session, FollowUpRecord(ids[0], "回访", "2026-12-01"))
    return ids


def flat(session: Session) -> list[dict[str, Any]]:
    found = list(iter_customers(session, CustomerQuery().ids(session)))
    for values in found:
        values.pop("id")
        values["tags"] = sorted(values.get("tags", "").split(", "))
        for person in values.get("contacts", ()):
            person.pop("id")
    return found


def test_every_title_means_its_field_to_the_importer() -> None:
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        for field in FIELDS:
            if not field.startswith(("customer.", "contact.")):
                continue  # these are titles in lists of their own kind
            found = find_meaning(field_title(field))
            assert found, (language, field)
            assert (found.field, found.confidence) == (field, 0.98), language


def reopen(session: Session, datafile: DataFile, path: Path) -> tuple[Session, DataFile]:
    """Another, empty data file in place of the first (one at a time in a process)."""
    session.close()
    datafile.close()
    other = DataFile.open(path, clock=datafile.clock)
    return other.session(), other


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_customers_come_back_as_they_went_out(
    session: Session, datafile: DataFile, tmp_path: Path, suffix: str, language: str
) -> None:
    i18n.set_language(language)
    fill(session)
    before = flat(session)
    path = tmp_path / f"out{suffix}"
    assert export_customers(session, CustomerQuery(), path) == 4
    again = import_files(session, [path])[1]
    assert again.totals["created"] == again.totals["updated"] == 0, again.rows
    fresh, other = reopen(session, datafile, tmp_path / "other.db")
    _analyses, plan, _result = import_files(fresh, [path])
    assert plan.totals["rejected"] == 0
    for old, new in zip(before, flat(fresh), strict=True):
        changed = {key: (old.get(key), new.get(key)) for key in old.keys() | new.keys()}
        assert {key: pair for key, pair in changed.items() if pair[0] != pair[1]} == {}
    fresh.close()
    other.close()


def test_phones_and_codes_are_texts_money_and_dates_are_not(
    session: Session, tmp_path: Path
) -> None:
    fill(session)
    path = tmp_path / "out.xlsx"
    export_customers(session, CustomerQuery(), path)
    head, *rows = list(openpyxl.load_workbook(path).active.iter_rows())
    titles = [cell.value for cell in head]
    row = next(row for row in rows if row[titles.index("Customer name")].value == FULL.name)
    for title in ("Phone", "Tax number", "Postcode", "=cmd", "Note"):
        assert row[titles.index(title)].data_type == "s", title
    assert row[titles.index("Annual purchases")].value == 123456.78
    assert row[titles.index("Created")].is_date


def test_a_list_is_written_exactly_as_shown(session: Session, tmp_path: Path) -> None:
    ids = fill(session)
    line = OrderLineRecord("泵", 5000000)
    save_order(session, OrderRecord(ids[0], "2026-11-02", (line,)), paid=1000000)
    query = CustomerQuery(Filter(text="harbor"), Sort("name")).sorted_by(Sort("name", True))
    query = replace(query, filter=Filter())
    keys = ("phone", "name", "owed", "last_contact", "next_step", "completeness")
    path = tmp_path / "out.csv"
    assert export_list(session, ShownList("客户", query, keys), path) == 4
    with path.open(encoding="utf-8-sig", newline="") as handle:
        head, *rows = list(csv.reader(handle))
    titles = ["Phone", "Customer", "Owed", "Last contact", "Next step", "Complete"]
    assert head == [*titles, "Do not contact"]
    shown = {row[1]: row for row in rows}
    assert shown[FULL.name][:4] == ["138 0000 1111", FULL.name, "40000", "2026-10-08"]
    assert "回访" in shown[FULL.name][4]
    assert [row[1] for row in rows] == [
        row["name"] for row in query.rows(session, query.ids(session))
    ]
    filtered = replace(query, filter=Filter(text="harbor"))
    assert export_list(session, ShownList("x", filtered, ("name",)), tmp_path / "b.xlsx") == 1
    values = list(openpyxl.load_workbook(tmp_path / "b.xlsx").active.values)
    assert values == [("Customer",), ("Blue Harbor Trading Ltd.",)]


def test_every_column_can_be_written(session: Session, tmp_path: Path) -> None:
    fill(session)
    keys = tuple(column.key for column in COLUMNS)
    path = tmp_path / "out.xlsx"
    export_list(session, ShownList("all", CustomerQuery(), keys), path)
    head, *rows = list(openpyxl.load_workbook(path).active.values)
    full = dict(zip(head, next(row for row in rows if row[0] == FULL.name), strict=True))
    assert full["Annual purchases"] == pytest.approx(float(Decimal("123456.78")))
    assert full["Life-cycle"] == "Active"


def test_an_export_can_be_cancelled_and_leaves_nothing(session: Session, tmp_path: Path) -> None:
    fill(session)
    progress = Progress()
    progress.cancel()
    for path in (tmp_path / "out.xlsx", tmp_path / "out.csv"):
        with pytest.raises(Cancelled):
            export_customers(session, CustomerQuery(), path, progress)
    assert not list(tmp_path.glob("out*"))


def test_another_kind_of_file_is_told(session: Session, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.xlsx or \.csv"):
        export_customers(session, CustomerQuery(), tmp_path / "out.pdf")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("day", ["1985-02-30", "1904-02-30", "1985-12-30", "1990-08-15"])
def test_a_lunar_birthday_comes_back_as_one(
    session: Session, datafile: DataFile, tmp_path: Path, language: str, suffix: str, day: str
) -> None:
    i18n.set_language(language)
    person = ContactRecord("陈小红", birthday=day, birthday_lunar=True)
    plain = ContactRecord("李大方", birthday="1985-02-03")
    own = CustomerRecord("海东包装", birthday=day, birthday_lunar=True, contacts=(person, plain))
    add_customer(session, own)
    path = tmp_path / f"list{suffix}"
    export_customers(session, CustomerQuery(), path)
    before = flat(session)
    said = {one["name"]: one.get("birthday_lunar") for one in before[0]["contacts"]}
    assert said == {"陈小红": True, "李大方": None}
    again = import_files(session, [path])[1]
    assert again.totals["created"] == again.totals["updated"] == 0, again.rows
    fresh, other = reopen(session, datafile, tmp_path / "other.db")
    import_files(fresh, [path])
    assert flat(fresh) == before
    fresh.close()
    other.close()

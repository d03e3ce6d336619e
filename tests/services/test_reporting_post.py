"""Labels, envelopes and the directory: who is on them, where it stands, who is left out."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports import directory as paper
from smallcrm.reports.directory import Directory, DirectoryEntry, Listed
from smallcrm.reports.label_sheets import ENVELOPES, SHEETS, find_envelope, find_sheet
from smallcrm.reports.letterhead import Company
from smallcrm.reports.post import LeftOut, Post, Recipient, render_envelopes, render_labels
from smallcrm.services.contacts import save_contact
from smallcrm.services.customer_columns import list_columns
from smallcrm.services.customer_list import CustomerQuery, Filter
from smallcrm.services.customers import save_customer
from smallcrm.services.records import AddressRecord, ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting_directory import read_directory
from smallcrm.services.reporting_post import read_post
from smallcrm.services.table import ShownList
from smallcrm.storage.session import Session
from tests.reports.reading import Document

MADE = datetime(2026, 11, 18, 9, 30)
EN, ZH = translator("en"), translator("zh_CN")
MM = 72 / 25.4


def post(*recipients: Recipient, **more: object) -> Post:
    return Post(recipients, MADE, **more)  # type: ignore[arg-type]


def labels(made: Post, key: str, language: str = "zh_CN", start: int = 1) -> Document:
    out = BytesIO()
    render_labels(made, find_sheet(key), out, translator(language), start=start)
    return Document(out)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_each_label_stands_inside_its_own(sheet) -> None:
    some = [
        Recipient(f"海川{n}泵业有限公司", "王芳女士", ("江苏省苏州市吴中区兴工路 7 号",), "215000")
        for n in range(sheet.count + 1)
    ]
    document = labels(post(*some), sheet.key)
    assert document.size == tuple(map(round, sheet.size))
    assert len(document.pages) == 2
    for page in range(2):
        assert not document.overlaps(page)
    high = sheet.size[1]
    places = [sheet.place(n) for n in range(sheet.count)]
    used = set()
    for box in document.boxes(0):
        inside = [
            n
            for n, (x, y) in enumerate(places)
            if x <= box.left() and box.right() <= x + sheet.width * MM
            and high - y - sheet.height * MM <= box.top() + 1 and box.bottom() <= high - y + 1
        ]  # fmt: skip
        assert inside, box
        used.update(inside)
    assert used == set(range(sheet.count))
    right, low = places[-1][0] + sheet.width * MM, places[-1][1]
    assert right <= sheet.size[0] + 1
    assert low >= -1


def test_the_first_free_label_of_a_sheet_in_use() -> None:
    some = [Recipient(f"Customer {n}.", "", ("1 Road",)) for n in range(4)]
    document = labels(post(*some), "105x57", "en", start=8)
    assert len(document.pages) == 2  # 8, 9 and 10, then the first of the next
    assert "Customer 2." in document.pages[0]
    assert "Customer 3." in document.pages[1]
    sheet = find_sheet("105x57")
    top = sheet.size[1] - sheet.place(7)[1] - sheet.height * MM
    assert min(box.top() for box in document.boxes(0)) > top


def test_what_is_too_long_for_a_label_is_named_not_cut() -> None:
    long = "长" * 5000
    names = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "🙂 Foods"]
    some = [Recipient(name, "", ("1 Road",)) for name in names]
    made = post(*some, Recipient(long, "", ("1 Road",)), left_out=(LeftOut("Last", "no address"),))
    for language in ("zh_CN", "en"):
        document = labels(made, "48.5x25.4", language)
        for name in names:
            assert "".join(name.split()) in "".join(document.pages[0].split())
        assert "长" not in document.pages[0]
        assert document.solid.replace("太长", "").count("长") == 5000
        assert "Last" in document.text


@pytest.mark.parametrize("envelope", ENVELOPES, ids=lambda one: one.key)
def test_envelopes(envelope) -> None:
    made = post(
        Recipient("海川泵业有限公司", "王芳女士", ("江苏省苏州市兴工路 7 号",), "215000"),
        Recipient("Ashholm Foods", "Ms. Chen", ("1 Road", "Leeds"), "LS1 4AP"),
        sender=Company("沐岭设备有限公司", "上海市河东路 59 号", postcode="200135"),
    )
    for language in ("zh_CN", "en"):
        out = BytesIO()
        render_envelopes(made, find_envelope(envelope.key), out, translator(language))
        document = Document(out)
        assert document.size == tuple(map(round, envelope.size))
        assert len(document.pages) == 2
        for page in range(2):
            assert not document.overlaps(page)
            assert not document.outside(page, margin=18)
            assert "沐岭设备有限公司" in document.pages[page]
            assert "200135" in document.pages[page]
        assert "LS1 4AP" in document.pages[1]
        if language == "zh_CN":
            assert "215000" in "".join(document.pages[0].split())  # a digit in each box
            assert "王芳女士 收" in document.pages[0]
        else:
            assert "Attn: Ms. Chen" in document.pages[1]


def test_the_senders_postcode_is_that_of_the_settings(session: Session, tmp_path: Path) -> None:
    fill(session)
    session.settings.set("company_name", "沐岭设备有限公司")
    path = tmp_path / "out.pdf"
    write_report(session, "envelopes", ReportOptions("zh_CN"), path)
    assert "邮政编码" not in Document(path.read_bytes()).text
    session.settings.set("company_postcode", "200135")
    write_report(session, "envelopes", ReportOptions("zh_CN"), path)
    document = Document(path.read_bytes())
    for page in document.pages[:-1]:  # the last one names who is left out
        assert "邮政编码 200135" in page


def fill(session: Session) -> None:
    place = (AddressRecord("兴工路 7 号", "江苏省", "苏州市", "", "215000"),)
    invoice = AddressRecord("发票路 1 号", "江苏省", "苏州市", kind="invoice")
    people = (
        ContactRecord("赵敏", consent="refused", phones=(PhoneRecord("13800138001"),)),
        ContactRecord(
            "王芳", salutation="女士", title="采购", phones=(PhoneRecord("13800138000"),)
        ),
        ContactRecord("刘去", left_on="2026-01-01"),
    )
    phones = (PhoneRecord("02162108888"), PhoneRecord("02162109999", kind="fax"))
    record = CustomerRecord("海川泵业", addresses=(invoice, *place), phones=phones)
    customer = save_customer(session, record)
    for person in people:
        save_contact(session, replace(person, customer_id=customer))
    save_customer(session, CustomerRecord("Ashholm Foods"))
    save_customer(session, CustomerRecord("堃犇商行", addresses=place, consent="refused"))
    save_customer(session, CustomerRecord("8 号店", addresses=place))


def test_refusals_and_missing_addresses_are_left_out_and_named(session: Session) -> None:
    fill(session)
    made = read_post(session, ReportOptions("zh_CN"), ZH)
    assert {one.customer: one.why for one in made.left_out} == {
        "Ashholm Foods": "no address",
        "堃犇商行": "refused",
    }
    found = {one.customer: one for one in made.recipients}
    assert set(found) == {"海川泵业", "8 号店"}
    assert found["海川泵业"].person == "王芳女士"  # who refused, and who left, is passed over
    assert "兴工路 7 号" in found["海川泵业"].place[0]  # not the address of invoices
    assert found["海川泵业"].postcode == "215000"


def test_labels_of_a_view_or_one_customer(session: Session, tmp_path: Path) -> None:
    fill(session)
    pdf, book = tmp_path / "labels.pdf", tmp_path / "labels.xlsx"
    write_report(session, "labels", ReportOptions("zh_CN", labels="70x37", start=3), pdf)
    pages = Document(pdf.read_bytes()).pages
    assert "海川泵业" in pages[0]
    assert "堃犇商行" not in pages[0]
    assert "堃犇商行" in pages[1]
    write_report(session, "labels", ReportOptions("zh_CN"), book)
    rows = list(openpyxl.load_workbook(book).active.iter_rows(min_row=4, values_only=True))
    assert ("海川泵业", "王芳女士", "江苏省苏州市兴工路 7 号", "215000") in rows
    some = CustomerQuery(Filter(text="8 号店"), columns=list_columns(session))
    listed = ShownList("Some", some, ("name",))
    found = read_post(session, ReportOptions("en", listed=listed), EN)
    assert ([each.customer for each in found.recipients], found.title) == (["8 号店"], "Some")
    one = read_post(session, ReportOptions("en", customer_id=1), EN)
    assert [each.customer for each in one.recipients] == ["海川泵业"]
    with pytest.raises(UserError, match="24"):
        write_report(session, "labels", ReportOptions("en", labels="70x37", start=25), pdf)
    with pytest.raises(UserError, match="no longer"):
        write_report(session, "envelopes", ReportOptions("en", customer_id=99), pdf)
    with pytest.raises(UserError, match="nowhere"):
        write_report(session, "envelopes", ReportOptions("en", view="nowhere"), pdf)


@pytest.mark.parametrize("kind", ["labels", "envelopes", "directory"])
def test_nobody(session: Session, tmp_path: Path, kind: str) -> None:
    for end in ("pdf", "xlsx"):
        write_report(session, kind, ReportOptions("en"), tmp_path / f"out.{end}")
    text = Document((tmp_path / "out.pdf").read_bytes()).text
    assert "There is nobody to write to." in text or "The list is empty." in text


def test_the_directory_stands_by_pinyin(session: Session, tmp_path: Path) -> None:
    fill(session)
    found = read_directory(session, ReportOptions("zh_CN"))
    assert [(one.initial, one.customer, one.refused) for one in found.entries] == [
        ("A", "Ashholm Foods", False),
        ("H", "海川泵业", False),
        ("K", "堃犇商行", True),
        ("#", "8 号店", False),
    ]
    haichuan = found.entries[1]
    assert haichuan.numbers == ("021 6210 8888",)  # no fax
    assert [(one.name, one.refused) for one in haichuan.people] == [("赵敏", True), ("王芳", False)]
    path = tmp_path / "directory.pdf"
    write_report(session, "directory", ReportOptions("zh_CN"), path)
    document = Document(path.read_bytes())
    assert [mark for mark, _page in document.bookmarks()] == ["通讯录", "A", "H", "K", "#"]
    assert "赵敏（勿联系）" in document.text
    assert "138 0013 8000" in document.text
    book = tmp_path / "directory.xlsx"
    write_report(session, "directory", ReportOptions("zh_CN"), book)
    rows = list(openpyxl.load_workbook(book).active.iter_rows(min_row=4, values_only=True))
    assert ("H", "海川泵业", "王芳", "采购", "138 0013 8000", None) in rows


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_directory_with_hostile_names_and_many_customers(language: str) -> None:
    names = ["<b>Smith & Söhne", "堃犇喆𫖯商行", "שלום", "🙂 Foods", "长" * 5000, "W" * 300]
    names += [f"Customer {n}." for n in range(700)]
    entries = tuple(
        DirectoryEntry(
            name[0].upper() if name[0].isascii() and name[0].isalpha() else "#",
            name,
            ("021 6210 8888 转 802",),
            (Listed(name[:200], "W" * 60, ("138 0013 8000", "+49 30 1234567890 1234567890")),),
        )
        for name in names
    )
    out = BytesIO()
    paper.render(Directory(entries, MADE, company="A < B"), out, translator(language))
    document = Document(out)
    for page in range(8):
        assert not document.overlaps(page)
        assert not document.outside(page)
    for name in (names[0], names[1], *names[6:]):
        assert "".join(name.split()) in document.solid
    assert document.solid.count("长") >= 5000

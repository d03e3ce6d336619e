"""The company at the head of reports: its logo is kept in the data file."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.services import company_logo
from smallcrm.services.company import own_company
from smallcrm.services.company_logo import clear_logo, read_logo, set_logo
from smallcrm.services.report_list import KEYS, ReportOptions, find_report, write_report
from smallcrm.storage.session import Session
from tests.reports.reading import Document

RED = (220, 30, 30)


def picture(path: Path, size: tuple[int, int] = (900, 300), kind: str = "PNG") -> Path:
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, RED).save(path, kind)
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_a_picture_is_kept_small(session: Session, tmp_path: Path, kind: str) -> None:
    set_logo(session, picture(tmp_path / "logo", (3000, 1500), kind))
    kept = tmp_path / "kept.png"
    kept.write_bytes(read_logo(session))
    with Image.open(kept) as shown:
        assert (shown.format, shown.size) == ("PNG", (720, 360))
    clear_logo(session)
    assert read_logo(session) == b""


def test_bad_and_huge_pictures_are_refused(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = picture(tmp_path / "good.png")
    set_logo(session, good)
    kept = read_logo(session)
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "cut.png").write_bytes(good.read_bytes()[:60])
    (tmp_path / "empty.jpg").write_bytes(b"")
    for name in ("text.png", "cut.png", "empty.jpg"):
        with pytest.raises(UserError, match=f"{name} is not a picture"):
            set_logo(session, tmp_path / name)
    with pytest.raises(UserError, match="cannot be read"):
        set_logo(session, tmp_path / "missing.png")
    monkeypatch.setattr(company_logo, "MOST_POINTS", 1000)
    with pytest.raises(UserError, match="too big"):
        set_logo(session, good)
    monkeypatch.setattr(company_logo, "LARGEST_FILE", 10)
    with pytest.raises(UserError, match="too big"):
        set_logo(session, good)
    assert read_logo(session) == kept


@pytest.mark.parametrize(
    "key", ["monthly", "receivables", "weekly", "statement", "work", "customer"]
)
def test_the_head_has_logo_name_address_and_phone(
    session: Session, tmp_path: Path, key: str
) -> None:
    assert key in KEYS
    session.settings.set("company_name", "Oakrun & Söhne")
    session.settings.set("company_address", "12 Canal Street")
    session.settings.set("company_phone", "051262108888")
    path = tmp_path / "x.pdf"
    options = ReportOptions("en", month=Month.of(session.clock.today()))
    if {"customer", "one_customer"} & find_report(key).takes:
        from smallcrm.services.customers import save_customer
        from smallcrm.services.orders import save_order
        from smallcrm.services.records import CustomerRecord, OrderLineRecord, OrderRecord

        buyer = save_customer(session, CustomerRecord("Buyer"))
        save_order(session, OrderRecord(buyer, session.today, (OrderLineRecord("x", 100),)))
        options = replace(options, customer_id=buyer)
    write_report(session, key, options, path)
    plain = Document(path.read_bytes())
    set_logo(session, picture(tmp_path / "logo.png"))
    write_report(session, key, options, path)
    document = Document(path.read_bytes())
    for words in ("Oakrun & Söhne", "12 Canal Street", "0512 6210 8888"):
        assert words in document.pages[0]
    assert b"/Subtype /Image" in document.data
    assert b"/Subtype /Image" not in plain.data
    assert not document.overlaps(0)
    assert not document.outside(0)
    grey = tmp_path / "grey.pdf"
    write_report(session, key, replace(options, grey=True), grey)
    assert not Document(grey.read_bytes()).is_coloured


def test_a_damaged_setting_prints_without_a_logo(session: Session, tmp_path: Path) -> None:
    for kept in ("###", "bm8gcGljdHVyZQ=="):
        session.settings.set("company_logo", kept)
        path = tmp_path / "x.pdf"
        write_report(session, "receivables", ReportOptions("en"), path)
        assert Document(path.read_bytes()).pages
    assert own_company(session, translator("en")).logo == b"no picture"

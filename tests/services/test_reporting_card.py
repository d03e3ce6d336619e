"""The customer card for a visit: its figures by plain queries, any text printed whole."""

from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import translator
from smallcrm.reports.texts import Texts
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import save_customer
from smallcrm.services.feedback import save_feedback
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    FeedbackRecord,
    FollowUpRecord,
    InteractionRecord,
    PhoneRecord,
)
from smallcrm.services.report_list import ReportOptions, write_report
from smallcrm.services.reporting_card import read_visit_card
from smallcrm.storage.session import Session
from tests.reports.reading import Document

HOSTILE = (
    "<b>Smith & Söhne</b> &amp; ${x} %s",
    "喆堃犇𫖯餐饮 🙂 <para>",
    "Endless" * 714,
    "无穷" * 2500,
)


def printed(session: Session, customer_id: int, path: Path, language: str = "en") -> Document:
    write_report(session, "customer", ReportOptions(language, customer_id=customer_id), path)
    return Document(path.read_bytes())


def full_customer(session: Session, name: str, text: str) -> int:
    id = save_customer(session, CustomerRecord(name, level="A", note=text))
    for person in (
        ContactRecord(name, customer_id=id, title=text, phones=(PhoneRecord("13800138000"),)),
        ContactRecord("Left Long Ago", customer_id=id, left_on="2026-01-01"),
        ContactRecord("Do Not", customer_id=id, consent="refused"),
    ):
        save_contact(session, person)
    save_follow_up(session, FollowUpRecord(id, text, "2026-11-10", "14:00"))
    save_feedback(session, FeedbackRecord(id, text, wish="A longer hose"))
    save_interaction(session, InteractionRecord(id, text, "visit", "2026-11-17 10:00"))
    return id


def test_who_what_was_promised_wished_and_said(session: Session, tmp_path: Path) -> None:
    id = full_customer(session, "Alder Works", "Bring the drawings")
    text = printed(session, id, tmp_path / "card.pdf").text
    for part in ("Alder Works", "Level A", "138 0013 8000", "2026-11-10 14:00", "Overdue",
                 "A longer hose", "Waits for an answer", "Do not contact", "Yesterday",
                 "Notes of the visit"):  # fmt: skip
        assert part in text
    assert text.count("Bring the drawings") == 5
    assert "Left Long Ago" not in text


def test_the_language_is_that_of_the_paper(session: Session, tmp_path: Path) -> None:
    id = full_customer(session, "砺帆食品厂", "带上图纸")
    text = printed(session, id, tmp_path / "card.pdf", "zh_CN").text
    for part in ("客户卡", "A 级", "逾期", "待答复", "请勿联系", "昨天", "拜访记录"):
        assert part in text
    assert "Overdue" not in text


def test_figures_agree_with_the_books(demo: Session) -> None:
    texts = Texts(translator("en"))
    ids = demo.connection.execute(
        "SELECT customer_id FROM sales_order GROUP BY 1 ORDER BY count(*) DESC LIMIT 20"
    ).fetchall()
    for (id,) in ids:
        ((bought, year),) = demo.connection.execute(
            "SELECT coalesce(sum(amount), 0),"
            " coalesce(sum(amount) FILTER (WHERE date >= '2026-01-01'), 0)"
            " FROM order_line l JOIN sales_order o ON o.id = l.order_id"
            " WHERE customer_id = ? AND status <> 'cancelled'",
            (id,),
        ).fetchall()
        ((paid,),) = demo.connection.execute(
            "SELECT coalesce(sum(amount), 0) FROM receipt WHERE customer_id = ?", (id,)
        ).fetchall()
        card = read_visit_card(demo, id, texts)
        figures = [figure.text for figure in card.figures[:3]]
        assert figures == [texts.money(year), texts.money(bought), texts.money(abs(bought - paid))]


def test_the_longest_card_of_the_demonstration_has_two_pages(demo: Session, tmp_path: Path) -> None:
    ((id,),) = demo.connection.execute(
        "SELECT customer_id FROM interaction GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    ).fetchall()
    document = printed(demo, id, tmp_path / "card.pdf")
    assert len(document.pages) <= 2
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_printed_whole(
    session: Session, tmp_path: Path, name: str, language: str
) -> None:
    id = full_customer(session, name, name)
    document = printed(session, id, tmp_path / "card.pdf", language)
    if len(name) > 1000:
        assert document.solid.count(name[0]) >= 4 * name.count(name[0])
    else:
        assert document.solid.count("".join(name.split())) >= 6
    for page in range(len(document.pages)):
        assert not document.overlaps(page)
        assert not document.outside(page)


def test_a_card_needs_a_customer(session: Session, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Choose a customer"):
        write_report(session, "customer", ReportOptions("en"), tmp_path / "card.pdf")
    with pytest.raises(UserError):
        printed(session, 99, tmp_path / "card.pdf")

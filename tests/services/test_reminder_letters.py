"""Texts of reminder rules as letters: one file, nobody who is not to be written to, logged."""

from pathlib import Path

import pytest
from PIL import Image

from smallcrm.core.i18n import translator
from smallcrm.models import Interaction
from smallcrm.services.company_logo import set_logo
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import save_customer
from smallcrm.services.feedback import (
    answer_feedback,
    get_feedback,
    is_open,
    list_feedback,
    save_feedback,
)
from smallcrm.services.follow_ups import list_due
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_term
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    FeedbackRecord,
    InteractionRecord,
    TermRecord,
)
from smallcrm.services.reminder_letters import letters_of, part_text, write_letters
from smallcrm.services.reminder_texts import log_texts, text_of
from smallcrm.services.reminders import run_reminders
from smallcrm.storage.session import Session
from tests.reports.reading import Document


@pytest.fixture
def ids(session: Session) -> list[int]:
    session.settings.set("company_name", "Blue Works")
    session.settings.set("company_address", "1 Quay Street")
    for name, consent in (("One", ""), ("Two", ""), ("Three", "refused")):
        record = CustomerRecord(
            *(name,),
            status="active",
            consent=consent,
            addresses=(AddressRecord("5 Mill Lane", city="Leeds", postcode="LS1"),),
        )
        customer = save_customer(session, record)
        save_contact(session, ContactRecord("Reed", customer_id=customer, salutation="Ms."))
        save_term(session, TermRecord(customer, f"Service {name}", ends="2026-12-18"))
    run_reminders(session)
    return [one.id or 0 for one in list_due(session)]


def test_letters_bear_the_logo(session: Session, ids: list[int], tmp_path: Path) -> None:
    plain, marked = tmp_path / "plain.pdf", tmp_path / "marked.pdf"
    write_letters(session, letters_of(session, ids), plain, translator("en"))
    Image.new("RGB", (40, 20), "red").save(tmp_path / "logo.png")
    set_logo(session, tmp_path / "logo.png")
    write_letters(session, letters_of(session, ids), marked, translator("en"))
    assert b"/Subtype /Image" not in plain.read_bytes()
    assert b"/Subtype /Image" in marked.read_bytes()


def test_each_letter_has_a_page_with_letterhead_address_and_text(
    session: Session, ids: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "letters.pdf"
    texts = letters_of(session, ids)
    assert write_letters(session, texts, path, translator("en")) == 2
    document = Document(path.read_bytes())
    assert len(document.pages) == 2
    assert document.size == (595, 842)
    first = document.pages[0]
    for text in ("Blue Works", "1 Quay Street", "One", "5 Mill Lane, Leeds", "LS1", "Ms. Reed,"):
        assert text in first
    assert "Our contract Service One ends on Dec 18, 2026." in first
    assert "Three" not in document.text


def test_a_text_changed_by_hand_is_what_is_printed(
    session: Session, ids: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "letters.pdf"
    texts = letters_of(session, ids[:1])
    write_letters(session, texts, path, translator("en"), changed={ids[0]: "Come and see us."})
    document = Document(path.read_bytes())
    assert "Come and see us." in document.text
    assert "contract" not in document.text


def test_letters_are_logged_in_one_step(session: Session, ids: list[int]) -> None:
    texts = {one.follow_up.id or 0: one.text for one in letters_of(session, ids)}
    log_texts(session, texts, "letter")
    assert [one.customer for one in list_due(session)] == ["Three"]
    assert {talk.kind for talk in list(Interaction.select())} == {"letter"}
    session.undo()
    assert len(list_due(session)) == 3


def test_who_complained_is_not_written_to_before_it_is_answered(
    session: Session, ids: list[int]
) -> None:
    customer = text_of(session, ids[0]).follow_up.customer_id
    said = save_feedback(session, FeedbackRecord(customer, "Late again", rating=1))
    assert text_of(session, ids[0]).blocked == "A complaint or wish is still open."
    answer_feedback(session, said)
    assert text_of(session, ids[0]).blocked == ""


@pytest.mark.parametrize("alone", [True, False])
def test_a_complaint_without_stars_stands_until_it_is_answered(
    session: Session, ids: list[int], alone: bool
) -> None:
    customer = text_of(session, ids[0]).follow_up.customer_id
    if alone:
        save_feedback(session, FeedbackRecord(customer, wish="The lid leaks"))
    else:
        talk = InteractionRecord(customer, "On the phone", touch_point="complaint")
        id = save_interaction(session, talk)
        save_feedback(session, FeedbackRecord(customer, "The lid leaks", interaction_id=id))
    assert text_of(session, ids[0]).blocked == "A complaint or wish is still open."
    (said,) = list_feedback(session, customer, open_only=True)
    assert is_open(said)
    answer_feedback(session, said.id or 0)
    assert text_of(session, ids[0]).blocked == ""
    assert not is_open(get_feedback(session, said.id or 0))


@pytest.mark.parametrize(
    ("text", "called", "company", "parts"),
    [
        ("Ms. Reed, all the best!", "Ms. Reed", "", ("Dear Ms. Reed,", "All the best!")),
        ("杨先生，您好！到期了。蓝厂", "杨先生", "蓝厂", ("Dear 杨先生,", "您好！到期了。")),
        ("All the best. Blue Works", "Ms. Reed", "Blue Works", ("", "All the best.")),
    ],
)
def test_a_text_is_parted_into_salutation_and_body(
    text: str, called: str, company: str, parts: tuple[str, str]
) -> None:
    assert part_text(text, called, company) == parts

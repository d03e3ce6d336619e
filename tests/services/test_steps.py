"""The change log in words, and what undo says it kept."""

from dataclasses import replace

from smallcrm.core import i18n
from smallcrm.models import Phone
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import add_customer, edit_customers, get_customer, save_customer
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lookups import StaffRecord, choose_staff, save_staff
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    InteractionRecord,
    PhoneRecord,
)
from smallcrm.services.steps import (
    describe_redo,
    describe_undo,
    explain_value,
    list_steps,
    undo_label,
)
from smallcrm.storage.operations import LABELS, ORIGINS, Op, Origin
from smallcrm.storage.session import Session


def test_steps_name_what_who_when_and_from_where(session: Session) -> None:
    choose_staff(session, save_staff(session, StaffRecord("陆小曼")))
    id = add_customer(session, CustomerRecord("宁海机电"))
    save_interaction(session, InteractionRecord(id, "talked"), origin=Origin.LOG_BOX)
    newest, added, _staff = list_steps(session)
    assert (newest.label, newest.origin, newest.staff) == (
        "Log contact with 宁海机电",
        "log box",
        "陆小曼",
    )
    assert newest.at == "2026-11-18 09:30"
    assert added.counts == {"customer": 1}
    assert [step.id for step in list_steps(session, limit=1)] == [newest.id]
    session.undo()
    assert [(s.state, s.can_undo) for s in list_steps(session)][:2] == [
        ("undone", False),
        ("done", True),
    ]
    i18n.set_language("zh_CN")
    assert [s.label for s in list_steps(session)][:2] == ["记录联系：宁海机电", "新增客户 宁海机电"]


def test_undo_says_what_was_kept_and_why(session: Session) -> None:
    id = add_customer(session, CustomerRecord("宁海机电"))
    save_customer(session, replace(get_customer(session, id), level="A"))
    first = list_steps(session)[-1]
    result = session.undo(first.id)
    assert undo_label(result) == "Add customer 宁海机电"
    assert describe_undo(result) == (
        "Undone: Add customer 宁海机电 · 1 record was kept because it was edited since"
    )
    assert describe_redo(session.redo()) == "Done again: Add customer 宁海机电"
    i18n.set_language("zh_CN")
    assert "保留" in describe_undo(result)


def test_where_a_value_came_from(session: Session) -> None:
    id = add_customer(session, CustomerRecord("a", phones=(PhoneRecord("13800001111"),)))
    phone = Phone.get().id
    record = get_customer(session, id)
    save_customer(session, replace(record, phones=(PhoneRecord("13900002222"),), level="B"))
    edit_customers(session, [id], level="A")
    changes = explain_value(session, "phone", phone, "number")
    assert [(c.old, c.new, c.origin) for c in changes] == [
        ("13800001111", "13900002222", "form"),
        (None, "13800001111", "form"),
    ]
    assert [c.label for c in explain_value(session, "customer", id, "level")] == [
        "Edit 1 customers",
        "Edit customer a",
        "Add customer a",
    ]
    session.undo()
    assert len(explain_value(session, "customer", id, "level")) == 2


def test_a_value_whose_step_is_no_longer_kept_still_says_when(
    session: Session, monkeypatch: object
) -> None:
    id = add_customer(session, CustomerRecord("a"))
    with session.keeping() as connection:
        connection.execute("UPDATE change_step SET changeset = NULL")
    (change,) = explain_value(session, "customer", id, "name")
    assert (change.old, change.new, change.label) == (None, None, "Add customer a")


def test_every_operation_and_origin_has_words_in_both_languages() -> None:
    assert set(LABELS) == set(Op)
    assert set(ORIGINS) == set(Origin)
    chinese = i18n.translator("zh_CN")
    for text in (*LABELS.values(), *ORIGINS.values()):
        assert chinese.gettext(text) != text, text


def test_moving_a_contact_person_is_named(session: Session) -> None:
    id = add_customer(session, CustomerRecord("a"))
    save_contact(session, ContactRecord("林", customer_id=id))
    assert session.undo_label() == "Add contact person 林"

"""The forms of customers and contact persons: typing, checking, hints, saving, leaving."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from smallcrm.services.customers import add_customer, count_customers, find_by_name, get_customer
from smallcrm.services.lookups import StaffRecord, choose_staff, save_staff
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    PhoneRecord,
)
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.forms.contact_form import ContactDialog, MoveContactDialog
from smallcrm.ui.forms.customer_form import CustomerDialog
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.memory import Memory
from smallcrm.ui.widgets.labels import LinkLabel

PERSON = ContactRecord(
    "Young", salutation="Mr.", title="Buyer", birthday="1980-05-01", birthday_lunar=True,
    phones=(PhoneRecord("13800138000"), PhoneRecord("02162107777", kind="phone")),
)  # fmt: skip
ALDER = CustomerRecord(
    "Alder Ltd.", short_name="Alder", code="K1", level="A", status="active", role="partner",
    owner="Ann", source="Fair", industry="Tools", email="info@alder.example", wechat="alder",
    tax_number="T1", invoice_bank="Bank", founded="1999-01-01", employees=12, birthday=None,
    revenue=120_000, credit_limit=5_000, created="2020-02-02", note="long\nnote",
    phones=(PhoneRecord("02162108888", "802", "phone"),),
    addresses=(
        AddressRecord("1 High Street", city="Leeds", postcode="LS1"),
        AddressRecord("Dock 4", kind="delivery"),
    ),
    tags=("Dealer", "Fair 2026"), custom={"Size": "large"}, contacts=(PERSON,),
)  # fmt: skip


@pytest.fixture
def context(session: Session) -> Iterator[Context]:
    @contextmanager
    def factory() -> Iterator[Session]:
        yield session

    hub = Hub()
    yield Context(session, hub, Runner(factory), InlineReader(session), Memory())
    hub.deleteLater()


@pytest.fixture
def said(context: Context) -> list[str]:
    texts: list[str] = []
    context.hub.message.connect(lambda text, _tone, _undo: texts.append(text))
    return texts


def open_form(
    qtbot: QtBot, context: Context, record: CustomerRecord | None = None
) -> CustomerDialog:
    form = CustomerDialog(context, record)
    qtbot.addWidget(form)
    form.show()
    return form


def open_contact(
    qtbot: QtBot, context: Context, customer: int, record: ContactRecord | None = None
) -> ContactDialog:
    form = ContactDialog(context, customer, record)
    qtbot.addWidget(form)
    form.show()
    return form


# --- a new customer -----------------------------------------------------------------------


def test_a_name_and_a_mobile_make_a_customer_with_its_person(
    qtbot: QtBot, context: Context, session: Session, said: list[str]
) -> None:
    form = open_form(qtbot, context)
    form.basics.name.insert("海川机电有限公司")
    form.contact.name.insert("杨先生（采购）")
    qtbot.keyClicks(form.contact.mobile, "+86 138-0013-8000")
    with qtbot.waitActive(form):
        form.activateWindow()
    with qtbot.waitSignal(form.saved) as saved:
        qtbot.keyClick(form.basics.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (person,) = get_customer(session, saved.args[0]).contacts

    assert not form.isVisible()
    assert said == ["海川机电有限公司 added"]
    assert (person.name, person.salutation, person.gender) == ("杨", "先生", "male")
    assert person.title == "采购"
    assert person.phones == (PhoneRecord("13800138000"),)
    session.undo()
    assert count_customers(session) == 0


def test_who_works_here_owns_new_customers(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    choose_staff(session, save_staff(session, StaffRecord("Ann")))

    assert open_form(qtbot, context).record().owner == "Ann"


def test_without_a_name_the_field_says_so_and_nothing_is_saved(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    form = open_form(qtbot, context)
    form.try_submit()

    assert form.isVisible()
    assert form.basics.error("name") == "A customer needs a name."
    qtbot.keyClicks(form.basics.name, "A")
    assert form.basics.error("name") == ""


def test_what_is_wrong_is_said_under_each_field(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    form = open_form(qtbot, context)
    form.basics.name.setText("Alder")
    form.reach.edit("email").setText("no address")
    form._more_fold.set_open(True)
    assert form.more is not None
    form.more.revenue.setText("much")
    form.contact.mobile.setText("no number")
    form.try_submit()
    assert form.contact.error("contact_mobile") == "This is not a phone number."
    assert form.more.error("revenue") == "This is not an amount."

    form.contact.mobile.clear()
    form.more.revenue.setText("12万")
    form.try_submit()
    assert form.reach.error("email") == "This is not an e-mail address."
    assert count_customers(session) == 0
    form.reach.edit("email").setText("a@b.example")
    form.try_submit()
    assert get_customer(session, find_by_name("Alder") or 0).revenue == 120_000_00


def test_an_e_mail_address_is_checked_when_its_field_is_left(
    qtbot: QtBot, context: Context
) -> None:
    form = open_form(qtbot, context)
    email = form.reach.edit("email")
    email.setText("alder.example")
    email.editingFinished.emit()
    assert form.reach.error("email") == "This is not an e-mail address."

    email.setText("a@alder.example")
    email.editingFinished.emit()
    assert form.reach.error("email") == ""


def test_a_customer_of_this_name_or_phone_is_pointed_to(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    alder = add_customer(session, ALDER)
    form = open_form(qtbot, context)
    qtbot.keyClicks(form.basics.name, "alder")
    form.look_for_similar()
    assert form.hint.isVisible()

    with qtbot.waitSignal(context.hub.customer_asked) as asked:
        form.hint.findChildren(LinkLabel)[0].clicked.emit()
    assert asked.args == [alder]
    assert form.isVisible()

    form.basics.name.setText("Birch")
    form.look_for_similar()
    assert not form.hint.isVisible()
    form.contact.mobile.setText("138 0013 8000")
    form.look_for_similar()
    assert form.hint.isVisible()


# --- a customer that is there --------------------------------------------------------------


def test_the_form_shows_all_and_saving_it_changes_nothing(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    stored = get_customer(session, add_customer(session, ALDER))
    form = open_form(qtbot, context, stored)
    form._more_fold.set_open(True)

    assert form.record() == stored
    assert not form.is_changed()
    form.try_submit()
    assert get_customer(session, stored.id or 0) == stored
    assert session.undo_label() == "Add customer Alder Ltd."


def test_the_customer_itself_is_no_hint(qtbot: QtBot, context: Context, session: Session) -> None:
    stored = get_customer(session, add_customer(session, ALDER))
    form = open_form(qtbot, context, stored)
    form.look_for_similar()

    assert not form.hint.isVisible()


def test_what_was_typed_is_saved(
    qtbot: QtBot, context: Context, session: Session, said: list[str]
) -> None:
    stored = get_customer(session, add_customer(session, ALDER))
    form = open_form(qtbot, context, stored)
    form.basics.level.set_value("C")
    form.basics.owner.setText("Bob")
    form.basics.tags.set_tags(["Dealer"])
    form.phones._add_empty()
    qtbot.keyClicks(form.phones.number_edit(1), "139 0000 1111")
    form.own.field("custom.Size").setText("small")
    form.note.set_text("short")
    form.try_submit()
    changed = get_customer(session, stored.id or 0)

    assert (changed.level, changed.owner, changed.tags) == ("C", "Bob", ("Dealer",))
    assert changed.phones == (*stored.phones, PhoneRecord("13900001111"))
    assert (changed.custom, changed.note) == ({"Size": "small"}, "short")
    assert changed.contacts == stored.contacts
    assert said == ["Alder Ltd. saved"]


def test_a_number_that_lacks_a_digit_is_kept_with_a_word(qtbot: QtBot, context: Context) -> None:
    form = open_form(qtbot, context)
    edit = form.phones.number_edit(0)
    qtbot.keyClicks(edit, "1380013800")
    edit.editingFinished.emit()

    assert form.phones._rows[0]._note.text() == "This number looks incomplete; it is kept as it is."
    assert [phone.number for phone in form.phones.phones()] == ["1380013800"]


def test_what_is_no_number_cannot_be_saved(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    form = open_form(qtbot, context)
    form.basics.name.setText("Alder")
    form.phones.number_edit(0).setText("ask Tom")
    form.try_submit()

    assert form.isVisible()
    assert count_customers(session) == 0


def test_an_address_in_one_line_is_taken_apart_when_left(qtbot: QtBot, context: Context) -> None:
    form = open_form(qtbot, context)
    row = form.addresses.row(0)
    row.street.insert("上海市浦东新区世纪大道 8 号")
    row.street.editingFinished.emit()

    assert row.street.text() == "世纪大道 8 号"
    assert (row.parts["city"].text(), row.parts["district"].text()) == ("上海", "浦东新区")


def test_esc_asks_only_when_something_was_typed(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    form = open_form(qtbot, context)
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()

    form = open_form(qtbot, context)
    qtbot.keyClicks(form.basics.name, "Alder")
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    assert form._ask.isVisible()
    form._ask.confirmed.emit()
    assert not form.isVisible()
    assert count_customers(session) == 0


# --- contact persons -------------------------------------------------------------------------


def test_a_person_is_added_and_changed(
    qtbot: QtBot, context: Context, session: Session, said: list[str]
) -> None:
    alder = add_customer(session, replace(ALDER, contacts=()))
    form = open_contact(qtbot, context, alder)
    qtbot.keyClicks(form.name, "Ms. Chen (finance)")
    qtbot.keyClicks(form.phones.number_edit(0), "13900001111")
    form.try_submit()
    (person,) = get_customer(session, alder).contacts
    assert (person.name, person.salutation, person.gender) == ("Chen", "Ms.", "female")
    assert (person.title, person.phones) == ("finance", (PhoneRecord("13900001111"),))

    form = open_contact(qtbot, context, alder, person)
    form.role.setText("Decides")
    form.left.setChecked(True)
    form.try_submit()
    (person,) = get_customer(session, alder).contacts
    assert (person.role, person.left_on) == ("Decides", session.today)
    assert said == ["Chen added", "Chen saved"]


def test_a_person_shown_and_saved_stays_the_same(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    alder = add_customer(session, ALDER)
    (person,) = get_customer(session, alder).contacts
    form = open_contact(qtbot, context, alder, person)

    assert form.record() == person


def test_a_person_needs_a_name_and_a_real_birthday(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    alder = add_customer(session, replace(ALDER, contacts=()))
    form = open_contact(qtbot, context, alder)
    form.try_submit()
    assert form.form.error("name") == "A contact person needs a name."

    form.name.setText("Chen")
    form.birthday.setText("some day")
    form.try_submit()
    assert form._more.error("birthday") == "This is not a date."
    assert form._fold.is_open()
    assert get_customer(session, alder).contacts == ()


def test_a_person_is_deleted_from_the_form(
    qtbot: QtBot, context: Context, session: Session, said: list[str]
) -> None:
    alder = add_customer(session, ALDER)
    (person,) = get_customer(session, alder).contacts
    form = open_contact(qtbot, context, alder, person)
    form._delete()

    assert get_customer(session, alder).contacts == ()
    assert not form.isVisible()
    assert said == ["Young deleted"]


def test_a_person_moves_to_another_customer(
    qtbot: QtBot, context: Context, session: Session, said: list[str]
) -> None:
    alder, birch = add_customer(session, ALDER), add_customer(session, CustomerRecord("Birch"))
    (person,) = get_customer(session, alder).contacts
    form = open_contact(qtbot, context, alder, person)
    dialog = MoveContactDialog(context, person, form)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.customer.set_value(alder, "Alder Ltd.")
    dialog.try_submit()
    assert dialog.form.error("customer") == "This is where they work already."

    dialog.customer.set_value(birch, "Birch")
    dialog.try_submit()
    assert get_customer(session, alder).contacts == ()
    assert [one.name for one in get_customer(session, birch).contacts] == ["Young"]
    assert said == ["Young works for Birch now"]


# --- a customer that is there already -------------------------------------------------------


def test_whose_customer_it_is_is_said_at_once(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    add_customer(session, CustomerRecord("Alder Works", owner="Cheng Yuan", wechat="alder88"))
    form = open_form(qtbot, context)
    form.basics.name.setText("Alder Works")
    form.look_for_similar()
    head, detail = form.hint.texts()
    assert head == "There is a customer of this name already: Alder Works"
    assert detail == "Cheng Yuan cares for it"

    form.basics.name.setText("Quite Another")
    form.contact.wechat.setText("ALDER88")
    form.look_for_similar()
    assert form.hint.texts()[0] == "This WeChat belongs to a customer already: Alder Works"
    assert [link.text() for link in form.hint.links] == ["Show"]


def test_a_customer_that_is_there_is_compared_with_the_one_found(
    qtbot: QtBot, context: Context, session: Session
) -> None:
    alder = add_customer(session, CustomerRecord("Alder Works", wechat="alder88"))
    birch = add_customer(session, CustomerRecord("Birch Mill"))
    form = open_form(qtbot, context, get_customer(session, birch))
    form.reach.edit("wechat").setText("alder88")
    form.look_for_similar()
    compare = form.hint.links[0]
    assert compare.text() == "Compare"
    with qtbot.waitSignal(context.hub.duplicates_asked) as asked:
        compare.clicked.emit()
    assert asked.args == [(birch, alder)]
    assert get_customer(session, birch).wechat == "alder88"  # saved before


@pytest.mark.parametrize("typed", ["3月15日", "03-15", "Mar 15"])
def test_a_birthday_without_a_year_is_typed_and_kept(qtbot, context, session, said, typed) -> None:
    alder = add_customer(session, ALDER)
    dialog = ContactDialog(context, alder)
    qtbot.addWidget(dialog)
    dialog.name.setText("Hill")
    dialog.birthday.setText(typed)
    assert dialog.try_submit() is not False
    (hill,) = (one for one in get_customer(session, alder).contacts if one.name == "Hill")
    assert (hill.birthday, hill.birthday_lunar) == ("1904-03-15", False)
    again = ContactDialog(context, alder, hill)
    qtbot.addWidget(again)
    assert again.birthday.text() == "03-15"
    assert again.record() == replace(hill)


@pytest.mark.parametrize(
    ("typed", "tick", "stored"),
    [("1985-02-30", True, "1985-02-30"), ("农历二月三十", False, "1904-02-30")],
)
def test_a_lunar_30th_of_the_second_month_is_typed_and_kept(
    qtbot, context, session, said, typed, tick, stored
) -> None:
    alder = add_customer(session, ALDER)
    dialog = ContactDialog(context, alder)
    qtbot.addWidget(dialog)
    dialog.name.setText("Hill")
    dialog.birthday.setText(typed)
    dialog.birthday.lunar.setChecked(tick)
    assert dialog.try_submit() is not False
    (hill,) = (one for one in get_customer(session, alder).contacts if one.name == "Hill")
    assert (hill.birthday, hill.birthday_lunar) == (stored, True)
    again = ContactDialog(context, alder, hill)
    qtbot.addWidget(again)
    assert again.birthday.text() == stored.removeprefix("1904-")
    again.birthday.lunar.setChecked(False)
    assert "birthday" in again.errors()
    again.birthday.lunar.setChecked(True)
    assert again.record() == replace(hill)

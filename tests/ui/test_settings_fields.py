"""The settings of the company's own fields: each change is kept at once and can be taken back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from smallcrm.services.custom_fields import FieldRecord, list_fields, save_field
from smallcrm.services.customers import get_customer
from smallcrm.ui.dialogs.settings_fields import ChoiceNameDialog, FieldsSection
from tests.ui.desk import add_customer, make_context, settle


@pytest.fixture
def section(qtbot, datafile, session) -> FieldsSection:
    context = make_context(datafile, session)
    context.hub.undo_asked.connect(session.undo)
    made = FieldsSection(context)
    qtbot.addWidget(made)
    made.show()
    return made


def names(session) -> list[str]:
    return [field.name for field in list_fields(session)]


def test_a_field_is_added_by_keyboard_with_its_choices(qtbot, section, session) -> None:
    section.new_type.set_value("choice")
    qtbot.keyClicks(section.new, "Shop type")
    qtbot.keyClick(section.new, Qt.Key.Key_Return)
    (row,) = section.rows.values()
    for word in ("Street", "Mall"):
        edit = row.choices.findChild(QLineEdit)
        qtbot.keyClicks(edit, word)
        qtbot.keyClick(edit, Qt.Key.Key_Return)

    (field,) = list_fields(session)
    assert (field.name, field.type, field.choices) == ("Shop type", "choice", ("Street", "Mall"))


def test_a_name_given_twice_is_said_and_not_kept(section, session) -> None:
    save_field(session, FieldRecord("Size"))
    settle()
    section.new.setText("size")
    section.add()

    assert section.problem.text() == "There is a field of this name already."
    assert names(session) == ["Size"]


def test_a_choice_gets_another_name_where_it_was_chosen_too(qtbot, section, session) -> None:
    field = save_field(session, FieldRecord("Shop type", "choice", ("Street", "Mall")))
    alder = add_customer(session, "Alder", custom={"Shop type": "Street"})
    settle()
    section.rename_choice(field, "Street")
    dialog = section.window().findChildren(ChoiceNameDialog)[-1]
    dialog.name.setText(" ")
    dialog.try_submit()
    assert dialog.problem.text() == "A choice needs a name."
    dialog.name.setText("High street")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)

    assert get_customer(session, alder).custom == {"Shop type": "High street"}
    assert section.rows[field].choices.tags() == ["High street", "Mall"]
    assert section.said.text() == "Now called High street. 1 customer changed too."
    section._undo.click()
    settle()
    assert get_customer(session, alder).custom == {"Shop type": "Street"}
    assert section.rows[field].choices.tags() == ["Street", "Mall"]


def test_renaming_and_moving(qtbot, section, session) -> None:
    for name in ("Size", "Floor"):
        save_field(session, FieldRecord(name))
    settle()
    first, _second = section.rows.values()
    first.name.setText("Area")
    first.name.editingFinished.emit()
    first.down.click()

    assert names(session) == ["Floor", "Area"]
    assert [row.name.text() for row in section.rows.values()] == ["Floor", "Area"]


def test_deleting_says_what_goes_and_undo_brings_it_back(section, session) -> None:
    save_field(session, FieldRecord("Size", "number"))
    alder = add_customer(session, custom={"Size": "120"})
    settle()
    next(iter(section.rows.values())).remove.click()
    assert section.said.text() == "Field Size deleted. 1 customer had a value in it."
    assert names(session) == []

    section._undo.click()
    settle()
    assert names(session) == ["Size"]
    assert get_customer(session, alder).custom == {"Size": "120"}
    assert len(section.rows) == 1


def test_a_type_that_values_do_not_fit_is_refused_and_shown_as_it_was(section, session) -> None:
    save_field(session, FieldRecord("Size"))
    add_customer(session, custom={"Size": "large"})
    settle()
    row = next(iter(section.rows.values()))
    row.type.set_value("number")
    row.type.chosen.emit("number")

    assert section.problem.text() == "1 value does not fit this type: large"
    assert next(iter(section.rows.values())).type.value() == "text"

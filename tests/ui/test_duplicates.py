"""The duplicates dialog through its widgets: choosing, merging, setting apart, taking back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from smallcrm.models import Customer, Interaction, NotSame
from smallcrm.services.customers import add_customer, get_customer
from smallcrm.services.records import CustomerRecord, PhoneRecord
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.duplicates_dialog import DuplicatesDialog, open_duplicates
from tests.ui.desk import make_context, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def context(datafile: DataFile, session: Session) -> Context:
    return make_context(datafile, session)


@pytest.fixture
def pairs(session: Session) -> list[int]:
    """Two pairs, the first surer; returns the four ids."""
    phone = (PhoneRecord("13800001111"),)
    return [
        add_customer(session, CustomerRecord("Alder Works", level="B", phones=phone, qq="1")),
        add_customer(session, CustomerRecord("Alder Works Ltd.", level="C", phones=phone, qq="2")),
        add_customer(session, CustomerRecord("Birch Mill", industry="Paper")),
        add_customer(session, CustomerRecord("Birch Mill", industry="Wood")),
    ]


@pytest.fixture
def show(qtbot: QtBot, context: Context) -> Iterator:
    """Open the dialog; with ids for these customers only."""

    def opened(*ids: int) -> DuplicatesDialog:
        dialog = DuplicatesDialog(context, ids)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.start()
        settle()
        return dialog

    return opened


def customers() -> list[int]:
    return [row.id for row in Customer.select().order_by(Customer.id)]


def test_the_surest_pair_is_laid_side_by_side(show, pairs: list[int]) -> None:
    dialog = show()
    assert [text.rsplit(" ", 1)[0] for text in dialog.list.texts()] == [
        "Alder Works / Alder Works Ltd. same name · phone 138 0000 1111",
        "Birch Mill same name",
    ]
    shown = {row[0]: row[1:] for row in dialog.pair.table.texts()}
    assert shown["Level"] == ("Level B", "Level C")
    assert shown["Phone"] == ("138 0000 1111", "138 0000 1111")
    assert dialog.pair.table.chosen["qq"] == 1  # the later one
    assert dialog.hint.text() == "2 to look at"


def test_a_press_chooses_a_value_and_the_next_pair_comes_at_once(
    show, qtbot: QtBot, session: Session, pairs: list[int]
) -> None:
    dialog = show()
    table = dialog.pair.table
    for key, place in (("level", 1), ("qq", 0)):
        qtbot.mouseClick(table, Qt.MouseButton.LeftButton, pos=table.cell_rect(key, place).center())
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    settle()
    assert customers() == [pairs[0], *pairs[2:]]
    merged = get_customer(session, pairs[0])
    assert (merged.level, merged.qq, merged.name) == ("C", "1", "Alder Works Ltd.")
    assert "Level: Level B" in merged.note
    assert dialog.said.text() == "Alder Works Ltd. was merged into Alder Works"
    assert dialog.pair.ids() == tuple(pairs[2:])
    assert session.undo_label() == "Merge Alder Works Ltd. into Alder Works"


def test_keys_do_everything(show, qtbot: QtBot, session: Session, pairs: list[int]) -> None:
    dialog = show()
    table = dialog.pair.table
    table.setFocus()
    while table.current_key != "level":
        qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.chosen["level"] == 1
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.chosen["level"] == 0
    qtbot.keyClick(dialog, Qt.Key.Key_2)
    assert table.chosen["level"] == 1
    qtbot.keyClick(dialog, Qt.Key.Key_1)
    assert (table.chosen["level"], table.chosen["qq"]) == (0, 0)
    qtbot.keyClick(dialog, Qt.Key.Key_0)
    assert (table.chosen["level"], table.chosen["qq"]) == (0, 1)
    qtbot.keyClick(dialog, Qt.Key.Key_L)  # later: the other pair first
    assert dialog.pair.ids() == tuple(pairs[2:])
    qtbot.keyClick(dialog, Qt.Key.Key_N)
    assert [(row.first, row.second) for row in NotSame.select()] == [tuple(pairs[2:])]
    assert dialog.pair.ids() == tuple(pairs[:2])
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert customers() == [pairs[0], *pairs[2:]]
    assert dialog._none.isVisible()


def test_answers_can_be_taken_back(
    show, qtbot: QtBot, context: Context, session: Session, pairs: list[int]
) -> None:
    context.hub.undo_asked.connect(session.undo)
    dialog = show()
    dialog.merge()
    dialog.set_apart()
    assert dialog.list.texts() == []
    qtbot.mouseClick(dialog.undo, Qt.MouseButton.LeftButton)
    assert NotSame.select().count() == 0
    assert len(dialog.list.texts()) == 1
    qtbot.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert customers() == pairs
    assert len(dialog.list.texts()) == 2
    assert dialog.pair.ids() == tuple(pairs[:2])


def test_what_was_set_aside_can_be_looked_at_again(show, qtbot: QtBot, pairs: list[int]) -> None:
    dialog = show()
    dialog.set_apart()
    aside = dialog.which.findChildren(QPushButton)[1]
    qtbot.mouseClick(aside, Qt.MouseButton.LeftButton)
    assert len(dialog.list.texts()) == 1
    assert not dialog.primary.isVisible()
    assert dialog.pair.table.current_key == ""  # nothing to choose
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert NotSame.select().count() == 0
    assert dialog._none.isVisible()


def test_nothing_to_do_is_said(show, session: Session) -> None:
    add_customer(session, CustomerRecord("Alder Works"))
    dialog = show()
    assert dialog._none.isVisible()
    assert not dialog.primary.isVisible()


def test_of_a_group_some_can_be_left_out(show, qtbot: QtBot, session: Session) -> None:
    ids = [add_customer(session, CustomerRecord("Alder Works")) for _n in range(3)]
    dialog = show()
    assert len(dialog.pair.table.heads) == 3
    qtbot.mouseClick(dialog.pair.members[1], Qt.MouseButton.LeftButton)
    assert dialog.pair.ids() == (ids[0], ids[2])
    qtbot.mouseClick(dialog.pair.members[2], Qt.MouseButton.LeftButton)  # two stay at least
    assert dialog.pair.ids() == (ids[0], ids[2])
    dialog.merge()
    assert customers() == [ids[0], ids[1]]
    assert dialog.pair.ids() == (ids[0], ids[1])  # the rest of the group


def test_chosen_customers_are_compared_and_it_closes(
    show, context: Context, pairs: list[int]
) -> None:
    opened: list[int] = []
    context.hub.customer_asked.connect(opened.append)
    dialog = show(pairs[0], pairs[2])
    assert not dialog.side.isVisible()
    assert dialog.pair.table.heads == ("1  Alder Works", "2  Birch Mill")
    dialog.merge()
    assert not dialog.isVisible()
    assert opened == [pairs[0]]


def test_a_customer_that_went_meanwhile_is_told(show, session: Session, pairs: list[int]) -> None:
    from smallcrm.services.customers import delete_customers

    dialog = show()
    delete_customers(session, [pairs[3]])
    dialog.put_off()
    assert dialog.said.text() == "This customer is no longer there."
    assert dialog.pair.ids() == tuple(pairs[:2])
    assert len(dialog.list.texts()) == 1


def test_customers_with_much_on_them_are_merged_by_a_job(
    show, session: Session, pairs: list[int]
) -> None:
    with session.unit(Op.DEMO):
        rows = [{"customer": pairs[1], "at": "2026-11-01", "content": str(n)} for n in range(501)]
        for start in range(0, 501, 100):
            Interaction.insert_many(rows[start : start + 100]).execute()
    dialog = show()
    dialog.merge()
    assert not dialog.primary.isVisible()  # until it is done
    settle()
    assert customers() == pairs[1:]  # the one with most on it stays
    assert dialog.pair.ids() == tuple(pairs[2:])
    assert dialog.primary.isVisible()


def test_the_desk_opens_it(qtbot: QtBot, context: Context, pairs: list[int]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = open_duplicates(context, window, pairs[:2])
    assert dialog.windowTitle() == "Merge customers"
    dialog.close()
    dialog = open_duplicates(context, window)
    assert dialog.windowTitle() == "Duplicate customers"
    settle()
    assert len(dialog.list.texts()) == 2
    dialog.close()
    assert context.memory.get("duplicates.size") == [dialog.width(), dialog.height()]

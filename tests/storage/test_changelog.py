"""The log of steps: what is kept, for how long, and what it answers."""

import pytest

from smallcrm.models import Contact, Customer, Phone
from smallcrm.storage import changelog
from smallcrm.storage.changelog import list_field_changes, list_row_changes
from smallcrm.storage.operations import Op, label
from smallcrm.storage.session import Session
from smallcrm.storage.steps import list_steps, log_state, step_size


def add(session: Session, name: str = "a") -> int:
    with session.unit(Op.ADD_CUSTOMER, {"name": name}):
        return int(Customer.create(name=name, created=session.today).id)


def edit(session: Session, id: int, **values: object) -> int:
    with session.unit(Op.EDIT_CUSTOMER, {"name": "a"}) as unit:
        Customer.update(**values).where(Customer.id == id).execute()
    assert unit.step_id
    return unit.step_id


def test_a_step_knows_its_rows_and_values(session: Session) -> None:
    id = add(session)
    step = edit(session, id, level="A", industry="机械")
    (change,) = list_row_changes(session.connection, step)
    assert (change.table, change.row_id, change.action) == ("customer", id, "U")
    assert {name: change.new[name] for name in ("level", "industry")} == {
        "level": "A",
        "industry": "机械",
    }
    assert change.old["level"] == ""
    assert "name" not in change.new
    assert step_size(list_steps(session.connection)[0]) == 1
    assert step_size(None) == 0


def test_a_field_is_asked_not_the_whole_record(session: Session) -> None:
    id = add(session)
    edit(session, id, level="A")
    edit(session, id, industry="机械")
    connection = session.connection
    assert [c.new for c in list_field_changes(connection, "customer", id, "level")] == ["A", ""]
    assert len(list_field_changes(connection, "customer", id, "name")) == 1
    session.undo()
    session.undo()
    assert [c.new for c in list_field_changes(connection, "customer", id, "level")] == [""]


def test_a_field_whose_name_is_part_of_another_is_not_mixed_up(session: Session) -> None:
    id = add(session)
    edit(session, id, short_name="x")
    assert len(list_field_changes(session.connection, "customer", id, "name")) == 1


def test_old_steps_keep_their_label_but_not_their_values(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelog, "STEPS_KEPT", 2)
    id = add(session)
    for level in "ABC":
        edit(session, id, level=level)
    kept = [(step.op, step.kept) for step in list_steps(session.connection)]
    assert kept == [("edit_customer", True)] * 2 + [
        ("edit_customer", False),
        ("add_customer", False),
    ]
    oldest = list_field_changes(session.connection, "customer", id, "level")[-1]
    assert (oldest.known, oldest.old, oldest.new) == (False, None, None)
    assert list_row_changes(session.connection, 1) == []


def test_the_values_of_large_steps_make_room(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelog, "BYTES_KEPT", 1)
    id = add(session)
    edit(session, id, level="A")
    assert [step.kept for step in list_steps(session.connection)] == [True, False]
    session.undo()
    assert session.undo_label() == "", "nothing can be undone past a step that is forgotten"


def test_a_new_step_drops_what_was_undone(session: Session) -> None:
    id = add(session)
    edit(session, id, level="A")
    session.undo()
    edit(session, id, level="B")
    assert [(s.state, s.kept) for s in list_steps(session.connection)] == [
        ("done", True),
        ("dropped", False),
        ("done", True),
    ]


def test_the_state_of_the_log_differs_after_every_step(session: Session) -> None:
    seen = [log_state(session.connection)]
    assert seen == [""]
    id = add(session)
    seen.append(log_state(session.connection))
    edit(session, id, level="A")
    seen.append(log_state(session.connection))
    session.undo()
    seen.append(log_state(session.connection))
    assert len(set(seen)) == 4


def test_moving_a_person_touches_both_customers(session: Session) -> None:
    first, second = add(session, "a"), add(session, "b")
    with session.unit(Op.ADD_CONTACT):
        person = Contact.create(customer=first, name="林").id
        Phone.create(customer=first, contact=person, number="13800001111")

    def found() -> list[tuple[object, ...]]:
        query = "SELECT rowid FROM search WHERE body LIKE '%13800001111%'"
        return session.connection.execute(query).fetchall()

    with session.unit(Op.MOVE_CONTACT):
        Contact.update(customer=second).execute()
        Phone.update(customer=second).execute()
    assert found() == [(second,)]
    session.undo()
    assert found() == [(first,)]


def test_labels_are_whole_without_details() -> None:
    assert label("import", {"file": "a.xlsx"}) == "Import a.xlsx"
    assert label("add_deal", {}) == "Add deal"
    assert label("something_newer", {"name": "x"}) == "something_newer"
    assert label("add_customer", {"name": "100%"}) == "Add customer 100%"

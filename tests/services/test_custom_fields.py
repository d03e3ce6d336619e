"""The company's own fields: defined, ordered, converted, shown, deleted and brought back."""

import pytest

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import set_language
from smallcrm.services.custom_fields import (
    FieldRecord,
    delete_field,
    list_columns,
    list_fields,
    list_values,
    move_field,
    read_columns,
    read_value,
    rename_choice,
    save_field,
    value_words,
)
from smallcrm.services.customers import get_customer, save_customer
from smallcrm.services.records import CustomerRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session


def names(session: Session) -> list[str]:
    return [field.name for field in list_fields(session)]


def test_fields_are_added_at_the_end_moved_and_renamed(session: Session) -> None:
    first = save_field(session, FieldRecord("Shop size", "number"))
    save_field(session, FieldRecord("Brands", "choices", ("Oak", "Elm", "Oak", " ")))
    save_field(session, FieldRecord("Opened", "date"))
    assert names(session) == ["Shop size", "Brands", "Opened"]
    assert list_fields(session)[1].choices == ("Oak", "Elm")

    move_field(session, first, 1)
    assert names(session) == ["Brands", "Shop size", "Opened"]
    save_field(session, FieldRecord("Floor", "number", id=first))
    assert names(session) == ["Brands", "Floor", "Opened"]
    session.undo()
    session.undo()
    assert names(session) == ["Shop size", "Brands", "Opened"]


def test_a_choice_is_renamed_with_its_values_in_one_step(session: Session) -> None:
    one = save_field(session, FieldRecord("Wood", "choice", ("Oak", "Oak, old", "Elm")))
    some = save_field(session, FieldRecord("Brands", "choices", ("Oak", "Elm", "Fir")))
    ids = [
        save_customer(session, CustomerRecord(name, custom={"Wood": wood, "Brands": brands}))
        for name, wood, brands in (
            ("Alder", "Oak", "Oak\nElm"),
            ("Beech", "Oak, old", "Fir\nOak"),
            ("Cedar", "", "Fir"),
        )
    ]

    def values() -> list[tuple[str, str]]:
        found = [get_customer(session, id).custom for id in ids]
        return [(custom.get("Wood", ""), custom.get("Brands", "")) for custom in found]

    before = values()
    assert rename_choice(session, one, "Oak", "  White  oak ") == 1
    assert list_fields(session)[0].choices == ("White oak", "Oak, old", "Elm")
    assert rename_choice(session, some, "Oak", "Elm") == 2
    assert list_fields(session)[1].choices == ("Elm", "Fir")
    assert values() == [("White oak", "Elm"), ("Oak, old", "Fir\nElm"), ("", "Fir")]
    session.undo()
    session.undo()
    assert values() == before
    assert list_fields(session)[1].choices == ("Oak", "Elm", "Fir")
    with pytest.raises(UserError, match="no longer there"):
        rename_choice(session, one, "Ash", "Birch")
    with pytest.raises(FieldError):
        rename_choice(session, one, "Oak", " ")


def test_a_name_is_used_once_and_never_empty(session: Session) -> None:
    save_field(session, FieldRecord("Brands"))
    for name in ("brands", "  "):
        with pytest.raises(FieldError) as told:
            save_field(session, FieldRecord(name))
        assert told.value.field == "name"


def test_deleting_takes_the_values_and_undo_brings_them_back(session: Session) -> None:
    field = save_field(session, FieldRecord("Shop size", "number"))
    alder = save_customer(session, CustomerRecord("Alder", custom={"Shop size": "120"}))
    assert list_fields(session)[0].used == 1
    delete_field(session, field)
    assert get_customer(session, alder).custom == {}
    session.undo()
    assert get_customer(session, alder).custom == {"Shop size": "120"}


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        ("text", " rye ", "rye", "rye"),
        ("number", "1,250.50", "1250.50", "1,250.50"),
        ("money", "12万", "120000.00", "¥ 120,000"),
        ("date", "2026.3.5", "2026-03-05", "Mar 5, 2026"),
        ("yes_no", "Yes", "yes", "Yes"),
        ("choices", "Oak\nElm\nOak", "Oak\nElm", "Oak, Elm"),
        ("number", "", "", ""),
    ],
)
def test_what_is_typed_is_stored_and_shown(kind: str, typed: str, stored: str, shown: str) -> None:
    assert read_value(kind, typed) == stored
    assert value_words(kind, stored) == shown


def test_words_follow_the_language() -> None:
    set_language("zh_CN")
    assert value_words("yes_no", "no") == "否"
    assert value_words("choices", "橡木\n榆木") == "橡木、榆木"


@pytest.mark.parametrize(
    ("kind", "typed"), [("number", "many"), ("number", "nan"), ("money", "much"), ("date", "soon")]
)
def test_what_does_not_fit_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(FieldError):
        read_value(kind, typed)


def test_a_changed_type_carries_the_values_over_or_is_refused(session: Session) -> None:
    field = save_field(session, FieldRecord("Size"))
    alder = save_customer(session, CustomerRecord("Alder", custom={"Size": "1,200"}))
    save_field(session, FieldRecord("Size", "number", id=field))
    assert get_customer(session, alder).custom == {"Size": "1200"}

    save_field(session, FieldRecord("Size", "text", id=field))
    save_customer(session, CustomerRecord("Birch", custom={"Size": "large"}))
    with pytest.raises(FieldError, match="large"):
        save_field(session, FieldRecord("Size", "number", id=field))
    assert list_fields(session)[0].type == "text"


def test_a_customer_has_every_field_with_or_without_a_value(session: Session) -> None:
    save_field(session, FieldRecord("Size", "number"))
    save_field(session, FieldRecord("Brands", "choices", ("Oak", "Elm")))
    alder = save_customer(session, CustomerRecord("Alder", custom={"Brands": "Oak\nElm"}))
    assert [(one.field.name, one.words) for one in list_values(session, alder)] == [
        ("Size", ""),
        ("Brands", "Oak, Elm"),
    ]


def test_the_list_gets_columns_and_their_values(session: Session) -> None:
    size = save_field(session, FieldRecord("Size", "number"))
    rent = save_field(session, FieldRecord("Rent", "money"))
    alder = save_customer(
        session, CustomerRecord("Alder", custom={"Size": "1200", "Rent": "90.50"})
    )
    birch = save_customer(session, CustomerRecord("Birch"))
    assert [(one.key, one.kind) for one in list_columns(session)] == [
        (f"custom:{size}", "number"),
        (f"custom:{rent}", "money"),
    ]
    assert read_columns(session, [alder, birch]) == {
        alder: {f"custom:{size}": 1200, f"custom:{rent}": 9050}
    }

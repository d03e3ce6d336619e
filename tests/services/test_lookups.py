"""Short lists to choose from."""

import pytest

from smallcrm.models import CustomField, Source, Tag
from smallcrm.services.customers import add_customer, tag_customers
from smallcrm.services.lookups import (
    StaffRecord,
    choose_staff,
    ensure,
    list_custom_fields,
    list_industries,
    list_products,
    list_sources,
    list_staff,
    list_tags,
    save_staff,
)
from smallcrm.services.records import CustomerRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


def test_staff_is_listed_while_active(session: Session) -> None:
    first = save_staff(session, StaffRecord("陆小曼", phone="13800001111"))
    save_staff(session, StaffRecord("程远", active=False))
    assert [one.name for one in list_staff(session)] == ["陆小曼"]
    assert {one.name for one in list_staff(session, all_staff=True)} == {"陆小曼", "程远"}
    save_staff(session, StaffRecord("陆小满", id=first))
    assert [one.name for one in list_staff(session)] == ["陆小满"]
    choose_staff(session, first)
    assert session.settings.staff_name == "陆小满"
    choose_staff(session, None)
    assert session.settings.staff_name == ""


def test_two_of_a_name_and_none_are_told(session: Session) -> None:
    first = save_staff(session, StaffRecord("Anna"))
    second = save_staff(session, StaffRecord("Özil"))
    for record in (
        StaffRecord("anna"),
        StaffRecord(" "),
        StaffRecord("ANNA", id=second),
        StaffRecord("özil"),
    ):
        with pytest.raises(FieldError) as told:
            save_staff(session, record)
        assert told.value.field == "name"
    save_staff(session, StaffRecord("ANNA", id=first))


def test_a_name_is_made_once_whatever_its_letters(session: Session) -> None:
    with session.unit(Op.TAG_CUSTOMERS, {"count": 1}):
        ids = {ensure(Tag, name) for name in ("Öl", "öl", " ÖL ", "Öl")}
        assert len(ids) == 1
        assert ensure(Tag, "VIP") == ensure(Tag, "vip") != ensure(Tag, "重点")
        assert ensure(Source, "") is None


def test_tags_are_counted_most_used_first(session: Session) -> None:
    ids = [add_customer(session, CustomerRecord(name)) for name in "abc"]
    tag_customers(session, ids[:1], "rare")
    tag_customers(session, ids, "common")
    with session.unit(Op.TAG_CUSTOMERS, {"count": 0}):
        ensure(Tag, "unused")
    assert [(tag.name, tag.count) for tag in list_tags(session)] == [
        ("common", 3),
        ("rare", 1),
        ("unused", 0),
    ]


def test_lists_come_from_what_is_in_use(session: Session) -> None:
    for name, industry, source in (("a", "机械", "展会"), ("b", "鞋业", ""), ("c", "鞋业", "网站")):
        add_customer(session, CustomerRecord(name, industry=industry, source=source))
    assert list_industries(session) == ["鞋业", "机械"]
    assert set(list_sources(session)) == {"展会", "网站"}
    assert list_products(session) == []


def test_own_fields_keep_their_order_and_choices(session: Session) -> None:
    with session.unit(Op.EDIT_CUSTOMER):
        CustomField.create(name="b", type="choice", choices="x\ny", position=1)
        CustomField.create(name="a", position=0)
    assert list_custom_fields(session) == [("a", "text", ()), ("b", "choice", ("x", "y"))]

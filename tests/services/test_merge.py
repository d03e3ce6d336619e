"""Merging customers: what is taken, what goes along, what the note tells, and taking it back."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.core.dates import FixedClock
from smallcrm.core.errors import UserError
from smallcrm.models import (
    Attachment,
    Contact,
    ContactPost,
    Customer,
    CustomerTag,
    CustomField,
    CustomValue,
    Deal,
    FactCheck,
    Feedback,
    FollowUp,
    ImportFile,
    ImportRow,
    Interaction,
    NotSame,
    Order,
    Phone,
    Receipt,
    RecordedModel,
    Relation,
    Stage,
    Term,
)
from smallcrm.services.contacts import read_contacts
from smallcrm.services.customers import (
    add_customer,
    edit_customers,
    get_customer,
    save_customer,
)
from smallcrm.services.merge import merge_customers
from smallcrm.services.merge_facts import CUSTOM, FIELDS, compare_customers
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    PhoneRecord,
)
from smallcrm.storage.check import find_faults
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from tests.conftest import NOW
from tests.storage.helpers import dump

MOBILE, OTHER = PhoneRecord("13800001111"), PhoneRecord("13900002222")


def hang_everything(session: Session, customer: int) -> dict[str, int]:
    """One record of every kind that can hang on a customer; returns their ids by table."""
    with session.unit(Op.DEMO):
        person = Contact.create(customer=customer, name=f"Person {customer}")
        stage = Stage.get(Stage.kind == "open")
        deal = Deal.create(customer=customer, stage=stage, title="Press", opened="2026-11-01")
        talk = Interaction.create(customer=customer, contact=person, at="2026-11-02", content="x")
        order = Order.create(customer=customer, deal=deal, date="2026-11-03")
        more = [
            Phone.create(customer=customer, contact=person, number=f"1370000{customer:04d}"),
            FollowUp.create(
                customer=customer, contact=person, title="Call", due="2026-12-01",
                created="2026-11-01",
            ),
            Receipt.create(customer=customer, order=order, date="2026-11-04", amount=100),
            Term.create(customer=customer, title="Warranty"),
            Feedback.create(customer=customer, interaction=talk, text="good", at="2026-11-02"),
            Attachment.create(
                customer=customer, name="a.pdf", sha256="0" * 64, size=1, added="2026-11-01"
            ),
            FactCheck.create(
                customer=customer, field="address", state="confirmed", at="2026-11-01"
            ),
            ContactPost.create(contact=person, customer=customer, title="Buyer"),
        ]  # fmt: skip
    return {type(row).__name__: row.id for row in [person, deal, talk, order, *more]}


def test_everything_that_hangs_on_the_other_goes_along(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder Works"))
    other = add_customer(session, CustomerRecord("Alder Works Ltd."))
    ids = hang_everything(session, other)

    merge_customers(session, keep, [other])

    for model in RecordedModel.__subclasses__():
        if model.__name__ in ids:
            row = model.get(model.id == ids[model.__name__])
            assert row.customer_id == keep, model.__name__
    assert Customer.get_or_none(Customer.id == other) is None
    assert find_faults(session.connection) == []


def test_every_column_of_a_customer_is_chosen_joined_or_goes_along() -> None:
    chosen = {name for key, (_title, along) in FIELDS.items() for name in (key, *along)}
    assert set(Customer._meta.fields) == chosen | {"id", "note"}


def test_filled_values_win_and_the_note_tells_the_others(session: Session) -> None:
    keep = add_customer(
        session,
        CustomerRecord("Alder Works", level="A", email="a@alder.example", note="Old friend"),
    )
    other = add_customer(
        session,
        CustomerRecord("Alder Works Ltd.", level="B", industry="Printing", note="Pays late"),
    )
    merge_customers(session, keep, [other], {"level": keep})

    merged = get_customer(session, keep)
    assert (merged.name, merged.level, merged.industry) == ("Alder Works Ltd.", "A", "Printing")
    assert merged.email == "a@alder.example"
    lines = merged.note.split("\n")
    assert lines[:2] == ["Old friend", "Pays late"]
    assert "Level: Level B" in lines
    assert "Customer name: Alder Works" in lines


def test_nothing_is_added_to_the_note_when_nothing_differs(session: Session) -> None:
    record = CustomerRecord("Alder Works", level="A", note="Old friend")
    keep, other = add_customer(session, record), add_customer(session, record)
    merge_customers(session, keep, [other])
    assert get_customer(session, keep).note == "Old friend"


def test_what_was_edited_later_is_taken(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder Works", level="B", owner="Lu", qq="1"))
    other = add_customer(session, CustomerRecord("Alder Works", level="C", owner="Cheng", qq="2"))
    edit_customers(session, [keep], level="A")

    def chosen() -> dict[str, int]:
        facts = compare_customers(session, [keep, other], keep).fields
        return {fact.key: fact.chosen for fact in facts if fact.differs}

    # The level was edited; the other was added later, but whose it is was decided before.
    assert chosen() == {"level": 0, "qq": 1, "owner": 0}
    edit_customers(session, [other], owner="Wang", level="D")
    assert chosen() == {"level": 1, "qq": 1, "owner": 1}


def test_a_comparison_tells_what_differs(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder Works", level="B"))
    other = add_customer(session, CustomerRecord("Alder Works", level="C", qq="2"))
    fields = {fact.key: fact for fact in compare_customers(session, [keep, other]).fields}
    assert fields["level"].values == ("Level B", "Level C")
    assert [fields[key].differs for key in ("name", "level", "qq")] == [False, True, False]
    assert "email" not in fields


def test_the_one_with_most_on_it_is_kept(session: Session) -> None:
    ids = [add_customer(session, CustomerRecord("Alder")) for _n in range(3)]
    hang_everything(session, ids[1])
    found = compare_customers(session, ids)
    assert found.keep == 1
    assert dict(found.sides[1].counts)["Orders"] == 1
    assert found.sides[0].weight == 0


def test_who_said_no_is_not_contacted(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder Works", consent="refused"))
    other = add_customer(session, CustomerRecord("Alder Works", consent="given"))
    merge_customers(session, keep, [other])
    assert get_customer(session, keep).consent == "refused"


def test_the_same_person_is_joined_and_others_go_along(session: Session) -> None:
    keep = add_customer(
        session,
        CustomerRecord("宁海机电", contacts=(
            ContactRecord("杨", salutation="先生", phones=(MOBILE,)),
            ContactRecord("黄", title="会计"),
        )),
    )  # fmt: skip
    other = add_customer(
        session,
        CustomerRecord("宁海机电", contacts=(
            ContactRecord("杨建国", title="采购", wechat="yang", phones=(MOBILE, OTHER)),
            ContactRecord("黄", title="总"),
        )),
    )  # fmt: skip
    with session.unit(Op.DEMO):
        yang = Contact.get(Contact.name == "杨建国").id
        talk = Interaction.create(customer=other, contact=yang, at="2026-11-02")
    merge_customers(session, keep, [other])

    people = read_contacts(keep)
    assert [(one.name, one.title) for one in people] == [
        ("杨建国", "采购"), ("黄", "会计"), ("黄", "总")
    ]  # fmt: skip
    assert people[0].wechat == "yang"
    assert [phone.number for phone in people[0].phones] == [MOBILE.number, OTHER.number]
    assert Interaction.get(Interaction.id == talk.id).contact_id == people[0].id


def test_a_person_who_is_known_otherwise_keeps_both(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("A", contacts=(ContactRecord("Ann", title="CEO"),)))
    other = add_customer(
        session, CustomerRecord("B", contacts=(ContactRecord("ann", title="Owner", note="Tea"),))
    )
    merge_customers(session, keep, [other])
    (ann,) = read_contacts(keep)
    assert ann.title == "CEO"
    assert ann.note.split("\n") == ["Tea", "Job title: Owner"]


def test_phones_addresses_tags_and_own_fields_are_joined(session: Session) -> None:
    street = AddressRecord("East Road 1", city="Ningbo")
    keep = add_customer(
        session,
        CustomerRecord("Alder", phones=(MOBILE,), addresses=(street,), tags=("vip",),
                       custom={"Colour": "red"}),
    )  # fmt: skip
    other = add_customer(
        session,
        CustomerRecord("Alder", phones=(MOBILE, OTHER), tags=("VIP", "fair"),
                       addresses=(replace(street, postcode="315000"), AddressRecord("West Road")),
                       custom={"Colour": "blue", "Size": "M"}),
    )  # fmt: skip
    merge_customers(session, keep, [other])
    merged = get_customer(session, keep)
    assert [phone.number for phone in merged.phones] == [MOBILE.number, OTHER.number]
    assert [one.street for one in merged.addresses] == ["East Road 1", "West Road"]
    assert merged.addresses[0].postcode == "315000"
    assert set(merged.tags) == {"vip", "fair"}
    assert dict(merged.custom) == {"Colour": "red", "Size": "M"}
    assert "Colour: blue" in merged.note


def test_own_fields_can_be_chosen(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder", custom={"Colour": "red"}))
    other = add_customer(session, CustomerRecord("Alder", custom={"Colour": "blue"}))
    field = CustomValue.get(CustomValue.customer == keep).field_id
    merge_customers(session, keep, [other], {f"{CUSTOM}{field}": other})
    merged = get_customer(session, keep)
    assert merged.custom == {"Colour": "blue"}
    assert "Colour: red" in merged.note


def test_relations_go_along_but_none_with_itself(session: Session) -> None:
    ids = [add_customer(session, CustomerRecord(name)) for name in ("Keep", "Other", "Third")]
    keep, other, third = ids
    save_customer(session, replace(get_customer(session, third), referred_by="Other"))
    save_customer(session, replace(get_customer(session, keep), referred_by="Other"))
    with session.unit(Op.DEMO):
        Relation.create(customer=keep, other=other, kind="belongs_to", note="since May")
        Relation.create(customer=keep, other=third, kind="supplies")
        Relation.create(customer=other, other=third, kind="supplies", reward=500)
        Relation.create(customer=third, other=other, kind="belongs_to")
    merge_customers(session, keep, [other])
    found = {(one.customer_id, one.other_id, one.kind, one.reward) for one in Relation.select()}
    assert found == {(keep, third, "supplies", 500), (third, keep, "belongs_to", None)}
    assert "since May" in get_customer(session, keep).note
    assert Customer.get(Customer.id == third).referred_by_id == keep
    assert Customer.get(Customer.id == keep).referred_by_id is None


def test_nobody_brings_whoever_brought_them(session: Session) -> None:
    keep, other, third = (add_customer(session, CustomerRecord(n)) for n in ("K", "O", "T"))
    save_customer(session, replace(get_customer(session, third), referred_by="O"))
    save_customer(session, replace(get_customer(session, keep), referred_by="T"))
    merge_customers(session, keep, [other])
    assert Customer.get(Customer.id == third).referred_by_id == keep
    assert Customer.get(Customer.id == keep).referred_by_id is None


def test_what_was_promised_to_a_second_referrer_is_noted(session: Session) -> None:
    keep, other, one, two = (
        add_customer(session, CustomerRecord(name)) for name in ("Keep", "Keep", "One", "Two")
    )
    save_customer(session, replace(get_customer(session, keep), referred_by="One"))
    save_customer(session, replace(get_customer(session, other), referred_by="Two"))
    with session.unit(Op.DEMO):
        Relation.create(customer=one, other=keep, kind="referred", reward=100)
        Relation.create(customer=two, other=other, kind="referred", reward=25000, note="tea")
    merge_customers(session, keep, [other], {"referred_by": keep})
    assert Customer.get(Customer.id == keep).referred_by_id == one
    (left,) = Relation.select()
    assert (left.customer_id, left.other_id) == (one, keep)
    assert "Referred by: Two · ¥ 250.00 · tea" in get_customer(session, keep).note


def test_a_check_goes_with_its_value(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder", email="a@alder.example"))
    other = add_customer(session, CustomerRecord("Alder", email="b@alder.example", level="A"))
    with session.unit(Op.DEMO):
        for id in (keep, other):
            FactCheck.create(customer=id, field="email", state="confirmed", at=f"2026-11-0{id}")
        FactCheck.create(customer=other, field="level", state="confirmed", at="2026-11-09")
    merge_customers(session, keep, [other], {"email": keep})
    found = {(one.field, one.at) for one in FactCheck.select()}
    assert found == {("email", f"2026-11-0{keep}"), ("level", "2026-11-09")}


def test_rows_of_imports_follow_the_merge_its_undo_and_redo(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder"))
    other = add_customer(session, CustomerRecord("Alder"))
    with session.keeping():
        file = ImportFile.create(at="2026-11-01", name="a.xls", sha256="0", profile="", totals="")
        for row, id in enumerate((keep, other)):
            ImportRow.create(
                import_id=file.id, row=row, sheet="", outcome="created", customer_id=id,
                reason="", changes="",
            )  # fmt: skip

    def owners() -> list[int]:
        return [row.customer_id for row in ImportRow.select().order_by(ImportRow.row)]

    merge_customers(session, keep, [other])
    assert owners() == [keep, keep]
    session.undo()
    assert owners() == [keep, other]
    session.redo()
    assert owners() == [keep, keep]


def test_what_was_not_the_same_stays_apart(session: Session) -> None:
    keep, other, third = (add_customer(session, CustomerRecord("Alder")) for _n in range(3))
    with session.keeping():
        NotSame.create(first=other, second=third, at="2026-11-01")
    merge_customers(session, keep, [other])
    assert NotSame.get_or_none((NotSame.first == keep) & (NotSame.second == third)) is not None


def test_the_step_is_named(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder Works"))
    others = [add_customer(session, CustomerRecord("Alder")) for _n in range(2)]
    merge_customers(session, keep, others[:1])
    assert session.undo_label() == "Merge Alder into Alder Works"
    merge_customers(session, keep, others[1:])
    session.undo()
    session.undo()
    merge_customers(session, keep, others)
    assert session.undo_label() == "Merge 2 customers into Alder Works"


def test_a_customer_that_is_gone_is_told(session: Session) -> None:
    keep = add_customer(session, CustomerRecord("Alder Works"))
    with pytest.raises(UserError):
        merge_customers(session, keep, [keep + 99])
    with pytest.raises(UserError):
        merge_customers(session, keep, [keep])
    assert session.undo_label() == "Add customer Alder Works"


# --- whatever was merged, undo brings it back -----------------------------------------------------

TEXT = st.sampled_from(["", "x", "y"])


@st.composite
def records(draw: Callable[..., Any]) -> CustomerRecord:
    person = st.builds(
        ContactRecord,
        st.sampled_from(["林", "林建国", "Ann"]),
        title=TEXT,
        wechat=TEXT,
        note=TEXT,
        phones=st.sampled_from([(), (MOBILE,), (OTHER, MOBILE)]),
    )
    return CustomerRecord(
        draw(st.sampled_from(["宁海机电", "宁海机电有限公司", "Blue Harbor"])),
        level=draw(st.sampled_from(["", "A", "B"])),
        status=draw(st.sampled_from(["prospect", "active"])),
        owner=draw(TEXT),
        referred_by=draw(st.sampled_from(["", "宁海机电"])),
        email=draw(st.sampled_from(["", "a@b.example"])),
        note=draw(TEXT),
        tags=draw(st.sampled_from([(), ("a",), ("a", "b")])),
        custom=draw(st.sampled_from([{}, {"车型": "厢式"}, {"车型": "平板"}])),
        phones=draw(
            st.sampled_from([(), (MOBILE,), (OTHER, MOBILE, PhoneRecord("1", kind="fax"))])
        ),
        addresses=draw(st.sampled_from([(), (AddressRecord("东路", city="宁德"),)])),
        contacts=tuple(draw(st.lists(person, max_size=3))),
    )


@given(
    many=st.lists(records(), min_size=2, max_size=4),
    hung=st.sets(st.integers(0, 3)),
    related=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3),
    data=st.data(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_undo_brings_everything_back(
    many: list[CustomerRecord],
    hung: set[int],
    related: list[tuple[int, int]],
    data: st.DataObject,
    empty_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("merge") / "data.db"
    shutil.copyfile(empty_file, path)
    datafile = DataFile.open(path, clock=FixedClock(NOW))
    session = datafile.session()
    try:
        ids = [add_customer(session, record) for record in many]
        for place in hung:
            hang_everything(session, ids[place % len(ids)])
        with session.unit(Op.DEMO):
            for one, two in related:
                first, second = ids[one % len(ids)], ids[two % len(ids)]
                if first != second:
                    Relation.insert(
                        customer=first, other=second, kind="supplies"
                    ).on_conflict_ignore().execute()
        before = dump(session)
        numbers = {row.number for row in Phone.select()}
        tags = CustomerTag.select(CustomerTag.tag).distinct().count()
        chosen = {key: data.draw(st.sampled_from(ids), label=key) for key in ("level", "name")}

        merge_customers(session, ids[0], ids[1:], chosen)

        merged = dump(session)
        assert [row[0] for row in merged["customer"]] == [ids[0]]
        for table in ("deal", "interaction", "sales_order", "receipt", "term", "follow_up",
                      "attachment", "feedback"):  # fmt: skip
            assert len(merged[table]) == len(before[table])
        assert {row.number for row in Phone.select()} == numbers
        assert CustomerTag.select().count() == tags
        assert find_faults(session.connection) == []
        session.undo()
        assert dump(session) == before
        session.redo()
        assert dump(session) == merged
        assert json.loads(session.next_step().detail)["into"] == ids[0]
    finally:
        session.close()
        datafile.close()


def test_own_fields_are_laid_side_by_side_in_words(session: Session) -> None:
    with session.unit(Op.ADD_FIELD, {"name": "Needs a permit"}):
        CustomField.create(name="Needs a permit", type="yes_no")
    ids = [
        add_customer(session, CustomerRecord(name, custom={"Needs a permit": answer}))
        for name, answer in (("宁海机电", "yes"), ("宁海机电设备", "no"))
    ]
    own = [fact for fact in compare_customers(session, ids).fields if fact.key.startswith(CUSTOM)]
    assert [fact.values for fact in own] == [("Yes", "No")]

"""What an import will do: match, fill, overwrite, ask; every row accounted for."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.phone import parse_phones
from smallcrm.importers.compare import as_text
from smallcrm.importers.existing import ExistingContact, ExistingCustomer, ExistingIndex
from smallcrm.importers.plan import OUTCOMES, ImportPlan, Policy
from smallcrm.importers.planner import make_plan
from smallcrm.importers.row_keys import match_keys
from smallcrm.importers.rows import ImportRow, RowContact, RowPhone, RowSet, reject


def phones(*numbers: str) -> tuple[RowPhone, ...]:
    return tuple(
        RowPhone(p.number, p.extension, "mobile" if p.kind == "mobile" else "phone")
        for number in numbers
        for p in parse_phones(number)
    )


def row(number: int, name: str, *numbers: str, **values: object) -> ImportRow:
    contacts = values.pop("contacts", ())
    full = {f"customer.{field}": value for field, value in values.items()}
    assert isinstance(contacts, tuple)
    return ImportRow("s", number, {"customer.name": name, **full}, phones(*numbers), contacts)


def person(name: str, *numbers: str, **values: object) -> RowContact:
    full = {f"contact.{field}": value for field, value in values.items()}
    return RowContact({"contact.name": name, **full}, phones(*numbers))


def plan(
    *rows: ImportRow,
    existing: ExistingIndex | None = None,
    policy: Policy = "fill",
    decisions: dict[str, str] | None = None,
) -> ImportPlan:
    return make_plan([[RowSet(rows)]], existing or ExistingIndex(), policy, decisions)


def stored(made: ImportPlan) -> ExistingIndex:
    """Keep what a plan makes, as the data file would."""
    customers = []
    for number, customer in enumerate(made.customers, 1):
        contacts = []
        for place, who in enumerate(customer.contacts):
            texts = {name: as_text(name, value) for name, value in who.values.items()}
            numbers = frozenset(phone.number for phone in who.phones)
            contacts.append(ExistingContact(number * 100 + place, texts, numbers))
        values = {name: as_text(name, value) for name, value in customer.values.items()}
        own = {phone.number for phone in customer.phones if phone.kind != "fax"}
        everything = own.union(*(who.phones for who in contacts))
        name = str(customer.values["customer.name"])
        customers.append(
            ExistingCustomer(
                number, name, values, frozenset(everything), frozenset(), tuple(contacts)
            )
        )
    return ExistingIndex.of(customers)


def outcomes(made: ImportPlan) -> list[str]:
    return [planned.outcome for planned in made.rows]


FIRST = row(2, "远山商贸有限公司", "021-60000001", city="上海", level="A")


def test_new_customers_are_created_with_all_a_row_says() -> None:
    made = plan(row(2, "远山商贸", "13800000001", city="上海", contacts=(person("张伟"),)))
    (customer,) = made.customers
    assert outcomes(made) == ["created"]
    assert customer.id is None
    assert customer.values == {"customer.name": "远山商贸", "customer.city": "上海"}
    assert [phone.number for phone in customer.phones] == ["13800000001"]
    assert [who.name for who in customer.contacts] == ["张伟"]
    assert [ref.row for ref in customer.rows] == [2]


def test_two_people_of_one_company_are_joined() -> None:
    made = plan(
        row(2, "远山商贸有限公司", contacts=(person("张伟", "13800000001"),), note="月底结账"),
        row(3, "远山商贸", contacts=(person("李娜", "13800000002"),), note="开票找她"),
    )
    (customer,) = made.customers
    assert outcomes(made) == ["created", "merged"]
    assert [who.name for who in customer.contacts] == ["张伟", "李娜"]
    assert customer.values["customer.note"] == "月底结账\n开票找她"
    assert [ref.row for ref in customer.rows] == [2, 3]


def test_surnames_called_differently_are_two_people() -> None:
    made = plan(
        row(2, "远山商贸", contacts=(person("黄", title="总"),)),
        row(3, "远山商贸", contacts=(person("黄", title="会计"),)),
        row(4, "远山商贸", contacts=(person("黄", title="总"),)),
    )
    assert len(made.customers[0].contacts) == 2


def test_the_same_list_again_changes_nothing() -> None:
    rows = (
        row(2, "远山商贸有限公司", "021-60000001", city="上海", revenue=120000, note="a"),
        row(3, "远山商贸有限公司", contacts=(person("张伟", "13800000001"),), note="b"),
        row(4, "张三", "13900000001", kind="person"),
        row(5, "张三", "13900000002", kind="person"),
        row(6, "长河机电", "13900000001"),
    )
    first = plan(*rows)
    again = plan(*rows, existing=stored(first))
    assert set(outcomes(again)) == {"unchanged"}
    assert again.customers == []
    assert not again.questions


def test_fill_sets_only_what_is_empty_and_tells_what_it_keeps() -> None:
    existing = stored(plan(FIRST))
    made = plan(row(2, "远山商贸", "13800000009", city="苏州", industry="五金"), existing=existing)
    (planned,) = made.rows
    assert planned.outcome == "updated"
    assert planned.existing == 1
    assert [(change.field, change.old, change.new) for change in planned.changes] == [
        ("customer.industry", "", "五金"),
        ("customer.mobile", "", "13800000009"),
    ]
    assert [(kept.field, kept.old, kept.new) for kept in planned.kept] == [
        ("customer.city", "上海", "苏州")
    ]
    assert made.customers[0].values == {"customer.industry": "五金"}


def test_overwrite_lets_the_list_win_and_adds_to_notes() -> None:
    existing = stored(plan(row(2, "远山商贸", city="上海", note="旧")))
    made = plan(row(2, "远山商贸", city="苏州", note="新"), existing=existing, policy="overwrite")
    assert made.customers[0].values == {"customer.city": "苏州", "customer.note": "旧\n新"}


def test_skip_leaves_what_is_there_and_create_makes_all_new() -> None:
    existing = stored(plan(FIRST))
    again = row(2, "远山商贸", city="苏州")
    assert outcomes(plan(again, existing=existing, policy="skip")) == ["skipped"]
    assert outcomes(plan(again, existing=existing, policy="create")) == ["created"]


def test_the_same_number_at_another_name_is_asked_not_joined() -> None:
    existing = stored(plan(FIRST))
    other = row(7, "长河机电", "021-60000001")
    made = plan(other, existing=existing)
    (question,) = made.questions
    assert outcomes(made) == ["created"]
    assert (question.kind, question.row, question.decision) == ("same_phone", 7, "separate")
    assert [candidate.name for candidate in question.candidates] == ["远山商贸有限公司"]
    assert made.rows[0].question == question.key

    ref = question.candidates[0].ref
    joined = plan(other, existing=existing, decisions={question.key: f"join:{ref}"})
    assert (joined.rows[0].existing, joined.rows[0].matched_by) == (1, "decision")
    skipped = plan(other, existing=existing, decisions={question.key: "skip"})
    assert outcomes(skipped) == ["skipped"]


def test_a_question_about_an_earlier_row_can_be_decided_too() -> None:
    rows = (row(2, "远山商贸", "13800000001"), row(3, "长河机电", "13800000001"))
    (question,) = plan(*rows).questions
    decision = {question.key: f"join:{question.candidates[0].ref}"}
    joined = plan(*rows, decisions=decision)
    assert outcomes(joined) == ["created", "merged"]
    assert len(joined.customers) == 1


def test_persons_of_one_name_are_the_same_only_with_the_same_number() -> None:
    made = plan(
        row(2, "张伟", "13800000001", kind="person"),
        row(3, "张伟", "13800000002", kind="person"),
        row(4, "张伟", "13800000001", kind="person", city="上海"),
    )
    assert outcomes(made) == ["created", "created", "merged"]
    assert [question.kind for question in made.questions] == ["same_name"]


def test_customers_are_found_by_tax_number_and_code() -> None:
    existing = stored(
        plan(row(2, "远山商贸", tax_number="91350200MA0000000X"), row(3, "长河机电", code="C07"))
    )
    made = plan(
        row(2, "远山国际商贸", tax_number="91350200ma0000000x"),
        row(3, "长河机电设备", code="c07"),
        row(4, "完全不同的名字", code="C07"),
        existing=existing,
    )
    assert [(planned.existing, planned.matched_by) for planned in made.rows] == [
        (1, "tax_number"),
        (2, "code"),
        (None, ""),
    ]
    assert [question.kind for question in made.questions] == ["same_code"]


def test_branches_are_customers_of_their_own() -> None:
    made = plan(row(2, "远山商贸有限公司"), row(3, "远山商贸有限公司苏州分公司"))
    assert outcomes(made) == ["created", "created"]


def test_tags_are_added_and_contacts_filled() -> None:
    existing = stored(
        plan(row(2, "远山商贸", tags=("老客户",), contacts=(person("张伟", "13800000001"),)))
    )
    made = plan(
        row(
            2,
            "远山商贸",
            tags=("老客户", "展会"),
            contacts=(person("张伟", "13800000001", "13800000002", title="经理"),),
        ),
        existing=existing,
    )
    (customer,) = made.customers
    assert customer.values == {"customer.tags": ("老客户", "展会")}
    (contact,) = customer.contacts
    assert contact.id == 100
    assert contact.values == {"contact.title": "经理"}
    assert [phone.number for phone in contact.phones] == ["13800000002"]


def test_the_last_contact_of_several_rows_is_the_latest() -> None:
    days = [date(2026, 9, 15), date(2026, 9, 30), date(2026, 3, 1)]
    made = plan(*(row(2 + n, "远山商贸", last_contact=day) for n, day in enumerate(days)))
    (customer,) = made.customers
    assert customer.values["customer.last_contact"] == date(2026, 9, 30)
    assert [planned.kept for planned in made.rows] == [(), (), ()]


def test_rejected_rows_are_accounted_for_in_their_place() -> None:
    rowset = RowSet([row(2, "远山"), row(4, "长河")], [reject("s", 3, "no_name")])
    made = make_plan([[rowset]], ExistingIndex())
    assert [(planned.ref.row, planned.outcome) for planned in made.rows] == [
        (2, "created"),
        (3, "rejected"),
        (4, "created"),
    ]
    assert made.rows[1].reason


def test_several_files_are_one_plan() -> None:
    made = make_plan(
        [[RowSet([row(2, "远山")])], [RowSet([row(2, "远山", city="上海")])]], ExistingIndex()
    )
    assert outcomes(made) == ["created", "merged"]
    assert [ref.file for ref in made.customers[0].rows] == [0, 1]


def test_keys_name_all_that_rows_can_be_found_by() -> None:
    keys = match_keys(
        [RowSet([row(2, "远山商贸有限公司", "021-60000001", code="C1", tax_number="T1")])]
    )
    assert keys.names == {"远山商贸"}
    assert keys.phones == {"02160000001"}
    assert (keys.codes, keys.tax_numbers) == ({"c1"}, {"t1"})


def test_flat_values_of_the_command_line_make_an_existing_customer() -> None:
    customer = ExistingCustomer.from_flat(
        {
            "id": 3,
            "name": "远山",
            "revenue": "1200.00",
            "mobile": "13800000001",
            "phone": "02160000001x8",
            "more_phone": ["02160000002"],
            "fax": "02160000003",
            "custom.班级": "甲",
            "contacts": [{"id": 9, "name": "张伟", "mobile": "13800000001", "title": "经理"}],
        }
    )
    assert customer.phones == {"13800000001", "02160000001", "02160000002"}
    assert customer.faxes == {"02160000003"}
    made = plan(
        ImportRow(
            "s",
            2,
            {"customer.name": "远山", "customer.revenue": 120000, "custom.班级": "甲"},
            (),
            (person("张伟", "13800000001", title="经理"),),
        ),
        existing=ExistingIndex.of([customer]),
    )
    assert outcomes(made) == ["unchanged"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["远山商贸", "远山商贸有限公司", "长河机电", "张伟", "李娜"]),
        st.sampled_from(["", "13800000001", "13800000002", "021-60000001"]),
        st.sampled_from(["", "上海", "苏州"]),
        st.sampled_from(["", "王芳", "黄总"]),
    ),
    max_size=14,
)


def made_rows(values: Sequence[tuple[str, str, str, str]]) -> list[ImportRow]:
    made = []
    for number, (name, phone, city, contact) in enumerate(values, 2):
        kind = {"kind": "person"} if name in ("张伟", "李娜") else {}
        found = {"city": city} if city else {}
        contacts = (person(contact),) if contact else ()
        made.append(
            row(number, name, *([phone] if phone else []), contacts=contacts, **kind, **found)
        )
    return made


@given(ROWS)
def test_totals_tie_out_and_a_second_import_adds_no_customer(
    values: list[tuple[str, str, str, str]],
) -> None:
    rows = made_rows(values)
    first = plan(*rows)
    assert first.totals["rows"] == len(rows) == sum(first.totals[name] for name in OUTCOMES)
    assert sum(len(customer.rows) for customer in first.customers) == len(rows)
    again = plan(*rows, existing=stored(first))
    assert again.totals["created"] == again.totals["merged"] == 0
    assert again.totals["updated"] == 0


def test_a_number_that_cannot_be_called_joins_and_asks_nothing() -> None:
    short = (RowPhone("1380013", valid=False),)
    rows = [
        ImportRow("s", number, {"customer.name": name}, short)
        for number, name in ((2, "远山商贸"), (3, "长河机电"))
    ]
    made = plan(*rows)
    assert (made.questions, outcomes(made)) == ((), ["created", "created"])


def test_the_email_in_the_row_of_a_second_person_is_that_persons() -> None:
    rows = (
        row(2, "Alpha Tools", contacts=(person("Ann Berry"),), email="ann@alpha.example"),
        row(3, "Alpha Tools", contacts=(person("Bob Cary"),), email="bob@alpha.example"),
    )
    made = plan(*rows)
    [customer] = made.customers
    assert customer.values["customer.email"] == "ann@alpha.example"
    emails = [who.values.get("contact.email") for who in customer.contacts]
    assert emails == [None, "bob@alpha.example"]
    for policy in ("fill", "overwrite"):
        again = plan(*rows, existing=stored(made), policy=policy)
        assert [done.outcome for done in again.rows] == ["unchanged", "unchanged"], policy

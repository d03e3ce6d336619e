"""Filters: kept as JSON, made into SQL that finds what plain Python finds, and told in words."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core import i18n
from smallcrm.models import CustomField, CustomValue, ImportFile, ImportRow, Product, Stage
from smallcrm.services.attachments import add_files
from smallcrm.services.contacts import save_contact
from smallcrm.services.customer_filter import Condition, Group, from_json, group_from_json, to_json
from smallcrm.services.customer_filter_fields import FIELDS, find_field, list_fields, own_key
from smallcrm.services.customer_filter_words import (
    choices_of,
    condition_words,
    find_conditions,
    group_words,
)
from smallcrm.services.customer_list import CustomerQuery, Filter
from smallcrm.services.customers import save_customer
from smallcrm.services.deals import list_stages, save_deal
from smallcrm.services.feedback import save_feedback
from smallcrm.services.follow_ups import save_follow_up
from smallcrm.services.interactions import save_interaction
from smallcrm.services.lookups import StaffRecord, list_tags, save_staff
from smallcrm.services.orders import save_order, save_receipt, save_term
from smallcrm.services.periods import period_range
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    DealRecord,
    FeedbackRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
    PhoneRecord,
    ReceiptRecord,
    TermRecord,
)
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

TODAY = date(2026, 11, 18)
PRODUCTS = ("pump", "valve", "filter")
KINDS = ("call", "visit")


@dataclass
class Known:
    """One customer as plain Python knows it."""

    id: int
    name: str
    level: str = ""
    status: str = "prospect"
    owner: str = ""
    city: str = ""
    tags: tuple[str, ...] = ()
    revenue: int | None = None
    created: date = TODAY
    talks: list[tuple[str, date]] = field(default_factory=list)
    step: date | None = None
    orders: list[tuple[str, date, int]] = field(default_factory=list)
    paid: int = 0
    stage: str = ""
    ends: date | None = None
    titles: list[str] = field(default_factory=list)
    grade: str = ""

    @property
    def last(self) -> date | None:
        return max((day for _kind, day in self.talks), default=None)

    def bought(self, low: date = date.min, high: date = date.max) -> int:
        return sum(amount for _p, day, amount in self.orders if low <= day <= high)

    def has_bought(self, product: str, low: date = date.min) -> bool:
        return any(one == product and day >= low for one, day, _a in self.orders)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def people(session: Session) -> list[Known]:
    """Forty customers with a past made by lot."""
    lot = random.Random(7)
    with session.unit(Op.EDIT_STAGES):
        for name in PRODUCTS:
            Product.create(name=name, category="parts" if name != "pump" else "machines")
        grade = CustomField.create(name="Grade", type="number")
    for name in ("Ann", "Bob"):
        save_staff(session, StaffRecord(name))
    with session.unit(Op.DEMO):
        return [_person(session, lot, number, grade.id) for number in range(40)]


def _person(session: Session, lot: random.Random, number: int, grade: int) -> Known:
    one = Known(0, f"Firm {number:02}", lot.choice(["", "A", "B", "C"]))
    one.status = lot.choice(["prospect", "active", "lost"])
    one.owner, one.city = lot.choice(["", "Ann", "Bob"]), lot.choice(["", "Bath", "Leeds"])
    one.tags = tuple(tag for tag in ("fair", "dealer") if lot.random() < 0.4)
    one.revenue = lot.choice([None, 0, 50_000, 120_000])
    one.created = ago(lot.randrange(400))
    one.id = save_customer(session, CustomerRecord(
        one.name, level=one.level, owner=one.owner, tags=one.tags, revenue=one.revenue,
        created=one.created.isoformat(),
        addresses=(AddressRecord(city=one.city),) if one.city else (),
    ))  # fmt: skip
    for _n in range(lot.randrange(3)):
        kind, day = lot.choice(KINDS), ago(lot.randrange(200))
        one.talks.append((kind, day))
        at = day.isoformat() + lot.choice(["", " 10:30"])
        save_interaction(session, InteractionRecord(one.id, "said", kind, at))
    if lot.random() < 0.5:
        one.step = ago(lot.randrange(-30, 30))
        save_follow_up(session, FollowUpRecord(one.id, "call", one.step.isoformat()))
    for _n in range(lot.randrange(3)):
        _order(session, lot, one)
    if lot.random() < 0.4:
        one.ends = ago(lot.randrange(-90, 90))
        save_term(session, TermRecord(one.id, "Plan", ends=one.ends.isoformat()))
    if lot.random() < 0.5:
        stages = list_stages(session)
        stage = lot.choice(stages)
        one.stage = f"{stage.kind}:{stage.id}"
        save_deal(session, DealRecord(one.id, "Line", 500, stage_id=stage.id))
    for place in range(lot.randrange(3)):
        title = lot.choice(["buyer", "owner", ""])
        save_contact(session, ContactRecord(f"Person {place}", customer_id=one.id, title=title))
        one.titles.append(title)
    if lot.random() < 0.5:
        one.grade = lot.choice(["1", "2.5", "10", "1,200"])
        CustomValue.create(field=grade, customer=one.id, value=one.grade)
    record = CustomerRecord(
        one.name, one.id, level=one.level, status=one.status, owner=one.owner, tags=one.tags,
        revenue=one.revenue, addresses=(AddressRecord(city=one.city),) if one.city else (),
    )  # fmt: skip
    save_customer(session, record)
    return one


def _order(session: Session, lot: random.Random, one: Known) -> None:
    product, day, amount = lot.choice(PRODUCTS), ago(lot.randrange(500)), lot.choice([500, 90_000])
    one.orders.append((product, day, amount))
    line = OrderLineRecord(product, amount, product=product)
    save_order(session, OrderRecord(one.id, day.isoformat(), (line,)))
    if lot.random() < 0.5:
        one.paid += amount
        save_receipt(session, ReceiptRecord(one.id, day.isoformat(), amount))


def found(session: Session, *conditions: Condition | Group, any: bool = False) -> set[int]:
    query = CustomerQuery(Filter(where=Group(conditions, any)))
    ids = query.ids(session)
    assert query.count(session) == len(ids)
    return set(ids)


def number(session: Session, choices: str, text: str) -> int:
    return next(int(value) for value, words in choices_of(choices) if words == text)


Question = tuple[Callable[[Session], Condition], Callable[[Known], bool]]
QUESTIONS: dict[str, Question] = {
    "name contains": (lambda s: Condition("name", "contains", ("m 1",)), lambda k: "m 1" in k.name),
    "name lacks": (lambda s: Condition("name", "lacks", ("1",)), lambda k: "1" not in k.name),
    "name is": (lambda s: Condition("name", "is", ("firm 07",)), lambda k: k.name == "Firm 07"),
    "level": (lambda s: Condition("level", "any_of", ("A", "")), lambda k: k.level in ("A", "")),
    "level not": (lambda s: Condition("level", "none_of", ("A",)), lambda k: k.level != "A"),
    "level unknown": (lambda s: Condition("level", "unknown"), lambda k: not k.level),
    "owner": (
        lambda s: Condition("owner", "any_of", (number(s, "staff", "Ann"),)),
        lambda k: k.owner == "Ann",
    ),
    "nobody's or Bob's": (
        lambda s: Condition("owner", "any_of", ("", number(s, "staff", "Bob"))),
        lambda k: k.owner in ("", "Bob"),
    ),
    "not Ann's": (
        lambda s: Condition("owner", "none_of", (number(s, "staff", "Ann"),)),
        lambda k: k.owner != "Ann",
    ),
    "nobody's": (lambda s: Condition("owner", "unknown"), lambda k: not k.owner),
    "city": (lambda s: Condition("city", "is", ("bath",)), lambda k: k.city == "Bath"),
    "city unknown": (lambda s: Condition("city", "unknown"), lambda k: not k.city),
    "tag": (
        lambda s: Condition("tags", "any_of", (number(s, "tags", "fair"),)),
        lambda k: "fair" in k.tags,
    ),
    "both tags": (
        lambda s: Condition("tags", "all_of", tuple(t.id for t in list_tags(s))),
        lambda k: len(k.tags) == 2,
    ),
    "not the tag": (
        lambda s: Condition("tags", "none_of", (number(s, "tags", "fair"),)),
        lambda k: "fair" not in k.tags,
    ),
    "no tag": (lambda s: Condition("tags", "unknown"), lambda k: not k.tags),
    "revenue least": (
        lambda s: Condition("revenue", "least", (50_000,)),
        lambda k: (k.revenue or 0) >= 50_000,
    ),
    "revenue less": (
        lambda s: Condition("revenue", "less", (50_000,)),
        lambda k: k.revenue is not None and k.revenue < 50_000,
    ),
    "revenue unknown": (lambda s: Condition("revenue", "unknown"), lambda k: k.revenue is None),
    "created within": (
        lambda s: Condition("created", "between", ("2026-03-01", "2026-09-30")),
        lambda k: date(2026, 3, 1) <= k.created <= date(2026, 9, 30),
    ),
    "created this year": (
        lambda s: Condition("created", "period", ("this_year",)),
        lambda k: k.created.year == 2026,
    ),
    "created before": (
        lambda s: Condition("created", "before", ("2026-06-01",)),
        lambda k: k.created < date(2026, 6, 1),
    ),
    "created after": (
        lambda s: Condition("created", "after", ("2026-06-01",)),
        lambda k: k.created > date(2026, 6, 1),
    ),
    "no contact for 60 days": (
        lambda s: Condition("last_contact", "quiet", (60,)),
        lambda k: k.last is None or k.last < ago(60),
    ),
    "contact within 30 days": (
        lambda s: Condition("last_contact", "last_days", (30,)),
        lambda k: k.last is not None and k.last >= ago(30),
    ),
    "long ago": (
        lambda s: Condition("last_contact", "ago", (90,)),
        lambda k: k.last is not None and k.last < ago(90),
    ),
    "never spoken to": (lambda s: Condition("last_contact", "unknown"), lambda k: k.last is None),
    "visited within 90 days": (
        lambda s: Condition("talk", "had", ("visit", "90")),
        lambda k: any(kind == "visit" and day >= ago(90) for kind, day in k.talks),
    ),
    "not visited": (
        lambda s: Condition("talk", "had_not", ("visit", "")),
        lambda k: all(kind != "visit" for kind, _day in k.talks),
    ),
    "no next step": (lambda s: Condition("next_step", "unknown"), lambda k: k.step is None),
    "step within 7 days": (
        lambda s: Condition("next_step", "next_days", (7,)),
        lambda k: k.step is not None and TODAY <= k.step <= ago(-7),
    ),
    "overdue": (
        lambda s: Condition("next_step", "ago", (0,)),
        lambda k: k.step is not None and k.step < TODAY,
    ),
    "bought a pump": (
        lambda s: Condition("product", "had", (number(s, "products", "pump"), "")),
        lambda k: k.has_bought("pump"),
    ),
    "no valve for 200 days": (
        lambda s: Condition("product", "had_not", (number(s, "products", "valve"), "200")),
        lambda k: not k.has_bought("valve", ago(200)),
    ),
    "bought parts": (
        lambda s: Condition("category", "had", ("parts", "")),
        lambda k: k.has_bought("valve") or k.has_bought("filter"),
    ),
    "bought for more": (
        lambda s: Condition("bought_for", "more", (90_000,)),
        lambda k: k.bought() > 90_000,
    ),
    "bought for less this year": (
        lambda s: Condition("bought_for", "less", (1000, "this_year")),
        lambda k: k.bought(date(2026, 1, 1)) < 1000,
    ),
    "bought between": (
        lambda s: Condition("bought_for", "between", (400, 1000, "300")),
        lambda k: 400 <= k.bought(ago(300)) <= 1000,
    ),
    "last order long ago": (
        lambda s: Condition("last_order", "ago", (100,)),
        lambda k: bool(k.orders) and max(day for _p, day, _a in k.orders) < ago(100),
    ),
    "no order for 100 days": (
        lambda s: Condition("last_order", "quiet", (100,)),
        lambda k: all(day < ago(100) for _p, day, _a in k.orders),
    ),
    "owes": (lambda s: Condition("owed", "known"), lambda k: k.bought() > k.paid),
    "owes nothing": (lambda s: Condition("owed", "unknown"), lambda k: k.bought() <= k.paid),
    "open deal": (lambda s: Condition("deal", "known"), lambda k: k.stage.startswith("open")),
    "no open deal": (
        lambda s: Condition("deal", "unknown"),
        lambda k: not k.stage.startswith("open"),
    ),
    "deal won": (
        lambda s: Condition("deal", "any_of", (number(s, "stages", "Won"),)),
        lambda k: k.stage.startswith("won"),
    ),
    "term ends": (
        lambda s: Condition("term", "next_days", (30,)),
        lambda k: k.ends is not None and TODAY <= k.ends <= ago(-30),
    ),
    "no contract": (lambda s: Condition("term.contract", "unknown"), lambda k: k.ends is None),
    "has a buyer": (
        lambda s: Condition("contact.title", "is", ("buyer",)),
        lambda k: "buyer" in k.titles,
    ),
    "no buyer": (
        lambda s: Condition("contact.title", "lacks", ("buyer",)),
        lambda k: "buyer" not in k.titles,
    ),
    "own number": (
        lambda s: Condition(list_fields(s)[-1].key, "least", ("2.5",)),
        lambda k: k.grade in ("2.5", "10", "1,200"),
    ),
    "own number unknown": (
        lambda s: Condition(list_fields(s)[-1].key, "unknown"),
        lambda k: not k.grade,
    ),
}  # fmt: skip


def test_each_question_finds_what_plain_python_finds(session: Session, people: list[Known]) -> None:
    for title, (ask, answer) in QUESTIONS.items():
        wanted = {one.id for one in people if answer(one)}
        assert found(session, ask(session)) == wanted, title
        assert wanted, title
        assert len(wanted) < len(people), title


def test_questions_joined_find_what_plain_python_finds(
    session: Session, people: list[Known]
) -> None:
    lot = random.Random(3)
    titles = sorted(QUESTIONS)
    for _round in range(80):
        one, two, three = (QUESTIONS[lot.choice(titles)] for _n in range(3))
        inner = Group((two[0](session), three[0](session)), any=True)
        both = {k.id for k in people if one[1](k) and (two[1](k) or three[1](k))}
        assert found(session, one[0](session), inner) == both
        either = {k.id for k in people if one[1](k) or two[1](k)}
        assert found(session, one[0](session), two[0](session), any=True) == either


def test_every_field_takes_each_of_its_comparisons(session: Session, people: list[Known]) -> None:
    """None of them is refused by SQLite, and none raises on an empty or senseless value."""
    everybody = {one.id for one in people}
    for one in list_fields(session):
        values = [value for value, _w in choices_of(one.choices)] if one.choices else []
        for op in one.ops:
            for values_given in ((), ("",), ("x", "y"), (5, 9), ("2026-01-01", "2026-02-30"),
                          tuple(values[:2])):  # fmt: skip
                assert found(session, Condition(one.key, op, values_given)) <= everybody
                assert condition_words(Condition(one.key, op, values_given))


def test_a_condition_that_is_not_filled_in_yet_hides_nobody(
    session: Session, people: list[Known]
) -> None:
    assert len(found(session, Condition("name", "contains", ("",)))) == 40
    assert len(found(session, Condition("level", "any_of"), Condition("product", "had"))) == 40


def test_a_field_that_is_gone_finds_nobody(session: Session, people: list[Known]) -> None:
    gone = Condition("custom:999", "contains", ("x",))

    assert found(session, gone) == set()
    assert condition_words(gone) == "A field that is gone"


def test_phones_and_addresses_of_persons_too(session: Session) -> None:
    where = AddressRecord("8 Mill Lane", province="Kent", city="Dover")
    one = save_customer(session, CustomerRecord("Alder", addresses=(where,)))
    phone = PhoneRecord("13900001111")
    save_contact(session, ContactRecord("Lin", customer_id=one, phones=(phone,)))
    save_customer(session, CustomerRecord("Birch"))

    assert found(session, Condition("phone", "contains", ("139 0000",))) == {one}
    assert found(session, Condition("province", "is", ("kent",))) == {one}
    assert found(session, Condition("address", "contains", ("mill",))) == {one}
    assert one not in found(session, Condition("address", "unknown"))


def test_a_person_who_left_does_not_count(session: Session) -> None:
    one = save_customer(session, CustomerRecord("Alder"))
    gone = ContactRecord("Lin", customer_id=one, title="buyer", left_on="2026-01-01")
    save_contact(session, gone)

    assert found(session, Condition("contact.title", "is", ("buyer",))) == set()


def test_customers_brought_in_by_a_list(session: Session) -> None:
    ids = [save_customer(session, CustomerRecord(name)) for name in ("Alder", "Birch")]
    with session.keeping():
        file = ImportFile.create(at="2026-11-01 10:00", name="old.xlsx", sha256="0", profile="{}",
                                 totals="{}")  # fmt: skip
        ImportRow.create(import_id=file.id, sheet="", row=1, outcome="created", reason="",
                         customer_id=ids[1], changes="")  # fmt: skip

    assert found(session, Condition("import", "any_of", (file.id,))) == {ids[1]}
    assert found(session, Condition("import", "unknown")) == {ids[0]}
    assert choices_of("imports") == [(file.id, "old.xlsx (2026-11-01)")]


def test_several_choices_of_an_own_field(session: Session) -> None:
    ids = [save_customer(session, CustomerRecord(name)) for name in ("Alder", "Birch", "Cedar")]
    with session.unit(Op.EDIT_STAGES):
        made = CustomField.create(name="Uses", type="choices", choices="red\ndark red\nblue")
        CustomValue.create(field=made, customer=ids[0], value="dark red\nblue")
        CustomValue.create(field=made, customer=ids[1], value="red")
    key = own_key(made.id)

    assert find_field(key) is not None
    assert found(session, Condition(key, "any_of", ("red",))) == {ids[1]}
    assert found(session, Condition(key, "none_of", ("blue",))) == set(ids[1:])
    assert found(session, Condition(key, "unknown")) == {ids[2]}


# --- as data and in words -------------------------------------------------------------------

conditions = st.builds(
    Condition,
    st.sampled_from([one.key for one in FIELDS]),
    st.sampled_from(["any_of", "least"]),
    st.lists(st.text(max_size=5) | st.integers(-9, 9), max_size=3).map(tuple),
)
trees = st.recursive(
    conditions,
    lambda inner: st.builds(Group, st.lists(inner, max_size=3).map(tuple), st.booleans()),
    max_leaves=8,
).filter(lambda tree: isinstance(tree, Condition) or bool(tree.parts))


@given(trees)
def test_a_tree_comes_back_as_it_was_kept(tree: Condition | Group) -> None:
    assert from_json(to_json(tree)) == tree


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"field": 1, "op": "is"},
        {"all": [3]},
        {"field": "a", "op": "b", "values": [[]]},
    ],
)
def test_what_is_no_filter_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="not"):
        group_from_json(data)


@pytest.mark.parametrize(
    ("condition", "en", "zh"),
    [
        (Condition("last_contact", "quiet", (60,)),
         "nobody in contact for 60 days", "超过 60 天没联系"),
        (Condition("level", "any_of", ("A", "B")), "Level: A, B", "级别：A、B"),
        (Condition("next_step", "unknown"), "Next step is not planned", "下一步 未安排"),
        (Condition("revenue", "least", (120_000,)),
         "Annual purchases at least ¥ 1,200", "年采购额 不少于 ¥ 1,200"),
        (Condition("city", "contains", ("Ba",)), "City contains “Ba”", "城市 包含 “Ba”"),
    ],
)  # fmt: skip
def test_conditions_are_told_in_both_languages(
    session: Session, condition: Condition, en: str, zh: str
) -> None:
    assert condition_words(condition) == en
    i18n.set_language("zh_CN")
    assert condition_words(condition) == zh


def test_a_condition_can_be_typed_as_it_is_said(session: Session) -> None:
    fields = list_fields(session)
    wanted = Condition("last_contact", "quiet", (60,))
    assert find_conditions("contact for 60 days", fields)[0][0] == wanted
    i18n.set_language("zh_CN")
    assert find_conditions("60天没联系", fields) == [(wanted, "超过 60 天没联系")]
    assert find_conditions("60 mlx", fields) == [(wanted, "超过 60 天没联系")]
    assert [one.field for one, _words in find_conditions("没下单", fields)] == ["last_order"]
    assert find_conditions("", fields) == []


def test_a_tree_is_told_in_one_line(session: Session) -> None:
    either = Group((Condition("level", "any_of", ("A",)), Condition("owner", "unknown")), any=True)

    assert group_words(Group((either, Condition("tags", "unknown")))) == (
        "(Level: A or Owner is not known) · Tags has none"
    )


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("this_month", "2026-11-01", "2026-12-01"),
        ("last_month", "2026-10-01", "2026-11-01"),
        ("this_quarter", "2026-10-01", "2027-01-01"),
        ("last_quarter", "2026-07-01", "2026-10-01"),
        ("last_year", "2025-01-01", "2026-01-01"),
        ("this_week", "2026-11-16", "2026-11-23"),
        ("30", "2026-10-19", "2026-11-19"),
        ("2026-02-01..2026-02-28", "2026-02-01", "2026-03-01"),
        ("", None, None),
    ],
)
def test_periods_are_days(period: str, first: str | None, after: str | None) -> None:
    assert period_range(period, TODAY) == (first, after)
    with pytest.raises(ValueError, match="no period"):
        period_range("some day", TODAY)


def test_there_is_a_stage_to_choose(session: Session) -> None:
    assert len(choices_of("stages")) == Stage.select().count()


def test_what_customers_say_and_how_leads_were_judged(session: Session) -> None:
    well = save_customer(session, CustomerRecord("a", opinion="well", opinion_leader=True))
    unfit = save_customer(session, CustomerRecord("b", lead_verdict="unfit", lead_reason="Too far"))
    said = save_customer(session, CustomerRecord("c"))
    save_feedback(session, FeedbackRecord(said, wish="quicker"))
    save_feedback(session, FeedbackRecord(well, about="competitor", competitor="X", text="dear"))

    assert found(session, Condition("opinion", "any_of", ("well",))) == {well}
    assert found(session, Condition("opinion_leader", "any_of", (1,))) == {well}
    assert found(session, Condition("lead_verdict", "any_of", ("unfit",))) == {unfit}
    assert found(session, Condition("lead_reason", "contains", ("far",))) == {unfit}
    assert found(session, Condition("feedback", "any_of", ("open",))) == {said}
    assert found(session, Condition("feedback", "any_of", ("open", "competitor"))) == {well, said}
    assert found(session, Condition("feedback", "none_of", ("us",))) == {well, unfit}


def test_who_may_be_contacted_and_what_has_files(session: Session, tmp_path: Path) -> None:
    a, b, c = (save_customer(session, CustomerRecord(name)) for name in "abc")
    save_contact(session, ContactRecord("Hill", customer_id=a, consent="refused"))
    save_contact(session, ContactRecord("Reed", customer_id=a, consent="given"))
    save_contact(session, ContactRecord("Young", customer_id=b))
    assert found(session, Condition("contact.consent", "any_of", ("refused",))) == {a}
    assert found(session, Condition("contact.consent", "none_of", ("refused",))) == {b, c}
    assert found(session, Condition("contact.consent", "any_of", ("",))) == {b, c}
    path = tmp_path / "offer.txt"
    path.write_text("An offer", encoding="utf-8")
    add_files(session, b, [path])
    assert found(session, Condition("files", "known")) == {b}
    assert found(session, Condition("files", "unknown")) == {a, c}
    assert condition_words(Condition("files", "unknown")) == "Attached files are not there"

"""Records of rows: whose they are, what is new, what is there already."""

from dataclasses import replace
from datetime import date

import pytest

from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.plan import OUTCOMES, POLICIES
from smallcrm.importers.planner import make_plan
from smallcrm.importers.rows import ImportRow, RowRecord, RowSet
from tests.importers.plans import listed, outcomes, plan_lists, rec, stored_records

DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)
FAR = "远山商贸有限公司"

TALKS = [
    listed(2, FAR, rec("interaction", date=DAY, content="谈了价格", staff="陆小曼")),
    listed(3, FAR, rec("interaction", date=NEXT, content="谈了价格")),
    listed(4, "长河机电", rec("interaction", date=DAY, content="首次拜访", kind="visit")),
]
DEALS = [
    listed(2, FAR, rec("deal", title="年度采购", amount=500_00, expected_close=NEXT)),
    listed(3, FAR, rec("deal", amount=900_00, expected_close=DAY)),
]
TERMS = [
    listed(2, FAR, rec("term", kind="warranty", product="泵", serial="S1", end=NEXT)),
    listed(3, FAR, rec("term", kind="warranty", product="泵", serial="S2", end=NEXT)),
    listed(4, FAR, rec("term", kind="contract", title="年费", start=DAY, end=NEXT)),
]
FEEDBACK = [listed(2, FAR, rec("feedback", text="交货太慢", rating=2))]
LISTS = {"interactions": TALKS, "deals": DEALS, "terms": TERMS}


@pytest.mark.parametrize("kind", LISTS)
def test_each_record_is_made_at_its_customer(kind: str) -> None:
    made = plan_lists(LISTS[kind], kind=kind)
    assert set(outcomes(made)) == {"created"}
    assert made.made == {kind.removesuffix("s"): len(LISTS[kind])}
    keys = {customer.key for customer in made.customers}
    assert {record.customer for record in made.records} == keys


@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy != "create"])
@pytest.mark.parametrize("kind", LISTS)
def test_the_same_records_again_change_nothing(kind: str, policy: str) -> None:
    index = stored_records(plan_lists(LISTS[kind], kind=kind))
    again = plan_lists(LISTS[kind], kind=kind, existing=index, policy=policy)
    assert set(outcomes(again)) == {"skipped" if policy == "skip" else "unchanged"}
    assert (again.customers, again.records) == ([], [])


def test_the_same_list_twice_at_once_is_taken_once() -> None:
    made = plan_lists(TALKS, TALKS, kind="interactions")
    assert outcomes(made) == ["created"] * 3 + ["merged"] * 3
    assert made.made == {"interaction": 3}


def test_policy_create_makes_records_anew_at_the_customers_that_are_there() -> None:
    index = stored_records(plan_lists(TALKS, kind="interactions"))
    again = plan_lists(TALKS, kind="interactions", existing=index, policy="create")
    assert set(outcomes(again)) == {"created"}
    assert again.customers == []
    assert [record.existing for record in again.records] == [1, 1, 2]


def test_fill_and_overwrite_of_a_stored_deal() -> None:
    index = stored_records(plan_lists([listed(2, FAR, rec("deal", title="采购", amount=100))]))
    newer = [listed(2, FAR, rec("deal", title="采购", amount=200, expected_close=NEXT))]
    filled = plan_lists(newer, kind="deals", existing=index)
    (row,) = filled.rows
    assert row.outcome == "updated"
    assert [(c.field, c.new, c.who) for c in row.changes] == [
        ("deal.expected_close", "2026-03-02", "采购")
    ]
    assert [(c.field, c.old, c.new) for c in row.kept] == [("deal.amount", "1.00", "2.00")]
    (record,) = filled.records
    assert (record.id, record.existing, record.customer) == (1, 1, None)
    assert record.values == {"deal.expected_close": NEXT}
    over = plan_lists(newer, kind="deals", existing=index, policy="overwrite")
    assert over.records[0].values == {"deal.amount": 200, "deal.expected_close": NEXT}


def test_stages_are_found_in_both_languages_and_others_told() -> None:
    index = ExistingIndex(stages={"quote": "Quote", "报价": "Quote"})
    rows = [
        listed(2, FAR, rec("deal", title="a", stage="报价")),
        listed(3, FAR, rec("deal", title="b", stage="等老板回来")),
    ]
    made = plan_lists(rows, kind="deals", existing=index)
    assert made.records[0].values["deal.stage"] == "Quote"
    assert "deal.stage" not in made.records[1].values
    assert "等老板回来" in str(made.records[1].values["deal.note"])
    assert "等老板回来" in made.rows[1].note
    index = stored_records(made, index)
    assert set(outcomes(plan_lists(rows, kind="deals", existing=index))) == {"unchanged"}


def test_a_later_start_of_the_same_thing_is_its_next_term() -> None:
    first = listed(2, FAR, rec("term", serial="S1", start=DAY, end=NEXT))
    renewed = listed(3, FAR, rec("term", serial="S1", start=NEXT, end=date(2027, 3, 2)))
    index = stored_records(plan_lists([first], kind="terms"))
    made = plan_lists([first, renewed], kind="terms", existing=index)
    assert outcomes(made) == ["unchanged", "created"]


def test_a_wide_row_carries_records_and_its_customer_decides() -> None:
    row = listed(2, FAR, TALKS[0].records[0], FEEDBACK[0].records[0], city="上海")
    made = plan_lists([row], kind="customers")
    assert outcomes(made) == ["created"]
    assert made.made == {"interaction": 1, "feedback": 1}
    assert made.records[1].values["feedback.date"] == DAY
    index = stored_records(made)
    assert outcomes(plan_lists([row], kind="customers", existing=index)) == ["unchanged"]
    later = listed(2, FAR, rec("interaction", date=NEXT, content="签了"), city="上海")
    again = plan_lists([later], kind="customers", existing=index)
    assert outcomes(again) == ["updated"]
    assert [(c.field, c.new) for c in again.rows[0].changes] == [("interaction.content", "签了")]
    assert again.customers == []
    assert [record.existing for record in again.records] == [1]
    skipped = plan_lists([later], kind="customers", existing=index, policy="skip")
    assert (outcomes(skipped), skipped.records) == (["skipped"], [])


def test_products_are_told_by_code_else_by_name() -> None:
    def product(number: int, name: str, **values: object) -> ImportRow:
        full = {f"product.{field}": value for field, value in values.items()}
        return ImportRow("s", number, {"product.name": name, **full})

    rows = [
        product(2, "球阀", code="Q1", price=1200),
        product(3, "球阀", code="Q2"),
        product(4, "弯头"),
        product(5, "弯头", unit="个"),
    ]
    made = plan_lists(rows, kind="products")
    assert outcomes(made) == ["created", "created", "created", "merged"]
    assert made.made == {"product": 3}
    assert (made.customers, made.rows[0].name) == ([], "球阀")
    index = stored_records(made)
    assert set(outcomes(plan_lists(rows, kind="products", existing=index))) == {"unchanged"}
    dearer = [product(2, "另一个名字", code="q1", price=1300, unit="只")]
    filled = plan_lists(dearer, kind="products", existing=index)
    assert filled.records[0].values == {"product.unit": "只"}
    assert {change.field for change in filled.rows[0].kept} == {"product.name", "product.price"}


# --- whose it is ---------------------------------------------------------------------------------


def whose(**given: str) -> ImportRow:
    return listed(9, "", rec("interaction", date=DAY, content="x"), **given)


def test_a_row_without_a_name_belongs_to_whom_its_code_or_number_tells() -> None:
    index = stored_records(
        plan_lists(
            [listed(2, FAR, phone="13800000001", code="C7", tax_number="91350200MA0000000X")],
            kind="customers",
        )
    )
    for given, by in (
        ({"code": "c7"}, "code"),
        ({"tax_number": "91350200ma0000000x"}, "tax_number"),
        ({"phone": "13800000001"}, "phone"),
    ):
        made = plan_lists([whose(**given)], kind="interactions", existing=index)
        (row,) = made.rows
        assert (row.outcome, row.existing, row.matched_by) == ("created", 1, by)
        assert row.name == FAR


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "C9"}, "C9"),
        ({"phone": "13900000009"}, "139 0000 0009"),
        ({"phone": "13800000001"}, "Several customers"),
        ({}, "Nothing in this row"),
    ],
)
def test_a_row_whose_customer_is_not_found_is_rejected_in_words(
    given: dict[str, str], said: str
) -> None:
    rows = [listed(2, "甲公司", phone="13800000001"), listed(3, "乙公司", phone="13800000001")]
    index = stored_records(plan_lists(rows, kind="customers"))
    made = plan_lists([whose(**given)], kind="interactions", existing=index)
    (row,) = made.rows
    assert row.outcome == "rejected"
    assert said in row.reason
    assert (made.customers, made.records) == ([], [])


def test_a_name_that_is_not_there_is_made_or_rejected() -> None:
    assert outcomes(plan_lists([TALKS[0]], kind="interactions")) == ["created"]
    made = plan_lists([TALKS[0]], kind="interactions", missing="reject")
    assert (outcomes(made), made.records) == (["rejected"], [])
    assert FAR in made.rows[0].reason


def test_a_short_name_tells_the_customer_of_a_talk() -> None:
    rows = [listed(2, FAR, short_name="远山")]
    index = stored_records(plan_lists(rows, kind="customers"))
    talk = listed(2, "远山", rec("interaction", date=DAY, content="x"))
    made = plan_lists([talk], kind="interactions", existing=index)
    assert [row.existing for row in made.rows] == [1]


def test_totals_tie_out_over_all_kinds_at_once() -> None:
    files = [
        [
            RowSet(LISTS["deals"], kind="deals"),
            RowSet([*TALKS, whose(code="C1")], kind="interactions"),
        ],
        [RowSet([listed(2, FAR, *FEEDBACK[0].records)], kind="customers")],
    ]
    made = make_plan(files, ExistingIndex())
    assert made.totals["rows"] == 7 == sum(made.totals[name] for name in OUTCOMES)
    assert outcomes(made) == ["created"] * 5 + ["rejected", "merged"]
    assert isinstance(FEEDBACK[0].records[0], RowRecord)


def test_what_is_said_of_a_product_that_is_not_known_is_found_again() -> None:
    row = listed(2, FAR, rec("feedback", product="球阀", text="交货太慢", rating=2))
    index = stored_records(plan_lists([row], kind="customers"))
    (kept,) = index.records[1]
    text = {"feedback.text": "球阀\n交货太慢", "feedback.rating": 2}
    index.records[1] = [replace(kept, values=text)]
    assert outcomes(plan_lists([row], kind="customers", existing=index)) == ["unchanged"]


def test_the_name_of_a_customer_is_not_an_order_lists_to_change() -> None:
    index = stored_records(plan_lists(TALKS[:1], kind="interactions"))
    short = listed(2, "远山商贸", *TALKS[0].records)
    again = plan_lists([short], kind="interactions", existing=index, policy="overwrite")
    assert (outcomes(again), again.customers) == (["unchanged"], [])

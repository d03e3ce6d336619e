"""Orders and receipts of a list: lines gathered, nothing counted or brought twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.plan import OUTCOMES, ImportPlan
from smallcrm.importers.planner import make_plan
from smallcrm.importers.rows import ImportRow, RowSet
from tests.importers.plans import listed, outcomes, plan_lists, rec, stored_records

DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)
FAR = "远山商贸有限公司"


def order(
    number: int,
    no: str = "",
    product: str = "",
    amount: int | None = None,
    *,
    day: date = DAY,
    name: str = FAR,
    paid: int | None = None,
    **values: object,
) -> ImportRow:
    said = {"number": no, "product": product, "amount": amount, "date": day, **values}
    records = [rec("order", **{k: v for k, v in said.items() if v not in ("", None)})]
    if paid is not None:
        payment = {"receipt.date": day, "receipt.amount": paid}
        records.append(rec("receipt"))
        records[-1] = type(records[-1])("receipt", payment | ({"order.number": no} if no else {}))
    return listed(number, name, *records)


def receipt(
    number: int, amount: int, no: str = "", *, day: date = DAY, name: str = FAR
) -> ImportRow:
    made = rec("receipt", date=day, amount=amount)
    if no:
        made = type(made)("receipt", {**made.values, "order.number": no})
    return listed(number, name, made)


def amounts(made: ImportPlan) -> list[list[object]]:
    return [
        [line["order.amount"] for line in record.lines]
        for record in made.records
        if record.kind == "order"
    ]


LINES = [
    order(2, "A1", "球阀", 2400, quantity="2", price=1200),
    order(3, "A1", "弯头", 500, quantity="5", price=100),
    order(4, "A2", "球阀", 1200, quantity="1", price=1200),
]


def test_lines_of_one_number_are_one_order() -> None:
    made = plan_lists(LINES)
    assert outcomes(made) == ["created", "merged", "created"]
    assert made.made == {"order": 2}
    first = made.records[0]
    assert first.values == {"order.number": "A1", "order.date": DAY}
    assert first.lines[1] == {
        "order.product": "弯头",
        "order.quantity": "5",
        "order.price": 100,
        "order.amount": 500,
    }
    assert [ref.row for ref in first.rows] == [2, 3]


def test_without_a_number_the_day_tells_the_order() -> None:
    rows = [order(2, "", "a", 100), order(3, "", "b", 200), order(4, "", "c", 300, day=NEXT)]
    made = plan_lists(rows)
    assert outcomes(made) == ["created", "merged", "created"]
    index = stored_records(made)
    assert set(outcomes(plan_lists(rows, existing=index))) == {"unchanged"}


@pytest.mark.parametrize("policy", ["fill", "overwrite"])
def test_the_same_orders_again_change_nothing(policy: str) -> None:
    index = stored_records(plan_lists(LINES))
    again = plan_lists(LINES, existing=index, policy=policy)
    assert (set(outcomes(again)), again.records, again.customers) == ({"unchanged"}, [], [])


def test_skip_leaves_stored_orders_alone_and_takes_new_ones() -> None:
    index = stored_records(plan_lists(LINES))
    more = [*LINES, order(5, "A1", "垫片", 10), order(6, "A9", "垫片", 10)]
    made = plan_lists(more, existing=index, policy="skip")
    assert outcomes(made) == ["skipped"] * 4 + ["created"]
    assert made.made == {"order": 1}


def test_one_order_split_over_two_files() -> None:
    together = plan_lists(LINES[:1], LINES[1:])
    assert outcomes(together) == ["created", "merged", "created"]
    assert amounts(together) == [[2400, 500], [1200]]
    index = stored_records(plan_lists(LINES[:1]))
    later = plan_lists(LINES[1:], existing=index)
    assert outcomes(later) == ["updated", "created"]
    change = later.rows[0].changes[0]
    assert (change.field, change.new, change.who) == ("order.product", "弯头 × 5", "A1")
    assert [(record.id, len(record.lines)) for record in later.records] == [(1, 1), (None, 1)]
    index = stored_records(later, index)
    assert set(outcomes(plan_lists(LINES, existing=index))) == {"unchanged"}


def test_a_line_is_repeated_within_a_table_but_not_by_another() -> None:
    twice = [order(2, "A1", "球阀", 100), order(3, "A1", "球阀", 100)]
    assert amounts(plan_lists(twice)) == [[100, 100]]
    both = plan_lists(twice, twice[:1])
    assert (outcomes(both), amounts(both)) == (["created", "merged", "merged"], [[100, 100]])
    index = stored_records(plan_lists(twice[:1]))
    assert outcomes(plan_lists(twice, existing=index)) == ["unchanged", "updated"]


def test_one_number_at_two_customers_is_two_orders() -> None:
    made = plan_lists([order(2, "1", "a", 1), order(3, "1", "a", 1, name="长河机电")])
    assert made.made == {"order": 2}


def test_a_list_that_comes_again_with_numbers_finds_its_orders() -> None:
    plain = [order(2, "", "a", 100), order(3, "", "b", 200)]
    numbered = [order(2, "A1", "a", 100), order(3, "A1", "b", 200)]
    index = stored_records(plan_lists(plain))
    made = plan_lists(numbered, existing=index)
    assert outcomes(made) == ["updated", "unchanged"]
    assert [(record.id, record.values) for record in made.records] == [(1, {"order.number": "A1"})]
    index = stored_records(plan_lists(numbered))
    assert set(outcomes(plan_lists(plain, existing=index))) == {"unchanged"}
    other = plan_lists([order(2, "A7", "c", 999)], existing=stored_records(plan_lists(plain)))
    assert outcomes(other) == ["created"]


def test_fill_brings_an_open_order_up_to_date() -> None:
    index = stored_records(plan_lists([order(2, "A1", "a", 100, status="open")]))
    made = plan_lists([order(2, "A1", "a", 100, status="done", due=NEXT)], existing=index)
    assert made.records[0].values == {"order.status": "done", "order.due": NEXT}
    back = stored_records(made, index)
    kept = plan_lists([order(2, "A1", "a", 100, status="open")], existing=back)
    assert outcomes(kept) == ["unchanged"]


# --- totals that stand on each line --------------------------------------------------------------


def test_a_total_on_each_line_is_counted_once() -> None:
    rows = [
        order(2, "A1", "a", 2900, quantity="2", price=1200),
        order(3, "A1", "b", 2900, quantity="5", price=100),
    ]
    made = plan_lists(rows)
    assert amounts(made) == [[2400, 500]]
    index = stored_records(made)
    assert set(outcomes(plan_lists(rows, existing=index))) == {"unchanged"}
    assert amounts(plan_lists(rows, rows)) == [[2400, 500]]


def test_a_total_on_each_line_of_an_order_in_two_imports() -> None:
    rows = [
        order(2, "A1", "a", 3000, quantity="2", price=1200),
        order(3, "A1", "b", 3000, quantity="5", price=100),
        order(4, "A1", "c", 3000, quantity="1", price=100),
    ]
    index = stored_records(plan_lists(rows[:2]))
    last = plan_lists(rows[2:], existing=index)
    assert [line["order.amount"] for line in last.records[0].lines] == [100]


def test_equal_lines_are_no_total() -> None:
    rows = [order(n, "A1", p, 100, quantity="1", price=100) for n, p in ((2, "a"), (3, "b"))]
    assert amounts(plan_lists(rows)) == [[100, 100]]
    alone = [order(2, "A1", "a", 100), order(3, "A1", "b", 100)]
    assert amounts(plan_lists(alone)) == [[100, 100]]


def test_without_prices_the_whole_table_tells_totals() -> None:
    rows = [
        order(2 + 2 * n + place, f"A{n}", product, 1000 * n)
        for n in (1, 2, 3)
        for place, product in enumerate("ab")
    ]
    assert amounts(plan_lists(rows)) == [[1000, 0], [2000, 0], [3000, 0]]
    # One order whose lines differ, and these are amounts of lines.
    rows += [order(20, "A9", "a", 5), order(21, "A9", "b", 6)]
    assert amounts(plan_lists(rows))[:2] == [[1000, 1000], [2000, 2000]]


def test_a_total_that_the_lines_do_not_come_to_is_told() -> None:
    rows = [
        order(2, "A1", "a", 2800, quantity="2", price=1200),
        order(3, "A1", "b", 2800, quantity="5", price=100),
    ]
    made = plan_lists(rows)
    assert amounts(made) == [[2400, 500]]
    assert "28.00" in made.rows[0].note
    assert "29.00" in made.rows[0].note


def test_a_discount_on_one_line_stays() -> None:
    made = plan_lists([order(2, "A1", "a", 2000, quantity="2", price=1200)])
    assert amounts(made) == [[2000]]


# --- receipts ------------------------------------------------------------------------------------


def test_a_receipt_pays_the_order_it_names() -> None:
    made = make_plan(
        [
            [
                RowSet([receipt(2, 500, "a1"), receipt(3, 70, "B9")], kind="receipts"),
                RowSet(LINES, kind="orders"),
            ]
        ],
        ExistingIndex(),
    )
    orders = {r.values["order.number"]: r.key for r in made.records if r.kind == "order"}
    paid = [record for record in made.records if record.kind == "receipt"]
    assert [record.order for record in paid] == [orders["A1"], None]
    assert "B9" in str(paid[1].values["receipt.note"])
    assert "order.number" not in paid[0].values
    index = stored_records(made)
    again = plan_lists(
        [receipt(2, 500, "a1"), receipt(3, 70, "B9")], kind="receipts", existing=index
    )
    assert set(outcomes(again)) == {"unchanged"}


def test_receipts_of_one_day_and_sum_are_counted() -> None:
    rows = [receipt(2, 500), receipt(3, 500)]
    made = plan_lists(rows, kind="receipts")
    assert made.made == {"receipt": 2}
    index = stored_records(made)
    again = plan_lists([*rows, receipt(4, 500)], kind="receipts", existing=index)
    assert outcomes(again) == ["unchanged", "unchanged", "created"]
    assert outcomes(plan_lists(rows, rows, kind="receipts")) == ["created"] * 2 + ["merged"] * 2


def test_what_was_paid_of_an_order_is_a_receipt_of_it() -> None:
    rows = [order(2, "A1", "a", 900, paid=400), order(3, "A1", "b", 100)]
    made = plan_lists(rows)
    assert outcomes(made) == ["created", "merged"]
    sale, paid = made.records
    assert (paid.kind, paid.order, paid.values["receipt.amount"]) == ("receipt", sale.key, 400)
    index = stored_records(made)
    assert set(outcomes(plan_lists(rows, existing=index))) == {"unchanged"}
    more = plan_lists([order(2, "A1", "a", 900, paid=700)], existing=index)
    assert outcomes(more) == ["updated"]
    (rest,) = more.records
    assert (rest.order_id, rest.values["receipt.amount"]) == (1, 300)


def test_a_payment_beside_its_order_and_in_a_list_of_receipts_is_one() -> None:
    sheets = [
        RowSet([order(2, "A1", "a", 900, paid=400)], kind="orders"),
        RowSet([receipt(2, 400, day=NEXT)], kind="receipts"),
    ]
    made = make_plan([sheets], ExistingIndex())
    assert made.made == {"order": 1, "receipt": 1}
    (paid,) = [record for record in made.records if record.kind == "receipt"]
    assert paid.order is not None
    assert set(outcomes(make_plan([sheets], stored_records(made)))) == {"unchanged"}


def test_an_order_number_tells_whose_a_row_is() -> None:
    nameless = listed(9, "", receipt(9, 500, "A1").records[0])
    index = stored_records(plan_lists(LINES))
    index.orders = {"a1": [1]}
    made = plan_lists([nameless], kind="receipts", existing=index)
    assert [(row.outcome, row.existing, row.matched_by) for row in made.rows] == [
        ("created", 1, "order")
    ]
    assert made.records[0].order_id == 1
    both = plan_lists([*LINES, nameless])
    assert outcomes(both)[-1] == "created"


ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["远山商贸", "长河机电"]),
        st.sampled_from(["", "A1", "A2"]),
        st.sampled_from([DAY, NEXT]),
        st.sampled_from(["球阀", "弯头", ""]),
        st.sampled_from([100, 200, 300]),
        st.sampled_from([None, "1", "2"]),
        st.sampled_from([None, 50, 100]),
    ),
    max_size=12,
)


@given(ORDERS)
def test_any_orders_tie_out_and_come_once(
    values: list[tuple[str, str, date, str, int, str | None, int | None]],
) -> None:
    rows = [
        order(n, no, product, amount, day=day, name=name, quantity=quantity, price=price)
        for n, (name, no, day, product, amount, quantity, price) in enumerate(values, 2)
    ]
    made = plan_lists(rows)
    assert made.totals["rows"] == len(rows) == sum(made.totals[name] for name in OUTCOMES)
    assert made.totals["created"] == made.made.get("order", 0)
    again = plan_lists(rows, existing=stored_records(made))
    assert again.totals["unchanged"] == len(rows)
    assert (again.records, again.customers) == ([], [])
    twice = plan_lists(rows, rows)
    assert amounts(twice) == amounts(made)

"""Lists of talks, orders, receipts, terms, products through to the data file, and once more."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smallcrm.importers.analysis import ImportOptions
from smallcrm.importers.plan import ImportPlan
from smallcrm.models import Customer, Deal, Feedback, Interaction, Order, Product, Receipt, Term
from smallcrm.services.imports import analyse_files, import_files, plan_files, write_plan
from smallcrm.services.orders import list_orders, list_receipts, summarise_money
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

Write = Callable[..., Path]
CUSTOMERS = (
    "客户名称,客户编码,手机,城市",
    "宁德海川机电有限公司,K001,13800001111,宁德",
    "泉州拓新鞋业有限公司,K002,13800002222,泉州",
)
LISTS: dict[str, tuple[str, ...]] = {
    "interactions": (
        "客户名称,跟进日期,跟进方式,跟进内容,跟进人",
        "宁德海川机电有限公司,2026-03-01,电话,谈了价格,陆小曼",
        "海川机电,2026-03-02,拜访,看了样品,陆小曼",
        "泉州拓新鞋业,2026-03-02,微信,发了报价,程远",
    ),
    "orders": (
        "订单号,客户名称,订单日期,产品,数量,单价,金额",
        "S1,宁德海川机电有限公司,2026-03-01,球阀,2,12,24",
        "S1,宁德海川机电有限公司,2026-03-01,弯头,5,1,5",
        "S2,泉州拓新鞋业有限公司,2026-03-02,球阀,1,12,12",
    ),
    "receipts": (
        "客户名称,收款日期,收款金额,收款方式",
        "宁德海川机电有限公司,2026-03-05,20,现金",
        "泉州拓新鞋业有限公司,2026-03-06,12,银行转账",
    ),
    "deals": (
        "客户名称,商机名称,阶段,预计金额,预计成交日期",
        "宁德海川机电有限公司,年度采购,报价,50000,2026-06-30",
        "泉州拓新鞋业有限公司,新线,看老板心情,9000,2026-07-31",
    ),
    "terms": (
        "客户名称,合同编号,产品,开始日期,到期日期,金额",
        "宁德海川机电有限公司,HT1,维保,2026-01-01,2026-12-31,3000",
        "泉州拓新鞋业有限公司,HT2,维保,2026-02-01,2027-01-31,4000",
    ),
    "products": ("产品编码,产品名称,规格单位,单价", "P1,球阀,个,12", "P2,弯头,个,1"),
}
MODELS = {
    "interactions": Interaction,
    "orders": Order,
    "receipts": Receipt,
    "deals": Deal,
    "terms": Term,
    "products": Product,
}


def bring(session: Session, *paths: Path, kind: str = "auto", policy: str = "fill") -> ImportPlan:
    return import_files(session, paths, ImportOptions(kind=kind), policy)[1]  # type: ignore[arg-type]


def outcomes(plan: ImportPlan) -> list[str]:
    return [row.outcome for row in plan.rows]


@pytest.mark.parametrize("kind", LISTS)
def test_each_kind_is_brought_once_and_taken_back(
    session: Session, write: Write, kind: str
) -> None:
    bring(session, write("客户.csv", *CUSTOMERS))
    before = dump(session)
    path = write("list.csv", *LISTS[kind])
    plan = bring(session, path, kind=kind)
    rows = len(LISTS[kind]) - 1
    assert plan.totals["rows"] == rows
    assert plan.totals["created"] + plan.totals["merged"] == rows
    assert plan.made == {kind.removesuffix("s"): MODELS[kind].select().count()}
    full = dump(session)
    for policy in ("fill", "overwrite"):
        again = bring(session, path, kind=kind, policy=policy)
        assert set(outcomes(again)) == {"unchanged"}, policy
        assert dump(session) == full
    assert Customer.select().count() == (2 if kind != "interactions" else 3)
    session.undo()
    assert dump(session) == before


def test_an_order_list_in_two_files_and_its_receipts(session: Session, write: Write) -> None:
    bring(session, write("客户.csv", *CUSTOMERS))
    head, *lines = LISTS["orders"]
    bring(session, write("a.csv", head, lines[0]), kind="orders")
    later = bring(session, write("b.csv", head, *lines[1:]), kind="orders")
    assert outcomes(later) == ["updated", "created"]
    customer = Customer.get(Customer.code == "K001").id
    (order,) = list_orders(session, customer)
    assert [(line.title or line.product, line.amount) for line in order.lines] == [
        ("球阀", 2400),
        ("弯头", 500),
    ]
    paid = write("c.csv", "订单号,收款日期,收款金额", "S1,2026-03-09,20")
    plan = bring(session, paid, kind="receipts")
    assert [(row.outcome, row.existing) for row in plan.rows] == [("created", customer)]
    (receipt,) = list_receipts(session, customer)
    assert (receipt.order_id, receipt.amount) == (order.id, 2000)
    assert summarise_money(session, customer).owed == 900
    assert outcomes(bring(session, paid, kind="receipts")) == ["unchanged"]


def test_totals_on_each_line_are_not_counted_twice(session: Session, write: Write) -> None:
    path = write(
        "orders.csv",
        "订单号,客户名称,订单日期,产品,数量,单价,订单金额",
        "S1,海川机电,2026-03-01,球阀,2,12,29",
        "S1,海川机电,2026-03-01,弯头,5,1,29",
    )
    bring(session, path, kind="orders")
    (customer,) = list(Customer.select())
    assert summarise_money(session, customer.id).bought == 2900
    assert outcomes(bring(session, path, kind="orders")) == ["unchanged", "unchanged"]


def test_rows_by_code_and_number_and_those_that_find_none(session: Session, write: Write) -> None:
    bring(session, write("客户.csv", *CUSTOMERS))
    talks = write(
        "talks.csv",
        "客户编码,手机,跟进日期,跟进内容",
        "K001,,2026-03-01,按编码",
        ",13800002222,2026-03-02,按手机",
        "K009,,2026-03-03,没有这个客户",
    )
    plan = bring(session, talks, kind="interactions")
    assert outcomes(plan) == ["created", "created", "rejected"]
    assert [row.matched_by for row in plan.rows] == ["code", "phone", ""]
    assert "K009" in plan.rows[2].reason
    assert Customer.select().count() == 2
    said = {row.content: row.customer_id for row in list(Interaction.select())}
    assert len(set(said.values())) == 2


def test_a_wide_list_carries_orders_and_talks(session: Session, write: Write) -> None:
    path = write(
        "wide.csv",
        "客户名称,手机,跟进日期,跟进内容,订单日期,订单金额,客户反馈",
        "海川机电,13800001111,2026-03-01,谈了价格,2026-02-01,500,交货太慢",
    )
    plan = bring(session, path)
    assert outcomes(plan) == ["created"]
    assert (Interaction.select().count(), Order.select().count()) == (1, 1)
    before = dump(session)
    assert outcomes(bring(session, path)) == ["unchanged"]
    assert dump(session) == before
    assert Feedback.select().count() <= 1


def test_a_stored_look_alike_is_asked_and_joined_when_decided(
    session: Session, write: Write
) -> None:
    bring(session, write("客户.csv", *CUSTOMERS))
    analyses = analyse_files([write("b.csv", "客户名称,城市,级别", "宁德海川机电设备厂,宁德,A")])
    plan = plan_files(session, analyses)
    (question,) = plan.questions
    assert (question.kind, outcomes(plan)) == ("similar_name", ["created"])
    decided = plan_files(session, analyses, decisions={"*:similar_name": "join"})
    assert outcomes(decided) == ["updated"]
    write_plan(session, analyses, decided)
    assert {row.name: row.level for row in list(Customer.select())} == {
        "宁德海川机电有限公司": "A",
        "泉州拓新鞋业有限公司": "",
    }


def test_what_was_decided_of_a_name_is_not_asked_again(session: Session, write: Write) -> None:
    bring(session, write("客户.csv", *CUSTOMERS))
    lines = ("日期,客户名称,跟进内容", "2026-03-01,宁德海川机电设备厂,谈价格")
    analyses = analyse_files([write("跟进.csv", *lines)])
    assert [question.kind for question in plan_files(session, analyses).questions] == [
        "similar_name"
    ]
    decided = plan_files(session, analyses, decisions={"*:similar_name": "join"})
    write_plan(session, analyses, decided)
    before = dump(session)
    again = plan_files(session, analyses)
    assert (again.questions, outcomes(again)) == ((), ["unchanged"])
    write_plan(session, analyses, again)
    assert dump(session) == before
    more = analyse_files([write("四月.csv", *lines, "2026-04-01,宁德海川机电设备厂,寄样品")])
    assert outcomes(plan_files(session, more)) == ["unchanged", "created"]
    session.undo()
    assert len(plan_files(session, analyses).questions) == 1


def test_what_was_decided_of_a_row_of_the_same_list_is_not_asked_again(
    session: Session, write: Write
) -> None:
    rows = ("客户名称,电话", "宁德海川机电有限公司,0593-2881234", "福安远山茶厂,0593-2881234")
    analyses = analyse_files([write("客户.csv", *rows)])
    decided = plan_files(session, analyses, decisions={"*:same_phone": "join"})
    assert outcomes(decided) == ["created", "merged"]
    write_plan(session, analyses, decided)
    again = plan_files(session, analyses)
    assert (again.questions, outcomes(again)) == ((), ["unchanged", "unchanged"])
    others = bring(session, write("订单.csv", "客户名称,订单日期,金额", "福安远山茶厂,2026-3-1,9"))
    assert (len(others.customers), Customer.select().count()) == (0, 1)


def test_the_same_file_twice_at_once_is_said(session: Session, write: Write) -> None:
    one, two = write("a.csv", *LISTS["orders"]), write("b.csv", *LISTS["orders"])
    plan = bring(session, one, two, kind="orders")
    assert plan.totals["created"] == 2
    assert outcomes(plan)[3:] == ["merged"] * 3
    assert [(file, "a.csv" in text) for file, text in plan.notes] == [(1, True)]
    assert Order.select().count() == 2


def test_a_stored_customer_that_bought_is_active_whatever_else_the_list_says(
    session: Session, write: Write
) -> None:
    bring(session, write("客户.csv", *CUSTOMERS))
    assert {one.status for one in Customer.select()} == {"prospect"}
    orders = write(
        "订单.csv",
        "订单号,客户名称,订单日期,金额,电话",
        "S1,宁德海川机电有限公司,2026-03-01,24,0593-2881234",
        "S2,泉州拓新鞋业有限公司,2026-03-02,12,",
    )
    bring(session, orders)
    assert {one.status for one in Customer.select()} == {"active"}

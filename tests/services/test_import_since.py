"""Since when customers of a list are known, and what the month's report says of imported ones."""

from collections.abc import Callable
from pathlib import Path

from smallcrm.core.dates import Month
from smallcrm.core.i18n import translator
from smallcrm.models import Customer
from smallcrm.reports.monthly import MonthlyReport
from smallcrm.reports.monthly.findings import findings
from smallcrm.services.customers import add_customer
from smallcrm.services.imports import import_files
from smallcrm.services.records import CustomerRecord
from smallcrm.services.reporting import monthly_report
from smallcrm.storage import facts
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

Write = Callable[..., Path]


def since(session: Session) -> dict[str, str]:
    return dict(list(Customer.select(Customer.name, Customer.created).tuples()))


def report_of(session: Session) -> MonthlyReport:
    return monthly_report(session, Month.of(session.clock.today()), translator("zh_CN"))


ORDERS = (
    "订单号,客户名称,订单日期,产品,数量,单价,金额",
    "S1,宁德海川机电有限公司,2024-03-01,球阀,2,12,24",
    "S2,宁德海川机电有限公司,2023-05-06,球阀,2,12,24",
    "S3,泉州拓新鞋业有限公司,2026-11-30,球阀,1,12,12",
)


def test_customers_are_known_since_the_first_day_the_list_tells_of(
    session: Session, write: Write
) -> None:
    empty = dump(session)
    import_files(session, [write("订单.csv", *ORDERS)])
    # What is to be delivered only later says nothing.
    told = {"宁德海川机电有限公司": "2023-05-06", "泉州拓新鞋业有限公司": "2026-11-18"}
    assert since(session) == told
    stored, states = dump(session), session.as_of(session.today)
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert (dump(session), session.as_of(session.today)) == (stored, states)
    import_files(session, [write("订单.csv", *ORDERS)])
    assert dump(session) == stored
    session.undo()
    assert dump(session) == empty
    session.redo()
    assert since(session) == told


def test_the_lists_own_day_wins_and_the_last_contact_counts(session: Session, write: Write) -> None:
    lines = (
        "客户名称,手机,建档日期,最近联系",
        "宁德海川机电有限公司,13800001111,2022-01-05,2021-12-01",
        "泉州拓新鞋业有限公司,13800002222,,2025-02-03",
        "福安远山茶厂,13800003333,,",
    )
    import_files(session, [write("客户.csv", *lines)])
    assert since(session) == {
        "宁德海川机电有限公司": "2022-01-05",
        "泉州拓新鞋业有限公司": "2025-02-03",
        "福安远山茶厂": "2026-11-18",
    }


def test_the_months_report_tells_which_new_customers_an_import_made(
    session: Session, write: Write
) -> None:
    lines = (
        "客户名称,手机,最近联系",
        "宁德海川机电有限公司,13800001111,2021-12-01",
        "泉州拓新鞋业有限公司,13800002222,",
        "福安远山茶厂,13800003333,",
    )
    import_files(session, [write("客户.csv", *lines)])
    report = report_of(session)
    assert (len(report.new_customers), report.new_imported) == (2, 2)
    (said,) = (one for one in findings(report, translator("zh_CN")) if "新增" in one.text)
    assert "其中 2 家由导入建档" in said.text
    assert said.tone == "plain"
    add_customer(session, CustomerRecord("宁海机电"))
    assert (len(report_of(session).new_customers), report_of(session).new_imported) == (3, 2)
    session.undo()
    session.undo()
    assert report_of(session).new_imported == 0

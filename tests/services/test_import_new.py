"""What an import writes of new customers into lists and search is what their records say."""

from datetime import date

import pytest

from smallcrm.core.progress import Progress
from smallcrm.importers.plan import ImportPlan, PlannedCustomer, RowRef
from smallcrm.importers.rows import RowContact, RowPhone
from smallcrm.models import Address, Contact, Customer, CustomerFact, Phone
from smallcrm.services.import_writer import PlanWriter
from smallcrm.storage import facts, fresh_writer
from smallcrm.storage.completeness import USUAL, write_standard
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

WHERE = (RowRef(0, "x", 2),)


def planned(
    name: str,
    phones: tuple[RowPhone, ...] = (),
    contacts: tuple[RowContact, ...] = (),
    **values: object,
) -> PlannedCustomer:
    """A new customer; its key is a number made of its name."""
    known = {f"customer.{key}": value for key, value in values.items()}
    key = sum(map(ord, name))
    return PlannedCustomer(key, None, {"customer.name": name, **known}, phones, contacts, WHERE)


def person(name: str, *phones: RowPhone, **values: object) -> RowContact:
    """A contact person."""
    known = {f"contact.{key}": value for key, value in values.items()}
    return RowContact({"contact.name": name, **known}, phones)


LIST = (
    planned("重庆市单县曾记 (集团)有限公司", short_name="曾记", code="A-1", level="A"),
    planned(
        "Hill & Co., Ltd.",
        (RowPhone("02162108888", "802"), RowPhone("02162108889", "", "fax")),
        (
            person("杨", RowPhone("13800138000", "", "mobile"), salutation="先生", wechat="y1"),
            person("赵", title="经理", email="Zhao@X.cn", birthday=date(1980, 2, 3)),
            person("区小明", title="经理"),
        ),
        email="INFO@Hill.example",
        qq="12345",
        province="上海市",
        city="上海",
        address="浦东新区 1 号",
        owner="王芳",
        source="展会",
        industry="机械",
        level="B",
        created=date(2020, 1, 5),
    ),
    planned(
        "单先生",
        (RowPhone("01088889999", "", "fax"), RowPhone("+4930123456"), RowPhone("13900139000")),
        kind="person",
        invoice_address="北京市海淀区",
        employees=None,
    ),
    planned("只有邮编", postcode="200120", city="", wechat="w"),
    planned("甲", (RowPhone("13900139001", "", "mobile"), RowPhone("13900139002", "", "mobile"))),
)


def bring_in(session: Session, customers: tuple[PlannedCustomer, ...]) -> None:
    """Write a plan of these customers."""
    plan = ImportPlan(customers, (), (), (), {})
    with session.unit(Op.IMPORT, {"file": "x"}) as unit:
        PlanWriter(session, unit, plan, Progress()).write(["x"])


@pytest.mark.parametrize(
    "standard",
    [
        {},
        {"A": ("level", "industry"), "B": ("mobile", "online", "owner"), "": ()},
        {"": (*USUAL, "birthday"), "B": ("title", "birthday")},
    ],
)
@pytest.mark.parametrize("fewest", [1, fresh_writer.FEWEST])
@pytest.mark.parametrize("times", [1, 2])
def test_lists_and_search_are_what_the_records_say(
    session: Session,
    standard: dict[str, tuple[str, ...]],
    fewest: int,
    times: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fresh_writer, "FEWEST", fewest)  # 1: they come from another process
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with session.keeping() as connection:
        write_standard(connection, standard)
    for _time in range(times):
        bring_in(session, LIST)
    assert Customer.select().count() == CustomerFact.select().count() == len(LIST) * times
    days = session.as_of(session.today)
    told = dump(session)
    with session.keeping() as connection:
        facts.rebuild(connection, session.today)
    assert dump(session) == told
    assert session.as_of(session.today) == days


def test_what_belongs_to_a_customer_is_stored_in_order(session: Session) -> None:
    bring_in(session, LIST)
    hill = Customer.get(Customer.name == "Hill & Co., Ltd.")
    people = list(Contact.select().where(Contact.customer == hill).order_by(Contact.position))
    assert [(one.position, one.name) for one in people] == [(0, "杨"), (1, "赵"), (2, "区小明")]
    mobile = Phone.get(Phone.contact == people[0])
    assert (mobile.customer_id, mobile.number, mobile.position) == (hill.id, "13800138000", 0)
    assert (hill.created, hill.owner.name, hill.status) == ("2020-01-05", "王芳", "prospect")
    assert [(one.kind, one.position) for one in list(Address.select())] == [
        ("office", 0),
        ("office", 0),
        ("invoice", 1),
    ]
    fact = CustomerFact.get(CustomerFact.customer == hill.id)
    assert (fact.contact, fact.phone, fact.city) == ("杨先生", "13800138000", "上海")


def test_models_leave_out_what_tables_fill_in(session: Session) -> None:
    """So that rows inserted at once need not name every column."""
    query = "SELECT name, dflt_value FROM pragma_table_info(?)"
    for model in (Customer, Contact, Phone, Address, *Customer.__base__.__subclasses__()):
        table = model._meta.table_name
        filled = dict(session.connection.execute(query, (table,)).fetchall())
        for field in model._meta.sorted_fields:
            if field.default is not None:
                given = field.default
                text = repr(given) if isinstance(given, str) else str(int(given))
                assert filled[field.column_name] == text, (table, field.column_name)

"""Do-not-contact: left out of contact cards, marked in lists."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smallcrm.importers.analysis import ImportOptions
from smallcrm.importers.plan import Policy
from smallcrm.services.contacts import save_contact
from smallcrm.services.customer_list import CustomerQuery, Filter
from smallcrm.services.customers import save_customer
from smallcrm.services.export_cards import CardsWritten, export_cards
from smallcrm.services.exports import export_list
from smallcrm.services.flat import Values, iter_customers
from smallcrm.services.imports import import_files
from smallcrm.services.no_contact import left_out_words
from smallcrm.services.records import ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.services.table import ShownList
from smallcrm.storage.session import Session


@pytest.fixture
def customers(session: Session) -> None:
    """One who refused with a person, one with a person who refused and one who did not, one."""
    first = save_customer(session, CustomerRecord("远山商贸", consent="refused"))
    save_contact(session, ContactRecord("赵一", customer_id=first))
    second = save_customer(session, CustomerRecord("新港五金"))
    for name, number, consent in (
        ("钱二", "13800000002", "refused"),
        ("孙三", "13800000003", "given"),
    ):
        phones = (PhoneRecord(number),)
        save_contact(
            session, ContactRecord(name, customer_id=second, phones=phones, consent=consent)
        )
    save_customer(session, CustomerRecord("Blue Harbor"))


def shown() -> ShownList:
    return ShownList("Customers", CustomerQuery(), ("name", "phone"))


def test_nobody_who_refused_has_a_card(session: Session, customers: None, tmp_path: Path) -> None:
    path = tmp_path / "out.vcf"
    assert export_cards(session, CustomerQuery(), path) == CardsWritten(2, 2)
    text = path.read_text(encoding="utf-8")
    assert "孙三" in text
    assert "13800000003" in text
    assert "Blue Harbor" in text
    for gone in ("远山", "赵一", "钱二", "13800000002"):
        assert gone not in text
    assert left_out_words(2) == "2 who asked not to be contacted were left out."
    assert left_out_words(0) == ""


def test_somebody_who_refused_as_his_own_contact_has_no_card(
    session: Session, tmp_path: Path
) -> None:
    himself = save_customer(session, CustomerRecord("Tom Field", kind="person"))
    save_contact(session, ContactRecord("Tom Field", customer_id=himself, consent="refused"))
    export_cards(session, CustomerQuery(), tmp_path / "out.vcf")
    assert "Tom" not in (tmp_path / "out.vcf").read_text(encoding="utf-8")


def test_a_list_marks_who_refused(session: Session, customers: None, tmp_path: Path) -> None:
    export_list(session, shown(), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as handle:
        head, *rows = list(csv.reader(handle))
    assert head == ["Customer", "Phone", "Do not contact"]
    assert {row[0]: row[2] for row in rows} == {
        "Blue Harbor": "",
        "新港五金": "钱二",
        "远山商贸": "The whole customer",
    }


def test_a_list_of_those_who_may_be_contacted_has_no_column_more(
    session: Session, customers: None, tmp_path: Path
) -> None:
    query = CustomerQuery(Filter(text="harbor"))
    export_list(session, replace(shown(), query=query), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").startswith("Customer,Phone\n")


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a csv list from rows of texts."""

    def make(*rows: tuple[str, ...]) -> Path:
        path = tmp_path / "list.csv"
        path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
        return path

    return make


def bring(session: Session, path: Path, policy: Policy = "fill", kind: str = "auto") -> None:
    import_files(session, [path], ImportOptions(kind=kind), policy=policy)


def flat(session: Session) -> dict[str, Values]:
    ids = CustomerQuery().ids(session)
    return {values["name"]: values for values in iter_customers(session, ids)}


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("不要联系", ("是", "", "否")),
        ("退订时间", ("2025-03-04", "", "")),
        ("Do not call", ("TRUE", "", "FALSE")),
        ("Email opt-out", ("1", "", "0")),
    ],
)
def test_who_asked_not_to_be_contacted_is_marked(
    session: Session, write: Write, header: str, answers: tuple[str, str, str]
) -> None:
    names = ("远山商贸", "新港五金", "海川机电")
    bring(session, write(("客户名称", header), *zip(names, answers, strict=True)))
    found = flat(session)
    assert [found[name].get("consent") for name in names] == ["refused", None, None]
    assert found["远山商贸"]["consent_on"] == session.today


def test_consent_in_a_list_and_a_refusal_that_no_list_lifts(session: Session, write: Write) -> None:
    heads = ("客户名称", "是否同意联系")
    bring(session, write(heads, ("远山商贸", "是"), ("新港五金", "否"), ("海川机电", "")))
    found = flat(session)
    names = ("远山商贸", "新港五金", "海川机电")
    assert [found[name].get("consent") for name in names] == ["given", "refused", None]
    again = write(heads, ("远山商贸", "否"), ("新港五金", "是"), ("海川机电", "可以联系"))
    bring(session, again, policy="overwrite")
    found = flat(session)
    assert [found[name].get("consent") for name in names] == ["refused", "refused", "given"]


def test_in_a_list_of_persons_the_one_who_refused_is_marked(session: Session, write: Write) -> None:
    rows = (("远山商贸", "赵一明", "采购", "是"), ("远山商贸", "钱小二", "会计", "否"))
    bring(session, write(("公司", "联系人", "职务", "请勿致电"), *rows), kind="contacts")
    found = flat(session)["远山商贸"]
    assert "consent" not in found
    assert [(one["name"], one.get("consent")) for one in found["contacts"]] == [
        ("赵一明", "refused"),
        ("钱小二", None),
    ]

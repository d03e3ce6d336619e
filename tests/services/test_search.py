"""Finding customers and notes by any piece of what is known."""

import pytest

from smallcrm.services.customers import add_customer, delete_customers
from smallcrm.services.interactions import (
    delete_interaction,
    get_interaction,
    save_interaction,
)
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    InteractionRecord,
    PhoneRecord,
)
from smallcrm.services.search import search_customers
from smallcrm.services.search_hits import Hit, find_people
from smallcrm.services.search_records import find_notes
from smallcrm.services.search_terms import words_of
from smallcrm.storage.session import Session

FIRST = CustomerRecord(
    "宁德海川机电有限公司",
    code="KH-007",
    short_name="海川",
    wechat="haichuan88",
    tags=("重点客户",),
    phones=(PhoneRecord("05932222333", "8", "phone"),),
    addresses=(AddressRecord("东湖路 18 号", "福建", "宁德"),),
    contacts=(
        ContactRecord("单", salutation="先生", phones=(PhoneRecord("13800001111"),)),
        ContactRecord("曾国平", email="zeng@example.invalid"),
    ),
)


@pytest.fixture
def first(session: Session) -> int:
    add_customer(session, CustomerRecord("Blue Harbor 100% Ltd."))
    return add_customer(session, FIRST)


@pytest.mark.parametrize(
    "text",
    [
        "海川",
        "ＨＡＩＣＨＵＡＮ",
        "ningdehai",
        "ndhc",
        "川",
        "kh-007",
        "haichuan88",
        "重点",
        "0593-2222333",
        "138 0000 1111",
        "00001111",
        "东湖路",
        "宁德 东湖",
        "单先生",
        "shan",
        "曾国平",
        "zgp",
        "zeng@example",
        "海chuan",
        "宁de海",
        "ningdehc",
        "ndhaichuan",
        "zenggp",
        "曾gp",
        "138-0000",
        "+86 138 0000 1111",
        "0593 222",
        "0593-2222333 转 8",
        "川 2222-333",
        "海川 曾国平 重点",
    ],
)
def test_any_piece_finds_the_customer(session: Session, first: int, text: str) -> None:
    assert search_customers(session, text) == [first]
    assert [hit.customer_id for hit in find_people(session, text)] == [first]


@pytest.mark.parametrize(
    "text", ["", "  ", "海川 harbor", "13899999999", "_", "'", '"', "海%川", "海hc", "ningchuan"]
)
def test_what_does_not_fit_finds_nothing(session: Session, first: int, text: str) -> None:
    assert search_customers(session, text) == []


def test_signs_are_taken_as_they_are(session: Session, first: int) -> None:
    assert search_customers(session, "100%") != []
    assert search_customers(session, "0%") == search_customers(session, "100%")


def test_the_newest_come_first_and_are_limited(session: Session) -> None:
    ids = [add_customer(session, CustomerRecord(f"客户{n}")) for n in range(5)]
    assert search_customers(session, "客户") == ids[::-1]
    assert search_customers(session, "客户", limit=2) == ids[:2:-1]


def test_notes_are_found_until_they_are_deleted(session: Session, first: int) -> None:
    said = save_interaction(
        session, InteractionRecord(first, "报价 12 万，客户嫌贵", subject="谈价格", kind="visit")
    )
    (hit,) = notes(session, "嫌贵 报价")
    assert (hit.id, hit.customer_id, hit.title.text) == (said, first, FIRST.name)
    assert found_in(hit) == ["报价", "嫌贵"]
    assert notes(session, "谈价格")
    assert notes(session, "便宜") == []
    save_interaction(session, get_interaction(session, said))
    delete_interaction(session, said)
    assert notes(session, "嫌贵") == []
    session.undo()
    assert notes(session, "嫌贵")
    delete_customers(session, [first])
    assert notes(session, "嫌贵") == []


def test_a_phone_with_spaces_is_one_piece() -> None:
    assert words_of("138 0000 1111") == ["13800001111"]
    assert words_of("海川 12") == ["海川", "12"]
    assert words_of("12 34") == ["12", "34"]


def notes(session: Session, text: str) -> list[Hit]:
    return find_notes(session, text, 5)[0]


def found_in(hit: Hit) -> list[str]:
    """What stands out in the facts of a hit."""
    return [fact.text[start:end] for fact in hit.facts for start, end in fact.spans]


def test_an_excerpt_shows_the_place_found(session: Session, first: int) -> None:
    said = "开头" * 40 + "嫌贵" + "结尾" * 40 + "\n嫌贵"
    save_interaction(session, InteractionRecord(first, said))
    (fact,) = notes(session, "嫌贵")[0].facts
    assert fact.text.startswith("…")
    assert fact.text.endswith("…")
    assert found_in(notes(session, "嫌贵")[0]) == ["嫌贵"]


def test_a_note_of_the_customer_is_found_as_well(session: Session, first: int) -> None:
    noted = add_customer(session, CustomerRecord("Fern Mill", note="pays late"))
    (hit,) = notes(session, "LATE")
    assert (hit.customer_id, hit.id) == (noted, -noted)

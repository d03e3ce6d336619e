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
from smallcrm.services.search import excerpt, find_hits, find_notes, search_customers, words_of
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
        "海川 曾国平 重点",
    ],
)
def test_any_piece_finds_the_customer(session: Session, first: int, text: str) -> None:
    assert search_customers(session, text) == [first]
    assert first in [hit.customer_id for hit in find_hits(session, text)]


@pytest.mark.parametrize("text", ["", "  ", "海川 harbor", "13899999999", "_", "'", '"', "海%川"])
def test_what_does_not_fit_finds_nothing(session: Session, first: int, text: str) -> None:
    assert search_customers(session, text) == []


def test_signs_are_taken_as_they_are(session: Session, first: int) -> None:
    assert search_customers(session, "100%") != []
    assert search_customers(session, "0%") == search_customers(session, "100%")


def test_the_newest_come_first_and_are_limited(session: Session) -> None:
    ids = [add_customer(session, CustomerRecord(f"客户{n}")) for n in range(5)]
    assert search_customers(session, "客户") == ids[::-1]
    assert search_customers(session, "客户", limit=2) == ids[:2:-1]


def test_names_that_begin_with_the_text_come_first(session: Session) -> None:
    begins = add_customer(session, CustomerRecord("海川机电"))
    add_customer(session, CustomerRecord("宁德海川机电"))
    hit = find_hits(session, "海川")[0]
    assert (hit.customer_id, hit.name) == (begins, "海川机电")


def test_notes_are_found_until_they_are_deleted(session: Session, first: int) -> None:
    said = save_interaction(
        session, InteractionRecord(first, "报价 12 万，客户嫌贵", subject="谈价格", kind="visit")
    )
    (hit,) = find_notes(session, "嫌贵 报价")
    assert (hit.interaction_id, hit.customer, hit.kind) == (said, FIRST.name, "visit")
    assert "嫌贵" in hit.excerpt
    assert find_notes(session, "谈价格")
    assert find_notes(session, "便宜") == []
    save_interaction(session, get_interaction(session, said))
    delete_interaction(session, said)
    assert find_notes(session, "嫌贵") == []
    session.undo()
    assert find_notes(session, "嫌贵")
    delete_customers(session, [first])
    assert find_notes(session, "嫌贵") == []


def test_a_phone_with_spaces_is_one_piece() -> None:
    assert words_of("138 0000 1111") == ["13800001111"]
    assert words_of("海川 12") == ["海川", "12"]
    assert words_of("12 34") == ["12", "34"]


def test_an_excerpt_shows_the_place_found() -> None:
    text = "开头" * 40 + "嫌贵" + "结尾" * 40
    part = excerpt(text, "嫌贵")
    assert part.startswith("…")
    assert part.endswith("…")
    assert "嫌贵" in part
    assert excerpt("short\nnote", "nothing") == "short note"

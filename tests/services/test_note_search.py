"""Full-text search in the History list: the same hits however they are found."""

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.text import fold
from smallcrm.services import note_search
from smallcrm.services.customers import save_customer
from smallcrm.services.interactions import InteractionQuery, save_interaction
from smallcrm.services.note_marks import find_marks
from smallcrm.services.note_search import can_stream, find_all, find_part
from smallcrm.services.records import CustomerRecord, InteractionRecord
from smallcrm.services.search_records import find_notes
from smallcrm.services.table import Sort
from smallcrm.storage import note_search as storage_search
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

NOTES = (
    "说好周五付款",
    "Asked for a quote",
    "报价已发，等回复",
    'says "fine" & 100%',
    "新报价单已寄出",
    "付款已到",
    "ＡＢＣ型泵",
)


@pytest.fixture
def notes(session: Session) -> list[int]:
    customer = save_customer(session, CustomerRecord("星河印务"))
    days = (5, 1, 3, 3, 7, 2, 6)  # not in the order of the ids
    return [
        save_interaction(session, InteractionRecord(customer, note, at=f"2026-11-0{day}"))
        for note, day in zip(NOTES, days, strict=True)
    ]


@pytest.fixture(params=["by the index", "by going through all", "in many parts"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "by the index":
        monkeypatch.setattr(storage_search, "FEW", 0)
    if request.param == "in many parts":
        for name in ("FIRST_STRETCH", "LONGEST_STRETCH", "ENOUGH"):
            monkeypatch.setattr(note_search, name, 2)
    return str(request.param)


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("付", [0, 5]),
        ("付款", [0, 5]),
        ("报价已", [2]),
        ("报价单已寄", [4]),
        ("quote", [1]),
        ("QUO", [1]),
        ('"fine" &', [3]),
        ("100%", [3]),
        ("abc型", [6]),
        ("报价 寄", [4]),
        ("单报价已", []),
        ("_", []),
    ],
)
def test_any_part_of_a_word_is_found_in_order_of_time(
    session: Session, notes: list[int], way: str, text: str, found: list[int], descending: bool
) -> None:
    query = InteractionQuery(text=text, sort=Sort("at", descending))
    days = (5, 1, 3, 3, 7, 2, 6)
    wanted = sorted((notes[one] for one in found), key=lambda id: (days[notes.index(id)], id))
    assert find_all(session, query) == (wanted[::-1] if descending else wanted)
    assert sorted(query.ids(session)) == sorted(wanted)  # as exports read it


def test_other_filters_hold_too(session: Session, notes: list[int], way: str) -> None:
    query = InteractionQuery(text="付款", since="2026-11-02", until="2026-11-04", kind="call")
    assert find_all(session, query) == [notes[5]]
    assert find_all(session, InteractionQuery(text="付款", kind="visit")) == []
    assert find_all(session, InteractionQuery(text="付款", outcome="ordered")) == []
    assert find_all(session, InteractionQuery(text="付款", customer_id=99)) == []
    assert find_all(session, InteractionQuery(text="付款", staff="nobody")) == []


def test_the_newest_come_first_and_the_rest_is_told(
    session: Session, notes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_STRETCH", "LONGEST_STRETCH", "ENOUGH"):
        monkeypatch.setattr(note_search, name, 1)
    part = find_part(session, InteractionQuery(text="已"))
    assert part.ids == [notes[4]]
    assert part.rest is not None


def test_only_a_list_in_order_of_time_is_shown_as_it_is_found() -> None:
    assert can_stream(InteractionQuery(text="x"))
    assert not can_stream(InteractionQuery(text=" "))
    assert not can_stream(InteractionQuery(text="x", sort=Sort("staff")))


@pytest.mark.parametrize(
    ("content", "text", "marked"),
    [
        ("说好周五付款，付款方式", "付款", ["付款", "付款"]),
        ("Ask for ＱＵＯＴＥ now", "quote", ["ＱＵＯＴＥ"]),
        ("two\n  words", "two words", ["two", "words"]),
        ("aaa", "aa", ["aa"]),
        ("报价单", "报价 价单", ["报价单"]),
        ("nothing", "x", []),
    ],
)
def test_marks(content: str, text: str, marked: list[str]) -> None:
    assert [content[begin:end] for begin, end in find_marks(content, text)] == marked


@given(st.text(max_size=30), st.text(max_size=3))
def test_marks_never_overlap_and_hold_what_is_sought(content: str, text: str) -> None:
    end = 0
    for begin, then in find_marks(content, text):
        assert end <= begin < then <= len(content)
        assert fold(content[begin:then]) or content[begin:then]
        end = then


LONG = "从前的事" * 800 + "，尾款在月底付清" + "，后来的事" * 3000 + "。完 the very end"


@pytest.mark.parametrize("text", ["尾款在月", "very end", "付清", "后来的事。完"])
def test_a_long_note_is_found_by_any_part_of_it(session: Session, text: str, way: str) -> None:
    customer = save_customer(session, CustomerRecord("星河印务", note=LONG))
    ids = [
        save_interaction(session, InteractionRecord(customer, subject, at="2026-11-05"))
        for subject in ("短", LONG)
    ]
    assert find_all(session, InteractionQuery(text=text)) == ids[1:]
    hits, _more = find_notes(session, text, 10)
    assert [(hit.kind, hit.id) for hit in hits] == [("note", ids[1]), ("note", -customer)]


def test_long_notes_of_an_older_file_are_searched_to_their_end(
    session: Session, datafile: DataFile
) -> None:
    customer = save_customer(session, CustomerRecord("星河印务", note=LONG))
    ids = [
        save_interaction(session, InteractionRecord(customer, subject, at="2026-11-05"))
        for subject in ("短", LONG)
    ]
    session.close()
    path = datafile.path
    datafile.close()
    older = apsw.Connection(str(path))
    older.execute("UPDATE search_note SET body = substr(body, 1, 2000); PRAGMA user_version = 5")
    older.close()
    again = DataFile.open(path)
    reopened = again.session()
    assert find_all(reopened, InteractionQuery(text="very end")) == ids[1:]
    assert len(find_notes(reopened, "尾款在", 10)[0]) == 2
    assert find_all(reopened, InteractionQuery(text="短")) == ids[:1]
    reopened.close()
    again.close()

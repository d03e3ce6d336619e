"""Everything that happened with a customer, newest first."""

from pathlib import Path

from smallcrm.core import i18n
from smallcrm.services.customers import add_customer
from smallcrm.services.deals import save_deal
from smallcrm.services.follow_ups import complete_follow_up, save_follow_up
from smallcrm.services.imports import import_files
from smallcrm.services.interactions import save_interaction
from smallcrm.services.orders import save_order
from smallcrm.services.records import (
    ContactRecord,
    CustomerRecord,
    DealRecord,
    FollowUpRecord,
    InteractionRecord,
    OrderLineRecord,
    OrderRecord,
)
from smallcrm.services.timeline import list_timeline
from smallcrm.storage.session import Session


def test_all_kinds_of_events_in_one_list(session: Session) -> None:
    id = add_customer(session, CustomerRecord("a", contacts=(ContactRecord("林"),)))
    save_interaction(
        session,
        InteractionRecord(
            id, "嫌贵", "visit", "2026-11-01", contact_id=1, staff="陆小曼", satisfaction=4
        ),
    )
    line = OrderLineRecord("泵", 120000)
    order = OrderRecord(id, "2026-11-05", (line,), number="S-1")
    save_order(session, order, paid=20000, method="Bank transfer")
    save_deal(session, DealRecord(id, "试单", 5000000))
    follow_up = save_follow_up(session, FollowUpRecord(id, "回访", "2026-11-10"))
    complete_follow_up(session, follow_up)
    events = list_timeline(session, id)
    assert [event.at for event in events] == sorted((e.at for e in events), reverse=True)
    found = {event.kind: (event.title, event.text) for event in events}
    assert found == {
        "interaction": ("Visit · 林 · 陆小曼", "嫌贵 (satisfaction 4/5)"),
        "order": ("Order ¥ 1,200.00", "S-1 · 泵"),
        "receipt": ("Received ¥ 200.00", "Bank transfer"),
        "stage": ("Deal: Qualifying", "试单 ¥ 50,000.00"),
        "follow_up": ("Done", "回访"),
    }
    i18n.set_language("zh_CN")
    titles = {event.kind: event.title for event in list_timeline(session, id)}
    assert titles["interaction"] == "拜访 · 林 · 陆小曼"
    assert titles["receipt"] == "回款 ¥ 200.00"


def test_a_follow_up_that_was_logged_shows_once(session: Session) -> None:
    id = add_customer(session, CustomerRecord("a"))
    follow_up = save_follow_up(session, FollowUpRecord(id, "回访", "2026-11-10"))
    complete_follow_up(session, follow_up, InteractionRecord(id, "talked"))
    assert [event.kind for event in list_timeline(session, id)] == ["interaction"]


def test_an_import_that_was_taken_back_is_not_listed(session: Session, tmp_path: Path) -> None:
    id = add_customer(session, CustomerRecord("海东包装"))
    path = tmp_path / "list.csv"
    path.write_text("客户名称,手机\n海东包装,13800001111\n", encoding="utf-8")
    import_files(session, [path])
    assert [event.text for event in list_timeline(session, id)] == ["list.csv, row 2"]
    session.undo()
    assert list_timeline(session, id) == []
    session.redo()
    assert len(list_timeline(session, id)) == 1


def test_the_rows_of_one_import_are_one_event(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    lines = [f"海东包装,2026-03-0{n},{n}00" for n in range(1, 8)]
    path.write_text("\n".join(["客户名称,订单日期,金额", *lines]), encoding="utf-8")
    import_files(session, [path])
    told = [event.text for event in list_timeline(session, 1) if event.kind == "import"]
    assert told == ["orders.csv, 7 rows: 2, 3, 4, 5, 6 …"]


def test_only_the_newest_are_listed(session: Session) -> None:
    id = add_customer(session, CustomerRecord("a"))
    for day in range(1, 10):
        save_interaction(session, InteractionRecord(id, str(day), at=f"2026-11-0{day}"))
    assert [event.text for event in list_timeline(session, id, limit=3)] == ["9", "8", "7"]

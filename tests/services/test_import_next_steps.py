"""What lists say is to be done next, and days they tell in words, through to the data file."""

from collections.abc import Callable
from pathlib import Path

from smallcrm.core.i18n import set_language
from smallcrm.models import Contact, Customer, FollowUp, Staff
from smallcrm.services.birthdays import birthday_words
from smallcrm.services.customers import save_customer
from smallcrm.services.imports import analyse_files, import_files
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

Write = Callable[..., Path]


def planned(session: Session) -> list[tuple[str, str, str, str]]:
    """Customer, day, staff and title of each follow-up."""
    query = FollowUp.select(Customer.name, FollowUp.due, Staff.name, FollowUp.title)
    query = query.join(Customer).switch(FollowUp).left_outer_join(Staff)
    return list(query.order_by(FollowUp.id).tuples())


def test_a_follow_up_is_of_who_talked_and_says_what_is_to_be_done(
    session: Session, write: Write
) -> None:
    set_language("zh_CN")
    talks = write(
        "跟进记录.csv",
        "客户名称,跟进日期,跟进方式,跟进人,跟进内容,下次跟进时间,下次跟进内容",
        "海东包装,2026-11-02,电话,陆小曼,谈了价格,2026-11-30,送样品过去",
        "海西机械,2026-11-03,拜访,程远,看了车间。对方要等年底,2026-12-01,",
        "海东包装,2026-11-05,电话,程远,对方要合同,2026-12-03,寄合同",
    )
    import_files(session, [talks])
    # Of several talks the last one says what is next.
    assert planned(session) == [
        ("海东包装", "2026-12-03", "程远", "寄合同"),
        ("海西机械", "2026-12-01", "程远", "跟进：看了车间"),
    ]
    before = dump(session)
    import_files(session, [talks])
    assert dump(session) == before


def test_without_anybody_named_it_is_of_the_customers_owner(session: Session, write: Write) -> None:
    save_customer(session, CustomerRecord(name="海东包装", owner="陆小曼"))
    path = write(
        "客户.csv",
        "客户名称,业务员,下次跟进,备注",
        "海东包装,,2026-11-30,",
        "海西机械,程远,2026-12-01,老板姓林，喜欢喝茶，每次去都要先坐一个钟头再谈生意，合同每年春节前一次签好一年的量",
        "海南木业,,2026-12-02,",
    )
    import_files(session, [path])
    found = {name: (staff, title) for name, _due, staff, title in planned(session)}
    assert found["海东包装"] == ("陆小曼", "Follow up")
    who, title = found["海西机械"]
    assert who == "程远"
    assert title.startswith("Follow up: 老板姓林，")
    assert title.endswith("…")
    assert len(title) < 60
    assert found["海南木业"] == (None, "Follow up")


def test_a_next_step_without_a_day_is_kept_in_the_note(session: Session, write: Write) -> None:
    path = write(
        "客户.csv", "客户名称,下次跟进,下一步计划", "海东包装,,再报价", "海西机械,等通知,送样"
    )
    import_files(session, [path])
    notes = dict(list(Customer.select(Customer.name, Customer.note).tuples()))
    assert planned(session) == []
    assert notes["海东包装"] == "下一步计划：再报价"
    assert set(notes["海西机械"].split("\n")) == {"下次跟进：等通知", "下一步计划：送样"}


def test_days_in_words_are_counted_from_the_rows_own_contact(
    session: Session, write: Write
) -> None:
    path = write(
        "客户.csv",
        "客户名称,最近联系,下次跟进",
        "海东包装,2026-10-05,月底",
        "海西机械,2026-11-02,下周三",
        "海南木业,2026-08-02,农历八月十五",
        "海北茶厂,,月底",
        "海中纸业,2026-11-02,等他电话",
    )
    (analysis,) = analyse_files([path])
    assert {
        (row.name, problem.value)
        for table in analysis.tables
        for row in table.rows.rows
        for problem in row.problems
    } == {("海北茶厂", "月底"), ("海中纸业", "等他电话")}
    import_files(session, [path])
    assert [(name, due) for name, due, _staff, _title in planned(session)] == [
        ("海东包装", "2026-10-31"),
        ("海西机械", "2026-11-11"),
        ("海南木业", "2026-09-25"),
    ]


def test_a_lunar_birthday_is_the_persons_by_the_lunar_calendar(
    session: Session, write: Write
) -> None:
    path = write(
        "联系人.csv",
        "客户名称,联系人,手机,联系人生日",
        "海东包装,陈小红,13800001111,农历八月十五",
        "海西机械,李大方,13800001112,1985年农历腊月初三",
        "海南木业,王建国,13800001113,1985-02-03",
        "海北茶厂,周大海,13800001114,农历闰四月初一",
    )
    import_files(session, [path])
    people = {one.name: (one.birthday, one.birthday_lunar) for one in list(Contact.select(Contact))}
    assert people == {
        "陈小红": ("1904-08-15", True),
        "李大方": ("1985-12-03", True),
        "王建国": ("1985-02-03", False),
        "周大海": (None, False),
    }
    set_language("zh_CN")
    today = session.clock.today()
    assert birthday_words("1904-08-15", True, today).startswith("农历八月十五")
    assert birthday_words("1985-12-03", True, today).startswith("农历 1985 年腊月初三")
    before = dump(session)
    import_files(session, [path])
    assert dump(session) == before

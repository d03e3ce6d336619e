"""`add` and `done`, and what `customers`, `show` and `due` then say."""

import pytest

from tests.cli.conftest import Run


def test_a_customer_added_is_printed_listed_and_shown(cli: Run) -> None:
    added = cli(
        *("add", "customer", "--name", "宁海机电有限公司", "--mobile", "138 0000 1111"),
        *("--level", "A", "--city", "宁波", "--owner", "陆小曼", "--contact", "林小姐", "--json"),
    ).json
    assert added["name"] == "宁海机电有限公司"
    assert added["mobile"] == "13800001111"
    assert added["contacts"][0]["name"] == "林小姐"
    assert "note" not in added, "empty values are left out"
    listed = cli("customers", "--json").json
    assert listed == {"total": 1, "customers": [added]}
    shown = cli("show", "宁海", "--json").json
    assert shown["id"] == added["id"]
    assert shown["deals"] == shown["follow_ups"] == shown["orders"] == []
    assert shown["created"] == "2026-11-18"
    lines = cli("show", added["id"]).out
    assert "138 0000 1111" in lines
    assert "林小姐" in lines


def test_adding_a_customer_with_a_contact_person_is_one_step(cli: Run) -> None:
    cli("add", "customer", "--name", "a", "--contact", "b")
    assert cli("undo", "--json").json["undone"] == "Add customer a"
    assert cli("customers", "--json").json["total"] == 0


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--level", "Z", "A, B, C, D"),
        ("--email", "nobody", "e-mail"),
        ("--mobile", "none yet", "not a phone"),
        ("--phone", "//", "not a phone"),
        ("--name", "  ", "needs a name"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_nothing_is_added(
    cli: Run, option: str, value: str, sentence: str
) -> None:
    name = () if option == "--name" else ("--name", "x")
    assert sentence in cli("add", "customer", *name, f"{option}={value}").told
    assert cli("customers", "--json").json["total"] == 0
    assert cli("history", "--json").json["steps"] == []


def test_two_numbers_in_one_option_are_both_kept(cli: Run) -> None:
    phones = "13800001111 / 13900002222"
    added = cli("add", "customer", "--name", "a", "--mobile", phones, "--json").json
    assert [added["mobile"], *added["more_mobile"]] == ["13800001111", "13900002222"]


def test_a_follow_up_is_due_then_done_with_a_next_date(cli: Run) -> None:
    cli("add", "customer", "--name", "宁海机电", "--owner", "陆小曼")
    added = cli(
        "add", "follow-up", "--customer", "宁海", "--title", "回访", "--due", "today", "--json"
    ).json
    assert (added["title"], added["due"], added["staff"]) == ("回访", "2026-11-18", "陆小曼")
    due = cli("due", "--json").json
    assert due["as_of"] == "2026-11-18"
    assert due["follow_ups"] == [
        {
            "id": added["id"],
            "customer": "宁海机电",
            "title": "回访",
            "due": "2026-11-18",
            "state": "today",
            "staff": "陆小曼",
            "rule": None,
        }
    ]
    done = cli(
        *("done", added["id"], "--note", "报价已发", "--kind", "wechat"),
        *("--next", "next friday 10am", "--json"),
    ).json
    assert done["done"] == added["id"]
    later = cli("due", "--days", 30, "--json").json["follow_ups"]
    assert [(f["id"], f["title"], f["due"], f["state"]) for f in later] == [
        (done["next"], "回访", "2026-11-27 10:00", "coming")
    ]
    shown = cli("show", "宁海机电", "--json").json
    assert shown["timeline"][0]["text"] == "报价已发"
    assert shown["last_contact"] == "2026-11-18"
    assert cli("undo", "--json").json["undone"] == "Complete follow-up: 宁海机电 回访"
    assert cli("due", "--json").json["follow_ups"][0]["id"] == added["id"]


def test_a_follow_up_cannot_be_done_twice(cli: Run) -> None:
    cli("add", "customer", "--name", "a")
    id = cli(
        "add", "follow-up", "--customer", "a", "--title", "x", "--due", "2026-11-01", "--json"
    ).json["id"]
    assert cli("done", id).out == "Done: x\n"
    assert "done already" in cli("done", id, "--note", "again").told
    assert len(cli("history", "--json").json["steps"]) == 3


def test_an_overdue_follow_up_says_how_long(cli: Run) -> None:
    cli("add", "customer", "--name", "a")
    cli("add", "follow-up", "--customer", "a", "--title", "x", "--due", "2026-11-15")
    (found,) = cli("due", "--json").json["follow_ups"]
    assert found["state"] == "overdue"
    assert "逾期 3 天" in cli("due", language="zh_CN").out


def test_an_interaction_is_logged(cli: Run) -> None:
    cli("add", "customer", "--name", "a")
    logged = cli(
        *("add", "interaction", "--customer", "a", "--kind", "visit", "--content", "看样品"),
        *("--date", "2026-11-10", "--satisfaction", 4, "--json"),
    ).json
    assert (logged["kind"], logged["at"], logged["satisfaction"]) == ("visit", "2026-11-10", 4)
    assert cli("show", "a", "--json").json["last_contact"] == "2026-11-10"
    assert (
        "1 to 5"
        in cli("add", "interaction", "--customer", "a", "--content", "x", "--satisfaction", 9).told
    )
    assert (
        "visit"
        in cli("add", "interaction", "--customer", "a", "--content", "x", "--kind", "dance").told
    )


def test_a_deal_is_added_with_its_amount_and_stage(cli: Run) -> None:
    cli("add", "customer", "--name", "a")
    deal = cli(
        *("add", "deal", "--customer", "a", "--title", "试单", "--amount", "12万"),
        *("--stage", "报价", "--expected-close", "2026-12-31", "--json"),
        language="zh_CN",
    ).json
    assert (deal["title"], deal["amount"], deal["expected_close"]) == (
        "试单",
        "120000.00",
        "2026-12-31",
    )
    assert deal["stage"] == "报价"
    (shown,) = cli("show", "a", "--json").json["deals"]
    assert (shown["amount"], shown["stage"]) == ("120000.00", "Quote")
    assert (
        "not an amount"
        in cli("add", "deal", "--customer", "a", "--title", "x", "--amount", "viel").told
    )
    assert (
        "Quote"
        in cli(
            "add", "deal", "--customer", "a", "--title", "x", "--amount", 1, "--stage", "nope"
        ).told
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "interaction", "--content", "x"),
        ("add", "follow-up", "--title", "x", "--due", "2026-12-01"),
        ("add", "deal", "--title", "x", "--amount", "1"),
    ],
)
def test_an_unknown_customer_is_told(cli: Run, arguments: tuple[str, ...]) -> None:
    assert "no customer “nobody”" in cli(*arguments, "--customer", "nobody").told


def test_a_name_that_several_have_is_asked_back(cli: Run) -> None:
    for name in ("宁海机电", "宁海电器", "单独"):
        cli("add", "customer", "--name", name)
    told = cli("show", "宁海").told
    assert "宁海机电" in told
    assert "宁海电器" in told
    assert cli("show", "宁海电器", "--json").json["name"] == "宁海电器"


def test_two_customers_of_the_very_same_name_are_told_apart_by_number(cli: Run) -> None:
    first = cli("add", "customer", "--name", "同名", "--json").json["id"]
    second = cli("add", "customer", "--name", "同名", "--json").json["id"]
    told = cli("add", "follow-up", "--customer", "同名", "--title", "x", "--due", "today").told
    assert str(first) in told
    assert str(second) in told
    assert cli("show", second, "--json").json["id"] == second


def test_a_source_of_the_same_name_in_other_letters_is_the_same(cli: Run) -> None:
    for name, source in (("a", "Messe Überlingen"), ("b", "MESSE ÜBERLINGEN")):
        added = cli("add", "customer", "--name", name, "--source", source, "--json").json
        assert added["source"] == "Messe Überlingen"


@pytest.mark.parametrize(
    "arguments",
    [
        ("done", "7"),
        ("done", "99999999999999999999999"),
        ("show", "99999999999999999999999"),
        ("show", "²"),
        ("show", ""),
        ("due", "--days", "99999999999"),
    ],
)
def test_numbers_that_name_nothing_are_told(cli: Run, arguments: tuple[str, ...]) -> None:
    cli("add", "customer", "--name", "a")
    answer = cli(*arguments)
    assert answer.status in (1, 2), answer.err
    assert "Traceback" not in answer.err


def test_a_date_that_is_none_is_told(cli: Run) -> None:
    cli("add", "customer", "--name", "a")
    assert (
        "not a date"
        in cli("add", "follow-up", "--customer", "a", "--title", "x", "--due", "some day").told
    )
    wrong = cli("add", "interaction", "--customer", "a", "--content", "x", "--date", "13/13/13")
    assert wrong.status == 2

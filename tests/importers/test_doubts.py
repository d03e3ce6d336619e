"""Who may be meant: asked with reasons, never joined by themselves, decided singly or alike."""

from typing import Any

import pytest

from smallcrm.core import i18n
from smallcrm.importers.plan import ImportPlan, Question
from smallcrm.importers.rows import ImportRow, RowContact
from smallcrm.importers.similar_names import core_and_block, heads_of, similarity, split_place
from tests.importers.plans import listed, numbers, outcomes, plan_lists, stored_records

FAR = "宁德远山机电设备有限公司"


def plan(*rows: ImportRow, **how: Any) -> ImportPlan:
    return plan_lists(list(rows), kind="customers", **how)


def asked(first: ImportRow, second: ImportRow) -> Question | None:
    """The question the second row raises, the same in the list and against the data file."""
    within = plan(first, second)
    against = plan(second, existing=stored_records(plan(first)))
    assert outcomes(within) == ["created", "created"]
    assert outcomes(against) == ["created"]
    told = [
        [
            (q.kind, q.score, [(c.name, c.why, c.score) for c in q.candidates])
            for q in made.questions
        ]
        for made in (within, against)
    ]
    assert told[0] == told[1]
    return within.questions[0] if within.questions else None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FAR, "宁德远山机电设备厂"),
        (FAR, "福建远山机电设备有限公司"),
        (FAR, "远山机电设备有限公司"),
        (FAR, "宁德市远山机电有限公司"),
        ("远山集团有限公司", "远山集团股份有限公司宁德公司"),
        ("Blue Harbor Trading Ltd.", "Blue Harbour Trading"),
    ],
)
def test_a_similar_name_in_the_same_city_is_asked(first: str, second: str) -> None:
    question = asked(listed(2, first, city="宁德"), listed(3, second, city="宁德市"))
    assert question is not None
    assert question.kind == "similar_name"
    assert [candidate.name for candidate in question.candidates] == [first]
    assert question.candidates[0].why == "similar name, same city"
    assert 0.5 < question.score < 1
    assert question.score == question.candidates[0].score


@pytest.mark.parametrize(
    ("first", "second", "city"),
    [
        (FAR, "宁德远山机电设备二厂", "宁德"),
        (FAR, "宁德长河机电设备有限公司", "宁德"),
        ("远山第一小学", "远山第二小学", "宁德"),
        ("Customer 17 Ltd", "Customer 18 Ltd", "宁德"),
        (FAR, "福州远山机电设备厂", "福州"),
        ("远山", "远水", "宁德"),
    ],
)
def test_other_names_are_not(first: str, second: str, city: str) -> None:
    assert asked(listed(2, first, city="宁德"), listed(3, second, city=city)) is None


def test_the_place_in_a_name_stands_for_its_city() -> None:
    assert asked(listed(2, FAR), listed(3, "宁德远山机电设备厂"))
    assert asked(listed(2, FAR), listed(3, "福州远山机电设备厂")) is None
    # A list without cities: every city's names are looked at, and that is said.
    question = asked(listed(2, FAR, city="宁德"), listed(3, "远山机电设备厂"))
    assert question is not None
    assert question.candidates[0].why == "similar name"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("远山商贸有限公司", "远山商贸有限公司苏州分公司"),
        ("远山商贸有限公司苏州分公司", "远山商贸有限公司"),
        ("Far Hills Ltd.", "Far Hills Ltd. Shanghai Branch"),
    ],
)
def test_a_branch_beside_its_head_office_is_asked(first: str, second: str) -> None:
    question = asked(listed(2, first), listed(3, second))
    assert question is not None
    assert (question.kind, question.candidates[0].name) == ("branch", first)


def test_two_branches_are_not() -> None:
    made = plan(
        listed(2, "远山商贸有限公司苏州分公司", city="苏州"),
        listed(3, "远山商贸有限公司厦门分公司", city="厦门"),
    )
    assert made.questions == ()


def contact(name: str, **values: str) -> RowContact:
    full = {f"contact.{field}": value for field, value in values.items()}
    return RowContact({"contact.name": name, **full})


def test_the_same_wechat_or_address_at_another_company_is_asked() -> None:
    first = listed(2, "远山商贸", email="a@example.com", wechat="yuanshan")
    question = asked(first, listed(3, "长河机电", email="A@Example.com"))
    assert question is not None
    assert (question.kind, question.candidates[0].why) == ("same_email", "e-mail a@example.com")
    question = asked(first, listed(3, "长河机电", wechat="yuanshan"))
    assert question is not None
    assert (question.kind, question.candidates[0].why) == ("same_wechat", "WeChat yuanshan")
    person = ImportRow(
        "s", 3, {"customer.name": "长河机电"}, contacts=(contact("王芳", wechat="YuanShan"),)
    )
    assert asked(first, person) is not None


def test_several_signs_make_it_surer_and_the_surest_comes_first() -> None:
    made = plan(
        listed(2, "长河机电", phone="021-60000001"),
        listed(3, FAR, city="宁德", phone="13800000001"),
        ImportRow(
            "s",
            4,
            {"customer.name": "宁德远山机电", "customer.city": "宁德"},
            numbers("021-60000001", "13800000001"),
        ),
    )
    (question,) = [question for question in made.questions if question.row == 4]
    assert [candidate.name for candidate in question.candidates] == [FAR, "长河机电"]
    assert question.candidates[0].why == "phone 138 0000 0001, similar name, same city"
    assert question.kind == "same_phone"
    assert question.score > question.candidates[1].score > 0


def test_several_signs_are_told_in_one_chinese_sentence() -> None:
    i18n.set_language("zh")
    question = asked(
        listed(2, FAR, city="宁德", phone="13800000001"),
        listed(3, "宁德远山机电", city="宁德", phone="13800000001"),
    )
    assert question is not None
    assert question.candidates[0].why == "电话 138 0000 0001，名称相近，同城"


def test_persons_of_one_name_join_by_number_wechat_or_address() -> None:
    for given in ({"phone": "13800000001"}, {"wechat": "zw88"}, {"email": "zw@example.com"}):
        made = plan(
            listed(2, "张伟", kind="person", city="上海", **given),
            listed(3, "张伟", kind="person", city="苏州", **given),
        )
        assert (outcomes(made), made.questions) == (["created", "merged"], ())


def test_the_same_tax_number_joins() -> None:
    made = plan(
        listed(2, "远山商贸", tax_number="91350200MA0000000X"),
        listed(3, "长河机电", tax_number="91350200ma0000000x"),
    )
    assert outcomes(made) == ["created", "merged"]


# --- decisions -----------------------------------------------------------------------------------

SHARED = [
    listed(2, "甲山公司", phone="13800000001"),
    listed(3, "乙商行", phone="13800000001"),
    listed(4, "丙工厂", phone="13800000001"),
    listed(5, "甲山公司苏州分公司"),
]


def test_all_doubts_of_a_kind_are_decided_alike_or_singly() -> None:
    made = plan(*SHARED)
    assert [question.kind for question in made.questions] == ["same_phone", "same_phone", "branch"]
    assert outcomes(made) == ["created"] * 4
    joined = plan(*SHARED, decisions={"*:same_phone": "join"})
    assert outcomes(joined) == ["created", "merged", "merged", "created"]
    assert [question.decision for question in joined.questions] == [
        "join:row:0:s:2",
        "join:row:0:s:2",
        "separate",
    ]
    one = made.questions[1].key
    mixed = plan(*SHARED, decisions={"*:same_phone": "skip", one: "separate"})
    assert outcomes(mixed) == ["created", "skipped", "created", "created"]
    assert [row.question for row in mixed.rows] == ["", "0:s:3", "0:s:4", "0:s:5"]


def test_a_stored_customer_is_joined_when_decided() -> None:
    index = stored_records(plan(SHARED[0]))
    made = plan(SHARED[1], existing=index, decisions={"*:same_phone": "join"})
    assert [(row.outcome, row.existing, row.matched_by) for row in made.rows] == [
        ("unchanged", 1, "decision")
    ]


def test_a_row_of_a_talk_is_asked_about_too() -> None:
    index = stored_records(plan(listed(2, FAR, city="宁德")))
    talk = listed(2, "远山机电设备")
    made = plan_lists([talk], kind="interactions", existing=index, missing="reject")
    assert outcomes(made) == ["rejected"]
    decided = plan_lists(
        [talk],
        kind="interactions",
        existing=index,
        missing="reject",
        decisions={made.questions[0].key: "join"},
    )
    assert [row.existing for row in decided.rows] == [1]


# --- names ---------------------------------------------------------------------------------------


def test_places_before_a_name_are_taken_off() -> None:
    assert split_place("福建省宁德远山机电") == ("宁德", "远山机电")
    assert split_place("上海市远山") == ("上海", "远山")
    assert split_place("远山机电") == ("", "远山机电")
    assert split_place("上海") == ("", "上海")


def test_names_are_looked_for_in_their_city() -> None:
    assert core_and_block("宁德远山机电", "") == ("远山机电", "宁德|远山")
    assert core_and_block("远山机电", "宁德") == ("远山机电", "宁德|远山")
    assert core_and_block("blueharbortrading", "")[1] == "|blue"
    assert core_and_block("远山", "宁德") == ("", "")


def test_likeness_of_names() -> None:
    assert similarity("远山机电", "远山机电") > similarity("远山机电", "远山机电设备") > 0
    assert similarity("远山机电", "远山电机") > 0
    assert similarity("远山建材", "远山机电") == 0
    assert heads_of("远山商贸苏州分公司")[-1] == "远山"


def test_many_rows_of_one_number_or_name_take_no_longer_each() -> None:
    rows = [listed(n, f"第{n}家店", phone="021-60000001") for n in range(1000)]
    rows += [listed(n, "王先生", phone=f"138{n:08}", kind="person") for n in range(1000, 2000)]
    made = plan(*rows)
    assert made.totals["created"] == 2000
    again = plan(*rows, existing=stored_records(made))
    assert again.totals["unchanged"] == 2000


def test_a_similar_name_is_found_however_many_names_begin_alike() -> None:
    trades = "纺织印染食品乳业物流货运五金模具建材家具医药器械园林花卉"
    pairs = [(a, b) for a in trades for b in trades]
    many = [
        listed(n, f"远山{a}{b}贸易商行", city="宁德") for n, (a, b) in enumerate(pairs[:500], 1)
    ]
    others = [
        ("远山机电设备厂", "远山机电设备"),  # one more sign
        ("远山起重吊装服务", "远山起垂吊装服务"),  # another sign
        ("远山仪表", "远山表仪"),  # the same signs
    ]
    for first, second in others:
        new = listed(601, second, city="宁德")
        within = plan(listed(600, first, city="宁德"), *many, new)
        stored = stored_records(plan(listed(600, first, city="宁德"), *many))
        for made in (within, plan(new, existing=stored)):
            (question,) = [question for question in made.questions if question.row == 601]
            assert question.candidates[0].name == first

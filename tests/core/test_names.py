import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.names import (
    PersonName,
    family_name,
    greeting,
    looks_like_person,
    split_person,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("杨先生（采购）", ("杨", "先生", "male", "采购")),
        ("杨先生", ("杨", "先生", "male", "")),
        ("欧阳明女士", ("欧阳明", "女士", "female", "")),
        ("王小姐", ("王", "小姐", "female", "")),
        ("王老师", ("王", "老师", "", "")),
        ("刘大夫", ("刘", "大夫", "", "")),
        ("王姐", ("王", "姐", "female", "")),
        ("Tom先生", ("Tom", "先生", "male", "")),
        ("赵经理", ("赵", "", "", "经理")),
        ("赵 经理", ("赵", "", "", "经理")),
        ("陈副总经理", ("陈", "", "", "副总经理")),
        ("孙财务主管", ("孙", "", "", "财务主管")),
        ("杨总", ("杨", "", "", "总")),
        ("陈刚总", ("陈刚", "", "", "总")),
        ("欧阳总", ("欧阳", "", "", "总")),
        ("李工", ("李", "", "", "工")),
        ("张建工", ("张建工", "", "", "")),
        ("王董事长", ("王", "", "", "董事长")),
        ("林会计", ("林", "", "", "会计")),
        ("王芳 采购经理", ("王芳", "", "", "采购经理")),
        ("王芳采购经理", ("王芳", "", "", "采购经理")),
        ("采购部 王芳", ("王芳", "", "", "采购部")),
        ("采购：王芳", ("王芳", "", "", "采购")),
        ("王芳/采购", ("王芳", "", "", "采购")),
        ("王芳女士/采购", ("王芳", "女士", "female", "采购")),
        ("王芳（女）", ("王芳", "", "female", "")),
        ("王芳(女)(财务)", ("王芳", "", "female", "财务")),
        ("王 芳", ("王芳", "", "", "")),
        ("王　芳", ("王芳", "", "", "")),
        ("李经理 13800138000", ("李", "", "", "经理")),
        ("王芳（13800138000）", ("王芳", "", "", "")),
        ("王建国", ("王建国", "", "", "")),
        ("老王", ("老王", "", "", "")),
        ("老王（司机）", ("老王", "", "", "司机")),
        ("采购", ("", "", "", "采购")),
        ("财务部", ("", "", "", "财务部")),
        ("（采购）", ("", "", "", "采购")),
        ("阿依古丽·买买提", ("阿依古丽·买买提", "", "", "")),
        ("杨先生/王女士", ("杨先生/王女士", "", "", "")),
        ("Ms. Chen", ("Chen", "Ms.", "female", "")),
        ("ms Chen", ("Chen", "Ms.", "female", "")),
        ("Mr John Smith", ("John Smith", "Mr.", "male", "")),
        ("Dr. Jane Roe", ("Jane Roe", "Dr.", "", "")),
        ("John Smith, Sales Manager", ("John Smith", "", "", "Sales Manager")),
        ("John Smith (Purchasing)", ("John Smith", "", "", "Purchasing")),
        ("Mr. John Smith (Buyer)", ("John Smith", "Mr.", "male", "Buyer")),
        ("Smith, John", ("Smith, John", "", "", "")),
        ("Lily", ("Lily", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_names_taken_apart(text, expected):
    assert split_person(text) == PersonName(*expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("杨先生（采购）", "杨先生"),
        ("欧阳明女士", "欧阳女士"),
        ("赵经理", "赵经理"),
        ("王芳 采购经理", "王经理"),
        ("陈副总经理", "陈总"),
        ("周总监", "周总监"),
        ("王高级工程师", "王工"),
        ("何采购", "何采购"),
        ("王芳（女）", "王女士"),
        ("王芳 前台", "王芳"),
        ("王建国", "王建国"),
        ("老王", "老王"),
        ("Ms. Chen", "Ms. Chen"),
        ("Mr John Smith", "Mr. Smith"),
        ("Mr. John Smith Jr.", "Mr. Smith"),
        ("John Smith", "John Smith"),
        ("采购", "采购"),
        ("", ""),
    ],
)
def test_how_people_are_spoken_to(text, said):
    person = split_person(text)
    words = greeting(
        person.name, salutation=person.salutation, gender=person.gender, title=person.title
    )
    assert words == said


def test_gender_alone_is_enough_to_speak_to_someone():
    assert greeting("王芳", gender="female") == "王女士"
    assert greeting("老王", gender="male") == "王先生"
    assert greeting("Lily Chen", gender="female") == "Ms. Chen"


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("欧阳明", "欧阳"),
        ("王芳", "王"),
        ("老王", "王"),
        ("Lily Chen", "Chen"),
        ("", ""),
        ("John Smith Jr.", "Smith"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Lily", "Lily"),
    ],
)
def test_family_names(name, family):
    assert family_name(name) == family


@pytest.mark.parametrize(
    "text",
    [
        "王芳",
        "王建国",
        "欧阳明",
        "司马相如",
        "王 芳",
        "杨先生",
        "赵经理",
        "王芳（女）",
        "老王",
        "Ms. Chen",
        "John Smith",
        "Mary-Ann O'Neil",
        "阿依古丽·买买提",
        "王芳 采购经理",
        "John Smith, Sales Manager",
    ],
)
def test_persons(text):
    assert looks_like_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "云栎环保科技有限公司",
        "北桥机器厂",
        "王记食品店",
        "泊石传媒",
        "方正科技",
        "Acme",
        "Acme Tools",
        "采购",
        "John Smith Ltd",
        "",
        "13800138000",
        "国美",
        "和平",
        "lower case",
        "高新医院",
        "A级客户",
        "财务部",
    ],
)
def test_what_is_no_person(text):
    assert not looks_like_person(text)


@given(st.text(max_size=30) | st.text("王芳先生（采购部经理）/ 、:-Mr. Chen李工总", max_size=15))
def test_nothing_makes_it_fail(text):
    person = split_person(text)
    looks_like_person(text)
    greeting(person.name, salutation=person.salutation, gender=person.gender, title=person.title)

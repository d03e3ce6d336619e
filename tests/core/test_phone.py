import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smallcrm.core.phone import Phone, format_phone, parse_phones, phone_digits

MOBILE = Phone("13800138000", "", "mobile", True)
OTHER = Phone("13900139000", "", "mobile", True)
SHANGHAI = Phone("02162108888", "", "landline", True)


@pytest.mark.parametrize(
    "value",
    [
        "13800138000",
        13800138000,
        13800138000.0,
        "13800138000.0",
        " 13800138000 ",
        "138 0013 8000",
        "138-0013-8000",
        "138.0013.8000",
        "１３８００１３８０００",
        "+86 138 0013 8000",
        "+8613800138000",
        "0086-13800138000",
        "008613800138000",
        "86-13800138000",
        "8613800138000",
        "（86）13800138000",
        "+86 (138) 0013 8000",
        "013800138000",
        "手机：13800138000",
        "张三 13800138000",
        "13800138000（微信同号）",
        "13800138000(张三)",
        "13800138000/",
        "13800138000\n13800138000",
        "\u202d13800138000\u202c",
        "'13800138000",
    ],
)
def test_one_mobile_in_many_shapes(value):
    assert parse_phones(value) == [MOBILE]


@pytest.mark.parametrize(
    "value",
    [
        "021-62108888",
        "02162108888",
        "021 6210 8888",
        "021-6210-8888",
        "(021)62108888",
        "（021）6210 8888",
        "021 - 62108888",
        "+86 21 6210 8888",
        "+86-21-62108888",
        "+86(0)21-62108888",
        "0086 021 62108888",
        "86-21-62108888",
        "０２１－６２１０８８８８",
        "电话:021-62108888",
        2162108888,
        2162108888.0,
    ],
)
def test_one_landline_in_many_shapes(value):
    assert parse_phones(value) == [SHANGHAI]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("010-62108888", "01062108888"),
        ("0571-88886666", "057188886666"),
        ("0931-8888666", "09318888666"),
        (57188886666.0, "057188886666"),
        ("62108888", "62108888"),
        ("6210-8888", "62108888"),
        ("867-5309", "8675309"),
    ],
)
def test_landlines_keep_their_area_code(text, number):
    assert parse_phones(text) == [Phone(number, "", "landline", True)]


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("021-62108888转802", "802"),
        ("021-62108888 转 802", "802"),
        ("021-62108888转分机802", "802"),
        ("021-62108888 分机：802", "802"),
        ("021-62108888-8012", "8012"),
        ("021-62108888－802", "802"),
        ("02162108888-802", "802"),
        ("021-62108888 ext 802", "802"),
        ("021-62108888 ext.802", "802"),
        ("021-62108888x802", "802"),
        ("021-62108888#802", "802"),
        ("021-62108888*802", "802"),
        ("021-62108888(802)", "802"),
        ("021-62108888（转802）", "802"),
        ("+86 21 62108888-802", "802"),
        ("+86-21-6210 8888 转 802", "802"),
        ("0086 21 62108888(802)", "802"),
    ],
)
def test_extensions(text, extension):
    assert parse_phones(text) == [Phone("02162108888", extension, "landline", True)]


def test_extensions_of_other_numbers():
    assert parse_phones("400-820-8820转2") == [Phone("4008208820", "2", "service", True)]
    assert parse_phones("13800138000-1234") == [Phone("13800138000", "1234", "mobile", True)]
    assert parse_phones("0931-8888666-8") == [Phone("09318888666", "8", "landline", True)]


@pytest.mark.parametrize(
    "text",
    [
        "13800138000 13900139000",
        "13800138000/13900139000",
        "13800138000、13900139000",
        "13800138000，13900139000",
        "13800138000;13900139000",
        "13800138000\n13900139000",
        "13800138000-13900139000",
        "138 0013 8000 139 0013 9000",
        "138-0013-8000 / 139-0013-9000",
        "张三 13800138000；李四：13900139000",
        "13800138000或13900139000",
        "1380013800013900139000",
        "+86 13800138000, +86 13900139000",
        "13800138000 13900139000 13800138000",
    ],
)
def test_several_numbers_in_a_cell(text):
    assert parse_phones(text) == [MOBILE, OTHER]


@pytest.mark.parametrize(
    "text",
    [
        "021-62108888/62108889",
        "021-62108888、62108889",
        "021-62108888/8889",
        "021-62108888/89",
        "021-62108888-62108889",
        "021-62108888,021-62108889",
    ],
)
def test_the_second_number_takes_what_it_lacks_from_the_first(text):
    assert parse_phones(text) == [SHANGHAI, Phone("02162108889", "", "landline", True)]


def test_a_second_extension():
    assert parse_phones("021-62108888-801/802") == [
        Phone("02162108888", "801", "landline", True),
        Phone("02162108888", "802", "landline", True),
    ]


def test_mobile_and_landline_together():
    assert parse_phones("tel:13800138000 fax:021-62108888转8") == [
        MOBILE,
        Phone("02162108888", "8", "landline", True),
    ]


@pytest.mark.parametrize("text", ["95588", "10086", "12315", "110", "4008208820", "800-820-8820"])
def test_service_numbers(text):
    assert parse_phones(text) == [Phone(phone_digits(text), "", "service", True)]


def test_service_numbers_may_be_grouped_by_four():
    assert parse_phones("400 8208 820") == [Phone("4008208820", "", "service", True)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 415-555-2671", "+14155552671"),
        ("0014155552671", "+14155552671"),
        ("1-415-555-2671", "+14155552671"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+852 2345 6789", "+85223456789"),
        ("852-2345 6789", "+85223456789"),
        ("+49 (0)30 901820", "+4930901820"),
    ],
)
def test_numbers_of_other_countries(text, number):
    assert parse_phones(text) == [Phone(number, "", "foreign", True)]


def test_an_american_extension():
    assert parse_phones("1-986-772-8058 x00345") == [
        Phone("+19867728058", "00345", "foreign", True)
    ]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1360000444", "1360000444"),
        ("139 1234567", "1391234567"),
        ("138001380001", "138001380001"),
        ("12345678901", "12345678901"),
        ("021-6210888", "0216210888"),
        ("1-537-759-0369", "15377590369"),
        ("624-610-5940", "6246105940"),
        ("QQ 123456789", "123456789"),
        ("123", "123"),
        (1360000444.0, "1360000444"),
    ],
)
def test_what_cannot_be_dialled_is_kept(text, digits):
    assert parse_phones(text) == [Phone(digits, "", "unknown", False)]


def test_a_broken_number_beside_a_good_one():
    assert parse_phones("1360000444 13900139000") == [
        Phone("1360000444", "", "unknown", False),
        OTHER,
    ]


def test_an_invalid_foreign_number_keeps_its_plus():
    assert parse_phones("+999 123456") == [Phone("+999123456", "", "foreign", False)]


def test_a_number_that_the_sheet_has_rounded_is_not_valid():
    assert parse_phones("1.38E+10") == [Phone("13800000000", "", "unknown", False)]


@pytest.mark.parametrize(
    "value", [None, "", "  ", "无", "-", "N/A", True, "2楼", "wxid_abc", b"138", [], "见名片"]
)
def test_cells_without_a_number(value):
    assert parse_phones(value) == []


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("(415) 555-2671", Phone("+14155552671", "", "foreign", True)),
        ("415-555-2671 ext 5", Phone("+14155552671", "5", "foreign", True)),
        ("+86 13800138000", MOBILE),
        ("+86 21 6210 8888", SHANGHAI),
        ("555-0123", Phone("5550123", "", "unknown", False)),
    ],
)
def test_numbers_of_a_company_elsewhere(text, phone):
    assert parse_phones(text, "US") == [phone]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800138000", "138 0013 8000"),
        ("02162108888", "021 6210 8888"),
        ("01062108888", "010 6210 8888"),
        ("057188886666", "0571 8888 6666"),
        ("09318888666", "0931 888 8666"),
        ("62108888", "6210 8888"),
        ("8675309", "867 5309"),
        ("4008208820", "400 820 8820"),
        ("95588", "95588"),
        ("+14155552671", "+1 415-555-2671"),
        ("+85223456789", "+852 2345 6789"),
        ("+999123456", "+999123456"),
        ("1360000444", "1360000444"),
        ("", ""),
    ],
)
def test_numbers_are_shown_in_groups(number, shown):
    assert format_phone(number) == shown


def test_extensions_are_shown_in_the_language():
    assert format_phone("02162108888", "802", "zh_CN") == "021 6210 8888 转 802"
    assert format_phone("02162108888", "802", "en") == "021 6210 8888 ext. 802"
    assert format_phone("02162108888", "802") == "021 6210 8888 ext. 802"  # the tests' language


def test_digits_for_searching():
    assert phone_digits("（021）６２１０ 8888") == "02162108888"
    assert phone_digits("138-0013") == "1380013"
    assert phone_digits("abc") == ""


landlines = st.sampled_from(["010", "021", "0571", "0931", "0755", "0898", "0991"]).flatmap(
    lambda area: st.integers(2_000_000, 8_999_999).map(
        lambda local: f"{area}{local}{'8' if len(area) == 3 else ''}"
    )
)
mobiles = st.integers(13_000_000_000, 19_999_999_999).map(str)


@given(mobiles | landlines)
@example("16780500086")  # 167 8050 0086 holds no country code
@example("16700861234")
def test_a_number_shown_is_read_back(number):
    for shown in (format_phone(number), f"+86 {number.removeprefix('0')}", f"电话：{number}"):
        assert [phone.number for phone in parse_phones(shown)] == [number]


@given(landlines)
def test_the_library_of_all_numbers_agrees_on_landlines(number):
    assert parse_phones(number)[0].valid
    parsed = phonenumbers.parse(number, "CN")
    assert phonenumbers.is_possible_number(parsed)


texts = st.text(max_size=40) | st.text("0123456789+-() /.转x,、；", max_size=40)


@pytest.mark.parametrize("region", ["GB", "US", "DE"])
def test_abroad_a_wrong_number_beside_a_right_one_is_kept(region):
    cell = "+44 7700 900983 ::: +44 23 8099 0124; +44 7700 900984"
    assert [(phone.number, phone.valid) for phone in parse_phones(cell, region)] == [
        ("+447700900983", False),
        ("+442380990124", True),
        ("+447700900984", False),
    ]
    assert [phone.number for phone in parse_phones("+44 7700 900982", region)] == ["+447700900982"]


@given(texts | st.floats() | st.integers(), st.sampled_from(["CN", "US"]))
def test_nothing_makes_it_fail(value, region):
    for phone in parse_phones(value, region):
        assert phone.number.removeprefix("+").isdigit()
        assert phone_digits(format_phone(phone.number)) == phone.number.removeprefix("+")


@given(st.lists(st.integers(10_000, 10**12).map(str), min_size=1, max_size=3))
def test_no_number_is_lost(numbers):
    found = "".join(phone.number + phone.extension for phone in parse_phones("、".join(numbers)))
    for number in numbers:
        assert number.removeprefix("86").removeprefix("0") in found

"""What is written in any form that lists use comes back: numbers, days, amounts, characters."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.core.dates import parse_date
from smallcrm.core.money import parse_money
from smallcrm.core.phone import Phone, parse_phones
from smallcrm.importers.charset import decode, guess_encoding

# --- phones ---------------------------------------------------------------------------------------

WIDE = str.maketrans("0123456789-()", "０１２３４５６７８９－（）")
MOBILE_FORMS: tuple[Callable[[str], object], ...] = (
    str,
    int,
    float,
    lambda d: f"{d}.0",
    lambda d: f"{d[:3]} {d[3:7]} {d[7:]}",
    lambda d: f"{d[:3]}-{d[3:7]}-{d[7:]}",
    lambda d: f"{d[:3]}.{d[3:7]}.{d[7:]}",
    lambda d: f"+86 {d}",
    lambda d: f"+86{d[:3]} {d[3:7]} {d[7:]}",
    lambda d: f"0086{d}",
    lambda d: f"(86){d}",
    lambda d: f"86-{d}",
    lambda d: f"0{d}",
    lambda d: d.translate(WIDE),
    lambda d: f"手机：{d}",
    lambda d: f"{d}（微信同号）",
    lambda d: f"'{d}",
    lambda d: f"\u202d{d}\u202c",
    lambda d: f"\u3000{d} ",
)
EXTENSION_FORMS = ("转{0}", " 转 {0}", "转分机{0}", "-{0}", " ext {0}", "x{0}", "#{0}", "（{0}）")
BETWEEN = ("/", " / ", "、", "，", ";", "；", "\n", " ", "或")
AREAS = st.sampled_from(["010", "021", "028", "0571", "0755", "0931", "0512"])

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.builds(
    lambda area, first, rest: (area, f"{first}{rest:07d}"),
    AREAS,
    st.integers(2, 8),
    st.integers(0, 9_999_999),
)


def landline_forms(area: str, local: str) -> list[str]:
    return [
        area + local,
        f"{area}-{local}",
        f"({area}){local}",
        f"（{area}）{local[:4]} {local[4:]}",
        f"{area} {local[:4]} {local[4:]}",
        f"{area}-{local[:4]}-{local[4:]}",
        f"+86 {area[1:]} {local}",
        f"0086-{area[1:]}-{local}",
        f"{area}-{local}".translate(WIDE),
    ]


@given(mobiles, st.sampled_from(MOBILE_FORMS))
def test_a_mobile_comes_back(digits: str, form: Callable[[str], object]) -> None:
    assert parse_phones(form(digits)) == [Phone(digits, "", "mobile", True)]


@given(landlines, st.integers(0, 8), st.none() | st.integers(1, 9999), st.data())
def test_a_landline_with_its_extension_comes_back(
    parts: tuple[str, str], form: int, extension: int | None, data: st.DataObject
) -> None:
    text = landline_forms(*parts)[form]
    if extension is not None:
        text += data.draw(st.sampled_from(EXTENSION_FORMS)).format(extension)
    wanted = Phone("".join(parts), str(extension or ""), "landline", True)
    assert parse_phones(text) == [wanted]


@given(
    st.lists(mobiles, min_size=1, max_size=3, unique=True),
    landlines,
    st.integers(0, 4),
    st.sampled_from(BETWEEN),
)
def test_several_numbers_in_a_cell_come_back(
    numbers: list[str], line: tuple[str, str], form: int, between: str
) -> None:
    cell = between.join([landline_forms(*line)[form], *numbers])
    assert [phone.number for phone in parse_phones(cell)] == ["".join(line), *numbers]


# --- days -----------------------------------------------------------------------------------------

days = st.dates(date(1950, 1, 1), date(2049, 12, 31))
SAFE_FORMS: tuple[Callable[[date], object], ...] = (
    lambda d: d,
    lambda d: datetime.combine(d, time(10, 30)),
    date.isoformat,
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year} 年 {d.month:02d} 月 {d.day:02d} 日",
    lambda d: f"{d.year}年{d.month}月{d.day}号",
    lambda d: f"{d:%Y%m%d}",
    lambda d: int(f"{d:%Y%m%d}"),
    lambda d: f"{d:%Y-%m-%d} 08:15:00",
    lambda d: f"{d:%Y/%m/%d 14:05}",
    lambda d: f"{d:%Y-%m-%dT00:00:00}",
    lambda d: f"{d:%d %b %Y}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d:%d-%b-%Y}",
    lambda d: f"{d:%Y.%m.%d}".translate(WIDE),
    lambda d: f"'{d.isoformat()}",
)
SHORT_ORDERS = {
    "ymd": ("{y:02d}/{m}/{d}", "{y:02d}-{m:02d}-{d:02d}", "{y:02d}.{m}.{d}"),
    "mdy": ("{m}/{d}/{Y}", "{m:02d}-{d:02d}-{Y}", "{m}/{d}/{y:02d}"),
    "dmy": ("{d}/{m}/{Y}", "{d:02d}.{m:02d}.{Y}", "{d}.{m}.{y:02d}"),
}


@given(days, st.sampled_from(SAFE_FORMS), st.sampled_from(["ymd", "mdy", "dmy"]))
def test_a_day_comes_back_whatever_the_order(
    day: date, form: Callable[[date], object], order: str
) -> None:
    assert parse_date(form(day), order=order) == day  # type: ignore[arg-type]


@pytest.mark.parametrize("order", sorted(SHORT_ORDERS))
@given(day=days, number=st.integers(0, 2))
def test_a_day_comes_back_in_its_own_order(order: str, day: date, number: int) -> None:
    if number == 2 or order == "ymd":  # two digits mean a year of the last decades or the next
        day = day.replace(year=2000 + day.year % 30, day=min(day.day, 28))
    text = SHORT_ORDERS[order][number].format(Y=day.year, y=day.year % 100, m=day.month, d=day.day)
    assert parse_date(text, order=order) == day  # type: ignore[arg-type]


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), st.floats(0, 0.99))
def test_a_day_comes_back_from_its_serial(day: date, part: float) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert parse_date(serial, serials=True) == day
    assert parse_date(float(serial) + part, serials=True) == day
    assert parse_date(str(serial), serials=True) == day


@given(st.integers(1950, 2049), st.integers(1, 12))
def test_a_month_comes_back_as_its_first_day(year: int, month: int) -> None:
    for text in (f"{year}年{month}月", f"{year}-{month:02d}", f"{year}/{month}", f"{month}/{year}"):
        assert parse_date(text) == date(year, month, 1)


# --- amounts --------------------------------------------------------------------------------------

AMOUNT_FORMS: tuple[Callable[[Decimal], object], ...] = (
    lambda a: a,
    float,
    str,
    lambda a: f"{a:,.2f}",
    lambda a: f"¥{a:,.2f}",
    lambda a: f"￥ {a}",
    lambda a: f"{a:,.2f}元",
    lambda a: f"{a} 元",
    lambda a: f"CNY {a}",
    lambda a: f"RMB{a:,.2f}",
    lambda a: f"人民币{a}元",
    lambda a: f"约{a}",
    lambda a: f"${a:,.2f}",
    lambda a: f"{a:,.2f}".replace(",", " "),
    lambda a: f"{a:.2f}".translate(WIDE),
)
NEGATIVE_FORMS = ("-{0}", "({0})", "（{0}）", "-¥{0}", "¥-{0}", "({0}元)", "−{0}", "{0}-")
UNITS = {
    "万": 10**4,
    "万元": 10**4,
    " 万": 10**4,
    "亿": 10**8,
    "千": 1000,
    "百万": 10**6,
    "k": 1000,
}

amounts = st.decimals(0, 99_999_999, places=2, allow_nan=False, allow_infinity=False)


@given(amounts, st.sampled_from(AMOUNT_FORMS))
def test_an_amount_comes_back(amount: Decimal, form: Callable[[Decimal], object]) -> None:
    assert parse_money(form(amount)) == int(amount * 100)


@given(amounts.filter(bool), st.sampled_from(NEGATIVE_FORMS))
def test_a_negative_amount_comes_back(amount: Decimal, form: str) -> None:
    for digits in (f"{amount:,.2f}", f"{amount:.2f}"):
        assert parse_money(form.format(digits)) == -int(amount * 100)


@given(st.integers(1, 9999), st.integers(0, 2), st.sampled_from(sorted(UNITS)))
def test_an_amount_with_a_unit_comes_back(number: int, places: int, unit: str) -> None:
    amount = Decimal(number).scaleb(-places)
    assert parse_money(f"{amount:f}{unit}") == int(amount * UNITS[unit] * 100)


# --- character sets -------------------------------------------------------------------------------

SIMPLE = (
    "客户名称",
    "上海远山贸易有限公司",
    "联系人：王小明",
    "重要客户，请先打电话",
    "广东省深圳市南山区",
)
TRADITIONAL = (
    "客戶名稱",
    "臺北遠山貿易有限公司",
    "聯絡人：陳小明",
    "重要客戶，請先打電話",
    "新北市板橋區",
)
WESTERN = ("Straße", "Müller & Söhne", "Café Zoë", "François", "El Niño", "Ångström")
PLAIN = ("Blue Harbor", "13800138000", "2019-03-05", "1,234.50", "a@example.org", "")


@pytest.mark.parametrize(
    ("encoding", "texts"),
    [
        ("utf-8", SIMPLE + TRADITIONAL + WESTERN),
        ("utf-8-sig", SIMPLE + TRADITIONAL + WESTERN),
        ("utf-16", SIMPLE + WESTERN),
        ("utf-16-le", SIMPLE),
        ("utf-16-be", SIMPLE),
        ("gb18030", SIMPLE),
        ("big5", TRADITIONAL),
        ("cp1252", WESTERN),
    ],
)
@settings(max_examples=40)
@given(data=st.data())
def test_a_list_comes_back_from_its_character_set(
    encoding: str, texts: tuple[str, ...], data: st.DataObject
) -> None:
    row = st.lists(st.sampled_from(texts + PLAIN), min_size=3, max_size=6)
    rows = data.draw(st.lists(row, min_size=2, max_size=20))
    rows.append(data.draw(st.lists(st.sampled_from(texts), min_size=2, max_size=4, unique=True)))
    text = "\r\n".join(",".join(cells) for cells in rows) + "\r\n"
    raw = text.encode(encoding)
    found, unreadable = decode(raw, guess_encoding(raw).encoding)
    assert unreadable == 0
    assert unicodedata.normalize("NFC", found.removeprefix("\ufeff")) == text

"""Messy lists with the truth known: customers, and the sheets that offices make of them.

`make_list(seed)` gives a list of one of many shapes. Names are invented. The same seed gives the
same list.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from smallcrm.importers.sheet import Cell, MergedRange, RawSheet

Grid = list[list[Cell]]


@dataclass
class Person:
    """A contact person as it should be found."""

    name: str
    mobile: str
    title: str = ""


@dataclass
class Truth:
    """A customer as it should be found; money in minor units."""

    name: str
    people: list[Person]
    landline: str
    extension: str
    level: str
    city: str
    created: date
    revenue: int
    email: str
    note: str
    code: str
    owner: str = ""


@dataclass
class Made:
    """A list: its sheets, the customers in it, how many records it has, and what is missing.

    `fields` are those that the list holds; the rest of the truth it does not say. `rejects` counts
    records that nobody can take.
    """

    seed: int
    sheets: list[RawSheet]
    truth: list[Truth]
    fields: set[str]
    records: int
    rejects: int = 0
    shape: list[str] = field(default_factory=list)
    hidden: list[RawSheet] = field(default_factory=list)


# --- the truth ------------------------------------------------------------------------------------

SURNAMES = "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹潘葛范彭鲁韦马"
GIVEN = "晓明丽华建国芳敏静伟强磊洋勇军杰娟涛超霞平刚桂英文辉玲斌波宇浩然欣怡"
CITIES = ("上海", "杭州", "苏州", "无锡", "宁波", "广州", "深圳", "成都", "武汉", "青岛")
FIRST = ("远山", "新港", "海川", "宏图", "晨曦", "金桥", "瑞禾", "天目", "长风", "百合", "鼎丰")
SECOND = ("机电", "五金", "商贸", "纺织", "包装", "食品", "电子科技", "建材", "塑料", "化工设备")
ENDS = ("股份有限公司", "有限责任公司", "有限公司", "厂", "商行", "集团")
LATIN = ("Blue Harbor", "North Field", "Silver Oak", "Red Maple", "Green Valley", "Old Mill")
LATIN_ENDS = ("Ltd", "Inc.", "GmbH", "Trading Co., Ltd.", "LLC")
LATIN_FIRST = ("Anna", "Tom", "Maria", "John", "Lucy", "Peter", "Nora", "Felix")
LATIN_LAST = ("Hill", "Field", "Stone", "Baker", "Marsh", "Wood", "Lane", "Brook")
TITLES = ("采购经理", "总经理", "财务", "厂长", "业务员")
NOTES = ("下周再联系", "要求月结", "老客户介绍，发货要快", "对价格敏感", "需要样品")
CODE_STARTS = ("K", "C", "kh-", "0")
AREA = {"上海": "021", "广州": "020", "成都": "028", "武汉": "027"}


def make_truth(rng: random.Random, count: int, *, latin: bool = False) -> list[Truth]:
    """Make customers with different names, numbers and contact persons."""
    found: dict[str, Truth] = {}
    while len(found) < count:
        city = rng.choice(CITIES)
        if latin:
            name = f"{rng.choice(LATIN)} {rng.randint(1, 99)} {rng.choice(LATIN_ENDS)}"
        else:
            place = city if rng.random() < 0.4 else ""
            name = place + rng.choice(FIRST) + rng.choice(SECOND) + rng.choice(ENDS)
        if _key(name) in found:
            continue
        people: dict[str, Person] = {}
        for _number in range(rng.choice((1, 1, 1, 2, 3))):
            who = _person_name(rng, latin=latin)
            title = rng.choice(TITLES) if not latin and rng.random() < 0.4 else ""
            people[who] = Person(who, _mobile(rng, len(found) * 10 + len(people)), title)
        area = AREA.get(city, "0571")
        digits = rng.randint(2_0000000, 8_9999999)
        found[_key(name)] = Truth(
            name=name,
            people=list(people.values()),
            landline=f"{area}{digits}",
            extension=str(rng.randint(1, 999)) if rng.random() < 0.2 else "",
            level=rng.choice("ABCD"),
            city=city,
            created=date(2015, 1, 1) + timedelta(days=rng.randrange(4000)),
            revenue=_amount(rng),
            email=f"c{len(found)}@example.{rng.choice(('org', 'com'))}",
            note=rng.choice(NOTES) if rng.random() < 0.5 else "",
            code=f"{rng.choice(CODE_STARTS)}{len(found):05d}",
        )
    return list(found.values())


def _key(name: str) -> str:
    """Names that differ by their legal form only are the same customer, so no two such here."""
    for end in (*ENDS, *LATIN_ENDS):
        name = name.removesuffix(end)
    for city in CITIES:
        name = name.removeprefix(city)
    return name.strip()


def _person_name(rng: random.Random, *, latin: bool) -> str:
    if latin:
        return f"{rng.choice(LATIN_FIRST)} {rng.choice(LATIN_LAST)}"
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2))


def _mobile(rng: random.Random, number: int) -> str:
    return f"1{rng.choice('356789')}{rng.randint(0, 9)}{rng.randint(0, 9999):04d}{number:04d}"


def _amount(rng: random.Random) -> int:
    kind = rng.random()
    if kind < 0.3:
        return rng.randint(1, 900) * 10_000_00
    if kind < 0.4:
        return -rng.randint(1, 9000) * 100
    return rng.randint(1, 99_999_999)


# --- how cells are written -----------------------------------------------------------------------

WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
Form = Callable[[str], Cell]
MOBILE_FORMS: Sequence[Form] = (
    lambda d: d,
    lambda d: f"{d[:3]} {d[3:7]} {d[7:]}",
    lambda d: f"{d[:3]}-{d[3:7]}-{d[7:]}",
    lambda d: f"+86 {d}",
    lambda d: f"0086-{d}",
    lambda d: d.translate(WIDE),
    lambda d: f"{d}.0",
    lambda d: f"86{d}",
    lambda d: f"（+86）{d}",
    lambda d: f" {d} ",
    lambda d: f"\u202d{d}\u202c",
)
MOBILE_CELLS: Sequence[Form] = (*MOBILE_FORMS, int, int, float)


def landline_cell(rng: random.Random, number: str, extension: str) -> str:
    """A landline as people write it."""
    area = 3 if number[1] in "12" else 4
    first, local = number[:area], number[area:]
    text = rng.choice(
        (
            f"{first}-{local}",
            f"({first}){local}",
            f"{first} {local[:4]} {local[4:]}",
            f"{first}－{local}".translate(WIDE),
            f"+86 {first[1:]} {local}",
            f"{first}{local}",
        )
    )
    return text + (
        rng.choice(("转", "-", " 转 ", " ext ", "转分机")) + extension if extension else ""
    )


def date_cell(rng: random.Random, day: date, *, cells: bool) -> Cell:
    """A date in any form that says year, month and day."""
    forms: list[Cell] = [
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%Y-%m-%d} 00:00:00",
        f"{day:%Y/%m/%d}",
    ]
    if cells:
        forms += [day, day, (day - date(1899, 12, 30)).days]
    return rng.choice(forms)


def money_cell(rng: random.Random, minor: int, *, cells: bool) -> Cell:
    """An amount in any form."""
    value = abs(minor) / 100
    plain = f"{value:.2f}"
    grouped = f"{value:,.2f}"
    if minor < 0:
        return rng.choice((f"({grouped})", f"-{plain}", f"-¥{grouped}", f"({plain})"))
    forms: list[Cell] = [plain, grouped, f"¥{grouped}", f"{grouped}元", f"¥ {plain}", f"{plain} 元"]
    if minor % 1_000_000 == 0:
        forms += [
            f"{minor // 1_000_000}万",
            f"{minor // 1_000_000}万元",
            f"{minor // 1_000_000} 万",
        ]
    if cells:
        forms += [value, value]
    return rng.choice(forms)


LEVELS = {
    "A": ("A", "A级", "VIP", "重要", "a", "重点客户"),
    "B": ("B", "B级", "b"),
    "C": ("C", "普通", "C级", "一般"),
    "D": ("D", "D级", "d"),
}
NOTHING = ("", "", "", "无", "-", "—", "N/A", "null")


def as_raw(value: Cell) -> Cell:
    """A cell as the readers give it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass
class Block:
    """Rows of a sheet under way, with the merged cells (counted from 0)."""

    rows: Grid = field(default_factory=list)
    merged: list[MergedRange] = field(default_factory=list)

    def sheet(self, name: str, *, hidden: bool = False) -> RawSheet:
        """The sheet with rows of one length."""
        width = max(map(len, self.rows), default=0)
        rows: Grid = [[*map(as_raw, row), *[""] * (width - len(row))] for row in self.rows]
        while rows and all(cell == "" for cell in rows[-1]):
            rows.pop()
        return RawSheet(name, rows, hidden, tuple(self.merged))

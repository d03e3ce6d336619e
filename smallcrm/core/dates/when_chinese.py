"""Date words in Chinese: 明天, 下周三, 3天后, 月底, 11月28日, 明年3月."""

from datetime import date, timedelta
from typing import Final

from smallcrm.core.dates.calendar import Month, add_months
from smallcrm.core.dates.parse import full_year, make_date
from smallcrm.core.dates.rules import (
    Match,
    Rule,
    add_workdays,
    coming_day,
    coming_day_of_month,
    day_of_week,
    end_of_quarter,
    end_of_week,
    weekend,
)
from smallcrm.core.numerals import parse_number

_DAYS: Final = {"大后": 3, "后": 2, "明": 1, "今": 0}
_WEEKDAYS: Final = "一二三四五六日"
_PARTS_OF_MONTH: Final = {"初": 1, "上旬": 1, "中": 15, "中旬": 15, "下旬": 21, "底": 31, "末": 31}

_COUNT: Final = r"(?P<n>\d{1,3}|[一二两三四五六七八九十百]{1,4}|半)"
_DAY: Final = r"(?P<day>\d{1,2}|[一二三四五六七八九十廿]{1,3})"
_MONTH: Final = r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})"
_YEAR: Final = r"(?:(?P<year>\d{4}|今|明|后)\s*年\s*)?"
_WHICH: Final = r"(?P<which>下{1,2}一?个?|[这本]个?)"
_WEEK: Final = r"(?:周|星期|礼拜)"
_UNIT: Final = r"(?P<unit>工作日|天|日|周|星期|礼拜|月|年)"
# Bare figures are no date in front of what they count.
_NOT_COUNTED: Final = r"(?![\d\-/:%.万元台个件套人吨箱米天周月])"


def _number(words: str) -> int:
    return parse_number(words.replace("廿", "二十")) or 0


def _ahead(match: Match) -> int:
    """How many weeks or months ahead: 下下周 is 2, 本周 is 0."""
    return (match["which"] or "").count("下")


def _day_word(match: Match, today: date) -> date:
    return today + timedelta(days=_DAYS[match["word"]])


def _weekday(match: Match, today: date) -> date:
    sign = match["day"].replace("天", "日")
    weekday = int(sign) - 1 if sign.isdigit() else _WEEKDAYS.index(sign)
    return day_of_week(today, weekday, _ahead(match) if match["which"] else None)


def _weekend(match: Match, today: date) -> date:
    return weekend(today, _ahead(match))


def _week(match: Match, today: date) -> date:
    weeks = _ahead(match)
    if weeks and not match["end"]:
        return day_of_week(today, 0, weeks)
    return end_of_week(today, weeks)


def _later(match: Match, today: date) -> date | None:
    unit = match["unit"]
    if match["n"] == "半":
        return {"年": add_months(today, 6), "月": today + timedelta(days=15)}.get(unit)
    count = _number(match["n"])
    if unit == "工作日":
        return add_workdays(today, count)
    if unit in ("天", "日"):
        return today + timedelta(days=count)
    if unit in ("月", "年"):
        return add_months(today, count * 12 if unit == "年" else count)
    return today + timedelta(weeks=count)


def _part_of_month(match: Match, today: date) -> date:
    number = _PARTS_OF_MONTH[match["part"]]
    day = Month.of(today).plus(_ahead(match)).day(number)
    return day if match["which"] or day >= today else Month.of(today).next().day(number)


def _day_of_named_month(match: Match, today: date) -> date | None:
    month = Month.of(today).plus(_ahead(match))
    return make_date(month.year, month.month, _number(match["day"]))


def _day_of_month(match: Match, today: date) -> date | None:
    return coming_day_of_month(today, _number(match["day"]))


def _year(match: Match, today: date) -> int | None:
    word = match["year"]
    if not word:
        return None
    return int(word) if word.isdigit() else today.year + "今明后".index(word)


def _month_day(match: Match, today: date) -> date | None:
    year, month, day = _year(match, today), _number(match["month"]), _number(match["day"])
    return make_date(year, month, day) if year else coming_day(today, month, day)


def _month(match: Match, today: date) -> date | None:
    year, number = _year(match, today), _number(match["month"])
    if not 1 <= number <= 12:
        return None
    month = Month(year or today.year, number)
    if not year and month.last < today:
        month = Month(today.year + 1, number)
    day = month.day(_PARTS_OF_MONTH[match["part"] or "初"])
    # "11月" in the middle of November means what is left of it
    return day if year or day >= today else month.last


def _part_of_year(match: Match, today: date) -> date:
    year = _year(match, today)
    month, number = {"初": (1, 1), "中": (6, 30)}.get(match["part"], (12, 31))
    day = date(year or today.year, month, number)
    return day if year or day >= today else day.replace(year=today.year + 1)


def _next_month(match: Match, today: date) -> date:
    return Month.of(today).plus(_ahead(match)).first


def _named_year(match: Match, today: date) -> date | None:
    year = _year(match, today)
    return date(year, 1, 1) if year else None


def _quarter(match: Match, today: date) -> date:
    return end_of_quarter(today, _ahead(match))


def _figures(match: Match, today: date) -> date | None:
    first, second = int(match["month"]), int(match["day"])
    if match["year"]:
        return make_date(full_year(match["year"]), first, second)
    return coming_day(today, first, second) or coming_day(today, second, first)


CHINESE_RULES: Final[tuple[Rule, ...]] = (
    (r"(?P<word>大后|[后今]|(?<!声)明)(?:[天日](?!津)|(?=[早晚]))", _day_word),
    (rf"{_WHICH}?{_WEEK}(?P<day>[一二三四五六日天]|[1-7](?![\d天日周个]))", _weekday),
    (rf"{_WHICH}?周末", _weekend),
    (rf"{_WHICH}{_WEEK}(?P<end>之?内|以内)?", _week),
    (rf"(?:再?[过隔])?{_COUNT}\s*个?{_UNIT}(?:之后|以后|后|之内|以内|内)", _later),
    (rf"再?[过隔]{_COUNT}\s*个?{_UNIT}", _later),
    (rf"{_WHICH}?月(?P<part>[上中下]旬|[初中底末])", _part_of_month),
    (rf"{_WHICH}月\s*{_DAY}(?:\s*[日号]|(?!\d))", _day_of_named_month),
    (rf"{_YEAR}{_MONTH}\s*月\s*{_DAY}(?:\s*[日号]|(?!\d))", _month_day),
    (rf"(?<!\d){_YEAR}{_MONTH}\s*月份?(?P<part>[上中下]旬|[初中底末])?(?!\s*\d+\s*[日号])", _month),
    (
        rf"(?<![\d月年]){_DAY}\s*(?:号(?![楼店线机厂院库门])|日(?![内后前之以报游常结]))",
        _day_of_month,
    ),
    (r"(?:(?P<year>今|明|后))?年(?P<part>[初中底末])", _part_of_year),
    (rf"{_WHICH}?季度?[末底]", _quarter),
    (r"(?P<which>下{1,2}一?个?)月", _next_month),
    (r"(?P<year>明|后)年", _named_year),
    (
        r"(?<![\d\-/.,:])(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        _figures,
    ),
    (
        r"(?<![^\s,;])(?P<year>)(?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
        + _NOT_COUNTED
        + r"(?=\s*(?:$|[,;上下早晚中]|\s(?!\s*[万元台个件套人吨箱米天周月])))",
        _figures,
    ),
    (
        r"^\s*(?P<year>)(?P<month>\d{1,2})\.(?P<day>\d{1,2})(?=\s*$|\s+(?![万元台个件套人吨箱米天]))",
        _figures,
    ),
)

"""Numbers written in Chinese: 三, 十五, 二〇一九, 两百, 叁佰伍拾."""

from typing import Final

_DIGITS: Final = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九")},
    **{sign: value for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{sign: value for value, sign in enumerate("○壹貳參肆伍陸柒捌玖")},
    "两": 2,
    "兩": 2,
    "幺": 1,
}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG_UNITS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_LARGEST: Final = 10**8

SIGNS: Final = "".join([*_DIGITS, *_UNITS, *_BIG_UNITS])


def parse_number(text: str) -> int | None:
    """Read a whole number in Western or Chinese digits; None when it is not one.

    "15", "十五", "二十", "两百零三", "一万二千" and digit by digit "二〇一九" are understood.
    """
    if not text:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return _parse_units(text)


def _parse_units(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    unit = 1  # what a last digit counts: 两千五 is 2,500, but 两千零五 is 2,005
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            unit = 1 if digit == 0 else unit
        elif sign in _UNITS:
            # 十五 has no digit before the unit
            section += (1 if digit is None else digit) * _UNITS[sign]
            digit, unit = None, _UNITS[sign] // 10
        elif sign in _BIG_UNITS:
            size = _BIG_UNITS[sign]
            section += digit or 0
            # 亿 counts all before it (一万亿), 万 only what stands since (一亿三千万)
            total = (total + section) * size if size == _LARGEST else total + section * size
            section, digit, unit = 0, None, size // 10
        else:
            return None
    return total + section + (digit or 0) * unit

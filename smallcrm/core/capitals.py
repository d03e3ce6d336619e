"""Amounts in the Chinese capitals of contracts and statements: 壹万贰仟叁佰元整."""

from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("仟", "佰", "拾", "")
_HUNDRED_MILLION: Final = 10**8
_TEN_THOUSAND: Final = 10**4


def money_capitals(minor: int) -> str:
    """Return an amount of minor units in Chinese capitals, with 整 where no 分 follow."""
    yuan, rest = divmod(abs(minor), 100)
    jiao, fen = divmod(rest, 10)
    sign = "负" if minor < 0 else ""
    text = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        text += "零"
    return sign + text + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """A whole number; of zeros between other digits one is said."""
    for size, name in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if rest and rest < size // 10 else ""
            return f"{_whole(head)}{name}{gap}{_whole(rest) if rest else ''}"
    return _below_ten_thousand(number) if number else "零"


def _below_ten_thousand(number: int) -> str:
    text, waiting = "", False
    for place, name in zip(f"{number:04d}", _PLACES, strict=True):
        if place == "0":
            waiting = bool(text)
            continue
        text += ("零" if waiting else "") + _DIGITS[int(place)] + name
        waiting = False
    return text

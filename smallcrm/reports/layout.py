"""Text on lines: measured, broken where Chinese and Latin allow it, never cut without a sign."""

import re
from typing import Final, Literal

from smallcrm.reports.fonts import clean, text_width
from smallcrm.reports.style import TextStyle

Align = Literal["left", "right", "center"]

_CLOSE: Final = "，。、；：？！）】》」』〉〕］｝”’…—～%％"
_OPEN: Final = "（【《「『〈〔［｛“‘"
_HAN: Final = (
    "\u2e80-\u2fff\u3001-\u303f\u3040-\u30ff\u3100-\u312f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff00-\uffef\U0001f000-\U0003ffff"
)
# What stays together: a Chinese character or a Latin word with the brackets and stops that cling to
# it; a sum with its currency sign; a number with the Chinese measure word after it.
_UNIT: Final = re.compile(
    f"[{_OPEN}]*(?:[¥€$£] ?[-−]?[\\d.,]+ ?[万亿]?|[+−-]?[\\d.,]+ ?[家个次天元万亿月年日点份笔]|"
    f"[{_HAN}]|[^\\s{_HAN}{_CLOSE}{_OPEN}]+)[{_CLOSE}]*|[{_OPEN}]+|[{_CLOSE}]+|[^\\S\\n]+"
)
_IS_HAN: Final = re.compile(f"[{_HAN}]")
_WORD_PART: Final = re.compile(r"[^-/@._&,]*[-/@._&,]+|[^-/@._&,]+")


def wrap(text: str, width: float, style: TextStyle) -> list[str]:
    """Break text into lines no wider than `width` points; line feeds break too.

    Nothing is left out but the spaces at a break. The lines are cleaned (see `fonts.clean`).
    """
    text = clean(text)
    if "\n" not in text and text_width(text, style.size, bold=style.bold) <= width:
        return [text]
    return [line for part in text.split("\n") for line in _wrap_paragraph(part, width, style)]


def _wrap_paragraph(text: str, width: float, style: TextStyle) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for unit in _units(text, width, style):
        advance = text_width(unit, style.size, bold=style.bold)
        if used + advance > width and line:
            if unit.isspace():
                continue
            lines.append(line.rstrip())
            line, used = "", 0.0
        if not line and lines and unit.isspace():
            continue
        line += unit
        used += advance
    return [*lines, line.rstrip()]


def _units(text: str, width: float, style: TextStyle) -> list[str]:
    units: list[str] = []
    for unit in _UNIT.findall(text):
        if text_width(unit, style.size, bold=style.bold) <= width:
            units.append(unit)
            continue
        # A word longer than a line: first at its own joints, then anywhere.
        for part in _WORD_PART.findall(unit):
            fits = text_width(part, style.size, bold=style.bold) <= width
            units.extend([part] if fits else part)
    return units


def shorten(text: str, width: float, style: TextStyle) -> str:
    """Return text on one line, ended by an ellipsis where it is wider than `width` points.

    Only for labels of charts and sentences whose full text stands elsewhere in the document.
    """
    text = clean(text).replace("\n", " ")
    if text_width(text, style.size, bold=style.bold) <= width:
        return text
    # The sign of the font is as wide as a Chinese character and stands in its middle.
    sign = "…" if _IS_HAN.search(text[:40]) else "..."
    room = width - text_width(sign, style.size, bold=style.bold)
    for end, char in enumerate(text):
        room -= text_width(char, style.size, bold=style.bold)
        if room < 0:
            return text[:end].rstrip() + sign
    return text


def fit(text: str, width: float, style: TextStyle, *, smallest: float = 6.0) -> TextStyle:
    """Return the style, made smaller down to `smallest` points so that text fits on one line."""
    wide = text_width(clean(text), style.size, bold=style.bold)
    if wide <= width:
        return style
    return style.sized(max(smallest, int(style.size * width / wide * 4) / 4))

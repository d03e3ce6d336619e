"""How values of a list look: text, tooltip and tone of one cell."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from smallcrm.core.dates import date_words, format_date, format_time
from smallcrm.core.money import format_money
from smallcrm.core.phone import format_phone
from smallcrm.services.table import Kind, Tone


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows; tone is a token's name or "" for the text colour."""

    text: str
    tooltip: str = ""
    tone: str = ""


def make_cell(value: object, kind: Kind, tone: Tone, today: date, language: str) -> Cell:
    """Return how a value of a column's kind is shown in a language."""
    if value is None or value == "":
        return Cell("", "", tone)
    if isinstance(value, str) and kind in ("money", "number", "percent"):
        return Cell(value, "", tone)  # an own field that holds no number
    if kind == "date":
        return _date_cell(str(value), tone, today, language)
    if kind == "money":
        return Cell(format_money(cast(int, value), language), "", tone)
    if kind == "phone":
        return Cell(format_phone(str(value)), "", tone)
    if kind == "number":
        return Cell(f"{value:,}", "", tone)
    if kind == "percent":
        return Cell(f"{value}%", "", tone)
    if kind == "level":
        return Cell(str(value), "", tone or ("accent" if value == "A" else ""))
    text = str(value)
    return Cell(" ".join(text.split()) if "\n" in text else text, "", tone)


def _date_cell(value: str, tone: Tone, today: date, language: str) -> Cell:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:  # an own field, or a date of which only a part is known
        return Cell(value, "", tone)
    day = moment.date()
    clock: time | None = moment.time() if len(value) > 10 else None
    near = clock if clock and abs((day - today).days) < 2 else None
    exact = format_date(day, language, "long")
    if clock:
        exact = f"{exact} {format_time(clock)}"
    return Cell(date_words(day, today, language, near), exact, tone)

"""Terms that a list gives by their length."""

from datetime import date

import pytest

from smallcrm.importers.durations import end_told

START = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("note", "end"),
    [
        ("保修期：12个月", date(2026, 5, 31)),
        ("质保期限：2年", date(2027, 5, 31)),
        ("质保：一年", date(2026, 5, 31)),
        ("保修期（月）：18", date(2026, 11, 30)),
        ("Warranty (months): 24", date(2027, 5, 31)),
        ("Colour: red\nContract period: 3 years", date(2028, 5, 31)),
        ("Warranty: 24", None),
        ("保修期：看合同", None),
        ("Terms of payment: 30 days", None),
        ("Colour: 12 months", None),
        ("Warranty: 9000 months", None),
        ("", None),
    ],
)
def test_the_end_follows_from_the_length(note: str, end: date | None) -> None:
    assert end_told(START, note) == end


def test_a_month_that_is_shorter_ends_earlier() -> None:
    assert end_told(date(2024, 8, 31), "保修期：6个月") == date(2025, 2, 27)

"""Past days in words."""

from datetime import date

import pytest

from smallcrm.core.dates import parse_past

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", 18),
        ("昨天", 17),
        (" 前天 ", 16),
        ("3天前", 15),
        ("两天前", 16),
        ("Yesterday", 17),
        ("2 days ago", 16),
        ("1 day ago", 17),
    ],
)
def test_past_words_are_read(text: str, day: int) -> None:
    assert parse_past(text, TODAY) == date(2026, 11, day)


@pytest.mark.parametrize("text", ["", "明天", "3天后", "tomorrow", "昨天 打电话", "days ago"])
def test_other_words_are_not(text: str) -> None:
    assert parse_past(text, TODAY) is None

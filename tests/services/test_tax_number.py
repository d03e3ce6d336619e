"""Tax numbers: a slip is found, other countries' numbers are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.services.tax_number import _LETTERS, check_letter, tax_number_problem

GOOD = "91350100M000100Y43"  # the example printed in GB 32100-2015


@pytest.mark.parametrize(
    "number",
    [GOOD, GOOD.lower(), " 9135 0100 M000 100Y 43 ", "11010519491231002X", "", "350100123456789",
     "DE123456789", "GB 123 4567 89"],
)  # fmt: skip
def test_good_and_foreign_numbers_pass(number: str) -> None:
    assert tax_number_problem(number) == ""


def test_what_is_wrong_is_said() -> None:
    assert "check digit" in tax_number_problem("91350100M000100Y44")
    assert "letter O" in tax_number_problem("9135O100M000100Y43")
    assert "this one has 17" in tax_number_problem("91350100100010043")


@given(st.text(_LETTERS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(_LETTERS))
def test_any_single_slip_is_found(first: str, place: int, letter: str) -> None:
    number = first + check_letter(first)
    slipped = number[:place] + letter + number[place + 1 :]
    if slipped != number and not slipped[:17].isdigit():
        assert tax_number_problem(slipped)

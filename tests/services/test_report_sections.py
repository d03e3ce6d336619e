"""Which sections are printed, and in which order."""

from pathlib import Path

import pytest

from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.reports.monthly import DEFAULT_SECTIONS
from smallcrm.services.report_sections import (
    TITLES,
    check_sections,
    chosen_sections,
    list_sections,
    save_sections,
)
from smallcrm.services.reporting import write_monthly_report
from smallcrm.storage.session import Session
from tests.reports.reading import Document


def test_the_names_are_those_of_the_report(session: Session) -> None:
    assert tuple(TITLES) == DEFAULT_SECTIONS
    assert chosen_sections(session) == DEFAULT_SECTIONS


def test_a_choice_is_kept_and_printed(demo: Session, tmp_path: Path) -> None:
    save_sections(demo, [("wishes", True), ("orders", False), ("levels", True)])
    chosen = chosen_sections(demo)
    assert "orders" not in chosen
    assert chosen.index("wishes") < chosen.index("levels")
    off = [(key, key in ("wishes", "levels")) for key, _on in list_sections(demo)]
    save_sections(demo, off)
    path = tmp_path / "x.pdf"
    write_monthly_report(demo, Month(2026, 10), "en", path)
    marks = [title for title, _page in Document(path.read_bytes()).bookmarks()]
    start = marks.index("Wishes")
    assert marks[start : start + 3] == [
        "Wishes",
        "Customers by level",
        "Revenue per active customer",
    ]
    assert "What was decided" not in marks
    assert "New customers" not in marks


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"order": 5}', '{"order": ["old"], "off": 7}'])
def test_what_was_edited_by_hand_does_no_harm(session: Session, kept: str) -> None:
    session.settings.set("report_sections", kept)
    assert chosen_sections(session) == DEFAULT_SECTIONS


def test_a_section_that_is_new_stands_where_it_usually_does(session: Session) -> None:
    session.settings.set("report_sections", '{"order": ["sources", "levels"], "off": ["levels"]}')
    keys = [key for key, _on in list_sections(session)]
    assert sorted(keys) == sorted(TITLES)
    assert keys.index("sources") < keys.index("levels")
    assert keys.index("new_customers") == keys.index("levels") + 1
    assert ("levels", False) in list_sections(session)


def test_an_unknown_section_is_refused() -> None:
    assert check_sections(["levels", "levels", "best"]) == ("levels", "best")
    with pytest.raises(UserError, match="nonsense"):
        check_sections(["nonsense"])

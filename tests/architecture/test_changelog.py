"""The change log is kept in the form that it says it has, and agrees with the version."""

import re
from pathlib import Path

from smallcrm import __version__

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def headings(level: str) -> list[str]:
    text = CHANGELOG.read_text(encoding="utf-8")
    return re.findall(rf"^{level} (.+)$", text, flags=re.MULTILINE)


def test_the_newest_released_version_is_the_programs() -> None:
    unreleased, *released = headings("##")
    assert unreleased == "[Unreleased]"
    # nothing was released before 0.1.0
    newest = released[0] if released else "[0.1.0] - not yet"
    assert newest.startswith(f"[{__version__}] - ")


def test_entries_stand_under_known_kinds_of_change() -> None:
    assert headings("###")
    assert set(headings("###")) <= KINDS

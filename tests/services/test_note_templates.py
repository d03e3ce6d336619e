"""Templates for notes."""

from smallcrm.core import i18n
from smallcrm.services.note_templates import (
    NoteTemplate,
    fill_template,
    find_templates,
    list_templates,
    save_templates,
)
from smallcrm.storage.session import Session


def test_there_are_some_until_the_user_keeps_own_ones(session: Session) -> None:
    assert "Quote sent" in [one.name for one in list_templates(session)]
    i18n.set_language("zh_CN")
    assert "已发报价" in [one.name for one in list_templates(session)]
    mine = [
        NoteTemplate("mine", "text"),
        NoteTemplate("", "a text without name"),
        NoteTemplate("x", " "),
    ]
    save_templates(session, mine)
    assert list_templates(session) == [mine[0], NoteTemplate("a text witho", "a text without name")]
    save_templates(session, [])
    assert list_templates(session) == []  # none is a choice too


def test_places_are_filled_in_any_language() -> None:
    values = {"person": "赵经理", "customer": "星河", "date": "11-18"}
    assert fill_template("{称呼} {person}, {客户} {date} {other}", values) == (
        "赵经理 赵经理, 星河 11-18 {other}"
    )


def test_they_are_found_by_what_follows_the_slash() -> None:
    all_of_them = [
        NoteTemplate("re-quote", "a"),
        NoteTemplate("Quote", "b"),
        NoteTemplate("call", "c"),
    ]
    assert [one.name for one in find_templates(all_of_them, "quo")] == ["Quote", "re-quote"]
    assert len(find_templates(all_of_them, "")) == 3

"""Any name can be printed and is read back as it was typed."""

from datetime import datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.reports import fonts
from smallcrm.reports.page import Frame, Paper
from smallcrm.reports.style import BODY, HEAD
from tests.reports.reading import Document

HOSTILE = (
    "<b>Smith & Söhne",
    "</para><img src='file:///etc/passwd'/>",
    "𫖯 喆 堃 犇 㛃 䶮 骉",
    "Łukasz Őry Čapek Ştefan",
    "O’Brien “Best” Ltd.",
    "他说“好”",
    "shop 😀👍🏽 end",
    "שלום עולם",
    'חברת אבג (2026) בע"מ',
    "ไทย ภาษา",
    "½ m² № 5 € £ ₹",
)


def _print(texts: list[str], look=BODY) -> Document:
    frame = Frame("Names", "Company", "", "foot", datetime(2026, 11, 1))
    paper = Paper(frame, translator("en"), Progress())
    for text in texts:
        paper.paragraph(text, look)
    out = BytesIO()
    paper.save(out)
    return Document(out)


@pytest.mark.parametrize("look", [BODY, HEAD])
def test_names_of_all_kinds_are_found_again_in_both_weights(look):
    document = _print(list(HOSTILE), look)
    lines = document.pages[0].split("\n")
    for name in HOSTILE:
        assert name in lines


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), min_size=1, max_size=60))
def test_no_text_breaks_the_document(text):
    assert len(_print([text, text], HEAD).pages) >= 1


def test_control_characters_become_spaces_and_lone_surrogates_are_replaced():
    assert fonts.clean("a\x00b\tc\x1f") == "a b c "
    assert fonts.clean("a\ud800b") == "a\ufffdb"
    assert fonts.clean("one\r\ntwo") == "one\ntwo"


def test_bold_borrows_rare_characters_from_regular():
    pieces = fonts.runs("张㛃喆", bold=True)
    assert "".join(text for _face, text in pieces) == "张㛃喆"
    rare = "囎"  # in the Regular weight only
    faces = fonts.faces()
    assert rare in faces.regular.characters
    assert rare not in faces.bold.characters
    assert fonts.runs(f"张{rare}", bold=True) == [(faces.bold, "张"), (faces.regular, rare)]


def test_curly_quotes_are_narrow_beside_latin_letters_only():
    narrow = fonts.text_width(fonts.clean("O’Brien"), 10) - fonts.text_width("OBrien", 10)
    wide = fonts.text_width(fonts.clean("他’说"), 10) - fonts.text_width("他说", 10)
    assert narrow < 4
    assert wide == 10


def test_joiners_and_direction_marks_take_no_room():
    assert fonts.text_width("a\u202eb\u200dc", 10) == fonts.text_width("abc", 10)

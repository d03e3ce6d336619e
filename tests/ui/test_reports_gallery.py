"""The gallery shows what each report looks like."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QImage

from smallcrm.core.i18n import LANGUAGES
from smallcrm.services.report_list import REPORTS
from smallcrm.ui.pages.reports_gallery import Gallery, picture_path
from smallcrm.ui.theme import theme

SHOWN = [kind for kind in REPORTS if kind.in_window]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_has_its_picture(language) -> None:
    """One that is missing is made by tools/report_pictures.py."""
    missing = [kind.key for kind in SHOWN if QImage(str(picture_path(kind.key, language))).isNull()]
    assert missing == []


def test_no_picture_is_left_of_a_report_that_is_gone() -> None:
    known = {picture_path(kind.key, language) for kind in SHOWN for language in LANGUAGES}
    assert set(picture_path("x", "en").parent.iterdir()) <= known


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("percent", [100, 130])
def test_pictures_stand_beside_the_texts(qtbot, scheme, percent) -> None:
    theme().change(scheme, percent)
    gallery = Gallery(SHOWN)
    qtbot.addWidget(gallery)
    gallery.resize(284, 700)
    gallery.show()
    rows = [gallery.visualRect(gallery.model().index(row)) for row in range(len(SHOWN))]
    assert all(one.bottom() < other.top() for one, other in pairwise(rows))
    page = gallery.grab().toImage()
    scale = percent / 100
    # paper is lighter than a dark window, and has ink on it
    spots = [
        page.pixelColor(
            round((17 + x) * scale), rows[0].top() + round((11 + y) * scale)
        ).lightness()
        for x in range(2, 58, 2)
        for y in range(2, 80, 2)
    ]
    assert max(spots) > 200
    assert min(spots) < 160

"""The look: schemes, text sizes, icons."""

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel

from smallcrm.core.paths import resources
from smallcrm.ui.icons import icon, icon_pixmap, set_icon
from smallcrm.ui.style.tokens import DARK, LIGHT
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.buttons import Button


def luminance(color: str) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in QColor(color).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_can_be_read_on_their_grounds(tokens):
    for ground in (tokens.bg, tokens.surface, tokens.raised, tokens.accent_bg):
        assert contrast(tokens.text, ground) >= 7
        assert contrast(tokens.muted, ground) >= 4.2
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    for tone in ("accent", "ok", "warn", "bad"):
        assert contrast(getattr(tokens, tone), tokens.surface) >= 4.2
        assert contrast(getattr(tokens, tone), getattr(tokens, f"{tone}_bg")) >= 3.7


def colors_of(widget) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_switching_recolours_palette_widgets_and_icons(qtbot, look):
    button = Button("Save", "check", "primary")
    label = QLabel("late")
    set_property(label, "tone", "bad")
    for widget in (button, label):
        qtbot.addWidget(widget)
        widget.show()
    assert LIGHT.accent in colors_of(button)
    assert LIGHT.bad in colors_of(label)
    with qtbot.waitSignal(look.theme_changed):
        look.change("dark")
    assert look.dark
    assert QPalette().color(QPalette.ColorRole.Base).name() == DARK.surface
    assert DARK.accent in colors_of(button)
    assert LIGHT.on_accent not in colors_of(button)
    assert DARK.bad in colors_of(label)


def test_the_same_look_again_changes_nothing(qtbot, look):
    with qtbot.assertNotEmitted(look.theme_changed):
        look.change("light", 100)


def test_an_unknown_look_is_refused(look):
    with pytest.raises(ValueError, match="no such look"):
        look.change(text_percent=110)


@pytest.mark.parametrize(("percent", "height"), [(100, 32), (115, 37), (130, 42)])
def test_text_size_scales_controls(qtbot, look, percent, height):
    look.change(text_percent=percent)
    button = Button("Save")
    qtbot.addWidget(button)
    button.show()
    assert button.sizeHint().height() == height
    assert button.font().pixelSize() == round(13 * percent / 100)
    assert theme().font("page").pixelSize() == round(18 * percent / 100)


def test_icons_are_sharp_at_every_scale(look):
    for ratio in (1.0, 1.5, 2.0):
        pixmap = icon_pixmap("users", "accent", 16, ratio)
        assert pixmap.width() == round(16 * ratio)
        assert pixmap.devicePixelRatio() == ratio
    image = icon("users", "bad").pixmap(32).toImage()
    drawn = {image.pixelColor(x, y).name() for x in range(32) for y in range(32)}
    assert LIGHT.bad in drawn


def test_an_icon_follows_the_theme_until_its_button_is_gone(qtbot, look):
    button = Button("x")
    qtbot.addWidget(button)
    set_icon(button, "phone", "accent")
    before = button.icon().pixmap(16).toImage()
    look.change("dark")
    assert button.icon().pixmap(16).toImage() != before
    button.deleteLater()
    with qtbot.waitSignal(button.destroyed):
        pass
    look.change("light")


def test_the_sheet_names_only_tokens_and_icons_that_exist():
    text = (resources() / "style.qss").read_text("utf-8")
    assert set(re.findall(r"\$(\w+)", text)) <= set(LIGHT._asdict())
    names = re.findall(r"icon\(([a-z-]+),", text)
    assert names
    assert [name for name in names if not (resources() / "icons" / f"{name}.svg").exists()] == []


def test_the_bundled_font_is_used(look):
    assert theme().font().family() == "CRM Sans SC"

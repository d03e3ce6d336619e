"""Settings: language, text size and colours of this computer."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.config import Config
from smallcrm.core.i18n import LANGUAGES, _
from smallcrm.ui.style.tokens import TEXT_PERCENTS
from smallcrm.ui.widgets.buttons import Segmented
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox


class LookSection(QWidget):
    """`changed` tells the changed choices, and whether the window has to be made anew for them."""

    changed = Signal(object, bool)

    def __init__(self, config: Config) -> None:
        super().__init__()
        self._config = config
        languages = [("", _("Like the system")), *LANGUAGES.items()]
        self.language = ChoiceBox(languages, config.language)
        self.language.chosen.connect(lambda value: self._change(new_window=True, language=value))
        schemes = [
            ("system", _("Like the system"), "monitor"),
            ("light", _("Light"), "sun"),
            ("dark", _("Dark"), "moon"),
        ]
        self.scheme = Segmented(schemes, config.theme)
        self.scheme.changed.connect(lambda value: self._change(theme=value))
        sizes = [(percent, f"{percent} %") for percent in TEXT_PERCENTS]
        size = config.text_size if config.text_size in TEXT_PERCENTS else TEXT_PERCENTS[0]
        self.text_size = Segmented(sizes, size)
        self.text_size.changed.connect(lambda value: self._change(text_size=value))
        form = Form()
        form.add("language", _("Language"), self.language)
        form.add("theme", _("Colours"), hbox(self.scheme, None))
        form.add("text_size", _("Text size"), hbox(self.text_size, None))
        self.setLayout(
            vbox(
                Label(_("Language and look"), "section"),
                Label(_("Only for this computer."), tone="muted"),
                4,
                form,
            )
        )

    def _change(self, *, new_window: bool = False, **values) -> None:
        self._config = replace(self._config, **values)
        self.changed.emit(self._config, new_window)

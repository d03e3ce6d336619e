"""What every page with a list offers: print it as shown, write it to a file."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.table import ShownList
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.buttons import Action
from smallcrm.ui.widgets.shortcuts import Keys


def list_actions(
    context: Context, page: QWidget, shown: Callable[[], ShownList]
) -> list[Action | None]:
    """Return the lines of a menu, and bind their keys on the page; `shown` tells the list then."""
    hub = context.hub

    def export() -> None:
        hub.export_asked.emit(shown())

    def print_it() -> None:
        hub.print_asked.emit(shown())

    for key, slot in (("Ctrl+E", export), ("Ctrl+P", print_it)):
        shortcut = QShortcut(QKeySequence(key), page, slot)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    return [
        Action(_("Print the list"), print_it, "printer", "Ctrl+P"),
        Action(_("Export the list"), export, "download", "Ctrl+E"),
    ]


def list_keys() -> Keys:
    """Return these keys for the overview."""
    return [("Ctrl+P", _("Print the list")), ("Ctrl+E", _("Export the list"))]

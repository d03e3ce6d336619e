"""Files dropped anywhere on the window: a hint while they hang over it, their paths when let go."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.panels import Panel


class DropHint(Panel):
    """Makes its window take files; `files_dropped` tells their paths as a list of texts."""

    files_dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__("drop", parent=window)
        self._window = window
        centre = Qt.AlignmentFlag.AlignHCenter
        column = vbox(spacing=10)
        column.addWidget(IconLabel("file-down", "accent", 40), 0, centre)
        column.addWidget(Label(_("Drop the list to import it"), "section", "accent"), 0, centre)
        column.addWidget(
            Label(_("Files or folders. You see everything before it is saved."), tone="muted"),
            0,
            centre,
        )
        self.box.addStretch(1)
        self.box.addLayout(column)
        self.box.addStretch(1)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QDropEvent) and kind == QEvent.Type.DragEnter:
            if _paths(event):
                event.acceptProposedAction()
                self.setGeometry(self._window.rect())
                self.show()
                self.raise_()
                return True
        elif kind == QEvent.Type.DragLeave:
            self.hide()
        elif isinstance(event, QDropEvent) and kind == QEvent.Type.Drop:
            self.hide()
            if paths := _paths(event):
                event.acceptProposedAction()
                self.files_dropped.emit(paths)
                return True
        return False


def _paths(event: QDropEvent) -> list[str]:
    urls = event.mimeData().urls()
    return [url.toLocalFile() for url in urls if url.isLocalFile()]

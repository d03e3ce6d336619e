"""The base of all dialogs, and a bar that asks before what cannot be undone."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QToolButton, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, show_if, vbox
from smallcrm.ui.widgets.panels import Banner, Line

_PRESSED = (QPushButton, QToolButton)


class Dialog(QDialog):
    """A title, a body `box`, and buttons at the right: cancel and the primary one.

    Esc leaves, Ctrl+Enter presses the primary button. Subclasses override `submit`, which returns
    whether the dialog may close; a UserError raised there is shown in place.
    """

    def __init__(
        self,
        title: str,
        primary: str = "",
        *,
        parent: QWidget | None = None,
        width: int = 480,
        icon: str = "",
        cancel: str = "",
        subtitle: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme().px(width))
        self._fitted = -1
        self.title = Label(title, "page")
        self.subtitle = Label(subtitle, "body", "muted", wrap=True)
        show_if(self.subtitle, bool(subtitle))
        self.problem = Banner("", "bad")
        self.box = vbox(spacing=10)
        self.primary = Button(primary or _("Save"), icon, "primary", on_click=self.try_submit)
        self.primary.setDefault(True)
        self.cancel = Button(cancel or _("Cancel"), on_click=self.reject)
        self.buttons = hbox(None, self.cancel, self.primary)
        top = vbox(self.title, self.subtitle, self.problem, self.box, spacing=12, margins=(20, 16))
        top.setStretchFactor(self.box, 1)
        bottom = vbox(self.buttons, margins=(20, 12))
        column = vbox(top, Line(), bottom, spacing=0)
        column.setStretchFactor(top, 1)
        self.setLayout(column)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.try_submit)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.try_submit)

    def add_button(self, text: str, on_click: Callable[[], object], icon: str = "", kind="quiet"):
        """Put a further button at the left of the row and return it."""
        button = Button(text, icon, kind, on_click=on_click)
        self.buttons.insertWidget(0, button)
        return button

    def submit(self) -> bool:
        """Do what the primary button says; return whether the dialog may close."""
        return True

    def try_submit(self) -> None:
        """Press the primary button."""
        if not self.primary.isEnabled():
            return
        self.problem.set_message("", "bad")
        try:
            done = self.submit()
        except UserError as error:
            self.show_problem(str(error))
            return
        if done:
            self.accept()

    def show_problem(self, text: str) -> None:
        """Say above the body what is wrong."""
        self.problem.set_message(text, "bad")

    def sizeHint(self) -> QSize:
        # the height is asked for at the hint's width: rows that wrap need less in the real one
        return super().sizeHint().expandedTo(QSize(self.minimumWidth(), 0))

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self._fitted = self.height()  # nobody has asked for another size
        self._fit()
        self.put_buttons_last()
        fields = [widget for widget in self._focus_chain() if not isinstance(widget, _PRESSED)]
        if self.focusWidget() is None or isinstance(self.focusWidget(), _PRESSED):
            # no ring round a button that nobody went to; Enter works all the same
            (fields[0] if fields else self).setFocus()

    def put_buttons_last(self) -> None:
        """Let Tab come to the row of buttons after all else; call it when fields were added later.

        The buttons are made before the fields that subclasses add. What is hidden counts too: it
        may be unfolded.
        """
        row = [self.buttons.itemAt(place).widget() for place in range(self.buttons.count())]
        buttons = [one for one in row if one is not None]
        before = [one for one in self._focus_chain(hidden=True) if one not in buttons]
        if before:
            for button in buttons:
                QWidget.setTabOrder(before[-1], button)
                before.append(button)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return handled

    def _fit(self) -> None:
        """Be as high as the contents ask for; once the user has resized it, only grow."""
        room = self.screen().availableGeometry().height()
        needed = min(self.layout().totalHeightForWidth(self.width()), room)
        if self.height() < needed or self.height() == self._fitted:
            self.resize(self.width(), needed)
            self._fitted = self.height()
        self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """Move up when what was unfolded would put the buttons below the screen."""
        room, frame = self.screen().availableGeometry(), self.frameGeometry()
        if (below := frame.bottom() - room.bottom()) > 0 and frame.top() > room.top():
            self.move(self.x(), self.y() - min(below, frame.top() - room.top()))

    def _focus_chain(self, *, hidden: bool = False) -> list[QWidget]:
        chain: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not self:
            assert widget is not None  # the chain is a ring
            there = hidden or (widget.isVisible() and widget.isEnabled())
            mine = widget.window() is self and there
            if mine and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                chain.append(widget)
            widget = widget.nextInFocusChain()
        return chain

    def keyPressEvent(self, event) -> None:
        # Enter in a field presses the primary button, as in any dialog; in a long text it does not
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ):
                pressed = self.focusWidget()
                if isinstance(pressed, QPushButton):
                    pressed.click()
                else:
                    self.try_submit()
            return
        super().keyPressEvent(event)


class ConfirmBar(QFrame):
    """One question in the page with its answer as a button; Esc or the other button leaves.

    Only for what cannot be undone.
    """

    confirmed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_property(self, "banner", "warn")
        self._question = Label("", wrap=True)
        self._yes = Button("", kind="danger", on_click=self._confirm)
        self._no = Button(_("Cancel"), on_click=self._leave)
        row = hbox(self._question, self._no, self._yes, margins=(12, 8))
        row.setStretchFactor(self._question, 1)
        self.setLayout(row)
        self.hide()

    def ask(self, question: str, answer: str) -> None:
        """Show a question; answer is the verb on the button."""
        self._question.setText(question)
        self._yes.setText(answer)
        self.show()
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _confirm(self) -> None:
        self.hide()
        self.confirmed.emit()

    def _leave(self) -> None:
        self.hide()
        self.left.emit()

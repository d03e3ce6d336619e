"""What else is known of a customer: one cell a fact, changed in place."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QWidget

from smallcrm.core.dates import date_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.custom_fields import FieldRecord
from smallcrm.services.customer_card import Card
from smallcrm.services.customer_facts import NEVER_EMPTY, WORDS, CustomerFactValue, save_fact
from smallcrm.services.lookups import list_industries, list_sources
from smallcrm.services.tax_number import tax_number_problem
from smallcrm.services.vocabulary import word
from smallcrm.ui.context import Context
from smallcrm.ui.forms.own_field import OwnField
from smallcrm.ui.forms.picks import NamePick, StaffBox
from smallcrm.ui.pages.customers.detail_people import FactAsked
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, Button, fill_menu, pop_menu
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.fold import Fold
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import clear_layout, holder, vbox

_OPEN = "customers.facts_open"
_WIDE = ("long_text", "choices")
_ORIGINS = {"owner": "owner_id", "deputy": "deputy_id", "service": "service_id",
            "source": "source_id"}  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FactsPanel(QWidget):
    """A fold of facts in two columns; what is not known yet is offered by a button below."""

    fact_asked = Signal(object)  # FactAsked
    editing = Signal(QWidget)  # the cell, to scroll there

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card: Card | None = None
        self._waiting: Card | None = None
        self.cells: dict[str, FactCell] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.add_button = Button(_("Add a fact"), "plus", "quiet", small=True)
        self.add_button.set_menu([])
        self.add_button.menu().aboutToShow.connect(self._fill_menu)
        body = holder(vbox(self._grid, self.add_button, spacing=4))
        opened = context.memory.get(_OPEN) is not False
        self.fold = Fold(_("Details"), lambda: body, opened=opened)
        self.fold.toggled.connect(lambda on: context.memory.set(_OPEN, on))
        self.setLayout(vbox(self.fold))

    def show_card(self, card: Card) -> None:
        """Show another customer, or the same anew; what is being typed is not disturbed."""
        same = self._card is not None and self._card.customer.id == card.customer.id
        if same and any(cell.editing for cell in self.cells.values()):
            self._waiting = card
            return
        self._card, self._waiting = card, None
        shown = [fact for fact in card.facts if fact.worth_showing]
        if same and [fact.key for fact in shown] == list(self.cells):
            for fact in shown:
                self.cells[fact.key].show_fact(fact)
        else:
            self._lay_out(shown)
        for key, cell in self.cells.items():
            cell.show_confirmed(self._confirmed_words(card.confirmed.get(_ORIGINS.get(key, key))))

    def edit(self, key: str) -> None:
        """Open a fact for editing, making room for it when it is not known yet."""
        self.fold.set_open(True)
        if key not in self.cells and self._card is not None:
            shown = [fact for fact in self._card.facts if fact.worth_showing or fact.key == key]
            self._lay_out(shown)
        self.cells[key].edit()
        QTimer.singleShot(0, self, lambda: self._show_cell(key))

    # --- inside ------------------------------------------------------------------------------

    def _confirmed_words(self, day: str | None) -> str:
        if not day:
            return ""
        when = date_words(date.fromisoformat(day), self._context.today, self._context.language)
        return _("confirmed: %(when)s") % {"when": when}

    def _lay_out(self, shown: list[CustomerFactValue]) -> None:
        focused = next((key for key, cell in self.cells.items() if cell.hasFocus()), "")
        clear_layout(self._grid)
        self.cells = {}
        row = column = 0
        for fact in shown:
            cell = FactCell(self._context, fact, self._save)
            cell.left.connect(self._left)
            cell.menu_asked.connect(partial(self._menu, cell))
            self.cells[fact.key] = cell
            wide = fact.kind in _WIDE
            if wide and column:
                row, column = row + 1, 0
            top = Qt.AlignmentFlag.AlignTop  # beside one that is being edited
            self._grid.addWidget(cell, row, column, 1, 2 if wide else 1, top)
            column += 2 if wide else 1
            if column > 1:
                row, column = row + 1, 0
        if focused in self.cells:
            self.cells[focused].setFocus()

    def _fill_menu(self) -> None:
        card = self._card
        missing = [one for one in card.facts if not one.worth_showing] if card else []
        fill_menu(
            self.add_button.menu(),
            [Action(one.title, partial(self._edit_soon, one.key)) for one in missing],
        )

    def _show_cell(self, key: str) -> None:
        if key in self.cells:
            self.editing.emit(self.cells[key])

    def _edit_soon(self, key: str) -> None:
        # the menu gives the keyboard back when it has closed
        QTimer.singleShot(0, self, lambda: self.edit(key))

    def _save(self, key: str, text: str) -> str:
        """Keep a fact; returns what is wrong with it, or ""."""
        if self._card is None or self._card.customer.id is None:
            return ""
        try:
            save_fact(self._context.session, self._card.customer.id, key, text)
        except UserError as error:
            return str(error)
        if key == "tax_number" and (problem := tax_number_problem(text)):
            self._context.hub.say(problem, "warn", _("Undo"))
        return ""

    def _left(self) -> None:
        """Take what came in while something was edited; a new fact left empty goes again."""
        card = self._waiting or self._card
        if card is not None and not any(cell.editing for cell in self.cells.values()):
            self.show_card(card)

    def _menu(self, cell: "FactCell", where: QPoint) -> None:
        fact = cell.fact
        copied = fact.words or fact.value
        items: list[Action | None] = [
            Action(_("Edit"), cell.edit, "pencil", "F2"),
            Action(_("Copy"), lambda: self._copy(copied), "copy", enabled=bool(copied)),
        ]
        if self._card is not None:
            column = _ORIGINS.get(fact.key, fact.key)
            asked = FactAsked("customer", column, self._card.customer.id or 0)
            if fact.own is not None:
                asked = FactAsked("custom", str(fact.own.id))
            items.append(
                Action(_("Where is this from?"), lambda: self.fact_asked.emit(asked), "circle-help")
            )
        pop_menu(self, items, where)

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._context.hub.say(_("Copied: %(text)s") % {"text": text}, "ok")


class FactCell(QWidget):
    """A small grey title over a value; a click, Enter or F2 puts a field in the value's place.

    Enter keeps what was typed, Esc leaves it, going elsewhere keeps it. `left` comes after either.
    """

    left = Signal()
    menu_asked = Signal(QPoint)

    def __init__(
        self, context: Context, fact: CustomerFactValue, save: Callable[[str, str], str]
    ) -> None:
        super().__init__()
        self._context, self._save = context, save
        self.fact = fact
        self.field: QWidget | None = None
        self._read: Callable[[], str] = str
        self._title = ElidedLabel(fact.title, "small", "muted")
        self._value = ElidedLabel("", "body")
        self._problem = Label("", "small", "bad", wrap=True)
        self._problem.hide()
        self._box = vbox(self._title, self._value, self._problem, spacing=1, margins=(0, 3))
        self.setLayout(self._box)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda where: self.menu_asked.emit(self.mapToGlobal(where))
        )
        self.show_fact(fact)

    @property
    def editing(self) -> bool:
        """Tell whether a field stands in the value's place."""
        return self.field is not None

    def show_fact(self, fact: CustomerFactValue) -> None:
        """Show another value of the same fact."""
        self.fact = fact
        line = " ".join(fact.words.split())
        self._value.setText(line or "—")
        self._value.setToolTip(fact.words if "\n" in fact.words else "")
        self.setAccessibleName(f"{fact.title}: {line}")

    def show_confirmed(self, words: str) -> None:
        """Say beside the title when the value was last confirmed ("" for never)."""
        self._title.setText(f"{self.fact.title} · {words}" if words else self.fact.title)

    def edit(self) -> None:
        """Open the field."""
        if self.field is not None:
            return
        self.field, self._read = self._make_field()
        self.field.setAccessibleName(self.fact.title)
        self._value.hide()
        self._box.insertWidget(1, self.field)
        for part in (self.field, *self.field.findChildren(QWidget)):
            part.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if hasattr(self.field, "selectAll"):
            self.field.selectAll()

    def keep(self) -> None:
        """Keep what was typed, or say what is wrong with it and stay."""
        if self.field is None:
            return
        text = self._read()
        problem = self._save(self.fact.key, text) if text != self.fact.value else ""
        if problem:
            self._problem.setText(problem)
            self._problem.show()
            if hasattr(self.field, "set_wrong"):
                self.field.set_wrong(True)
            return
        self._close()

    # --- inside ------------------------------------------------------------------------------

    def _make_field(self) -> tuple[QWidget, Callable[[], str]]:
        fact, context = self.fact, self._context
        if fact.kind == "staff":
            staff = StaffBox(context, fact.value)
            staff.chosen.connect(lambda _value: self.keep())
            return staff, staff.name
        if fact.kind == "name":
            names = list_sources if fact.key == "source" else list_industries
            pick = NamePick(lambda: names(context.session), fact.value)
            return pick, pick.name
        if fact.key in WORDS:
            words = dict(WORDS[fact.key])
            empty = [] if fact.key in NEVER_EMPTY else [("", "—")]
            box = ChoiceBox([*empty, *((one, word(words, one)) for one in words)], fact.value)
            box.chosen.connect(lambda _value: self.keep())
            return box, lambda: str(box.value() or "")
        kind = "text" if fact.kind == "tax" else fact.kind
        own = OwnField(
            fact.own or FieldRecord(fact.title, kind), fact.value, context.session.clock.now
        )
        if isinstance(own.widget, ChoiceBox):
            own.widget.chosen.connect(lambda _value: self.keep())
        return own.widget, own.value

    def _close(self) -> None:
        field, self.field = self.field, None
        if field is None:
            return
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.disconnect(self._focus_changed)
        focus = QApplication.focusWidget()
        had_focus = focus is not None and (focus is field or field.isAncestorOf(focus))
        self._box.removeWidget(field)
        field.hide()
        field.deleteLater()
        self._problem.hide()
        self._value.show()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self.left.emit)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self.field is None or now is None or now.window() is not self.window():
            return  # a list or calendar of the field, or another window
        if now is not self and not self.isAncestorOf(now):
            self.keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and self.field is not None:
            key = event.key()  # type: ignore[attr-defined]
            controlled = event.modifiers() & Qt.KeyboardModifier.ControlModifier  # type: ignore[attr-defined]
            if key == Qt.Key.Key_Escape:
                self._close()
                return True
            if key in _ENTER and (controlled or self.fact.kind not in _WIDE):
                QTimer.singleShot(0, self, self.keep)  # after a list took its choice
                return not isinstance(watched, NamePick)
        return super().eventFilter(watched, event)

    def hideEvent(self, event) -> None:
        super().hideEvent(event)
        if self.field is not None and not event.spontaneous() and not self.isVisible():
            self._close()  # another customer is shown

    def mouseReleaseEvent(self, event) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and inside:
            self.edit()

    def keyPressEvent(self, event) -> None:
        if event.key() in (*_ENTER, Qt.Key.Key_Space, Qt.Key.Key_F2):
            self.edit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        kinds = (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.FocusIn,
                 QEvent.Type.FocusOut)  # fmt: skip
        if event.type() in kinds:
            self.update()
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_F2:  # type: ignore[attr-defined]
            event.accept()  # F2 on a fact edits that fact, not the whole customer
            return True
        return super().event(event)

    def paintEvent(self, event) -> None:
        if self.editing or not (self.underMouse() or self.hasFocus()):
            return
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(look.color("hover"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

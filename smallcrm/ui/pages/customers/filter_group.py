"""Conditions that stand together: all of them or any, with groups of their own inside."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customer_filter import Condition, Group, Node
from smallcrm.services.customer_filter_fields import find_field
from smallcrm.services.customer_filter_words import condition_words
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.filter_row import FieldFinder, FilterRow
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton, Segmented
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, holder, show_if, vbox
from smallcrm.ui.widgets.panels import Panel

_DEEPEST = 3  # groups within groups that are offered; deeper ones are shown all the same
_WORD_WIDTH, _FINDER_WIDTH = 28, 200


class GoneRow(QWidget):
    """A condition on a field that is there no more: it can only be taken away."""

    removed = Signal()

    def __init__(self, condition: Condition) -> None:
        super().__init__()
        self._condition = condition
        self.remove = IconButton("x", _("Take this condition away"), small=True)
        self.remove.clicked.connect(self.removed)
        self.setLayout(hbox(ElidedLabel(condition_words(condition), "body", "muted"), self.remove))

    def condition(self) -> Condition:
        """Return the condition as it was."""
        return self._condition


class GroupEdit(QWidget):
    """The lines of a group. Of the outermost one the panel shows `joined`, `add` and `deeper`.

    `changed` tells whether something was typed (more may follow), `grown` that a line came or went.
    """

    changed = Signal(bool)
    grown = Signal()
    removed = Signal()

    def __init__(self, context: Context, depth: int = 0, either: bool = False) -> None:
        super().__init__()
        self._context, self._depth = context, depth
        self._lines: list[tuple[QWidget, Label, Part]] = []
        choices = [(False, _("Meet all")), (True, _("Meet any"))]
        self.joined = Segmented(choices, either, small=depth > 0)
        self.joined.changed.connect(lambda _any: self._tell_joined())
        self.add = FieldFinder(context, _FINDER_WIDTH) if depth else FieldFinder(context)
        self.add.chosen.connect(self._add_field)
        self.deeper = Button(_("Add a group"), "list-filter", "quiet", small=depth > 0)
        self.deeper.setToolTip(_("Conditions of which any is enough, or all are needed"))
        self.deeper.clicked.connect(self._add_group)
        show_if(self.deeper, depth < _DEEPEST)
        self.remove = IconButton("x", _("Take this group away"), small=True)
        self.remove.clicked.connect(self.removed)
        self._column = vbox(spacing=4)
        if depth:
            head = hbox(self.joined, self.add, self.deeper, None, self.remove, spacing=8)
            frame = Panel("raised", head, self._column, margins=(8, 6), spacing=6)
            self.setLayout(vbox(frame, spacing=0))
        else:
            self.setLayout(vbox(self._column, spacing=0))

    @property
    def rows(self) -> list["Part"]:
        """The conditions and groups in it, from top to bottom."""
        return [part for _line, _word, part in self._lines]

    def group(self) -> Group:
        """Return the group as it is filled in."""
        parts = tuple(
            row.group() if isinstance(row, GroupEdit) else row.condition() for row in self.rows
        )
        return Group(parts, bool(self.joined.value()))

    def show_group(self, group: Group) -> None:
        """Show other conditions without telling."""
        for line, _word, _part in self._lines:
            self._drop(line)
        self._lines = []
        self.joined.set_value(group.any)
        for part in group.parts:
            self._append(part)
        self._settle()

    def prune(self) -> None:
        """Take groups away that nothing was put into."""
        for row in self.rows:
            if isinstance(row, GroupEdit):
                row.prune()
                if not row.rows:
                    self._take_away(row)

    def keyboard_chain(self) -> list[QWidget]:
        """Every field and button in it, in the order that Tab goes."""
        widgets: list[QWidget] = list(self.joined.findChildren(QPushButton))
        tools: list[QWidget] = [self.add, self.deeper]
        if self._depth:
            widgets += [*tools, self.remove]
        for row in self.rows:
            if isinstance(row, GroupEdit):
                widgets += row.keyboard_chain()
            elif isinstance(row, FilterRow):
                widgets += [one for one in (row.op, row.edit.first, row.remove) if one]
            else:
                widgets.append(row.remove)
        return widgets if self._depth else widgets + tools

    # --- inside -----------------------------------------------------------------------------

    def _append(self, part: Node) -> "Part":
        row = self._make(part)
        row.removed.connect(lambda: self._remove(row))
        word = Label("", "small", "muted")
        word.setFixedWidth(theme().px(_WORD_WIDTH))
        line = holder(hbox(word, row, spacing=4))
        line.layout().setStretchFactor(row, 1)
        self._column.addWidget(line)
        self._lines.append((line, word, row))
        return row

    def _make(self, part: Node) -> "Part":
        if isinstance(part, Group):
            inner = GroupEdit(self._context, self._depth + 1, part.any)
            inner.show_group(part)
            inner.changed.connect(self.changed)
            inner.grown.connect(self.grown)
            return inner
        field = find_field(part.field)
        if field is None:
            return GoneRow(part)
        row = FilterRow(self._context, field, part)
        row.changed.connect(self.changed)
        return row

    def _add_field(self, key: object) -> None:
        if isinstance(key, Condition):
            condition = key
        else:
            field = find_field(str(key)) if key is not None else None
            if field is None:
                return
            condition = Condition(field.key, field.ops[0])
        self.add.set_value(None, "")
        row = self._append(condition)
        self._settle()
        self.grown.emit()
        if isinstance(row, FilterRow):
            row.enter()
        self.changed.emit(False)

    def _add_group(self) -> None:
        # one of several is what a group inside "all" is wanted for, and the other way round
        inner = self._append(Group((), not self.joined.value()))
        self._settle()
        self.grown.emit()
        if isinstance(inner, GroupEdit):
            inner.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(False)

    def _remove(self, row: "Part") -> None:
        self._take_away(row)
        if self._depth and not self._lines:
            self.removed.emit()
            return
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grown.emit()
        self.changed.emit(False)

    def _take_away(self, row: "Part") -> None:
        at = self.rows.index(row)
        self._drop(self._lines.pop(at)[0])
        self._settle()

    def _drop(self, line: QWidget) -> None:
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _tell_joined(self) -> None:
        self._settle()
        self.changed.emit(False)

    def _settle(self) -> None:
        """Say between the lines how they are joined."""
        between = _("or") if self.joined.value() else _("and")
        several = len(self._lines) > 1
        for at, (_line, word, _part) in enumerate(self._lines):
            word.setText(between if at else "")
            word.setVisible(several)
        self.joined.setEnabled(several or self._depth > 0)


Part = FilterRow | GoneRow | GroupEdit

"""Filling gaps: customers most worth completing, facts to check again, how prompt we are."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, listed
from smallcrm.services.completeness import (
    Gap,
    Overview,
    list_worth_completing,
    read_overview,
    save_known,
    title_of,
)
from smallcrm.services.fact_checks import Doubt, Promptness, read_promptness
from smallcrm.services.vocabulary import level_words
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.completeness_check import DoubtRows, read_doubts
from smallcrm.ui.forms.fact_ask import FactAsk
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Segmented
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.figure_row import FigureRow
from smallcrm.ui.widgets.labels import Chip, ElidedLabel, KeyFigure, Label, LinkLabel
from smallcrm.ui.widgets.layouts import clear_layout, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import EmptyState, ScrollColumn

GAPS, CHECK, PROMPT = "gaps", "check", "prompt"
_SHOWN = 3  # missing facts named after the one that is asked


class CompletenessDialog(Dialog):
    """Enter in a field keeps the fact and asks for the customer's next; arrows go up and down."""

    def __init__(
        self, context: Context, *, part: str = GAPS, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Complete and true"), _("Close"), parent=parent, width=780)
        self._context = context
        self.cancel.hide()
        self.primary.setDefault(False)
        self.primary.setProperty("kind", "plain")
        self.asks: list[tuple[Gap, FactAsk]] = []
        self.doubts: DoubtRows | None = None
        self._overview: Overview | None = None
        self._figures = vbox(spacing=0)
        self.parts = Segmented(
            [
                (GAPS, _("Worth completing")),
                (CHECK, _("To check again")),
                (PROMPT, _("How prompt we are")),
            ],
            part,
        )
        self.parts.changed.connect(lambda _key: self.read())
        self._rows = vbox(spacing=0)
        scroll = ScrollColumn(self._rows, None, margins=(0, 4, 8, 0))
        scroll.setMinimumHeight(theme().px(420))
        self.box.addLayout(self._figures)
        self.box.addWidget(self.parts)
        self.box.addWidget(scroll, 1)
        context.hub.changed.connect(self._changed)
        self.read()

    def read(self) -> None:
        """Read the part that is shown, and the figures."""
        part = str(self.parts.value())
        parts: dict[str, tuple[Callable[[Any], Any], Callable[[Any], object]]] = {
            GAPS: (list_worth_completing, self._show_gaps),
            CHECK: (read_doubts, self._show_doubts),
            PROMPT: (read_promptness, self._show_promptness),
        }
        self._context.reader.read("completeness", *parts[part])
        self._context.reader.read("completeness.figures", read_overview, self._show_figures)

    def keep(self, gap: Gap, ask: FactAsk) -> None:
        """Keep what was typed for a missing fact."""
        if not ask.text():
            return
        try:
            save_known(self._context.session, gap.customer_id, ask.key, ask.text())
        except UserError as error:
            ask.set_problem(str(error))
            return
        said = _("Saved: %(customer)s") % {"customer": gap.name}
        self._context.hub.say(said, "ok", _("Undo"))

    def keyPressEvent(self, event) -> None:
        # Enter belongs to the field that is edited
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # the column would take the arrows and scroll
        pressed = event.type() == QEvent.Type.KeyPress and type(watched) is LineEdit
        if pressed and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if step:
                self._go_to(self._focused_row() + step)
                return True
        return super().eventFilter(watched, event)

    # --- inside ---------------------------------------------------------------------------------

    def _changed(self, changes: object) -> None:
        if self.isVisible():
            self.read()

    def _show_figures(self, overview: Overview) -> None:
        if overview == self._overview:
            return
        self._overview = overview
        clear_layout(self._figures)
        figures = [KeyFigure(_("All customers"), f"{overview.completeness}%")]
        figures += [
            KeyFigure(level_words(one.level) or _("No level"), f"{one.completeness}%")
            for one in overview.levels
        ]
        if overview.lacking:
            key, count = overview.lacking[0]
            name = _("Most often missing: %(what)s") % {
                "what": title_of(self._context.session, key)
            }
            figures.append(KeyFigure(name, f"{count:,}", "warn"))
        self._figures.addWidget(FigureRow(figures))

    def _focused_row(self) -> int:
        focused = self.focusWidget()
        rows = (
            place
            for place, (_gap, ask) in enumerate(self.asks)
            if focused is not None and (ask.field is focused or ask.isAncestorOf(focused))
        )
        return next(rows, -1)

    def _go_to(self, place: int) -> None:
        if self.asks:
            ask = self.asks[max(0, min(place, len(self.asks) - 1))][1]
            ask.field.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_gaps(self, gaps: list[Gap]) -> None:
        if self.parts.value() != GAPS:
            return
        at = self._focused_row()
        if [gap for gap, _ask in self.asks] == gaps:
            return  # nothing that is shown has changed: what is being typed stays
        clear_layout(self._rows)
        self.asks = []
        if not gaps:
            text = _("Every customer is as complete as its level asks for.")
            self._rows.addWidget(EmptyState("circle-check", text, kind="plain"))
            return
        grid = self._grid((3, 0, 0, 5, 4))
        for row, gap in enumerate(gaps):
            self._add_gap(grid, row, gap)
        self.put_buttons_last()
        if at >= 0 or not self.isVisible():
            QTimer.singleShot(0, self, partial(self._go_to, max(at, 0)))

    def _add_gap(self, grid: QGridLayout, row: int, gap: Gap) -> None:
        session = self._context.session
        ask = FactAsk(self._context, gap.missing[0] if gap.missing else "", labelled=False)
        ask.answered.connect(partial(self.keep, gap, ask))
        ask.field.installEventFilter(self)
        self.asks.append((gap, ask))
        rest = [title_of(session, key) for key in gap.missing[1:]]
        words = _("also: %(names)s") % {"names": listed(rest[:_SHOWN])} if rest else ""
        grid.addWidget(self._customer(gap.customer_id, gap.name), row, 0)
        grid.addWidget(Chip(gap.level or "–", "accent" if gap.level == "A" else ""), row, 1)
        tone = "warn" if gap.completeness < 50 else "muted"
        grid.addWidget(Label(f"{gap.completeness}%", tone=tone), row, 2)
        grid.addWidget(ask, row, 3)
        grid.addWidget(ElidedLabel(words, tone="muted"), row, 4)

    def _show_doubts(self, doubts: list[tuple[Doubt, str]]) -> None:
        if self.parts.value() != CHECK:
            return
        self.asks = []
        clear_layout(self._rows)
        if not doubts:
            text = _("Nothing is in doubt.")
            detail = _(
                "Numbers marked wrong, those nobody answers three times, and facts that the "
                "settings want confirmed again come here."
            )
            self._rows.addWidget(EmptyState("shield-check", text, kind="plain", detail=detail))
            return
        self.doubts = DoubtRows(self._context, doubts)
        self.doubts.customer_asked.connect(self._open)
        self._rows.addWidget(self.doubts)
        self.put_buttons_last()

    def _show_promptness(self, found: list[Promptness]) -> None:
        if self.parts.value() != PROMPT:
            return
        self.asks = []
        clear_layout(self._rows)
        if not found:
            text = _("Nothing was logged in the last 90 days.")
            self._rows.addWidget(EmptyState("clock", text, kind="plain"))
            return
        grid = self._grid((4, 2, 2, 3))
        heads = (_("Staff"), _("Records"), _("On the same day"), _("Days until written down"))
        for column, head in enumerate(heads):
            grid.addWidget(Label(head, "small", "muted"), 0, column, _side(column))
        for row, one in enumerate(found, 1):
            texts = (
                one.staff or _("Nobody"),
                f"{one.records:,}",
                f"{one.same_day:.0%}",
                f"{one.days:.1f}",
            )
            for column, text in enumerate(texts):
                late = column == 3 and one.days >= 2
                label = Label(text, tone="warn" if late else "")
                grid.addWidget(label, row, column, _side(column))

    def _customer(self, customer_id: int, name: str) -> LinkLabel:
        link = LinkLabel(name)
        link.clicked.connect(partial(self._open, customer_id))
        link.setMaximumWidth(theme().px(240))
        return link

    def _open(self, customer_id: int) -> None:
        self.accept()
        self._context.hub.open_customer(customer_id)

    def _grid(self, stretches: tuple[int, ...]) -> QGridLayout:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for column, stretch in enumerate(stretches):
            grid.setColumnStretch(column, stretch)
        self._rows.addWidget(holder)
        return grid


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft


def open_completeness(context: Context, parent: QWidget | None, part: str = GAPS) -> None:
    """Show the dialog."""
    dialog = CompletenessDialog(context, part=part, parent=parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()

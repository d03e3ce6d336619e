"""Several selected customers at the right: what they come to, and what can be done with them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer

from smallcrm.core.i18n import _, ngettext
from smallcrm.core.money import compact_money, format_money
from smallcrm.services.selected import Together, look_at_several
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.selection import SelectedActions
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, fill_menu
from smallcrm.ui.widgets.figure_row import FigureRow
from smallcrm.ui.widgets.labels import KeyFigure, Label, SectionHead
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout, holder, vbox
from smallcrm.ui.widgets.panels import Line, ScrollColumn

_WAIT_MS = 60
_WIDEST = 760
_LARGE = 10_000_000_00  # minor units; larger amounts are shown short


class SeveralPanel(ScrollColumn):
    """Adds up the selected customers off the window's thread, a moment after they were selected."""

    def __init__(self, context: Context, actions: SelectedActions) -> None:
        self._title = Label("", "page")
        self._names = Label("", "body", "muted", wrap=True)
        self._bought = KeyFigure(_("Bought"))
        self._owed = KeyFigure(_("Owed"))
        self._revenue = KeyFigure(_("Annual purchases"))
        self._deals = KeyFigure(_("In open deals"))
        self._lines = vbox(spacing=6)
        self._buttons = FlowLayout(spacing=8)
        super().__init__(
            self._title,
            self._names,
            FigureRow([self._bought, self._owed, self._revenue, self._deals]),
            holder(self._buttons),
            Line(),
            SectionHead(_("Who they are")),
            self._lines,
            None,
            margins=(16, 14, 16, 16),
            spacing=10,
        )
        self.widget().setMaximumWidth(theme().px(_WIDEST))
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._context, self._actions = context, actions
        self._ids: Sequence[int] = ()
        self.together: Together | None = None
        self._make_buttons()
        self._soon = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._soon.timeout.connect(self._read)

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show other customers; how many is said at once, the rest a moment later."""
        self._ids = ids
        n = len(ids)
        words = ngettext("%(n)s customer selected", "%(n)s customers selected", n)
        self._title.setText(words % {"n": f"{n:,}"})
        self.merge.setVisible(self._actions.can_merge(n))
        self._soon.start()

    def reload(self) -> None:
        """Add them up again."""
        if self._ids:
            self._soon.start()

    # --- inside -----------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        actions = self._actions
        self.edit = Button(_("Edit together"), "square-pen", "primary",
                           on_click=actions.edit, tooltip=_("Edit together") + "  F2")  # fmt: skip
        self.tag = Button(_("Add tag"), "tag", on_click=actions.tag)
        self.hand = Button(_("Hand over"), "arrow-right-left")
        menu = self.hand.set_menu([])
        menu.aboutToShow.connect(lambda: fill_menu(menu, actions.owners()))
        self.export = Button(_("Export"), "file-spreadsheet", on_click=actions.export)
        self.print = Button(_("Print"), "printer", on_click=actions.print)
        self.copy = Button(_("Copy rows"), "copy", on_click=actions.copy)
        self.merge = Button(_("Compare and merge"), "merge", on_click=actions.merge)
        self.delete = Button(_("Delete"), "trash-2", "quiet", on_click=actions.delete)
        for button in (self.edit, self.tag, self.hand, self.merge, self.export, self.print,
                       self.copy, self.delete):  # fmt: skip
            self._buttons.addWidget(button)
        for button in (self.edit, self.tag, self.hand, self.merge, self.delete):
            self._context.hub.busy_changed.connect(button.setDisabled)

    def _read(self) -> None:
        ids = self._ids

        def read(session: Session) -> Together:
            return look_at_several(session, ids)

        self._context.reader.read("customers.several", read, lambda found: self._show(ids, found))

    def _show(self, ids: Sequence[int], found: Together) -> None:
        if ids is not self._ids:
            return
        self.together = found
        chinese = self._context.language.startswith("zh")
        names = ("、" if chinese else ", ").join(found.names)
        more = found.count - len(found.names)
        if more > 0:
            words = ngettext(
                "%(names)s and %(n)d customer more", "%(names)s and %(n)d customers more", more
            )
            names = words % {"names": names, "n": more}
        self._names.setText(names)
        self._show_money(self._bought, found.bought)
        self._show_money(self._owed, found.owed, "warn" if found.owed > 0 else "")
        self._show_money(self._revenue, found.revenue)
        self._show_money(self._deals, found.amount)
        deals = ngettext("%(n)d open deal", "%(n)d open deals", found.deals) % {"n": found.deals}
        self._deals.setToolTip(deals)
        self._show_groups(found)

    def _show_money(self, figure: KeyFigure, amount: int, tone: str = "") -> None:
        language = self._context.language
        exact = format_money(amount, language)
        large = abs(amount) >= _LARGE
        short = format_money(amount, language, short=True)
        short = compact_money(amount, language) if large else short
        figure.set_value(short, tone, exact)

    def _show_groups(self, found: Together) -> None:
        clear_layout(self._lines)
        heads = {"level": _("Level"), "status": _("Life-cycle"), "owner": _("Owner")}
        nothing = {"level": _("No level"), "status": _("unknown"), "owner": _("Nobody")}
        for key, title in heads.items():
            parts = [f"{value or nothing[key]} {n:,}" for value, n in found.groups[key]]
            self._add_line(_("%(label)s: %(text)s") % {"label": title, "text": " · ".join(parts)})
        if found.no_next_step:
            n = found.no_next_step
            words = ngettext("%(n)s without a next step", "%(n)s without a next step", n)
            self._add_line(words % {"n": f"{n:,}"}, "warn")
        if found.refused:
            n = found.refused
            words = ngettext(
                "%(n)s asked not to be contacted, or one of their people",
                "%(n)s asked not to be contacted, or one of their people",
                n,
            )
            self._add_line(words % {"n": f"{n:,}"}, "bad")

    def _add_line(self, text: str, tone: str = "") -> None:
        self._lines.addWidget(Label(text, "body", tone, wrap=True))

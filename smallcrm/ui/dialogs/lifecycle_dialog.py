"""What the life-cycle rules propose: taken with Enter, left with Delete, undone with a click."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.services.lifecycle import LEFT_DAYS, Proposal, leave_proposals, take_proposals
from smallcrm.services.lifecycle_list import ProposalQuery
from smallcrm.services.table import Sort
from smallcrm.ui.context import Context
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, Button, pop_menu
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.panels import Banner, EmptyState
from smallcrm.ui.widgets.table import TableView

_WIDTH, _HEIGHT = 900, 380


class LifecycleDialog(Dialog):
    """A list of proposals; the selected ones, or the one the keyboard is on, are meant."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Life-cycle proposals"),
            _("Close"),
            parent=parent,
            width=_WIDTH,
            subtitle=_("Enter takes what is selected, Delete leaves it as it is for %(n)d days.")
            % {"n": LEFT_DAYS},
        )
        self._context = context
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter takes a proposal
        self.primary.set_kind("plain")
        self._undo = Button(_("Undo"), "undo-2", "quiet", small=True, on_click=self._take_back)
        self.said = Banner("", "ok", self._undo)
        self.model = PagedTableModel(
            context.session, context.reader, context.session.clock.now, "lifecycle", self
        )
        self.table = TableView(self.model, context.memory.view_state("lifecycle"))
        self.table.set_empty(
            EmptyState(
                "circle-check",
                _("Nothing to propose: every customer is where the rules say."),
                detail=_("When a customer counts as dormant or lost is said in the settings."),
            )
        )
        self.table.setMinimumHeight(theme().px(_HEIGHT))
        self.box.addWidget(self.said)
        self.box.addWidget(self.table, 1)
        self.take = Button(_("Take"), "check", on_click=self.take_selected)
        self.leave = Button(_("Leave as it is"), "x", "quiet", on_click=self.leave_selected)
        self.take_all = Button("", "check-check", "quiet", on_click=self.take_every)
        for place, button in enumerate((self.take, self.leave, self.take_all)):
            self.buttons.insertWidget(place, button)
        self.model.loaded.connect(self._loaded)
        self.model.sort_asked.connect(self._sort)
        self.table.opened.connect(lambda _id: self.take_selected())
        self.table.delete_asked.connect(self.leave_selected)
        self.table.menu_asked.connect(self._menu)
        QShortcut(QKeySequence("Ctrl+Z"), self, self._take_back)
        context.hub.changed.connect(self.reload)
        self.query = ProposalQuery()
        self.reload()
        self.table.setFocus()

    def reload(self, _changes: object = None) -> None:
        """Look again."""
        self.query = self.query.sorted_by(self.query.sort)
        self.model.set_query(self.query)

    def selected(self) -> list[Proposal]:
        """Return the proposals that are meant."""
        ids: Sequence[int | None] = self.table.selected_ids() or [self.table.current_id()]
        return [self.query.found[one] for one in ids if one in self.query.found]

    def take_selected(self) -> None:
        """Give the selected customers their proposed stage."""
        self._take(self.selected())

    def take_every(self) -> None:
        """Take all proposals."""
        self._take(list(self.query.found.values()))

    def leave_selected(self) -> None:
        """Do not propose the selected ones again for now."""
        chosen = self.selected()
        if not chosen:
            return
        leave_proposals(self._context.session, chosen)
        n = len(chosen)
        text = ngettext("%(n)d customer left as it is.", "%(n)d customers left as they are.", n)
        self._undo.hide()
        self.said.set_message(text % {"n": n}, "ok")
        self.reload()

    # --- inside ------------------------------------------------------------------------------

    def _take(self, chosen: list[Proposal]) -> None:
        if not chosen:
            return
        n = len(chosen)

        def work(sessions, progress):
            with sessions() as session:
                return take_proposals(session, chosen)

        def done(_changed: int) -> None:
            text = ngettext("%(n)d customer changed.", "%(n)d customers changed.", n)
            words = text % {"n": n}
            if n == 1:
                words = f"{chosen[0].name}: {chosen[0].words}"
            self._undo.show()
            self.said.set_message(words, "ok")

        self._context.runner.run(
            work, _("Changing"), done=done, failed=lambda error: self.show_problem(str(error))
        )

    def _take_back(self) -> None:
        self.said.set_message("", "ok")
        self._context.hub.undo()

    def _loaded(self) -> None:
        count = len(self.model.ids)
        self.take_all.setText(_("Take all %(n)d") % {"n": count})
        self.take_all.setVisible(count > 1)
        for button in (self.take, self.leave):
            button.setEnabled(count > 0)
        self.table.go_to_first()

    def _sort(self, sort: Sort) -> None:
        self.query = self.query.sorted_by(sort)
        self.model.set_query(self.query)

    def _menu(self, where: QPoint) -> None:
        chosen = self.selected()
        if not chosen:
            return
        go: Callable[[], object] = lambda: self._show_customer(chosen[0].customer_id)  # noqa: E731
        pop_menu(
            self,
            [
                Action(_("Take"), self.take_selected, "check", "Enter"),
                Action(_("Leave as it is"), self.leave_selected, "x", "Del"),
                None,
                Action(_("Go to %(name)s") % {"name": chosen[0].name}, go, "arrow-right"),
            ],
            where,
        )

    def _show_customer(self, customer_id: int) -> None:
        self.accept()
        self._context.hub.open_customer(customer_id)

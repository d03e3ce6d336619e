"""Customers whose owner was not in contact for long: who shall care for them now."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedLayout, QWidget

from smallcrm.core.dates import date_words, within
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.hand_over import Proposal, hand_over_customers, list_proposals
from smallcrm.services.reminder_habits import load_habits
from smallcrm.services.vocabulary import level_words
from smallcrm.ui.context import Context
from smallcrm.ui.forms.picks import StaffBox
from smallcrm.ui.itemmodels.item_list import ItemDelegate, ItemListModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import EmptyState


@dataclass(frozen=True, slots=True)
class _Row:
    title: str
    detail: str
    right: str
    icon: str = "building-2"
    tone: str = "muted"


class HandOverDialog(Dialog):
    """Proposals in a list; the chosen ones are given to somebody with their open follow-ups."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        days = load_habits(context.session).hand_over
        about = _("Their owner was not in contact for %(n)d days. Nothing happens by itself.")
        super().__init__(
            _("Customers to hand over"),
            _("Hand over"),
            parent=parent,
            width=560,
            icon="arrow-right-left",
            subtitle=about % {"n": days},
        )
        self._context = context
        self.proposals: list[Proposal] = []
        self._model = ItemListModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(ItemDelegate(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumHeight(theme().px(320))
        self.list.setAccessibleName(_("Customers to hand over"))
        self._empty = EmptyState("circle-check", _("Every owner was in contact lately."))
        self._stack = QStackedLayout()
        self.box.addLayout(self._stack, 1)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        self.staff = StaffBox(context, context.session.settings.staff_name)
        self.count = Label("", tone="muted")
        self.box.addLayout(hbox(Label(_("New owner")), self.staff, None, self.count))
        self.list.selectionModel().selectionChanged.connect(self._name)
        self.list.doubleClicked.connect(
            lambda index: context.hub.open_customer(self.proposals[index.row()].customer_id)
        )
        context.reader.read("hand_over", list_proposals, self._show)

    def chosen(self) -> list[Proposal]:
        """Return the proposals that are chosen."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.proposals[row] for row in rows]

    def submit(self) -> bool:
        """Give the chosen customers to the new owner."""
        ids = [one.customer_id for one in self.chosen()]
        hand_over_customers(self._context.session, ids, self.staff.name())
        text = ngettext("%(n)d customer handed over", "%(n)d customers handed over", len(ids))
        self._context.hub.say(text % {"n": len(ids)}, "ok", _("Undo"))
        return True

    def _show(self, proposals: list[Proposal]) -> None:
        self.proposals = proposals
        self._stack.setCurrentIndex(0 if proposals else 1)
        self._model.show_items(len(proposals), lambda row: self._row(proposals[row]))
        self.staff.setEnabled(bool(proposals))
        self._name()

    def _row(self, one: Proposal) -> _Row:
        if one.last:
            day = date.fromisoformat(one.last[:10])
            when = date_words(day, self._context.today, self._context.language)
            last = _("last contact %(when)s") % {"when": within(when)}
        else:
            last = _("never contacted")
        return _Row(one.name, f"{one.owner} · {last}", level_words(one.level) if one.level else "")

    def _name(self) -> None:
        n = len(self.chosen())
        self.count.setText(ngettext("%(n)d chosen", "%(n)d chosen", n) % {"n": n} if n else "")
        self.primary.setEnabled(n > 0)

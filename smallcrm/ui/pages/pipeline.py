"""The pipeline: what is about to be sold, by stages, and what it will bring."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.money import format_money
from smallcrm.services.deals import Board, Card, StageRecord, delete_deal, get_board, move_deal
from smallcrm.services.deals import get_deal as read_deal
from smallcrm.services.lookups import list_staff
from smallcrm.services.page_lists import deal_list
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.lost_dialog import LostDialog
from smallcrm.ui.dialogs.order_dialog import OrderDialog
from smallcrm.ui.forms.deal_form import DealDialog
from smallcrm.ui.list_actions import list_actions, list_keys
from smallcrm.ui.pages.pipeline_board import BoardView
from smallcrm.ui.pages.pipeline_step import StepDialog
from smallcrm.ui.widgets.buttons import Action, Button, IconButton, pop_menu
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import ElidedLabel, KeyFigure
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.panels import EmptyState
from smallcrm.ui.widgets.shortcuts import Keys

TABLES = ("deal", "stage", "stage_history", "follow_up", "customer", "staff", "competitor")


class PipelinePage(QWidget):
    """Figures, the staff filter and the board."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._board: Board | None = None
        self._stale = True  # nothing was read yet
        self._awaited = False
        self.open_amount = make_figure(_("Open deals"))
        self.weighted = make_figure(_("Weighted forecast"))
        self.quarter = make_figure(_("Weighted, this quarter"))
        self.stuck = make_figure(_("Stuck"))
        self.owner = ChoiceBox()
        self.owner.setAccessibleName(_("Staff"))
        self.owner.chosen.connect(self._filter)
        self.new = Button(_("New deal"), "plus", "primary", on_click=self.new_record)
        self.new.setToolTip("Ctrl+N")
        self.more = IconButton("ellipsis", _("More"))
        self.more.set_menu(
            list_actions(context, self, lambda: deal_list(str(self.owner.value() or "")))
        )
        self.board = BoardView()
        self.empty = EmptyState(
            "square-kanban",
            _("No deals yet. Write down the first sale that may come."),
            _("New deal"),
            self.new_record,
            button_icon="plus",
            detail=_("Each deal moves through the stages until it is won or lost."),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.empty)
        figures = hbox(self.open_amount, self.weighted, self.quarter, self.stuck, spacing=28)
        self._top = holder(hbox(figures, None, self.owner, self.more, self.new))
        column = vbox(self._top, self._stack, spacing=12, margins=(16, 12))
        column.setStretchFactor(self._stack, 1)
        self.setLayout(column)
        self._connect()

    @property
    def keys_help(self) -> Keys:
        """Keys of this page for the overview."""
        return [
            ("Left", _("Go to the next stage at the left or right")),
            ("Ctrl+Right", _("Move the deal on a stage")),
            ("Ctrl+Left", _("Move the deal back a stage")),
            ("Return", _("Edit the deal")),
            ("N", _("Plan the next step")),
            ("O", _("Open the customer")),
            ("Del", _("Delete the deal")),
            *list_keys(),
        ]

    def activate(self) -> None:
        """Read again when something changed meanwhile, and take the keyboard."""
        self._awaited = not self.board.columns  # the keyboard goes to the board once it is there
        if self._stale:
            self.reload()
        self.board.focus_board()

    def new_record(self) -> None:
        """Open the form of a new deal."""
        owner = str(self.owner.value() or "")
        form = DealDialog(self._context, owner=owner, parent=self.window())
        form.accepted.connect(lambda: self.board.go_to_deal(form.saved_id or 0))
        self._open(form)

    def find(self) -> None:
        """Go to the staff filter, the one this page has."""
        self.owner.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reload(self) -> None:
        """Read the board."""
        self._stale = False
        self._fill_owners()
        owner = str(self.owner.value() or "")
        self._context.reader.read("pipeline", lambda session: get_board(session, owner), self._show)

    def move(self, deal_id: int, stage_id: int) -> None:
        """Move a deal; a lost stage asks why, a won one offers to write down the order."""
        card, stage = self._card(deal_id), self._stage(stage_id)
        if card is None or stage is None or card.stage_id == stage_id:
            return
        self.board.follow(deal_id)
        if stage.kind == "lost":
            about = f"{card.customer} · {card.title}"
            self._open(
                LostDialog(self._context, deal_id, stage_id, about=about, parent=self.window())
            )
            return
        if self._try(lambda: move_deal(self._context.session, deal_id, stage_id)) and (
            stage.kind == "won"
        ):
            self.record_order(card)

    def record_order(self, card: Card) -> None:
        """Open the order dialog with what the deal says."""
        deal = read_deal(self._context.session, card.id)
        self._open(OrderDialog(self._context, deal=deal, parent=self.window()))

    def edit(self, card: Card) -> None:
        """Open a deal's form."""
        if self._try(lambda: read_deal(self._context.session, card.id)):
            deal = read_deal(self._context.session, card.id)
            self._open(DealDialog(self._context, deal, parent=self.window()))

    def delete(self, card: Card) -> None:
        """Delete a deal at once; undo brings it back."""
        if self._try(lambda: delete_deal(self._context.session, card.id)):
            text = _("Deleted: %(name)s") % {"name": card.title}
            self._context.hub.say(text, "ok", _("Undo"))

    def plan(self, card: Card) -> None:
        """Plan the deal's next step."""
        self._open(StepDialog(self._context, card, self.window()))

    def _connect(self) -> None:
        board, hub = self.board, self._context.hub
        board.move_asked.connect(self.move)
        board.edit_asked.connect(self.edit)
        board.delete_asked.connect(self.delete)
        board.plan_asked.connect(self.plan)
        board.customer_asked.connect(lambda card: hub.open_customer(card.customer_id))
        board.menu_asked.connect(self._menu)
        hub.changed.connect(self._changed)

    def _show(self, board: Board) -> None:
        self._board = board
        language = self._context.language

        def money(amount: int) -> str:
            return format_money(amount, language, short=True)

        self.open_amount.set_value(money(board.open_amount))
        chance = _("Each deal counts by the chance of its stage.")
        self.weighted.set_value(money(board.weighted), tooltip=chance)
        due = _("Deals expected to close by the end of this quarter.")
        self.quarter.set_value(money(board.weighted_quarter), tooltip=f"{chance} {due}")
        stuck = _("Deals that stand too long in their stage with no next step planned.")
        self.stuck.set_value(f"{board.stale:,}", "bad" if board.stale else "", stuck)
        nothing = not any(column.cards for column in board.columns) and not self.owner.value()
        self._top.setVisible(not nothing)  # the empty page has a button of its own
        self._stack.setCurrentWidget(self.empty if nothing else self.board)
        self.board.show_board(board, self._context.today)
        if self._awaited:
            self._awaited = False
            self.board.focus_board()

    def _changed(self, changes) -> None:
        if changes is not None and not changes.touches(*TABLES):
            return
        self._stale = True
        if self.isVisible():
            self.reload()

    def _filter(self, owner: object) -> None:
        self._context.memory.set("pipeline.owner", owner)
        self.reload()

    def _fill_owners(self) -> None:
        names = [staff.name for staff in list_staff(self._context.session)]
        kept = (
            self.owner.value() if self.owner.count() else self._context.memory.get("pipeline.owner")
        )
        choices = [("", _("All staff"), "users")] + [(name, name, "user") for name in names]
        self.owner.set_choices(choices, kept if kept in names else "")
        self.owner.setVisible(len(names) > 1)

    def _menu(self, card: Card, where: QPoint) -> None:
        stages = [
            Action(stage.name, partial(self.move, card.id, stage.id))
            for stage in self.board.stages()
            if stage.id != card.stage_id
        ]
        hub = self._context.hub
        items: list[Action | None] = [
            Action(_("Edit"), lambda: self.edit(card), "pencil", "Enter"),
            Action(_("Plan the next step"), lambda: self.plan(card), "calendar-plus", "N"),
            Action(
                _("Open the customer"),
                lambda: hub.open_customer(card.customer_id),
                "building-2",
                "O",
            ),
            Action(_("Record an order"), lambda: self.record_order(card), "shopping-bag"),
            Action(_("Move to"), icon="arrow-right", items=stages),
            None,
            Action(_("Delete"), lambda: self.delete(card), "trash-2", "Del", token="bad"),
        ]
        pop_menu(self, items, where)

    def _card(self, deal_id: int) -> Card | None:
        column = self.board.column_of(deal_id)
        return column.model.cards[column.model.row_of(deal_id)] if column else None

    def _stage(self, stage_id: int) -> StageRecord | None:
        return next((one for one in self.board.stages() if one.id == stage_id), None)

    def _try(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            self.reload()
            return False
        return True

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda: self.board.focus_board())
        dialog.open()


def make_figure(label: str) -> KeyFigure:
    """Return a large figure that takes the room of its texts and no more."""
    figure = KeyFigure(label, rank="page")
    for text in figure.findChildren(ElidedLabel):
        text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return figure

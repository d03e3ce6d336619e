"""The rows of one outcome as a list, with all that is told of the chosen one, and its decision."""

from functools import partial

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.plan import Question
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_answers import ImportAnswers
from smallcrm.ui.dialogs.import_details import Detail, detail_of
from smallcrm.ui.dialogs.import_item_words import (
    ItemLine,
    decision_of,
    doubt_words,
    line_of,
    nothing_words,
    walk_title,
)
from smallcrm.ui.dialogs.import_lines import LinkChoice
from smallcrm.ui.dialogs.import_walk import QUESTIONS, Walk, items_of
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.itemmodels.item_list import ITEM_HEIGHT, ItemDelegate, ItemListModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.fact_table import FactTable
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.panels import EmptyState, Line, ScrollColumn, make_splitter


class _List(QTableView):
    """The list; Esc leaves it. A table of one column, for a list view lays out every row."""

    left = Signal()

    def keyPressEvent(self, event) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.model().rowCount() - 1
            self.setCurrentIndex(self.model().index(0 if key == Qt.Key.Key_Home else last, 0))
        else:
            super().keyPressEvent(event)


class ImportFindings(QWidget):
    """Shows what a Walk goes through; `closed` asks for the columns to be shown again."""

    closed = Signal()

    def __init__(self, work: ImportWork, walk: Walk, context: Context) -> None:
        super().__init__()
        self._work, self._walk = work, walk
        self._shared = ""
        self._title = Label("", "section")
        self._count = Label("", "body", "muted")
        self.back = IconButton("arrow-left", _("What each column is"), on_click=self.closed.emit)
        self.kinds = LinkChoice("", self._open_kinds)
        self.list = _List()
        self._model = ItemListModel(self)
        self._set_up_list()
        self.answers = ImportAnswers(work, walk, context)
        self._sentence = Label("", "body", "muted", wrap=True)
        self._facts = ScrollColumn(margins=(16, 8, 12, 12), spacing=8)
        head = hbox(self.back, self._title, self._count, None, self.kinds, spacing=8)
        head.setContentsMargins(8, 8, 16, 8)
        told = holder(vbox(self._sentence, margins=(16, 10, 12, 2)))
        self._below = holder(vbox(Line(), told, self.answers, self._facts, spacing=0))
        self._below.layout().setStretchFactor(self._facts, 1)
        self._splitter = make_splitter(self.list, self._below, sizes=(300, 340), stretch=0)
        self._splitter.setOrientation(Qt.Orientation.Vertical)
        self.nothing = EmptyState("circle-check", "")
        column = vbox(holder(head), self._splitter, self.nothing, spacing=0)
        column.setStretchFactor(self._splitter, 1)
        column.setStretchFactor(self.nothing, 1)
        self.setLayout(column)
        self._bind_keys()
        walk.changed.connect(self._show)
        walk.moved.connect(self._show_current)
        self.answers.answered.connect(self._answered)

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def lines(self, most: int = 50) -> list[ItemLine]:
        """Return the first lines as they are shown."""
        return [self._line(n) for n in range(min(len(self._walk.items), most))]

    def detail(self) -> Detail | None:
        """Return what is told of the chosen one."""
        item = self._walk.item
        return detail_of(self._walk.outlook, item) if item is not None else None

    def fact_tables(self) -> list[FactTable]:
        """The tables of facts that are shown, the compared sides first."""
        return [self.answers.table, *self._facts.findChildren(FactTable)]

    # --- showing --------------------------------------------------------------------------------

    def _show(self) -> None:
        walk = self._walk
        self._title.setText(walk_title(walk.outlook, QUESTIONS if self._doubts else walk.kind))
        self._count.setText(f"{len(walk.items):,}")
        kinds = self._kinds() if self._doubts else {}
        self.kinds.setVisible(len(kinds) > 1)
        chosen = walk.kind.partition(":")[2]
        self.kinds.show_text(doubt_words(chosen) if chosen else _("All kinds"))
        self._model.show_items(len(walk.items), self._line)
        self._share_room()
        self._show_current()

    def _share_room(self) -> None:
        """Give the list no more room than it needs, and the chosen row the rest."""
        room = self._splitter.height()
        wanted = (min(len(self._walk.items), 99) + 1) * theme().px(ITEM_HEIGHT)
        kind = self._walk.kind
        if room > 0 and kind != self._shared:
            self._shared = kind
            upper = min(wanted, room * 2 // 5)
            self._splitter.setSizes([upper, room - upper])

    def _show_current(self) -> None:
        walk = self._walk
        if walk.items:
            index = self._model.index(walk.at)
            if self.list.currentIndex() != index:
                flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.list.selectionModel().setCurrentIndex(index, flag)
            self.list.scrollTo(index)
        item = walk.item
        self._below.setVisible(item is not None)
        self._splitter.setVisible(item is not None)
        self.nothing.setVisible(item is None)
        self.nothing.set_text(nothing_words(walk.kind))
        if item is None or not self.isVisible():
            return
        self._show_detail()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._share_room()
        self._show_current()

    def _show_detail(self) -> None:
        detail = self.detail()
        assert detail is not None
        self._sentence.setText(detail.sentence)
        self._sentence.set_tone(detail.tone)
        clear_layout(self._facts.box)
        for block in detail.blocks:
            if block.title:
                self._facts.box.addWidget(Label(block.title, "strong"))
            table = FactTable()
            table.show_facts(block.rows, block.heads)
            self._facts.box.addWidget(table)
        question = self._walk.question
        if question is None:
            self._facts.box.addStretch(1)
        self._facts.setVisible(question is None)
        self.answers.setVisible(question is not None)
        if question is not None:
            self.answers.show_question(question)

    def _line(self, number: int) -> ItemLine:
        walk = self._walk
        return line_of(walk.outlook, walk.items[number], self._work.decisions)

    # --- kinds of doubts ------------------------------------------------------------------------

    @property
    def _doubts(self) -> bool:
        return self._walk.kind.startswith(QUESTIONS)

    def _kinds(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for question in items_of(self._walk.outlook, QUESTIONS):
            found[question.kind] = found.get(question.kind, 0) + 1
        return found

    def kind_actions(self) -> list[Action | None]:
        """Return the kinds of doubts to choose from."""
        kinds = self._kinds()
        rows = [
            Action(f"{doubt_words(kind)}  {n:,}", partial(self._walk.begin, f"{QUESTIONS}:{kind}"))
            for kind, n in kinds.items()
        ]
        every = Action(
            _("All kinds") + f"  {sum(kinds.values()):,}", partial(self._walk.begin, QUESTIONS)
        )
        return [every, None, *rows]

    def _open_kinds(self) -> None:
        pop_menu(self, self.kind_actions(), self.kinds.below())

    # --- the user -------------------------------------------------------------------------------

    def _set_up_list(self) -> None:
        view = self.list
        view.setModel(self._model)
        view.setItemDelegate(ItemDelegate(view))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme().theme_changed.connect(self._fit_rows)
        self._fit_rows()
        view.setMouseTracking(True)
        view.setFrameShape(QTableView.Shape.NoFrame)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMinimumHeight(96)
        view.setAccessibleName(_("Rows"))
        view.selectionModel().currentChanged.connect(self._chosen)
        view.clicked.connect(self._clicked)
        view.activated.connect(self._clicked)
        view.left.connect(self.closed)

    def _fit_rows(self) -> None:
        self.list.verticalHeader().setDefaultSectionSize(theme().px(ITEM_HEIGHT))

    def _bind_keys(self) -> None:
        for key, number in (("1", 0), ("2", 1), ("3", 2)):
            shortcut = QShortcut(QKeySequence(key), self, partial(self.answers.press, number))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._walk.go_to(current.row())

    def _clicked(self, index: QModelIndex) -> None:
        if index.row() == self._walk.at:
            self._walk.tell()

    def _answered(self) -> None:
        """Go on to the next doubt that is open."""
        walk, decisions = self._walk, self._work.decisions
        self.list.viewport().update()
        count = len(walk.items)
        for step in range(1, count):
            place = (walk.at + step) % count
            question = walk.items[place]
            if isinstance(question, Question) and decision_of(question, decisions) is None:
                walk.go_to(place)
                return
        self._show_current()

"""Every change of one customer, newest first; any one can be taken back, whatever came after."""

from collections.abc import Sequence
from datetime import date, time

from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import date_words, format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.customer_changes import ChangeRecord, list_changes
from smallcrm.services.customers import name_of
from smallcrm.services.steps import describe_undo
from smallcrm.storage.session import Session
from smallcrm.storage.undo import UndoResult
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.detail_row import DetailRow, QuietLink
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import clear_layout, holder, vbox
from smallcrm.ui.widgets.panels import Banner, ScrollColumn

_MOST = 100
_NEAR_DAYS = 2


class ChangesDialog(Dialog):
    """Reads off the window's thread; taking a change back keeps what was done since."""

    def __init__(self, context: Context, customer_id: int, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Changes of this customer"),
            _("Close"),
            parent=parent,
            width=600,
            subtitle=name_of(customer_id),
        )
        self._context, self._id = context, customer_id
        self.cancel.hide()
        self._redo = Button(_("Redo"), "refresh-cw", "quiet", small=True, on_click=self._again)
        self.said = Banner("", "ok", self._redo)
        self._note = Label(_("Looking it up"), "body", "muted", wrap=True)
        self._list = vbox(spacing=2)
        self.undo_links: dict[int, QuietLink] = {}
        column = ScrollColumn(self._note, holder(self._list), None, margins=(0, 0, 12, 0))
        column.setMinimumHeight(theme().px(360))
        self.box.addWidget(self.said)
        self.box.addWidget(column, 1)
        context.hub.changed.connect(self.reload)
        self.reload()

    def reload(self, _changes: object = None) -> None:
        """Read the changes again."""
        customer_id = self._id

        def read(session: Session) -> list[ChangeRecord]:
            return list_changes(session, customer_id, _MOST)

        self._context.reader.read("customers.changes", read, self._show)

    def take_back(self, step_id: int) -> None:
        """Undo one step as a job: it may be a large one."""

        def work(sessions, progress):
            with sessions() as session:
                return session.undo(step_id, progress)

        def done(result: UndoResult) -> None:
            self._redo.show()
            self.said.set_message(describe_undo(result), "warn" if result.kept else "ok")

        self.problem.set_message("", "bad")
        self._context.runner.run(work, _("Undo"), done=done, failed=self._failed)

    # --- inside ------------------------------------------------------------------------------

    def _failed(self, error: UserError) -> None:
        self.said.set_message("", "ok")
        self.show_problem(" ".join(part for part in (str(error), error.advice) if part))

    def _again(self) -> None:
        self.said.set_message("", "ok")
        self._context.hub.redo()

    def _show(self, found: Sequence[ChangeRecord]) -> None:
        clear_layout(self._list)
        self.undo_links = {}
        for record in found:
            self._list.addWidget(self._row(record))
        self._note.setText("" if found else _("The history does not reach back that far."))
        self._note.setVisible(not found)

    def _row(self, record: ChangeRecord) -> DetailRow:
        today, language = self._context.today, self._context.language
        day = date.fromisoformat(record.at[:10])
        clock = time.fromisoformat(record.at[11:16]) if len(record.at) > 10 else None
        near = clock if (today - day).days < _NEAR_DAYS else None
        right: list[QWidget] = [Label(date_words(day, today, language, near), "body", "muted")]
        if record.can_undo:
            words = _("Undo")
            if record.customers > 1:
                words = _("Undo for all %(n)s customers") % {"n": f"{record.customers:,}"}
            link = QuietLink(words, lambda: self.take_back(record.step_id))
            link.setAccessibleName(_("Undo: %(label)s") % {"label": record.label})
            self.undo_links[record.step_id] = link
            right.append(link)
        elif record.state != "done":
            right.append(Label(_("taken back"), "body", "faint"))
        exact = f"{format_date(day, language, 'long')} {record.at[11:16]}".strip()
        by = " · ".join(part for part in (record.staff, record.origin) if part)
        row = DetailRow(
            "pencil" if record.edit else "history",
            record.label,
            right,
            second=record.what or by,
            tone="" if record.state == "done" else "faint",
            tooltip="\n".join(part for part in (exact, by, record.what) if part),
        )
        row.setMinimumHeight(row.sizeHint().height())  # a short list would press the rows together
        return row

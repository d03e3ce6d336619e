"""Serves what pages ask for through the hub: dialogs, undo, search, exports, the status bar."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from smallcrm.core.dates import date_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.services.customer_list import CustomerQuery, count_words
from smallcrm.services.table import ShownList
from smallcrm.storage.steps import describe_step, step_size
from smallcrm.ui.command_list import list_commands, list_settings
from smallcrm.ui.context import Context
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.widgets.status_bar import Status

if TYPE_CHECKING:
    from smallcrm.storage.undo import UndoResult
    from smallcrm.ui.application import Program
    from smallcrm.ui.searching import Searching

# A step with more rows than this is taken back by a job, with progress, not on the window's thread.
LONG_STEP = 2000


class Desk(QObject):
    """Connects the hub's requests to those who serve them."""

    def __init__(self, context: Context, window: MainWindow, program: "Program") -> None:
        super().__init__(window)
        self._context, self._window, self._program = context, window, program
        step = context.session.next_step()
        self._shown_step = step.id if step else None
        hub = context.hub
        hub.changed.connect(self.show_status)
        hub.settled.connect(self.show_status)
        hub.undo_asked.connect(self.undo)
        hub.redo_asked.connect(self.redo)
        hub.customer_asked.connect(self.open_customer)
        hub.deal_asked.connect(self.open_deal)
        hub.follow_up_asked.connect(self.open_follow_up)
        hub.new_asked.connect(self.open_new)
        hub.log_asked.connect(self.open_log)
        hub.import_asked.connect(self.open_import)
        hub.paste_asked.connect(self.import_clipboard)
        hub.imports_asked.connect(self.open_imports)
        hub.completeness_asked.connect(self.open_completeness)
        hub.imported_asked.connect(self.show_imported)
        hub.template_asked.connect(self.save_template)
        hub.duplicates_asked.connect(self.open_duplicates)
        hub.lifecycle_asked.connect(self.open_lifecycle)
        hub.export_asked.connect(self.export)
        hub.print_asked.connect(self.print_list)
        hub.report_asked.connect(self.open_report)
        hub.list_report_asked.connect(self.open_list_report)
        hub.settings_asked.connect(self.open_settings)
        window.files_dropped.connect(self.open_import)
        window.commands.add(list_commands(context.hub))
        window.commands.add_later(lambda: list_settings(self))
        self._searching: Searching | None = None
        window.set_search(lambda text, show: self.searching.search(text, show))

    @property
    def searching(self) -> "Searching":
        """Return what serves the search box; it is made when it is first asked for."""
        if self._searching is None:
            from smallcrm.ui.searching import Searching

            self._searching = Searching(self._context, self._window, self.open_record)
        return self._searching

    def settle_in(self) -> None:
        """Show the state and make ready what the first page could do without."""
        self.show_status()
        _made = self.searching

    def show_status(self, _changes: object = None) -> None:
        """Show who works, how many customers, the last backup, and what undo would take."""
        context = self._context
        step = context.session.next_step()
        self._shown_step = step.id if step else None

        def read(session):
            from smallcrm.services import follow_ups
            from smallcrm.services.demo import has_demo

            due = follow_ups.count_due(session)
            staff, demo = session.settings.staff_name, has_demo(session)
            return staff, CustomerQuery().count(session), due, demo

        def show(found) -> None:
            staff, customers, due, demo = found
            texts = [_("Staff: %(name)s") % {"name": staff}] if staff else []
            texts += [count_words(customers), self._backup_words()]
            if demo:
                texts.append(_("Demonstration data"))
            context.hub.status_changed.emit(
                Status(tuple(texts), describe_step(step) if step else "")
            )
            if not context.hub.settling:
                context.hub.badge_changed.emit("follow_ups", due)

        context.reader.read("status", read, show)

    def undo(self) -> None:
        """Take the last step back; one made elsewhere is named first."""
        from smallcrm.services.steps import describe_undo

        step = self._context.session.next_step()
        if step is not None and step.id != self._shown_step:
            self.show_status()
            text = _("The last step was made elsewhere: %(what)s. Undo once more to take it back.")
            self._context.hub.say(text % {"what": describe_step(step)}, "warn", _("Undo"))
            return
        self._step(
            lambda session, progress: session.undo(progress=progress),
            step_size(step),
            _("Undo"),
            describe_undo,
        )

    def redo(self) -> None:
        """Bring back the step undone last."""
        from smallcrm.services.steps import describe_redo

        step = self._context.session.next_step(redo=True)
        self._step(
            lambda session, progress: session.redo(progress),
            step_size(step),
            _("Redo"),
            describe_redo,
        )

    def open_customer(self, customer_id: int) -> None:
        """Show a customer on its page."""
        if self._searching is None:  # made just now, it hears only of the next one
            self.searching.remember_customer(customer_id)
        self._window.show_page("customers")
        self._page("customers").show_customer(customer_id)

    def open_deal(self, deal_id: int) -> None:
        """Edit a deal."""
        from smallcrm.services.deals import get_deal
        from smallcrm.ui.forms.deal_form import DealDialog

        self._show(
            DealDialog(self._context, get_deal(self._context.session, deal_id), parent=self._window)
        )

    def open_record(self, kind: str, record_id: int) -> None:
        """Open a record of contact, or an order, where it is edited."""
        from smallcrm.services import interactions, orders

        session = self._context.session
        if kind == "interaction":
            from smallcrm.ui.forms.interaction_form import InteractionDialog

            record = interactions.get_interaction(session, record_id)
            self._show(InteractionDialog(self._context, record, parent=self._window))
        else:
            from smallcrm.ui.dialogs.order_dialog import OrderDialog

            order = orders.get_order(session, record_id)
            self._show(OrderDialog(self._context, order, parent=self._window))

    def open_follow_up(self, follow_up_id: int) -> None:
        """Show a follow-up on its page, ready to be completed."""
        self._window.show_page("follow_ups")
        self._page("follow_ups").show_follow_up(follow_up_id)

    def open_new(self, what: str) -> None:
        """Open the form of a new record; "demo" adds demonstration data."""
        from smallcrm.ui.new_records import open_new_record

        open_new_record(self._context, self._window, what, self._show)

    def open_log(self, customer_id: int | None) -> None:
        """Open the box that logs what happened."""
        from smallcrm.ui.dialogs.log_box import LogBox

        at_hand = getattr(self._page(self._window.page_key), "current_customer_id", None)
        if customer_id is None and at_hand is not None:
            customer_id = at_hand()
        self._show(LogBox(self._context, customer_id, parent=self._window))

    def open_import(self, files: Sequence[str]) -> None:
        """Bring lists in: choose files when none are given, then show what was understood."""
        from smallcrm.ui.dialogs.import_dialog import open_import
        from smallcrm.ui.dialogs.import_ways import choose_files

        chosen = [Path(file) for file in files] or choose_files(self._window)
        if chosen:
            open_import(self._context, chosen, self._window)

    def import_clipboard(self) -> None:
        """Show what was understood of the rows or files on the clipboard."""
        from smallcrm.ui.dialogs.import_dialog import open_import
        from smallcrm.ui.dialogs.import_ways import take_clipboard

        clip = take_clipboard()
        if clip.problem:
            self._context.hub.say(clip.problem, "warn")
        else:
            open_import(self._context, clip.paths, self._window, clip.text)

    def open_completeness(self, part: str) -> None:
        """Show the customers most worth completing, what to check again, or how prompt we are."""
        from smallcrm.ui.dialogs.completeness import open_completeness

        open_completeness(self._context, self._window, part)

    def open_imports(self) -> None:
        """Show the lists that were brought in."""
        from smallcrm.ui.dialogs.import_history import open_import_history

        open_import_history(self._context, self._window)

    def show_imported(self, marks: tuple[tuple[int, str], ...]) -> None:
        """Show the customers that imported lists were about."""
        self._window.show_page("customers")
        self._page("customers").show_imported(marks)

    def save_template(self) -> None:
        """Write a workbook to fill in."""
        from smallcrm.ui.dialogs.import_template import save_template

        save_template(self._context, self._window)

    def open_duplicates(self, ids: Sequence[int]) -> None:
        """Show likely duplicates, or these customers side by side."""
        from smallcrm.ui.dialogs.duplicates_dialog import open_duplicates

        open_duplicates(self._context, self._window, ids)

    def open_lifecycle(self) -> None:
        """Show what the life-cycle rules propose."""
        from smallcrm.ui.dialogs.lifecycle_dialog import LifecycleDialog

        self._show(LifecycleDialog(self._context, self._window))

    def export(self, shown: ShownList) -> None:
        """Write a list as it is shown to a file."""
        from smallcrm.ui.list_output import export_list

        export_list(self._context, self._window, shown)

    def print_list(self, shown: ShownList) -> None:
        """Show a list as it will be printed."""
        from smallcrm.ui.list_output import print_list

        print_list(self._context, self._window, shown)

    def open_report(self, kind: str, customer_id: int) -> None:
        """Show a report about a customer, with its choices beside it."""
        self._page("reports").prepare(kind, customer_id)
        self._window.show_page("reports")

    def open_list_report(self, kind: str, shown: ShownList) -> None:
        """Show a report of a list as it stands."""
        self._page("reports").prepare_list(kind, shown)
        self._window.show_page("reports")

    def open_settings(self, section: str = "") -> None:
        """Open the settings, at a section of them."""
        from smallcrm.ui.dialogs.settings import SettingsDialog

        program = self._program
        dialog = SettingsDialog(
            self._context,
            replace(program.config),
            on_config=program.change_config,
            on_move=program.move_file,
            on_open=program.open_file,
            **({"section": section} if section else {}),
            parent=self._window,
        )
        self._show(dialog)

    def _step(
        self,
        act: Callable[[Any, Progress], "UndoResult"],
        size: int,
        title: str,
        describe: Callable[["UndoResult"], str],
    ) -> None:
        hub = self._context.hub

        def done(result: "UndoResult") -> None:
            hub.say(describe(result), "warn" if result.kept else "ok")

        if size > LONG_STEP:

            def work(sessions, progress):
                with sessions() as session:
                    return act(session, progress)

            self._context.runner.run(work, title, done=done, failed=self._tell)
            return
        try:
            done(act(self._context.session, Progress()))
        except UserError as error:
            self._tell(error)

    def _backup_words(self) -> str:
        last = self._context.session.settings.get("last_backup")
        if not last:
            return _("No backup yet")
        when = datetime.fromisoformat(last)
        words = date_words(when.date(), self._context.today, self._context.language, when.time())
        return _("Backup: %(when)s") % {"when": words}

    def _page(self, key: str) -> Any:
        return self._window.page(key)

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _tell(self, error: UserError) -> None:
        self._context.hub.say(str(error), "bad")

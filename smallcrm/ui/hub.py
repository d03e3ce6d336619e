"""What pages tell each other and the window: signals only, so that none reaches another."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Hub(QObject):
    """The one object that pages, dialogs and the window share.

    Pages emit a request and the one who can serves it; `changed` tells what a finished write
    touched, on the window's thread whoever wrote.
    """

    changed = Signal(object)  # storage Changes, or None: anything may have changed, read again
    message = Signal(str, str, str)  # text, tone (ok, warn, bad, ""), label of an undo button or ""
    page_asked = Signal(str)  # key of a page
    customer_asked = Signal(int)
    deal_asked = Signal(int)
    follow_up_asked = Signal(int)
    new_asked = Signal(
        str
    )  # what: customer, follow_up, deal, order, receipt, "" for the page's own
    log_asked = Signal(object)  # customer id, or None to choose one
    import_asked = Signal(object)  # list of paths, empty to choose
    paste_asked = Signal()  # import what is on the clipboard
    completeness_asked = Signal(str)  # part: gaps, check or prompt
    imports_asked = Signal()  # the history of imports
    imported_asked = Signal(object)  # customers of imported lists: ((import's id, file) ...)
    template_asked = Signal()  # a workbook to fill in
    duplicates_asked = Signal(object)  # ids of customers to merge, empty to look for some
    lifecycle_asked = Signal()  # what the life-cycle rules propose
    export_asked = Signal(object)  # a ShownList
    print_asked = Signal(object)  # a ShownList
    list_report_asked = Signal(str, object)  # key of a report, a ShownList
    report_asked = Signal(str, int)  # key of a report, customer that it is about
    settings_asked = Signal()
    offered = Signal(str, str, object)  # a message, what its button says and does
    undo_asked = Signal()
    redo_asked = Signal()
    busy_changed = Signal(bool)  # a job has the file: writing is off until it ends
    badge_changed = Signal(str, int)  # page key, count
    status_changed = Signal(object)  # a main_window.Status
    settled = Signal()  # what the program makes by itself stands again: counts may be shown

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settling = False  # something was taken back that the program makes again at once
        self.unsettles: Callable[[object], bool] | None = None
        self._posted.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def follow(self, subscribe: Callable[[Callable[[object], None]], object]) -> None:
        """Subscribe to a data file; its changes may come from any thread and arrive queued."""
        subscribe(self.post_changes)

    def post_changes(self, changes: object) -> None:
        """Tell changes from any thread."""
        self._posted.emit(changes)

    def settle(self) -> None:
        """Tell that what was to be made again stands."""
        if self.settling:
            self.settling = False
            self.settled.emit()

    def _tell(self, changes: object) -> None:
        if self.unsettles is not None and self.unsettles(changes):
            self.settling = True  # before anybody counts
        self.changed.emit(changes)

    def say(self, text: str, tone: str = "ok", undo_label: str = "") -> None:
        """Show a message at the bottom of the window; with undo_label it offers to undo."""
        self.message.emit(text, tone, undo_label)

    def offer(self, text: str, action: str, act: Callable[[], object]) -> None:
        """Show a message with a button that does something of its own."""
        self.offered.emit(text, action, act)

    def open_customer(self, customer_id: int) -> None:
        """Show a customer."""
        self.customer_asked.emit(customer_id)

    def open_page(self, key: str) -> None:
        """Go to a page."""
        self.page_asked.emit(key)

    def log(self, customer_id: int | None = None) -> None:
        """Open the box that logs what happened at a customer."""
        self.log_asked.emit(customer_id)

    def undo(self) -> None:
        """Take the last step back."""
        self.undo_asked.emit()

    def redo(self) -> None:
        """Do the last undone step again."""
        self.redo_asked.emit()

"""A list as it is shown, to a file or to paper."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import i18n, paths
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.customer_list import CustomerQuery, filter_words
from smallcrm.services.table import Column, TableQuery
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_dialog import PdfDialog
from smallcrm.ui.widgets.table_columns import shown_columns


def export_list(context: Context, window: QWidget, query: TableQuery) -> None:
    """Ask for a file and write the list with the columns that are shown."""
    title = _list_title(query)
    suggested = paths.documents_dir() / f"{title} {context.today.isoformat()}.xlsx"
    chosen, _kind = QFileDialog.getSaveFileName(
        window, _("Export list"), str(suggested), "Excel (*.xlsx);;CSV (*.csv)"
    )
    if not chosen:
        return
    path = Path(chosen)
    if path.suffix.lower() not in (".xlsx", ".csv"):
        path = path.with_name(path.name + (".csv" if "csv" in _kind else ".xlsx"))
    shown = _shown(context, query)

    def work(sessions, progress):
        from smallcrm.services import exports

        with sessions() as session:
            return exports.export_list(session, query, shown, title, path, progress)

    def done(n: int) -> None:
        text = ngettext("%(n)d row written to %(path)s", "%(n)d rows written to %(path)s", n)
        context.hub.say(text % {"n": n, "path": path})

    context.runner.run(
        work, _("Export"), done=done, failed=lambda error: context.hub.say(str(error), "bad")
    )


def print_list(context: Context, window: QWidget, query: TableQuery) -> None:
    """Make the list's PDF and show it, ready to print or save."""
    title = _list_title(query)
    folder = QTemporaryDir()
    path = Path(folder.filePath(f"{title} {date.today().isoformat()}.pdf"))
    shown = _shown(context, query)
    words = filter_words(query.filter) if isinstance(query, CustomerQuery) else ""
    translator = i18n.current()

    def work(sessions, progress):
        from smallcrm.services import printing

        with sessions() as session:
            return printing.print_list(
                session, query, shown, title, words, path, translator, progress
            )

    def done(_n: int) -> None:
        dialog = PdfDialog(path, title, parent=window)
        dialog.keep(folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    context.runner.run(
        work, _("Print"), done=done, failed=lambda error: context.hub.say(str(error), "bad")
    )


def _list_title(query: TableQuery) -> str:
    return _("Customers") if isinstance(query, CustomerQuery) else _("History")


def _shown(context: Context, query: TableQuery) -> list[Column]:
    name = "customers" if isinstance(query, CustomerQuery) else "history"
    return shown_columns(query.columns, context.memory.view_state(name))

"""A list as it is shown, to a file or to paper."""

from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import i18n, paths
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.table import ShownList
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_dialog import PdfDialog


def export_list(context: Context, window: QWidget, shown: ShownList) -> None:
    """Ask for a file and write the list with the columns that are shown."""
    name = f"{shown.title} {context.today.isoformat()}.xlsx"
    chosen, kind = QFileDialog.getSaveFileName(
        window, _("Export list"), str(paths.documents_dir() / name), "Excel (*.xlsx);;CSV (*.csv)"
    )
    if not chosen:
        return
    path = Path(chosen)
    if path.suffix.lower() not in (".xlsx", ".csv"):
        path = path.with_name(path.name + (".csv" if "csv" in kind else ".xlsx"))

    def work(sessions, progress):
        from smallcrm.services import exports

        with sessions() as session:
            return exports.export_list(session, shown, path, progress)

    def done(n: int) -> None:
        text = ngettext("%(n)d row written to %(path)s", "%(n)d rows written to %(path)s", n)
        context.hub.say(text % {"n": n, "path": path})

    context.runner.run(
        work, _("Export"), done=done, failed=lambda error: context.hub.say(str(error), "bad")
    )


def print_list(context: Context, window: QWidget, shown: ShownList) -> None:
    """Make the list's PDF and show it, ready to print or save."""
    folder = QTemporaryDir()
    path = Path(folder.filePath(f"{shown.title} {context.today.isoformat()}.pdf"))
    translator = i18n.current()

    def work(sessions, progress):
        from smallcrm.services import printing

        with sessions() as session:
            return printing.print_list(session, shown, path, translator, progress)

    def done(_n: int) -> None:
        dialog = PdfDialog(path, shown.title, parent=window)
        dialog.keep(folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    context.runner.run(
        work, _("Print"), done=done, failed=lambda error: context.hub.say(str(error), "bad")
    )

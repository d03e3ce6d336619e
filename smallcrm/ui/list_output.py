"""A list as it is shown, to a file or to paper."""

from pathlib import Path

from PySide6.QtCore import QTemporaryDir
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import i18n, paths
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.no_contact import left_out_words
from smallcrm.services.table import ShownList
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_dialog import PdfDialog


def export_list(context: Context, window: QWidget, shown: ShownList) -> None:
    """Ask for a file and write the list with the columns that are shown.

    Customers can be written as contact cards too, without those who must not be contacted.
    """
    name = f"{shown.title} {context.today.isoformat()}.xlsx"
    kinds = ["Excel (*.xlsx)", "CSV (*.csv)"]
    if isinstance(shown.query, CustomerQuery):
        kinds.append(_("Contact cards (*.vcf)"))
    chosen, kind = QFileDialog.getSaveFileName(
        window, _("Export list"), str(paths.documents_dir() / name), ";;".join(kinds)
    )
    if not chosen:
        return
    path = Path(chosen)
    known = [one for one in (".xlsx", ".csv", ".vcf") if any(one in text for text in kinds)]
    if path.suffix.lower() not in known:
        path = path.with_name(path.name + next((one for one in known if one in kind), ".xlsx"))

    def work(sessions, progress):
        from smallcrm.services import export_cards, exports

        with sessions() as session:
            if path.suffix.lower() == ".vcf":
                written = export_cards.export_cards(session, shown.query, path, progress)
                return written.customers, written.left_out
            return exports.export_list(session, shown, path, progress), 0

    def done(found: tuple[int, int]) -> None:
        n, left_out = found
        text = ngettext("%(n)d row written to %(path)s", "%(n)d rows written to %(path)s", n)
        if path.suffix.lower() == ".vcf":
            text = ngettext(
                "%(n)d customer written to %(path)s", "%(n)d customers written to %(path)s", n
            )
        said = text % {"n": n, "path": path}
        context.hub.say(f"{said} {left_out_words(left_out)}".strip())

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

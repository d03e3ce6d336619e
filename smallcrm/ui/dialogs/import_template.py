"""Save the template workbook where the user wants it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import paths
from smallcrm.core.i18n import _
from smallcrm.services.import_template import write_template
from smallcrm.ui.context import Context

AskPath = Callable[[QWidget], Path | None]


def save_template(context: Context, window: QWidget, ask_path: AskPath | None = None) -> None:
    """Ask for a place and write the template there; the window says where it lies."""
    path = (ask_path or ask_template_path)(window)
    if path is None:
        return

    def work(sessions, _progress) -> None:
        with sessions() as session:
            write_template(session, path)

    context.runner.run(
        work,
        _("Save a template"),
        done=lambda _none: context.hub.say(_("Template saved: %(path)s") % {"path": path}),
        failed=lambda error: context.hub.say(str(error), "bad"),
    )


def ask_template_path(window: QWidget) -> Path | None:
    """Ask where the template shall be written."""
    start = str(paths.documents_dir() / (_("Customer list template") + ".xlsx"))
    chosen, _kind = QFileDialog.getSaveFileName(
        window, _("Save a template"), start, "Excel (*.xlsx)"
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")

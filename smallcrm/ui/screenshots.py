"""Pictures of every page and dialog, made by the program itself from demonstration data.

    python -m smallcrm.ui.screenshots OUT [--quick] [--language zh_CN] [--scheme dark] [--scale 2]

In both languages, light and dark, in two sizes, at 100 and 200 %; --quick makes one of each page.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from smallcrm.core import i18n
from smallcrm.core.config import Config
from smallcrm.core.dates import FixedClock
from smallcrm.services.demo import add_demo
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.desk import Desk
from smallcrm.ui.guard import guard_singletons
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.memory import Memory
from smallcrm.ui.page_list import PAGES, page_specs
from smallcrm.ui.theme import install_theme, theme
from smallcrm.ui.widgets.errors import ErrorDialog
from smallcrm.ui.widgets.table import TableView

SIZES = ((1100, 700), (1600, 1000))
SCALES = (1, 2)
SCHEMES = ("light", "dark")
_SETTLE_MS = 120
_PATIENCE = 200  # settling turns before a job that does not end is given up

_LIST = """客户资料汇总,,,,,
,,,,,
单位名称,联系人,联系电话,城市,年采购额,备注
海东包装材料厂,林小姐,138-0000-1111,宁波,12万,月底结账
海东包装材料厂,黄经理,0574-62223333,宁波,,开票找她
北渡食品有限公司,吴先生,+86 13900002222,泉州,"8,500.00元",
南屿五金商行,郑先生,1360000444,莆田,¥300,电话少一位
,陈女士,13700003333,厦门,,没有单位名称
合计,,,,"128,800.00",
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: what to do first, and whether it is of the dialog that opens then."""

    name: str
    prepare: Callable[["Stage"], object]
    dialog: bool = False
    empty: bool = False


class Stage:
    """A window on a data file of its own."""

    def __init__(self, folder: Path, language: str, *, demo: bool) -> None:
        i18n.set_language(language)
        clock = FixedClock(datetime.combine(datetime.now().date(), time(9, 30)))
        self.datafile = DataFile.open(folder / f"{language}-{demo}.db", clock=clock)
        self.session = self.datafile.session()
        if demo:
            add_demo(self.session, language)
        self.list = folder / "客户资料.csv"
        self.list.write_text(_LIST, "utf-8")
        self.hub = Hub()
        # at once, so that a picture never shows a page that still waits
        self.runner = Runner(self._open_session)
        context = Context(self.session, self.hub, self.runner, InlineReader(self.session), Memory())
        self.datafile.subscribe(self.hub.post_changes)
        self.window = MainWindow(self.hub, page_specs(context), context.memory)
        program: Any = SimpleNamespace(
            config=Config(), change_config=None, move_file=None, open_file=None
        )
        self.desk = Desk(context, self.window, program)
        self.window.show()

    def page(self, key: str) -> None:
        """Show a page with its first record chosen."""
        self.window.search_box.clear()
        self.window.show_page(key)
        for table in self.window.page(key).findChildren(TableView):
            table.go_to_first()

    def search(self) -> None:
        """Type into the search box over the customers."""
        self.page("customers")
        self.window.search_box.setFocus()
        self.window.search_box.setText("138")

    def new(self, kind: str) -> None:
        """Open the form of a new record."""
        self.hub.new_asked.emit(kind)

    def error(self) -> None:
        """Show what a fault of the program looks like."""
        ErrorDialog(
            "smallcrm 0.1\n  smallcrm/ui/pages/customers.py:10 show\nValueError", self.window
        ).open()

    def dialog(self) -> QDialog | None:
        """Return the dialog that is open."""
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        dialogs = [one for one in shown if isinstance(one, QDialog)]
        return dialogs[-1] if dialogs else None

    def close_dialogs(self) -> None:
        """Close whatever is open."""
        while (dialog := self.dialog()) is not None:
            dialog.hide()
            dialog.deleteLater()

    def close(self) -> None:
        """End it."""
        self.close_dialogs()
        self.window.close()
        self.window.deleteLater()
        self.session.close()
        self.datafile.close()

    def _open_session(self) -> AbstractContextManager[Session]:
        # jobs run on this thread here, and a thread has one connection
        return nullcontext(self.session)


def scenes() -> list[Scene]:
    """Return what is pictured."""
    keys = [key for key, *_more in PAGES]
    kinds = ("customer", "follow_up", "deal", "order", "receipt")
    return [
        *[Scene(key, partial(Stage.page, key=key)) for key in keys],
        Scene("search", Stage.search),
        Scene("keys", lambda stage: stage.window.show_keys(), dialog=True),
        Scene("log", lambda stage: stage.hub.log(None), dialog=True),
        Scene("settings", lambda stage: stage.hub.settings_asked.emit(), dialog=True),
        Scene("import", lambda stage: stage.hub.import_asked.emit([str(stage.list)]), dialog=True),
        *[Scene(f"new-{kind}", partial(Stage.new, kind=kind), dialog=True) for kind in kinds],
        Scene("error", Stage.error, dialog=True),
        *[Scene(f"empty-{key}", partial(Stage.page, key=key), empty=True) for key in keys],
    ]


class Studio(QObject):
    """Goes through the pictures one after another, giving each time to settle."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        super().__init__()
        self._options, self._folder = options, folder
        self._work = self._pictures()
        self._stage: Stage | None = None
        self._turns = 0
        self.failed: list[str] = []
        self._timer = QTimer(self, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._next)
        self._timer.start()
        sys.excepthook = self._uncaught

    def _next(self) -> None:
        self._turns += 1
        if self._stage is not None and self._stage.runner.busy and self._turns < _PATIENCE:
            return
        self._turns = 0
        if next(self._work, None) is None:
            self._timer.stop()
            QApplication.quit()

    def _pictures(self) -> Iterator[bool]:
        """Do one step at each turn: prepare a scene, then take its picture."""
        options = self._options
        chosen = [scene for scene in scenes() if not options.only or scene.name in options.only]
        for language in options.language:
            for empty in (False, True):
                wanted = [scene for scene in chosen if scene.empty == empty]
                if not wanted:
                    continue
                self._stage = Stage(self._folder, language, demo=not empty)
                for scheme in options.scheme:
                    theme().change(scheme)
                    for size in options.sizes:
                        self._stage.window.resize(*size)
                        name = f"{language}-{scheme}-{size[0]}x{size[1]}@{options.scale[0]}"
                        for scene in wanted:
                            yield from self._take(scene, name)
                self._stage.close()

    def _take(self, scene: Scene, name: str) -> Iterator[bool]:
        assert self._stage is not None
        stage = self._stage
        try:
            scene.prepare(stage)
            yield True
            widget: QWidget | None = stage.dialog() if scene.dialog else stage.window
            yield True
        except Exception as error:  # noqa: BLE001 - one broken page must not cost all the others
            self._fail(scene.name, f"{type(error).__name__}: {error}")
            return
        if widget is None:
            self._fail(scene.name, "nothing opened")
            return
        folder = Path(self._options.out) / name
        folder.mkdir(parents=True, exist_ok=True)
        picture: QPixmap = widget.grab()
        picture.save(str(folder / f"{scene.name}.png"))
        stage.close_dialogs()
        yield True

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace) -> None:
        """Take what a slot raised: the picture may look right all the same."""
        sys.__excepthook__(kind, error, trace)
        self.failed.append(kind.__name__)

    def _fail(self, scene: str, why: str) -> None:
        self.failed.append(scene)
        sys.stderr.write(f"{scene}: {why}\n")


def main(arguments: list[str] | None = None) -> int:
    """Make the pictures; the exit status tells whether all could be made."""
    options = _parse(arguments)
    if len(options.scale) > 1:
        return _each_scale(options, sys.argv[1:] if arguments is None else arguments)
    guard_singletons()
    app = QApplication([])
    install_theme(app, scheme="light", text_percent=options.text)
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(options, Path(folder))
        app.exec()
    return 1 if studio.failed else 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="smallcrm.ui.screenshots", description=__doc__)
    parser.add_argument("out", help="folder for the pictures")
    parser.add_argument("--quick", action="store_true", help="one picture of each page")
    parser.add_argument("--language", action="append", choices=list(i18n.LANGUAGES))
    parser.add_argument("--scheme", action="append", choices=SCHEMES)
    parser.add_argument("--scale", action="append", type=int)
    parser.add_argument("--text", type=int, default=100, help="text size in %%")
    parser.add_argument("--only", action="append", help="name of a scene")
    options = parser.parse_args(arguments)
    options.sizes = SIZES[1:] if options.quick else SIZES
    first = 1 if options.quick else None
    options.language = options.language or list(i18n.LANGUAGES)[:first]
    options.scheme = options.scheme or list(SCHEMES)[:first]
    options.scale = options.scale or list(SCALES)[:first]
    return options


def _each_scale(options: argparse.Namespace, arguments: list[str]) -> int:
    """Make the pictures of each scale in a process of its own: Qt reads the scale once."""
    status = 0
    for scale in options.scale:
        command = [sys.executable, "-m", "smallcrm.ui.screenshots", *arguments]
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            **os.environ,
            "QT_SCALE_FACTOR": str(scale),
        }
        command += ["--scale", str(scale)]
        status |= subprocess.run(command, env=environment, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())

"""Pictures of every page and dialog, made by the program itself from demonstration data.

    python -m smallcrm.ui.screenshots OUT [--quick] [--language zh_CN] [--scheme dark] [--scale 2]

In both languages, light and dark, in two sizes, at 100, 150 and 200 %; --quick makes one of each
page. --readme makes the few that the README shows instead.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

from smallcrm.core import i18n
from smallcrm.core.dates import Month
from smallcrm.services.reporting import write_monthly_report
from smallcrm.ui.guard import guard_singletons
from smallcrm.ui.screenshot_scenes import Scene, Stage, scenes
from smallcrm.ui.theme import ARGUMENTS, install_theme, theme

SIZES = ((1100, 700), (1600, 1000))
SCALES = (1, 1.5, 2)
SCHEMES = ("light", "dark")
_SETTLE_MS = 120
_PATIENCE = 200  # settling turns before a job that does not end is given up

# For the README: scene -> name of the picture; always of the same day.
_README = {
    "customer": "customers",
    "follow_up-chosen": "follow-ups",
    "pipeline": "pipeline",
    "import": "import",
}
_README_SIZE = (1360, 840)
_README_DAY = date(2026, 11, 18)
_REPORT_HEIGHT = 1000
_COLOURS = 256


class Studio(QObject):
    """Goes through the pictures one after another, giving each time to settle."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        super().__init__()
        self._options, self._folder = options, folder
        self._out = Path(options.out)
        self._work = self._readme() if options.readme else self._pictures()
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
                stage = Stage(self._folder, language, date.today(), demo=not empty)
                self._stage = stage
                for scheme in options.scheme:
                    theme().change(scheme)
                    for size in options.sizes:
                        stage.window.resize(*size)
                        name = f"{language}-{scheme}-{size[0]}x{size[1]}@{options.scale[0]:g}"
                        for scene in wanted:
                            yield from self._take(stage, scene, self._out / name / scene.name)
                stage.close()

    def _readme(self) -> Iterator[bool]:
        """Make the README's pictures in both languages, on a day that never changes."""
        theme().change("light")
        for language in i18n.LANGUAGES:
            short = language[:2]
            stage = self._stage = Stage(self._folder, language, _README_DAY, demo=True)
            stage.window.resize(*_README_SIZE)
            for scene in scenes():
                if scene.name in _README:
                    path = self._out / f"{_README[scene.name]}-{short}"
                    yield from self._take(stage, scene, path)
                    _save_small(path.with_suffix(".png"))
            path = self._out / f"report-{short}.png"
            _take_report(stage, language, self._folder / f"{short}.pdf").save(str(path))
            _save_small(path)
            stage.close()

    def _take(self, stage: Stage, scene: Scene, path: Path) -> Iterator[bool]:
        try:
            scene.prepare(stage)
            yield True
            widget = stage.widget(scene.of)
            yield True
        except Exception as error:  # noqa: BLE001 - one broken page must not cost all the others
            self._fail(scene.name, f"{type(error).__name__}: {error}")
            return
        if widget is None:
            self._fail(scene.name, "nothing opened")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        widget.grab().save(f"{path}.png")
        stage.tidy()
        yield True

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        """Take what a slot raised: the picture may look right all the same."""
        sys.__excepthook__(kind, error, trace)
        self.failed.append(kind.__name__)

    def _fail(self, scene: str, why: str) -> None:
        self.failed.append(scene)
        sys.stderr.write(f"{scene}: {why}\n")


def _take_report(stage: Stage, language: str, path: Path) -> QImage:
    """Return the first page of last month's report."""
    month = Month.of(_README_DAY).previous()
    write_monthly_report(stage.session, month, language, path)
    pdf = QPdfDocument()
    pdf.load(str(path))
    points = pdf.pagePointSize(0)
    width = round(_REPORT_HEIGHT * points.width() / points.height())
    # drawn at twice the size and made smaller: finer letters
    large = pdf.render(0, QSize(2 * width, 2 * _REPORT_HEIGHT))
    page = QImage(large.size(), QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    _draw(page, large)
    pdf.close()
    smooth = Qt.TransformationMode.SmoothTransformation
    return page.scaled(width, _REPORT_HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def _draw(ground: QImage, image: QImage) -> None:
    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()


def _save_small(path: Path) -> None:
    """Write a picture again with a palette."""
    from PIL import Image

    with Image.open(path) as picture:
        # by coverage: the few dots in a colour of warning count like the many in grey
        way = Image.Quantize.MAXCOVERAGE
        small = picture.convert("RGB").quantize(_COLOURS, way, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main(arguments: list[str] | None = None) -> int:
    """Make the pictures; the exit status tells whether all could be made."""
    options = _parse(arguments)
    if options.scale != [1] and not options.this_scale:
        return _each_scale(options, sys.argv[1:] if arguments is None else arguments)
    guard_singletons()
    app = QApplication(list(ARGUMENTS))
    install_theme(app, scheme="light", text_percent=options.text)
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(options, Path(folder))
        app.exec()
    return 1 if studio.failed else 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="smallcrm.ui.screenshots",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", help="folder for the pictures")
    parser.add_argument("--quick", action="store_true", help="one picture of each page")
    parser.add_argument("--readme", action="store_true", help="the pictures of the README")
    parser.add_argument("--language", action="append", choices=list(i18n.LANGUAGES))
    parser.add_argument("--scheme", action="append", choices=SCHEMES)
    parser.add_argument("--scale", action="append", type=float)
    parser.add_argument("--this-scale", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--size", action="append", help="such as 1100x700")
    parser.add_argument("--text", type=int, default=100, help="text size in %%")
    parser.add_argument("--only", action="append", help="name of a scene")
    options = parser.parse_args(arguments)
    quick = options.quick or options.readme
    sizes = [tuple(int(n) for n in size.split("x")) for size in options.size or ()]
    options.sizes = sizes or (SIZES[1:] if quick else SIZES)
    first = 1 if quick else None
    options.language = options.language or list(i18n.LANGUAGES)[:first]
    options.scheme = options.scheme or list(SCHEMES)[:first]
    options.scale = options.scale or list(SCALES)[:first]
    if options.this_scale:
        options.scale = [options.this_scale]
    return options


def _each_scale(options: argparse.Namespace, arguments: list[str]) -> int:
    """Make the pictures of each scale in a process of its own: Qt reads the scale once."""
    status = 0
    for scale in options.scale:
        command = [sys.executable, "-m", "smallcrm.ui.screenshots", *arguments]
        environment = {
            "QT_QPA_PLATFORM": "offscreen",
            **os.environ,
            "QT_SCALE_FACTOR": f"{scale:g}",
        }
        command += ["--this-scale", f"{scale:g}"]  # which ends the chain of processes
        status |= subprocess.run(command, env=environment, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())

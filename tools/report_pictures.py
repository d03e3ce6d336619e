"""Make the gallery's small pictures: page one of each report, from demonstration data.

    python tools/report_pictures.py [KIND ...]

Run it when a report has changed its look. The pictures go to resources/report_pictures. The data
is invented anew each time, so name the reports that have changed.
"""

import os
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from smallcrm.core import i18n
from smallcrm.core.dates import FixedClock, Month
from smallcrm.core.paths import resources
from smallcrm.services.demo import add_demo
from smallcrm.services.report_list import REPORTS, ReportKind, ReportOptions, write_report
from smallcrm.storage.database import rows
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

DAY = date(2026, 11, 18)
WIDTH = 176  # px: twice what the gallery shows at 100 %
COLOURS = 48


def main(keys: list[str]) -> None:
    """Make the pictures of some reports, or of all."""
    folder = resources() / "report_pictures"
    folder.mkdir(exist_ok=True)
    kinds = [kind for kind in REPORTS if kind.in_window and (not keys or kind.key in keys)]
    app = QGuiApplication([])
    with tempfile.TemporaryDirectory() as work:
        for language in i18n.LANGUAGES:
            i18n.set_language(language)
            clock = FixedClock(datetime(DAY.year, DAY.month, DAY.day, 9, 30))
            datafile = DataFile.open(Path(work) / f"{language}.db", clock=clock)
            session = datafile.session()
            add_demo(session, language)
            for kind in kinds:
                page = Path(work) / f"{kind.key}.pdf"
                write_report(session, kind.key, options_for(session, kind, language), page)
                save_small(first_page(page), folder / f"{kind.key}-{language}.png")
            session.close()
            datafile.close()
    del app


def options_for(session: Session, kind: ReportKind, language: str) -> ReportOptions:
    """Last month, and the customer with the most orders where one must be named."""
    best = "SELECT customer_id FROM sales_order GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    ((customer,),) = rows(session.connection, best)
    named = customer if "one_customer" in kind.takes else None
    month = Month.of(DAY).previous() if kind.takes & {"month", "days"} else None
    return ReportOptions(language=language, month=month, customer_id=named)


def first_page(path: Path) -> QImage:
    """The first page on white, drawn large and made smaller: finer strokes."""
    pdf = QPdfDocument()
    pdf.load(str(path))
    points = pdf.pagePointSize(0)
    size = QSize(WIDTH, round(WIDTH * points.height() / points.width()))
    large = pdf.render(0, size * 4)
    page = QImage(large.size(), QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    painter.drawImage(0, 0, large)
    painter.end()
    pdf.close()
    smooth = Qt.TransformationMode.SmoothTransformation
    return page.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)


def save_small(image: QImage, path: Path) -> None:
    """Write a picture with a palette."""
    image.save(str(path))
    with Image.open(path) as picture:
        way = Image.Quantize.MAXCOVERAGE
        small = picture.convert("RGB").quantize(COLOURS, way, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])

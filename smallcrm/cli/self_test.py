"""`self-test`: does the installed program work here? Everything happens in a temporary folder."""

import argparse
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Literal

from smallcrm.cli.output import align, print_json, print_lines
from smallcrm.core.dates import Month
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import LANGUAGES, N_, _, translator
from smallcrm.core.paths import resources
from smallcrm.exporters.sheets import SheetColumn, write_xlsx
from smallcrm.services.customers import count_customers, save_customer
from smallcrm.services.records import CustomerRecord, PhoneRecord
from smallcrm.services.search import search_customers
from smallcrm.storage.check import find_faults
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

State = Literal["ok", "failed", "left out"]
NAME, PHONE = "试用客户 Probe & Söhne <b>", "15400001234"
STATES: dict[State, str] = {"ok": N_("ok"), "failed": N_("FAILED"), "left out": N_("left out")}
FEWEST_ICONS = 50


class NotHereError(Exception):
    """What a point needs is not on this computer; the text says what."""


@dataclass(frozen=True, slots=True)
class Point:
    """What came of one point: `detail` says what was found, or what is wrong."""

    name: str
    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the points work: a folder of their own and a data file in it."""

    folder: Path
    session: Session


def run_self_test(options: argparse.Namespace) -> None:
    """Try what the program does, and say of each point whether it works."""
    points = run_points()
    failed = [point for point in points if point.state == "failed"]
    if options.json:
        values = [
            {"name": point.name, "state": point.state, "detail": point.detail} for point in points
        ]
        print_json({"ok": not failed, "points": values})
    else:
        rows = [(_(STATES[p.state]), _(TITLES[p.name]), p.detail) for p in points]
        print_lines(align(rows))
    if failed:
        names = ", ".join(_(TITLES[point.name]) for point in failed)
        raise UserError(
            _("This installation does not work: %(names)s") % {"names": names},
            _("Install the program again."),
        )


def run_points() -> list[Point]:
    """Run every point in order; one that fails does not stop the others."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "self-test.db"
        try:
            datafile = DataFile.open(path)
            session = datafile.session()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was asked for
            return [Point("open", "failed", _told(error))]
        place = Place(Path(folder), session)
        try:
            return [_try(name, point, place) for name, (_title, point) in POINTS.items()]
        finally:
            session.close()
            datafile.close()


def _try(name: str, point: Callable[[Place], str], place: Place) -> Point:
    try:
        return Point(name, "ok", point(place))
    except NotHereError as reason:
        return Point(name, "left out", str(reason))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was asked for
        return Point(name, "failed", _told(error))


def _told(error: Exception) -> str:
    return str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"


def _expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise ValueError(f"{found!r} instead of {wanted!r}")


def _open(place: Place) -> str:
    _expect(count_customers(place.session), 0)
    return ""


def _write(place: Place) -> str:
    save_customer(place.session, CustomerRecord(NAME, phones=(PhoneRecord(PHONE),)))
    _expect(count_customers(place.session), 1)
    _expect(find_faults(place.session.connection), [])
    return ""


def _search(place: Place) -> str:
    for text in ("shiyong", "syk", "用客户", "söhne", "154 0000"):
        _expect(len(search_customers(place.session, text)), 1)
    return ""


def _undo(place: Place) -> str:
    place.session.undo()
    _expect(count_customers(place.session), 0)
    place.session.redo()
    _expect(count_customers(place.session), 1)
    return ""


def _backup(place: Place) -> str:
    from smallcrm.services.backups import back_up_now

    path = back_up_now(place.session, place.folder / "copy.db")
    return _("%(n)d KB") % {"n": path.stat().st_size // 1024}


def _import(place: Place) -> str:
    """Write a list, read it in the reader's own process, bring it in, and take it back."""
    from smallcrm.services.imports import import_files

    path = place.folder / "客户.xlsx"
    columns = (SheetColumn("客户名称"), SheetColumn("手机"), SheetColumn("级别"))
    rows = [("导入试用有限公司", "154-0000-5678", "B"), ("第二家试用商行", "+86 16100001111", "C")]
    write_xlsx(path, "客户", columns, rows)
    _analyses, plan, _result = import_files(place.session, [path])
    _expect(plan.totals["created"], 2)
    _expect(len(search_customers(place.session, "16100001111")), 1)
    place.session.undo()
    _expect(count_customers(place.session), 1)
    return ""


def _report(place: Place) -> str:
    """Draw the monthly report with the bundled font, in each language."""
    from smallcrm.services.reporting import write_monthly_report

    for language in LANGUAGES:
        path = place.folder / f"{language}.pdf"
        write_monthly_report(place.session, Month.of(date.today()), language, path)
        _expect(path.read_bytes()[:5], b"%PDF-")
    return ""


def _read_back(place: Place) -> str:
    """Read the text of the report, as the window's preview does."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        # By name: the commands do not depend on Qt, they only look whether it works.
        pdf = import_module("PySide6.QtPdf")
    except ImportError as error:
        raise NotHereError(_("Qt cannot be loaded: %(why)s") % {"why": error}) from error
    for language in LANGUAGES:
        document = pdf.QPdfDocument(None)
        document.load(str(place.folder / f"{language}.pdf"))
        text = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
        document.close()
        for wanted in (translator(language).gettext("Monthly customer report"), NAME):
            if wanted not in text:
                raise ValueError(f"{wanted!r} is not in the text of {language}.pdf")
    return ""


def _window(place: Place) -> str:
    try:
        import_module("PySide6.QtWidgets")
        import_module("PySide6.QtSvg")
    except ImportError as error:
        raise NotHereError(_("Qt cannot be loaded: %(why)s") % {"why": error}) from error
    return ""


def _translations(place: Place) -> str:
    texts = {language: translator(language).gettext("Customers") for language in LANGUAGES}
    _expect(texts, {"zh_CN": "客户", "en": "Customers"})
    return ", ".join(LANGUAGES.values())


def _files(place: Place) -> str:
    icons = sorted(path.stem for path in (resources() / "icons").glob("*.svg"))
    if len(icons) < FEWEST_ICONS:
        raise ValueError(f"{len(icons)} icons in {resources() / 'icons'}")
    for name in ("fonts/CRMSansSC-Regular.ttf", "fonts/CRMSansSC-Bold.ttf", "pinyin.tsv"):
        if not (resources() / name).stat().st_size:
            raise ValueError(f"{name} is empty")
    return _("%(n)d icons") % {"n": len(icons)}


# By the names that --json prints; each works with what the ones before it left.
POINTS: dict[str, tuple[str, Callable[[Place], str]]] = {
    "open": (N_("A data file is made"), _open),
    "write": (N_("A customer is saved"), _write),
    "search": (N_("It is found by name, pinyin and phone"), _search),
    "undo": (N_("A step is undone and redone"), _undo),
    "import": (N_("A spreadsheet is written, brought in and taken back"), _import),
    "backup": (N_("A backup is made and checked"), _backup),
    "report": (N_("The monthly report is drawn"), _report),
    "read_back": (N_("Its text can be read back"), _read_back),
    "translations": (N_("Translations are there"), _translations),
    "files": (N_("Fonts and icons are there"), _files),
    "window": (N_("The window's libraries load"), _window),
}
TITLES = {name: title for name, (title, _point) in POINTS.items()}

"""Reports made by themselves: last month's, on the first start in a month, into a folder.

What is wanted is kept with the data file; so is up to which month it was done. A report that could
not be made is tried again at the next start, and told once.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path

from smallcrm.core.dates import Month
from smallcrm.core.errors import StorageError, UserError
from smallcrm.core.i18n import _, translator
from smallcrm.core.paths import documents_dir
from smallcrm.core.progress import Progress
from smallcrm.models import Customer
from smallcrm.services.demo import has_demo
from smallcrm.services.report_list import (
    DAYS,
    KEYS,
    MONTH,
    ONE_CUSTOMER,
    REPORTS,
    VIEW,
    ReportKind,
    ReportOptions,
    find_report,
    write_report,
)
from smallcrm.storage.session import Session

SETTING = "report_schedule"
FOLDER = "smallcrm"  # in the user's documents, when no other is named
ENDINGS = (".pdf", ".xlsx")
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST = 80
_NAMED = re.compile(r"(?P<title>.+) (?P<month>\d{4}-\d{2})\.(?:pdf|xlsx)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is made by itself: whether, which reports, and where ("" is the usual folder).

    `done` is the last month whose reports were all made, `told` the one whose failure was told.
    """

    on: bool = True
    folder: str = ""
    kinds: tuple[str, ...] = ("monthly",)
    done: str = ""
    told: str = ""

    @property
    def place(self) -> Path:
        """The folder."""
        return Path(self.folder).expanduser() if self.folder else documents_dir() / FOLDER


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made: the month, the files, and (title, why) of what could not be made.

    `is_news` tells whether the failures were not told before.
    """

    month: Month
    paths: tuple[Path, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    is_news: bool = True


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A report in the folder: its title and month as the file is named."""

    path: Path
    title: str
    month: str
    made: datetime = field(compare=False)


def read_schedule(session: Session) -> Schedule:
    """What is wanted; what is stored and cannot be read counts as not chosen."""
    try:
        stored = json.loads(session.settings.get(SETTING))
        known = {one.name: stored[one.name] for one in fields(Schedule) if one.name in stored}
        kinds = tuple(key for key in known.get("kinds", ("monthly",)) if key in KEYS)
        return Schedule(**{**known, "kinds": kinds})
    except (ValueError, TypeError, AttributeError):
        return Schedule()


def save_schedule(session: Session, schedule: Schedule) -> None:
    """Keep what is wanted (not undoable)."""
    session.settings.set(SETTING, json.dumps(asdict(schedule), ensure_ascii=False))


def list_kinds() -> list[ReportKind]:
    """The reports that are about a month, and of nobody in particular."""
    return [
        kind
        for kind in REPORTS
        if kind.takes & {MONTH, DAYS} and not kind.takes & {ONE_CUSTOMER, VIEW}
    ]


def find_due(session: Session, *, asked: bool = False) -> Month | None:
    """The month whose reports are to be made now; None when they were made, or are not wanted.

    Nothing is made of demonstration data, nor of a month before the first customer came. When a
    person asked for them it does not matter that they are not made by themselves.
    """
    schedule = read_schedule(session)
    month = Month.of(session.clock.today()).previous()
    if not (schedule.on or asked) or not schedule.kinds or schedule.done >= str(month):
        return None
    if has_demo(session):
        return None
    is_known = Customer.select().where(Customer.created <= f"{month.last} 99").exists()
    return month if is_known else None


def make_reports(
    session: Session, month: Month, language: str, progress: Progress | None = None
) -> Made:
    """Make the reports of a month into the folder, each whole or not at all; Cancelled.

    One that cannot be made does not keep the others from it.
    """
    schedule, progress = read_schedule(session), progress or Progress()
    paths: list[Path] = []
    failures: list[tuple[str, str]] = []
    texts = translator(language)
    for key in schedule.kinds:
        progress.check()
        kind = find_report(key)
        title = texts.gettext(kind.title)
        options = _options_for(kind, month, language)
        path = schedule.place / f"{file_name([title, str(month)])}.pdf"
        try:
            _make_folder(schedule.place)
            write_report(session, key, options, path, progress)
        except UserError as error:
            failures.append((title, str(error)))
        else:
            paths.append(path)
    is_news = bool(failures) and schedule.told != str(month)
    # read again: what is wanted may have been changed meanwhile
    kept = read_schedule(session)
    if failures:
        kept = replace(kept, told=str(month))
    elif str(month) > kept.done:
        kept = replace(kept, done=str(month))
    save_schedule(session, kept)
    return Made(month, tuple(paths), tuple(failures), is_news)


def list_earlier(session: Session) -> list[EarlierReport]:
    """The reports in the folder, the newest month first; none where it cannot be read."""
    found = []
    try:
        for path in read_schedule(session).place.iterdir():
            named = _NAMED.fullmatch(path.name)
            if named and path.is_file():
                made = datetime.fromtimestamp(path.stat().st_mtime)
                found.append(EarlierReport(path, named["title"], named["month"], made))
    except OSError:
        return []
    return sorted(found, key=lambda one: (one.month, one.made, one.title), reverse=True)


def file_name(parts: Sequence[str]) -> str:
    """A name for a file, without an ending, of parts such as a title and a month."""
    return _UNFIT.sub("_", " ".join(part for part in parts if part))[:_LONGEST].strip(" .")


def _options_for(kind: ReportKind, month: Month, language: str) -> ReportOptions:
    if MONTH in kind.takes:
        return ReportOptions(language=language, month=month)
    return ReportOptions(language=language, first=month.first, last=month.last)


def _make_folder(place: Path) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            _("The folder %(path)s cannot be used.") % {"path": place},
            _("Choose another one on the Reports page."),
            kind="io",
        ) from error

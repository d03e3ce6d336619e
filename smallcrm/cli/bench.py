"""`bench`: how long the program takes for large lists, each path beside a bare reference."""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from types import MappingProxyType
from typing import Any

from smallcrm.cli import bench_references as bare
from smallcrm.cli.bench_daily import measure_daily
from smallcrm.cli.bench_import import measure_import
from smallcrm.cli.bench_list import write_list
from smallcrm.cli.bench_search import measure_keys
from smallcrm.cli.bench_window import measure_gaps, measure_start
from smallcrm.cli.output import align, print_json, print_lines
from smallcrm.core.dates import Month
from smallcrm.core.i18n import _, current, ngettext, translator
from smallcrm.reports import fonts, listing
from smallcrm.services.backups import back_up_now
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.demo_past import invent_past
from smallcrm.services.reporting import monthly_report
from smallcrm.services.search import search_customers
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session

TIMES = 5
PAGE = 100
PRINTED = 10_000
SEARCHED = ("砺禾", "jiangsu", "154", "苏州朔", "szy", "7919")
TALKS = 10  # records of contact for each customer
NO_PARTS: Mapping[str, float] = MappingProxyType({})

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Path_:
    """One path measured, and the bare reference beside it, in seconds; `parts` of it by name."""

    name: str
    seconds: float
    reference: str
    reference_seconds: float
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times as long as the reference."""
        return self.seconds / self.reference_seconds if self.reference_seconds else 0.0


def run_bench(options: argparse.Namespace) -> None:
    """Measure, and print the paths."""
    count = options.customers
    past = TALKS * count if options.interactions is None else options.interactions
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), count, past)
        paths = bench.run()
        window = bench.measure_window()
    if options.json:
        print_json(
            {
                "customers": count,
                "interactions": past,
                "paths": [_as_json(path) for path in paths],
                "longest_gap_ms": window.get("longest_gap_ms"),
                "window": window,
            }
        )
        return
    head = (_("Path"), _("Seconds"), _("Reference"), _("Seconds"), _("Ratio"))
    rows = [row for path in paths for row in _as_rows(path)]
    n = ngettext("%(n)d customer", "%(n)d customers", count) % {"n": count}
    print_lines([n, *align([head, *rows])])
    if window:
        text = _("Longest gap between events of the window: %(n)d ms")
        print_lines([text % {"n": window["longest_gap_ms"]}])
    if "start_ratio" in window:
        text = _("Start to a usable window: %(n).2f s, %(ratio).1f times that of a bare one")
        values = {"n": window["start_seconds"], "ratio": window["start_ratio"]}
        print_lines([text % values])
        if memory := window["resident_mb"]:
            print_lines([_("Memory of the running window: %(n)d MB") % {"n": memory}])


def _as_rows(path: Path_) -> list[tuple[str, ...]]:
    """A path and, below it, its parts, all measured against the same reference."""
    bare_seconds = path.reference_seconds
    row = (path.name, f"{path.seconds:.4f}", path.reference, f"{bare_seconds:.4f}")
    parts = [
        (f"  {name}", f"{seconds:.4f}", "", "", f"{seconds / bare_seconds:.1f}")
        for name, seconds in path.parts.items()
        if bare_seconds
    ]
    return [(*row, f"{path.ratio:.1f}"), *parts]


def _as_json(path: Path_) -> dict[str, object]:
    parts = {name: round(seconds, 6) for name, seconds in path.parts.items()}
    return {
        **({"parts": parts} if parts else {}),
        "name": path.name,
        "seconds": round(path.seconds, 6),
        "reference": path.reference,
        "reference_seconds": round(path.reference_seconds, 6),
        "ratio": round(path.ratio, 2),
    }


def once(work: Work) -> float:
    """Seconds that work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def usually(work: Work) -> float:
    """The middle of several times, for what is quick."""
    return median(once(work) for _turn in range(TIMES))


class Bench:
    """Measures every path on one data file in a folder of its own."""

    def __init__(self, folder: Path, count: int, past: int) -> None:
        self._folder, self._count, self._past = folder, count, past
        self._list, self._file = folder / "list.xlsx", folder / "data.db"
        self._paths: list[Path_] = []
        self._files = 0

    def run(self) -> list[Path_]:
        """Measure all but the window."""
        write_list(self._list, self._count)
        datafile = DataFile.open(self._file)
        session = datafile.session()
        try:
            self._import_and_undo(session)
            self._lists(session)
            self._reports(session)
            self._daily(session)
        finally:
            session.close()
            datafile.close()
        self._add(
            "open file",
            usually(self._open),
            "apsw open",
            usually(lambda: bare.open_bare(self._file)),
        )
        return self._paths

    def measure_window(self) -> dict[str, Any]:
        """How long the window ever stood still, how soon it is there, what it holds."""
        gaps = measure_gaps(self._file)
        return {**gaps, **measure_start(self._file)} if gaps else {}

    def _add(
        self,
        name: str,
        seconds: float,
        reference: str,
        reference_seconds: float,
        parts: Mapping[str, float] = NO_PARTS,
    ) -> None:
        self._paths.append(Path_(name, seconds, reference, reference_seconds, parts))

    def _import_and_undo(self, session: Session) -> None:
        # Before and after: a machine may be half as fast a few seconds later.
        reading = [once(lambda: bare.read_workbook(self._list))]
        parts = measure_import(session, self._list)
        reading.append(once(lambda: bare.read_workbook(self._list)))
        self._add("import", sum(parts.values()), "calamine read", mean(reading), parts)
        copy = back_up_now(session, self._folder / "copy.db")
        undoing = once(session.undo)
        plain = bare.Bare(copy)
        self._add("undo of the import", undoing, "plain delete", once(plain.delete_customers))
        plain.close()
        session.redo()

    def _lists(self, session: Session) -> None:
        plain = bare.Bare(self._file)
        query = CustomerQuery(today=session.today)
        like = "SELECT rowid FROM search WHERE body LIKE ? ORDER BY rowid DESC"
        self._add(
            "search",
            usually(lambda: [search_customers(session, text) for text in SEARCHED]),
            "LIKE",
            usually(lambda: [plain.rows(like, f"%{text}%") for text in SEARCHED]),
        )
        ids = query.ids(session)
        self._add(
            "sorted list",
            usually(lambda: query.ids(session)),
            "SELECT id",
            usually(lambda: plain.rows("SELECT customer_id FROM customer_fact ORDER BY sort_name")),
        )
        page = ids[len(ids) // 2 :][:PAGE]
        marks = ", ".join("?" * len(page))
        joined = (
            "SELECT c.*, f.* FROM customer c JOIN customer_fact f ON f.customer_id = c.id"
            f" WHERE c.id IN ({marks})"
        )
        self._add(
            "page of rows",
            usually(lambda: query.rows(session, page)),
            "SELECT rows",
            usually(lambda: plain.rows(joined, *page)),
        )
        plain.close()

    def _reports(self, session: Session) -> None:
        month, texts = Month.of(session.clock.today()), translator(current().language)
        plain = bare.Bare(self._file)
        read = (
            "SELECT id, name, role, created, level, status, owner_id, source_id FROM customer",
            "SELECT * FROM customer_day",
        )
        self._add(
            "monthly report figures",
            once(lambda: monthly_report(session, month, texts)),
            "read the tables",
            once(lambda: [plain.rows(sql) for sql in read]),
        )
        plain.close()
        query = CustomerQuery(today=session.today)
        keys = ("name", "level", "contact", "phone", "city", "owner", "industry")
        ids = query.ids(session)[:PRINTED]
        found = [
            row
            for at in range(0, len(ids), PAGE)
            for row in query.rows(session, ids[at : at + PAGE])
        ]
        rows = [tuple(str(row[key]) for key in keys) for row in found]
        columns = tuple(listing.ListColumn(key) for key in keys)
        report = listing.ListReport("Customers", columns, rows, session.clock.now())
        fonts.faces()
        self._add(
            "PDF of 10,000 rows",
            once(lambda: listing.render(report, self._folder / "list.pdf", texts)),
            "bare canvas",
            once(lambda: bare.draw_bare(self._folder / "bare.pdf", fonts.REGULAR, rows, 700)),
        )

    def _daily(self, session: Session) -> None:
        """What is asked in a file with a long past."""
        invent_past(session, self._past)
        plain = bare.Bare(self._file)
        first, like = measure_keys(session, plain)
        self._add("first answer to a key, p95", first, "LIKE, p95", like)
        for path in measure_daily(session, plain):
            self._add(path.name, path.seconds, path.reference, path.reference_seconds)
        plain.close()

    def _open(self) -> None:
        datafile = DataFile.open(self._file)
        datafile.session().close()
        datafile.close()

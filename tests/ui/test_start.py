"""The start: the window is there before anything is loaded that it can do without."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("reportlab", "openpyxl", "chinese_calendar", "borax", "icalendar", "dateutil", "rapidfuzz")
# What only dialogs, other pages or the rest of the program need.
LATER = (
    *("smallcrm.importers", "smallcrm.exporters", "smallcrm.reports", "smallcrm.ui.dialogs"),
    *("smallcrm.ui.forms", "smallcrm.services.records", "smallcrm.services.customer_card"),
    *("smallcrm.services.reminders", "smallcrm.ui.pages.customers.detail", "PySide6.QtNetwork"),
)
SHOW = """
import json, sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from smallcrm.core.config import Config
from smallcrm.ui.application import Program
from smallcrm.ui.guard import guard_singletons

guard_singletons()
app = QApplication([])
program = Program(app, Config(language="en", theme="light"))
assert program.begin(sys.argv[1])
opened = program.current
opened.window.show_page("customers")
shown = sorted(sys.modules)
until = time.monotonic() + 20
while opened.reminders is None and time.monotonic() < until:
    app.processEvents()
settled = opened.reminders is not None
while "smallcrm.ui.pages.pipeline" not in sys.modules and time.monotonic() < until:
    app.processEvents()
opened.close()  # which waits for what is being loaded
loaded = sorted(sys.modules)
print(json.dumps([shown, settled, loaded]))
"""


def roots(modules: list[str], wanted: tuple[str, ...]) -> set[str]:
    """Those of the wanted modules that are loaded, with or without modules inside them."""
    return {one for one in wanted for name in modules if name == one or name.startswith(f"{one}.")}


@pytest.fixture
def loaded(tmp_path: Path) -> tuple[list[str], bool, list[str]]:
    """What is loaded when the window shows, whether it settled in, and what is loaded then."""
    places = {f"XDG_{kind}_HOME": str(tmp_path) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
    done = subprocess.run(
        [sys.executable, "-c", SHOW, str(tmp_path / "new.db")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=True,
    )
    shown, settled, later = json.loads(done.stdout.splitlines()[-1])
    return shown, settled, later


def test_the_start_loads_nothing_it_can_do_without(
    loaded: tuple[list[str], bool, list[str]],
) -> None:
    shown, settled, later = loaded
    assert roots(shown, (*HEAVY, *LATER)) == set()
    assert settled
    assert roots(later, HEAVY) == set()


def test_the_reports_page_opens_before_anything_is_drawn() -> None:
    code = "import sys, smallcrm.ui.pages.reports; print('reportlab' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]

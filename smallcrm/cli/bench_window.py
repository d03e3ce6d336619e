"""The window measured in processes of its own: standing still, starting, the memory it holds."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

from smallcrm.cli.terminal import tell
from smallcrm.core.i18n import _

TIMEOUT = 300
STARTS = 3
NOTHING: Mapping[str, str] = MappingProxyType({})


def measure_gaps(file: Path) -> dict[str, Any]:
    """How long the window ever stood still; {} where there is none."""
    return _run("smallcrm.ui.bench", [str(file)])


def measure_start(file: Path) -> dict[str, Any]:
    """Seconds from starting the program to its list being painted, those of a bare window with a
    table, by turns, and the memory the program then holds; {} where there is no window.
    """
    ours: list[dict[str, float]] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        places = {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        # the program is compiled once, as in any place it can be written to
        places["PYTHONPYCACHEPREFIX"] = folder
        kept = Path(folder, "smallcrm", "window.json")
        kept.parent.mkdir()
        kept.write_text('{"page": "customers"}', encoding="ascii")
        for turn in range(STARTS + 1):  # the first one reads all from the disk
            began = time.time()
            soon = [] if turn == STARTS else ["--at-once"]
            started = _run("smallcrm.ui.bench_start", [str(file), *soon], places)
            again = time.time()
            plain = _run("smallcrm.ui.bench_start", [str(file), "--bare"], places)
            if not started or not plain:
                return {}
            if turn:
                ours.append({**started, "seconds": started["shown"] - began})
                bare.append(plain["shown"] - again)
    seconds = median(one["seconds"] for one in ours)
    return {
        "start_seconds": round(seconds, 3),
        "bare_start_seconds": round(median(bare), 3),
        "start_ratio": round(seconds / median(bare), 2),
        "resident_mb": ours[-1]["resident_mb"],
    }


def _run(module: str, arguments: list[str], more: Mapping[str, str] = NOTHING) -> dict[str, Any]:
    """Run a module and read its answer; {} where it cannot."""
    if getattr(sys, "frozen", False):
        return {}
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=environment,
            timeout=TIMEOUT,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        tell(_("The window could not be measured: %(why)s") % {"why": error})
        return {}
    return found

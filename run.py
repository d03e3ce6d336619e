#!/usr/bin/env python3
"""Start smallcrm from its folder; the first start sets everything up.

    python3 run.py                   open the window
    python3 run.py -- ARGUMENTS      a command without a window: python3 run.py -- import list.xlsx
    python3 run.py test [ARGUMENTS]  run all checks (arguments go to pytest)
    python3 run.py fuzz [N]          damage 10,000 (or N) lists and see that none does harm
    python3 run.py screenshots DIR   make pictures of every page
    python3 run.py build             make the program that runs without Python
    python3 run.py setup             set up and do nothing else

Needs Python 3.11 to 3.14 and nothing else. What it installs goes into the folder .venv beside this
file; delete that folder and the next start makes it again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMPS = VENV / "smallcrm-stamps"
# There while a set-up is under way: one that was broken off starts from nothing.
UNFINISHED = VENV / "smallcrm-unfinished"
TEXTS = ROOT / "resources" / "translations"

QT_PACKAGES = [
    "libgl1", "libegl1", "libglib2.0-0", "libxkbcommon0", "libdbus-1-3", "libfontconfig1",
]  # fmt: skip
X11_PACKAGES = [
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0",
]  # fmt: skip
WAYLAND_PACKAGES = ["libwayland-client0", "libwayland-cursor0"]
QT_PROBE = "import PySide6.QtWidgets, PySide6.QtPdf, PySide6.QtPrintSupport"
PLUGIN_PROBE = (
    "import ctypes, pathlib, PySide6.QtGui as q; "
    "ctypes.CDLL(str(pathlib.Path(q.__file__).parent / 'Qt/plugins/platforms/lib%s.so'))"
)

NO_SCREEN = """\
There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.
Everything that matters also works as a command, for example:
    python3 run.py -- --help
    python3 run.py -- import list.xlsx
    python3 run.py -- customers --search TEXT
    python3 run.py -- due
    python3 run.py -- report monthly -o month.pdf
    python3 run.py test"""


class SetupError(Exception):
    """The set-up cannot go on; the text says why and what to do."""


def say(text: str) -> None:
    """Tell the user how far things are; never on stdout, which belongs to commands."""
    print(text, file=sys.stderr, flush=True)


# --- running things -------------------------------------------------------------------------


def clean_environment() -> dict[str, str]:
    """The environment without the settings of one user that could change what happens."""
    wanted = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")
    }
    wanted["PYTHONNOUSERSITE"] = "1"
    wanted["PIP_USER"] = "0"
    wanted["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return wanted


def succeeds(*command: str | Path) -> bool:
    """Run something silently and say whether it went well."""
    done = subprocess.run(
        command, cwd=ROOT, env=clean_environment(), capture_output=True, check=False
    )
    return done.returncode == 0


def in_venv(*arguments: str | Path, offscreen: bool = False) -> int:
    """Run the Python of .venv in the project's folder and return its exit status."""
    environment = clean_environment()
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, check=False).returncode


def become_program(arguments: list[str]) -> int:
    """Hand over to smallcrm, in the folder the user stands in."""
    command = [str(PYTHON), "-m", "smallcrm", *arguments]
    environment = clean_environment()
    if os.name != "nt":
        os.execve(PYTHON, command, environment)
    return subprocess.run(command, env=environment, check=False).returncode


# --- what is already there ------------------------------------------------------------------


def digest(paths: list[Path], *facts: str) -> str:
    """One short text that changes when a file's content or a fact does."""
    total = hashlib.sha256("\n".join(facts).encode())
    for path in paths:
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def packages_key() -> str:
    """What the installed packages depend on: the lock, the project file, place and Python."""
    settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    files = [ROOT / "requirements.lock", ROOT / "pyproject.toml"]
    return digest(files, str(ROOT), os.path.realpath(PYTHON), settings)


def texts_key() -> str:
    """What the compiled translations depend on; different too when one is missing."""
    sources = sorted(TEXTS.glob("*/LC_MESSAGES/*.po"))
    return digest(sources, *(str(path.with_suffix(".mo").exists()) for path in sources))


def is_stamped(name: str, key: str) -> bool:
    """Whether a step of the set-up was done for exactly what is there now."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text(encoding="ascii", errors="replace") == key


def stamp(name: str, key: str) -> None:
    """Note that a step of the set-up is done."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(key, encoding="ascii")


def is_installed() -> bool:
    """Whether .venv holds what the lock names; a Python that was replaced or removed counts too."""
    if UNFINISHED.exists() or not (PYTHON.exists() and (VENV / "pyvenv.cfg").exists()):
        return False
    return is_stamped("packages", packages_key())


@contextmanager
def alone() -> Iterator[None]:
    """Let one set-up run at a time; the operating system frees the lock, whatever happens."""
    with open(ROOT / ".venv.lock", "w", encoding="ascii") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- set-up -----------------------------------------------------------------------------------


def set_up() -> None:
    """Make .venv as the lock says and compile the translations, where that is not done yet."""
    if is_installed() and is_stamped("texts", texts_key()):
        return
    with alone():
        if not is_installed():
            install()
        if not is_stamped("texts", texts_key()):
            if in_venv("tools/translations.py", "compile"):
                raise SetupError("The translations could not be compiled (see above).")
            stamp("texts", texts_key())


def install() -> None:
    """Make .venv, unless a sound one is there, and install the lock and the project."""
    began = time.monotonic()
    probe = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    sound = PYTHON.exists() and not UNFINISHED.exists() and succeeds(PYTHON, "-c", probe)
    if VENV.exists() and not sound:
        say("An earlier set-up was not finished or no longer works: starting anew.")
        shutil.rmtree(VENV)
    if not VENV.exists():
        say("Setting up smallcrm in .venv (once; about 150 MB are fetched) ...")
        make_venv()
    UNFINISHED.touch()
    pip = find_pip()
    say("Installing the packages that smallcrm needs ...")
    quiet = ["install", "-qq", "--no-input", "--progress-bar", "off"]
    lock = ["--require-hashes", "--only-binary", ":all:", "-r", "requirements.lock"]
    # "compat" puts the folder on the path without a hook that would slow every start
    project = ["--no-build-isolation", "--no-deps", "--config-settings", "editable_mode=compat"]
    for what in (lock, [*project, "-e", "."]):
        command = [*pip, *quiet, *what]
        if subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode:
            # pip fetches everything before it changes anything: what was there is still sound
            UNFINISHED.unlink()
            raise SetupError(install_advice())
    stamp("packages", packages_key())
    UNFINISHED.unlink()
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def make_venv() -> None:
    """Make an empty environment, with pip where Python can (Debian splits that off)."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    options = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    command = [base, "-m", "venv", *options, str(VENV)]
    if subprocess.run(command, env=clean_environment(), check=False).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError("Python could not make an environment in .venv (see above).")


def find_pip() -> list[str | Path]:
    """The command that installs into .venv: its own pip, or that of the Python running this."""
    if succeeds(PYTHON, "-m", "pip", "--version"):
        return [PYTHON, "-m", "pip"]
    outer: list[str | Path] = [sys.executable, "-m", "pip", "--python", PYTHON]
    if succeeds(*outer, "--version"):
        return outer
    install_system(["python3-pip"], "Python comes without pip here.")
    return outer


def install_advice() -> str:
    """What to try when pip failed."""
    advice = [
        "The packages could not be installed; the lines above say why.",
        "Is there a connection? If downloads are slow or blocked, set a mirror once:",
        "    python3 -m pip config set global.index-url ADDRESS-OF-THE-MIRROR",
    ]
    name, version = platform.libc_ver()
    if name == "glibc" and tuple(map(int, version.split(".")[:2])) < (2, 34):
        advice.append(
            f"This Linux is too old for Qt (glibc {version}, needed 2.34 as in Debian 12)."
        )
    return "\n".join(advice)


# --- system libraries -------------------------------------------------------------------------


def ensure_qt(*, window: bool) -> None:
    """See that Qt can load (for a window also what draws on the screen), or get it installed."""
    step = "qt-window" if window else "qt"
    if is_stamped(step, packages_key()):
        return
    check_qt(window=window)
    stamp(step, packages_key())


def check_qt(*, window: bool) -> None:
    """Load Qt once in a process of its own and install the libraries it lacks."""
    probes, packages = [QT_PROBE], list(QT_PACKAGES)
    if window and sys.platform == "linux":
        wayland = "DISPLAY" not in os.environ
        probes.append(PLUGIN_PROBE % ("qwayland" if wayland else "qxcb"))
        packages += WAYLAND_PACKAGES if wayland else X11_PACKAGES
    problem = first_problem(probes)
    if problem and sys.platform == "linux" and "cannot open shared object" in problem:
        install_system(packages, f"Qt needs libraries of the system: {problem}")
        problem = first_problem(probes)
    if problem:
        raise SetupError(f"Qt does not load: {problem}\nDelete the folder .venv and start again.")


def first_problem(probes: list[str]) -> str:
    """The last line of what the first failing probe says, "" if all load."""
    for probe in probes:
        done = subprocess.run(
            [PYTHON, "-c", probe], env=clean_environment(), capture_output=True, check=False
        )
        if done.returncode:
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            return lines[-1] if lines else f"Python ended with {done.returncode}"
    return ""


def install_system(packages: list[str], reason: str) -> None:
    """Install packages of Debian or Ubuntu as root; otherwise say the exact line to type."""
    if not shutil.which("apt-get"):
        names = ", ".join(packages)
        raise SetupError(f"{reason}\nInstall what holds it (on Debian: {names}), then start again.")
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if sys.platform == "win32" or os.geteuid() != 0:
        raise SetupError(f"{reason}\nInstall them with this line, then start again:\n"
                         f"    sudo apt-get update && sudo {shlex.join(line)}")  # fmt: skip
    say(f"{reason}\nInstalling system packages: {' '.join(packages)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], line):
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        # a source that does not answer must not stop what another one has
        if done.returncode and command is line:
            raise SetupError(f"{shlex.join(line)} failed:\n{done.stderr.decode(errors='replace')}")


def has_screen() -> bool:
    """Whether a window can be shown (or was asked to be drawn elsewhere)."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- commands -----------------------------------------------------------------------------------


def start(arguments: list[str]) -> int:
    """Open the window, or run a command when the arguments hold one."""
    set_up()
    command = command_of(arguments)
    if command is None:
        if not has_screen():
            say(NO_SCREEN)
            return 1
        ensure_qt(window="QT_QPA_PLATFORM" not in os.environ)
    elif command in ("bench", "self-test"):
        ensure_qt(window=False)
    return become_program(arguments)


def command_of(arguments: list[str]) -> str | None:
    """The first argument that is neither a general option nor its value."""
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--file", "--language", "--as-of"):
            next(rest, None)
        elif not argument.startswith(("--file=", "--language=", "--as-of=")):
            return argument
    return None


def test(arguments: list[str]) -> int:
    """Run every check, the tests last, and name those that failed."""
    set_up()
    ensure_qt(window=False)
    lint_imports = "from importlinter.cli import lint_imports_command as run; run()"
    checks: dict[str, list[str]] = {
        "style": ["-m", "ruff", "check", "--quiet"],
        "format": ["-m", "ruff", "format", "--check", "--quiet"],
        "types": ["-m", "mypy", "--no-error-summary"],
        "imports": ["-c", lint_imports, "--no-logo"],
        "translations": ["tools/translations.py", "check"],
        "tests": ["-m", "pytest", "-n", "auto", "--dist", "worksteal", *arguments],
    }
    failed = []
    for name, command in checks.items():
        print(f"--- {name}", flush=True)
        if in_venv(*command, offscreen=True):
            failed.append(name)
    passed = [name for name in checks if name not in failed]
    print(f"passed: {', '.join(passed) or 'none'} · failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def fuzz(arguments: list[str]) -> int:
    """Damage good lists and see that each is read or refused; 1 when one was not."""
    set_up()
    return in_venv("tools/fuzz.py", *arguments)


def screenshots(arguments: list[str]) -> int:
    """Draw every page of the demonstration data into files, without a screen."""
    set_up()
    ensure_qt(window=False)
    return in_venv("-m", "smallcrm.ui.screenshots", *arguments, offscreen=True)


def build() -> int:
    """Make dist/smallcrm with PyInstaller."""
    set_up()
    ensure_qt(window=False)
    say("Installing what the build needs ...")
    options = ["install", "-qq", "--no-input", "--require-hashes", "--only-binary", ":all:"]
    command = [*find_pip(), *options, "-r", "requirements-build.lock"]
    if subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode:
        raise SetupError(install_advice())
    return in_venv("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec")


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; return the exit status."""
    mode, rest = (arguments[0], arguments[1:]) if arguments else ("--", [])
    if mode == "--":
        return start(rest)
    if mode == "test":
        return test(rest)
    if mode == "fuzz":
        return fuzz(rest)
    if mode == "screenshots" and rest:
        return screenshots(rest)
    if mode == "build" and not rest:
        return build()
    if mode == "setup" and not rest:
        set_up()
        ensure_qt(window=False)
        return 0
    if mode not in ("-h", "--help"):
        say(
            f"run.py does not know: {shlex.join(arguments)}\n"
            "A command of smallcrm stands after two dashes: python3 run.py -- due\n"
        )
    print(__doc__.strip(), file=sys.stdout if mode in ("-h", "--help") else sys.stderr)
    return 0 if mode in ("-h", "--help") else 2


if __name__ == "__main__":
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        say(
            "smallcrm needs Python 3.11 to 3.14; this is Python "
            f"{platform.python_version()} ({sys.executable})."
        )
        sys.exit(1)
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(130)

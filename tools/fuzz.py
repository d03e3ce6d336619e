"""Damage good lists and see that each is read or refused in a sentence, and nothing is written.

    python tools/fuzz.py [N] [--seed S] [--keep FOLDER] [--real M]

Makes N files (10,000) from good ones of every kind and, where they lie beside the project, from
`../shared/samples`. Each is read, understood and planned; every tenth is brought into a data file
as well. A crash, an answer after more than 30 s, a plan that does not tie out, or something
written by an import that failed is a finding: the file is kept, and the exit status is 1.

The reader's process is forked from this one, which is ten times quicker than starting Python; M of
the files (every hundredth) go the real way.
"""

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from smallcrm.core.errors import UserError  # noqa: E402
from smallcrm.importers import reader_child, reading  # noqa: E402
from smallcrm.importers.analysis import analyse, plan_import  # noqa: E402
from smallcrm.importers.plan import OUTCOMES  # noqa: E402
from smallcrm.services.imports import import_files  # noqa: E402
from smallcrm.storage.datafile import DataFile  # noqa: E402
from tests.importers import list_files  # noqa: E402
from tests.importers.list_shapes import make_list  # noqa: E402
from tests.storage.helpers import dump  # noqa: E402

SAMPLES = ROOT.parent / "shared" / "samples"
LONGEST = 30
CHILD_LONGEST = 7  # as reading._read_in_child allows the first reader
IMPORT_EVERY = 10
REAL_EVERY = 100


class Hang(BaseException):
    """The time is up; no handler of the program must catch this."""


@dataclass(frozen=True)
class Seed:
    """A good file to start from."""

    name: str
    data: bytes


@dataclass
class Tally:
    """What became of the files."""

    read: int = 0
    refused: int = 0
    imported: int = 0
    findings: list[str] = field(default_factory=list)
    sentences: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")


# --- good files ---------------------------------------------------------------------------------


def good_files() -> list[Seed]:
    """Files of every kind made by the tests' own code, and the samples."""
    seeds: list[Seed] = []
    for number in range(3):
        made = make_list(number)
        sheet = made.sheets[0]
        text = make_list(number, cells=False).sheets[0]
        seeds += [
            Seed(f"made{number}.xlsx", list_files.xlsx_bytes(made.sheets)),
            Seed(f"made{number}.xls", list_files.xls_bytes(made.sheets)),
            Seed(f"page{number}.xls", list_files.html_bytes(sheet, "gb18030")),
            Seed(f"made{number}.xml", list_files.xml_bytes(made.sheets)),
            Seed(f"made{number}.csv", list_files.csv_bytes(text, "gb18030")),
            Seed(f"wide{number}.txt", list_files.csv_bytes(text, "utf-16", "\t")),
            Seed(f"made{number}.vcf", list_files.vcf_bytes(made.truth, "gb18030")),
        ]
    if SAMPLES.is_dir():
        paths = sorted(path for path in SAMPLES.iterdir() if path.suffix not in (".tsv", ".md"))
        seeds += [Seed(path.name, path.read_bytes()) for path in paths if path.is_file()]
    return seeds


# --- damage -------------------------------------------------------------------------------------


def flip(rng: random.Random, data: bytes) -> bytes:
    """Change some bytes."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20, 100))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def truncate(rng: random.Random, data: bytes) -> bytes:
    """Cut the end off."""
    return data[: rng.randrange(len(data))]


def swap(rng: random.Random, data: bytes) -> bytes:
    """Exchange two blocks."""
    size = rng.randint(1, max(1, len(data) // 4))
    a, b = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
    return (
        data[:a] + data[b : b + size] + data[a + size : b] + data[a : a + size] + data[b + size :]
    )


def zero(rng: random.Random, data: bytes) -> bytes:
    """Fill a block with zeros."""
    start = rng.randrange(len(data))
    size = min(rng.choice((1, 16, 512, 4096)), len(data) - start)
    return data[:start] + bytes(size) + data[start + size :]


def repeat(rng: random.Random, data: bytes) -> bytes:
    """Repeat a block, once or many times."""
    start = rng.randrange(len(data))
    block = data[start : start + rng.randint(1, 2000)]
    return data[:start] + block * rng.choice((2, 3, 50)) + data[start:]


def extreme(rng: random.Random, data: bytes) -> bytes:
    """Put a number in the place of another: sizes, offsets and counts that promise too much."""
    start = rng.randrange(max(len(data) - 8, 1))
    number = rng.choice(
        (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\xff\xff", b"\1")
    )
    return data[:start] + number + data[start + len(number) :]


DAMAGE: Sequence[Callable[[random.Random, bytes], bytes]] = (
    *(flip, flip, truncate, swap, zero, repeat, extreme),
)


def mutant(rng: random.Random, seed: Seed) -> bytes:
    """One damaged file; of a zip half the time a part inside it, packed again."""
    damage = rng.choice(DAMAGE)
    data = seed.data
    if data[:2] == b"PK" and rng.random() < 0.5:
        with contextlib.suppress(zipfile.BadZipFile, OSError, NotImplementedError):
            return _inside(rng, data, damage)
    for _ in range(rng.choice((1, 1, 2))):
        data = damage(rng, data) if data else data
    return data


def _inside(
    rng: random.Random, data: bytes, damage: Callable[[random.Random, bytes], bytes]
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([name for name, part in parts.items() if part])
    parts[name] = damage(rng, parts[name])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return stream.getvalue()


# --- one file -------------------------------------------------------------------------------------


def ask_fork(
    command: Sequence[str], request: dict[str, str | None], end: float, progress: object
) -> dict[str, Any]:
    """Answer as reading._ask_child does, with a fork of this process as the reader's."""
    answer_out, answer_in = os.pipe()
    request_out, request_in = os.pipe()
    child = os.fork()
    if child == 0:
        _be_reader(list(command[-2:]), request_out, answer_in)
    os.close(answer_in)
    os.close(request_out)
    os.write(request_in, json.dumps(request).encode() + b"\n")
    os.close(request_in)
    with os.fdopen(answer_out, "rb") as stream:
        answer = reading._take(stream)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return {"error": "too_slow"}
    return answer


def _be_reader(arguments: list[str], request: int, answer: int) -> None:
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(CHILD_LONGEST)
        os.dup2(request, 0)
        os.dup2(answer, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        reader_child.main(arguments)
    finally:
        os._exit(0)


@contextlib.contextmanager
def time_limit() -> Iterator[None]:
    """Raise Hang in what takes too long, where the system can."""

    def ring(_signal: int, _frame: object) -> None:
        raise Hang

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, ring)
    signal.alarm(LONGEST)
    try:
        yield
    finally:
        signal.alarm(0)


class Trial:
    """Tries files one after another, with a data file that must stay as it was."""

    def __init__(self, folder: Path) -> None:
        self.datafile = DataFile.open(folder / "data.db")
        self.session = self.datafile.session()
        self.before = dump(self.session)

    def close(self) -> None:
        """Let go of the data file."""
        self.session.close()
        self.datafile.close()

    def run(self, path: Path, *, bring: bool) -> str:
        """Return "" when the file is read, else the sentence. Anything raised is a finding."""
        sentence = ""
        try:
            with time_limit():
                totals = plan_import([analyse(path)]).totals
            assert totals["rows"] == sum(totals[name] for name in OUTCOMES), totals
        except UserError as error:
            sentence = error.message.replace(path.name, "*")
            assert sentence
        if bring:
            self.bring(path)
        return sentence

    def bring(self, path: Path) -> None:
        """Bring the file in, and take it back; nothing may stay, least of all when it fails."""
        with time_limit():
            try:
                _analyses, _plan, result = import_files(self.session, [path])
            except UserError:
                pass
            else:
                if result.step_id is not None:
                    self.session.undo()
        assert dump(self.session) == self.before, "the import left something in the data file"


def run(count: int, seed: int, keep: Path, real: int) -> Tally:
    """Try `count` files; what goes wrong is kept in the folder `keep`."""
    rng = random.Random(seed)
    seeds = good_files()
    tally = Tally()
    ask_real = reading._ask_child
    with tempfile.TemporaryDirectory() as name:
        trial = Trial(Path(name))
        for number in range(count):
            start = rng.choice(seeds)
            path = Path(name) / f"{number}-{start.name}"
            path.write_bytes(mutant(rng, start) or b"\0")
            forked = hasattr(os, "fork") and number % REAL_EVERY >= real
            reading._ask_child = ask_fork if forked else ask_real
            _try_one(trial, path, tally, keep, bring=number % IMPORT_EVERY == 0)
            path.unlink()
            if sys.stderr.isatty() and number % 50 == 0:
                print(f"\r{number} of {count}", end="", file=sys.stderr, flush=True)
        trial.close()
    reading._ask_child = ask_real
    return tally


def _try_one(trial: Trial, path: Path, tally: Tally, keep: Path, *, bring: bool) -> None:
    began = time.monotonic()
    try:
        sentence = trial.run(path, bring=bring)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        keep.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, keep)
        last = traceback.format_exception(error)[-1].strip()
        where = traceback.extract_tb(error.__traceback__)[-1]
        tally.findings.append(f"{keep / path.name}: {last} ({where.filename}:{where.lineno})")
        return
    if sentence:
        tally.refused += 1
        tally.sentences[sentence] += 1
    else:
        tally.read += 1
    tally.imported += bring
    tally.slowest = max(tally.slowest, (time.monotonic() - began, path.name))


def main(arguments: list[str]) -> int:
    """Try as many files as asked for; print what was found and a line that sums up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("count", nargs="?", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=ROOT / "fuzz-findings")
    parser.add_argument("--real", type=int, default=1, metavar="M", help="of each hundred files")
    options = parser.parse_args(arguments)
    seed = random.randrange(10**6) if options.seed is None else options.seed
    began = time.monotonic()
    tally = run(options.count, seed, options.keep, options.real)
    for sentence, count in tally.sentences.most_common():
        print(f"{count:6} {sentence}")
    for finding in tally.findings:
        print(f"FINDING {finding}")
    took, name = tally.slowest
    print(
        f"{options.count} files (seed {seed}): {tally.read} read, {tally.refused} refused, "
        f"{tally.imported} brought in and taken back, {len(tally.findings)} findings; "
        f"slowest {took:.1f} s ({name}); {_memory()}; {time.monotonic() - began:.0f} s"
    )
    return 1 if tally.findings else 0


def _memory() -> str:
    try:
        import resource
    except ImportError:
        return "memory not measured"
    per_unit = 1024 if sys.platform != "darwin" else 1
    used = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    here, children = (size * per_unit // 10**6 for size in used)
    return f"at most {here} MB here, {children} MB in the reader"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

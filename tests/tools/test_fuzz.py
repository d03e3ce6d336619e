"""Damaged files never hurt: a share of what `python3 run.py fuzz` tries by the ten thousand."""

import os
import random
import subprocess
import sys
from pathlib import Path

from tools.fuzz import DAMAGE, Seed, good_files, mutant

ROOT = Path(__file__).resolve().parents[2]
# Without fork each file starts a Python, which takes ten times as long.
COUNT = 300 if hasattr(os, "fork") else 40


def test_damaged_files_are_read_or_refused_and_nothing_is_written(tmp_path: Path) -> None:
    command = [sys.executable, "tools/fuzz.py", str(COUNT), "--seed", "1", "--real", "4"]
    done = subprocess.run(
        [*command, "--keep", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert done.stdout.splitlines()[-1].startswith(f"{COUNT} files (seed 1): ")
    assert " 0 findings" in done.stdout
    assert not list(tmp_path.iterdir())


def test_every_kind_of_file_is_damaged_in_every_way() -> None:
    names = {seed.name.rpartition(".")[2] for seed in good_files()}
    assert {"xlsx", "xls", "xml", "csv", "txt", "vcf"} <= names
    rng = random.Random(1)
    data = bytes(range(256)) * 40
    for damage in set(DAMAGE):
        changed = [damage(rng, data) for _number in range(20)]
        assert sum(one != data for one in changed) > 10
        assert max(map(len, changed)) < 200_000
    made = {mutant(rng, Seed("a.csv", data)) for _number in range(50)}
    assert len(made) > 45

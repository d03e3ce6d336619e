"""The search box measured as it is used: each key of what is typed, the first answer to it."""

import time
from collections.abc import Callable
from functools import partial

from smallcrm.cli.bench_references import Bare
from smallcrm.services.search_box import SearchRun
from smallcrm.storage.session import Session

TYPED = ("砺禾", "苏州朔", "jiangsu", "szyc", "154 0007", "zhangw", "常州sh", "7919", "0512-5550")
SHOWN = 40
BARE = "SELECT rowid FROM search WHERE body LIKE ? ORDER BY rowid DESC LIMIT ?"
NEARLY_ALL = 0.95


def measure_keys(session: Session, plain: Bare) -> tuple[float, float]:
    """Seconds within which 95 of 100 keys have a first answer; and within which a bare LIKE has."""
    texts = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
    texts = [text for text in texts if text.strip() == text]
    for text in texts[:3]:
        SearchRun(text).step(session)  # tables of pinyin are read once
    first = [_once(partial(SearchRun(text).step, session)) for text in texts]
    bare = [_once(partial(plain.rows, BARE, f"%{text}%", SHOWN)) for text in texts]
    return most(first), most(bare)


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def most(seconds: list[float]) -> float:
    """The seconds within which 95 of 100 are done."""
    return sorted(seconds)[int(len(seconds) * NEARLY_ALL)]

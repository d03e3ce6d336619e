"""Reports of tables: quick, the same each time, named in their properties, on any paper."""

import time
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtPdf import QPdfDocument

from smallcrm.cli.bench_references import draw_bare
from smallcrm.core.errors import Cancelled, StorageError
from smallcrm.core.i18n import translator
from smallcrm.core.progress import Progress
from smallcrm.reports import abc, fonts, style
from smallcrm.reports.abc import AbcCustomer, AbcReport
from smallcrm.reports.tabular import Tabular, render_tabular
from tests.reports.reading import Document

DAYS = (date(2026, 1, 1), date(2026, 11, 1), date(2025, 1, 1), date(2025, 11, 1))
MADE = datetime(2026, 11, 1, 9, 30)
MOST_TIMES = 4  # the time of the bare canvas


def report(count: int, language: str = "zh_CN") -> Tabular:
    customers = tuple(
        AbcCustomer(f"海川泵业有限公司 {n}", 10**6 - n, 10**5, 3, "A", "赵敏") for n in range(count)
    )
    return abc.tabular(
        AbcReport(customers, *DAYS, made_at=MADE, company="沐岭设备"), translator(language)
    )


def seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def test_a_long_list_takes_little_more_than_its_texts(tmp_path: Path) -> None:
    fonts.faces()
    long = report(3000)
    rows = [
        (str(n), f"海川泵业有限公司 {n}", "A", "赵敏", "A", "3", "123.45", "0.1%", "45.0%", "1.0")
        for n in range(3000)
    ]
    ours = min(seconds(lambda: render_tabular(long, BytesIO())) for _turn in range(2))
    bare = min(
        seconds(lambda: draw_bare(tmp_path / "bare.pdf", fonts.REGULAR, rows, 700))
        for _turn in range(2)
    )
    assert ours < MOST_TIMES * bare


def test_properties_and_the_same_bytes_each_time() -> None:
    first, second = BytesIO(), BytesIO()
    render_tabular(report(60), first)
    render_tabular(report(60), second)
    assert first.getvalue() == second.getvalue()
    document = Document(first)
    assert "客户 ABC 分析表" in document.meta(QPdfDocument.MetaDataField.Title)
    assert document.meta(QPdfDocument.MetaDataField.Author) == "沐岭设备"
    assert b"/Lang (zh-CN)" in document.data
    every = len(document.pages)
    for number, page in enumerate(document.pages, 1):
        assert f"第 {number} 页 / 共 {every} 页" in page


@pytest.mark.parametrize("grey", [False, True])
def test_on_letter_and_in_grey(grey: bool) -> None:
    out = BytesIO()
    render_tabular(report(5, "en"), out, size=style.LETTER, grey=grey)
    document = Document(out)
    assert document.size == (792, 612)
    assert document.is_coloured != grey
    assert not document.outside(0)


def test_cancelled_or_nowhere_to_write_leaves_nothing(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        render_tabular(report(5), tmp_path / "out.pdf", progress)
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        render_tabular(report(5), tmp_path / "file" / "out.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]

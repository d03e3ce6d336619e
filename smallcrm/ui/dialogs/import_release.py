"""Lets go of what an import dialog showed a little at a time; knows no widgets."""

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QTimer

from smallcrm.ui.dialogs.import_outlook import Outlook

_STEP = 2000


def release(outlook: Outlook | None, then: Callable[[], object] | None = None) -> None:
    """Hold all that an outlook nobody shows any more is made of, and drop some at each turn.

    Dropping hundreds of thousands of records at once would hold the window. `then` is called when
    all are gone.
    """
    lists = _lists_of(outlook) if outlook is not None else []
    held = [one for some in lists for one in some]
    lists += _tables_of(outlook) if outlook is not None else []
    _drop(lists, held, then)


def _lists_of(outlook: Outlook) -> list[Collection[object]]:
    """The long lists; what stands in them is dropped bit by bit."""
    plan = outlook.plan
    lists: list[Collection[object]] = [outlook.stops]
    for analysis in outlook.analyses:
        lists += [sheet.rows for sheet in analysis.file.sheets]
        for table in analysis.tables:
            lists += [table.table.records, table.rows.rows]
    if plan is not None:
        lists += [plan.questions, plan.records, plan.rows, plan.customers]
    return lists


def _tables_of(outlook: Outlook) -> list[Collection[object]]:
    """What has one small thing for each row: each is dropped as a whole."""
    found: list[Collection[object]] = [outlook.first_rows, outlook.first_of]
    found += [*outlook.outcomes.values(), *outlook.made.values()]
    for file in outlook.files:
        for sheet in file.sheets:
            found += [sheet.planned, sheet.marks.outcomes, sheet.marks.asked, sheet.view.classes]
            found += [sheet.view.problems, sheet.view.rejects]
    for analysis in outlook.analyses:
        for table in analysis.tables:
            found += [column.values for column in table.clean.values()]
    return found


def _drop(
    lists: list[Collection[object]], held: list[object], then: Callable[[], object] | None
) -> None:
    while lists and len(lists.pop()) < _STEP:
        pass
    if not lists:
        del held[-_STEP:]
    if held:
        QTimer.singleShot(0, partial(_drop, lists, held, then))
    elif then is not None:
        then()

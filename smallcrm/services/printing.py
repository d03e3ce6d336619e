"""Any list on paper, exactly as it is shown."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from smallcrm.core.i18n import Translator, _
from smallcrm.core.phone import format_phone
from smallcrm.core.progress import Progress
from smallcrm.services.company import own_company
from smallcrm.services.no_contact import MARK, marks_of_list
from smallcrm.services.table import ShownList
from smallcrm.storage.session import Session

PAGE = 500


def print_list(
    session: Session,
    shown: ShownList,
    path: Path,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] | None = None,
    grey: bool = False,
) -> int:
    """Write a list as PDF with its columns, filter and order; returns how many rows.

    Where somebody asked not to be contacted, a column more says so.
    """
    from smallcrm.reports import listing, style

    progress = progress or Progress()
    ids = shown.query.ids(session)
    marks = marks_of_list(session, shown.query, ids)
    listed = [*shown.columns, *([MARK] if marks else [])]
    kinds = {"words": "text", "level": "text", "date": "moment"}
    columns = tuple(
        listing.ListColumn(_(c.title), kind=kinds.get(c.kind, c.kind), total=c.kind == "money")  # type: ignore[arg-type]
        for c in listed
    )
    rows: list[tuple[Any, ...]] = []
    for start in range(0, len(ids), PAGE):
        progress.check()
        for row in shown.query.rows(session, ids[start : start + PAGE]):
            marked = {**row, MARK.key: marks.get(cast(int, row["id"]), "")}
            rows.append(tuple(_value(marked[column.key], column.kind) for column in listed))
    report = listing.ListReport(
        title=shown.title,
        columns=columns,
        rows=tuple(rows),
        made_at=session.clock.now(),
        company=own_company(session, translator),
        filter=shown.filter,
        currency=session.settings.get("currency"),
    )
    listing.render(report, path, translator, progress, size=size or style.A4, grey=grey)
    return len(rows)


def _value(value: object, kind: str) -> object:
    if kind == "phone" and value:
        number, _sign, extension = str(value).partition("x")
        return format_phone(number, extension)
    if kind != "date" or not value:
        return value
    text = str(value)
    try:
        return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:  # a day of which only a part is known, or of the lunar calendar
        return text

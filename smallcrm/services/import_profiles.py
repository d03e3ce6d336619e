"""How lists are read: remembered by the shape of their headers, kept under names, or built in.

A reading is what `describe_reading` keeps with each import: what every column meant, by its header.
Only what differs from today's guess is taken over, so that what was never decided by hand may be
guessed better by a list with more in it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers import profiles
from smallcrm.importers.analysis import Analysis, ImportOptions, TableAnalysis, reanalyse
from smallcrm.importers.columns import SHEET_NAME, ColumnGuess
from smallcrm.importers.fields import CUSTOM, FIELDS, IGNORED, read_own_choice
from smallcrm.importers.headers import find_meaning, fold_header, shown_header
from smallcrm.models import ImportFile
from smallcrm.storage.session import Session

ProfileKind = Literal["list", "own", "built_in"]
Reading = Mapping[str, Any]

OWN, FORGOTTEN = "import_profiles", "import_forgotten"
NAMED = 8  # as many earlier lists are named when the one asked for is not there
LOOKED_AT = 300  # of the newest imports
# A list with a column more or less than last month's is still that list.
ALIKE, LEAST_HEADERS = 0.8, 4


@dataclass(frozen=True, slots=True)
class Remembered:
    """How a list is to be read, and where that is known from.

    The options are the list's own where it would be guessed just so. `name` is a file's or a
    profile's name as shown, `when` ISO, "" for what is built in.
    """

    options: ImportOptions
    when: str
    name: str
    kind: ProfileKind


@dataclass(frozen=True, slots=True)
class Profile:
    """A reading to choose: `name` is passed back, `title` is shown; `saved` is ISO or ""."""

    name: str
    title: str
    kind: ProfileKind
    saved: str = ""


def describe_reading(analysis: Analysis) -> dict[str, object]:
    """How a file was read, as it is kept: what each column meant, by its header, and from where.

    A column is [header, field, whether the user decided so].
    """
    return {
        "format": analysis.file.format,
        "path": analysis.file.path,
        "encoding": analysis.file.encoding,
        "date_order": analysis.options.date_order,
        "kind": analysis.options.kind,
        "tables": [
            {
                "sheet": table.table.sheet,
                "kind": table.kind,
                "header_rows": list(table.table.header_rows),
                "header_chosen": table.table.sheet in analysis.options.header_rows,
                "columns": [
                    [guess.header, _meaning(analysis, table, guess), guess.reason == "chosen"]
                    for guess in table.columns
                    if guess.header and guess.index != SHEET_NAME and not _ours(guess.header)
                ],
                "sheet_name": next(
                    (guess.field for guess in table.columns if guess.index == SHEET_NAME), ""
                ),
                "data_rows": len(table.table.data_rows),
                "passed_over": Counter(passed.reason for passed in table.table.passed_over),
            }
            for table in analysis.tables
        ],
        "left_out": [[out.sheet, out.code] for out in analysis.left_out],
    }


def _meaning(analysis: Analysis, table: TableAnalysis, guess: ColumnGuess) -> str:
    """What a column meant; an own field with the name and type that were chosen for it."""
    choice = analysis.options.columns.get(table.key, {}).get(guess.index, "")
    return choice if guess.custom and read_own_choice(choice) else guess.field


# --- remembered by the header --------------------------------------------------------------------


def remembered(session: Session, analysis: Analysis) -> Remembered | None:
    """How the newest list with the same headers was read, else the program it was exported by.

    A list with the same headers is told of even where it is guessed just so; others, and programs,
    only where something is read otherwise.
    """
    shapes = {_shape(guess.header for guess in table.columns) for table in analysis.tables}
    forgotten = _load(session, FORGOTTEN)
    query = ImportFile.select(
        ImportFile.id, ImportFile.at, ImportFile.name, ImportFile.profile
    ).order_by(ImportFile.id.desc())
    near = None
    for id, at, name, text in list(query.limit(LOOKED_AT).tuples()):
        reading = json.loads(text)
        if _is_forgotten(reading, forgotten, id):
            continue
        if _fits(analysis, reading, shapes):
            return Remembered(_options(analysis, reading, sure=False), at, name, "list")
        if near is None and _nearly_fits(analysis, reading):
            near = (reading, at, name)
    if near is not None:
        return _remember(analysis, *near, "list")
    built_in = profiles.recognise([guess.header for t in analysis.tables for guess in t.columns])
    if built_in is None or any(_key(shape) in forgotten for shape in shapes):
        return None
    return _remember(analysis, built_in.reading(), "", built_in.title, "built_in")


def forget(session: Session, analysis: Analysis) -> None:
    """Guess lists with these headers afresh from now on, until one of them is brought in again."""
    newest = ImportFile.select(ImportFile.id).order_by(ImportFile.id.desc()).limit(1).scalar() or 0
    forgotten = _load(session, FORGOTTEN)
    for table in analysis.tables:
        forgotten[_key(_shape(guess.header for guess in table.columns))] = newest
    _store(session, FORGOTTEN, forgotten)


# --- under a name --------------------------------------------------------------------------------


def list_profiles(session: Session) -> list[Profile]:
    """The profiles to choose from: own ones by name, then those that come along."""
    own = _load(session, OWN)
    found = [Profile(name, name, "own", str(kept["saved"])) for name, kept in sorted(own.items())]
    return found + [Profile(one.key, one.title, "built_in") for one in profiles.built_in()]


def save_profile(session: Session, name: str, analysis: Analysis) -> None:
    """Keep how a list is read under a name; one of that name is replaced. UserError without one."""
    name = name.strip()
    if not name:
        raise UserError(_("The profile needs a name."))
    if profiles.find(name) is not None:
        raise UserError(_("“%(name)s” is a profile that comes along.") % {"name": name})
    own = _load(session, OWN)
    own[name] = {"saved": session.now, "reading": describe_reading(analysis)}
    _store(session, OWN, own)


def delete_profile(session: Session, name: str) -> None:
    """Delete an own profile."""
    own = _load(session, OWN)
    own.pop(name, None)
    _store(session, OWN, own)


def apply_profile(session: Session, analysis: Analysis, name: str) -> ImportOptions:
    """The options that read a list by a profile: own, built in, or an imported list's file name.

    Columns it does not know are guessed as ever. UserError when there is none of that name.
    """
    own = _load(session, OWN)
    if name in own:
        return _options(analysis, own[name]["reading"])
    built_in = profiles.find(name)
    if built_in is not None:
        return _options(analysis, built_in.reading())
    query = ImportFile.select(ImportFile.name, ImportFile.profile).order_by(ImportFile.id.desc())
    known = list(query.tuples())
    for known_name, text in known:
        if known_name == name:
            return _options(analysis, json.loads(text))
    names = [profile.name for profile in list_profiles(session)]
    names += [row[0] for row in known]
    raise UserError(
        _("There is no profile and no imported list named “%(name)s”. Known: %(names)s")
        % {"name": name, "names": ", ".join(list(dict.fromkeys(names))[: NAMED + len(own)])}
    )


def read_as(
    session: Session, analyses: Sequence[Analysis], name: str, progress: Progress | None = None
) -> list[Analysis]:
    """Read lists by a profile, as `apply_profile` says."""
    return [
        reanalyse(analysis, apply_profile(session, analysis, name), progress)
        for analysis in analyses
    ]


def read_export(analysis: Analysis, progress: Progress | None = None) -> tuple[Analysis, str]:
    """Read a list as the export of the program it comes from, when its headers tell which.

    Returns the list as it is read, and the name of the profile, "" when none is known.
    """
    if analysis.options.columns or analysis.options.kind != "auto":
        return analysis, ""
    known = profiles.recognise([guess.header for t in analysis.tables for guess in t.columns])
    if known is None:
        return analysis, ""
    return reanalyse(analysis, _options(analysis, known.reading()), progress), known.title


def apply_reading(analysis: Analysis, reading: Reading) -> Analysis:
    """Understand a list exactly as a kept reading says it was."""
    return reanalyse(analysis, _options(analysis, reading))


# --- readings ------------------------------------------------------------------------------------


def _remember(
    analysis: Analysis, reading: Reading, when: str, name: str, kind: ProfileKind
) -> Remembered | None:
    options = _options(analysis, reading, sure=kind == "built_in")
    return None if options == analysis.options else Remembered(options, when, name, kind)


def _asks(analysis: Analysis) -> bool:
    """Whether the dates of some column do not tell their order."""
    return not all(guess.order_certain for table in analysis.tables for guess in table.columns)


def _options(analysis: Analysis, reading: Reading, *, sure: bool = True) -> ImportOptions:
    """The list's options with what the reading says and the user has not decided yet.

    With `sure` also what the reading only guessed stands against a certain guess.
    """
    old = analysis.options
    kind = str(reading.get("kind") or "auto")
    options = replace(
        old,
        kind=kind if old.kind == "auto" else old.kind,
        date_order=old.date_order or (reading.get("date_order") if _asks(analysis) else None),
        header_rows={**_chosen_headers(analysis, reading), **old.header_rows},
    )
    if options != old:
        analysis = reanalyse(analysis, options)
    columns = {key: dict(chosen) for key, chosen in options.columns.items()}
    for place, table in enumerate(analysis.tables):
        kept = _table_for(table, place, reading["tables"])
        found = _differences(table, kept, sure=sure) if kept is not None else {}
        if found:
            columns[table.key] = {**found, **columns.get(table.key, {})}
    return replace(options, columns=columns) if columns != dict(options.columns) else options


def _differences(table: TableAnalysis, kept: Reading, *, sure: bool) -> dict[int, str]:
    """The columns that are guessed otherwise than they were read: index -> what to take."""
    known: dict[str, list[tuple[str, bool]]] = {}
    for header, field, chosen in _columns(kept):
        known.setdefault(fold_header(header), []).append((field, chosen))
    found = {}
    again = any(_ours(guess.header) for guess in table.columns)  # rejected rows, mended
    for guess in table.columns:
        if guess.index == SHEET_NAME or not (meant := known.get(fold_header(guess.header))):
            continue
        field, chosen = meant.pop(0) if len(meant) > 1 else meant[0]
        choice = _choice(guess, field, decided=chosen, sure=sure)
        if field == IGNORED and guess.field == "customer.code" and (again or not guess.certain):
            choice = IGNORED  # a few rows count no more from 1; what numbered rows is no code
        if choice:
            found[guess.index] = choice
    by_name = str(kept.get("sheet_name") or "")
    if by_name in FIELDS and not any(guess.field == by_name for guess in table.columns):
        found[SHEET_NAME] = by_name
    return found


def _choice(guess: ColumnGuess, field: str, *, decided: bool, sure: bool) -> str:
    """What to choose for a column; "" to leave it to the guess."""
    if own := read_own_choice(field):
        same = (own[0], CUSTOM + own[1]) == (guess.type, guess.field)
        return "" if same or guess.reason == "empty" else field
    field = "custom" if field.startswith(CUSTOM) else field
    if (field not in FIELDS and field not in ("custom", IGNORED)) or guess.reason == "empty":
        return ""
    if field == guess.field or (field == "custom" and guess.custom):
        return ""
    if decided or (field in FIELDS and (sure or not guess.certain)):
        return field
    return ""


def _chosen_headers(analysis: Analysis, reading: Reading) -> dict[str, tuple[int, ...]]:
    """Header rows that had to be said by hand, where the same texts stand in them again."""
    found = {}
    for kept in reading["tables"]:
        rows = tuple(kept.get("header_rows") or ())
        if not kept.get("header_chosen") or not rows:
            continue
        shape = _shape(header for header, _field, _chosen in _columns(kept))
        for sheet in analysis.file.sheets:
            if rows[-1] <= len(sheet.rows):
                last = [shown_header(cell) for cell in sheet.rows[rows[-1] - 1]]
                if shape and len(shape & _shape(last)) >= ALIKE * len(shape):
                    found[sheet.name] = rows
    return found


def _columns(kept: Reading) -> list[tuple[str, str, bool]]:
    """A kept table's columns; older files keep them as header -> field."""
    columns = kept["columns"]
    if isinstance(columns, dict):
        return [(header, field, False) for header, field in columns.items()]
    return [(header, field, bool(chosen)) for header, field, chosen in columns]


def _table_for(table: TableAnalysis, place: int, kept: Sequence[Reading]) -> Reading | None:
    """The kept table that is most like this one: by its headers, its sheet's name, its place."""
    shape = _shape(guess.header for guess in table.columns)

    def likeness(number: int) -> tuple[int, bool, bool]:
        one = kept[number]
        same = len(shape & _shape(header for header, _field, _chosen in _columns(one)))
        return same, one.get("sheet") == table.table.sheet, number == place

    best = max(range(len(kept)), key=likeness, default=None)
    return kept[best] if best is not None and likeness(best)[0] else None


# --- shapes of headers ---------------------------------------------------------------------------


def _ours(header: str) -> bool:
    meaning = find_meaning(header)
    return meaning is not None and meaning.field == "@ours"


def _shape(headers: Iterable[str]) -> frozenset[str]:
    """The headers without order, case and signs, and without what smallcrm wrote beside them."""
    return frozenset(fold_header(one) for one in headers if one and not _ours(one)) - {""}


def _key(shape: frozenset[str]) -> str:
    return hashlib.sha256("\t".join(sorted(shape)).encode()).hexdigest()[:16]


def _shapes_of(reading: Reading) -> list[frozenset[str]]:
    return [_shape(column[0] for column in _columns(kept)) for kept in reading["tables"]]


def _is_forgotten(reading: Reading, forgotten: Mapping[str, int], import_id: int) -> bool:
    return bool(forgotten) and any(
        forgotten.get(_key(shape), -1) >= import_id for shape in _shapes_of(reading)
    )


def _fits(analysis: Analysis, reading: Reading, shapes: set[frozenset[str]]) -> bool:
    if any(shape and shape in shapes for shape in _shapes_of(reading)):
        return True
    return bool(_chosen_headers(analysis, reading))


def _nearly_fits(analysis: Analysis, reading: Reading) -> bool:
    for table in analysis.tables:
        shape = _shape(guess.header for guess in table.columns)
        for kept in _shapes_of(reading):
            least = min(len(shape), len(kept))
            if least >= LEAST_HEADERS and len(shape & kept) >= ALIKE * len(shape | kept):
                return True
    return False


# --- kept in the settings ------------------------------------------------------------------------


def _load(session: Session, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(session.settings.get(key))
    return found


def _store(session: Session, key: str, value: Mapping[str, Any]) -> None:
    session.settings.set(key, json.dumps(value, ensure_ascii=False))

"""What each column of a table means: by its header, by its cells, and by what stands beside it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from smallcrm.core.dates import DateOrder
from smallcrm.core.i18n import N_, _
from smallcrm.importers import fields
from smallcrm.importers.birthdays import BIRTHDAYS
from smallcrm.importers.content import Profile, is_sequence, profile
from smallcrm.importers.dateorder import Undated, decide_orders
from smallcrm.importers.fields import CUSTOM, FIELDS, IGNORED
from smallcrm.importers.headers import Meaning, find_meaning, fold_header
from smallcrm.importers.records import KIND_OF_TABLE, NOTE_OF
from smallcrm.importers.second_look import look_again
from smallcrm.importers.settle import settle
from smallcrm.importers.sheet import Cell
from smallcrm.importers.short_names import settle_short_names
from smallcrm.importers.tables import Column, Table
from smallcrm.importers.wordlists import (
    read_about,
    read_consent,
    read_kind,
    read_level,
    read_order_status,
    read_rating,
    read_refusal,
    read_role,
    read_stage,
    read_talk,
    read_term,
)
from smallcrm.importers.works import Work, find_year, still_undated

# Headers that in some lists name the customer all the same.
_MAYBE_WHO = ("product.unit", "deal.title", "term.title")
# From here on a guess needs no second look.
CERTAIN = 0.85
# The index that stands for the sheet's name where it is read like a column.
SHEET_NAME = -1

_REASONS: Mapping[str, str] = {
    "header": N_("header"),
    "header_content": N_("header and content"),
    "synonym": N_("header names several things"),
    "part": N_("part of the header"),
    "content": N_("content"),
    "unknown": N_("kept as a field of its own"),
    "to_note": N_("kept in the record's note"),
    "row_numbers": N_("numbers the rows"),
    "ours": N_("written by smallcrm, not part of the list"),
    "empty": N_("empty column"),
    "hidden": N_("hidden in the file"),
    "part_of_name": N_("part of the whole name in another column"),
    "repeats": N_("another column says the same"),
    "second": N_("another column is this already"),
    "mismatch": N_("the content does not fit the header"),
    "persons": N_("persons, as there is no company"),
    "contact": N_("belongs to the contact person"),
    "own": N_("the customer's own"),
    "sheet_name": N_("all sheets are named after persons or places"),
    "chosen": N_("chosen by you"),
}
# What a strict field's cells must look like; other fields take any text.
_FITTING: Mapping[str, frozenset[str]] = {
    "phone": frozenset(("mobile", "phone", "phones", "number", "tax", "date")),
    "email": frozenset(("email",)),
    "date": frozenset(("date", "day", "told_day", "number", "time")),
    "money": frozenset(("money", "number", "phone", "mobile")),
    "whole": frozenset(("number", "money")),
    "quantity": frozenset(("number", "money", "text", "address")),
    "gender": frozenset(("gender", "yes_no", "number")),
}
_NAMES = ("customer.name", "contact.name", "@person", "@first", "@last")
_WORDS: Mapping[str, Callable[[str], object]] = {
    "level": read_level,
    "status": read_stage,
    "role": read_role,
    "kind": read_kind,
    "talk": read_talk,
    "term": read_term,
    "order_status": read_order_status,
    "about": read_about,
    "rating": read_rating,
    "consent": read_consent,
    "no_contact": read_refusal,
}
# Content that tells the field on its own, with the share it needs and whether a header that means
# nothing to us may stand above it.
_BY_CONTENT = (
    (("mobile",), 0.7, "customer.mobile", True),
    (("mobile", "phone", "phones"), 0.7, "customer.phone", True),
    (("email",), 0.7, "customer.email", True),
    (("company",), 0.5, "customer.name", False),
    (("province",), 0.6, "customer.province", False),
    (("city", "province"), 0.7, "customer.city", False),
    (("address",), 0.6, "customer.address", False),
    (("url",), 0.8, "customer.website", False),
    (("person",), 0.6, "@person", False),
    (("level",), 0.8, "customer.level", False),
)
_CHOICES = 12
_LONGEST_CHOICE = 30
_AMOUNTS = re.compile(
    r"金额|[额款价费]$|余额|欠款|amount|balance|price|cost|fee|revenue|total|spent"
)
_SCALED = re.compile(r"(百万|万|亿|千)(?:元|[)）])")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column is taken for.

    `field` is a field name, "custom.<name>" or "ignored"; `type` the field type its values are
    cleaned as (for custom fields text, number, date or choice); `part` is "first" or "last" where a
    column holds part of a name. `reason` is a code, `words` the same in the user's language.
    `order` is how dates are read, `order_certain` whether the values prove it; `year` is that of
    dates without one, `undated` tells of those whose year has to be asked; `scale` what plain
    amounts are counted in (10,000 under 金额（万元）).
    """

    index: int
    header: str
    field: str
    confidence: float
    reason: str
    words: str
    type: str = fields.TEXT
    part: str = ""
    order: DateOrder = "ymd"
    order_certain: bool = True
    year: int | None = None
    undated: Undated | None = None
    scale: int = 1

    @property
    def certain(self) -> bool:
        """Whether the user need not look at it."""
        return self.confidence >= CERTAIN and self.order_certain and not self.undated

    @property
    def custom(self) -> bool:
        """Whether the column becomes a custom field."""
        return self.field.startswith(CUSTOM)


def guess_columns(
    table: Table,
    chosen: Mapping[int, str] | None = None,
    date_order: DateOrder | None = None,
    default_order: DateOrder = "ymd",
    kind: str = "customers",
    year: int | None = None,
) -> tuple[ColumnGuess, ...]:
    """Guess the meaning of each column of a table that lists `kind` (fields.KINDS).

    `chosen` holds what the user has decided: the column's index -> a field name, "custom",
    "custom:<type>:<name>" or "ignored". `date_order` is that of dates which do not tell
    it themselves (see decide_orders), `default_order` decides where nothing else does;
    `year` is that of days without one where the list does not say it.
    """
    chosen = chosen or {}
    owns: dict[int, str] = {}
    names: set[str] = set()
    works = [_first_guess(table, column, kind, year) for column in table.columns]
    for work in works:
        if work.column.index in chosen:
            choice = chosen[work.column.index]
            if (own := fields.read_own_choice(choice)) and fold_header(own[1]) not in names:
                owns[work.column.index] = own[0]
                names.add(fold_header(own[1]))
                choice = CUSTOM + own[1]
            own_name = choice.partition(":")[0] == "custom"
            work.take("" if own_name else choice, 1.0, "chosen")
    settle_short_names(works, table)
    settle(works, kind)
    guesses = []
    for work in works:
        guess = _finish(work, names, NOTE_OF.get(KIND_OF_TABLE.get(kind, kind), ""))
        undated = still_undated(work, guess.field, guess.type, guess.reason)
        guess = replace(guess, type=owns.get(guess.index, guess.type), undated=undated)
        if guess.type == "date" and guess.field not in BIRTHDAYS:
            guess = replace(guess, year=work.year)
        elif guess.type == fields.MONEY:
            guess = replace(guess, scale=_scale(guess.header, table.titles))
        guesses.append(guess)
    dated = {guess.index: table.cells(guess.index) for guess in guesses if guess.type == "date"}
    found = decide_orders(dated, date_order, default_order)
    return tuple(
        replace(guess, order=found[guess.index][0], order_certain=found[guess.index][1])
        if guess.index in found
        else guess
        for guess in guesses
    )


def guess_sheet_name(
    guesses: Sequence[ColumnGuess], named: str, chosen: str | None
) -> ColumnGuess | None:
    """Guess what the sheet's name means: the field that all sheets are `named` after.

    None when it means nothing. `chosen` is the user's decision, a field name or "ignored".
    """
    taken = any(guess.field == named for guess in guesses)
    field = chosen or (IGNORED if taken else named)
    if field not in FIELDS:
        return None
    reason = "chosen" if chosen else "sheet_name"
    return ColumnGuess(
        SHEET_NAME,
        _("(sheet name)"),
        field,
        1.0 if chosen else 0.7,
        reason,
        _(_REASONS[reason]),
        fields.field_type(field),
    )


def _first_guess(table: Table, column: Column, kind: str, year: int | None) -> Work:
    cells = table.cells(column.index)
    seen = profile(cells)
    work = Work(column, seen)
    if column.hidden:
        work.take(IGNORED, 1.0, "hidden")
        return work
    meaning = _meaning(column, kind)
    if meaning and meaning.field in _MAYBE_WHO and seen.share("company") >= 0.5:
        meaning = _meaning(column, "") or meaning  # 单位 with nothing but companies
    meaning = look_again(meaning, column.header, table, cells)
    find_year(work, meaning.field if meaning else "", table, cells, year)
    _take(work, meaning, cells, table.data_rows)
    return work


def _take(work: Work, meaning: Meaning | None, cells: Sequence[Cell], rows: Sequence[int]) -> None:
    """Give a column the meaning of its header, or the one its content tells."""
    if meaning is None:
        _guess_by_content(work)
    elif meaning.field == "@sequence":
        _take_sequence(work, cells, rows)
    elif meaning.field == "@own":
        work.take("", 0.5, "unknown")
    elif meaning.field == "@ours":
        work.take(IGNORED, 1.0, "ours")
    elif _may_count(meaning.field) and is_sequence(cells) and not _zero_padded(cells):
        work.take(IGNORED, 0.8, "row_numbers")
    elif meaning.field == "@contact_info":
        _guess_by_content(work)
        if not work.field:
            work.take("customer.phone", 0.6, "header")
    elif meaning.field.startswith("@") or meaning.field in FIELDS:
        _take_meaning(work, meaning)


def _meaning(column: Column, kind: str) -> Meaning | None:
    """The meaning of a header, first together with its group: 开票信息 + 名称."""
    if column.group:
        together = find_meaning(f"{column.group}{column.header}", kind)
        if together and together.how == "header":
            return together
    return find_meaning(column.header, kind)


def _may_count(field: str) -> bool:
    """Whether such a column may do nothing but count the rows."""
    return field in ("customer.code", "term.serial")


def _zero_padded(cells: Sequence[Cell]) -> bool:
    """Whether numbers are written as codes are: 000001."""
    return any(str(cell).strip()[:1] == "0" for cell in cells[:100])


def _take_sequence(work: Work, cells: Sequence[Cell], rows: Sequence[int]) -> None:
    if is_sequence(cells) or _counts_rows(cells, rows) or not work.profile.filled:
        work.take(IGNORED, 0.98, "row_numbers")
    elif (
        work.profile.distinct == work.profile.filled
        and work.profile.share("text", "number", "tax") > 0.9
    ):
        work.take("customer.code", 0.6, "part")
        work.numbering = all(len(text) < 6 and text.isdecimal() for text in work.profile.examples)


def _counts_rows(cells: Sequence[Cell], rows: Sequence[int]) -> bool:
    """Whether numbers rise and none is above its row's own: gaps are rows hidden or taken out."""
    last = 0
    for cell, row in zip(cells, rows, strict=True):
        text = str(cell).strip().removesuffix(".0")
        if text and not (text.isdecimal() and len(text) < 8 and last < int(text) <= row):
            return False
        last = int(text) if text else last
    return True


def _take_meaning(work: Work, meaning: Meaning) -> None:
    seen = work.profile
    work.how = meaning.how
    kind = fields.field_type(meaning.field)
    if not seen.filled:
        if meaning.how != "part":
            work.take(meaning.field, meaning.confidence, meaning.how)
        return
    if meaning.field == "customer.address" and seen.share("city") >= 0.8:
        work.take("customer.city", 0.9, "header_content")  # 所在地 with nothing but cities
        return
    fit = _fit(kind, seen) if work.birthdays is None else work.birthdays
    if fit is not None and kind == fields.DATE and work.year is None and work.birthdays is None:
        fit -= seen.share("day")
    if fit is not None and fit < 0.2 and seen.filled >= 2:
        _guess_by_content(work)
        if not work.field:
            work.take("", 0.5, "mismatch")
        return
    if meaning.how == "part" and meaning.field in _NAMES and seen.share("company", "person") < 0.3:
        return  # the end of a header says too little for the most important column
    confidence = meaning.confidence
    reason = meaning.how
    if fit is not None and fit >= 0.7:
        confidence = min(
            0.99, confidence + 0.15 * (1 - confidence) + (0.2 if reason == "part" else 0)
        )
        reason = "header_content" if reason != "header" else reason
    elif fit is not None and fit < 0.5:
        confidence *= 0.8
    work.take(meaning.field, confidence, reason)


def _fit(kind: str, seen: Profile) -> float | None:
    """The share of cells that look like the type; None where anything does."""
    if kind in _FITTING:
        return sum(share for name, share in seen.shares.items() if name in _FITTING[kind])
    if kind in _WORDS:
        known = sum(_WORDS[kind](text) is not None for text in seen.examples)
        return known / max(len(seen.examples), 1)
    if kind in ("name", "person"):
        return (
            1 - seen.share("date", "money", "email", "mobile", "url") - 0.9 * seen.share("number")
        )
    if kind == "text" and seen.share("money", "number") > 0.8:
        return None
    return None


def _guess_by_content(work: Work) -> None:
    seen = work.profile
    if not seen.filled:
        return
    nameless = not work.column.header
    for kinds, least, field, under_header in _BY_CONTENT:
        if not nameless and not under_header:
            continue
        share = seen.share(*kinds)
        if share >= least and seen.filled >= (2 if nameless else 3):
            work.take(field, round(0.5 + 0.25 * share, 2), "content")
            return


def _finish(work: Work, names: set[str], note: str) -> ColumnGuess:
    """The guess of a column; `note` is the field that keeps what means nothing, "" for customs."""
    column = work.column
    field, reason = work.field, work.reason
    if not field:
        seen = work.profile
        if not seen.filled and reason != "chosen":
            return _guess(work, IGNORED, 0.9, "empty")
        if note and reason != "chosen":
            return _guess(work, note, 0.5, "to_note", fields.field_type(note))
        name = _custom_name(column, names)
        confidence = 1.0 if reason == "chosen" else 0.5
        kind = _custom_type(seen, column.header)
        return _guess(work, CUSTOM + name, confidence, reason or "unknown", kind)
    if field not in FIELDS and field != IGNORED and not field.startswith(CUSTOM):
        return _guess(
            work,
            CUSTOM + _custom_name(column, names),
            0.5,
            "unknown",
            _custom_type(work.profile, column.header),
        )
    return _guess(work, field, work.confidence, reason, fields.field_type(field))


def _guess(
    work: Work, field: str, confidence: float, reason: str, kind: str = fields.TEXT
) -> ColumnGuess:
    words = _(_REASONS[reason]) if reason else ""
    if reason == "content" and work.profile.examples:
        words = _("content: %(examples)s") % {"examples": ", ".join(work.profile.examples[:2])}
    return ColumnGuess(
        work.column.index,
        work.column.header,
        field,
        round(confidence, 2),
        reason,
        words,
        kind,
        work.part if not field.startswith(CUSTOM) else "",
    )


def _custom_name(column: Column, names: set[str]) -> str:
    base = column.header or _("Column %(letter)s") % {"letter": column_letter(column.index)}
    if column.group and fold_header(base) in names:
        base = f"{column.group} {base}"
    name, number = base, 2
    while fold_header(name) in names:
        name, number = f"{base} {number}", number + 1
    names.add(fold_header(name))
    return name


def _custom_type(seen: Profile, header: str) -> str:
    texts = seen.examples
    coded = any((t[:1] == "0" and t.isdecimal() and len(t) > 1) or len(t) > 15 for t in texts)
    numbers = seen.share("number", "money")
    amount = _AMOUNTS.search(header.casefold()) is not None
    if numbers >= 0.9 and (seen.share("money") >= 0.6 or (amount and not coded)):
        return fields.MONEY
    if seen.are_days(header):
        return fields.DATE
    if seen.share("number") >= 0.95 and not coded:
        return fields.NUMBER
    if seen.share("yes_no") == 1 and seen.distinct <= 2:
        return fields.YES_NO
    few = seen.filled >= 8 and seen.distinct <= _CHOICES and seen.distinct * 3 <= seen.filled
    if few and all(len(text) <= _LONGEST_CHOICE for text in texts):
        return fields.CHOICE
    return fields.TEXT


def _scale(header: str, titles: Sequence[str]) -> int:
    """What the amounts of a column are counted in: 金额（万元）, 单位：万元 above the table."""
    for text in (header, *(title for title in titles if "单位" in title)):
        if found := _SCALED.search(text):
            return {"万": 10_000, "千": 1_000, "百万": 1_000_000, "亿": 100_000_000}[found[1]]
    return 1


def column_letter(index: int) -> str:
    """Return A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

"""The exports of common programs, known by their headers (resources/import/profiles.tsv)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from smallcrm.core.i18n import LANGUAGES, N_, _, translator
from smallcrm.importers.datafiles import read_table
from smallcrm.importers.headers import fold_header

TITLES: Mapping[str, str] = {
    "kingdee": N_("Kingdee customers"),
    "yonyou": N_("Yonyou customers"),
    "wecom": N_("WeCom customers"),
    "taobao": N_("Taobao orders"),
    "outlook": N_("Outlook contacts"),
    "google": N_("Google contacts"),
}
# A list is a program's export when so many headers are that program's own, and so many known.
# A column of the export whose meaning its cells tell.
_GUESSED = "@guess"
LEAST_TELLING, LEAST_KNOWN = 3, 0.7


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """What each header of a program's export means; `telling` are those that no others have."""

    key: str
    kind: str
    columns: tuple[tuple[str, str], ...]  # header, field
    telling: frozenset[str]

    @property
    def title(self) -> str:
        """The name in the user's language."""
        return _(TITLES[self.key])

    def reading(self) -> dict[str, Any]:
        """The profile in the form in which readings are kept."""
        columns = [[header, field, True] for header, field in self.columns if field != _GUESSED]
        return {"kind": self.kind, "date_order": None, "tables": [{"columns": columns}]}


@lru_cache(maxsize=1)
def built_in() -> tuple[BuiltIn, ...]:
    """All built-in profiles."""
    kinds = dict.fromkeys(TITLES, "auto")
    columns: dict[str, list[tuple[str, str]]] = {key: [] for key in TITLES}
    telling: dict[str, set[str]] = {key: set() for key in TITLES}
    for key, field, *headers in read_table("profiles.tsv"):
        if field == "@kind":
            kinds[key] = headers[0]
            continue
        for header in headers:
            text = header.removeprefix("*")
            columns[key].append((text, field))
            if text != header:
                telling[key].add(fold_header(text))
    return tuple(
        BuiltIn(key, kinds[key], tuple(columns[key]), frozenset(telling[key])) for key in TITLES
    )


def find(name: str) -> BuiltIn | None:
    """A built-in profile by its key or its title in any language."""
    wanted = name.strip().casefold()
    for one in built_in():
        titles = {translator(language).gettext(TITLES[one.key]) for language in LANGUAGES}
        if wanted == one.key or wanted in {title.casefold() for title in titles}:
            return one
    return None


def recognise(headers: Sequence[str]) -> BuiltIn | None:
    """The program that a list with these headers comes from; None when that is not clear."""
    shape = {fold_header(header) for header in headers if header} - {""}
    best, most = None, 0
    for one in built_in():
        known = {fold_header(header) for header, _field in one.columns}
        telling = len(shape & one.telling)
        enough = len(shape & known) >= LEAST_KNOWN * len(shape)
        if enough and telling >= LEAST_TELLING and telling > most:
            best, most = one, telling
    return best

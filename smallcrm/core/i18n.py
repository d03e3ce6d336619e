"""Texts in the user's language.

Code holds English texts: `_("...")`, `ngettext`, `pgettext`; constants are marked with `N_` and
translated on use. These functions use the language of the window or command. A report takes a
language of its own: `translator(language).gettext("...")`.
"""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from smallcrm.core.catalogue import Catalogue
from smallcrm.core.paths import resources

CHINESE: Final = "zh_CN"
ENGLISH: Final = "en"
LANGUAGES: Final = {CHINESE: "简体中文", ENGLISH: "English"}
DOMAIN: Final = "smallcrm"


def known_language(code: str) -> str:
    """Return the one of LANGUAGES nearest to a code such as "zh-Hans", "zh_TW.UTF-8" or "en_GB"."""
    return CHINESE if code.casefold().startswith(("zh", "chinese")) else ENGLISH


_HAN = "[\u4e00-\u9fff]"
# places to be filled in beside a Chinese letter: what is put there may begin or end with 2026 or A
_BESIDE = re.compile(rf"(?<={_HAN})%\((?P<a>\w+)\)[sd]|%\((?P<b>\w+)\)[sd](?={_HAN})")
_NARROW = re.compile(r"[A-Za-z0-9]")


class ChineseText(str):
    """A text to fill in by %: a space stands between Chinese and the Latin letters put into it."""

    __slots__ = ()

    def __mod__(self, values: object) -> str:
        """Fill in the places."""
        if not isinstance(values, Mapping):
            return str.__mod__(self, values)

        def put(match: re.Match[str]) -> str:
            said = str(values.get(match["a"] or match["b"], ""))
            before = " " if match["a"] and _NARROW.match(said[:1]) else ""
            behind = self[match.end() : match.end() + 1]
            after = " " if re.match(_HAN, behind) and _NARROW.match(said[-1:]) else ""
            return f"{before}{match[0]}{after}"

        return str.__mod__(_BESIDE.sub(put, self), values)


@lru_cache(maxsize=4096)
def _fitting(text: str) -> str:
    """The text itself, or one that minds the letters put beside its Chinese ones."""
    return ChineseText(text) if _BESIDE.search(text) else text


class Translator:
    """Give texts in one language; a text without a translation comes back in English.

    `language` is any code, reduced to one of LANGUAGES. `folder` holds the catalogues as
    <language>/LC_MESSAGES/smallcrm.mo; by default the ones shipped with the program.
    """

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self.language = known_language(language)
        where = folder if folder is not None else resources() / "translations"
        self._catalogue = Catalogue(where / self.language / "LC_MESSAGES" / f"{DOMAIN}.mo")
        self._fit = _fitting if self.language == CHINESE else str

    def gettext(self, text: str) -> str:
        """Return the text in this language."""
        return self._fit(self._catalogue.gettext(text)) if text else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the form for n things; the caller fills in the number: `... % {"n": n}`."""
        return self._fit(self._catalogue.ngettext(singular, plural, n))

    def pgettext(self, context: str, text: str) -> str:
        """Return the translation of a text whose meaning depends on where it stands."""
        return self._fit(self._catalogue.pgettext(context, text))


@lru_cache(maxsize=8)
def translator(language: str) -> Translator:
    """Return the translator of a language, read from disk once."""
    return Translator(language)


class _Current:
    """The language of this process: one window or one command, so one place to keep it."""

    translator: Translator | None = None


def set_language(language: str) -> None:
    """Make `language` the one that `_`, `ngettext` and `pgettext` use."""
    _Current.translator = translator(known_language(language))


def current() -> Translator:
    """Return the translator in use; the system's language until set_language is called."""
    if _Current.translator is None:
        set_language(system_language())
    assert _Current.translator is not None
    return _Current.translator


def system_language() -> str:
    """Return "zh_CN" when the user's system speaks Chinese, else "en"."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        code = os.environ.get(variable, "")
        if code and code.partition(".")[0] not in ("C", "POSIX"):
            return known_language(code)
    if sys.platform == "win32":
        import ctypes
        import locale

        lcid = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return known_language(locale.windows_locale.get(lcid, ENGLISH))
    if sys.platform == "darwin":
        return _macos_language()
    return ENGLISH


def _macos_language() -> str:
    # A program started from the Finder has no LANG; the preference is the only source.
    import subprocess

    command = ["/usr/bin/defaults", "read", "-g", "AppleLocale"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ENGLISH
    return known_language(answer.stdout.strip())


def gettext(text: str) -> str:
    """Return the text in the language in use."""
    return current().gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form for n things in the language in use."""
    return current().ngettext(singular, plural, n)


def pgettext(context: str, text: str) -> str:
    """Return the translation in the language in use of a text with a context."""
    return current().pgettext(context, text)


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: "A, B", in Chinese A、B."""
    return ("、" if current().language == CHINESE else ", ").join(words)


def N_(text: str) -> str:
    """Mark a constant for translation and return it unchanged."""
    return text


_ = gettext

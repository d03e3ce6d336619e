"""A compiled catalogue of translations (.mo), of which only what is asked for is decoded.

Python's own reader decodes all of its three thousand texts at once, which a window that shows two
hundred of them has to wait for.
"""

import gettext
import struct
from collections.abc import Callable
from pathlib import Path

_MAGIC = 0x950412DE
_CONTEXT = "\x04"  # stands between a context and its text
_NEXT = b"\0"  # stands between the forms of a text with a number


class Catalogue:
    """The texts of one language; a text that is not in it comes back as it is.

    Without a file nothing is in it. ValueError when the file is no catalogue.
    """

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes() if path.is_file() else b""
        self._places: dict[bytes, tuple[int, int]] = {}  # of the translation: length, start
        self._found: dict[str, list[str]] = {}
        self._form: Callable[[int], int] | None = None
        if self._data:
            self._read(path)

    def gettext(self, text: str) -> str:
        """Return the translation of a text."""
        found = self._look_up(text)
        return found[0] if found else text

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the form for n things."""
        found = self._look_up(singular)
        if not found:
            return singular if n == 1 else plural
        return found[min(self._plural(n), len(found) - 1)]

    def pgettext(self, context: str, text: str) -> str:
        """Return the translation of a text in a context."""
        found = self._look_up(f"{context}{_CONTEXT}{text}")
        return found[0] if found else text

    def _read(self, path: Path) -> None:
        data = self._data
        order = "<" if data[:4] == _MAGIC.to_bytes(4, "little") else ">"
        try:
            magic, _version, count, texts, translations = struct.unpack_from(f"{order}5I", data)
            pairs = struct.Struct(f"{order}{count * 2}I")
            ids = pairs.unpack_from(data, texts)
            places = pairs.unpack_from(data, translations)
        except struct.error as error:
            raise ValueError(f"{path} is cut off") from error
        if magic != _MAGIC:
            raise ValueError(f"{path} is no catalogue")
        self._places = {
            data[start : start + length].partition(_NEXT)[0]: place
            for length, start, place in zip(
                ids[::2], ids[1::2], zip(places[::2], places[1::2], strict=True), strict=True
            )
        }

    def _look_up(self, key: str) -> list[str]:
        """The forms of a translation, [] when there is none."""
        found = self._found.get(key)
        if found is None:
            length, start = self._places.get(key.encode(), (0, 0))
            text = self._data[start : start + length].decode()
            found = self._found[key] = text.split("\0") if text else []
        return found

    def _plural(self, n: int) -> int:
        if self._form is None:
            head = "".join(self._look_up("")).partition("Plural-Forms:")[2].partition("\n")[0]
            rule = head.partition("plural=")[2].strip("; ") or "n != 1"
            self._form = gettext.c2py(rule)
        return self._form(n)

"""The bundled font in documents: registered once, measured, read back right when copied."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from smallcrm.core.paths import resources

# Equal to the family name, so that a drawing shown on the screen finds the same font.
REGULAR: Final = "CRM Sans SC"
BOLD: Final = "CRM Sans SC Bold"

_LOCK: Final = Lock()

# Curly quotes are as wide as a Chinese character in this font. Next to Latin letters they are drawn
# with the straight forms: private characters that share those glyphs, read back as what was typed.
_LATIN_QUOTES: Final = {"‘": 0x10F018, "’": 0x10F019, "“": 0x10F01C, "”": 0x10F01D}
_STRAIGHT: Final = {0x10F018: "'", 0x10F019: "'", 0x10F01C: '"', 0x10F01D: '"'}
_TYPED: Final = {code: char for char, code in _LATIN_QUOTES.items()}
_LATIN: Final = "A-Za-z0-9\u00c0-\u024f"
_QUOTE_AT_LATIN: Final = re.compile(f"(?<=[{_LATIN}])[‘’“”]|[‘’“”](?=[{_LATIN}])")
# Never drawn: joiners, direction marks, variation selectors, tags, byte order mark.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
# From one right-to-left letter to the last one before other letters, with what stands between.
_RTL: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_RUN: Final = re.compile(f"[{_RTL}](?:[^A-Za-z\u00c0-\u058f\u0900-\ufb1c]*[{_RTL}])?")
_NUMBER: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_MIRROR: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNSAFE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff‘’“”]")


class _Glyphs(dict[int, int]):
    """Map every character to a glyph; one the font lacks gets the box, yet keeps a code of its own.

    Without a code of its own such a character could not be found or copied from the document.
    """

    def __contains__(self, code: object) -> bool:
        return True

    def __missing__(self, code: int) -> int:
        return self[0x20] if _INVISIBLE.match(chr(code)) else 0


class _Widths(dict[str, float]):
    """Widths of characters at size 1, filled as they are met."""

    def __init__(self, per_mille: Mapping[int, float], default: float) -> None:
        super().__init__()
        self._per_mille = per_mille
        self._default = default

    def __missing__(self, char: str) -> float:
        width = self._per_mille.get(ord(char), self._default) / 1000
        self[char] = width
        return width


@dataclass(frozen=True, slots=True)
class Face:
    """One registered weight: its name, the characters it draws, and their widths at size 1."""

    name: str
    characters: frozenset[str]
    widths: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Faces:
    """The two weights used in documents."""

    regular: Face
    bold: Face


def faces() -> Faces:
    """Return the two weights, registering them on the first call (0.2 s); safe from any thread."""
    with _LOCK:
        return _faces()


@cache
def _faces() -> Faces:
    rl_config.useA85 = 0  # plain bytes: a quarter smaller, and quicker
    ttfonts.makeToUnicodeCMap = _to_unicode_map
    folder = resources() / "fonts"
    regular = _register(REGULAR, str(folder / "CRMSansSC-Regular.ttf"))
    return Faces(regular, _register(BOLD, str(folder / "CRMSansSC-Bold.ttf")))


def _register(name: str, path: str) -> Face:
    font = ttfonts.TTFont(name, path)
    face: Any = font.face
    drawn = frozenset(map(chr, face.charToGlyph))
    glyphs = _Glyphs(face.charToGlyph)
    for private, straight in _STRAIGHT.items():
        glyphs[private] = glyphs[ord(straight)]
        face.charWidths[private] = face.charWidths[ord(straight)]
    face.charToGlyph = glyphs
    for first, last in ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F)):
        for code in range(first, last + 1):
            glyphs[code] = glyphs[0x20]
            face.charWidths[code] = 0
    pdfmetrics.registerFont(font)
    straight_quotes = frozenset(map(chr, _STRAIGHT))
    return Face(name, drawn | straight_quotes, _Widths(face.charWidths, face.defaultWidth))


def _to_unicode_map(fontname: str, subset: list[int]) -> str:
    """Write the table that turns codes back into text, also beyond U+FFFF (as UTF-16)."""
    entries = [f"<{code:02X}> <{_utf16(char)}>" for code, char in enumerate(subset)]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    body = "\n".join(
        "\n".join((f"{len(block)} beginbfchar", *block, "endbfchar")) for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({fontname}) /Ordering ({fontname}) /Supplement 0 >> def\n"
        f"/CMapName /{fontname} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _utf16(code: int) -> str:
    return _TYPED.get(code, chr(code)).encode("utf-16-be", "replace").hex().upper()


def clean(text: str) -> str:
    """Return text that can be drawn: control characters become spaces, quotes fit the letters.

    Line feeds stay.
    """
    if not _UNSAFE.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub(" ", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _QUOTE_AT_LATIN.sub(lambda quote: chr(_LATIN_QUOTES[quote.group()]), text)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in points of cleaned text on one line."""
    both = _faces()
    if bold and not both.bold.characters.issuperset(text):
        return size * sum(
            sum(map(face.widths.__getitem__, part)) for face, part in runs(text, bold=True)
        )
    widths = (both.bold if bold else both.regular).widths
    return size * sum(map(widths.__getitem__, text))


def runs(text: str, *, bold: bool = False) -> list[tuple[Face, str]]:
    """Split cleaned text into pieces of one font each: Regular stands in for what Bold lacks."""
    both = _faces()
    if not bold:
        return [(both.regular, text)]
    have = both.bold.characters
    if have.issuperset(text):
        return [(both.bold, text)]
    pieces: list[tuple[Face, str]] = []
    for char in text:
        face = both.bold if char in have else both.regular
        if pieces and pieces[-1][0] is face:
            pieces[-1] = (face, pieces[-1][1] + char)
        else:
            pieces.append((face, char))
    return pieces


def visual(line: str) -> str:
    """Return one line of cleaned text in the order it is drawn: right-to-left words turned round.

    Numbers inside them keep their order. Readers turn such words back when text is copied.
    """
    return _RTL_RUN.sub(lambda run: _turned(run.group()), line) if not line.isascii() else line


def _turned(run: str) -> str:
    back = run[::-1].translate(_MIRROR)
    return _NUMBER.sub(lambda number: number.group()[::-1], back)

"""Files of contact cards (vCard 2.1, 3.0, 4.0) taken apart: the properties of each card as text.

An own reader, because the files of phones are rarely what the standards say: byte by byte folding,
quoted-printable in GB2312, missing ends. Works on bytes, as each property may have its own charset.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from smallcrm.importers.charset import guess_encoding

MOST_CARDS = 200_000
MOST_PROPERTIES = 1000
LONGEST_TEXT = 1_000_000  # bytes of one property

_LINE = re.compile(rb"[^\r\n]+")
_BEGIN = re.compile(rb"\s*BEGIN\s*:\s*VCARD\s*", re.I)
_END = re.compile(rb"\s*END\s*:\s*VCARD\s*", re.I)
_AGENT = re.compile(rb"AGENT\s*(;[^:]*)?:\s*", re.I)
# What begins a property; anything else goes on with the one above, indented or not.
_START = re.compile(rb"[A-Za-z0-9_.\-]{1,100}\s*(?:;[^:]*+)?:")
_PICTURE = re.compile(rb"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\s*[;:]", re.I)
_HEAD = re.compile(rb'((?:[^":]|"[^"]*")*+):')
_PARAMETER = re.compile(rb'(?:[^";]|"[^"]*")++')
_QUOTED = re.compile(rb"QUOTED-PRINTABLE", re.I)
_CHARSET = re.compile(rb"CHARSET\s*=\s*\"?([\w.:-]+)", re.I)
_BASE64 = re.compile(rb"ENCODING\s*=\s*\"?(?:B|BASE64)\b|;\s*BASE64\s*(?:;|$)", re.I)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "cp950"}
_CIRCUMFLEX = {"^n": "\n", "^N": "\n", "^'": '"', "^^": "^"}
_SAMPLE = 256 * 1024


class NotCards(Exception):
    """The file is no sound file of cards; the argument is a code: no_cards, too_many, unsound."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a card: its upper-case name, the lower-case words of TYPE, and its text.

    `text` is still escaped; `value`, `parts` and `items` are not. `label` is the user's own word
    for it, as Apple's cards have it.
    """

    name: str
    text: str
    types: frozenset[str] = frozenset()
    parameters: Mapping[str, str] | None = None
    group: str = ""
    label: str = ""

    @property
    def value(self) -> str:
        """The whole text."""
        return _unescaped(self.text).strip()

    def parts(self, count: int = 1) -> list[str]:
        """The parts of a structured value (N, ADR, ORG), at least `count`."""
        found = [_unescaped(part).strip() for part in _split(self.text, ";")]
        return found + [""] * (count - len(found))

    def items(self) -> list[str]:
        """The members of a list (CATEGORIES, NICKNAME) that are not empty."""
        return [text for part in _split(self.text, ",") if (text := _unescaped(part).strip())]

    def parameter(self, name: str) -> str:
        """The value of a parameter, "" when it is not there."""
        return (self.parameters or {}).get(name, "")


Card = list[Property]


def split_cards(data: bytes, encoding: str | None = None) -> tuple[list[Card], str]:
    """Return the cards of a file, and the charset of what names none. Raises NotCards."""
    data, encoding = _as_bytes(data, encoding)
    raw: list[list[tuple[bytes, bytes]]] = []
    for card in _raw_cards(_logical_lines(data)):
        raw.append([_opened(line) for line in card])
        if len(raw) > MOST_CARDS:
            raise NotCards("too_many")
    if not raw:
        raise NotCards("no_cards")
    if encoding is None:
        sample = _beyond_ascii(body for card in raw for _head, body in card)
        encoding = guess_encoding(sample).encoding
    return [_with_labels([_property(*line, encoding) for line in card]) for card in raw], encoding


# --- lines --------------------------------------------------------------------------------------


def _as_bytes(data: bytes, encoding: str | None) -> tuple[bytes, str | None]:
    """Return the data in a charset that keeps ASCII as it is, and what that charset is."""
    guess = encoding or guess_encoding(data[:_SAMPLE]).encoding
    if guess.startswith(("utf-16", "utf-32")):
        return data.decode(guess, errors="replace").encode(errors="replace"), "utf-8"
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:], encoding
    return data.replace(b"\0", b""), encoding


def _logical_lines(data: bytes) -> Iterator[bytes]:
    """Join folded and quoted-printable lines; pictures and sounds are passed over."""
    parts: list[bytes] = []
    length = 0
    skipped = quoted = False
    for found in _LINE.finditer(data):
        line = found[0]
        soft = quoted and parts and parts[-1].endswith(b"=")
        edge = _BEGIN.fullmatch(line) or _END.fullmatch(line)
        if parts and not edge and (soft or line[:1] in b" \t" or not _START.match(line)):
            if skipped:
                continue
            if soft:
                parts[-1] = parts[-1][:-1]
            parts.append(line if soft or line[:1] not in b" \t" else line[1:])
            length += len(line)
            if length > LONGEST_TEXT:
                raise NotCards("unsound")
            continue
        if parts and not skipped:
            yield b"".join(parts)
        parts, length = [line], len(line)
        skipped = bool(_PICTURE.match(line))
        if length > LONGEST_TEXT and not skipped:
            raise NotCards("unsound")
        quoted = bool(_QUOTED.search(line.partition(b":")[0]))
    if parts and not skipped:
        yield b"".join(parts)


def _raw_cards(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Gather the lines of each card; one that lacks its end stops where the next begins.

    A card within a card is the assistant's: only its name is kept.
    """
    cards: list[list[bytes]] = []  # the one being read, within the one it stands in
    for line in lines:
        if _BEGIN.fullmatch(line):
            if not (len(cards) == 1 and cards[0] and _AGENT.fullmatch(cards[0][-1])):
                yield from cards[:1]
                cards.clear()
            cards.append([])
        elif _END.fullmatch(line):
            card = cards.pop() if cards else None
            if card is not None and cards:
                names = [one[2:] for one in card if one[:3].upper() in (b"FN:", b"FN;")]
                cards[0] += [b"AGENT" + name for name in names]
            elif card is not None:
                yield card
        elif cards:
            cards[-1].append(line)
            if len(cards[-1]) > MOST_PROPERTIES:
                raise NotCards("unsound")
    yield from cards[:1]


def _opened(line: bytes) -> tuple[bytes, bytes]:
    """Return what stands before the colon, and the text behind it, quoted-printable undone."""
    found = _HEAD.match(line)
    end = found.end() if found else len(line) + 1
    # ^n and ^' stand in parameters only, so a colon before them was meant as text.
    if found and b"^" in line and b"LABEL=" in line[:end].upper():
        last = max(line.rfind(b"^n"), line.rfind(b"^'"))
        end = max(end, line.find(b":", last) + 1)
    head, body = line[: end - 1], line[end:]
    if _QUOTED.search(head):
        body = binascii.a2b_qp(body)
    elif _BASE64.search(head):
        body = _from_base64(body)
    return head, body


def _from_base64(body: bytes) -> bytes:
    """Return a note that was packed as base64; nothing for what is no text."""
    try:
        raw = base64.b64decode(b"".join(body.split()), validate=True)
        text = raw.decode("utf-8")
    except (ValueError, binascii.Error):
        return b""
    return raw if all(sign.isprintable() or sign in "\r\n\t" for sign in text) else b""


# --- properties ---------------------------------------------------------------------------------


def _beyond_ascii(bodies: Iterable[bytes]) -> bytes:
    """Some of the text beyond ASCII, for telling the charset: most of a file may be pictures."""
    found: list[bytes] = []
    size = 0
    for body in bodies:
        if not body.isascii():
            found.append(body)
            size += len(body)
            if size > _SAMPLE:
                break
    return b"\n".join(found)


def _property(head: bytes, body: bytes, encoding: str) -> Property:
    charset = _CHARSET.search(head)
    text = _decoded(body, charset[1].decode("ascii") if charset else "", encoding)
    name, *parameters = [_decoded(part, "", encoding) for part in _PARAMETER.findall(head)] or [""]
    group, _, name = name.rpartition(".")
    types: set[str] = set()
    others: dict[str, str] = {}
    for parameter in parameters:
        key, sign, value = parameter.partition("=")
        value = re.sub(r"\^[nN'^]", lambda found: _CIRCUMFLEX[found[0]], value.replace('"', ""))
        key = key.strip().upper()
        if key == "TYPE" or not sign:
            types.update(word.strip().casefold() for word in (value or key).split(","))
        else:
            others[key] = value
    if "PREF" in others:
        types.add("pref")
    return Property(name.strip().upper(), text, frozenset(types), others, group.casefold())


def _decoded(raw: bytes, charset: str, fallback: str) -> str:
    """Decode by the charset the property names, then as UTF-8, then as the rest of the file."""
    charset = _WIDER.get(charset.casefold(), charset)
    for name in (charset, "utf-8", fallback):
        try:
            return raw.decode(name) if name else raw.decode("ascii")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode(fallback, errors="replace")


def _with_labels(card: Card) -> Card:
    labels = {p.group: p.value for p in card if p.name == "X-ABLABEL" and p.group}
    if not labels:
        return card
    kept = []
    for p in card:
        if p.name == "X-ABLABEL" and p.group:
            continue
        label = re.sub(r"^_\$!<(.*)>!\$_$", r"\1", labels.get(p.group, ""))
        kept.append(Property(p.name, p.text, p.types, p.parameters, p.group, label))
    return kept


def _split(text: str, sign: str) -> list[str]:
    """Split at a sign that no backslash stands before."""
    parts: list[str] = []
    pattern = rf"((?:[^\\{sign}]|\\.|\\\Z)*+)({sign}|\Z)"
    for found in re.finditer(pattern, text, re.S):
        parts.append(found[1])
        if not found[2]:
            break
    return parts


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text, flags=re.S)

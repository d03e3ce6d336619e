"""What a file really is, told by its first bytes, not by its name."""

import re

from smallcrm.importers.charset import utf16_without_mark

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Worksheets of Excel 2 to 4 are a bare stream that starts with a BOF record.
_BARE_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06]\x00")
_OTHER = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"SQLite format 3\x00", "database"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"{\\rtf", "document"),
)
_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_HTML = re.compile(rb"<(?:!doctype html|html|table|meta|head|style|body|script|frameset|title)\b")
_TEXT_CONTROL = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))


def sniff(head: bytes, name: str) -> str:
    """Return "zip", "ole", "biff", "html", "xml_sheet", "xml", "mhtml", "vcf", "text" or another.

    `head` is the file's first 64 KB; `name` is asked only where the bytes leave it open.
    """
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    if _BARE_BIFF.match(head):
        return "biff"
    for mark, kind in _OTHER:
        if head.startswith(mark):
            return kind
    return _sniff_text(head, name.casefold())


def _sniff_text(head: bytes, name: str) -> str:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(b"<"):
        kind = _sniff_marks(text)
        if kind:
            return kind
    if text.startswith(b"mime-version:") and b"text/html" in text:
        return "mhtml"
    if text.startswith(b"begin:vcard") or (name.endswith(".vcf") and b"begin:vcard" in text):
        return "vcf"
    if text.startswith((b"{", b"[")) and name.endswith(".json"):
        return "json"
    return "text" if _looks_like_text(head) else "binary"


def _sniff_marks(text: bytes) -> str | None:
    """What a text is that begins with "<"."""
    if text.startswith((b"<?xml", b"<workbook", b"<?mso-application")) and b"<html" not in text:
        return "xml_sheet" if _XML_SHEET in text else "xml"
    return "html" if _HTML.search(text) else None


def _looks_like_text(head: bytes) -> bool:
    if not head:
        return True
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    zeros = head.count(0)
    if zeros and utf16_without_mark(head):
        return True
    controls = len(head) - len(head.translate(None, _TEXT_CONTROL))
    # A stray zero does no harm, many of them are no text.
    return (controls - zeros) * 200 <= len(head) and zeros * 100 <= len(head)

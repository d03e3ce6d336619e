"""A large customer list to measure with, written by hand: an ordinary writer takes longer than all
that is measured.
"""

import zipfile
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

from smallcrm.services.demo_words import load_words

HEAD = (
    *("客户名称", "联系人", "职务", "手机", "电话", "级别"),
    *("来源", "业务员", "行业", "城市", "地址", "备注"),
)
LETTERS = "ABCDEFGHIJKL"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/'
    'worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="客户" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_list(path: Path, count: int) -> None:
    """Write `count` invented customers as .xlsx, twelve columns of texts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in PARTS.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            head = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.'
            head += 'openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            sheet.write(head.encode())
            for number, row in enumerate([HEAD, *islice(_rows(), count)], 1):
                sheet.write(_row(number, row).encode())
            sheet.write(b"</sheetData></worksheet>")


def _row(number: int, values: tuple[str, ...]) -> str:
    cells = (
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for letter, value in zip(LETTERS, values, strict=True)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _rows() -> Iterator[tuple[str, ...]]:
    words = load_words("zh_CN")
    kinds = [kind for _industry, kinds in words.industries for kind in kinds]
    suffixes = [suffix for suffix, _weight in words.suffixes]
    cities = [row[1] for row in words.cities]
    # All these parts make more than half a million names.
    names = product(suffixes, kinds, cities, words.first, words.second)
    given = [*words.given_male, *words.given_female]
    for place, (suffix, kind, city, first, second) in enumerate(names):
        yield (
            f"{city}{first}{second}{kind}{suffix}",
            words.surnames[place % len(words.surnames)] + given[place % len(given)],
            words.titles[place % len(words.titles)][0],
            f"154{place * 7919 % 100_000_000:08}",
            _landline(place) if place % 2 else "",
            "ABCD"[place % 4],
            words.sources[place % len(words.sources)][0],
            words.staff[place % len(words.staff)],
            words.industries[place % len(words.industries)][0],
            city,
            f"{words.streets[place % len(words.streets)]}{place % 400 + 1}号",
            words.customer_notes[place % len(words.customer_notes)] if place % 5 == 0 else "",
        )


def _landline(place: int) -> str:
    """A number of its own; every fiftieth is that of another customer, as with a switchboard."""
    return f"05126{(place - 2 if place % 100 == 99 else place) * 31 % 10_000_000:07}"

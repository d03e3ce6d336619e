"""Rows that are no records: titles, totals, notes, section lines."""

import re
import unicodedata

from smallcrm.importers.sheet import Cell, ErrorCell

TITLE, BLANK, TOTAL, NOTE, REPEATED, SECTION, EXAMPLE, HIDDEN, NOT_WANTED = (
    "title",
    "blank",
    "total",
    "note",
    "repeated header",
    "section",
    "example",
    "hidden",
    "not wanted",
)
# How the example rows of the template begin, by language.
EXAMPLE_STARTS = {"zh_CN": "示例：", "en": "Example: "}
_EXAMPLES = tuple(EXAMPLE_STARTS.values())

_TOTAL_WORD = (
    r"(?:本[页月年季周日]|当[页月年]|全[年月部])?(?:合计|小计|总计|共计|累计|总和|汇总|总合计|总数)"
    r"|(?:grand|sub|page|running)?[\s-]*totals?(?:\s+(?:amount|customers|clients|rows|records))?|sum|sous-total"
)
_TOTAL = re.compile(
    rf"[\s【\[(〖*=-]*(?:{_TOTAL_WORD})[\s】\])〗*=-]*(?:\((?:元|万元|人民币|rmb|cny)\))?"
    r"\s*[:：]?\s*[\d.,¥$￥%\s]*(?:元|万元|家|户|个|人|条|笔|台|件)?\s*",
    re.I,
)
_GROUP_TOTAL = re.compile(r".{1,20}(?:小计|合计)\s*[:：]?\s*|.{1,30}\s(?:sub)?totals?\s*:?", re.I)
_TOTAL_STARTS = frozenset("合小总總共累本当全汇 【[(〖*=-tTsSgGpPrR　")
_NOTE = re.compile(
    r"\s*(?:[*※★#]+\s*)?(?:注|备\s?注|附注|说明|填表说明|填写说明|使用说明|提示|温馨提示|声明"
    r"|注意|注意事项"
    r"|note|notes|n\.b\.|nb|remark|remarks|please note|disclaimer|source)\s*\d*\s*[:：.、]",
    re.I,
)
_SIGNATURE = re.compile(
    r"\s*(?:制表|填表|审核|复核|审批|批准|经办|打印|导出|统计|填报|上报|编制|负责人|报送|截止|截至|更新|日期"
    r"|printed|prepared|exported|generated|approved|checked|page|as of|date)[^:：]{0,12}[:：]",
    re.I,
)
_PAGE = re.compile(
    r"\s*(?:第\s*\d+\s*页.*|共\s*\d+\s*[页条行家户].*|page\s+\d+.*|\d+\s*/\s*\d+)\s*",
    re.I,
)
_PHONE = re.compile(r"1[3-9]\d{9}")
_NUMBERISH = re.compile(
    r"[\s\d.,+\-()%¥$€£￥/]*(?:元|万元|万|亿|家|户|个|人|条|笔|台|件|次|cny|rmb|usd)?\s*", re.I
)


def is_number_like(cell: Cell) -> bool:
    """Whether a cell holds a number, an amount or a count, or nothing."""
    if isinstance(cell, str):
        return bool(_NUMBERISH.fullmatch(cell))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_example_row(row: list[Cell]) -> bool:
    """Whether a row is one of the template's examples, left where it was."""
    return any(isinstance(cell, str) and cell.startswith(_EXAMPLES) for cell in row)


def is_total_row(row: list[Cell]) -> bool:
    """Whether a row only sums up: a word for a total, and otherwise nothing but numbers."""
    looked = 0
    for cell in row:
        if not isinstance(cell, str) or not cell:
            continue
        looked += 1
        if looked > 3:
            return False
        if len(cell) <= 40 and (cell[0] in _TOTAL_STARTS or "计" in cell or "otal" in cell):
            text = unicodedata.normalize("NFKC", cell)
            spaced = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", text)
            if _TOTAL.fullmatch(spaced):
                return _only_numbers_beside(row, cell)
            if looked == 1 and _GROUP_TOTAL.fullmatch(spaced):
                # It may still be a name: "Fitness Total" with its phone is a customer.
                phone = any(_PHONE.fullmatch(str(other)) for other in row)
                return not phone and _only_numbers_beside(row, cell)
    return False


def is_note(text: str) -> bool:
    """Whether a lonely text is a remark on the list: a note, a signature line or a page number."""
    return bool(_NOTE.match(text) or _SIGNATURE.match(text) or _PAGE.fullmatch(text))


def is_signature(texts: list[str]) -> bool:
    """Whether a row of a few texts is the line for who made and checked the list."""
    return bool(texts) and all(_SIGNATURE.match(text) for text in texts)


def reads_like_a_sentence(text: str) -> bool:
    """Whether a lonely text is too long, or ends too much like a sentence, to be a name."""
    return len(text) > 60 or text.rstrip().endswith(("。", "！", "!", "；", "：", ":"))


def _only_numbers_beside(row: list[Cell], word: str) -> bool:
    for cell in row:
        if cell is word or cell == "" or isinstance(cell, ErrorCell) or is_number_like(cell):
            continue
        if isinstance(cell, str) and _TOTAL.fullmatch(unicodedata.normalize("NFKC", cell)):
            continue
        return False
    return True

"""Headers: one spelling for comparing, and the field a header means."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from smallcrm.importers.datafiles import read_table
from smallcrm.importers.sheet import Cell

# Traditional characters that stand in headers, as simplified ones.
_SIMPLER = str.maketrans(
    "客戶稱聯絡電話機號區縣鎮鄉郵編備註訊務類級銷額訂單網業員負責稅開銀帳賬傳間時資來狀態產廠"
    "標記錄價數總計職別歲齡貨採購買賣創進詳細關係經營場層樓棟國際費條實際僱錢點庫內導師醫學館"
    "興愛歷簡長門對介紹薦質評統檔動發問題項規術證執冊設課報結應遞週運過達選頁順預顏顧願驗體階"
    "險響鋪鐘鏈陽饋維護續終約納組絕緊線織繳與處裝製見親託訪訴詢說談請諮謝識議財貸車軟轄轉辦釋"
    "銜錶鍾闆頭個劃勞協參園圍寶寫專屬廣後從徵據換擔擾於會構權歸決況溫準滿為獲現當監盤碼種積範"
    "簽籤繫樣團塊隊",
    "客户称联络电话机号区县镇乡邮编备注讯务类级销额订单网业员负责税开银账账传间时资来状态产厂"
    "标记录价数总计职别岁龄货采购买卖创进详细关系经营场层楼栋国际费条实际雇钱点库内导师医学馆"
    "兴爱历简长门对介绍荐质评统档动发问题项规术证执册设课报结应递周运过达选页顺预颜顾愿验体阶"
    "险响铺钟链阳馈维护续终约纳组绝紧线织缴与处装制见亲托访诉询说谈请咨谢识议财贷车软辖转办释"
    "衔表钟板头个划劳协参园围宝写专属广后从征据换担扰于会构权归决况温准满为获现当监盘码种积范"
    "签签系样团块队",
)
_BRACKETS = re.compile(r"[(\[{<【〔《].*?[)\]}>】〕》]")
_SIGNS = re.compile(r"[\s_\-—–·.,:;*!?'\"“”‘’、，。：；！？()\[\]{}<>【】〔〕《》=~`|+&@^]+")
_SPLIT = re.compile(r"[/／\\、或及和&]|\bor\b|\band\b")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header means: a field or an @ mark of the table, how sure, and how it was found."""

    field: str
    confidence: float
    how: str  # "header", "synonym", "part"


def shown_header(cell: Cell) -> str:
    """Return a header as one line: line breaks inside Chinese words go, others become a space."""
    text = unicodedata.normalize("NFC", str(cell)).strip()
    text = re.sub(r"(?<=[^\x00-\xff])\s*\n\s*(?=[^\x00-\xff])", "", text)
    return re.sub(r"\s+", " ", text)


@lru_cache(maxsize=20_000)
def fold_header(text: str) -> str:
    """Return a header without case, width, spaces, signs and traditional characters."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLER)
    return _SIGNS.sub("", text)


@lru_cache(maxsize=20_000)
def find_meaning(header: str, kind: str = "") -> Meaning | None:
    """Return what a header means by the tables of synonyms, or None.

    In a table that lists `kind` (orders, terms ...) some headers mean something else.
    """
    others = kind_headers().get(kind)
    if others is None:
        return _find_usual(header)
    text = unicodedata.normalize("NFKC", header).strip()
    whole, bare = fold_header(text), fold_header(_BRACKETS.sub("", text))
    if whole and whole in others:
        return Meaning(others[whole], 0.95, "header")
    if bare and bare in others:
        return Meaning(others[bare], 0.92, "header")
    usual = _find_usual(header)
    if usual and f"={usual.field}" in others:
        return Meaning(others[f"={usual.field}"], usual.confidence, usual.how)
    return usual


def _find_usual(header: str) -> Meaning | None:
    text = unicodedata.normalize("NFKC", header).strip()
    whole = fold_header(text)
    if not whole:
        return None
    exact = _table().exact
    if whole in exact:
        return Meaning(exact[whole], 0.98, "header")
    bare = fold_header(_BRACKETS.sub("", text))
    if bare and bare in exact:
        return Meaning(exact[bare], 0.95, "header")
    if whole[-1] == "1" and whole[:-1] in exact:
        return Meaning(exact[whole[:-1]], 0.93, "header")  # 公司1, the first of several
    parts = [fold_header(part) for part in _SPLIT.split(_BRACKETS.sub("", text))]
    found = [exact[part] for part in parts if part in exact]
    if found and len(parts) > 1:
        if len(found) == len(parts):
            return Meaning(_joined(found), 0.9, "synonym")
        return Meaning(found[0], 0.65, "part")
    return _contained(bare or whole)


def is_known_header(header: str) -> bool:
    """Whether the whole header, not only a part, is in one of the tables."""
    found = find_meaning(header)
    if found is not None and found.confidence >= 0.8:
        return True
    folded = fold_header(header)
    return len(folded) > 1 and any(folded in headers for headers in kind_headers().values())


@lru_cache(maxsize=1)
def headers_as_written() -> frozenset[object]:
    """All headers of the tables just as they stand there, for a quick look at many cells."""
    lines = (*read_table("synonyms.tsv"), *(line[1:] for line in read_table("kinds.tsv")))
    return frozenset(header for line in lines for header in line[1:])


@lru_cache(maxsize=1)
def kind_headers() -> Mapping[str, Mapping[str, str]]:
    """What headers mean in tables of each kind: header, or "=field" of elsewhere -> field."""
    kinds: dict[str, dict[str, str]] = {}
    for kind, field, *headers in read_table("kinds.tsv"):
        mine = kinds.setdefault(kind, {})
        for header in headers if field != "@title" else ():
            mine.setdefault(header if header[0] == "=" else fold_header(header), field)
    return kinds


@lru_cache(maxsize=1)
def title_words() -> Mapping[str, tuple[str, ...]]:
    """The words in a sheet's name or title that tell what a table lists, by kind."""
    return {
        kind: tuple(words) for kind, field, *words in read_table("kinds.tsv") if field == "@title"
    }


@dataclass(frozen=True, slots=True)
class _Synonyms:
    exact: Mapping[str, str]
    parts: Mapping[str, str]  # those that say something as the end of a longer header


@lru_cache(maxsize=1)
def _table() -> _Synonyms:
    exact: dict[str, str] = {}
    parts: dict[str, str] = {}
    for field, *headers in read_table("synonyms.tsv"):
        for header in headers:
            whole_only = header.startswith("!") and len(header) > 1
            folded = fold_header(header[1:] if whole_only else header) or header.lstrip("!")
            exact.setdefault(folded, field)
            # Short words (区, no) are part of too many others; a part must say something.
            if not whole_only and len(folded) >= (5 if folded.isascii() else 2):
                parts.setdefault(folded, field)
    return _Synonyms(exact, parts)


def _joined(found: list[str]) -> str:
    """What a header that names several means: 手机/电话 takes any phone."""
    if set(found) <= {"customer.phone", "customer.mobile", "customer.fax"} and len(set(found)) > 1:
        return "customer.phone"
    if set(found) == {"customer.qq", "customer.wechat"}:
        return "@qq_wechat"
    return found[0]


def _contained(text: str) -> Meaning | None:
    """A synonym at the end of a longer header: 业主的联系电话, "main billing phone"."""
    if len(text) > (30 if text.isascii() else 15):
        return None
    parts = _table().parts
    for start in range(len(text)):  # the longest first
        part = text[start:]
        field = parts.get(part)
        if field and _says_enough(part, text):
            return Meaning(field, round(0.5 + 0.25 * len(part) / len(text), 2), "part")
    return None


def _says_enough(part: str, text: str) -> bool:
    # In English the last word alone says little: "Project manager's home town" is no city.
    return len(part) * 2 >= len(text) or (not text.isascii() and len(part) * 3 >= len(text))

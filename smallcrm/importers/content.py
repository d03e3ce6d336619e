"""What a column's cells look like, without its header."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from smallcrm.core.dates import parse_date
from smallcrm.core.names import looks_like_person
from smallcrm.importers.masked import is_masked_number
from smallcrm.importers.places import find_place, is_city, is_province
from smallcrm.importers.sheet import Cell, ErrorCell

SAMPLE = 200


def words(text: str) -> frozenset[str]:
    """The words of a text as a set, for short tables in code."""
    return frozenset(text.split())


_EMPTY_WORDS = words(
    "- -- --- — —— / \\ 无 無 没有 沒有 暂无 暫無 未知 不详 空 null none nil n/a na #n/a nan "
    "－ ／ (null) (blank) <null> undefined unknown tbd ? ？ [] {} 0000-00-00"
)
_EMPTY_STARTS = "".join(
    sorted({sign for word in _EMPTY_WORDS for sign in (word[0], word[0].upper())})
)
# Many texts are looked at as one, with this before and behind each.
_END = "\0"
_TOGETHER = 1000
_ODD_START = re.compile(f"{_END}([ #{re.escape(_EMPTY_STARTS)}][^{_END}]*|\\d*(?={_END}))")
# Spaces other than single ones between words, and combining marks.
_ODD_WITHIN = (
    re.compile(f" (?=[ {_END}])"),
    re.compile(
        r"[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
        r"\u0300-\u036f\uf900-\ufaff]"
    ),
)
_MOBILE = re.compile(r"(?:(?:\+|00)?86[\s-]*)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?:\.0)?")
_PHONE = re.compile(
    r"(?:\+|00)?\(?\d{1,4}\)?(?:[\s.\-/]*\(?\d{2,4}\)?){2,4}\d?"
    r"(?:\s*(?:-|x|ext\.?|转|分机|#)\s*\d{1,5})?",
    re.I,
)
_EMAIL = re.compile(r"[^\s@,;，；]+@[^\s@,;，；]+\.[a-z]{2,}", re.I)
_URL = re.compile(
    r"(?:https?://|www\.)\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|io|co|de|uk|shop)(?:\.[a-z]{2})?/?",
    re.I,
)
_MONEY = re.compile(
    r"[-(]?\s*(?:[¥$€£￥]|rmb|cny|usd|eur|gbp)\s*-?\d[\d,]*(?:\.\d+)?\)?\s*(?:万|亿|元|k|m)?元?"
    r"|-?\d[\d,]*(?:\.\d+)?\s*(?:元|万元?|亿元?|块)(?:整)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|-?\d{1,3}(?:[.,'’ ]\d{3})*(?:[.,]\d{1,2})?\s*(?:[€$£]|eur|usd|gbp|chf)"
    r"|-?\d{1,3}(?:\.\d{3})+,\d{1,2}",
    re.I,
)
_AMONG_WORDS = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}[-\s]\d{7,8}(?!\d)"
    r"|\b(?:phone|mobile|tel|cell|fax)\b\W{0,3}\(?\+?\d[\d\s().-]{6,}",
    re.I,
)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?%?|\(\d[\d,]*(?:\.\d+)?\)")
# A day without its year: 3月5日, 11/1.
# 月底, 下周三, 农历八月十五: days that are counted from another one (see told_days).
_DAY_WORDS = re.compile(
    r"(?:明天|后天|大后天|[本这上下]*(?:周|星期|礼拜)[一二三四五六日天末]?|[本这下]*(?:月|年)[底初末]|年前|月中"
    r"|[本这下]个?(?:月|季度?|年)[底初末]?|\d{1,2}个?(?:天|周|月|年)[之以]?后|[一二两三四五六半]个?(?:天|周|月|年)[之以]?后"
    r"|(?:农历|阴历|旧历).{2,12}|lunar month .{6,20})(?:[上下]午|[之以]?前|左右)?"
)
_DAY = re.compile(
    r"(?:0?[1-9]|1[0-2])\s?(?:月\s?(?:[0-2]?\d|3[01])\s?[日号]?|/(?:[0-2]?[1-9]|[12]0|3[01]))"
)
_TAX = re.compile(r"(?=.*\d)[0-9A-HJ-NPQRTUWXY]{18}|\d{15}|(?=.*\d)[0-9A-Z]{20}")
_LEVEL = re.compile(
    r"[ABCD]\s*[+-]?\s*(?:级|类|等)?(?:客户)?|VIP|(?:重要|一般|普通|重点|核心|战略|潜在)(?:客户)?|[★☆]{1,5}",
    re.I,
)
_GENDER = frozenset(
    ("男", "女", "先生", "女士", "小姐", "male", "female", "m", "f", "mr", "ms", "mrs")
)
_YES_NO = frozenset(("是", "否", "有", "无", "y", "n", "yes", "no", "true", "false", "√", "×"))
_COMPANY = re.compile(
    r".*(?:公司|集团|[\u4e00-\u9fff]厂|商行|商店|商城|超市|门市|门市部|经营部|批发部|工作室|事务所|合作社|中心|研究所|研究院|医院|学校|中学|小学|法院|检察院|人民政府|街道办|村委会|大学|学院"
    r"|幼儿园|酒店|宾馆|饭店|餐厅|银行|分行|办事处|委员会|管理局|总店|分店|专卖店|经销部|加工部|服务部|传媒|商贸|贸易行|五金行|电器行)"
    r"(?:[(（].{1,12}[)）])?"
    r"|.*\b(?:ltd|limited|inc|llc|llp|gmbh|corp|corporation|company|co|plc|ag|s\.?a|sarl|b\.?v|pty|group|holdings)\b\.?",
    re.I,
)
_ADDRESS = re.compile(
    r".*[\u4e00-\u9fff](?:路|街|道|巷|弄|号|村|镇|乡|大厦|广场|工业[区园]|开发区|小区|花园|楼|栋|室).*"
    r"|\d+\s+\S+.*\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|blvd|way|court|suite|square"
    r"|summit|isle)\b.*",
    re.I,
)


_DAY_HEADER = re.compile(r"日期\W*$|\bdate$", re.I)
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Profile:
    """A column seen through a sample: cells filled, and the share of each kind among them."""

    rows: int
    filled: int
    distinct: int
    shares: Mapping[str, float]
    examples: tuple[str, ...]

    def share(self, *kinds: str) -> float:
        """The summed share of these kinds."""
        return sum(self.shares.get(kind, 0.0) for kind in kinds)

    @property
    def top(self) -> str:
        """The most common kind, or "" when nothing is filled."""
        return max(self.shares, key=lambda kind: self.shares[kind], default="")

    def are_days(self, header: str) -> bool:
        """Whether a column holds dates; under 合作日期 some may be numbers: 20190305, 43529."""
        if self.share("date") >= 0.9:
            return True
        return (
            bool(_DAY_HEADER.search(header))
            and self.share("date", "day", "number", "time") >= 0.9
            and all(_SERIAL.fullmatch(text) or parse_date(text) for text in self.examples)
        )


def is_empty(cell: Cell) -> bool:
    """Whether a cell holds nothing, or a word that says so (无, -, N/A, null)."""
    if not isinstance(cell, str) or len(cell) > 12:
        return False
    text = cell.strip()
    return not text or (text[0] in _EMPTY_STARTS and text.casefold() in _EMPTY_WORDS)


def odd_texts(texts: Sequence[str]) -> set[str]:
    """The texts that say nothing, are a number or an error, or would not be the same when tidied.

    One look at many of them takes a fifth of the time of a look at each.
    """
    odd: set[str] = set()
    for start in range(0, len(texts), _TOGETHER):
        block = texts[start : start + _TOGETHER]
        joined = _END.join(("", *block, ""))
        if joined.count(_END) > len(block) + 1:
            odd.update(block)
            continue
        starts = _ODD_START.findall(joined)
        odd.update(text for text in starts if is_empty(text) or text[0] in " #" or text.isdecimal())
        for sign in _ODD_WITHIN:
            if sign.search(joined):
                odd.update(text for text in block if sign.search(text + _END))
    return odd


def profile(cells: Sequence[Cell]) -> Profile:
    """Look at a spread sample of a column's cells."""
    sample = list(_spread(cells))
    filled = [cell for cell in sample if not is_empty(cell)]
    counts = Counter(kind_of(cell) for cell in filled)
    texts = [str(cell).strip() for cell in filled]
    return Profile(
        rows=len(cells),
        filled=len(filled),
        distinct=len(set(texts)),
        shares={kind: count / len(filled) for kind, count in counts.items()},
        examples=tuple(dict.fromkeys(texts))[:5],
    )


def kind_of(cell: Cell) -> str:
    """Tell one cell's kind: mobile, phone, email, url, date, money, number, city, company ..."""
    if isinstance(cell, ErrorCell):
        return "error"
    if isinstance(cell, bool):
        return "yes_no"
    if isinstance(cell, date):
        return "date"
    if isinstance(cell, time | timedelta):
        return "time"
    if isinstance(cell, int | float):
        return _kind_of_number(str(cell))
    return _kind_of_text(cell)


@lru_cache(maxsize=10_000)
def _kind_of_text(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip()
    return next((kind for kind, test in _TESTS if test(text)), "text")


def is_company(text: str) -> bool:
    """Whether a name is one of a company: it ends in a legal form, or in what companies are."""
    return len(text) <= 80 and bool(_COMPANY.fullmatch(text))


def is_sequence(cells: Iterable[Cell]) -> bool:
    """Whether cells only number the rows: small whole numbers that never fall."""
    last = first = None
    steps = 0
    for cell in cells:
        if cell == "":
            continue
        text = str(cell).strip().removesuffix(".0")
        if not text.isdecimal() or len(text) > 7:
            return False
        number = int(text)
        follows = last is None or last <= number <= last + 5
        if not follows and number != 1:  # numbering may begin again in the next section
            return False
        steps += 1
        first = number if first is None else first
        last = number
    return steps > 0 and first is not None and first <= 1


def _kind_of_number(text: str) -> str:
    if _MOBILE.fullmatch(text):
        return "mobile"
    return "number"


def _spread(cells: Sequence[Cell]) -> list[Cell]:
    """Up to SAMPLE cells, the first ones and then evenly over the rest."""
    if len(cells) <= SAMPLE:
        return list(cells)
    half = SAMPLE // 2
    step = (len(cells) - half) / half
    return [*cells[:half], *(cells[half + int(place * step)] for place in range(half))]


def _is_phone(text: str) -> bool:
    digits = sum(character.isdecimal() for character in text)
    return (
        7 <= digits <= 20
        and bool(_PHONE.fullmatch(text))
        and (digits != len(text) or text.startswith(("0", "400", "800")) or len(text) in (7, 8))
    )


def _holds_phone(text: str) -> bool:
    """A phone among words or several in a cell: 张三 13800138000, 021-62108888转802 / 139...."""
    return bool(_AMONG_WORDS.search(text))


def _is_date(text: str) -> bool:
    if len(text) > 30 or not any(
        character.isdecimal() or character in "年月" for character in text
    ):
        return False
    if text.isdecimal() and len(text) != 8:
        return False
    return parse_date(text) is not None


_TESTS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("mobile", _MOBILE.fullmatch),
    ("email", _EMAIL.fullmatch),
    ("date", _is_date),
    ("day", _DAY.fullmatch),
    ("told_day", _DAY_WORDS.fullmatch),
    ("money", _MONEY.fullmatch),
    ("tax", _TAX.fullmatch),
    ("phone", _is_phone),
    ("phone", is_masked_number),
    ("number", _NUMBER.fullmatch),
    ("url", _URL.fullmatch),
    ("gender", lambda text: text.casefold() in _GENDER),
    ("level", _LEVEL.fullmatch),
    ("yes_no", lambda text: text.casefold() in _YES_NO),
    ("city", is_city),  # 上海 and 吉林 are both
    ("province", is_province),
    ("phones", _holds_phone),
    ("company", is_company),
    (
        "address",
        lambda text: len(text) >= 6 and (_ADDRESS.fullmatch(text) or find_place(text).district),
    ),
    ("person", looks_like_person),
    ("long", lambda text: len(text) > 40),
)

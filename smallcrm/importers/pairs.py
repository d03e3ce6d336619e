"""Two things in one cell: 开户行及账号, 地址、电话, QQ/微信, 客户 with the number."""

import re
from collections.abc import Iterable

from smallcrm.core.phone import Phone, parse_phones

# Which of the two a column holds, as ColumnGuess.part says it.
BANK_ACCOUNT, ADDRESS_PHONE, QQ_WECHAT = "bank_account", "address_phone", "qq_wechat"

_JOINTS = " ,，、;；/:："
_ACCOUNT = re.compile(r"(?<!\d)\d(?:[ -]?\d){7,29}(?!\d)")
_PHONE_AT_END = re.compile(
    r"[\s,，、;；/]*(?:(?:联系)?电话|手机|tel|phone)?\s*[:：.]?\s*"
    r"(?P<phone>(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d{9}|\(?0\d{2,3}\)?[- ]?\d{7,8}|[2-8]\d{6,7}"
    r"|[48]00[- ]?\d{3,4}[- ]?\d{3,4})(?:(?:转|-)\d{1,5})?(?:[\s/、,，;；]+\d[\d-]{6,})*)\s*$",
    re.I,
)

_BETWEEN = re.compile(r"[\s,，、;；/|]+")
_MESSENGER = re.compile(r"(qq|微信|we ?chat|wx|vx)(?:号码?|id)?\s*[:：]\s*", re.I)
# A number before or behind a name; what could be one, for a look at many names at once.
_NUMBERS = r"[+(（]?\d[\d\s()（）+—\-转分机/、,，;；]{6,}[)）]?"
_NAME = r"(?P<name>\d{0,3}[^\W\d_](?:.*?(?:[^\W\d_]|[)）]))??)"
_NAME_FIRST = re.compile(
    _NAME + r"[\s,，、;；/:：(（]*?(?:(?:联系)?电话|手机号?|tel|phone)?\s*[:：.]?\s*"
    rf"(?P<numbers>{_NUMBERS})\s*",
    re.I,
)
_NUMBER_FIRST = re.compile(rf"\s*(?P<numbers>{_NUMBERS}?)[\s,，、;；/:：]*(?P<name>[^\W\d_].*)")
_DIGITS = re.compile(r"\d[\d ()（）—-]{5,}\d")
_LAST = frozenset("0123456789０１２３４５６７８９)） ")
_LONGEST_NAME = 80
# An account of QQ is a number; one that could be a mobile is that of WeChat.
_QQ = re.compile(r"(?!1[3-9]\d{9}$)[1-9]\d{4,11}", re.ASCII)


def split_bank(text: str) -> tuple[str, str]:
    """Cut a bank and an account in one cell: 工商银行张江支行 1001 2345 6789 0123."""
    found = _ACCOUNT.search(text)
    if not found:
        return text, ""
    bank = f"{text[: found.start()]} {text[found.end() :]}"
    bank = re.sub(r"(?:银行)?(?:账|帐)[号户]\s*[:：]?", " ", bank)
    bank = re.sub(r"^\s*(?:开户[银]?行|bank)\s*[:：]", "", bank, flags=re.I)
    return " ".join(bank.split()).strip(_JOINTS), re.sub(r"[\s-]", "", found[0])


def names_with_numbers(names: Iterable[object]) -> bool:
    """Whether one of a column's names could hold a phone number as well."""
    ends = [
        name
        for name in names
        if isinstance(name, str) and name and (name[-1] in _LAST or name[0].isdecimal())
    ]
    return bool(ends and _DIGITS.search("\0".join(ends)))


def split_name_phone(text: str) -> tuple[str, tuple[Phone, ...]]:
    """Cut a name and the number beside it: 张三 13800138000. Other figures stay with the name."""
    if len(text) > _LONGEST_NAME or not _DIGITS.search(text):
        return text, ()
    found = _NAME_FIRST.fullmatch(text) or _NUMBER_FIRST.fullmatch(text)
    phones = tuple(parse_phones(found["numbers"])) if found else ()
    if not found or not phones:
        return text, ()
    if not all(phone.valid and _is_sure(phone) for phone in phones):
        return text, ()
    return found["name"].strip(), phones


def _is_sure(phone: Phone) -> bool:
    """Whether figures beside a name are a number to dial: a landline has its area code."""
    return phone.kind in ("mobile", "service") or phone.number[0] == "0"


def split_address_phone(text: str) -> tuple[str, tuple[Phone, ...]]:
    """Cut an address and the number behind it in one cell."""
    found = _PHONE_AT_END.search(text)
    if not found:
        return text, ()
    phones = tuple(parse_phones(found["phone"]))
    return text[: found.start()].strip(_JOINTS), phones


def split_messengers(text: str) -> tuple[str, str]:
    """Tell the accounts of QQ and WeChat in one cell apart: QQ:3345678 微信:wx_zhang."""
    before, *said = _MESSENGER.split(text)
    accounts: dict[bool, list[str]] = {True: [], False: []}
    for name, rest in zip(["", *said[::2]], [before, *said[1::2]], strict=True):
        for place, word in enumerate(filter(None, _BETWEEN.split(rest))):
            by_name = name and not place
            accounts[name.casefold() == "qq" if by_name else bool(_QQ.fullmatch(word))].append(word)
    return "/".join(accounts[True]), "/".join(accounts[False])

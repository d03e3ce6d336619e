"""Contact cards as a list: one card a row under headers the table of synonyms knows.

What a card says of a person at a company is the contact person's, a card without a company is a
person as customer. What has no column of its own is kept in the note by name.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePath
from urllib.parse import unquote

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import CHINESE, N_, _, current, ngettext
from smallcrm.importers.content import is_company, words
from smallcrm.importers.fields import field_title
from smallcrm.importers.parts import WIDE
from smallcrm.importers.sheet import Note, RawFile, RawSheet, Row
from smallcrm.importers.vcard_lines import MOST_CARDS, Card, NotCards, Property, split_cards
from smallcrm.importers.vcard_names import Named, read_names

_COUNTRY = "country"
# The columns in their order; those that no card fills are left away.
_COLUMNS = (
    *("customer.name", "customer.short_name", "customer.kind", "contact.name"),
    *("contact.salutation", "contact.gender", "contact.title", "contact.occupation"),
    *("customer.mobile", "contact.mobile", "customer.phone", "contact.phone", "customer.fax"),
    *("customer.email", "contact.email", "customer.wechat", "customer.qq", "customer.website"),
    *(_COUNTRY, "customer.province", "customer.city", "customer.address", "customer.postcode"),
    *("customer.birthday", "customer.tags", "customer.note", "contact.note"),
)
_SEVERAL = frozenset(
    ("customer.mobile", "contact.mobile", "customer.phone", "contact.phone", "customer.fax")
)
_MOST_OF_ONE = 10
# What only programs read, and what is the same once more.
_TECHNICAL = words(
    "BEGIN END VERSION PRODID UID REV CLASS PROFILE CLIENTPIDMAP MAILER SORT-STRING XML SOURCE NAME"
    " X-ABUID X-EVOLUTION-FILE-AS X-EVOLUTION-WEBDAV-ETAG X-COUCHDB-APPLICATION-ANNOTATIONS KIND"
    " X-ABSHOWAS X-ABADR X-APPLE-OMIT-YEAR X-ADDRESSBOOKSERVER-KIND N FN ORG X-IMAGETYPE"
    " X-IMAGEHASH X-MS-CARDPICTURE PHOTO LOGO SOUND KEY"
)
_WORDS: Mapping[str, str] = {
    "ANNIVERSARY": N_("Anniversary"),
    "SPOUSE": N_("Spouse"),
    "MANAGER": N_("Manager"),
    "ASSISTANT": N_("Assistant"),
    "AGENT": N_("Assistant"),
    "DEPARTMENT": N_("Department"),
}
_MAKERS = re.compile(r"^X-(?:(?:EVOLUTION|KADDRESSBOOK|MOZILLA|ANDROID|MS|GOOGLE|APPLE)-)?(?:X-)?")
_PLAIN: Mapping[str, str] = {
    "TITLE": "contact.title",
    "ROLE": "contact.occupation",
    "X-WECHAT": "customer.wechat",
    "X-WEIXIN": "customer.wechat",
    "X-QQ": "customer.qq",
    "GENDER": "contact.gender",
    "X-GENDER": "contact.gender",
}
_SERVICES = {
    **dict.fromkeys(("wechat", "weixin", "微信"), "customer.wechat"),
    **dict.fromkeys(("qq", "tencentqq", "oicq"), "customer.qq"),
}
_CELLS = frozenset(("cell", "mobile", "iphone", "手机", "移动", "移动电话"))
# Words that say what the column says already.
_USUAL_LABELS = words(
    "cell mobile iphone home work main other voice fax pager school homepage 手机 住宅 工作 家庭"
    " 单位 公司 电话 其他 传真 主页 邮箱 电子邮件"
) | {"home fax", "work fax", "home page"}


def read_cards(data: bytes, name: str, path: str, encoding: str | None = None) -> RawFile:
    """Read a file of contact cards as a table with a header. Raises UserError."""
    try:
        cards, found = split_cards(data, encoding)
    except NotCards as error:
        raise _failure(str(error), name) from None
    except LookupError:
        raise UserError(_("The encoding %(name)s is not known.") % {"name": encoding}) from None
    people = [card for card in cards if not _is_group(card)]
    notes = _notes(cards, len(cards) - len(people))
    rows = _table([_CardRow(card).read() for card in people])
    return RawFile(
        name=name,
        path=path,
        format="vcf",
        sha256=hashlib.sha256(data).hexdigest(),
        sheets=(RawSheet(PurePath(name).stem, rows),),
        encoding=found,
        notes=notes,
    )


def _failure(code: str, name: str) -> UserError:
    if code == "too_many":
        text = _("%(file)s holds more than %(n)d contact cards.")
        return UserError(text % {"file": name, "n": MOST_CARDS}, _("Bring them in several files."))
    if code == "unsound":
        return UserError(
            _("%(file)s is damaged: its contact cards cannot be told.") % {"file": name}
        )
    return UserError(_("%(file)s holds no contact card.") % {"file": name})


def _is_group(card: Card) -> bool:
    """Whether the card is a list of other cards, not somebody."""
    return any(
        p.name in ("KIND", "X-ADDRESSBOOKSERVER-KIND") and p.value.casefold() == "group"
        for p in card
    )


def _notes(cards: list[Card], groups: int) -> tuple[Note, ...]:
    notes = []
    if groups:
        text = ngettext(
            "%(n)d group of contacts was passed over: it names nobody by itself.",
            "%(n)d groups of contacts were passed over: they name nobody by themselves.",
            groups,
        )
        notes.append(Note("groups", text % {"n": groups}))
    if unreadable := sum(p.text.count("\ufffd") for card in cards for p in card):
        text = _("%(n)d characters could not be read in this encoding.") % {"n": unreadable}
        notes.append(Note("unreadable_characters", text))
    return tuple(notes)


def _table(cards: list[dict[tuple[str, int], str]]) -> list[Row]:
    used = {key for card in cards for key in card}
    keys = sorted(used, key=lambda key: (_COLUMNS.index(key[0]), key[1]))
    header: Row = [_title(*key) for key in keys]
    rows: list[Row] = [[card.get(key, "") for key in keys] for card in cards]
    return [header, *rows] if keys else []


def _title(key: str, number: int) -> str:
    title = _("Country") if key == _COUNTRY else field_title(key)
    return title if number == 1 else f"{title} ({number})"


class _CardRow:
    """One card becoming a row: cells by column and number, the rest as lines of the note."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.names: Named = read_names(card)
        self.cells: dict[tuple[str, int], str] = {}
        self.lines: list[str] = []
        # Whose the card's own facts are: a contact person's where a company stands beside.
        self.owner = "contact" if self.names.person and self.names.company else "customer"

    def read(self) -> dict[tuple[str, int], str]:
        """Return the filled cells."""
        self._take_names()
        for p in sorted(self.card, key=lambda p: "pref" not in p.types):
            if p.name not in _TECHNICAL and p.text.strip(" ;,\t"):
                self._take(p)
        if self.lines:
            self.cells[f"{self.owner}.note", 1] = "\n".join(dict.fromkeys(self.lines))
        return self.cells

    def _take_names(self) -> None:
        names = self.names
        self._put("customer.name", names.company or names.person)
        if self.owner == "contact":
            self._put("contact.name", names.person)
        elif names.person and not is_company(names.person):
            self._put("customer.kind", _("Person"))
        if not is_company(names.person):
            self._put("contact.salutation", names.salutation)
        self._note(_("Department"), names.department)
        self._note(_("Shown as"), names.also)

    def _take(self, p: Property) -> None:
        readers = {
            "TEL": self._take_phone,
            "EMAIL": self._take_email,
            "ADR": self._take_address,
            "LABEL": self._take_label,
            "URL": self._take_website,
            "BDAY": self._take_birthday,
            "NOTE": lambda p: self.lines.insert(0, p.value),
            "CATEGORIES": lambda p: self._put("customer.tags", ", ".join(p.items())),
            "NICKNAME": self._take_nickname,
            "IMPP": self._take_service,
            "X-SOCIALPROFILE": self._take_service,
        }
        if p.name in readers:
            readers[p.name](p)
        elif p.name in _PLAIN:
            self._put(_PLAIN[p.name], p.value.split(";")[0] if "GENDER" in p.name else p.value)
        else:
            self._note(p.label or _word(p.name), ", ".join(filter(None, p.parts())))

    # --- columns --------------------------------------------------------------------------------

    def _put(self, key: str, text: str) -> None:
        """Fill the cell of a column; what it cannot hold any more goes into the note."""
        text = text.strip()
        same = [value for (name, _n), value in self.cells.items() if name == key]
        if not text or text in same:
            return
        if same and (key not in _SEVERAL or len(same) >= _MOST_OF_ONE):
            self._note(_title(key, 1), text)
        else:
            self.cells[key, len(same) + 1] = text

    def _note(self, name: str, text: str) -> None:
        if text.strip():
            colon = "：" if current().language == CHINESE else ": "
            self.lines.append(f"{name}{colon}{text.strip()}")

    def _take_phone(self, p: Property) -> None:
        number = p.value
        if number[:4].casefold() == "tel:":
            number = re.sub(r";phone-context=[^;]*", "", unquote(number[4:]), flags=re.I)
            number = re.sub(r";ext=", " ext ", number, flags=re.I)
        label = p.label.casefold()
        kinds = p.types | {label}
        if any("fax" in kind or "传真" in kind for kind in kinds):
            self._put("customer.fax", number)
        elif kinds & {"main", "company_main", "总机"}:
            self._put("customer.phone", number)
        else:
            self._put(f"{self.owner}.{'mobile' if kinds & _CELLS else 'phone'}", number)
        if label and label not in _USUAL_LABELS:
            self._note(p.label, number)

    def _take_email(self, p: Property) -> None:
        self._put(f"{self.owner}.email", p.value.removeprefix("mailto:"))

    def _take_website(self, p: Property) -> None:
        self._put("customer.website", p.value)
        if p.label and p.label.casefold() not in _USUAL_LABELS:
            self._note(p.label, p.value)

    def _take_address(self, p: Property) -> None:
        box, more, street, city, province, postcode, country = (
            " ".join(part.split()) for part in p.parts(7)[:7]
        )
        wide = bool(WIDE.search(street + city + province + more))
        country = "" if wide and country in ("中国", "中华人民共和国", "China", "CN") else country
        if wide and box:
            box = _("P.O. box") + f" {box}"
        lines = [street, more, box]
        address = (" " if wide else ", ").join(filter(None, lines))
        home = self.owner == "contact" and "home" in p.types
        if home or any(key[0] in ("customer.address", "customer.city") for key in self.cells):
            whole = [country, province, city, address, postcode]
            text = " ".join(filter(None, whole if wide else [address, city, *whole[1::3], country]))
            kind = " (" + _("home") + ")" if "home" in p.types else ""
            self._note(field_title("customer.address") + kind, text)
            return
        self._put(_COUNTRY, country)
        self._put("customer.province", province)
        self._put("customer.city", city)
        self._put("customer.address", address)
        self._put("customer.postcode", postcode)

    def _take_label(self, p: Property) -> None:
        """Take a formatted address: an address of its own only where there is no other."""
        text = " ".join(p.value.split())
        known = re.sub(r"\W+", "", "".join(q.value for q in self.card if q.name == "ADR"))
        if not known:
            self._put("customer.address", text)
        elif any(word not in known for word in re.findall(r"\w+", text)):
            self._note(field_title("customer.address"), text)

    def _take_birthday(self, p: Property) -> None:
        text = p.value
        found = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?", text)
        if found and found[1] != p.parameter("X-APPLE-OMIT-YEAR"):
            self._put("customer.birthday", f"{found[1]}-{found[2]}-{found[3]}")
            return
        yearless = re.fullmatch(r"\d{4}-?(\d\d)-?(\d\d)|--(\d\d)-?(\d\d)(?:T.*)?", text)
        if yearless:
            month, day = yearless[1] or yearless[3], yearless[2] or yearless[4]
            self._put("customer.birthday", f"{month}-{day}")
            return
        self._note(field_title("customer.birthday"), text)

    def _take_nickname(self, p: Property) -> None:
        text = ", ".join(p.items())
        if self.names.company and not self.names.person:
            self._put("customer.short_name", text)
        else:
            self._note(_("Nickname"), text)

    def _take_service(self, p: Property) -> None:
        """Take an account of a messenger: WeChat and QQ have columns."""
        scheme, sign, rest = p.value.partition(":")
        value = rest.lstrip("/") if sign and scheme.isascii() and len(scheme) < 20 else p.value
        names = [p.parameter("X-SERVICE-TYPE"), *sorted(p.types), p.label, scheme if sign else ""]
        for name in names:
            if key := _SERVICES.get(name.casefold()):
                self._put(key, p.parameter("X-USER") or unquote(value))
                return
        usual = ("", "home", "work", "pref", "x-apple", "other")
        name = next((name for name in names if name.casefold() not in usual), p.name)
        self._note(_word(name), p.value)


def _word(name: str) -> str:
    """Return what to call a property of a card: SPOUSE of X-EVOLUTION-SPOUSE, in words."""
    bare = _MAKERS.sub("", name)
    if bare in _WORDS:
        return _(_WORDS[bare])
    return bare.replace("-", " ").capitalize() if bare.isupper() and len(bare) > 3 else bare

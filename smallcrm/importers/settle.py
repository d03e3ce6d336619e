"""Let the columns of a table agree: who is the customer, who the contact, what is double."""

from collections.abc import Callable, Iterable, Mapping

from smallcrm.importers.fields import FIELDS, GATHERED, IGNORED, field_type
from smallcrm.importers.headers import fold_header
from smallcrm.importers.pairs import (
    ADDRESS_PHONE,
    BANK_ACCOUNT,
    QQ_WECHAT,
    split_address_phone,
    split_bank,
)
from smallcrm.importers.works import Work, settle_records

# Which fields of a customer are a contact person's own when there is one in the row.
_PERSONAL = {
    "customer.mobile": "contact.mobile",
    "customer.wechat": "contact.wechat",
    "customer.qq": "contact.qq",
    "customer.birthday": "contact.birthday",
}
_OF_THE_COMPANY = ("客户", "公司", "单位", "企业", "customer", "client", "company", "office")
_ELSEWHERE = (
    "收货",
    "送货",
    "发货",
    "交货",
    "收件",
    "寄",
    "快递",
    "安装",
    "项目",
    "使用",
    "ship",
    "deliver",
    "other",
    "site",
    "mailing",
)
_REGISTERED = ("注册地址", "registeredaddress", "registrationaddress", "registeredoffice")
_OF_INVOICE = ("customer.invoice_", "customer.tax_number")
_SHORTEST_TAX = 7
_TAXES = ("vat", "salestax", "mwst")
_IDS_OF_PERSONS = ("contactid", "recordid", "leadid", "recordidcontact")
# Of several columns for one field the one whose header says it outright.
_OUTRIGHT: Mapping[str, tuple[str, ...]] = {
    "receipt.method": ("方式", "method"),
    "term.start": ("开始", "起", "生效", "start", "from", "effective"),
}
# 业主姓名 beside 小区名称, 学员姓名 beside 学校: the person is the customer.
_SERVED = ("业主", "住户", "学员", "学生", "患者", "车主")
_SALUTATIONS = frozenset(("mr", "mrs", "ms", "miss", "dr", "mx", "prof", "sir", "master", "rev"))
_NICKNAMES = ("username", "nickname", "昵称", "用户名", "微信昵称", "网名")
_CONTACT_PHONES = ("contact.mobile", "contact.phone")
_WHERE_SERVED = ("小区", "楼盘", "学校", "幼儿园", "医院")
_NAME_FIELDS = ("customer.name", "contact.name", "@person")


def settle(works: list[Work], kind: str = "customers") -> None:
    """Replace the @ marks by fields; leave each field to one column, or to those that share it.

    `kind` is what the table lists: columns of records that come to none here mean nothing.
    """
    _settle_salutations(works)
    _settle_numbers(works)
    _settle_title(works)
    _settle_names(works)
    _settle_parts(works)
    _settle_owner(works)
    _settle_messengers(works)
    _settle_contact(works)
    _settle_address(works)
    _settle_pairs(works)
    for mark in ("@country", "@person_extra", "@middle", "@person", "@first", "@last"):
        for work in _with(works, mark):
            work.take("", 0.5, "unknown")
    settle_records(works, kind)
    _settle_doubles(works)


def _with(works: Iterable[Work], field: str) -> list[Work]:
    return [work for work in works if work.field == field]


def _settle_numbers(works: list[Work]) -> None:
    """Keep amounts of VAT from being tax numbers, and ids of persons from being a company's."""
    for work in _with(works, "customer.tax_number"):
        texts = work.profile.examples
        if texts and not _chosen(work) and all(len(text) < _SHORTEST_TAX for text in texts):
            work.take("", 0.5, "mismatch")
    for work in _with(works, "order.note"):
        if fold_header(work.column.header) in _TAXES and not _chosen(work):
            work.take("", 0.5, "unknown")  # an amount that wants its header beside it
    persons = _with(works, "@first") and _with(works, "customer.name")
    for work in _with(works, "customer.code"):
        if persons and not _chosen(work) and fold_header(work.column.header) in _IDS_OF_PERSONS:
            work.take("", 0.5, "unknown")
    titles = _with(works, "contact.title")
    if len(titles) > 1 and not _with(works, "contact.salutation"):
        for work in titles:  # Outlook: Mr. under Title, Director under Job Title
            if fold_header(work.column.header) == "title" and not _chosen(work):
                work.field = "contact.salutation"
                break


def _settle_salutations(works: list[Work]) -> None:
    """Under Title stands what a person does, or how they are called: Mr, Mrs."""
    for work in _with(works, "contact.title"):
        said = {text.casefold().rstrip(".") for text in work.profile.examples}
        if said and said <= _SALUTATIONS and not _chosen(work):
            work.field = "contact.salutation"


def _settle_title(works: list[Work]) -> None:
    """Who the invoices are for is the customer where nothing else names one."""
    if any(_with(works, field) for field in ("customer.name", "@person", "@first")):
        return
    for work in _with(works, "customer.invoice_title"):
        if work.profile.filled and not _chosen(work):
            work.take("customer.name", 0.8, work.reason)
            return


def _settle_names(works: list[Work]) -> None:
    """Decide which column names the customer when several name someone."""
    _settle_odd_names(works)
    _settle_clients(works)
    companies = _with(works, "customer.name")
    persons = _with(works, "@person")
    if len(companies) > 1:
        # 客户 beside 公司: the one that holds persons is the contact person.
        best = max(companies, key=lambda work: (_chosen(work), _companyness(work), work.confidence))
        for work in companies:
            if work is not best and not _chosen(work) and work.profile.share("person") >= 0.5:
                work.field = "@person"
        persons = _with(works, "@person")
        companies = _with(works, "customer.name")
    contacts = _with(works, "contact.name")
    _leave_nicknames(persons)
    persons = _with(works, "@person")
    if not companies and persons:
        whole = max(persons, key=lambda work: (_is_served(work), work.profile.filled))
        whole.field = "customer.name"
        persons = _with(works, "@person")
        companies = [whole]
    if not companies and contacts and not _with(works, "@first"):
        whole = max(contacts, key=lambda work: (work.profile.filled, work.confidence))
        if not _chosen(whole):
            whole.take("customer.name", min(whole.confidence, 0.8), "persons")
    elif persons and not contacts:
        best = max(persons, key=lambda work: work.profile.filled)
        best.field = "contact.name"


def _settle_clients(works: list[Work]) -> None:
    """Where a column says that persons are served, their school or estate is no customer."""
    if any(map(_is_served, _with(works, "@person"))):
        for work in _with(works, "customer.name"):
            if not _chosen(work) and any(word in work.column.header for word in _WHERE_SERVED):
                work.take("", 0.5, "unknown")


def _is_served(work: Work) -> bool:
    return work.column.header.strip().startswith(_SERVED) and work.profile.filled > 0


def _leave_nicknames(persons: list[Work]) -> None:
    """Beside a person's name the name of an account names nobody else."""
    nicknames = [one for one in persons if fold_header(one.column.header) in _NICKNAMES]
    if len(nicknames) < len(persons):
        for work in nicknames:
            if not _chosen(work):
                work.take("", 0.5, "unknown")


def _settle_odd_names(works: list[Work]) -> None:
    """Look at the cells of names that are numbers, and of persons that are companies."""
    companies = _with(works, "customer.name")
    if len(companies) > 1 and not _with(works, "customer.code"):
        # SAP: the number under Customer, the name under Name 1.
        numbers = [work for work in companies if _numbers_all(work) and not _chosen(work)]
        if 0 < len(numbers) < len(companies):
            numbers[0].take("customer.code", 0.9, "header_content")
    contacts = [work for work in _with(works, "contact.name") if not _chosen(work)]
    institution = next((one for one in contacts if one.profile.share("company") > 0.5), None)
    if institution is not None and not companies:  # 采购人 of a tender
        institution.take("customer.name", institution.confidence, institution.reason)


def _settle_parts(works: list[Work]) -> None:
    """First and last name: of the contact person, or of the customer when nothing else names it."""
    parts = [*_with(works, "@first"), *_with(works, "@last")]
    whole = _with(works, "contact.name")
    if not parts:
        return
    if not _with(works, "customer.name") and _others_named(whole, parts):
        for work in whole:
            work.take("customer.name", 0.85, work.reason)  # Xero: the contact is the business
        whole = []
    if any(work.profile.filled or _chosen(work) for work in whole):
        return
    for work in whole:
        work.take("", 0.5, "unknown")
    field = "contact.name" if _with(works, "customer.name") else "customer.name"
    for work in parts:
        work.part = work.field.removeprefix("@")
        work.field = field


def _others_named(whole: list[Work], parts: list[Work]) -> bool:
    """Whether a column of whole names does not name those of the columns with parts of names."""
    if len(whole) != 1 or _chosen(whole[0]):
        return False
    names = " ".join(whole[0].profile.examples)
    told = [text for work in parts for text in work.profile.examples]
    return bool(names and told) and not any(text in names for text in told)


def _settle_owner(works: list[Work]) -> None:
    """负责人 may be our salesperson or their boss: few names that come again are ours."""
    for work in _with(works, "customer.owner"):
        seen = work.profile
        if seen.share("money", "number") > 0.6:
            work.take("", 0.5, "mismatch")
            continue
        doubtful = fold_header(work.column.header) in ("负责人", "经办人", "责任人")
        if doubtful and seen.filled >= 5 and seen.distinct > 0.6 * seen.filled:
            named = _with(works, "customer.name") and not _with(works, "contact.name")
            if named and not _chosen(work):
                work.take("contact.name", 0.6, "content")


def _settle_contact(works: list[Work]) -> None:
    """Beside a contact person, a mobile or WeChat is that person's."""
    if _with(works, "contact.name"):
        left = _keep_with_served(works)
        for work in left:
            if not work.profile.filled:
                continue
            header = fold_header(work.column.header)
            company = header.startswith(_OF_THE_COMPANY)
            if work.field in _PERSONAL and not company and not _chosen(work):
                work.take(_PERSONAL[work.field], work.confidence, "contact")


def _keep_with_served(works: list[Work]) -> list[Work]:
    """Leave with a student, an owner ... what is not said of the parent, the tenant.

    Returns the columns that may be the contact person's.
    """
    if not any(map(_is_served, _with(works, "customer.name"))):
        return works
    for work in _with(works, "contact.gender"):
        if not _chosen(work):
            work.take("", 0.5, "unknown")  # a customer has none
    own = _with(works, "customer.birthday")
    if any(work.field in _CONTACT_PHONES and work.profile.filled for work in works):
        for work in (*_with(works, "customer.phone"), *_with(works, "customer.mobile")):
            if not _chosen(work):
                work.reason = "own"
                own.append(work)
    return [work for work in works if work not in own]


def _settle_address(works: list[Work]) -> None:
    """The registered address is where the customer is when the list tells no other."""
    others = ("customer.address", "customer.invoice_bank", "customer.invoice_account")
    if any(work.field in others and work.profile.filled for work in works):
        return
    for work in _with(works, "customer.invoice_address"):
        if fold_header(work.column.header).endswith(_REGISTERED) and not _chosen(work):
            work.take("customer.address", 0.8, work.reason)


def _settle_pairs(works: list[Work]) -> None:
    """Two things in one cell: a bank and its account, an address and its phone."""
    invoice = any(w.field.startswith(_OF_INVOICE) or w.field == "@bank_account" for w in works)
    for work in works:
        texts = work.profile.examples
        if work.field == "@bank_account" or (
            work.field in ("customer.invoice_bank", "customer.invoice_account")
            and texts
            and all(all(split_bank(text)) for text in texts)
        ):
            work.field, work.part = "customer.invoice_bank", BANK_ACCOUNT
        elif work.field == "@address_phone" or (
            work.field == "customer.invoice_address"
            and texts
            and all(all(split_address_phone(text)) for text in texts)
        ):
            field = "customer.invoice_address" if invoice else "customer.address"
            work.field, work.part = field, ADDRESS_PHONE


def _settle_messengers(works: list[Work]) -> None:
    """QQ and WeChat in one cell are told apart, unless one of them has a column of its own."""
    single = any(work.field in ("customer.qq", "customer.wechat") for work in works)
    for work in _with(works, "@qq_wechat"):
        work.field, work.part = "customer.qq", "" if single else QQ_WECHAT


def _settle_doubles(works: list[Work]) -> None:
    """Leave a field to its best column; phones, notes and the lines of an address are gathered."""
    for field in {work.field for work in works if work.field in FIELDS}:
        same = _with(works, field)
        if len(same) < 2:
            continue
        if field_type(field) in GATHERED and all(
            (work.part or _sure(work)) and not (field == "customer.address" and _elsewhere(work))
            for work in same
        ):
            continue
        best = max(same, key=_rank(field))
        if field == "customer.address":
            best = next((work for work in same if not _elsewhere(work)), best)
        for work in same:
            gathered = field_type(field) in GATHERED and (_sure(work) or work.part)
            if field == "customer.address" and work is not best and _elsewhere(work):
                gathered = False
            if work is best or (gathered and not (best.part and not work.part)):
                continue
            if field in _NAME_FIELDS and best.part and work.part:
                continue
            if work.numbering:
                work.take(IGNORED, 0.9, "row_numbers")
            else:
                work.take("", 0.5, "second")


def _elsewhere(work: Work) -> bool:
    """Whether an address is where goods go or machines stand, not where the customer is."""
    header = fold_header(work.column.header)
    return any(word in header for word in _ELSEWHERE) and not _chosen(work)


def _rank(field: str) -> Callable[[Work], tuple[float, ...]]:
    if field == "customer.name":
        return lambda work: (_chosen(work), bool(work.part), _companyness(work), work.confidence)
    outright = _OUTRIGHT.get(field, ())

    def rank(work: Work) -> tuple[float, ...]:
        header = fold_header(work.column.header)
        said = work.profile.filled > 0 and any(word in header for word in outright)
        return (_chosen(work), bool(work.part), said, work.confidence, work.profile.filled)

    return rank


def _numbers_all(work: Work) -> bool:
    """Whether a column has a number of its own for each row."""
    seen = work.profile
    different = seen.filled > 1 and seen.distinct == seen.filled
    return different and all(text.isdecimal() for text in seen.examples)


def _companyness(work: Work) -> float:
    return work.profile.share("company") + 0.001 * work.profile.filled


def _sure(work: Work) -> bool:
    return work.confidence >= 0.85


def _chosen(work: Work) -> bool:
    return work.reason == "chosen"

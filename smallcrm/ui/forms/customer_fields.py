"""The parts of the customer form: each fills its fields from a record and gives them back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.custom_fields import list_fields
from smallcrm.services.lookups import list_industries, list_sources, list_staff, list_tags
from smallcrm.services.records import CustomerRecord
from smallcrm.services.vocabulary import (
    CONSENTS,
    CUSTOMER_KINDS,
    LEVELS,
    OPINIONS,
    ROLES,
    STATUSES,
    word,
)
from smallcrm.ui.context import Context
from smallcrm.ui.forms.birthday_edit import BirthdayEdit
from smallcrm.ui.forms.own_field import OwnField
from smallcrm.ui.forms.picks import CustomerPick, NamePick
from smallcrm.ui.widgets.buttons import Segmented
from smallcrm.ui.widgets.choices import ChoiceBox, TagEdit
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.layouts import hbox, holder
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit

Values = dict[str, Any]


def texts(words: Mapping[str, str]) -> list[tuple[object, str]]:
    """Return the choices of a vocabulary."""
    return [(key, word(dict(words), key)) for key in words]


class Basics(Form):
    """Who it is: name, level, life-cycle, owner, source, industry, tags."""

    def __init__(self, context: Context, record: CustomerRecord) -> None:
        super().__init__(2)
        session = context.session
        self.name = LineEdit(record.name, _("Name of the company or person"))
        self.short_name = LineEdit(record.short_name)
        self.kind = Segmented(texts(CUSTOMER_KINDS), record.kind)
        levels = [("", _("No level")), *((level, level) for level in LEVELS)]
        self.level = ChoiceBox(levels, record.level)
        self.status = ChoiceBox(texts(STATUSES), record.status)
        self.owner = NamePick(lambda: [one.name for one in list_staff(session)], record.owner)
        self.source = NamePick(lambda: list_sources(session), record.source,
                               _("Fair, referral, website"))  # fmt: skip
        self.industry = NamePick(lambda: list_industries(session), record.industry)
        self.role = ChoiceBox(texts(ROLES), record.role)
        known = [tag.name for tag in list_tags(session)]
        self.tags = TagEdit(record.tags, lambda: known)
        self.add("name", _("Customer name"), self.name, span=2, required=True)
        self.add("short_name", _("Short name"), self.short_name)
        self.add("kind", _("Kind"), hbox(self.kind, None))
        self.add("level", _("Level"), self.level)
        self.add("status", _("Life-cycle"), self.status)
        self.add("owner", _("Owner"), self.owner)
        self.add("source", _("Source"), self.source)
        self.add("industry", _("Industry"), self.industry)
        self.add("role", _("Role"), self.role)
        self.add("tags", _("Tags"), self.tags, span=2)

    def values(self) -> Values:
        """Return the fields of the record that stand here."""
        return {
            "name": self.name.text().strip(),
            "short_name": self.short_name.text().strip(),
            "kind": self.kind.value(),
            "level": self.level.value(),
            "status": self.status.value(),
            "owner": self.owner.name(),
            "source": self.source.name(),
            "industry": self.industry.name(),
            "role": self.role.value(),
            "tags": tuple(self.tags.tags()),
        }


class Texts(Form):
    """Fields of one line that hold plain text."""

    def __init__(
        self, record: CustomerRecord, fields: Sequence[tuple[str, str]], columns: int = 2
    ) -> None:
        super().__init__(columns)
        self._edits = {key: LineEdit(getattr(record, key)) for key, _title in fields}
        for key, title in fields:
            self.add(key, title, self._edits[key])

    def edit(self, key: str) -> LineEdit:
        """Return a field."""
        return self._edits[key]

    def values(self) -> Values:
        """Return the texts."""
        return {key: edit.text().strip() for key, edit in self._edits.items()}


class More(Form):
    """What is known beyond that: dates, size, money, how it likes to buy."""

    def __init__(self, context: Context, record: CustomerRecord) -> None:
        super().__init__(2)
        now = context.session.clock.now
        self._record = record
        self._texts = {
            key: LineEdit(getattr(record, key))
            for key in ("code", "region", "buying_channel", "payment_method", "preferred_contact")
        }
        self.revenue = MoneyEdit(record.revenue)
        self.credit_limit = MoneyEdit(record.credit_limit)
        self.founded = DateEdit(now, day_of(record.founded))
        self.employees = LineEdit("" if record.employees is None else str(record.employees))
        self.birthday = BirthdayEdit(now, record.birthday, record.birthday_lunar)
        self.created = DateEdit(now, day_of(record.created))
        names = [one.name for one in list_staff(context.session)]
        self.deputy = NamePick(lambda: names, record.deputy)
        self.service = NamePick(lambda: names, record.service)
        self.consent = ChoiceBox([("", _("Not asked")), *texts(CONSENTS)], record.consent)
        self.opinion = ChoiceBox([("", _("Not known")), *texts(OPINIONS)], record.opinion)
        self.leader = QCheckBox(_("Opinion leader"))
        self.leader.setChecked(record.opinion_leader)
        self.referred_by = CustomerPick(context)
        self.referred_by.setText(record.referred_by)
        self.add("deputy", _("Deputy"), self.deputy)
        self.add("service", _("Service person"), self.service)
        self.add("consent", _("Consent"), self.consent)
        self.add("opinion", _("What it says of us"), opinion_row(self.opinion, self.leader))
        self.add("code", _("Customer code"), self._texts["code"])
        self.add("region", _("Region"), self._texts["region"])
        self.add("revenue", _("Annual purchases"), self.revenue)
        self.add("credit_limit", _("Credit limit"), self.credit_limit)
        self.add("founded", _("Founded on"), self.founded)
        self.add("employees", _("Employees"), self.employees)
        self.add("buying_channel", _("Buys through"), self._texts["buying_channel"])
        self.add("payment_method", _("Pays by"), self._texts["payment_method"])
        self.add("preferred_contact", _("Likes to be reached by"), self._texts["preferred_contact"])
        self.add("referred_by", _("Referred by"), self.referred_by)
        self.add("birthday", _("Birthday"), self.birthday.row())
        self.add("created", _("Customer since"), self.created)

    def errors(self) -> dict[str, str]:
        """Return what cannot be saved, by field."""
        wrong = {}
        for key, edit in (("revenue", self.revenue), ("credit_limit", self.credit_limit)):
            if not edit.is_valid():
                wrong[key] = _("This is not an amount.")
        dates = (("founded", self.founded), ("birthday", self.birthday), ("created", self.created))
        for key, day in dates:
            if not day.is_valid():
                wrong[key] = _("This is not a date.")
        text = self.employees.text().strip()
        if text and not (text.isascii() and text.isdigit()):
            wrong["employees"] = _("This is not a number.")
        referrer = self.referred_by.text().strip()
        if referrer and self.referred_by.customer_id() is None:
            wrong["referred_by"] = _("There is no customer of this name.")
        return wrong

    def values(self) -> Values:
        """Return the fields of the record that stand here."""
        employees = self.employees.text().strip()
        return {
            **{key: edit.text().strip() for key, edit in self._texts.items()},
            "deputy": self.deputy.name(),
            "service": self.service.name(),
            "consent": self.consent.value(),
            "opinion": self.opinion.value(),
            "opinion_leader": self.leader.isChecked(),
            "revenue": self.revenue.value(),
            "credit_limit": self.credit_limit.value(),
            "founded": iso_of(self.founded, self._record.founded),
            "employees": int(employees) if employees else None,
            "birthday": self.birthday.value(),
            "birthday_lunar": self.birthday.is_lunar(),
            "created": iso_of(self.created, self._record.created),
            "referred_by": self.referred_by.text().strip(),
        }


class OwnFields(Form):
    """The company's own fields, by their type."""

    def __init__(self, context: Context, record: CustomerRecord) -> None:
        super().__init__(2)
        self._own: dict[str, OwnField] = {}
        now = context.session.clock.now
        for field in list_fields(context.session):
            own = OwnField(field, record.custom.get(field.name, ""), now)
            self._own[field.name] = own
            wide = field.type in ("long_text", "choices")
            self.add(f"custom.{field.name}", field.name, own.widget, span=2 if wide else 1)
        self._before = dict(record.custom)

    def is_empty(self) -> bool:
        """Tell whether the company has no fields of its own."""
        return not self._own

    def errors(self) -> dict[str, str]:
        """Return what cannot be saved, by field."""
        found = {f"custom.{name}": own.problem() for name, own in self._own.items()}
        return {key: text for key, text in found.items() if text}

    def values(self) -> Values:
        """Return the values by name; a field emptied now is there with ""."""
        found = {name: own.value() for name, own in self._own.items()}
        kept = {name: text for name, text in found.items() if text or name in self._before}
        return {"custom": {**self._before, **kept}}


def opinion_row(box: ChoiceBox, leader: QCheckBox) -> QWidget:
    """Return what is said of us with the question whether others listen."""
    row = hbox(spacing=8)
    row.addWidget(box, 1)
    row.addWidget(leader)
    return holder(row)


def day_of(text: str | None) -> date | None:
    """Return a stored date; None when it is none or only partly known."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def iso_of(edit: DateEdit, before: str | None) -> str | None:
    """Return the date to store: what is stored already where the field cannot show it."""
    day = edit.value()
    if day is None and before and day_of(before) is None and not edit.text().strip():
        return before
    return day.isoformat() if day else None

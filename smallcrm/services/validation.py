"""Telling which field of a form is wrong."""

import re

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class FieldError(UserError):
    """A value that cannot be saved; `field` names it as in the record."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def require(field: str, value: str, message: str) -> str:
    """The value without outer spaces; FieldError when nothing is left."""
    value = value.strip()
    if not value:
        raise FieldError(field, message)
    return value


def check_email(field: str, value: str) -> str:
    """An e-mail address, or ""; FieldError when it cannot be one."""
    value = value.strip()
    if value and not EMAIL.fullmatch(value):
        raise FieldError(field, _("This is not an e-mail address."))
    return value


def check_choice(field: str, value: str, choices: tuple[str, ...]) -> str:
    """One of `choices`; FieldError otherwise."""
    if value not in choices:
        raise FieldError(field, _("Choose one of: %(choices)s") % {"choices": ", ".join(choices)})
    return value

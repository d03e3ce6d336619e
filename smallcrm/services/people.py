"""What persons are called in lists and titles."""

from peewee import Case, Expression, fn

from smallcrm.models import Contact


def called() -> Expression:
    """Return the name in a query; somebody known by the surname only with 小姐 or 总 after it."""
    after = Case(Contact.salutation, (("", Contact.title),), Contact.salutation)
    return Case(fn.LENGTH(Contact.name), ((1, Contact.name.concat(after)),), Contact.name)

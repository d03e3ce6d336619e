"""The company that works with the file, as it stands at the head of reports."""

from smallcrm.core.i18n import Translator
from smallcrm.core.phone import format_phone
from smallcrm.reports.letterhead import Company
from smallcrm.services.company_logo import read_logo
from smallcrm.services.demo import has_demo
from smallcrm.services.demo_words import load_words
from smallcrm.storage.session import Session


def own_company(session: Session, texts: Translator) -> Company:
    """The company of the settings as it stands at the head of papers."""
    get = session.settings.get
    return Company(
        company_name(session, texts),
        get("company_address"),
        format_phone(get("company_phone")),
        read_logo(session),
        get("company_postcode"),
    )


def company_name(session: Session, translator: Translator) -> str:
    """The company's name from the settings; demonstration data is marked as such."""
    name = session.settings.get("company_name")
    if not has_demo(session):
        return name
    name = name or load_words(translator.language).company
    return translator.gettext("Demonstration data · %(company)s") % {"company": name}

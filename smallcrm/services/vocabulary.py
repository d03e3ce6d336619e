"""The words for stored codes, in the user's language: kinds, levels, life-cycle stages."""

from smallcrm.core.i18n import N_, Translator, current

STATUSES: dict[str, str] = {
    "lead": N_("Lead"),
    "prospect": N_("Prospect"),
    "active": N_("Active"),
    "dormant": N_("Dormant"),
    "lost": N_("Lost"),
}
LEVELS: tuple[str, ...] = ("A", "B", "C", "D")
ROLES: dict[str, str] = {
    "customer": N_("Customer"),
    "supplier": N_("Supplier"),
    "partner": N_("Partner"),
    "both": N_("Customer and supplier"),
    "other": N_("Other"),
}
CUSTOMER_KINDS: dict[str, str] = {"company": N_("Company"), "person": N_("Person")}
CONSENTS: dict[str, str] = {"given": N_("May be contacted"), "refused": N_("Do not contact")}
OPINIONS: dict[str, str] = {"well": N_("Speaks well of us"), "ill": N_("Speaks ill of us")}
GENDERS: dict[str, str] = {"male": N_("Male"), "female": N_("Female")}
INTERACTION_KINDS: dict[str, str] = {
    "call": N_("Call"),
    "visit": N_("Visit"),
    "wechat": N_("WeChat"),
    "email": N_("E-mail"),
    "meeting": N_("Meeting"),
    "letter": N_("Letter"),
    "event": N_("Event"),
    "service": N_("Service"),
    "note": N_("Note"),
}
OUTCOMES: dict[str, str] = {
    "reached": N_("Reached"),
    "no_answer": N_("No answer"),
    "interested": N_("Interested"),
    "later": N_("Not now"),
    "refused": N_("Refused"),
    "ordered": N_("Ordered"),
}
PHONE_KINDS: dict[str, str] = {
    "mobile": N_("Mobile"),
    "phone": N_("Phone"),
    "fax": N_("Fax"),
    "invoice": N_("Invoice phone"),
    "other": N_("Other phone"),
}
ADDRESS_KINDS: dict[str, str] = {
    "office": N_("Office"),
    "delivery": N_("Delivery"),
    "invoice": N_("Invoice address"),
    "shop": N_("Shop"),
}
TERM_KINDS: dict[str, str] = {
    "contract": N_("Contract"),
    "warranty": N_("Warranty"),
    "subscription": N_("Subscription"),
    "consumable": N_("Consumable"),
}
ORDER_STATUSES: dict[str, str] = {
    "open": N_("Open"),
    "done": N_("Completed"),
    "cancelled": N_("Cancelled"),
}
STAGES: dict[str, str] = {
    "lead": N_("Qualifying"),
    "needs": N_("Needs"),
    "quote": N_("Quote"),
    "negotiation": N_("Negotiation"),
    "won": N_("Won"),
    "lost": N_("Lost deal"),
}
METHODS: tuple[str, ...] = (
    N_("Bank transfer"),
    N_("WeChat Pay"),
    N_("Alipay"),
    N_("Cash"),
    N_("Cheque"),
)


def word(table: dict[str, str], code: str, translator: Translator | None = None) -> str:
    """The word for a code; the code itself when it is not known."""
    text = table.get(code)
    return (translator or current()).gettext(text) if text else code


def level_words(level: str, translator: Translator | None = None) -> str:
    """ "Level A", or "" without a level."""
    return (
        (translator or current()).gettext(N_("Level %(level)s")) % {"level": level} if level else ""
    )


def stage_words(key: str, name: str, translator: Translator | None = None) -> str:
    """A stage's own name, or the program's name for it."""
    return name or word(STAGES, key, translator)

"""Keys that belong to no page: of forms, of one customer's screen, of side lists and of dialogs."""

from collections.abc import Sequence

from smallcrm.core.i18n import _

Keys = Sequence[tuple[str, str]]


def keys_elsewhere() -> list[tuple[str, Keys]]:
    """Return titles with keys and what they do, for the overview."""
    return [
        (_("Follow-ups as a week"), [("Alt+Left / Alt+Right", _("The week before or after"))]),
        (
            _("The customer on the screen"),
            [
                ("Tab", _("Go from value to value")),
                ("Return / F2", _("Change the value at hand")),
                ("Return", _("In “Where is this from?”: the value is right")),
                ("Esc", _("Leave the value as it was; then back to the list")),
                ("Del", _("Delete the customer")),
            ],
        ),
        (
            _("Saved views"),
            [
                ("F2", _("Rename the view")),
                ("Alt+Up / Alt+Down", _("Move the view up or down")),
                ("Del", _("Delete the view")),
            ],
        ),
        (
            _("Forms and dialogs"),
            [
                ("Ctrl+Return", _("Save and close")),
                ("Esc", _("Close without saving")),
                ("Alt+1", _("Reason 1 (2, 3 …) when a deal is lost")),
            ],
        ),
        (
            _("Likely duplicates"),
            [
                ("M / Ctrl+Return", _("Merge")),
                ("N", _("Not the same")),
                ("L", _("Decide later")),
                ("1 / 2 / 3 / 4", _("Take all values of this customer")),
                ("0", _("Take all values as proposed")),
                ("Ctrl+Z", _("Take the last answer back")),
            ],
        ),
        (
            _("Products"),
            [
                ("Insert", _("Add a product")),
                ("Return", _("Change the product at hand")),
                ("Del", _("Delete what is not used")),
                ("Ctrl+F", _("Search the products")),
            ],
        ),
        (
            _("Importing a list"),
            [
                ("Ctrl+V", _("Take rows from the clipboard")),
                ("1", _("Give answer 1 (2, 3) to the question at hand")),
                ("Ctrl+Z", _("Take the last answer back")),
                ("Ctrl+Return", _("Import")),
            ],
        ),
    ]

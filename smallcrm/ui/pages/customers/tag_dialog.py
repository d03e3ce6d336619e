"""One small question: which tag the selected customers shall have."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smallcrm.core.i18n import _, ngettext
from smallcrm.services.lookups import list_tags
from smallcrm.ui.widgets.choices import TagEdit
from smallcrm.ui.widgets.dialogs import Dialog

if TYPE_CHECKING:
    from smallcrm.ui.pages.customers.page import CustomersPage


class TagDialog(Dialog):
    """Takes one or more tags, known or new."""

    def __init__(self, page: "CustomersPage", ids: Sequence[int]) -> None:
        n = len(ids)
        subtitle = ngettext("For %(n)s customer", "For %(n)s customers", n) % {"n": f"{n:,}"}
        super().__init__(_("Add tag"), _("Add"), parent=page, width=380, subtitle=subtitle)
        self._page, self._ids = page, ids
        known = [tag.name for tag in list_tags(page._context.session)]
        self.tags = TagEdit((), lambda: known)
        self.box.addWidget(self.tags)
        self.tags.setFocus()

    @classmethod
    def ask(cls, page: "CustomersPage", ids: Sequence[int]) -> None:
        """Open the dialog."""
        dialog = cls(page, ids)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def submit(self) -> bool:
        """Put the tags on the customers."""
        for name in self.tags.tags():
            self._page.commands.tag(self._ids, name)
        return bool(self.tags.tags())

"""What can be done with the customers that are selected in the list."""

from functools import partial
from typing import TYPE_CHECKING

from smallcrm.services.duplicates import MOST_SHOWN
from smallcrm.services.lookups import list_staff
from smallcrm.ui.pages.customers.tag_dialog import TagDialog
from smallcrm.ui.widgets.buttons import Action

if TYPE_CHECKING:
    from smallcrm.ui.pages.customers.page import CustomersPage


class SelectedActions:
    """Acts on the rows that are selected when it is asked."""

    def __init__(self, page: "CustomersPage") -> None:
        self._page = page

    def ids(self) -> list[int]:
        """Return the selected customers in the list's order."""
        return self._page.list.table.selected_ids()

    def edit(self) -> None:
        """Set fields and tags on all of them."""
        self._page.commands.edit_several(self.ids())

    def tag(self) -> None:
        """Ask for tags to put on them."""
        TagDialog.ask(self._page, self.ids())

    def owners(self) -> list[Action | None]:
        """Return a line for each person they can be handed to, with their open follow-ups."""
        hand = self._page.commands.hand_over
        names = [one.name for one in list_staff(self._page._context.session)]
        return [Action(name, partial(hand, self.ids(), name), "user-round") for name in names]

    def export(self) -> None:
        """Write them to a file."""
        self._page._context.hub.export_asked.emit(self._page.list.chosen())

    def print(self) -> None:
        """Print them."""
        self._page._context.hub.print_asked.emit(self._page.list.chosen())

    def copy(self) -> None:
        """Put their rows on the clipboard."""
        self._page.list.copy()

    def merge(self) -> None:
        """Compare them side by side, to make one of them."""
        self._page._context.hub.duplicates_asked.emit(tuple(self.ids()))

    def can_merge(self, count: int) -> bool:
        """Return whether so many can be compared."""
        return 1 < count <= MOST_SHOWN

    def delete(self) -> None:
        """Delete them."""
        self._page.commands.delete(self.ids())

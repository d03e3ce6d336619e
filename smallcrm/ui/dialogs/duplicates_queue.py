"""What is still to be looked at, what was set aside, and taking the last answer back.

Knows no widgets.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

from smallcrm.core.i18n import _
from smallcrm.services.duplicates import Duplicates, Group
from smallcrm.services.not_same import (
    SetAside,
    list_set_aside,
    mark_not_same,
    unmark_not_same,
)
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


class DuplicatesQueue:
    """The likely groups in their order, and those set aside."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.asides: list[SetAside] = []
        self.more = 0  # likely groups that a next look will bring
        self._answered: list[tuple[int, Group, list[Group]]] = []  # step (0: none), what, before

    @property
    def can_take_back(self) -> bool:
        """Whether there is an answer to take back."""
        return bool(self._answered)

    def fill(self, found: Duplicates, asides: Sequence[SetAside]) -> None:
        """Begin with what was found."""
        self.groups = list(found.groups)
        self.more = found.total - len(found.groups)
        self.asides = list(asides)
        self._answered.clear()

    def drop(self, group: Group | None) -> None:
        """Let go of a group that holds no more."""
        if group in self.groups:
            self.groups.remove(group)

    def put_last(self, group: Group) -> None:
        """Leave a group for later."""
        self.groups.remove(group)
        self.groups.append(group)

    def merged(
        self, session: Session, group: Group, keep: int, gone: Sequence[int], name: str
    ) -> None:
        """Customers became one: count them as that one wherever they are named."""
        step = session.next_step()
        if step is not None and step.op == Op.MERGE_CUSTOMERS:
            self._answered.append((step.id, group, list(self.groups)))
        self.groups = _without(self.groups, keep, set(gone), name)

    def set_apart(self, session: Session, group: Group) -> None:
        """Remember that these are not the same."""
        mark_not_same(session, group.ids, group.key)
        self._answered.append((0, group, list(self.groups)))
        self.drop(group)
        self.asides = list_set_aside(session)

    def look_again(self, session: Session, at: int) -> None:
        """Take what was set aside back into the list."""
        aside = self.asides.pop(at)
        unmark_not_same(session, aside)
        if len(aside.ids) == 2:
            group = Group(aside.ids, aside.names, 0.0, (_("was set aside"),), 2)
            self.groups.append(group)

    def take_back(self, session: Session, undo: Callable[[], object]) -> int | None:
        """Take the last answer back and return where it stands again.

        None when something else was done since.
        """
        step, group, before = self._answered.pop()
        if step:
            now = session.next_step()
            if now is None or now.id != step:
                self._answered.clear()
                return None
            undo()
        elif group.key:
            unmark_not_same(session, SetAside((), (), key=group.key))
        else:
            for pair in combinations(group.ids, 2):
                unmark_not_same(session, SetAside(pair, ("", "")))
        self.groups = before
        self.asides = list_set_aside(session)
        return before.index(group)


def _without(groups: Sequence[Group], keep: int, gone: set[int], name: str) -> list[Group]:
    """The groups with those that are gone counted as the one they became."""
    left = []
    seen: set[tuple[int, ...]] = set()
    for group in groups:
        if not gone & set(group.ids):
            left.append(group)
            continue
        named = dict(zip(group.ids, group.names, strict=True))
        ids = tuple(sorted({keep if id in gone else id for id in group.ids}))
        if len(ids) > 1 and ids not in seen:
            seen.add(ids)
            names = tuple(named.get(id, name) for id in ids)
            fewer = len(group.ids) - len(ids)
            left.append(replace(group, ids=ids, names=names, total=group.total - fewer))
    return left

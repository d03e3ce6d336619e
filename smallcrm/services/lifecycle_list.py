"""What the life-cycle rules propose, as a list."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from smallcrm.core.i18n import N_
from smallcrm.services.lifecycle import Proposal, list_proposals
from smallcrm.services.table import Column, Row, Sort, Tone
from smallcrm.storage.session import Session

COLUMNS = (
    Column("name", N_("Customer"), "text", 210),
    Column("change", N_("Proposed"), "words", 150),
    Column("why", N_("Why"), "words", 350),
    Column("since", N_("Last seen"), "date", 100),
)


@dataclass(frozen=True, slots=True)
class ProposalQuery:
    """The proposals of today; they are found once, when the ids are asked for."""

    sort: Sort = field(default_factory=lambda: Sort("change"))
    columns: tuple[Column, ...] = COLUMNS
    found: dict[int, Proposal] = field(default_factory=dict, compare=False)

    def sorted_by(self, sort: Sort) -> "ProposalQuery":
        """The same list in another order."""
        return replace(self, sort=sort, found={})

    def ids(self, session: Session) -> list[int]:
        """The customers' ids in order."""
        proposals = list_proposals(session)
        if self.sort.key != "change":
            proposals.sort(key=lambda one: getattr(one, self.sort.key))
        if self.sort.descending:
            proposals.reverse()
        self.found.update({one.customer_id: one for one in proposals})
        return [one.customer_id for one in proposals]

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id."""
        found = [self.found[id] for id in ids if id in self.found]
        return [
            {
                "id": one.customer_id,
                "name": one.name,
                "change": one.words,
                "why": one.why,
                "since": one.since,
                "after": one.after,
            }
            for one in found
        ]

    def tone(self, row: Row, key: str) -> Tone:
        """The change in the colour of what comes after."""
        if key == "change":
            return {"active": "ok", "dormant": "warn", "lost": "bad"}.get(str(row["after"]), "")  # type: ignore[return-value]
        return "muted" if key == "since" else ""

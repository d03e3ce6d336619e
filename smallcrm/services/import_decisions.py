"""What the user decided about names in lists: the same list, and next month's, asks no more.

Lists call a customer by another name (恒泰机械 for 苏州恒泰机械有限公司); once it was said to be
that customer, the name stands for it. Taking back the import it was said in takes this back too.
"""

import json
from collections.abc import Iterable, Mapping

from smallcrm.importers.existing import name_key
from smallcrm.importers.plan import ImportPlan
from smallcrm.models import Customer
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.session import Session
from smallcrm.storage.steps import find_steps

_SETTING = "import_names"
_JOINED = "join:"
_MOST = 20_000  # the newest are kept


def keep_names(
    session: Session, plan: ImportPlan, customer_ids: Mapping[int, int], step_id: int
) -> None:
    """Keep the names whose customer was decided in this import; `customer_ids` by planned key."""
    asked = {
        (question.file, question.sheet, question.row): name_key(question.name)
        for question in plan.questions
        if question.decision.startswith(_JOINED) and question.name
    }
    if not asked:
        return
    told: dict[str, int] = {}
    for row in plan.rows:
        name = asked.get((row.ref.file, row.ref.sheet, row.ref.row))
        found = row.existing if row.customer is None else customer_ids.get(row.customer)
        if name and found is not None:
            told[name] = found
    query = Customer.select(Customer.id, Customer.name).where(Customer.id << among(told.values()))
    own = {id: name_key(name) for id, name in fetch_rows(query)}
    new = {name: [id, step_id] for name, id in told.items() if own.get(id, name) != name}
    if new:
        kept = {**_kept(session), **new}
        last = dict(list(kept.items())[-_MOST:])
        session.settings.set(_SETTING, json.dumps(last, ensure_ascii=False))


def decided_names(session: Session, names: Iterable[str]) -> dict[str, int]:
    """The customers' ids that some of these folded names were said to stand for."""
    kept = _kept(session)
    found = {name: kept[name] for name in names if name in kept} if kept else {}
    steps = find_steps(session.connection, {step for _id, step in found.values()})
    return {
        name: id
        for name, (id, step) in found.items()
        if step not in steps or steps[step].state == "done"
    }


def _kept(session: Session) -> dict[str, list[int]]:
    kept: dict[str, list[int]] = json.loads(session.settings.get(_SETTING))
    return kept

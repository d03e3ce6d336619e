"""Every kind of change a user can make, with the label that undo and the change log show."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from smallcrm.core.i18n import N_, _


class Op(StrEnum):
    """One user action. The value is stored, so it never changes; the label is translated on use."""

    IMPORT = "import"
    RESTORE_JSON = "restore_json"
    DEMO = "demo"
    REMOVE_DEMO = "remove_demo"
    ADD_CUSTOMER = "add_customer"
    EDIT_CUSTOMER = "edit_customer"
    EDIT_CUSTOMERS = "edit_customers"
    DELETE_CUSTOMERS = "delete_customers"
    TAG_CUSTOMERS = "tag_customers"
    MERGE_CUSTOMERS = "merge_customers"
    ADD_CONTACT = "add_contact"
    EDIT_CONTACT = "edit_contact"
    MOVE_CONTACT = "move_contact"
    DELETE_CONTACT = "delete_contact"
    LOG_INTERACTION = "log_interaction"
    EDIT_INTERACTION = "edit_interaction"
    DELETE_INTERACTION = "delete_interaction"
    ADD_FOLLOW_UP = "add_follow_up"
    EDIT_FOLLOW_UP = "edit_follow_up"
    COMPLETE_FOLLOW_UP = "complete_follow_up"
    SNOOZE_FOLLOW_UP = "snooze_follow_up"
    HAND_OVER_FOLLOW_UP = "hand_over_follow_up"
    HAND_OVER_CUSTOMERS = "hand_over_customers"
    DELETE_FOLLOW_UP = "delete_follow_up"
    REMIND = "remind"
    SEND_TEXT = "send_text"
    ADD_DEAL = "add_deal"
    EDIT_DEAL = "edit_deal"
    MOVE_DEAL = "move_deal"
    DELETE_DEAL = "delete_deal"
    ADD_ORDER = "add_order"
    EDIT_ORDER = "edit_order"
    DELETE_ORDER = "delete_order"
    ADD_RECEIPT = "add_receipt"
    EDIT_RECEIPT = "edit_receipt"
    DELETE_RECEIPT = "delete_receipt"
    ADD_TERM = "add_term"
    EDIT_TERM = "edit_term"
    DELETE_TERM = "delete_term"
    ADD_ATTACHMENT = "add_attachment"
    DELETE_ATTACHMENT = "delete_attachment"
    ADD_FEEDBACK = "add_feedback"
    EDIT_FEEDBACK = "edit_feedback"
    DELETE_FEEDBACK = "delete_feedback"
    CHECK_FACT = "check_fact"
    EDIT_PRODUCT = "edit_product"
    END_NEWNESS = "end_newness"
    ADD_PRODUCT = "add_product"
    CHANGE_PRODUCT = "change_product"
    DELETE_PRODUCT = "delete_product"
    MERGE_PRODUCTS = "merge_products"
    EDIT_STAFF = "edit_staff"
    EDIT_STAGES = "edit_stages"
    ADD_FIELD = "add_field"
    EDIT_FIELD = "edit_field"
    DELETE_FIELD = "delete_field"
    ADD_RELATION = "add_relation"
    EDIT_RELATION = "edit_relation"
    DELETE_RELATION = "delete_relation"
    CHANGE_STATUS = "change_status"
    JUDGE_LEAD = "judge_lead"
    DECIDE = "decide"
    CLOSE_DECISION = "close_decision"


# "%(name)s" is the customer, "%(file)s" an imported file, "%(count)s" how many records.
LABELS: dict[Op, str] = {
    Op.IMPORT: N_("Import %(file)s"),
    Op.RESTORE_JSON: N_("Bring in %(file)s"),
    Op.DEMO: N_("Add demonstration data"),
    Op.REMOVE_DEMO: N_("Remove demonstration data"),
    Op.ADD_CUSTOMER: N_("Add customer %(name)s"),
    Op.EDIT_CUSTOMER: N_("Edit customer %(name)s"),
    Op.EDIT_CUSTOMERS: N_("Edit %(count)s customers"),
    Op.DELETE_CUSTOMERS: N_("Delete %(name)s"),
    Op.TAG_CUSTOMERS: N_("Tag %(count)s customers"),
    Op.MERGE_CUSTOMERS: N_("Merge %(other)s into %(name)s"),
    Op.ADD_CONTACT: N_("Add contact person %(name)s"),
    Op.EDIT_CONTACT: N_("Edit contact person %(name)s"),
    Op.MOVE_CONTACT: N_("Move contact person %(name)s"),
    Op.DELETE_CONTACT: N_("Delete contact person %(name)s"),
    Op.LOG_INTERACTION: N_("Log contact with %(name)s"),
    Op.EDIT_INTERACTION: N_("Edit record of %(name)s"),
    Op.DELETE_INTERACTION: N_("Delete record of %(name)s"),
    Op.ADD_FOLLOW_UP: N_("Plan follow-up: %(name)s"),
    Op.EDIT_FOLLOW_UP: N_("Edit follow-up: %(name)s"),
    Op.COMPLETE_FOLLOW_UP: N_("Complete follow-up: %(name)s"),
    Op.SNOOZE_FOLLOW_UP: N_("Put off follow-up: %(name)s"),
    Op.HAND_OVER_FOLLOW_UP: N_("Hand over follow-up: %(name)s"),
    Op.HAND_OVER_CUSTOMERS: N_("Hand over %(count)s customers to %(name)s"),
    Op.DELETE_FOLLOW_UP: N_("Delete follow-up: %(name)s"),
    Op.REMIND: N_("Reminder rules: %(made)s made, %(gone)s withdrawn"),
    Op.SEND_TEXT: N_("Text to %(count)s customers"),
    Op.ADD_DEAL: N_("Add deal: %(name)s"),
    Op.EDIT_DEAL: N_("Edit deal: %(name)s"),
    Op.MOVE_DEAL: N_("Move deal: %(name)s"),
    Op.DELETE_DEAL: N_("Delete deal: %(name)s"),
    Op.ADD_ORDER: N_("Add order: %(name)s"),
    Op.EDIT_ORDER: N_("Edit order: %(name)s"),
    Op.DELETE_ORDER: N_("Delete order: %(name)s"),
    Op.ADD_RECEIPT: N_("Add receipt: %(name)s"),
    Op.EDIT_RECEIPT: N_("Edit receipt: %(name)s"),
    Op.DELETE_RECEIPT: N_("Delete receipt: %(name)s"),
    Op.ADD_TERM: N_("Add term: %(name)s"),
    Op.EDIT_TERM: N_("Edit term: %(name)s"),
    Op.DELETE_TERM: N_("Delete term: %(name)s"),
    Op.ADD_ATTACHMENT: N_("Attach file: %(name)s"),
    Op.DELETE_ATTACHMENT: N_("Remove file: %(name)s"),
    Op.ADD_FEEDBACK: N_("Add feedback of %(name)s"),
    Op.EDIT_FEEDBACK: N_("Edit feedback of %(name)s"),
    Op.DELETE_FEEDBACK: N_("Delete feedback of %(name)s"),
    Op.CHECK_FACT: N_("Check facts of %(name)s"),
    Op.EDIT_PRODUCT: N_("New product %(name)s"),
    Op.END_NEWNESS: N_("%(name)s is no longer new"),
    Op.ADD_PRODUCT: N_("Add product %(name)s"),
    Op.CHANGE_PRODUCT: N_("Edit product %(name)s"),
    Op.DELETE_PRODUCT: N_("Delete product %(name)s"),
    Op.MERGE_PRODUCTS: N_("Merge product %(other)s into %(name)s"),
    Op.EDIT_STAFF: N_("Edit staff"),
    Op.EDIT_STAGES: N_("Edit stages"),
    Op.ADD_FIELD: N_("Add field %(name)s"),
    Op.EDIT_FIELD: N_("Change field %(name)s"),
    Op.DELETE_FIELD: N_("Delete field %(name)s"),
    Op.ADD_RELATION: N_("Add relation of %(name)s"),
    Op.EDIT_RELATION: N_("Change relation of %(name)s"),
    Op.DELETE_RELATION: N_("Remove relation of %(name)s"),
    Op.CHANGE_STATUS: N_("Change life-cycle of %(name)s"),
    Op.JUDGE_LEAD: N_("Judge lead %(name)s"),
    Op.DECIDE: N_("Keep what was decided: %(name)s"),
    Op.CLOSE_DECISION: N_("Close what was decided: %(name)s"),
}


# Made by the program itself, whenever the data say so: undo and redo of a user's step take back
# what came after it and make it anew, so it never stands between a user and the own last step.
AUTOMATIC: frozenset[Op] = frozenset({Op.REMIND})


class Origin(StrEnum):
    """Where a change was entered."""

    FORM = "form"
    LOG_BOX = "log_box"
    IMPORT = "import"
    COMMAND = "command"
    PROGRAM = "program"


ORIGINS: dict[Origin, str] = {
    Origin.FORM: N_("form"),
    Origin.LOG_BOX: N_("log box"),
    Origin.IMPORT: N_("import"),
    Origin.COMMAND: N_("command line"),
    Origin.PROGRAM: N_("program"),
}


def label(op: str, detail: Mapping[str, object]) -> str:
    """What undo says of a step, in the current language: "Import customers.xls"."""
    values: dict[str, object] = {"name": "", "file": "", "count": "", "made": 0, "gone": 0}
    values.update(detail)
    text = LABELS.get(Op(op)) if op in set(Op) else None
    return (_(text) % values).strip().rstrip(":：") if text else op


@dataclass(frozen=True, slots=True)
class Changes:
    """What a committed unit changed.

    Told to listeners. `tables` maps a table to its touched row ids; `redone` tells that a step was
    brought back, without what the program had made of it.
    """

    op: str
    tables: Mapping[str, Collection[int]] = field(default_factory=dict)
    redone: bool = False

    def touches(self, *tables: str) -> bool:
        """True when any of the tables was changed."""
        return any(table in self.tables for table in tables)

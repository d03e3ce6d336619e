"""More of what users do: own fields, relations, files, reminders, lists, imports, life-cycle."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from smallcrm.importers.analysis import understand
from smallcrm.importers.sheet import RawFile
from smallcrm.models import (
    Attachment,
    Contact,
    Customer,
    CustomField,
    Deal,
    Feedback,
    FollowUp,
    Interaction,
    Order,
    Product,
    Receipt,
    SavedView,
    Staff,
    Term,
)
from smallcrm.services.attachments import add_files, delete_attachment
from smallcrm.services.completeness import save_known
from smallcrm.services.contact_log import log_contact
from smallcrm.services.contacts import mark_left, read_contacts, save_contact
from smallcrm.services.custom_fields import FieldRecord, delete_field, move_field, save_field
from smallcrm.services.customer_facts import save_fact
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_list import Filter
from smallcrm.services.customers import change_customer, get_customer
from smallcrm.services.edit_several import Several, change_several
from smallcrm.services.fact_checks import check_fact
from smallcrm.services.feedback import answer_feedback, delete_feedback, save_feedback
from smallcrm.services.follow_up_many import complete_follow_ups, hand_over_follow_ups, put_off
from smallcrm.services.follow_ups import complete_follow_up, get_follow_up, save_follow_up
from smallcrm.services.hand_over import hand_over_customers
from smallcrm.services.imports import plan_files, write_plan
from smallcrm.services.interactions import delete_interactions
from smallcrm.services.lifecycle import judge_lead, list_proposals, take_proposals
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.not_same import mark_not_same
from smallcrm.services.orders import (
    delete_term,
    get_order,
    get_receipt,
    save_order,
    save_receipt,
    save_term,
)
from smallcrm.services.products import (
    ProductRecord,
    delete_products,
    describe_use,
    merge_products,
    save_product,
)
from smallcrm.services.records import (
    FeedbackRecord,
    FollowUpRecord,
    InteractionRecord,
    PhoneRecord,
    ReceiptRecord,
    TermRecord,
)
from smallcrm.services.relations import (
    RelationRecord,
    delete_relation,
    list_relations,
    save_relation,
)
from smallcrm.services.reminder_rules import load_choices, save_choice
from smallcrm.services.reminder_texts import log_text
from smallcrm.services.reminders import run_reminders
from smallcrm.services.saved_views import KeptView, delete_view, save_view
from smallcrm.storage.session import Session
from tests.e2e.actions import DAYS, Choose, Command, Nothing, one_of, pick

REPEATS = ("FREQ=WEEKLY", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=DAILY;INTERVAL=3")


def some(choose: Choose, model: type[Customer]) -> list[int]:
    """One to three of the records that are there, each once."""
    return sorted({pick(choose, model) for _turn in range(choose((1, 2, 3)))})


# --- the company's own fields ---------------------------------------------------------------------


def add_field(session: Session, choose: Choose) -> object:
    kinds = ("text", "long_text", "number", "money", "date", "yes_no", "choice", "choices")
    name, choices = one_of(choose, "车型", "面积", "颜色"), one_of(choose, ("红", "蓝"), ("红",))
    return save_field(session, FieldRecord(name, choose(kinds), choices))


def edit_field(session: Session, choose: Choose) -> object:
    id = pick(choose, CustomField)
    kind = one_of(choose, "text", "long_text", "number")
    return save_field(session, FieldRecord(one_of(choose, "车型", "新名"), kind, id=id))


def place_field(session: Session, choose: Choose) -> object:
    return move_field(session, pick(choose, CustomField), choose((-1, 1)))


def drop_field(session: Session, choose: Choose) -> object:
    return delete_field(session, pick(choose, CustomField))


def fill_field(session: Session, choose: Choose) -> object:
    field = CustomField.get_by_id(pick(choose, CustomField))
    text = one_of(choose, "12", "2026-02-28", "红", "")
    return save_fact(session, pick(choose, Customer), f"custom.{field.name}", text)


# --- customers ------------------------------------------------------------------------------------


def change_one(session: Session, choose: Choose) -> object:
    changes = choose(
        ({"level": "A"}, {"note": "改"}, {"birthday": "1990-02-29"}, {"region": "华东"})
    )
    return change_customer(session, pick(choose, Customer), **changes)


def learn(session: Session, choose: Choose) -> object:
    key, text = choose((("tax_number", ""), ("industry", "纺织"), ("website", "a.example")))
    return save_known(session, pick(choose, Customer), key, text)


def change_many(session: Session, choose: Choose) -> object:
    change = choose(
        (
            Several({"status": "dormant", "deputy": "程远"}, ("VIP",)),
            Several({"level": "", "consent": "refused"}),
            Several(remove_tags=("VIP", "a")),
        )
    )
    return change_several(session, some(choose, Customer), change)


def hand_over(session: Session, choose: Choose) -> object:
    return hand_over_customers(session, some(choose, Customer), one_of(choose, "程远", "林一"))


def relate(session: Session, choose: Choose) -> object:
    kind = one_of(choose, "referred", "belongs_to", "supplies")
    other = pick(choose, Customer)
    record = RelationRecord(kind, choose((True, False)), other, reward=one_of(choose, None, 500))
    return save_relation(session, pick(choose, Customer), record)


def part(session: Session, choose: Choose) -> object:
    id = pick(choose, Customer)
    found = list_relations(session, id)
    if not found:
        raise Nothing
    return delete_relation(session, id, choose(found))


def judge(session: Session, choose: Choose) -> object:
    return judge_lead(session, pick(choose, Customer), fits=choose((True, False)), reason="远")


def take_stages(session: Session, choose: Choose) -> object:
    return take_proposals(session, list_proposals(session))


def not_same(session: Session, choose: Choose) -> object:
    return mark_not_same(session, some(choose, Customer))


def check(session: Session, choose: Choose) -> object:
    return check_fact(session, pick(choose, Customer), "phone", choose(("wrong", "confirmed")))


def leave(session: Session, choose: Choose) -> object:
    return mark_left(session, pick(choose, Contact), choose((True, False)))


def phone_person(session: Session, choose: Choose) -> object:
    """One person's number changes, the others' stay."""
    found = Contact.get_by_id(pick(choose, Contact))
    record = next(one for one in read_contacts(found.customer_id) if one.id == found.id)
    born = one_of(choose, None, "1988-02-29", "1988-11-20")
    phones = (*record.phones[1:], PhoneRecord("13700009999"))
    return save_contact(session, replace(record, phones=phones, birthday=born))


def attach(session: Session, choose: Choose) -> object:
    path = Path(session.datafile.path).with_name(one_of(choose, "报价.txt", "合同.txt"))
    path.write_text(one_of(choose, "一", "二"), encoding="utf-8")
    return add_files(session, pick(choose, Customer), [path])


def detach(session: Session, choose: Choose) -> object:
    return delete_attachment(session, pick(choose, Attachment))


# --- what was said and is planned -----------------------------------------------------------------


def log_all(session: Session, choose: Choose) -> object:
    """All the log box can do in one step."""
    id = pick(choose, Customer)
    open_ones = list(
        FollowUp.select(FollowUp.id).where((FollowUp.customer == id) & (FollowUp.state == "open"))
    )
    said = InteractionRecord(id, "谈价", one_of(choose, "visit", "call"), outcome="no_answer")
    return log_contact(
        session,
        replace(said, outcome=one_of(choose, "", "no_answer"), satisfaction=4),
        one_of(choose, None, FollowUpRecord(id, "送样", choose(DAYS), repeat=choose(REPEATS))),
        completes=open_ones[0].id if open_ones else None,
        feedback=(FeedbackRecord(id, "慢", rating=2),),
    )


def drop_talks(session: Session, choose: Choose) -> object:
    return delete_interactions(session, some(choose, Interaction))


def opine(session: Session, choose: Choose) -> object:
    about = choose((("us", ""), ("competitor", "岭东")))
    record = FeedbackRecord(pick(choose, Customer), "好", about=about[0], competitor=about[1])
    return save_feedback(session, replace(record, product=one_of(choose, "", "泵")))


def answer(session: Session, choose: Choose) -> object:
    return answer_feedback(session, pick(choose, Feedback), answered=choose((True, False)))


def drop_opinion(session: Session, choose: Choose) -> object:
    return delete_feedback(session, pick(choose, Feedback))


def plan_again(session: Session, choose: Choose) -> object:
    record = FollowUpRecord(pick(choose, Customer), "巡检", choose(DAYS), repeat=choose(REPEATS))
    return save_follow_up(session, record)


def change_plan(session: Session, choose: Choose) -> object:
    record = get_follow_up(session, pick(choose, FollowUp))
    return save_follow_up(session, replace(record, title="改期", due=choose(DAYS)))


def done(session: Session, choose: Choose) -> object:
    return complete_follow_up(session, pick(choose, FollowUp))


def done_many(session: Session, choose: Choose) -> object:
    return complete_follow_ups(session, some(choose, FollowUp))


def pass_on(session: Session, choose: Choose) -> object:
    return hand_over_follow_ups(session, some(choose, FollowUp), one_of(choose, "程远", "林一"))


def postpone(session: Session, choose: Choose) -> object:
    ids = some(choose, FollowUp)
    return put_off(session, ids, some(choose, Customer), choose(DAYS), "再联系")


# --- selling --------------------------------------------------------------------------------------


def deal_order(session: Session, choose: Choose) -> object:
    """A deal is won and its order written."""
    deal = Deal.get_by_id(pick(choose, Deal))
    record = get_order(session, pick(choose, Order))
    record = replace(record, id=None, deal_id=deal.id, customer_id=deal.customer_id)
    return save_order(session, record, paid=50)


def change_receipt(session: Session, choose: Choose) -> object:
    record = get_receipt(session, pick(choose, Receipt))
    return save_receipt(session, replace(record, amount=70, date=choose(DAYS)))


def receive_for(session: Session, choose: Choose) -> object:
    order = get_order(session, pick(choose, Order))
    record = ReceiptRecord(order.customer_id, choose(DAYS), 40, order_id=order.id)
    return save_receipt(session, record)


def contract(session: Session, choose: Choose) -> object:
    kind = one_of(choose, "contract", "subscription", "consumable", "warranty")
    record = TermRecord(pick(choose, Customer), "年度", kind, product=one_of(choose, "", "泵"))
    return save_term(
        session, replace(record, starts="2024-11-30", ends=one_of(choose, None, *DAYS))
    )


def drop_term(session: Session, choose: Choose) -> object:
    return delete_term(session, pick(choose, Term))


# --- the program's own, lists, settings -----------------------------------------------------------


def remind(session: Session, choose: Choose) -> object:
    return run_reminders(session)


def switch_rule(session: Session, choose: Choose) -> object:
    choices = load_choices(session)
    key = choose(sorted(choices))
    return save_choice(session, key, replace(choices[key], on=choose((True, True, False))))


def send_text(session: Session, choose: Choose) -> object:
    query = FollowUp.select(FollowUp.id).where((FollowUp.rule != "") & (FollowUp.state == "open"))
    ids = [row[0] for row in list(query.order_by(FollowUp.id).tuples())]
    if not ids:
        raise Nothing
    return log_text(session, choose(ids), "生日快乐")


def keep_view(session: Session, choose: Choose) -> object:
    where = Group((Condition("last_contact", "quiet", (60,)),))
    return save_view(session, KeptView(one_of(choose, "甲", "乙"), Filter(where=where)))


def drop_view(session: Session, choose: Choose) -> object:
    return delete_view(session, pick(choose, SavedView))


def edit_staff(session: Session, choose: Choose) -> object:
    found = Staff.get_by_id(pick(choose, Staff))
    return save_staff(session, StaffRecord(found.name, found.id, phone=choose(("1", "2"))))


def bring_list(session: Session, choose: Choose) -> object:
    """A list that names old customers and new ones."""
    rows: Sequence[Sequence[str]] = (
        ("客户名称", "联系人", "手机", "级别", "备注"),
        ("宁海机电", "林", "13700003333", one_of(choose, "A", "B"), one_of(choose, "", "来自清单")),
        (one_of(choose, "拓新鞋业", "东篱食品"), "吴", "13500005555", "", ""),
        (one_of(choose, "远帆", "Blue Harbor"), "", one_of(choose, "", "13400006666"), "C", ""),
    )
    analysis = understand(read_rows(session, rows))
    return write_plan(session, [analysis], plan_files(session, [analysis]))


def read_rows(session: Session, rows: Sequence[Sequence[str]]) -> RawFile:
    """The rows as a file that was read."""
    from smallcrm.importers.pasted import read_pasted

    return read_pasted("\n".join("\t".join(row) for row in rows))


def rename(session: Session, choose: Choose) -> object:
    record = get_customer(session, pick(choose, Customer))
    return change_customer(session, int(record.id or 0), name=one_of(choose, "新名", "宁海机电"))


def stock(session: Session, choose: Choose) -> object:
    name, maker = one_of(choose, "泵", "阀", "油"), one_of(choose, "", "北方")
    there = {row.name: row.id for row in list(Product.select())}
    follows = one_of(choose, "", "泵", "滤芯")
    if follows == name:
        raise Nothing
    record = ProductRecord(name, maker=maker, price=100, follows=follows, id=there.get(name))
    return save_product(session, record)


def join_products(session: Session, choose: Choose) -> object:
    first, second = pick(choose, Product), pick(choose, Product)
    if first == second:
        raise Nothing
    return merge_products(session, first, [second])


def drop_product(session: Session, choose: Choose) -> object:
    id = pick(choose, Product)
    if describe_use(session, id):
        raise Nothing
    return delete_products(session, [id])


MORE: tuple[Command, ...] = (
    *(stock, stock, join_products, drop_product),
    *(add_field, edit_field, place_field, drop_field, fill_field, fill_field),
    *(change_one, rename, learn, change_many, hand_over, relate, relate, part, judge, take_stages),
    *(not_same, check, leave, phone_person, attach, detach),
    *(log_all, log_all, drop_talks, opine, answer, drop_opinion),
    *(plan_again, plan_again, change_plan, done, done_many, pass_on, postpone),
    *(deal_order, change_receipt, receive_for, contract, contract, drop_term),
    *(remind, remind, switch_rule, send_text, keep_view, drop_view, edit_staff, bring_list),
)

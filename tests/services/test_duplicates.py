"""Likely duplicates: who is found, how sure, why, and what stays apart."""

from dataclasses import replace

import pytest

from smallcrm.core.errors import Cancelled
from smallcrm.core.progress import Progress
from smallcrm.services.customers import add_customer, delete_customers
from smallcrm.services.duplicates import Group, find_duplicates
from smallcrm.services.not_same import list_set_aside, mark_not_same, unmark_not_same
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    PhoneRecord,
)
from smallcrm.storage.session import Session

NINGBO, SUZHOU = (AddressRecord("East Road", city=city) for city in ("宁波", "苏州"))


def add(session: Session, name: str, **more) -> int:
    return add_customer(session, CustomerRecord(name, **more))


def found(session: Session) -> list[Group]:
    return list(find_duplicates(session).groups)


def test_an_empty_file_has_none(session: Session) -> None:
    assert found(session) == []
    add(session, "Alder Works")
    assert found(session) == []


def test_each_sign_is_told_as_a_reason(session: Session) -> None:
    signs = {
        "tax number 913302001234567890": (
            {"tax_number": "91330200 1234567890"},
            {"tax_number": "913302001234567890"},
        ),
        "phone 138 0000 1111": (
            {"phones": (PhoneRecord("13800001111"),)},
            {"contacts": (ContactRecord("Ann", phones=(PhoneRecord("13800001111"),)),)},
        ),
        "WeChat yang88": (
            {"wechat": "Yang88"},
            {"contacts": (ContactRecord("Yang", wechat="yang88"),)},
        ),
        "e-mail a@b.example": ({"email": "A@b.example"}, {"email": "a@b.example"}),
    }
    for place, (one, other) in enumerate(signs.values()):
        add(session, f"Quiet Lake {'abcdefgh'[place] * 9}", **one)
        add(session, f"Green Hill {'qrstuvwx'[place] * 9}", **other)
    groups = found(session)
    assert sorted(reason for group in groups for reason in group.reasons) == sorted(signs)
    assert groups[0].reasons == ("tax number 913302001234567890",)  # the surest


def test_names_without_their_form_are_the_same(session: Session) -> None:
    one = add(session, "宁海机电有限公司", addresses=(NINGBO,))
    two = add(session, "宁海机电", addresses=(NINGBO,))
    (group,) = found(session)
    assert (group.ids, group.reasons) == ((one, two), ("same name",))
    assert group.score == 0.9


def test_the_same_name_in_another_city_is_less_sure(session: Session) -> None:
    add(session, "宁海机电", addresses=(NINGBO,))
    add(session, "宁海机电", addresses=(SUZHOU,))
    (group,) = found(session)
    assert group.reasons == ("same name, another city",)
    assert group.score < 0.7


def test_similar_names_of_one_city(session: Session) -> None:
    add(session, "海川精密机械厂", addresses=(NINGBO,))
    add(session, "海川精密机械制造厂", addresses=(NINGBO,))
    add(session, "海川精密机械加工厂", addresses=(SUZHOU,))
    (group,) = found(session)
    assert group.names == ("海川精密机械厂", "海川精密机械制造厂")
    assert group.reasons == ("similar name, same city",)


def test_a_name_without_a_city_is_compared_with_all(session: Session) -> None:
    add(session, "海川精密机械厂", addresses=(NINGBO,))
    add(session, "海川精密机械制造厂")
    (group,) = found(session)
    assert group.reasons == ("similar name",)


def test_several_signs_make_it_surer(session: Session) -> None:
    phone = (PhoneRecord("13800001111"),)
    add(session, "海川精密机械厂", addresses=(NINGBO,), phones=phone)
    add(session, "海川精密机械制造厂", addresses=(NINGBO,), phones=phone)
    (group,) = found(session)
    assert group.score > 0.8
    assert len(group.reasons) == 2


def test_different_tax_numbers_speak_against_it(session: Session) -> None:
    add(session, "宁海机电", tax_number="913302000000000001")
    add(session, "宁海机电", tax_number="913302000000000002")
    (group,) = found(session)
    assert group.score < 0.5
    assert group.reasons == ("same name", "another tax number")


def test_a_branch_is_marked_as_such_and_comes_last(session: Session) -> None:
    phone = (PhoneRecord("057455550101"),)
    add(session, "海川机电有限公司", phones=phone)
    add(session, "海川机电有限公司苏州分公司", phones=phone)
    add(session, "白石商行")
    add(session, "白石商行")
    first, second = found(session)
    assert not first.branch
    assert second.branch
    assert "branch and head office" in second.reasons
    assert second.score <= 0.4


def test_persons_of_one_name_are_only_a_hint(session: Session) -> None:
    add(session, "张伟", kind="person")
    add(session, "张伟", kind="person")
    (group,) = found(session)
    assert group.score < 0.5
    for _n in range(8):
        add(session, "张伟", kind="person")
    assert found(session) == []  # so common a name tells nothing


def test_three_that_hang_together_are_one_group(session: Session) -> None:
    ids = [add(session, name) for name in ("宁海机电", "宁海机电有限公司", "宁海机电股份有限公司")]
    (group,) = found(session)
    assert group.ids == tuple(ids)
    assert group.total == 3


def test_a_switchboard_is_one_group(session: Session) -> None:
    phones = (PhoneRecord("057455550000"),)
    for n in range(40):
        add(
            session,
            f"{'春夏秋冬东'[n % 5]}{'金木水火土山石田'[n // 5]}{chr(0x5000 + n * 7)}厂",
            phones=phones,
        )
    (group,) = found(session)
    assert (group.total, len(group.ids)) == (40, 12)
    assert group.reasons[1] == "40 customers"
    assert group.score < 0.5
    mark_not_same(session, group.ids, group.key)
    assert found(session) == []
    (aside,) = list_set_aside(session)
    assert aside.names == ("phone 0574 5555 0000",)
    unmark_not_same(session, aside)
    assert len(found(session)) == 1


def test_a_fax_is_no_sign(session: Session) -> None:
    for name in ("Quiet Lake", "Green Hill"):
        add(session, name, phones=(PhoneRecord("057455550000", kind="fax"),))
    assert found(session) == []


def test_not_the_same_is_remembered(session: Session) -> None:
    one, two = add(session, "宁海机电"), add(session, "宁海机电")
    mark_not_same(session, (two, one))
    assert found(session) == []
    (aside,) = list_set_aside(session)
    assert (aside.ids, aside.names) == ((one, two), ("宁海机电", "宁海机电"))
    assert aside.at == "2026-11-18 09:30"
    unmark_not_same(session, aside)
    assert len(found(session)) == 1


def test_a_group_with_a_pair_apart_falls_into_pairs(session: Session) -> None:
    one, two, three = (add(session, "宁海机电") for _n in range(3))
    mark_not_same(session, (one, two))
    assert {group.ids for group in found(session)} == {(one, three), (two, three)}


def test_what_is_gone_is_not_listed(session: Session) -> None:
    one, two = add(session, "宁海机电"), add(session, "宁海机电")
    mark_not_same(session, (one, two))
    delete_customers(session, [two])
    assert list_set_aside(session) == []
    assert found(session) == []


def test_it_can_be_stopped(session: Session) -> None:
    add(session, "宁海机电")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        find_duplicates(session, progress)


def test_the_surest_come_first(session: Session) -> None:
    base = CustomerRecord("宁海机电", addresses=(NINGBO,))
    add_customer(session, base)
    add_customer(session, replace(base, addresses=(SUZHOU,)))
    add(session, "白石商行", tax_number="913302000000000001")
    add(session, "白石商行", tax_number="913302000000000001")
    scores = [group.score for group in found(session)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.95

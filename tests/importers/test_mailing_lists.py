"""Exports of mailing services, tills and shops: many of the people in them have no name."""

from smallcrm.importers.analysis import plan_import
from smallcrm.importers.existing import ExistingIndex
from tests.importers.plans import outcomes, stored_records
from tests.importers.sample_rows import read_rows

AUDIENCE = ["Email Address", "First Name", "Last Name", "Birthday", "TAGS"]


def test_who_has_but_an_address_is_called_by_it() -> None:
    rows = [
        ["ann@example.org", "Ann", "Alder", "03/15", '"VIP","Newsletter"'],
        ["info@example.net", "", "", "12/01", '"Newsletter"'],
        ["info@example.com", "", "", "", ""],
    ]
    analysis = read_rows(AUDIENCE, *rows)
    assert not analysis.tables[0].rows.rejects
    made = plan_import([analysis], ExistingIndex())
    assert not made.questions
    ann, info, _other = (one.values for one in made.customers)
    assert (ann["customer.name"], ann["customer.tags"]) == ("Ann Alder", ("VIP", "Newsletter"))
    assert str(ann["customer.birthday"]) == "1904-03-15"
    assert (info["customer.name"], info["customer.kind"]) == ("info@example.net", "person")
    again = plan_import([read_rows(AUDIENCE, *rows)], stored_records(made))
    assert outcomes(again) == ["unchanged"] * 3


def test_a_company_without_its_name_is_still_a_row_to_mend() -> None:
    analysis = read_rows(
        ["Company name", "E-mail", "City"],
        ["Alder Ltd.", "a@example.org", "Leeds"],
        ["", "b@example.org", "York"],
    )
    assert len(analysis.tables[0].rows.rejects) == 1


def test_the_name_of_an_account_is_no_person() -> None:
    analysis = read_rows(
        ["Name", "Username", "Sign Up", "Email", "Orders"],
        ["Fay Fern", "fayf", "2024-01-15 09:30:00", "fay@example.org", 4],
        ["", "guest99", "2026-10-01 08:00:00", "hal@example.net", 1],
        ["Gus Gorse", "gus", "2025-03-03 10:00:00", "gus@example.com", 0],
    )
    rows = analysis.tables[0].rows.rows
    assert [row.name for row in rows] == ["Fay Fern", "hal@example.net", "Gus Gorse"]
    assert not any(row.contacts for row in rows)
    assert rows[1].values["custom.Username"] == "guest99"


def test_a_till_tells_who_wants_no_letters_and_both_lines_of_the_street() -> None:
    header = (
        "First Name,Last Name,Email Address,Company Name,Street Address 1,Street Address 2,City,"
        "First Visit,Last Visit,Email Subscription Status"
    )
    lines = (
        "Carol,Cedar,carol@example.org,,1 Market St,Apt 4,Leeds,2023-01-02,2026-10-30,Subscribed",
        ",,erin@example.net,,,,,2025-01-01,2025-01-01,Unsubscribed",
    )
    analysis = read_rows(*(line.split(",") for line in (header, *lines)))
    carol, erin = (row.values for row in analysis.tables[0].rows.rows)
    assert carol["customer.address"] == "1 Market St, Apt 4"
    assert carol["customer.consent"] == "given"
    assert str(carol["customer.created"]) == "2023-01-02"
    assert erin["customer.name"] == "erin@example.net"
    assert erin["customer.consent"] == "refused"


def test_mrs_is_no_job() -> None:
    analysis = read_rows(
        ["Patient No.", "Title", "Surname", "Forename", "Home tel", "Mobile"],
        ["0001", "Mrs", "Alder", "Ann", "0113 496 0123", "07700 900123"],
        ["0002", "Mr.", "Birch", "Robert", "", "07700 900124"],
    )
    found = {guess.header: guess.field for guess in analysis.tables[0].columns}
    assert found["Title"] == "contact.salutation"
    assert found["Home tel"] == "customer.phone"
    assert found["Patient No."] == "customer.code"
    titles = read_rows(["Company", "Contact", "Title"], ["Alder Ltd.", "Ann Alder", "Director"])
    assert titles.tables[0].columns[2].field == "contact.title"


def test_a_row_that_names_but_a_person_is_called_as_people_say() -> None:
    analysis = read_rows(
        ["单位名称", "地区", "行业", "联系人", "手机", "级别"],
        ["宁波甬江贸易有限公司", "宁波", "贸易", "郑洁", "13566660001", "A"],
        ["", "杭州", "食品", "吴经理", "13566660002", "B"],
        ["", "苏州", "纺织", "杨先生", "13566660003", "C"],
        ["", "常州", "五金", "欧阳总", "13566660004", "B"],
        ["", "徐州", "建材", "张三", "13566660005", "C"],
    )
    rows = analysis.tables[0].rows.rows
    assert [row.name for row in rows[1:]] == ["吴经理", "杨先生", "欧阳总", "张三"]
    assert not any("contact.title" in one.values for row in rows[1:] for one in row.contacts)

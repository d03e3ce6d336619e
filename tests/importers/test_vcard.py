"""Contact cards become rows: whatever phone wrote them, nothing they say is lost."""

import base64
import quopri
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core import i18n
from smallcrm.core.errors import UserError
from smallcrm.importers.analysis import TableAnalysis, understand
from smallcrm.importers.headers import find_meaning
from smallcrm.importers.rows import ImportRow
from smallcrm.importers.vcard import read_cards
from smallcrm.importers.vcard_lines import LONGEST_TEXT, split_cards


def table_of(data: bytes) -> TableAnalysis:
    (table,) = understand(read_cards(data, "cards.vcf", "cards.vcf")).tables
    assert not table.rows.rejects
    return table


def rows_of(data: bytes) -> list[ImportRow]:
    return list(table_of(data).rows.rows)


def row_of(*lines: str, version: str = "3.0") -> ImportRow:
    card = ["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]
    (row,) = rows_of("\r\n".join(card).encode())
    return row


def quoted(text: str, charset: str) -> str:
    return "".join(f"={byte:02X}" for byte in text.encode(charset))


@pytest.mark.parametrize("charset", ["GB2312", "GBK", "UTF-8", "BIG5"])
def test_an_old_phones_cards_are_read_in_their_charset(charset: str) -> None:
    name, company = ("陳", "遠山貿易有限公司") if charset == "BIG5" else ("陈", "远山贸易有限公司")
    soft = quoted(company, charset)
    row = row_of(
        f"N;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{quoted(name, charset)};"
        f"{quoted('小明', charset)}",
        f"ORG;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{soft[:21]}=\r\n{soft[21:]}",
        "TEL;CELL;PREF:13800000001",
        version="2.1",
    )
    assert (row.name, row.contacts[0].name) == (company, name + "小明")
    assert [phone.number for phone in row.contacts[0].phones] == ["13800000001"]


@pytest.mark.parametrize(
    ("encoding", "end"),
    [
        ("utf-8", "\n"),
        ("utf-8-sig", "\r\n"),
        ("utf-16", "\r\n"),
        ("utf-16-le", "\n"),
        ("gb18030", "\r"),
        ("gb18030", "\r\n"),
    ],
)
def test_charset_and_line_ends_of_a_file_are_found(encoding: str, end: str) -> None:
    picture = "PHOTO;ENCODING=BASE64;TYPE=JPEG:" + end + "".join(f" {'QUJD' * 18}{end}" * 40)
    cards = [
        f"BEGIN:VCARD{end}VERSION:2.1{end}N:李;四{number}{end}{picture}{end}"
        f"NOTE:重要客户，单位地址：上海{end}END:VCARD{end}"
        for number in range(3)
    ]
    rows = rows_of("".join(cards).encode(encoding))
    assert [row.name for row in rows] == ["李四0", "李四1", "李四2"]
    assert {row.values["customer.note"] for row in rows} == {"重要客户，单位地址：上海"}
    assert all(row.is_person for row in rows)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["N:王;小明;;;", "FN:王小明"], "王小明"),
        (["N:欧阳;小明;;;", "FN:小明 欧阳"], "欧阳小明"),
        (["N:小明;王;;;", "FN:王小明"], "王小明"),
        (["N:王;明;小;;"], "王小明"),
        (["N:;王小明;;;"], "王小明"),
        (["N:Smith;Anna;Maria;;", "FN:Anna Maria Smith"], "Anna Maria Smith"),
        (["N:Smith;Anna;Maria,Jane;Dr.;PhD"], "Anna Maria Jane Smith PhD"),
        (["FN:Anna Smith"], "Anna Smith"),
        (["N:;Bob;;;", "FN:Bob Hill"], "Bob Hill"),
        (["N:;;;;", "FN:远山"], "远山"),
    ],
)
def test_names_are_put_together_as_the_language_has_them(lines: list[str], name: str) -> None:
    assert row_of(*lines, "TEL:13800000001").name == name


def test_a_name_shown_with_more_keeps_what_more_there_is() -> None:
    row = row_of("N:王;五;;;", "FN:王五（老板的弟弟）", "ORG:远山商贸")
    assert row.contacts[0].name == "王五"
    assert "老板的弟弟" in str(row.contacts[0].values["contact.note"])


def test_a_person_at_a_company_is_its_contact_person() -> None:
    row = row_of(
        "N:Hill;Anna;;Ms.;",
        "FN:Ms. Anna Hill",
        "ORG:Blue Harbor Ltd;Purchasing;East",
        "TITLE:Buyer",
        "ROLE:Engineer",
        "TEL;TYPE=CELL:+1 415-555-2671",
        "TEL;TYPE=WORK,VOICE:+44 20 7946 0958",
        "TEL;TYPE=MAIN:+44 20 7946 0999",
        "TEL;TYPE=WORK,FAX:+44 20 7946 0000",
        "EMAIL;TYPE=INTERNET:anna@example.org",
        "EMAIL;TYPE=HOME:home@example.org",
        "ADR;TYPE=WORK:PO 5;Floor 2;1 Quay Road;Bristol;;BS1 4DJ;United Kingdom",
        "ADR;TYPE=HOME:;;9 Hill Lane;Bath;;;",
        "URL:https://example.org",
        "BDAY:19800322",
        "CATEGORIES:VIP,Fair\\, spring",
        "X-WECHAT:annahill",
        "GENDER:F",
        "NICKNAME:Annie",
        "X-SPOUSE:Tom",
        "GEO:geo:51.45\\,-2.58",
        "NOTE:Call first.\\nThen write\\; or not.",
    )
    (person,) = row.contacts
    assert row.name == "Blue Harbor Ltd"
    assert row.values["customer.website"] == "https://example.org"
    assert row.values["customer.city"] == "Bristol"
    assert row.values["customer.address"] == "1 Quay Road, Floor 2, PO 5"
    assert row.values["customer.postcode"] == "BS1 4DJ"
    assert "United Kingdom" in row.values.values()
    assert [(phone.number, phone.kind) for phone in row.phones] == [
        ("+442079460999", "phone"),
        ("+442079460000", "fax"),
    ]
    assert [phone.number for phone in person.phones] == ["+14155552671", "+442079460958"]
    values = dict(person.values)
    note = str(values.pop("contact.note")).split("\n")
    assert str(values.pop("contact.birthday")) == "1980-03-22"
    assert values == {
        "contact.name": "Anna Hill",
        "contact.salutation": "Ms.",
        "contact.gender": "female",
        "contact.title": "Buyer",
        "contact.occupation": "Engineer",
        "contact.email": "anna@example.org",
        "contact.wechat": "annahill",
    }
    assert note == [
        "Call first.",
        "Then write; or not.",
        "Department: Purchasing East",
        "Contact's e-mail: home@example.org",
        "Address (home): 9 Hill Lane Bath",
        "Nickname: Annie",
        "Spouse: Tom",
        "GEO: geo:51.45,-2.58",
    ]


def test_a_card_without_a_company_is_a_person_as_customer() -> None:
    row = row_of(
        "FN:李四",
        "TEL;TYPE=CELL:13900000002",
        "TEL;TYPE=CELL:13900000003",
        "TEL;TYPE=HOME:021-62108888",
        "EMAIL:li@example.org",
        "IMPP;X-SERVICE-TYPE=QQ:x-apple:10001",
        "IMPP:weixin:lisi88",
        "BDAY:--0415",
    )
    assert row.is_person
    assert not row.contacts
    assert [(phone.number, phone.kind) for phone in row.phones] == [
        ("13900000002", "mobile"),
        ("13900000003", "mobile"),
        ("02162108888", "phone"),
    ]
    assert row.values["customer.email"] == "li@example.org"
    assert row.values["customer.qq"] == "10001"
    assert row.values["customer.wechat"] == "lisi88"
    assert str(row.values["customer.birthday"]) == "1904-04-15"


def test_a_birthday_that_is_no_date_is_kept_as_a_note() -> None:
    row = row_of("FN:李四", "BDAY:circa 1800")
    assert "customer.birthday" not in row.values
    assert "circa 1800" in str(row.values["customer.note"])


@pytest.mark.parametrize(
    "line", ["BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06", "BDAY:--0506", "BDAY:--05-06"]
)
def test_a_birthday_without_its_year_is_one(line: str) -> None:
    assert str(row_of("FN:李四", line).values["customer.birthday"]) == "1904-05-06"


def test_a_card_that_shows_as_a_company_is_one() -> None:
    for line in ("KIND:org", "X-ABShowAs:COMPANY", "NOTE:x"):
        row = row_of("FN:新港五金", "ORG:新港五金", line, "NICKNAME:新港", "TEL:0510-88886666")
        assert (row.name, row.is_person, row.contacts) == ("新港五金", False, ())
        assert row.values["customer.short_name"] == "新港"
    assert not row_of("FN:远山商贸有限公司", "TEL:0510-88886666").is_person


def test_grouped_properties_of_apple_and_parameters_of_version_4() -> None:
    row = row_of(
        "FN:Anna Hill",
        "ORG:Blue Harbor",
        "item1.TEL:+44 20 7946 0958",
        "item1.X-ABLabel:_$!<Work>!$_",
        "item2.TEL:+44 20 7946 0959",
        "item2.X-ABLabel:Summer house",
        "item3.X-ABDATE:2010-06-02",
        "item3.X-ABLabel:_$!<Anniversary>!$_",
        'TEL;VALUE=uri;PREF=1;TYPE="cell,text":tel:+1-415-555-2671;ext=5',
        'ADR;LABEL="1 Quay Road^nBristol^\'s":;;1 Quay Road;Bristol;;;',
        version="4.0",
    )
    (person,) = row.contacts
    numbers = [phone.number for phone in person.phones]
    assert numbers == ["+14155552671", "+442079460958", "+442079460959"]
    assert person.phones[0].extension == "5"
    note = str(person.values["contact.note"])
    assert note.split("\n") == ["Summer house: +44 20 7946 0959", "Anniversary: 2010-06-02"]
    assert row.values["customer.address"] == "1 Quay Road"


def test_several_cards_without_their_ends_groups_and_cards_within_cards() -> None:
    text = """
BEGIN:VCARD
FN:赵一
AGENT:
BEGIN:VCARD
FN:钱二
END:VCARD
TEL:13800000001
begin:vcard
KIND:group
FN:同学
END:VCARD
stray line
BEGIN:VCARD
FN:孙三
NOTE:first
  second
third line
TEL:13800000003
"""
    file = read_cards(text.encode(), "a.vcf", "a.vcf")
    assert [(note.code, "1" in note.text) for note in file.notes] == [("groups", True)]
    first, second = understand(file).tables[0].rows.rows
    assert (first.name, first.values["customer.note"]) == ("赵一", "Assistant: 钱二")
    assert [phone.number for phone in first.phones] == ["13800000001"]
    assert second.name == "孙三"
    assert second.values["customer.note"] == "first secondthird line"
    assert [phone.number for phone in second.phones] == ["13800000003"]


def test_pictures_cost_nothing_and_notes_in_base64_are_read() -> None:
    packed = base64.b64encode("重要".encode()).decode()
    photo = base64.b64encode(bytes(range(256)) * 4000).decode()
    folded = "\r\n ".join(photo[start : start + 74] for start in range(0, len(photo), 74))
    row = row_of("FN:李四", f"PHOTO;ENCODING=b;TYPE=PNG:{folded}", f"NOTE;ENCODING=BASE64:{packed}")
    assert row.values["customer.note"] == "重要"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_header_means_its_field_in_both_languages(language: str) -> None:
    i18n.set_language(language)
    phones = [f"TEL;TYPE={kind}:1380000000{n}" for kind in ("CELL", "WORK", "FAX") for n in (1, 2)]
    lines = ["FN:王五", "ORG:远山", *phones, "EMAIL:a@example.org", "ADR:;;a;b;c;d;e", "X-QQ:10001"]
    more = ["TITLE:a", "ROLE:b", "URL:c", "BDAY:1980-01-01", "CATEGORIES:d", "NOTE:e"]
    person = ["BEGIN:VCARD", "FN:李四", *phones, "EMAIL:a@example.org", "NOTE:f"]
    card = "\n".join(["BEGIN:VCARD", *lines, *more, *person])
    header = [str(cell) for cell in read_cards(card.encode(), "a", "a").sheets[0].rows[0]]
    assert len(set(header)) == len(header)
    for title in header:
        meaning = find_meaning(title)
        assert meaning is not None
        assert meaning.confidence >= 0.9
    columns = table_of(card.encode()).columns
    assert sum(guess.custom for guess in columns) == 1, "only the country has no field"


def test_what_is_hostile_or_no_card_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smallcrm.importers.vcard_lines.MOST_CARDS", 1000)
    long = b"BEGIN:VCARD\nNOTE:" + b"x" * (LONGEST_TEXT + 1)
    many = b"BEGIN:VCARD\n" * 1001
    folded = b"BEGIN:VCARD\nNOTE:" + b"x\n " * 600_000
    wide = b"BEGIN:VCARD\n" + b"TEL:1\n" * 2000
    for data in (b"", b"BEGIN", b"\0" * 100, long, many, folded, wide):
        with pytest.raises(UserError) as error:
            read_cards(data, "cards.vcf", "cards.vcf")
        assert "cards.vcf" in error.value.message
    with pytest.raises(UserError):
        read_cards(b"BEGIN:VCARD\nFN:\xff\xfe", "cards.vcf", "cards.vcf", "no-such")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for start in (b"", b"BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:"):
        try:
            read_cards(start + data, "a.vcf", "a.vcf")
        except UserError:
            assert not start


@given(st.text(st.characters(exclude_categories=("C", "Z")), max_size=60))
def test_any_text_comes_back(text: str) -> None:
    for escaped, head in (
        (text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,"), "NOTE"),
        (
            quopri.encodestring(text.replace("\\", "\\\\").encode()).decode().replace(" ", "=20"),
            "NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE",
        ),
    ):
        data = f"BEGIN:VCARD\r\nFN:x\r\n{head}:{escaped}\r\nEND:VCARD\r\n"
        (card,), _encoding = split_cards(data.encode())
        assert card[1].value == text


def test_the_samples_give_one_contact_each(samples: Path) -> None:
    found = {}
    for path in sorted(samples.glob("*.vcf")):
        (row,) = rows_of(path.read_bytes())
        found[path.name.partition(".")[0]] = (row.name, row.contacts[0].name)
    assert found == {
        "John_Doe_EVOLUTION": ("IBM", "John Richter James Doe Sr."),
        "gmail-single": ("TheCompany", "Greg Dartmouth"),
        "issue114": ("Dummy GmbH", "Dummy Dummy"),
    }

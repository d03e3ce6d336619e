"""Customers as contact cards; brought in again, they change nothing."""

from pathlib import Path

from smallcrm.models import Contact, Customer, Phone
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.export_cards import CardsWritten, export_cards
from smallcrm.services.imports import import_files
from smallcrm.storage.session import Session

LIST = """名称,联系人,职务,手机,公司电话,邮箱,微信,城市,地址,邮编,标签,生日,备注
远山商贸有限公司,赵一,采购经理,13800000001,021-62108888转802,a@example.org,zhao1,上海,\
"路 1 号; 2 楼",200001,老客户,1980-03-05,"先打电话，再去，
第二行"
远山商贸有限公司,钱二,,13800000002,,,,,,,,,
新港五金厂,,,,0510-88886666,,,无锡,,,,,
Blue Harbor Ltd,Anna Maria Hill,Buyer,+14155552671,,anna@example.org,,,,,,,Long note """
PEOPLE = (
    "姓名,手机,微信,生日,备注\n孙三,13800000003,sun3,1990-01-01,常客\nTom Field,13800000004,,,\n"
)


def fill(session: Session, folder: Path) -> None:
    for name, text in (("a.csv", LIST + "x" * 300 + "\n"), ("b.csv", PEOPLE)):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        import_files(session, [path])


def export(session: Session, path: Path) -> str:
    assert export_cards(session, CustomerQuery(), path) == CardsWritten(5, 0)
    return path.read_bytes().decode()


def test_cards_brought_in_again_change_nothing(session: Session, tmp_path: Path) -> None:
    fill(session, tmp_path)
    path = tmp_path / "out.vcf"
    text = export(session, path)
    assert text.count("BEGIN:VCARD") == text.count("END:VCARD") == 8
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    _analyses, plan, result = import_files(session, [path])
    assert [(row.name, row.outcome, row.changes, row.kept) for row in plan.rows] == [
        (row.name, "unchanged", (), ()) for row in plan.rows
    ]
    assert result.step_id is None or not plan.customers


def test_cards_brought_into_an_empty_file_hold_the_same(
    session: Session, tmp_path: Path, empty_file: Path
) -> None:
    fill(session, tmp_path)
    path = tmp_path / "out.vcf"
    export(session, path)

    def content() -> list[object]:
        customers = Customer.select(Customer.name, Customer.kind).order_by(Customer.name)
        people = Contact.select(Contact.name, Contact.title, Contact.email, Contact.wechat)
        phones = Phone.select(Phone.number, Phone.extension, Phone.kind).order_by(Phone.number)
        return [
            list(customers.tuples()),
            list(people.order_by(Contact.name).tuples()),
            list(phones.tuples()),
        ]

    before = content()
    session.undo()
    session.undo()
    assert not Customer.select().count()
    import_files(session, [path])
    assert content() == before


def test_a_lunar_birthday_without_a_year_is_not_on_the_card(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("客户名称,联系人,生日\n远山商贸有限公司,赵一,农历八月十五\n", encoding="utf-8")
    import_files(session, [path])
    assert Contact.get().birthday_lunar
    export_cards(session, CustomerQuery(), tmp_path / "out.vcf")
    assert "BDAY" not in (tmp_path / "out.vcf").read_text(encoding="utf-8")

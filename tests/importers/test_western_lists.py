"""Lists as other programs and English- or German-speaking offices write them."""

from collections.abc import Sequence

from smallcrm.importers.analysis import Analysis, ImportOptions, TableAnalysis, understand
from smallcrm.importers.sheet import Cell, RawFile, RawSheet


def read(*rows: Sequence[Cell], sheet: str = "Sheet1") -> Analysis:
    file = RawFile("list.csv", "list.csv", "csv", "", (RawSheet(sheet, [list(r) for r in rows]),))
    return understand(file, ImportOptions())


def table(*rows: Sequence[Cell], sheet: str = "Sheet1") -> TableAnalysis:
    (done,) = read(*rows, sheet=sheet).tables
    return done


def meanings(done: TableAnalysis) -> dict[str, str]:
    return {guess.header: guess.field for guess in done.columns}


def test_amounts_of_vat_are_no_tax_numbers_and_invoices_are_orders() -> None:
    done = table(
        ["Invoice No.", "Invoice Date", "Bill To", "Net", "VAT", "Gross", "Due Date"],
        ["INV-0101", "2025-03-04", "Brindle & Fogg Ltd", 1000, 200, 1200, "2025-04-03"],
        ["INV-0102", "2025-05-06", "Tillman Marine Ltd", 250.5, 50.1, 300.6, "2025-06-05"],
    )
    assert done.kind == "orders"
    found = meanings(done)
    assert found["Gross"] == "order.amount"
    assert found["VAT"] == "order.note"
    assert found["Due Date"] == "order.due"
    assert "VAT: 200" in str(done.rows.rows[0].records[0].values["order.note"])


def test_a_vat_column_with_amounts_among_customers_stays_a_field_of_its_own() -> None:
    done = table(
        ["Customer", "City", "VAT"],
        ["Brindle & Fogg Ltd", "Sheffield", 200],
        ["Tillman Marine Ltd", "Southampton", 50.1],
    )
    assert meanings(done)["VAT"] == "custom.VAT"
    done = table(
        ["Customer", "City", "VAT"],
        ["Brindle & Fogg Ltd", "Sheffield", "GB 999 0001 73"],
        ["Tillman Marine Ltd", "Southampton", "GB 999 0002 81"],
    )
    assert meanings(done)["VAT"] == "customer.tax_number"


def test_the_id_of_a_person_is_not_the_code_of_the_company() -> None:
    done = table(
        ["Contact ID", "First Name", "Last Name", "Title", "Account Name", "Account ID", "Email"],
        ["0035AbE", "Harriet", "Oakley", "Buyer", "Brindle & Fogg Ltd", "0015X1", "h@b.example"],
        ["0035AbF", "Desmond", "Pryce", "Director", "Brindle & Fogg Ltd", "0015X1", "d@b.example"],
    )
    found = meanings(done)
    assert found["Account ID"] == "customer.code"
    assert found["Contact ID"] == "custom.Contact ID"
    done = table(
        ["Record ID", "First Name", "Last Name", "Company Name"],
        ["50251", "Marcus", "Thorne", "Pinegate Logistics"],
        ["50252", "Yolanda", "Briggs", "Pinegate Logistics"],
    )
    assert meanings(done)["Record ID"] == "custom.Record ID"
    done = table(["Record ID", "Company name"], ["9001", "Pinegate"], ["9002", "Nordfjord"])
    assert meanings(done)["Record ID"] == "customer.code"


def test_a_title_beside_a_job_title_is_how_one_is_addressed() -> None:
    done = table(
        ["First Name", "Last Name", "Title", "Job Title", "Company"],
        ["Renée", "Dubois", "Mme", "Gérante", "Atelier Dubois"],
        ["Owen", "Tillman", "Dr.", "Director", "Tillman Marine"],
    )
    found = meanings(done)
    assert found["Title"] == "contact.salutation"
    assert found["Job Title"] == "contact.title"


def test_serial_numbers_of_machines_are_not_codes_of_customers() -> None:
    done = table(
        ["Customer", "Product", "Serial No.", "Purchase Date", "Contract End"],
        ["Marlow Steel Works", "Crane controller", "CC-7781", "2025-06-01", "2027-06-01"],
        ["Harbor Point Inn", "Ice machine", "IM-0012", "2025-02-10", "2026-02-10"],
        sheet="Service contracts",
    )
    assert done.kind == "terms"
    assert meanings(done)["Serial No."] == "term.serial"
    done = table(
        ["Serial No.", "Customer", "Product", "Purchase Date", "Contract End"],
        ["1", "Marlow Steel Works", "Crane controller", "2025-06-01", "2027-06-01"],
        ["2", "Harbor Point Inn", "Ice machine", "2025-02-10", "2026-02-10"],
        ["3", "Sunny Acres", "Ice machine", "2025-02-10", "2026-02-10"],
        sheet="Service contracts",
    )
    assert meanings(done)["Serial No."] == "ignored"


def test_german_headers_are_known() -> None:
    done = table(
        ["Firma", "Ansprechpartner", "Telefon", "Mobil", "Straße", "PLZ", "Ort", "Kunde seit"],
        ["Köhler", "Frau Sommer", "0221 55507788", "0151 55501234", "Au 1", "01067", "Dresden", ""],
        ["Hafen", "Herr Peters", "040 5550991", "0172 5550991", "Kai 2", "20457", "Hamburg", ""],
    )
    assert list(meanings(done).values()) == [
        *("customer.name", "contact.name", "customer.phone", "contact.mobile"),
        *("customer.address", "customer.postcode", "customer.city", "customer.created"),
    ]
    done = table(
        ["Rechnungsnr.", "Rechnungsdatum", "Kunde", "Betrag", "Währung", "Fällig am"],
        ["R-2025-001", "15.01.2025", "Mößner Bau KG", "1.234,50 €", "EUR", "14.02.2025"],
        ["R-2025-002", "03.02.2025", "Kaltenbach GmbH", "12.000,00 €", "EUR", "05.03.2025"],
    )
    assert done.kind == "orders"
    [row, _other] = done.rows.rows
    assert row.records[0].values["order.amount"] == 123450
    assert str(row.records[0].values["order.date"]) == "2025-01-15"


def test_dates_of_noughts_are_empty() -> None:
    done = table(
        ["Company", "Birthday", "Customer since"],
        ["Atelier Dubois", "0/0/00", "0000-00-00 00:00:00"],
        ["Mößner Bau", "4/12/1971", "2020-01-05"],
    )
    first = done.rows.rows[0]
    assert first.problems == ()
    assert "customer.note" not in first.values


def test_who_the_invoice_is_for_is_the_customer_when_nothing_else_names_one() -> None:
    done = table(
        ["开票名称", "税号", "开户行", "账号", "联系人"],
        ["苏禾机电设备有限公司", "91320500MA1ABCDE1X", "工商银行", "1102020309000123456", "赵明"],
        ["远桥包装有限公司", "91320500MA1ABCDE2Y", "中国银行", "4567351010123456", "钱芳"],
    )
    assert [row.name for row in done.rows.rows] == ["苏禾机电设备有限公司", "远桥包装有限公司"]
    assert meanings(done)["联系人"] == "contact.name"


def test_several_labels_of_an_address_book_are_several_tags() -> None:
    done = table(
        ["Company", "Labels"],
        ["Tillman Marine", "Customers ::: Boats ::: * myContacts"],
        ["Campos", "* myContacts"],
    )
    assert [row.values.get("customer.tags") for row in done.rows.rows] == [
        ("Customers", "Boats"),
        None,
    ]


def test_amounts_with_a_comma_before_the_cents() -> None:
    done = table(
        ["Firma", "Jahresumsatz"],
        ["Köhler", "1.250,00 €"],
        ["Hafenkontor", "88.400 €"],
        ["Sommer", "0"],
    )
    assert meanings(done)["Jahresumsatz"] == "customer.revenue"
    rows = [row.values for row in done.rows.rows]
    assert [row["customer.revenue"] for row in rows] == [125000, 8840000, 0]


def numbers(done: TableAnalysis) -> list[list[str]]:
    return [row.numbers() for row in done.rows.rows]


def test_phones_of_a_german_list_are_german() -> None:
    done = table(
        ["Firma", "Telefon", "Ort"],
        ["Hafenkontor", "040/5550-991", "Hamburg"],
        ["Köhler", "0351-5550 12", "Dresden"],
    )
    assert numbers(done) == [["+49405550991"], ["+49351555012"]]
    assert [row.problems for row in done.rows.rows] == [(), ()]


def test_phones_are_of_the_one_country_a_list_names() -> None:
    rows = (["Marlow", "(412) 555-0177", "United States"], ["Acres", "608-555-0101", "USA"])
    assert numbers(table(["Company", "Phone", "Country"], *rows)) == [
        ["+14125550177"],
        ["+16085550101"],
    ]
    mixed = table(["Company", "Phone", "Country"], *rows, ["Oslo AS", "22 55 50 11", "Norway"])
    assert numbers(mixed) == [["+14125550177"], ["+16085550101"], ["+4722555011"]]


def test_a_row_that_names_its_country_has_its_numbers_from_there() -> None:
    done = table(
        ["客户名称", "国家", "联系电话"],
        ["宁德海辰机械有限公司", "中国", "0593-2255501"],
        ["Nordlicht GmbH", "德国", "040 5550991"],
        ["Marlow Corp", "美国", "(412) 555-0177"],
        ["Hanil Trading", "韩国", "13800138000"],
        ["Bright Path Ltd", "香港", "2345 6789"],
        ["青岛海纳贸易", "", "13911112222"],
        ["Prato Srl", "意大利", "+39 0574 555011"],
        ["Somewhere Ltd", "月球", "0593-2255502"],
    )
    assert numbers(done) == [
        ["05932255501"],
        ["+49405550991"],
        ["+14125550177"],
        ["13800138000"],  # cannot be Korean: a Chinese mobile
        ["+85223456789"],
        ["13911112222"],
        ["+390574555011"],
        ["05932255502"],
    ]
    assert [row.problems for row in done.rows.rows] == [()] * 8


def test_countries_are_known_by_code_sign_and_dialling_code() -> None:
    rows = [
        ["Oslo AS", "22 55 50 11", "NO"],
        ["Marlow", "(412) 555-0177", "USA"],
        ["Prato Srl", "0574 555011", "+39"],
        ["Nowhere", "555 01 99 20", "Atlantis"],
    ]
    done = table(["Company", "Phone", "Country"], *rows)
    assert numbers(done) == [["+4722555011"], ["+14125550177"], ["+390574555011"], ["555019920"]]


def test_a_list_with_american_states_has_american_numbers() -> None:
    done = table(
        ["Company", "City", "State", "Phone"],
        ["Marlow", "Pittsburgh", "PA", "(412) 555-0177"],
        ["Acres", "Madison", "Wisconsin", "608-555-0101"],
    )
    assert numbers(done) == [["+14125550177"], ["+16085550101"]]
    done = table(
        ["Company", "City", "State", "Phone"],
        ["Marlow", "Sydney", "NSW", "(02) 5550 1234"],
        ["Acres", "Perth", "WA", "(08) 5550 1234"],
    )
    assert numbers(done) == [["0255501234"], ["0855501234"]]


def test_a_country_chosen_by_hand_counts_for_all_rows() -> None:
    rows = [["Company", "Phone", "Country"], ["A Ltd", "040 5550991", "Norway"]]
    file = RawFile("list.csv", "list.csv", "csv", "", (RawSheet("Sheet1", rows),))
    (done,) = understand(file, ImportOptions(region="DE")).tables
    assert numbers(done) == [["+49405550991"]]


def test_amounts_of_other_currencies_are_said_not_to_be_converted() -> None:
    head = ["Order no.", "Order date", "Customer", "Amount"]
    done = read(
        head, ["A1", "2025-03-04", "Marlow", "$1,080.00"], ["A2", "2025-03-05", "Acres", "€5"]
    )
    assert [note.text for note in done.notes] == [
        "Amounts in USD, EUR are taken as they stand; nothing is converted."
    ]
    done = read([*head, "Currency"], ["A1", "2025-03-04", "Marlow", "1,080.00", "GBP"])
    assert "GBP" in done.notes[0].text
    assert read(head, ["A1", "2025-03-04", "远山", "¥1,080.00"]).notes == ()


def test_a_term_ends_when_its_warranty_has_run() -> None:
    done = table(
        ["Customer", "Product", "Serial No.", "Installed on", "Warranty (months)"],
        ["Marlow Steel Works", "Crane controller", "CC-7781", "2025-06-01", "24"],
        ["Harbor Point Inn", "Ice machine", "IM-0012", "2025-02-10", ""],
        sheet="Installed base",
    )
    assert done.kind == "terms"
    ends = [str(row.records[0].values.get("term.end")) for row in done.rows.rows]
    assert ends == ["2027-05-31", "None"]
    done = table(
        ["客户名称", "设备名称", "安装日期", "质保期"],
        ["远山商贸", "冰柜", "2025-06-01", "2年"],
        ["禾苗超市", "冷柜", "2025-02-10", "18个月"],
        sheet="设备台账",
    )
    ends = [str(row.records[0].values.get("term.end")) for row in done.rows.rows]
    assert ends == ["2027-05-31", "2026-08-09"]


def test_what_is_no_date_in_a_list_of_talks_stays_with_the_talk() -> None:
    done = table(
        ["Date", "Company", "Type", "Summary", "Next date"],
        ["2026-03-16", "Marlow Steel", "Call", "Wants a quote", "2026-03-20"],
        ["2026-03-18", "Sunny Acres", "Visit", "Bulk pack", "after the harvest"],
        ["2026-03-19", "Harbor Inn", "Visit", "New chef", "2026-04-02"],
    )
    assert done.kind == "interactions"
    first, second, _third = done.rows.rows
    assert str(first.values["customer.next_follow_up"]) == "2026-03-20"
    assert "Next date: after the harvest" in str(second.records[0].values["interaction.content"])
    assert "customer.note" not in second.values


def test_a_person_without_a_company_in_an_address_book_is_not_the_company_above() -> None:
    done = table(
        ["First Name", "Last Name", "Company", "Mobile Phone"],
        ["Owen", "Tillman", "Tillman Marine Ltd", "13800138001"],
        ["Harriet", "Oakley", "", "13800138002"],
    )
    assert [row.values["customer.name"] for row in done.rows.rows] == [
        "Tillman Marine Ltd",
        "Harriet Oakley",
    ]
    assert [len(row.contacts) for row in done.rows.rows] == [1, 0]

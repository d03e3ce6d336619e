"""Bringing lists in: every row accounted for, one step, undone without a trace."""

import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import ImportOptions
from smallcrm.importers.plan import POLICIES, ImportPlan
from smallcrm.models import Contact, Customer, ImportFile, ImportRow, Phone
from smallcrm.services import follow_ups
from smallcrm.services.contacts import save_contact
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.customers import delete_customers, get_customer, save_customer
from smallcrm.services.flat import iter_customers
from smallcrm.services.import_profiles import read_as
from smallcrm.services.imports import analyse_files, import_files, plan_files, write_plan
from smallcrm.services.interactions import InteractionQuery, save_interaction
from smallcrm.services.records import InteractionRecord, PhoneRecord
from smallcrm.services.search import search_customers
from smallcrm.services.steps import explain_value
from smallcrm.storage.session import Session
from tests.storage.helpers import dump

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
GOOD_SAMPLES = (
    "vendors.xlsx",
    "vendors.csv",
    "compatibility__t02.xlsx",
    "freshbooks_clients.csv",
    "wave_clients.csv",
    "bom__office_bom.csv",
    "skip-rows.xlsx",
    "date_1904.xlsx",
    "test_utf16_little.csv",
    "any_sheets.xlsx",
)
Write = Callable[..., Path]


@pytest.fixture
def untidy(tmp_path: Path) -> Path:
    """A list as companies keep them: titles, merged cells, three phone formats, totals, notes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "客户"
    for row in (
        ["华东片区客户资料一览表"],
        ["制表：陆小曼", None, None, None, "2026年11月"],
        [],
        [
            "序号",
            "单位全称",
            "联系人",
            "手机",
            "电话",
            "所在城市",
            "级别",
            "年采购额",
            "业务员",
            "最近联系",
            "下次跟进",
            "介绍人",
            "付款习惯",
            "标签",
            "备注",
        ],
        [
            1,
            "宁德海川机电有限公司",
            "林小姐",
            13800001111,
            "0593-2222333转8",
            "宁德",
            "A",
            "12万",
            "陆小曼",
            date(2026, 10, 8),
            "2026-12-01",
            None,
            "月结",
            "老客户，重点",
            "要发票",
        ],
        [
            2,
            "泉州拓新鞋业有限公司",
            "黄总",
            "139-0000-2222",
            None,
            "泉州",
            "B",
            8500.5,
            "陆小曼",
            "2019.3.5",
            None,
            "宁德海川机电",
            "现结",
            None,
            None,
        ],
        [
            None,
            None,
            "吴会计",
            "+86 137 0000 3333",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
        ],
        [
            3,
            "Blue Harbor Trading Ltd.",
            "Ms. Chen",
            "１３６００００４４４４",
            None,
            "厦门",
            "C",
            None,
            "程远",
            None,
            None,
            "没有这家公司",
            None,
            None,
            "line one\nline two",
        ],
        [None] * 15,
        [
            None,
            None,
            None,
            "13500005555",
            None,
            "福州",
            "C",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
        ],
        ["合计", None, None, None, None, None, None, 128500.5],
        ["注：以上资料请勿外传"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:O1")
    sheet.merge_cells("B6:B7")
    path = tmp_path / "客户资料.xlsx"
    book.save(path)
    return path


def bring(session: Session, *paths: Path, policy: str = "fill") -> ImportPlan:
    return import_files(session, paths, policy=policy)[1]  # type: ignore[arg-type]


def flat(session: Session) -> dict[str, dict[str, object]]:
    ids = CustomerQuery().ids(session)
    return {values["name"]: values for values in iter_customers(session, ids)}


def outcomes(plan: ImportPlan) -> dict[int, str]:
    return {row.ref.row: row.outcome for row in plan.rows}


def test_an_untidy_list_lands_where_it_belongs(session: Session, untidy: Path) -> None:
    plan = bring(session, untidy)
    assert outcomes(plan) == {5: "created", 6: "created", 7: "merged", 8: "created", 10: "rejected"}
    found = flat(session)
    assert set(found) == {
        "宁德海川机电有限公司",
        "泉州拓新鞋业有限公司",
        "Blue Harbor Trading Ltd.",
    }
    first = found["宁德海川机电有限公司"]
    wanted = {
        "city": "宁德",
        "level": "A",
        "revenue": "120000.00",
        "owner": "陆小曼",
        "last_contact": "2026-10-08",
        "next_follow_up": "2026-12-01",
        "custom.付款习惯": "月结",
        "note": "要发票",
        "phone": "05932222333x8",
    }
    assert {name: first.get(name) for name in wanted} == wanted
    assert {tag.strip() for tag in str(first["tags"]).split(",")} == {"老客户", "重点"}
    (lin,) = get_customer(session, int(str(first["id"]))).contacts
    assert (lin.name, lin.salutation, lin.gender) == ("林", "小姐", "female")
    assert lin.phones == (PhoneRecord("13800001111", "", "mobile"),)
    second = found["泉州拓新鞋业有限公司"]
    assert second["revenue"] == "8500.50"
    assert second["last_contact"] == "2019-03-05"
    assert second["referred_by"] == "宁德海川机电有限公司"
    people = {
        p.name: p.phones[0].number for p in get_customer(session, int(str(second["id"]))).contacts
    }
    assert people == {"黄": "13900002222", "吴": "13700003333"}
    third = found["Blue Harbor Trading Ltd."]
    assert third["mobile"] == "13600004444"
    assert third["note"] == "line one\nline two\nReferred by: 没有这家公司"
    for text in ("海川", "ndhc", "13600004444", "林小姐", "重点"):
        assert search_customers(session, text), text
    (said,) = InteractionQuery(customer_id=int(str(first["id"]))).rows(
        session, InteractionQuery(customer_id=int(str(first["id"]))).ids(session)
    )
    assert "客户资料.xlsx" in str(said["content"])


def test_what_became_of_each_row_is_kept(session: Session, untidy: Path) -> None:
    bring(session, untidy)
    (kept,) = list(ImportFile.select())
    assert kept.name == "客户资料.xlsx"
    assert kept.step_id == 1
    assert len(kept.sha256) == 64
    assert json.loads(kept.totals)["rows"] == 5
    assert json.loads(kept.profile)["tables"][0]["header_rows"] == [4]
    rows = {row.row: row for row in list(ImportRow.select())}
    assert {row: kept.outcome for row, kept in rows.items()} == {
        5: "created",
        6: "created",
        7: "merged",
        8: "created",
        10: "rejected",
    }
    assert rows[6].customer_id == rows[7].customer_id
    assert rows[10].customer_id is None
    assert rows[10].reason
    assert rows[5].sheet == "客户"


def test_what_became_of_each_row_of_a_long_list_is_kept(session: Session, write: Write) -> None:
    lines = [f"第{place}号商行,{13800000000 + place}" for place in range(2, 1802)]
    lines[700] = ",13912345678"  # another number of the one above
    lines[701] = f"{lines[0]}"  # the first one again
    lines[1300] = ""
    bring(session, write("长.csv", "客户名称,手机", *lines))
    names = {customer.id: customer.name for customer in list(Customer.select())}
    kept = {row.row: row for row in list(ImportRow.select())}
    assert kept[702].outcome == kept[703].outcome == "merged"
    assert names[kept[702].customer_id] == "第701号商行"
    assert names[kept[703].customer_id] == "第2号商行"
    made = {place: row for place, row in kept.items() if row.outcome == "created"}
    assert sorted(made) == [place for place in range(2, 1802) if place not in (702, 703, 1302)]
    assert all(names[row.customer_id] == f"第{place}号商行" for place, row in made.items())
    assert {(row.sheet, row.reason, row.changes) for row in made.values()} == {
        (kept[2].sheet, "", "")
    }


def test_totals_are_kept_for_each_file(session: Session, write: Write) -> None:
    bring(
        session,
        write("a.csv", "客户名称", "甲公司", "乙公司"),
        write("b.csv", "客户名称", "丙公司"),
    )
    totals = [json.loads(file.totals) for file in list(ImportFile.select().order_by(ImportFile.id))]
    assert [t["rows"] for t in totals] == [2, 1]
    assert [t["created"] for t in totals] == [2, 1]


def test_a_plan_alone_writes_nothing(session: Session, untidy: Path) -> None:
    before = dump(session)
    plan = plan_files(session, analyse_files([untidy]))
    assert plan.totals["created"] == 3
    assert dump(session) == before
    assert ImportFile.select().count() == 0


def test_undo_leaves_no_trace_and_redo_brings_all_back(session: Session, untidy: Path) -> None:
    empty = dump(session)
    bring(session, untidy)
    full = dump(session)
    assert session.undo_label() == "Import 客户资料.xlsx"
    session.undo()
    assert dump(session) == empty
    session.redo()
    assert dump(session) == full


@pytest.mark.parametrize("policy", [policy for policy in POLICIES if policy != "create"])
def test_the_same_list_again_changes_nothing(session: Session, untidy: Path, policy: str) -> None:
    bring(session, untidy)
    before = dump(session)
    plan = bring(session, untidy, policy=policy)
    assert plan.totals["created"] == plan.totals["updated"] == 0
    assert dump(session) == before
    assert session.undo_label() == "Import 客户资料.xlsx"
    session.undo()
    assert Customer.select().count() == 0


@pytest.mark.parametrize("policy", ["fill", "overwrite"])
def test_the_same_list_again_after_work_by_hand(
    session: Session, untidy: Path, policy: str
) -> None:
    bring(session, untidy)
    for customer_id in CustomerQuery().ids(session):
        record = get_customer(session, customer_id)
        save_customer(session, record)
        for person in record.contacts:
            save_contact(session, person)
        save_interaction(session, InteractionRecord(customer_id, "talked"))
    before = dump(session)
    plan = bring(session, untidy, policy=policy)
    assert plan.totals["created"] == plan.totals["updated"] == 0
    assert dump(session) == before


def test_policies_for_customers_that_are_there(session: Session, write: Write) -> None:
    bring(session, write("a.csv", "客户名称,级别,地址,手机", "海川机电,B,东路 1 号,13800001111"))
    newer = write("b.csv", "客户名称,级别,行业,地址,手机", "海川机电,A,机械,西路 2 号,13900002222")

    def after(policy: str) -> list[tuple[object, ...]]:
        bring(session, newer, policy=policy)
        found = [
            (v["level"], v.get("industry"), v["address"], v["mobile"], v.get("more_mobile"))
            for v in iter_customers(session, CustomerQuery().ids(session))
        ]
        if session.undo_label() == "Import b.csv":
            session.undo()
        return found

    old = ("B", None, "东路 1 号", "13800001111", None)
    assert after("fill") == [("B", "机械", "东路 1 号", "13800001111", ["13900002222"])]
    assert after("overwrite") == [("A", "机械", "西路 2 号", "13800001111", ["13900002222"])]
    assert after("skip") == [old]
    assert after("create") == [old, ("A", "机械", "西路 2 号", "13900002222", None)]


def test_a_number_that_another_company_has_is_a_question_and_not_joined(
    session: Session, write: Write
) -> None:
    bring(session, write("a.csv", "客户名称,手机", "海川机电,13800001111"))
    path = write("b.csv", "客户名称,手机", "拓新鞋业,138 0000 1111")
    analyses = analyse_files([path])
    plan = plan_files(session, analyses)
    (question,) = plan.questions
    assert (question.kind, question.row, question.decision) == ("same_phone", 2, "separate")
    assert [candidate.name for candidate in question.candidates] == ["海川机电"]
    assert plan.totals["created"] == 1
    joined = {question.key: f"join:{question.candidates[0].ref}"}
    assert plan_files(session, analyses, decisions=joined).totals["created"] == 0
    skipped = plan_files(session, analyses, decisions={question.key: "skip"})
    assert skipped.totals["skipped"] == 1
    write_plan(session, analyses, plan)
    assert set(flat(session)) == {"海川机电", "拓新鞋业"}


def test_codes_match_in_any_case(session: Session, write: Write) -> None:
    bring(session, write("a.csv", "客户编号,客户名称", "KH-a01,宁德市海川机电有限公司"))
    plan = bring(session, write("b.csv", "客户编号,客户名称,级别", "kh-A01,宁德海川机电,A"))
    assert plan.totals["updated"] == 1
    assert Customer.select().count() == 1


def test_several_files_are_one_step(session: Session, untidy: Path, write: Write) -> None:
    more = write("b.csv", "Company,Phone,City", "海川机电,,", "Harbor GmbH,+49 30 1234567,Berlin")
    empty = dump(session)
    plan = bring(session, untidy, more)
    assert plan.totals["rows"] == 7
    assert session.undo_label() == "Import 客户资料.xlsx, b.csv"
    session.undo()
    assert dump(session) == empty


def test_a_file_that_cannot_be_read_stops_all(
    session: Session, untidy: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(untidy.read_bytes()[:3000])
    empty = dump(session)
    with pytest.raises(UserError, match=r"broken\.xlsx"):
        bring(session, untidy, broken)
    assert dump(session) == empty
    assert ImportFile.select().count() == 0


class Stopping(Progress):
    """Cancels itself at the n-th report."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after
        self.reports = 0

    def report(self, done: int, total: int, text: str = "") -> None:
        self.reports += 1
        if self.reports > self.after:
            self.cancel()


def test_cancelling_at_any_moment_leaves_no_trace(session: Session, write: Write) -> None:
    # More than lists and search are refreshed for in one part.
    lines = [f"客户{number}号公司,1380000{number:04}" for number in range(5200)]
    path = write("a.csv", "客户名称,手机", *lines)
    with pytest.raises(Cancelled):
        analyse_files([path], None, Stopping(0))
    analyses = analyse_files([path])
    empty = dump(session)

    def bring_with(progress: Progress) -> None:
        write_plan(session, analyses, plan_files(session, analyses, progress=progress), progress)

    counting = Stopping(10**9)
    bring_with(counting)
    session.undo()
    assert counting.reports > 5
    for after in (0, counting.reports // 2, counting.reports - 2):
        with pytest.raises(Cancelled):
            bring_with(Stopping(after))
        assert dump(session) == empty
    assert ImportFile.select().count() == 1


def test_where_a_phone_came_from_is_its_own_row(session: Session, untidy: Path) -> None:
    bring(session, untidy)

    def place(number: str) -> str:
        (origin,) = explain_value(session, "phone", Phone.get(Phone.number == number).id, "number")
        assert (origin.origin, origin.old, origin.new) == ("import", None, number)
        return origin.place

    assert place("13800001111") == "客户资料.xlsx, row 5"
    assert place("13900002222") == "客户资料.xlsx, row 6"
    assert place("13700003333") == "客户资料.xlsx, row 7"
    wu = Contact.get(Contact.name == "吴")
    assert explain_value(session, "contact", wu.id, "name")[0].place == "客户资料.xlsx, row 7"


def test_where_a_value_came_from_after_edits_by_hand(session: Session, write: Write) -> None:
    bring(session, write("a.csv", "客户名称,级别,行业", "海川机电,B,", "拓新鞋业,C,"))
    bring(
        session,
        write("b.csv", "客户名称,行业,级别", "海川机电,机械,", "海川机电,,A"),
        policy="overwrite",
    )
    id = Customer.get(Customer.name == "海川机电").id
    save_customer(session, replace(get_customer(session, id), level="D"))
    levels = explain_value(session, "customer", id, "level")
    assert [(o.origin, o.old, o.new, o.place) for o in levels] == [
        ("form", "A", "D", ""),
        ("import", "B", "A", "b.csv, row 3"),
        ("import", None, "B", "a.csv, row 2"),
    ]
    assert explain_value(session, "customer", id, "industry")[0].place == "b.csv, row 2"
    session.undo()
    assert [o.new for o in explain_value(session, "customer", id, "level")] == ["A", "B"]


def test_a_customer_deleted_since_the_preview_stops_the_import_in_words(
    session: Session, write: Write
) -> None:
    bring(session, write("a.csv", "客户名称,手机", "海川机电,13800001111"))
    analyses = analyse_files([write("b.csv", "客户名称,手机", "海川机电,13900002222")])
    plan = plan_files(session, analyses)
    delete_customers(session, CustomerQuery().ids(session))
    before = dump(session)
    with pytest.raises(UserError, match="changed since"):
        write_plan(session, analyses, plan)
    assert dump(session) == before


def test_sources_and_tags_of_any_letters_are_made_once(session: Session, write: Write) -> None:
    path = write(
        "a.csv",
        "客户名称,客户来源,业务员,标签",
        "甲公司,Messe Überlingen,Östen Å,Öl",
        "乙公司,MESSE ÜBERLINGEN,ÖSTEN Å,öl",
    )
    bring(session, path)
    found = flat(session)
    assert {v["source"] for v in found.values()} == {"Messe Überlingen"}
    assert {v["owner"] for v in found.values()} == {"Östen Å"}
    before = dump(session)
    assert bring(session, path).totals["unchanged"] == 2
    assert dump(session) == before


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
@pytest.mark.parametrize("name", GOOD_SAMPLES)
def test_lists_from_elsewhere_are_accounted_for_and_undone(session: Session, name: str) -> None:
    empty = dump(session)
    analyses, plan, result = import_files(session, [SAMPLES / name])
    rows = sum(len(table.table.data_rows) for a in analyses for table in a.tables)
    assert plan.totals["rows"] == rows
    assert Counter(row.outcome for row in plan.rows) == Counter(
        {k: n for k, n in plan.totals.items() if k != "rows" and n}
    )
    assert ImportRow.select().count() == rows
    if result.step_id is None:
        assert dump(session) == empty
        return
    again = bring(session, SAMPLES / name)
    assert again.totals["created"] == again.totals["updated"] == 0
    session.undo()
    assert dump(session) == empty


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_no_file_hurts(session: Session, path: Path) -> None:
    empty = dump(session)
    with suppress(UserError):  # told in words: see the importers' tests
        bring(session, path)
        if session.undo_label():
            session.undo()
    assert dump(session) == empty


def test_columns_the_user_decided_are_followed(session: Session, write: Write) -> None:
    path = write("a.csv", "名称,编码", "甲公司,X1", "乙公司,X2")
    (analysis,) = analyse_files([path])
    columns: dict[str, dict[int, str]] = {analysis.tables[0].key: {1: "customer.code"}}
    import_files(session, [path], ImportOptions(columns=columns))
    assert {v["code"] for v in flat(session).values()} == {"X1", "X2"}


def test_a_follow_up_that_is_done_is_not_planned_anew(session: Session, write: Write) -> None:
    path = write("list.csv", "客户名称,手机,下次跟进", "海东包装,13800001111,2026-12-01")
    import_files(session, [path])
    (planned,) = follow_ups.list_due(session, days=60)
    follow_ups.complete_follow_up(session, planned.id or 0)
    _analyses, plan, _result = import_files(session, [path])
    assert plan.totals["unchanged"] == 1
    assert follow_ups.list_due(session, days=60) == []


def test_what_was_to_be_done_long_ago_is_not_due_now(session: Session, write: Write) -> None:
    path = write(
        "2019跟进.csv",
        "日期,客户名称,跟进内容,下次跟进",
        "2019-03-01,海东包装,谈了价格,2019-03-15",
        "2026-11-01,海西机械,寄了样品,2026-11-10",
    )
    import_files(session, [path])
    due = follow_ups.list_due(session, days=60)
    assert [one.customer for one in due] == ["海西机械"]
    _analyses, plan, _result = import_files(session, [path])
    assert plan.totals["unchanged"] == 2


def test_a_list_is_read_as_an_earlier_one_was(session: Session, write: Write) -> None:
    october = write("十月.csv", "名称,编码,特征,日期", "甲公司,X1,a,01/02/2026")
    (analysis,) = analyse_files([october])
    columns: dict[str, dict[int, str]] = {
        analysis.tables[0].key: {1: "customer.code", 2: "ignored", 3: "customer.last_contact"}
    }
    import_files(session, [october], ImportOptions(columns=columns, date_order="dmy"))
    november = write("十一月.csv", "日期,特征,编码,名称,城市", "03/04/2026,b,X2,乙公司,宁德")
    analyses = read_as(session, analyse_files([november]), "十月.csv")
    write_plan(session, analyses, plan_files(session, analyses))
    found = flat(session)["乙公司"]
    assert (found["code"], found["last_contact"], found["city"]) == ("X2", "2026-04-03", "宁德")
    assert "custom.特征" not in found
    with pytest.raises(UserError, match=r"十月\.csv"):
        read_as(session, analyses, "九月.csv")


def test_of_many_files_the_step_names_the_first(session: Session, tmp_path: Path) -> None:
    paths = [tmp_path / f"branch {number}.csv" for number in range(1, 6)]
    for number, path in enumerate(paths):
        path.write_text(f"客户名称,城市\n远山{number}号店,无锡\n", "utf-8")
    _analyses, _plan, result = import_files(session, paths)
    assert result.label == "branch 1.csv, branch 2.csv and 3 more files"
    _analyses, _plan, result = import_files(session, paths[:3])
    assert result.label == "branch 1.csv, branch 2.csv, branch 3.csv"

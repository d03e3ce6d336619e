"""What is pictured: a window on a data file of its own, and the scenes played in it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from smallcrm.core import i18n
from smallcrm.core.config import Config
from smallcrm.core.dates import FixedClock
from smallcrm.services.backups import back_up_now
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_list import Filter
from smallcrm.services.customers import add_customer, get_customer
from smallcrm.services.demo import add_demo
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.first_start import FirstStartDialog
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.memory import Memory
from smallcrm.ui.page_list import PAGES, page_specs
from smallcrm.ui.screenshot_daily import daily_scenes
from smallcrm.ui.screenshot_imports import import_scenes
from smallcrm.ui.screenshot_reports import report_scenes
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.errors import ErrorDialog
from smallcrm.ui.widgets.table import TableView

_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly

_LIST_ZH = """2026年客户资料汇总,,,,,,
,,,,,,
单位名称,联系人,联系电话,城市,年采购额,成交日期,备注
海东包装材料厂,林小姐,138-0000-1111,宁波,12万,2019.3.5,月底结账
海东包装材料厂,黄经理,0574-62223333,宁波,,,开票找她
北渡食品有限公司,吴先生,+86 13900002222,泉州,"8,500.00元",2021年11月20日,
南屿五金商行,郑先生,1360000444,莆田,¥300,2024/7/1,电话少一位
,陈女士,13700003333,厦门,,,没有单位名称
澄湖纺织有限公司,沈总,0512-65550101 转 802,苏州,36万,2022.6.18,展会认识
竹溪电子厂,何工,１３６０００１２３４５,无锡,"126,400",2023-09-12,
白石机械有限公司,罗先生,13500006666,常州,60万,2020.1.8,老客户
晴川印务,唐小姐,0519-85550303,常州,"¥ 8,800",20240701,先打样
望亭家具有限公司,顾经理,13800007777,苏州,1.5万,2025.4.30,
青禾饮料有限公司,丁女士,021-55508888,上海,88万,2021.2.3,年度合同
合计,,,,"2,386,500.00",,
注：以上资料请保密,,,,,,
"""
_LIST_EN = """Customer list 2026,,,,,,
,,,,,,
Company,Contact,Phone,City,Yearly purchases,Customer since,Remarks
Eastmere Packaging Ltd.,Ms. Lynn,138-0000-1111,Ningbo,"120,000",2019-03-05,pays monthly
Eastmere Packaging Ltd.,Mr. Hall (sales),0574-62223333,Ningbo,,,invoices to her
Northferry Foods,Mr. Wood,+86 13900002222,Quanzhou,"8,500.00",2021-11-20,
Southisle Hardware,Mr. Sheng,1360000444,Putian,¥300,2024/7/1,phone too short
,Ms. Cheng,13700003333,Xiamen,,,no company
Clearlake Textiles,Mr. Shaw,0512-65550101 ext 802,Suzhou,"360,000",2022-06-18,met at the fair
Bamboo Creek Electronics,Mr. Hope,１３６０００１２３４５,Wuxi,"126,400",2023-09-12,
Whitestone Machinery,Mr. Rowe,13500006666,Changzhou,"600,000",2020-01-08,old customer
Brightriver Printing,Ms. Towne,0519-85550303,Changzhou,"¥ 8,800",2024-07-01,sample first
Wangford Furniture,Mr. Goode,13800007777,Suzhou,"15,000",2025-04-30,
Greengrain Drinks,Ms. Dean,021-55508888,Shanghai,"880,000",2021-02-03,yearly contract
Total,,,,"2,386,500.00",,
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: what to do first, and of what it is: "window", "dialog" or "popup"."""

    name: str
    prepare: Callable[["Stage"], object]
    of: str = "window"
    empty: bool = False


class Stage:
    """A window on a data file of its own."""

    def __init__(self, folder: Path, language: str, day: date, *, demo: bool) -> None:
        i18n.set_language(language)
        clock = FixedClock(datetime.combine(day, time(9, 30)))
        self.datafile = DataFile.open(folder / f"{language}-{demo}.db", clock=clock)
        self.session = self.datafile.session()
        if demo:
            add_demo(self.session, language)
            back_up_now(self.session, folder / "smallcrm.backup.db")
        zh = language.startswith("zh")
        self.folder, self.language = folder, language
        self._made: list[int] = []
        self.list = folder / ("客户资料2026.csv" if zh else "Customers 2026.csv")
        self.list.write_text(_LIST_ZH if zh else _LIST_EN, "utf-8")
        self.hub = Hub()
        # at once, so that a picture never shows a page that still waits
        self.runner = Runner(self._open_session)
        self.context = Context(
            self.session, self.hub, self.runner, InlineReader(self.session), Memory()
        )
        self.datafile.subscribe(self.hub.post_changes)
        self.window = MainWindow(self.hub, page_specs(self.context), self.context.memory)
        program: Any = SimpleNamespace(
            config=Config(), change_config=None, move_file=None, open_file=None
        )
        self.desk = Desk(self.context, self.window, program)
        self.window.show()

    def page(self, key: str) -> Any:
        """Show a page with its first record chosen."""
        self.window.search_box.clear()
        self.window.show_page(key)
        page = self.window.page(key)
        for table in page.findChildren(TableView):
            table.go_to_first()
        return page

    # --- scenes -------------------------------------------------------------------------------

    def search(self) -> None:
        """Type into the search box over the customers."""
        self.page("customers")
        self.window.search_box.setFocus()
        self.window.search_box.setText("138")

    def no_match(self) -> None:
        """Look for a customer that is not there."""
        page = self.page("customers")
        page.list.bar.box.setText("qqqq")
        page.list.bar.box.searched.emit("qqqq")

    def filter(self) -> None:
        """Open the filter of the customers."""
        page = self.page("customers")
        page.list.bar.box.setText("")
        page.list.bar.box.searched.emit("")
        page.list.bar.filter.click()

    def conditions(self) -> None:
        """Ask for customers of two levels that were not spoken to for long."""
        panel = self.page("customers").list
        asked = (
            Condition("last_contact", "quiet", (60,)),
            Condition("level", "any_of", ("A", "B")),
            Group(
                (
                    Condition("bought_for", "more", (100_000, "this_year")),
                    Condition("next_step", "unknown"),
                ),
                any=True,
            ),
        )
        panel.show_filter(Filter(where=Group(asked)))
        if not panel.conditions.isVisible():
            panel.toggle_conditions()

    def edit_together(self) -> None:
        """Edit a few customers together."""
        page = self.page("customers")
        page.list.show_filter(Filter())
        page.commands.edit_several(list(page.list.model.ids[:14]))

    def several(self) -> None:
        """Select a few customers: the right says what they come to."""
        page = self.page("customers")
        page.list.show_filter(Filter())
        table = page.list.table
        table.setCurrentIndex(table.model().index(1, 0))
        for row in range(2, 12):
            table.selectionModel().select(
                table.model().index(row, 0),
                QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
            )

    def menu(self) -> None:
        """Open the menu of a customer in the list."""
        page = self.page("customers")
        page._menu(self.window.mapToGlobal(QPoint(400, 300)))

    def customer(self) -> None:
        """Choose the first customer of level A."""
        page = self.page("customers")
        model = page.list.model
        rows = ((id, model.row(at)) for at, id in enumerate(model.ids[:20]))
        best = next((id for id, row in rows if row and row["level"] == "A"), model.ids[0])
        page.list.table.go_to(best)
        page.detail.show_customer(best)

    def chosen_follow_up(self) -> None:
        """Choose the first follow-up."""
        page = self.page("follow_ups")
        page.list.go_to(next(line.key for line in page.list.lines if line.kind == "item"))

    def new(self, kind: str, wrong: bool = False) -> None:
        """Open the form of a new record; wrong presses its button while it is empty."""
        self.hub.new_asked.emit(kind)
        if wrong and isinstance(dialog := self.dialog(), Dialog):
            dialog.try_submit()

    def of_customer(self, what: str) -> None:
        """Open a dialog about the first customer: edit, contact, term, order or receipt."""
        page = self.page("customers")
        current = page.current_customer_id()
        if what == "edit":
            page.commands.edit(current)
        elif what == "contact":
            page.commands.add_contact(current)
        else:
            page.commands.new(what, current)

    def record(self) -> None:
        """Edit the first record of contact."""
        page = self.page("history")
        page._edit(page.table.current_id())

    def of_deal(self, what: str) -> None:
        """Open a dialog about the first deal: edit, plan, order or lost."""
        page = self.page("pipeline")
        column = page._board.columns[0]
        card = column.cards[0]
        if what == "lost":
            lost = next(stage for stage in page.board.stages() if stage.kind == "lost")
            page.move(card.id, lost.id)
        else:
            {"edit": page.edit, "plan": page.plan, "order": page.record_order}[what](card)

    def toast(self) -> None:
        """Say something at the bottom of the window."""
        self.page("customers")
        self.hub.say(i18n.gettext("Marked as lost"), "ok", i18n.gettext("Undo"))

    def duplicates(self) -> None:
        """Look for duplicates, of which one is made: a customer was typed in again."""
        known = get_customer(self.session, self.page("customers").list.model.ids[0])
        again = replace(known, id=None, level="C", owner="", industry="", qq="10001", custom={})
        add_customer(self.session, replace(again, contacts=known.contacts[:1]))
        self.hub.duplicates_asked.emit(())

    def first_start(self) -> None:
        """Ask where the data file shall lie."""
        FirstStartDialog(Path.home() / "Documents" / "smallcrm" / "smallcrm.db", self.window).open()

    def report(self, kind: str) -> None:
        """Show a report that has choices of its own."""
        page = self.page("reports")
        page.gallery.set_value(kind)
        page.options.show_for(page.gallery.kind())
        page.refresh()

    def print_list(self) -> None:
        """Show the customers as they are printed."""
        self.hub.print_asked.emit(self.page("customers").list.shown())

    def settings(self, section: str) -> None:
        """Open the settings at a section."""
        self.hub.settings_asked.emit()
        dialog: Any = self.dialog()
        dialog.show_section(section)

    def error(self) -> None:
        """Show what a fault of the program looks like."""
        ErrorDialog(
            "smallcrm 0.1\n  smallcrm/ui/pages/customers.py:10 show\nValueError", self.window
        ).open()

    # --- what to picture ------------------------------------------------------------------------

    def widget(self, of: str) -> QWidget | None:
        """Return the widget that a scene is of, None when nothing opened."""
        if of == "popup":
            return QApplication.activePopupWidget()
        return self.dialog() if of == "dialog" else self.window

    def dialog(self) -> QDialog | None:
        """Return the dialog that is open."""
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        dialogs = [one for one in shown if isinstance(one, QDialog)]
        return dialogs[-1] if dialogs else None

    def made(self, step: int | None) -> None:
        """Remember a step that is of one scene only: tidying up takes it back."""
        if step is not None:
            self._made.append(step)

    def tidy(self) -> None:
        """Close whatever is open, and take back what was made for the scene."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        while (dialog := self.dialog()) is not None:
            dialog.hide()
            dialog.deleteLater()
        for toast in self.window.findChildren(QWidget, options=_DIRECT):
            if toast.property("panel") == "toast":
                toast.hide()
        while self._made:
            self.session.undo(self._made.pop())

    def close(self) -> None:
        """End it."""
        self.tidy()
        self.window.close()
        self.window.deleteLater()
        self.session.close()
        self.datafile.close()

    def _open_session(self) -> AbstractContextManager[Session]:
        # jobs run on this thread here, and a thread has one connection
        return nullcontext(self.session)


def scenes() -> list[Scene]:
    """Return what is pictured."""
    keys = [key for key, *_more in PAGES]
    kinds = ("customer", "follow_up", "deal", "order", "receipt", "term")
    sections = ("company", "staff", "fields", "lifecycle", "look", "backups", "about")
    customer_dialogs = ("edit", "contact", "order", "receipt", "term")

    def dialogs(prefix: str, act: Callable[..., object], names: tuple[str, ...]) -> list[Scene]:
        return [Scene(f"{prefix}-{name}", _call(act, name), "dialog") for name in names]

    return [
        *[Scene(key, _call(Stage.page, key)) for key in keys],
        Scene("customer", Stage.customer),
        Scene("search", Stage.search),
        Scene("no-match", Stage.no_match),
        Scene("filter", Stage.filter, "popup"),
        Scene("conditions", Stage.conditions),
        Scene("several", Stage.several),
        Scene("columns", lambda stage: stage.page("customers").list.bar.columns.click(), "popup"),
        Scene("edit-together", Stage.edit_together, "dialog"),
        Scene("menu", Stage.menu, "popup"),
        Scene("follow_up-chosen", Stage.chosen_follow_up),
        Scene("toast", Stage.toast),
        Scene("keys", lambda stage: stage.window.show_keys(), "dialog"),
        Scene("log", lambda stage: stage.hub.log(None), "dialog"),
        *[Scene(*one) for one in daily_scenes()],
        *[Scene(*one) for one in import_scenes()],
        *[Scene(*one) for one in report_scenes()],
        Scene("no-imports", lambda stage: stage.hub.imports_asked.emit(), "dialog", empty=True),
        Scene("settings", lambda stage: stage.hub.settings_asked.emit(), "dialog"),
        *dialogs("settings", Stage.settings, sections),
        *dialogs("new", Stage.new, kinds),
        Scene("wrong-order", lambda stage: stage.new("order", wrong=True), "dialog"),
        *dialogs("customer", Stage.of_customer, customer_dialogs),
        *dialogs("deal", Stage.of_deal, ("edit", "plan", "order", "lost")),
        Scene("record", Stage.record, "dialog"),
        Scene("print-list", Stage.print_list, "dialog"),
        *[Scene(f"reports-{kind}", _call(Stage.report, kind)) for kind in ("sales", "labels")],
        Scene("first-start", Stage.first_start, "dialog"),
        Scene("duplicates", Stage.duplicates, "dialog"),
        Scene("no-duplicates", lambda one: one.hub.duplicates_asked.emit(()), "dialog", empty=True),
        Scene("error", Stage.error, "dialog"),
        *[Scene(f"empty-{key}", _call(Stage.page, key), empty=True) for key in keys],
    ]


def _call(act: Callable[..., object], name: str) -> Callable[[Stage], object]:
    return partial(_swapped, act, name)


def _swapped(act: Callable[..., object], name: str, stage: Stage) -> object:
    return act(stage, name)

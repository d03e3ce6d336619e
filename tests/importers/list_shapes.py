"""The shapes of lists: what offices put around and between their rows."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from smallcrm.importers.sheet import Cell, MergedRange, RawSheet
from tests.importers.lists import (
    LEVELS,
    MOBILE_CELLS,
    MOBILE_FORMS,
    NOTHING,
    Block,
    Made,
    Person,
    Truth,
    date_cell,
    landline_cell,
    make_truth,
    money_cell,
)

HEADERS = {
    "name": ("客户名称", "公司名称", "单位名称", "客户", "单位全称", "客户單位", "公 司"),
    "contact": ("联系人", "联系人姓名", "聯絡人", "联 系 人"),
    "mobile": ("手机", "手机号码", "联系人手机", "手机号", "手機"),
    "phone": ("公司电话", "座机", "固定电话", "电话", "办公电话"),
    "level": ("级别", "客户等级", "客户级别", "等级"),
    "city": ("城市", "所在城市"),
    "created": ("建档日期", "录入时间", "登记日期", "创建日期"),
    "revenue": ("年销售额", "年采购额", "年销售额(元)", "销售额"),
    "email": ("邮箱", "电子邮件", "E-mail"),
    "note": ("备注", "备注说明", "备 注"),
    "code": ("客户编号", "客户编码", "客户代码"),
    "owner": ("业务员", "销售", "跟进人"),
}
ENGLISH = {
    "name": ("Company", "Customer name", "Account Name", "Client"),
    "contact": ("Contact person", "Contact", "Contact name"),
    "mobile": ("Mobile", "Cell phone", "Contact's mobile"),
    "phone": ("Company phone", "Office phone"),
    "level": ("Level", "Grade"),
    "city": ("City", "Town"),
    "created": ("Created", "Date created"),
    "revenue": ("Annual purchases", "Revenue"),
    "email": ("E-mail", "Email address"),
    "note": ("Notes", "Remarks"),
    "code": ("Customer code", "Customer No."),
    "owner": ("Salesperson", "Sales rep"),
}
GROUPS = (
    (("name", "code", "level", "city", "owner"), ("基本信息", "客户资料")),
    (("contact", "mobile", "phone", "email"), ("联系信息", "联系方式资料")),
    (("created", "revenue", "note"), ("业务情况", "其他资料")),
)
OPTIONAL = ("phone", "level", "city", "created", "revenue", "email", "note", "code")
TITLES = ("客户资料一览表", "2019年客户名单", "远山集团客户档案（内部资料）", "客户通讯录")
ABOVE = ("制表日期：2019-03-05", "说明：红色为重点客户", "单位：元")
BELOW = (
    "备注：以上数据截至上月底。",
    "制表人：李晓明",
    "注：空白处请补齐",
    "审核：王建国　日期：2019.3.5",
)
SECTIONS = ("华东区客户：", "一、重点客户：", "2019 年新增客户：")
OWNERS = ("赵晓明", "钱丽华", "孙建国")


def rng_word(rng: random.Random) -> str:
    """A header for a column with all kinds of numbers."""
    return rng.choice(("联系方式", "电话/手机", "联系电话", "电话"))


def break_line(text: str) -> str:
    """A header on two lines, as narrow columns have it."""
    return text if text.isascii() else f"{text[:2]}\n{text[2:]}" if len(text) > 3 else text


class Shape:
    """One list being made: the choices, and the columns in their order (None: a blank one)."""

    def __init__(self, seed: int, *, cells: bool = True, latin: bool = False) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.cells = cells  # whether a sheet can hold dates and numbers, or texts only
        self.latin = latin
        self.labels = ENGLISH if latin else HEADERS
        self.marks: list[str] = []
        self.records = 0
        self.rejects = 0
        self.number = 0
        fields = ["name", *(key for key in OPTIONAL if self.rng.random() < 0.6)]
        self.together = self.maybe("contact with mobile in one cell", 0.15)
        fields += ["contact"] if self.together else ["contact", "mobile"]
        self.fields = sorted(fields, key=list(HEADERS).index)
        if self.maybe("other order", 0.3):
            self.rng.shuffle(self.fields)
        self.columns: list[str | None] = list(self.fields)
        if self.maybe("row numbers", 0.25):
            self.columns.insert(0, "sequence")
        if self.maybe("blank columns", 0.2):
            for _number in range(self.rng.randint(1, 2)):
                self.columns.insert(self.rng.randint(0, len(self.columns)), None)
        self.header = {key: self.rng.choice(self.labels[key]) for key in self.fields} | {
            "sequence": "No." if latin else "序号"
        }
        self.one_row = self.maybe("all persons in one cell", 0.12)
        self.both = (
            "phone" in fields and not self.together and self.maybe("all numbers in one", 0.1)
        )
        if self.both:
            self.columns.remove("mobile")
            self.header["phone"] = "Phone" if latin else rng_word(self.rng)
        if self.maybe("line breaks in the header", 0.1):
            self.header = {key: break_line(text) for key, text in self.header.items()}
        self.sections = self.maybe("sections", 0.1)
        self.nobody = self.maybe("a row without a name", 0.1)
        self.errors = self.maybe("error cells", 0.1)
        self.merge = self.maybe("customer's cells filled down", 0.35)
        self.grouped = not latin and self.maybe("header of two rows", 0.2)

    def maybe(self, mark: str, chance: float) -> bool:
        """Decide on one more oddity."""
        if self.rng.random() < chance:
            self.marks.append(mark)
            return True
        return False

    # --- rows -----------------------------------------------------------------------------------

    def block(self, truth: Sequence[Truth]) -> Block:
        """All rows of a sheet with these customers."""
        block = Block()
        self._above(block)
        header = self._header(block)
        repeat = self.rng.randint(4, 9) if self.maybe("repeated header", 0.2) else 0
        blank = self.maybe("blank rows", 0.2)
        totals = self.maybe("totals", 0.3)
        self.number = 0
        for place, customer in enumerate(truth):
            if self.sections and place % 5 == 0:
                block.rows.append([self.rng.choice(SECTIONS)])
            if self.nobody and place == 1:
                self._nobody(block)
            if repeat and place and place % repeat == 0:
                if totals:
                    self._total(block, truth[place - repeat : place], "小计")
                block.rows.append(list(header))
            if blank and self.rng.random() < 0.2:
                block.rows.append([])
            self._customer(block, customer)
        if totals:
            self._total(block, truth, self.rng.choice(("合计", "总 计", "合计：", "Total")))
        if self.maybe("notes below", 0.3):
            block.rows.append([])
            block.rows.extend([text] for text in self.rng.sample(BELOW, 2))
        return block

    def _above(self, block: Block) -> None:
        if not self.maybe("title", 0.4):
            return
        title = self.rng.choice(TITLES)
        block.rows.append([title])
        if self.maybe("title merged", 0.5):
            block.merged.append(MergedRange(0, 0, 0, len(self.columns) - 1))
        block.rows += [[text] for text in self.rng.sample(ABOVE, self.rng.randint(0, 2))]
        if self.maybe("header far down", 0.15):
            deep = self.rng.randint(5, 29)
            while len(block.rows) < deep:
                block.rows.append([self.rng.choice(ABOVE)] if self.rng.random() < 0.2 else [])

    def _header(self, block: Block) -> list[Cell]:
        row: list[Cell] = [self.header[key] if key else "" for key in self.columns]
        if self.grouped:
            row = self._groups(block, row)
        block.rows.append(row)
        return row

    def _groups(self, block: Block, labels: list[Cell]) -> list[Cell]:
        """A row of groups above; columns of no group are merged over both rows."""
        self.columns = [key for key in self.columns if key]
        members = {key: number for number, (keys, _names) in enumerate(GROUPS) for key in keys}
        self.columns.sort(key=lambda key: members.get(key or "", -1))
        labels = [self.header[key or ""] for key in self.columns]
        top: list[Cell] = [""] * len(labels)
        line = len(block.rows)
        for number, (_keys, names) in enumerate(GROUPS):
            own = [i for i, key in enumerate(self.columns) if members.get(key or "") == number]
            if not own:
                continue
            if len(own) == 1:
                top[own[0]], labels[own[0]] = labels[own[0]], ""
                block.merged.append(MergedRange(line, own[0], line + 1, own[0]))
                continue
            top[own[0]] = self.rng.choice(names)
            block.merged.append(MergedRange(line, own[0], line, own[-1]))
        if self.columns[0] == "sequence":
            top[0], labels[0] = labels[0], ""
            block.merged.append(MergedRange(line, 0, line + 1, 0))
        block.rows.append(top)
        return labels

    def _total(self, block: Block, truth: Sequence[Truth], word: str) -> None:
        row: list[Cell] = [""] * len(self.columns)
        row[0] = word
        if "revenue" in self.columns[1:]:
            row[self.columns.index("revenue")] = f"{sum(one.revenue for one in truth) / 100:.2f}"
        block.rows.append(row)

    def _nobody(self, block: Block) -> None:
        """A record that names neither a customer nor a person, as far as there are such columns."""
        facts: dict[str, Cell] = {"level": "B", "city": "上海", "created": "2019-03-05"}
        row = [facts.get(key or "", "") for key in self.columns]
        if sum(cell != "" for cell in row) >= 2:
            block.rows.append(row)
            self.rejects += 1

    def _customer(self, block: Block, customer: Truth) -> None:
        first = len(block.rows)
        for number, person in enumerate(self._rows_of(customer)):
            self.number += 1
            again = number > 0 and self.merge
            row = [self._cell(key, customer, person, again=again) for key in self.columns]
            block.rows.append(row)
            self.records += 1
        last = len(block.rows) - 1
        if self.merge and self.cells and last > first:
            for place, key in enumerate(self.columns):
                if key and key not in ("contact", "mobile", *(["phone"] if self.both else [])):
                    block.merged.append(MergedRange(first, place, last, place))

    def _cell(self, key: str | None, customer: Truth, person: Person, *, again: bool) -> Cell:
        rng = self.rng
        own: dict[str, Callable[[], Cell]] = {
            "contact": lambda: self._contact_cell(person),
            "mobile": lambda: self._mobile_cell(person),
        }
        shared: dict[str, Callable[[], Cell]] = {
            "sequence": lambda: self.number,
            "phone": lambda: self._phone_cell(customer, person),
            "level": lambda: rng.choice(LEVELS[customer.level][: 2 if self.latin else None]),
            "created": lambda: date_cell(rng, customer.created, cells=self.cells),
            "revenue": lambda: money_cell(rng, customer.revenue, cells=self.cells),
            "note": lambda: customer.note or rng.choice(NOTHING),
            "city": lambda: customer.city + rng.choice(("", "", "", "市")),
        }
        if key is None or (again and key not in own and not (key == "phone" and self.both)):
            return ""
        if key in own:
            return own[key]()
        return shared[key]() if key in shared else str(getattr(customer, key))

    def _mobile_cell(self, person: Person) -> Cell:
        if "/" in person.mobile:
            return person.mobile.replace("/", self.rng.choice(("/", " / ", "、", "\n", "；")))
        return self.rng.choice(MOBILE_CELLS if self.cells else MOBILE_FORMS)(person.mobile)

    def _phone_cell(self, customer: Truth, person: Person) -> str:
        line = landline_cell(self.rng, customer.landline, customer.extension)
        if not self.both:
            return line
        return line + self.rng.choice((" / ", "，", "\n", "；")) + person.mobile

    def _rows_of(self, customer: Truth) -> list[Person]:
        """One person a row, or all in one row, each with a number: 张三、李四."""
        if not self.one_row or self.both:
            return customer.people
        names = "、".join(person.name for person in customer.people)
        for person in customer.people:
            person.title = "" if len(customer.people) > 1 else person.title
        title = customer.people[0].title
        mobiles = "/".join(person.mobile for person in customer.people)
        return [Person(names, mobiles, title)] if len(customer.people) > 1 else customer.people

    def _contact_cell(self, person: Person) -> str:
        title = f"（{person.title}）" if person.title else ""
        if self.together:
            form = self.rng.choice(("{0} {1}", "{0}{1}", "{0}：{1}", "{0}/{1}"))
            return form.format(person.name, person.mobile)
        return person.name + title


def make_list(seed: int, *, cells: bool = True, latin: bool = False) -> Made:
    """Make the list of a seed. `cells`: it can hold numbers and dates (workbooks); else texts."""
    shape = Shape(seed, cells=cells, latin=latin)
    truth = make_truth(shape.rng, shape.rng.randint(4, 16), latin=latin)
    if shape.together:
        for customer in truth:
            for person in customer.people:
                person.title = ""
    fields = set(shape.fields)
    if cells and shape.maybe("sheets by salesperson", 0.15):
        count = 3
        parts = [truth[start::count] for start in range(count)]
        sheets = []
        for owner, part in zip(OWNERS, parts, strict=True):
            for customer in part:
                customer.owner = owner
            sheets.append(shape.block(part).sheet(owner))
        fields.add("owner")
    else:
        sheets = [shape.block(truth).sheet("客户" if not latin else "Customers")]
    if cells and shape.maybe("hidden sheet", 0.1):
        hidden = RawSheet("旧", [["客户名称", "手机"], ["不要的公司", "13800000000"]], hidden=True)
        sheets.append(hidden)
    return Made(seed, sheets, truth, fields, shape.records, shape.rejects, shape.marks)


def make_bare(seed: int) -> Made:
    """Make a list without a header: only what cells look like can tell what they are."""
    rng = random.Random(seed)
    truth = make_truth(rng, rng.randint(5, 20))
    for customer in truth:
        del customer.people[1:]
        customer.people[0].title = ""
    keys = ["name", "contact", "mobile", *rng.sample(("city", "email"), rng.randint(0, 2))]
    rng.shuffle(keys)
    shape = Shape(seed)
    shape.columns, shape.merge, shape.together = list(keys), False, False
    block = Block()
    for customer in truth:
        shape._customer(block, customer)
    sheet = replace(block.sheet("Sheet1"), merged=())
    return Made(seed, [sheet], truth, set(keys), len(truth), 0, ["no header"])

"""Names of people as lists hold them, with salutations and titles: 杨先生（采购）, Ms. Chen."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Gender = Literal["male", "female", ""]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name taken apart; what was not said is "". `salutation` is as written: 先生, Ms."""

    name: str
    salutation: str
    gender: Gender
    title: str


_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤殷罗毕郝邬安常乐于时傅齐康伍余元卜顾孟平黄"
    "穆萧尹姚邵汪祁毛禹狄米贝明臧计成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程"
    "邢裴陆荣翁荀甄曲封储靳段巫焦巴牧车侯班秋仲宫宁仇栾甘厉祖武符刘景詹束龙叶幸司黎薄印白"
    "蒲从卓蔺池乔闻党翟谭劳姬申扶冉雍桑桂牛寿边燕冀尚农温庄晏柴瞿阎慕连习艾鱼容向古易戈廖"
    "居衡耿满匡文寇欧沃利越隆师巩聂勾敖冷辛阚那简饶曾养鞠丰关查荆游权盖桓"
    "付肖代闫岳涂苟佟练兰苑帅郜钮官佘冼覃区仝戎修原谷楚晋由丛乌岩亓展邸藏逯窦麦滕"
)
# fmt: off
_COMPOUND_SURNAMES: Final = frozenset({
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
    "长孙", "司徒", "司空", "夏侯", "端木", "独孤", "南宫", "轩辕", "鲜于", "呼延", "申屠",
    "淳于", "万俟", "单于", "澹台", "西门", "百里", "钟离", "濮阳", "赫连", "闻人", "公冶",
    "太史", "宗政", "仲孙",
})
# fmt: on

_CHINESE_SALUTATIONS: Final[dict[str, Gender]] = {
    **{
        "先生": "male",
        "老先生": "male",
        "哥": "male",
        "大哥": "male",
        "叔": "male",
        "女士": "female",
    },
    **{"小姐": "female", "太太": "female", "夫人": "female", "阿姨": "female", "大姐": "female"},
    **{"姐": "female", "师傅": "", "同志": "", "老师": "", "大夫": "", "师兄": "male"},
}
_LATIN_SALUTATIONS: Final[dict[str, tuple[str, Gender]]] = {
    **{"mr": ("Mr.", "male"), "mister": ("Mr.", "male"), "herr": ("Herr", "male")},
    **{"mrs": ("Mrs.", "female"), "ms": ("Ms.", "female"), "miss": ("Miss", "female")},
    **{"frau": ("Frau", "female"), "madam": ("Madam", "female"), "mme": ("Mme", "female")},
    **{"dr": ("Dr.", ""), "prof": ("Prof.", ""), "professor": ("Prof.", "")},
}
_GENDER_WORDS: Final[dict[str, Gender]] = {
    **{"男": "male", "先生": "male", "male": "male", "m": "male", "女": "female", "女士": "female"},
    **{"小姐": "female", "female": "female", "f": "female"},
}

_FIELDS: Final = (
    r"采购|销售|财务|技术|行政|人事|人力资源|市场|生产|质量|质检|品质|品管|工程|研发|运营|仓储|仓库|物流"
    r"|客服|售后|售前|项目|产品|大客户|区域|商务|业务|法务|设备|车间|安全|信息|网络|后勤|外贸|进出口|国际"
    r"|办公室?|供应链|设计|工艺|工会|党委|教务|护理|门店|渠道|招商|策划|投资|综合|综合管理|信贷"
)
_RANKS: Final = (
    r"董事长|总经理|总经办|总裁|总监|总工程师|总工|总助|经理|主管|主任|主席|会长|秘书长|秘书|院长|校长|厂长"
    r"|所长|站长|队长|书记|部长|处长|科长|课长|局长|店长|行长|组长|班长|社长|园长|区长|镇长|村长|乡长|县长"
    r"|市长|股长|护士长|老板娘?|董事|监事|董秘|老总|副总|总|工程师|设计师|会计师?|出纳|采购员?|销售员?"
    r"|业务员?|技术员|技师|客服|前台|司机|助理|助手|顾问|代表|专员|文员|内勤|跟单|库管|仓管|保管员?|律师"
    r"|医生|教授|博士|讲师|教练|教师|合伙人|法人代表|法人|股东|负责人|联系人|经办人|店员|店主|站务|财务"
    r"|行政|人事|商务|运营|编辑|记者|主编|部门|部|科|室|处"
)
_TITLE: Final = (
    rf"(?:(?:副|常务|执行|高级|资深|首席|区域|大区|华[东南北中]|东区|西区|南区|北区|{_FIELDS})"
    rf"|部|中心|科)*(?:{_RANKS})(?:\s*(?:助理|秘书|兼\S+))?"
)
_TITLE_ALONE: Final = rf"(?:{_TITLE}|(?:{_FIELDS})(?:部门?|科|处|中心)?)"
_TITLED: Final = rf"(?P<name>\D{{1,4}}?)\s*(?P<title>{_TITLE})"
# 李工 and 王董, but 张建工 is a name
_SHORT_TITLES: Final = ("工", "董", "处", "局", "校", "院", "队", "所")
_SALUTED: Final = (
    r"(?P<name>\D{1,20}?)\s*"
    rf"(?P<salutation>{'|'.join(sorted(_CHINESE_SALUTATIONS, key=len, reverse=True))})"
)
_LATIN_SALUTED: Final = (
    rf"(?i)(?P<salutation>{'|'.join(sorted(_LATIN_SALUTATIONS, key=len, reverse=True))})"
    r"(?:\.\s*|\s+)(?P<name>\S.*)"
)
_LATIN_TITLE: Final = (
    r"(?i)\b(?:manager|director|president|officer|buyer|purchas\w+|procurement|sales|engineer|head|chief"
    r"|ceo|cto|cfo|coo|owner|partner|founder|assistant|secretary|accountant|accounts|lead|supervisor"
    r"|executive|representative|consultant|department|dept|marketing|finance|operations|logistics)\b"
)
_BRACKETS: Final = r"\s*[(\[【]([^)\]】]*)[)\]】]?\s*"
_PIECES: Final = r"\s*[/,、:;|]\s*|\s+-\s*|\s*-\s+|(?<=[^\x00-\x7f])[\s-]+(?=[^\x00-\x7f])"
_SPACED: Final = r"([\u3400-\u9fff])\s+([\u3400-\u9fff])"
_PHONE: Final = r"\s*\+?\d[\d -]{6,}"
_CHINESE: Final = r"[\u3400-\u9fff\U00020000-\U0003ffff]+"
_MINORITY: Final = r"[\u3400-\u9fff]{1,8}(?:[·•・.][\u3400-\u9fff]{1,8})+"
_LATIN_NAME: Final = r"[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,3}"
_COMPANY_END: Final = (
    r"(?:公司|集团|工厂|厂|商店|店|商行|银行|行|中心|学校|大学|学院|医院|酒店|宾馆|超市|部|局|院|所|站|社"
    r"|园|馆|厅|会|网|队|科技|贸易|电子|机械|实业|物流|传媒|食品|服装|建材|家具|数码|制品)$"
)
_NAME_ENDS: Final = ("jr", "sr", "ii", "iii", "phd")
_CALLED_BY: Final = ("经理", "主管", "主任", "长", "总", "书记", "律师", "医生", "教授", "董", "工")
# fmt: off
_COMPANY_WORDS: Final = frozenset({
    "ltd", "inc", "llc", "gmbh", "co", "company", "corp", "group", "trading", "bank",
    "university", "school", "hospital", "hotel", "international", "industries", "systems",
    "services", "store", "solutions", "technologies", "technology", "logistics", "foods", "shop",
    "works", "tools", "association", "department", "office", "studio", "clinic", "center",
    "centre", "limited",
})
# fmt: on


def split_person(text: str) -> PersonName:
    """Take a person's name apart: "杨先生（采购）" is 杨, 先生, male, 采购; 赵经理 is 赵, 经理.

    Where several people are named, or nothing is understood, the whole text is the name.
    """
    plain = _tidy(text)
    if _is_bare_name(plain):
        return PersonName(plain, "", "", "")
    notes = [note.strip() for note in re.findall(_BRACKETS, plain)]
    body = re.sub(_PHONE, "", re.sub(_BRACKETS, " ", plain)).strip()
    if not body and notes:
        return split_person(notes[0])
    gender: Gender = ""
    titles = []
    for note in notes:
        if said := _GENDER_WORDS.get(note.casefold()):
            gender = said
        elif note and not any(sign.isdigit() for sign in note):
            titles.append(note)
    person = _split_body(body)
    title = " ".join([part for part in (person.title, *titles) if part])
    return PersonName(person.name, person.salutation, person.gender or gender, title)


def family_name(name: str) -> str:
    """Return the surname: 欧阳 of 欧阳明, 王 of 老王, Chen of "Lily Chen"."""
    name = name.strip()
    if not re.match(_CHINESE, name):
        words = name.split()
        if len(words) > 1 and words[-1].rstrip(".").casefold() in _NAME_ENDS:
            words.pop()
        return words[-1] if words else ""
    if name[:2] in _COMPOUND_SURNAMES:
        return name[:2]
    if _is_nickname(name):
        return name[1]
    return name if "·" in name else name[0]


def greeting(name: str, *, salutation: str = "", gender: str = "", title: str = "") -> str:
    """Return how to speak to someone: 杨先生, 赵经理, "Ms. Chen"; else the name alone."""
    surname = family_name(name)
    if not surname:
        return title
    if salutation and not salutation.isascii():
        return surname + salutation
    if not re.match(_CHINESE, name):
        said = salutation or {"male": "Mr.", "female": "Ms."}.get(gender, "")
        return f"{said} {surname}" if said else name
    if name == surname and title:
        return surname + (_rank(title) or title)
    said = _rank(title) or {"male": "先生", "female": "女士"}.get(gender, "")
    return surname + said if said else name


def looks_like_person(text: str) -> bool:
    """Tell whether a text is likely the name of a person rather than of a company."""
    plain = _tidy(text)
    if not plain or any(sign.isdigit() for sign in plain):
        return False
    if _is_bare_name(plain):
        return not re.search(_COMPANY_END, plain)
    person = split_person(plain)
    if person.name and person.name != plain:
        return _is_chinese_name(person.name, shortest=1) or person.name.isascii()
    if re.fullmatch(_MINORITY, plain):
        return True
    if re.fullmatch(_CHINESE, plain):
        return _is_chinese_name(plain, shortest=2) and not re.search(_COMPANY_END, plain)
    if not re.fullmatch(_LATIN_NAME, plain):
        return False
    words = [word.strip(".,").casefold() for word in plain.split()]
    return plain[0].isupper() and _COMPANY_WORDS.isdisjoint(words)


def _tidy(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if spaced := re.fullmatch(_SPACED, plain):  # 王 芳, as wide as a name of three
        return spaced[1] + spaced[2]
    return plain


def _split_body(body: str) -> PersonName:
    if saluted := re.fullmatch(_LATIN_SALUTED, body):
        salutation, gender = _LATIN_SALUTATIONS[saluted["salutation"].casefold()]
        inner = _split_body(saluted["name"])
        return PersonName(inner.name, salutation, gender, inner.title)
    pieces = [piece for piece in re.split(_PIECES, body) if piece]
    if len(pieces) > 1:
        return _split_pieces(body, pieces)
    return _split_piece(body)


def _split_pieces(body: str, pieces: list[str]) -> PersonName:
    """Sort out pieces such as 采购部 王芳 or "John Smith, Sales Manager"."""
    titles = [piece for piece in pieces if _is_title(piece)]
    names = [piece for piece in pieces if piece not in titles]
    if len(names) != 1 or not titles:
        return PersonName(body, "", "", "")
    person = _split_piece(names[0])
    title = " ".join(part for part in (person.title, *titles) if part)
    return PersonName(person.name, person.salutation, person.gender, title)


def _split_piece(piece: str) -> PersonName:
    if _is_title(piece):
        return PersonName("", "", "", piece)
    match = re.fullmatch(_SALUTED, piece)
    if match and (_is_chinese_name(match["name"], shortest=1) or match["name"].isascii()):
        salutation = match["salutation"]
        return PersonName(match["name"], salutation, _CHINESE_SALUTATIONS[salutation], "")
    match = re.fullmatch(_TITLED, piece)
    if match and _is_chinese_name(match["name"], shortest=1):
        return PersonName(match["name"], "", "", match["title"])
    if piece.endswith(_SHORT_TITLES) and (piece[:-1] in _SURNAMES | _COMPOUND_SURNAMES):
        return PersonName(piece[:-1], "", "", piece[-1])
    return PersonName(piece, "", "", "")


def _is_title(piece: str) -> bool:
    if piece.isascii():
        return re.search(_LATIN_TITLE, piece) is not None
    return re.fullmatch(_TITLE_ALONE, piece) is not None


def _is_chinese_name(text: str, *, shortest: int) -> bool:
    if not re.fullmatch(_CHINESE, text) or len(text) < shortest:
        return False
    if text[:2] in _COMPOUND_SURNAMES:
        return len(text) <= 4
    return _is_nickname(text) or (text[0] in _SURNAMES and len(text) <= 3)


def _is_bare_name(text: str) -> bool:
    """Tell at a glance whether a text is a full name and nothing else, as most are."""
    return (
        2 <= len(text) <= 3
        and text[0] in _SURNAMES
        and text[-1] not in _last_signs()
        and re.fullmatch(_CHINESE, text) is not None
    )


@lru_cache(maxsize=1)
def _last_signs() -> frozenset[str]:
    """Return what titles and salutations end with."""
    words = [*_CHINESE_SALUTATIONS, *_SHORT_TITLES]
    for word in (*_RANKS.split("|"), *_FIELDS.split("|")):
        words += [word.removesuffix("?"), word[:-2]] if word.endswith("?") else [word]
    return frozenset(word[-1] for word in (*words, "部", "门", "科", "处", "心"))


def _is_nickname(text: str) -> bool:
    return len(text) == 2 and text[0] in "老小阿大" and text[1] in _SURNAMES


def _rank(title: str) -> str:
    """Return the part of a title that people are called by: 总 of 副总经理, 经理 of 采购经理."""
    if title.endswith(("总经理", "总裁", "副总", "老总")):
        return "总"
    for rank in ("董事长", "总监", "总工", "秘书长", "工程师", "老板"):
        if title.endswith(rank):
            return "工" if rank == "工程师" else rank
    match = re.search(rf"(?:{_RANKS})$", title)
    called = match[0] if match else title if title in _SHORT_TITLES else ""
    return called if called.endswith(_CALLED_BY) else ""

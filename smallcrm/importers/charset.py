"""Which character set a text file is in.

An ordered rule, better on short Chinese lists than general detectors: byte order mark, zero bytes
of UTF-16, strict UTF-8, then GB18030, Big5 and Windows-1252 scored by how common their characters
are.
"""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

# What the user may choose from when the guess is wrong.
ENCODINGS: Sequence[str] = (
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "big5",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
)

_SAMPLE = 256 * 1024
# Kinds of Big5 with more characters (恒 裏 粧) that files are also written in.
_WIDER = {"big5": ("cp950", "big5hkscs")}
# Of a hundred characters, how many may be broken in a file that was cut, joined or mended by hand.
_MOST_BROKEN = 5
_HIGH = re.compile(rb"[\x80-\xff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The characters that customer lists are full of: headers, surnames, places, trades, company words.
_COMMON = frozenset(
    "的一是不了在有人我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多"
    "天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知样现分将外但"
    "客户名称单位全称简称联系人手机电话传真邮箱邮编地址省市区县镇乡村街路号栋楼室层幢备注序编性别男女职务部门日期"
    "时间金额元数量价合计小总共等级类型行业来源状态业务员跟进销售采购订货款付收开票税银行账户帐卡微信网站公司有限"
    "责任股份集团工厂店商贸易科技机电器械设备材料建筑装饰工程电子信息网络软件五金塑料包装印刷纺织服饰鞋帽家具木业"
    "食品饮酒茶农粮油药品医疗汽车配件修理物流运输快递广告传媒文化教育培训咨询服务酒店餐饮旅游房产置物投资金融保险"
    "北京天津上海重庆河北山西辽宁吉林黑龙江苏浙安徽福建西东南湖广四川贵云陕甘青海内蒙古藏疆香港澳门台湾州宁波泉厦"
    "莆田漳龙岩三明温台绍兴嘉杭无锡常扬通盐城徐淮连云港镇泰济青烟潍淄博深圳佛山东莞珠中惠江门汕头武汉长沙成都昆"
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华魏陶姜戚谢邹窦章云潘葛范彭郎鲁韦昌马苗凤方俞任袁柳"
    "唐罗薛贺倪汤毕郝邬康伍余元卜顾孟平黄穆萧尹姚邵汪祁毛狄米贝明计成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席麻强贾路娄"
    "江童颜郭梅盛林刁钟骆高夏蔡田胡凌霍万柯卢莫经房裘缪解应宗丁宣邓单杭洪包左石崔吉龚程先生小姐经理总监主管会计老师"
    "芳娜敏静丽伟军磊洋勇艳杰娟涛明超秀兰霞平刚桂英建志新民国庆红玉春梅海燕龙飞鹏辉斌波宇轩浩然子涵欣怡重要般普通"
)
_COMMON_TRADITIONAL = frozenset(
    "的一是不了在有人我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多"
    "客戶名稱單位聯絡電話手機傳真郵箱郵編區號地址縣鄉鎮樓備註編號職稱部門日期時間金額數量價總計級類型業來源狀態"
    "銷售採購訂貨款付開發票稅銀行帳戶網站公司有限責任股份集團廠店商貿易科技機電器設備材料建築裝飾工程電子資訊網路"
    "軟體五金塑膠包裝印刷紡織服飾鞋傢俱食品飲茶農糧藥醫療汽車配件運輸廣告傳媒文化教育服務酒店餐飲旅遊投資金融保險"
    "臺北新竹中南高雄基隆桃園苗栗彰化投雲林嘉義屏東宜蘭花蓮澎湖門馬香港九龍灣仔路街巷弄號樓室先生小姐經理女士"
    "陳黃張吳劉蔡楊許鄭謝郭賴曾廖蘇葉莊呂羅簡鍾彭詹蕭游鄧趙賀馮韓盧顧龔貝嚴華範湯萬錢孫李周王林洪邱徐江何沈"
    "淑芬美玲惠雅婷俊宏建志豪家偉宗翰冠宇怡君佳穎欣明德國強文雄秀英麗珍玉淑貞月雲寶貴興隆發達鑫盛豐"
)
_WIDE_SIGNS = re.compile("[\u3000-\u303f\uff00-\uffef]")
_WESTERN = frozenset("éèêëàâäáãåæçíìîïñóòôöõøœúùûüýÿßÉÈÀÁÄÅÆÇÍÑÓÖØÚÜŠšŽž’‘“”–—…€£®©°·«»¿¡")


@dataclass(frozen=True, slots=True)
class Guess:
    """A character set with how sure the guess is (0 to 1)."""

    encoding: str
    confidence: float


def guess_encoding(data: bytes) -> Guess:
    """Tell the character set of a text file's bytes."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Guess(name, 1.0)
    zero = utf16_without_mark(data[:_SAMPLE])
    if zero:
        return Guess(zero, 0.95)
    if _is_utf8(data):
        return Guess("utf-8", 1.0)
    return _by_characters(data)


def decode(data: bytes, encoding: str) -> tuple[str, int]:
    """Return the text, and how many characters could not be read and stand as U+FFFD."""
    for name in (encoding, *_WIDER.get(codecs.lookup(encoding).name, ())):
        try:
            return data.decode(name), 0
        except UnicodeDecodeError:
            continue
    text = data.decode(encoding, errors="replace")
    return text, text.count("\ufffd")


def utf16_without_mark(sample: bytes) -> str | None:
    """Return "utf-16-le" or "utf-16-be" for text in it that lacks a byte order mark."""
    # ASCII in UTF-16 has a zero in every second byte; Chinese text has them in delimiters and ends.
    if b"\0" not in sample or len(sample) < 4:
        return None
    sample = sample[: len(sample) // 2 * 2]
    shares = {name: _known_share(sample, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.5 else None


def _known_share(sample: bytes, encoding: str) -> float:
    """The share of ASCII and common Chinese characters; 0 where the bytes do not fit."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample[:20000])
    except UnicodeDecodeError:
        return 0.0
    known = sum(
        " " <= c <= "~" or c in "\r\n\t" or c in _COMMON or c in _COMMON_TRADITIONAL for c in text
    )
    strange = sum(c < " " and c not in "\r\n\t" for c in text)
    return (known - 10 * strange) / len(text)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut off inside a character, or a few bytes spoilt: still UTF-8 when all else fits.
        text = _beyond_ascii(data).decode("utf-8", errors="replace")
        high = sum(character > "\x7f" for character in text)
        cut_off = len(data) - 3 <= error.start > 0
        broken = text.count("\ufffd")
        return high > broken and (cut_off or broken * 100 <= _MOST_BROKEN * high)
    return True


def _beyond_ascii(data: bytes) -> bytes:
    """A sample that holds the first characters beyond ASCII, from the beginning of a line."""
    first = _HIGH.search(data)
    if first is None or first.start() < _SAMPLE // 2:
        return data[:_SAMPLE]
    start = data.rfind(b"\n", 0, first.start()) + 1
    return data[start : start + _SAMPLE]


def _by_characters(data: bytes) -> Guess:
    sample = _beyond_ascii(data)
    scores = {
        "gb18030": _share(sample, "gb18030", _COMMON),
        "big5": _share(sample, "cp950", _COMMON_TRADITIONAL),
        "cp1252": _share(sample, "cp1252", _WESTERN),
    }
    # Western text is mostly ASCII with single accents between letters; Chinese bytes come in pairs.
    scores["cp1252"] *= _single_byte_share(sample)
    best = max(scores, key=lambda name: scores[name])
    if scores[best] == 0:
        return Guess("gb18030", 0.2)
    rest = max(score for name, score in scores.items() if name != best)
    return Guess(best, round(0.5 + 0.45 * (1 - rest / scores[best]), 2))


def _share(sample: bytes, encoding: str, common: frozenset[str]) -> float:
    """The share of common characters among those beyond ASCII; 0 when the bytes do not fit."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    text = decoder.decode(sample, final=len(sample) < _SAMPLE)
    letters = [c for c in text if c > "\x7f" and not _WIDE_SIGNS.match(c)]
    broken = text.count("\ufffd")
    if not letters or broken * 100 > _MOST_BROKEN * len(letters):
        return 0.0
    return (sum(c in common for c in letters) / len(letters)) * (1 - 5 * broken / len(letters))


def _single_byte_share(sample: bytes) -> float:
    """The share of high bytes that stand alone between ASCII bytes."""
    high = alone = 0
    for place, byte in enumerate(sample[:20000]):
        if byte < 0x80:
            continue
        high += 1
        before = sample[place - 1] if place else 0x20
        after = sample[place + 1] if place + 1 < len(sample) else 0x20
        alone += before < 0x80 and after < 0x80
    return alone / high if high else 0.0

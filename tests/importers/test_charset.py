"""The character set of text files is told from their bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.importers.charset import decode, guess_encoding
from smallcrm.importers.formats import sniff

SIMPLIFIED = "客户名称,联系人,电话,备注\n厦门远山商贸有限公司,张伟,13800000001,月底结账\n"
TRADITIONAL = "客戶名稱,聯絡人,電話,備註\n臺北遠山貿易有限公司,陳淑芬,0912000001,月底結帳\n"
WESTERN = "Name,Straße,Ort\nJosé Müller,Höhenweg 3,Köln\nZoé Lefèvre,Rue de l'Été 4,Orléans\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "big5"),
        (WESTERN, "cp1252"),
        (WESTERN, "utf-8"),
        ("name,phone\nTest,1\n", "utf-8"),
    ],
)
def test_the_encoding_is_found_and_the_text_comes_back(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    found = guess_encoding(data).encoding
    read, lost = decode(data, found)
    assert (read.removeprefix("\ufeff"), lost) == (text, 0)


def test_a_byte_order_mark_decides() -> None:
    assert guess_encoding(SIMPLIFIED.encode("utf-16")).encoding == "utf-16"


def test_a_list_that_is_nearly_all_ascii_is_still_read_as_chinese() -> None:
    text = "name,phone,email\n" + "Test,13800000001,a@b.cn\n" * 50 + "张伟,13800000002,\n"
    assert guess_encoding(text.encode("gb18030")).encoding == "gb18030"


def test_utf8_cut_off_inside_a_character_is_still_utf8() -> None:
    data = SIMPLIFIED.encode("utf-8").rstrip()[:-1]
    assert guess_encoding(data).encoding == "utf-8"


def test_what_cannot_be_read_is_counted() -> None:
    text, lost = decode(b"abc\xff\xfedef", "utf-8")
    assert lost == 2
    assert text.startswith("abc")


NAMES = ["张伟", "李娜", "王芳", "刘洋", "陈静", "杨明", "赵磊", "黄丽", "周杰", "吴敏"]
WORDS = ["有限公司", "贸易商行", "机电厂", "月底结账", "上海市", "厦门", "电话", "客户", "地址"]


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WORDS)), min_size=1, max_size=30))
def test_short_chinese_lists_come_back_from_gb18030(rows: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{name},{word},1" for name, word in rows)
    data = text.encode("gb18030")
    assert decode(data, guess_encoding(data).encoding) == (text, 0)


@given(st.binary(max_size=400))
def test_any_bytes_give_some_text(data: bytes) -> None:
    decode(data, guess_encoding(data).encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_found_where_one_stands_in_every_name(encoding: str) -> None:
    data = "名称,电话\n一一一,1\n一二三,2\n一月,3\n".encode(encoding)
    assert guess_encoding(data).encoding == encoding
    assert sniff(data, "list.csv") == "text"


@pytest.mark.parametrize("text", ["name,phone\nann\0,1\n", "客户,电话\n远山\0,1\n"])
def test_a_stray_zero_makes_no_utf16(text: str) -> None:
    data = (text * 30).encode()
    assert guess_encoding(data).encoding == "utf-8"
    assert sniff(data.replace(b"\0", b"", 29), "list.csv") == "text"


def test_big5_with_the_characters_that_were_added_to_it() -> None:
    text = TRADITIONAL + "恒裏貿易有限公司,碁小姐,1,\n"
    data = text.encode("cp950")
    found = guess_encoding(data).encoding
    assert (found, decode(data, found)) == ("big5", (text, 0))


@pytest.mark.parametrize(("encoding", "text"), [("gb18030", SIMPLIFIED), ("utf-8", SIMPLIFIED)])
def test_a_spoilt_byte_does_not_change_the_character_set(encoding: str, text: str) -> None:
    data = (text * 10).encode(encoding)
    spoilt = data[:120] + b"\xff" + data[120:]
    assert guess_encoding(spoilt).encoding == encoding
    assert 0 < decode(spoilt, encoding)[1] < 5


def test_the_first_chinese_character_may_come_late() -> None:
    data = ("name,phone\n" * 30_000 + SIMPLIFIED).encode("gb18030")
    assert guess_encoding(data).encoding == "gb18030"

"""Make resources/pinyin.tsv, the table of readings of single characters, from pypinyin.

    python tools/make_pinyin.py [OUT]

Lines are `reading<TAB>all characters whose usual reading it is`, then
`character<TAB>its other living readings`. Tones are dropped and ü is v, as people type it.
"""

import argparse
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

DEFAULT_OUT = Path(__file__).resolve().parent.parent / "resources" / "pinyin.tsv"

# The usual reading in names of people, companies and places, where the dictionary starts with
# another one.
# fmt: off
USUAL = {
    "什": "shen", "佛": "fo", "刹": "sha", "卜": "bu", "勒": "le", "贾": "jia", "都": "du",
    "长": "chang", "匙": "shi", "泊": "bo", "琢": "zhuo", "曝": "bao", "曾": "zeng", "薄": "bo",
    "娜": "na", "莎": "sha", "仔": "zai", "似": "si", "辗": "zhan", "椎": "zhui", "掺": "chan",
    "褪": "tui", "嚼": "jiao", "傀": "kui", "囤": "tun", "冯": "feng", "了": "liao", "还": "huan",
    "勺": "shao", "车": "che", "厂": "chang", "率": "lv", "虹": "hong", "广": "guang",
}
# fmt: on
# A reading counts as living when this share of the dictionary's words with the character has it.
LIVING_SHARE = 0.12
LIVING_WORDS = 3
LONGEST_WORD = 4


def plain(reading: str) -> str:
    """Return a reading without tones: "lǜ" is "lv", "lüè" is "lue"."""
    # composed, ü keeps its dots whatever the tone, so it can be told from u
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    letters = "".join(sign for sign in letters if "a" <= sign <= "z")
    return letters.replace("ve", "ue")


def count_readings() -> dict[str, Counter[str]]:
    """Count in how many short words of the dictionary a character has which reading."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, readings in phrases_dict.items():
        if len(word) <= LONGEST_WORD:
            for sign, reading in zip(word, readings, strict=False):
                counts[sign][plain(reading[0])] += 1
    return counts


def living_readings(sign: str, usual: str, counts: Counter[str]) -> Iterable[str]:
    """Return the readings of a character, beside the usual one, that are met in words."""
    total = sum(counts.values())
    for reading, count in counts.most_common():
        if reading != usual and count >= LIVING_WORDS and count >= total * LIVING_SHARE:
            yield reading


def in_table(sign: str) -> bool:
    """Tell whether a character is a Chinese one that can stand in a name."""
    return sign == "〇" or unicodedata.name(sign, "").startswith("CJK UNIFIED")


def make_table() -> str:
    """Return the whole table as text."""
    counts = count_readings()
    groups: dict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for code in sorted(pinyin_dict):
        sign = chr(code)
        readings = [plain(reading) for reading in pinyin_dict[code].split(",")]
        if not in_table(sign) or not readings[0]:
            continue
        usual = USUAL.get(sign, readings[0])
        groups[usual].append(sign)
        if other := " ".join(living_readings(sign, usual, counts[sign])):
            others.append(f"{sign}\t{other}")
    source = f"pypinyin {version('pypinyin')} (MIT, see pinyin-LICENSE.txt)"
    head = f"# made by tools/make_pinyin.py from {source}"
    lines = [f"{reading}\t{''.join(signs)}" for reading, signs in sorted(groups.items())]
    return "\n".join([head, *lines, *others]) + "\n"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=DEFAULT_OUT)
    out: Path = parser.parse_args().out
    out.write_text(make_table(), encoding="utf-8", newline="\n")
    print(f"{out}: {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

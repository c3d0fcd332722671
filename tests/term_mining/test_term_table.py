"""Tables of terms that people agreed on, in the ways that people write them."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import ConfigError
from sphinx_amts.model import LanguagePair
from sphinx_amts.term_mining.term_table import read_term_table

SOURCES = ["The millstone and the water wheel.", "A sieve, a flywheel, TCP/IP."]
TARGETS = ["磨盘和水车。", "筛子，飞轮。"]
EXPECTED = {"millstone": ("磨盘",), "water wheel": ("水车",)}


def read(tmp_path, text, name="terms.md"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    languages = LanguagePair(source="en", target="zh")
    terms = read_term_table(path, languages, SOURCES, TARGETS)
    return {term.source: term.targets for term in terms}


@pytest.mark.parametrize(
    "text",
    [
        "# Terms\n\n| English | 中文 |\n| --- | :-: |\n| millstone | 磨盘 |\n"
        "| water wheel | 水车 |\n",
        "中文 | English | note\n--- | --- | ---\n磨盘 | millstone | x\n"
        "水车 | water wheel |\n",
        "磨盘，millstone\n\n水车，water wheel\n",
        "- millstone: 磨盘\n- **water wheel**: 水车\n",
        "* millstone — 磨盘\n* water wheel — 水车\n",
        "1. `millstone` -> 磨盘\n2. water wheel -> 水车\n",
        "millstone\t磨盘\nwater wheel\t水车\n",
        "millstone = 磨盘\r\nwater wheel = 水车\r\n",
    ],
)
def test_ways_to_write_a_table(tmp_path, text):
    assert read(tmp_path, text) == EXPECTED


@pytest.mark.parametrize("name", ["t.csv", "t.tsv"])
def test_terminology_files(tmp_path, name):
    mark = "," if name.endswith("csv") else "\t"
    text = "\n".join(
        mark.join(row)
        for row in (("en", "zh"), ("millstone", "磨盘"), ("water wheel", "水车"))
    )
    assert read(tmp_path, text, name) == EXPECTED


def test_variants_and_acronyms(tmp_path):
    text = (
        "磨盘/石磨，millstone\n水车，water wheel (WW)\n飞轮、惯性轮，flywheel (part)\n"
        "传输协议，TCP/IP\n"
    )
    assert read(tmp_path, text) == {
        "millstone": ("磨盘", "石磨"),
        "water wheel": ("水车",),
        "WW": ("水车",),
        "flywheel": ("飞轮", "惯性轮"),
        "TCP/IP": ("传输协议",),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Only a title\n",
        "This is a page about mills. It has no list of terms at all.\n",
        "A long story\nwith many lines\nand no marks\nbut here: one\n",
        f"{'long ' * 50}: {'lang ' * 50}\n",
    ],
)
def test_what_is_no_table_is_refused(tmp_path, text):
    with pytest.raises(ConfigError, match=r"terms\.md: there are no terms in it"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (b"\xff\xfe\x00x", "terms.md", "terms.md"),
        ("x", "terms.docx", r"terms\.docx: terms are in a file that ends in \.csv"),
        ("foo,bar\n1,2\n", "terms.csv", "is no language"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, text, name, said):
    with pytest.raises(ConfigError, match=said):
        read(tmp_path, text, name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.md: the terms cannot be read"):
        read_term_table(
            tmp_path / "none.md", LanguagePair(source="en", target="zh"), [], []
        )

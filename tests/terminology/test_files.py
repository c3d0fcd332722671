"""Files of terms, good and bad."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import ConfigError
from sphinx_amts.terminology.files import read_terms
from sphinx_amts.terminology.terms import Term

TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header creationtool="t" creationtoolversion="1"
 segtype="phrase" o-tmf="t" adminlang="en" datatype="plaintext" srclang="en"/><body>
<tu><tuv xml:lang="en"><seg>oven</seg></tuv>
<tuv xml:lang="zh-CN"><seg>烤箱</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>loaf</seg></tuv>
<tuv xml:lang="fr"><seg>pain</seg></tuv></tu>
</body></tmx>"""


def read(tmp_path, name, content, target="zh"):
    path = tmp_path / name
    data = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(data)
    return read_terms(path, source="en", target=target)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", "en,zh\noven,烤箱\n\n"),
        ("t.csv", "\ufefffr,en,zh-CN\r\nfour,oven,烤箱\r\nx,,\r\n"),
        ("t.tsv", "en\tzh_Hans\noven\t烤箱\n"),
        ("t.tmx", TMX),
    ],
)
def test_formats(tmp_path, name, content):
    assert read(tmp_path, name, content) == [Term("oven", ("烤箱",))]


def test_several_words_for_one_term(tmp_path):
    terms = read(tmp_path, "t.csv", 'en,zh\n"oven",烤箱\noven,炉\noven,炉\n')
    assert terms == [Term("oven", ("烤箱", "炉"))]


def test_a_file_for_other_languages_has_none(tmp_path):
    assert read(tmp_path, "t.csv", "en,fr\noven,four\n") == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.txt", "en,zh", "ends in .csv, .tsv or .tmx"),
        ("t.csv", "oven,烤箱\n", "t.csv:1: 'oven' is no language"),
        ("t.csv", "", "first line"),
        ("t.csv", "fr,zh\n", "there is no column for en"),
        ("t.csv", "en,zh\na,b\na,b,c\n", "t.csv:3: 3 fields instead of 2"),
        ("t.csv", b"en,zh\n\xff,b\n", "t.csv:2: not UTF-8"),
        ("t.tmx", "<tmx>", "t.tmx"),
    ],
)
def test_what_is_refused(tmp_path, name, content, said):
    with pytest.raises(ConfigError, match="t\\.") as caught:
        read(tmp_path, name, content)
    assert said in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="amts_terms"):
        read_terms(tmp_path / "t.csv", source="en", target="zh")

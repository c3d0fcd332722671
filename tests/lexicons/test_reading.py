"""Bilingual word lists of other projects are read, and what is none is refused."""

from __future__ import annotations

import gzip

import pytest

from sphinx_amts.errors import LexiconError
from sphinx_amts.lexicons.reading import read_lexicon, word_list
from sphinx_amts.model import LanguagePair

DE_FR = LanguagePair(source="de", target="fr")
ZH_EN = LanguagePair(source="zh_CN", target="en")
CEDICT = (
    "# CC-CEDICT\n#! license=https://creativecommons.org/licenses/by-sa/4.0/\n"
    "機器 机器 [ji1 qi4] /machine/(coll.) an engine; device/CL:臺|台[tai2]/\n"
    "吃 吃 [chi1] /to eat/variant of 喫[chi1]/\n"
)
TEI = """<?xml version="1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>Deutsch-Französisch</title></titleStmt><publicationStmt>
<availability><p>Creative Commons Attribution-ShareAlike 3.0</p></availability>
</publicationStmt></fileDesc></teiHeader><text><body>
<entry><form><orth>Haus</orth></form><sense>
<cit type="trans"><quote>maison</quote></cit>
<cit type="example"><quote>Das Haus brennt.</quote></cit></sense></entry>
</body></text></TEI>
"""
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def number(value):
    return (number(value // 64) if value >= 64 else "") + DIGITS[value % 64]


def dictd(folder, entries, name="freedict-deu-fra", ending=".dict.dz"):
    data, index = b"", []
    for word, text in entries:
        body = text.encode()
        index.append(f"{word}\t{number(len(data))}\t{number(len(body))}\n")
        data += body
    (folder / f"{name}.index").write_text("".join(index), encoding="utf-8")
    packed = gzip.compress(data) if ending.endswith(".dz") else data
    (folder / f"{name}{ending}").write_bytes(packed)
    return folder / f"{name}.index"


ENTRIES = [
    ("00databaseshort", "00-database-short\nDeutsch - Französisch\n"),
    ("00databaseinfo", "Licensed under CC BY-SA 3.0\n"),
    ("haus", "Haus /haʊ̯s/ <n, neut>\n1. maison, demeure 2.\nGebäude\n"),
    ("gehen", "gehen /ɡeːn/ <v>\naller\nsich fortbewegen\n"),
]


def test_cedict_has_both_scripts_and_no_remarks(tmp_path):
    for data in (CEDICT.encode(), gzip.compress(CEDICT.encode())):
        path = tmp_path / "words"
        path.write_bytes(data)
        found = read_lexicon(path, ZH_EN)
        assert found.license == "CC BY-SA 4.0"
        assert ("机器", "machine") in found.pairs
        assert ("機器", "engine") in found.pairs
        assert ("吃", "eat") in found.pairs
        assert not [pair for pair in found.pairs if "台" in pair[1] or "喫" in pair[1]]


@pytest.mark.parametrize("ending", [".dict", ".dict.dz"])
def test_a_dictionary_of_dictd_has_translations_and_no_definitions(tmp_path, ending):
    index = dictd(tmp_path, ENTRIES, ending=ending)
    for path in (index, index.with_name(f"freedict-deu-fra{ending}")):
        found = read_lexicon(path, DE_FR)
        assert (found.name, found.license) == ("Deutsch - Französisch", "CC BY-SA 3.0")
        assert list(found.pairs) == [
            ("Haus", "maison"),
            ("Haus", "demeure"),
            ("gehen", "aller"),
        ]


def test_tei(tmp_path):
    path = tmp_path / "deu-fra.tei"
    path.write_text(TEI, encoding="utf-8")
    found = read_lexicon(path, DE_FR)
    assert list(found.pairs) == [("Haus", "maison")]
    assert (found.name, found.license) == ("Deutsch-Französisch", "CC BY-SA 3.0")


def test_a_list_of_the_other_direction_is_turned(tmp_path):
    path = tmp_path / "words"
    path.write_text(CEDICT, encoding="utf-8")
    turned = read_lexicon(path, ZH_EN.reversed)
    assert ("machine", "机器") in turned.pairs


def test_lists_are_joined(tmp_path):
    path = tmp_path / "words.tsv"
    path.write_text("# License: CC0\nHaus\tmaison\n\nBaum\tarbre\t0.9\n", "utf-8")
    found = read_lexicon(path, DE_FR)
    assert found.license == "CC0"
    joined = word_list([found, found])
    assert joined is not None
    assert joined.pairs == (("Haus", "maison"), ("Baum", "arbre"))
    assert word_list([]) is None


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("words.tsv", b"", "empty"),
        ("words.tsv", b"Haus\tmaison\nBaum arbre\n", "words.tsv:2: no tab"),
        ("words.tsv", b"Haus\t\n", "no word with a translation"),
        ("words.tsv", "Bär\tours\n".encode("latin-1"), "words.tsv:1: not UTF-8"),
        ("words.bin", b"\0\1\2\3", "unknown format"),
        ("words.txt", b"one word a line\n", "unknown format"),
        ("words.gz", gzip.compress(b"a\tb\n" * 999)[:20], "cut off"),
        ("words", CEDICT.encode(), "this list is of zh and en"),
        ("words", CEDICT.encode() + b"no entry\n", "words:5: no entry"),
        ("deu-fra.tei", TEI[:-40].encode(), "damaged"),
        ("deu-fra.tei", b"<html></html>", "no TEI file"),
        ("deu-fra.tei", b'<!DOCTYPE TEI [<!ENTITY a "b">]><TEI/>', "entity"),
        ("deu-eng.tsv", b"Haus\thouse\n", "this list is of de and en"),
        ("alone.index", b"haus\tA\tB\n", "one of them is missing"),
    ],
)
def test_what_is_no_list_of_these_languages_is_refused(tmp_path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(LexiconError, match=said):
        read_lexicon(path, DE_FR)


@pytest.mark.parametrize("line", ["haus\tA\tzz", "haus\tA", "haus\tA\t!", "\tA\t"])
def test_a_damaged_index_is_refused(tmp_path, line):
    index = dictd(tmp_path, ENTRIES)
    with index.open("a", encoding="utf-8") as stream:
        stream.write(line)
    with pytest.raises(LexiconError, match=r"\.index:5: "):
        read_lexicon(index, DE_FR)

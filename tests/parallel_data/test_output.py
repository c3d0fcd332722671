"""Files of pairs as Amazon Translate and CAT tools want them."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sphinx_amts.editions.model import Granularity, Pair
from sphinx_amts.emulator.tables import read_table
from sphinx_amts.errors import AlignmentError, ConfigError
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.cleaning import clean
from sphinx_amts.parallel_data.files import read_pairs
from sphinx_amts.parallel_data.output import write_pairs

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from tmx_rules import LANG, check_tmx

ZH = LanguagePair(source="en", target="zh_CN")


def pair(source, target, **given):
    source, target = (
        (Text(side),) if isinstance(side, str) else tuple(side)
        for side in (source, target)
    )
    return Pair(source=source, target=target, **{"document": "guide/one", **given})


CODE = Placeable("literal", "``x < y``", "x < y")
DOC = Placeable("xref", ":doc:`two`", "")


def strong(*children):
    return Span("strong", "**", "**", children)


MARKED = pair(
    [Text("Set "), CODE, Text(", "), strong(Text("then "), DOC), Text("; go & see.")],
    [strong(DOC), Text("，"), CODE, Text("。"), Placeable("math", "`z`", "z")],
    line=7,
    changed="2024-02-29",
)
PLAIN = pair('Say "hi", now.', '说“你好”, "现在"。')
TABLE_SHY = pair("- minus", "减")


def codes(seg):
    return [(c.tag, c.get("i"), c.get("x"), c.get("type"), c.text) for c in seg]


def test_tmx_has_dates_documents_and_codes_without_markup(tmp_path):
    path = tmp_path / "zh.tmx"
    written = write_pairs(path, [MARKED, PLAIN, TABLE_SHY], ZH)
    assert (written.pairs, written.changed, written.left_out) == (3, True, [])
    root = check_tmx(path.read_bytes())
    assert root.find("header").get("srclang") == "en"
    assert root.find("header").get("segtype") == "sentence"
    marked, plain, _ = root.iter("tu")
    assert marked.get("changedate") == "20240229T000000Z"
    assert plain.get("changedate") is None
    assert marked.findtext("note") == "guide/one"
    assert [tuv.get(LANG) for tuv in marked.iter("tuv")] == ["en", "zh"]
    source, target = marked.iter("seg")
    assert (
        "".join(source.itertext())
        == MARKED.source_text
        == "Set x < y, then ; go & see."
    )
    assert "".join(target.itertext()) == MARKED.target_text
    assert codes(source) == [
        ("ph", None, "1", "literal", "x < y"),
        ("bpt", "1", "2", "bold", None),
        ("ph", None, "3", "xref", None),
        ("ept", "1", None, None, None),
    ]
    assert codes(target) == [
        ("bpt", "1", "2", "bold", None),
        ("ph", None, "3", "xref", None),
        ("ept", "1", None, None, None),
        ("ph", None, "1", "literal", "x < y"),
        ("ph", None, None, "math", "z"),
    ]
    for syntax in ("**", "``", ":doc:"):
        assert syntax not in path.read_text("utf-8")


def test_paragraphs_are_said_to_be_paragraphs(tmp_path):
    path = tmp_path / "zh.tmx"
    write_pairs(path, [PLAIN], ZH, granularity=Granularity.PARAGRAPH)
    assert check_tmx(path.read_bytes()).find("header").get("segtype") == "paragraph"


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_tables_keep_the_rules_of_the_service(tmp_path, suffix, delimiter):
    path = tmp_path / f"zh{suffix}"
    lines = pair("One\ttwo\nthree\u2028four\x0bfive", "一\r\n二")
    shy = [TABLE_SHY, *(pair(f"x{sign}", f" {sign}x") for sign in "+=@")]
    written = write_pairs(path, [MARKED, *shy, PLAIN, lines], ZH)
    assert (written.pairs, len(written.left_out)) == (3, 4)
    assert {removed.pair.target_text for removed in written.left_out} == {
        *("减", "+x", "=x", "@x"),
    }
    assert all("only TMX" in removed.reason for removed in written.left_out)
    raw = path.read_text("utf-8").splitlines()
    assert len(raw) == 4
    assert '"Say ""hi"", now."' in raw[2]
    assert list(csv.reader(raw, delimiter=delimiter)) == [
        ["en", "zh"],
        [MARKED.source_text, MARKED.target_text],
        [PLAIN.source_text, PLAIN.target_text],
        ["One two three four five", "一二"],
    ]


def test_a_file_is_written_only_where_it_changes(tmp_path):
    path = tmp_path / "new" / "zh.tmx"
    assert write_pairs(path, [PLAIN, MARKED], ZH).changed
    before = path.stat()
    assert not write_pairs(path, [PLAIN, MARKED], ZH).changed
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert write_pairs(path, [MARKED, PLAIN], ZH).changed


def test_reversed_files_begin_with_the_other_language(tmp_path):
    path = tmp_path / "zh.tmx"
    write_pairs(path, [MARKED], ZH, reversed=True)
    root = check_tmx(path.read_bytes())
    assert root.find("header").get("srclang") == "zh"
    assert [tuv.get(LANG) for tuv in root.iter("tuv")] == ["zh", "en"]
    source, target = root.iter("seg")
    assert "".join(source.itertext()) == MARKED.target_text
    assert [c.get("x") for c in source if c.tag != "ept"] == ["1", "2", "3", "4"]
    assert [c.get("x") for c in target if c.tag != "ept"] == ["3", "1", "2"]
    table = tmp_path / "zh.csv"
    write_pairs(table, [PLAIN], ZH, reversed=True)
    assert table.read_text("utf-8").startswith("zh,en\n")


@pytest.mark.parametrize(
    ("code", "amazon"),
    [("zh_TW", "zh-TW"), ("pt_BR", "pt"), ("nb", "no"), ("fr_CA", "fr-CA")],
)
@pytest.mark.parametrize("suffix", [".tmx", ".csv"])
def test_languages_have_the_codes_of_the_service(tmp_path, code, amazon, suffix):
    path = tmp_path / f"pairs{suffix}"
    languages = LanguagePair(source="en_US", target=code)
    write_pairs(path, [PLAIN], languages)
    table = read_table(path.read_bytes(), suffix[1:].upper(), max_bytes=1000)
    assert (table.source, table.targets) == ("en", [amazon])
    assert len(read_pairs(path, languages).pairs) == 1


def test_what_the_service_would_skip_is_left_out(tmp_path):
    path = tmp_path / "zh.tmx"
    fit = "字" * 333 + "x"
    pairs = [
        pair("a", fit),
        pair("b", f"{fit}y"),
        pair("c", " \n"),
        pair("c", "\x00 "),
        pair("d\x01", "四"),
    ]
    written = write_pairs(path, pairs, ZH)
    assert [removed.reason for removed in written.left_out] == [
        "longer than 1000 bytes in UTF-8",
        "a text is empty",
        "holds U+0000, which no file of pairs can",
        "holds U+0001, which no file of pairs can",
    ]
    texts = [seg.text for seg in check_tmx(path.read_bytes()).iter("seg")]
    assert texts == ["a", fit]


def test_two_pairs_of_one_source_text_are_refused(tmp_path):
    path = tmp_path / "zh.tmx"
    twins = [
        pair("Same  text", "一", line=3),
        pair([strong(Text("Same")), Text(" text")], "二"),
    ]
    with pytest.raises(AlignmentError, match=r"'Same text' stands in it twice.*one:3"):
        write_pairs(path, twins, ZH)
    assert not path.exists()
    write_pairs(path, twins, ZH, reversed=True)


@pytest.mark.parametrize(
    ("name", "pairs", "error", "reason"),
    [
        ("zh.po", [PLAIN], ConfigError, r"ends in \.csv, \.tsv, \.tmx"),
        ("zh.tmx", [], AlignmentError, "there are no pairs to write"),
        ("zh.csv", [TABLE_SHY], AlignmentError, "there are no pairs to write"),
        ("file/zh.csv", [PLAIN], ConfigError, "cannot be written"),
    ],
)
def test_what_cannot_be_written(tmp_path, name, pairs, error, reason):
    (tmp_path / "file").write_text("")
    with pytest.raises(error, match=reason):
        write_pairs(tmp_path / name, pairs, ZH)


def shape(inlines):
    """What a file must keep of a text: kinds, nesting and what is seen."""
    return [
        inline.text
        if isinstance(inline, Text)
        else (inline.kind, inline.text)
        if isinstance(inline, Placeable)
        else (inline.kind, shape(inline.children))
        for inline in inlines
    ]


def test_tmx_comes_back_with_its_elements(tmp_path):
    path = tmp_path / "zh.tmx"
    write_pairs(path, [MARKED, PLAIN], ZH)
    back = read_pairs(path, ZH).pairs
    assert [shape(p.source) for p in back] == [shape(p.source) for p in (MARKED, PLAIN)]
    assert [shape(p.target) for p in back] == [shape(p.target) for p in (MARKED, PLAIN)]
    assert [p.changed for p in back] == ["2024-02-29", ""]
    assert {p.document for p in back} == {"zh.tmx"}


words = st.text(
    st.sampled_from(" \t\n\r\x00\x0b\x1c\x85\xa0\u2028\ufffe\ud800\"'<&>,;+-=@|")
    | st.characters(),
    max_size=6,
)
inlines = st.recursive(
    words.map(Text)
    | st.builds(Placeable, st.sampled_from(["literal", "math"]), words, words),
    lambda inner: st.builds(
        Span,
        st.sampled_from(["strong", "emphasis"]),
        st.just("*"),
        st.just("*"),
        st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=5,
)
sides = st.lists(inlines, min_size=1, max_size=4).map(tuple)


@pytest.mark.parametrize("suffix", [".tmx", ".csv", ".tsv"])
@given(side_pairs=st.lists(st.tuples(sides, sides), min_size=1, max_size=4))
@example(side_pairs=[((Text('"a\x1cb"'),), (Text("\ufeffc"),))])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_imported_and_comes_back(tmp_path, suffix, side_pairs):
    pairs = [pair([Text(f"{n} "), *a], b) for n, (a, b) in enumerate(side_pairs)]
    path = tmp_path / f"zh{suffix}"
    written = write_pairs(path, [*pairs, pair("x", "y")], ZH)
    data = path.read_bytes()
    if suffix == ".tmx":
        check_tmx(data)
    table = read_table(data, suffix[1:].upper(), max_bytes=1000)
    assert (table.imported, table.skipped, table.failed) == (written.pairs, 0, [])
    back = read_pairs(path, ZH)
    assert (back.left_out, back.machine) == ([], 0)
    assert [(p.source_text, p.target_text) for p in back.pairs] == [
        (source, texts["zh"]) for source, texts in table.rows.items()
    ]
    assert len(back.pairs) + len(written.left_out) == len(pairs) + 1


@pytest.mark.parametrize("suffix", [".tsv", ".tmx"])
def test_lines_of_scripts_without_blanks_meet_without_one(tmp_path, suffix):
    table = tmp_path / "pairs.csv"
    rows = 'en;ja\n"two\nlines";"二\u2028\n行"\nTea;茶\n"a\nb";"茶\nb の"\n'
    table.write_bytes(rows.replace("\n", "\r").encode())
    languages = LanguagePair(source="en", target="ja")
    kept, removed = clean(read_pairs(table, languages).pairs, languages)
    assert removed == []
    out = tmp_path / f"out{suffix}"
    write_pairs(out, kept, languages)
    found = read_pairs(out, languages).pairs
    texts = [(pair.source_text, pair.target_text) for pair in found]
    assert texts == [("two lines", "二行"), ("Tea", "茶"), ("a b", "茶 b の")]

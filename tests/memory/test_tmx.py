"""TMX: out to other tools, and back."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.markup.exchange import key_form
from sphinx_amts.markup.model import Text
from sphinx_amts.memory.stored_unit import IMPORTED
from sphinx_amts.memory.tmx import export_tmx, import_tmx
from sphinx_amts.memory.translation_memory import StoredUnit, unit_key
from sphinx_amts.model import LanguagePair, Provenance

ZH = LanguagePair(source="en", target="zh_CN")


def make_unit(source, target, languages=ZH, **changes):
    values = {
        "key": unit_key(source, languages, "apertium"),
        "source": source,
        "target": target,
        "languages": languages,
        "engine": "apertium",
        "provenance": Provenance(engine="a", route="en es", details={"k": "<v>"}),
        "stored": "2025-01-31",
    }
    return StoredUnit(**{**values, **changes})


def export(*units):
    stream = io.BytesIO()
    assert export_tmx(units, stream) == len(units)
    return stream.getvalue()


def read(data):
    return list(import_tmx(io.BytesIO(data), keep_no_note))


def keep_no_note(line, reason):
    """Take what a reader says of a unit, and forget it."""


MARKED = (
    'Say <em id="x1">hi &amp; <strong id="x2">ho</strong></em> to '
    '<code id="x3" translate="no">a &lt; <b>b</b></code>.'
)
UNITS = [
    make_unit(MARKED, MARKED.replace("Say", "说")),
    make_unit("Plain", "Einfach", LanguagePair(source="en", target="de_AT")),
    make_unit("Odd", "&nbsp;&quot;<em id=x1>\r\n\0\ud800</b><br/> a < b <!-- x -->"),
    make_unit("Empty", "", provenance=Provenance(engine=""), stored=""),
]


def test_our_units_come_back_as_they_were():
    assert sorted(read(export(*UNITS)), key=lambda u: u.key) == sorted(
        UNITS, key=lambda u: u.key
    )


def test_export_is_deterministic():
    assert export(*UNITS) == export(*reversed(UNITS))


def test_other_tools_see_text_and_inline_codes():
    root = ET.fromstring(export(UNITS[0]))
    assert root.get("version") == "1.4"
    (tu,) = root.iter("tu")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [tuv.get(lang) for tuv in tu.iter("tuv")] == ["en", "zh"]
    assert tu.get("srclang") == "en"
    seg = tu.find("tuv/seg")
    assert [(c.tag, c.get("i"), c.get("x")) for c in seg] == [
        ("bpt", "2", "1"),
        ("bpt", "1", "2"),
        ("ept", "1", None),
        ("ept", "2", None),
        ("ph", None, "3"),
    ]
    assert seg.text == "Say "
    assert seg[0].text == '<em id="x1">'
    assert seg[0].tail == "hi & "
    assert seg[4].text == '<code id="x3" translate="no">a &lt; <b>b</b></code>'
    order = [child.tag for child in tu]
    assert order == sorted(order)


def test_a_text_that_a_translator_changed_wins():
    for unit in UNITS[:3]:
        data = export(unit).decode()
        head, tail = data.rsplit("</seg>", 1)
        (back,) = read(f"{head} Neu &amp; gut</seg>{tail}".encode())
        assert back.key == unit.key
        assert back.source == unit.source
        assert back.target != unit.target
        assert back.target.endswith(" Neu &amp; gut")


FOREIGN = """<?xml version="1.0" encoding="{}"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="en-US" datatype="plaintext"><note>x</note></header>
<body>
<tu changedate="20240229T101112Z"><note>n</note>
 <tuv xml:lang="fr"><seg>Bonjour &amp; adieu</seg></tuv>
 <tuv xml:lang="en-US"><seg>Hello &amp; bye</seg></tuv>
 <tuv xml:lang="zh-Hans"><seg>你好</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>A <bpt i="1">*</bpt>b<ept i="1">*</ept></seg></tuv>
 <tuv xml:lang="fr"><seg>Un b</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Lonely</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg> </seg></tuv><tuv xml:lang="fr"><seg>x</seg></tuv></tu>
</body></tmx>
"""


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_units_of_other_tools(encoding):
    left_out = []
    data = FOREIGN.format(encoding).encode(encoding)
    found = list(import_tmx(io.BytesIO(data), lambda *fault: left_out.append(fault)))
    assert [(u.languages.target, u.source, u.target) for u in found] == [
        ("fr", "Hello &amp; bye", "Bonjour &amp; adieu"),
        ("zh", "Hello &amp; bye", "你好"),
    ]
    assert {(u.engine, u.stored, u.languages.source) for u in found} == {
        (IMPORTED, "2024-02-29", "en")
    }
    form = key_form((Text("Hello & bye"),))
    assert found[1].key == unit_key(form, ZH, IMPORTED)
    first = FOREIGN.count("\n", 0, FOREIGN.index("<tu><tuv")) + 1
    assert left_out == [
        (first, "inline codes (en)"),
        (first + 2, "a text without a translation"),
        (first + 3, "a text is empty (en)"),
    ]


def unit_of(texts, attributes=""):
    return f"<tu {attributes}>{texts}</tu>\n"


def text_in(code, said, name="xml:lang"):
    return f'<tuv {name}="{code}"><seg>{said}</seg></tuv>'


@pytest.mark.parametrize(
    ("srclang", "unit", "taken", "reasons"),
    [
        # a variety of the language that the file names is that language, too
        ("en-GB", text_in("en-US", "Tea") + text_in("zh", "茶"), ["茶"], []),
        ("en", text_in("EN-US", "Tea") + text_in("ZH-CN", "茶"), ["茶"], []),
        ("en", text_in("en", "Tea", "lang") + text_in("zh", "茶", "lang"), ["茶"], []),
        ("*all*", text_in("en", "Tea") + text_in("zh", "茶"), ["茶"], []),
        (
            "en",
            text_in("fr", "Thé") + text_in("zh", "茶"),
            [],
            ["no text in the source language (en)"],
        ),
        (
            "en",
            text_in("en", "Tea") + "<tuv><seg>茶</seg></tuv>",
            [],
            ["a text without a language (xml:lang)"],
        ),
        (
            "en",
            text_in("en", "Tea") + '<tuv xml:lang="zh">茶</tuv>',
            [],
            ["a text is missing (zh)"],
        ),
        # one text of several is named, and the others are taken
        (
            "en",
            text_in("en", "Tea")
            + text_in("zh", "<ph x='1'>{}</ph>茶")
            + text_in("fr", "Thé"),
            ["Thé"],
            ["inline codes (zh)"],
        ),
        # script decides: neither of the two is a variety of the other
        (
            "zh-Hant",
            text_in("zh-Hans", "茶") + text_in("en", "Tea"),
            [],
            ["no text in the source language (zh-Hant)"],
        ),
    ],
)
def test_what_another_tool_wrote_is_taken_or_named(srclang, unit, taken, reasons):
    left_out = []
    data = (
        f'<tmx version="1.4"><header srclang="{srclang}"/><body>\n'
        f"{unit_of(unit)}</body></tmx>"
    )
    found = import_tmx(io.BytesIO(data.encode()), lambda *fault: left_out.append(fault))
    assert [stored.target for stored in found] == taken
    assert left_out == [(2, reason) for reason in reasons]


def test_a_translation_that_another_one_replaces_is_named():
    said = "".join(
        unit_of(text_in("en", "Tea") + text_in("zh", text)) for text in ("茶", "茶水")
    )
    left_out = []
    data = f'<tmx version="1.4"><header srclang="en"/><body>\n{said}</body></tmx>'
    found = list(
        import_tmx(io.BytesIO(data.encode()), lambda *fault: left_out.append(fault))
    )
    assert len({stored.key for stored in found}) == 1
    reason = "line 3 has another translation of it (zh), which counts"
    assert left_out == [(2, reason)]


def test_a_big_file_is_read_as_a_stream():
    units = [make_unit(f"Sentence {n}", "句子" * 20) for n in range(2000)]
    stream = io.BytesIO(export(*units))
    found = import_tmx(stream, keep_no_note)
    next(found)
    assert stream.tell() < len(stream.getvalue()) / 2
    assert len(list(found)) == 1999


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "line 1: the TMX file is damaged"),
        (b"\x00\x01garbage", "line 1: the TMX file is damaged"),
        (b"<html></html>", "line 1: this is no TMX file, it begins with <html>"),
        (b"<tmx>\n<body><tu></body></tmx>", "line 2: the TMX file is damaged"),
        (b'<!DOCTYPE tmx [\n<!ENTITY a "x">]>\n<tmx/>', 'line 2: .* the entity "a"'),
        (
            b'<!DOCTYPE tmx [<!ENTITY e SYSTEM "file:///etc/passwd">]><tmx>&e;</tmx>',
            'declares the entity "e"',
        ),
        (
            b'<!DOCTYPE tmx [<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;]><tmx/>',
            'declares the entity "e"',
        ),
    ],
)
def test_bad_files(data, reason):
    with pytest.raises(TranslationMemoryError, match=reason):
        read(data)


def test_a_file_cut_short_gives_what_was_whole_and_then_fails():
    data = export(*(make_unit(f"Sentence {n}", "x" * 500) for n in range(500)))
    found = import_tmx(io.BytesIO(data[: len(data) // 2]), keep_no_note)
    units = []
    with pytest.raises(TranslationMemoryError, match="damaged"):
        units.extend(found)
    assert len(units) > 100


html = st.lists(
    st.sampled_from(['<em id="x1">', "</em>", '<code id="x2" translate="no">'])
    | st.sampled_from(["</code>", "<b>", "</b>", "<br/>", "&amp;", "&lt;", "&", "<"])
    | st.text(max_size=5),
    max_size=8,
).map("".join)


@given(html, html)
def test_any_answer_comes_back_as_it_was(source, target):
    unit = make_unit(source, target)
    assert read(export(unit)) == [unit]

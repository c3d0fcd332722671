"""Files of pairs that other tools wrote."""

from __future__ import annotations

import io
from textwrap import dedent

import pytest

from sphinx_amts.errors import AlignmentError
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.memory.human_index import numbered_as
from sphinx_amts.memory.stored_unit import StoredUnit
from sphinx_amts.memory.tmx import export_tmx
from sphinx_amts.model import LanguagePair, Provenance
from sphinx_amts.parallel_data.cleaning import clean
from sphinx_amts.parallel_data.files import read_pairs

ZH = LanguagePair(source="en", target="zh_CN")
DE = LanguagePair(source="en", target="de")


@pytest.fixture
def read(tmp_path):
    """Read a file with some content."""

    def run(name, content, languages=DE):
        path = tmp_path / name
        data = content if isinstance(content, bytes) else dedent(content).encode()
        path.write_bytes(data)
        return read_pairs(path, languages)

    return run


def texts(file):
    return [(pair.source_text, pair.target_text) for pair in file.pairs]


# --- TMX


def tmx(*units, header='srclang="en"', version="1.4"):
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        f'<tmx version="{version}"><header {header}/><body>\n'
        + "\n".join(units)
        + "\n</body></tmx>\n"
    )


def tu(source, target, *, inside="", attributes="", of_target="", to="de"):
    return (
        f"<tu {attributes}>{inside}"
        f'<tuv xml:lang="en-US"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="{to}" {of_target}><seg>{target}</seg></tuv></tu>'
    )


def test_tmx_of_several_languages(read):
    content = """\
        <tmx version="1.4"><header srclang="fr"/><body>
        <tu changedate="20240229T101112Z"><prop type="x-context">one</prop>
          <tuv xml:lang="fr"><seg>Bonjour</seg></tuv>
          <tuv xml:lang="ZH-CN" changedate="20240301T000000Z"><seg>你好</seg></tuv>
          <tuv xml:lang="zh-TW"><seg>您好</seg></tuv>
          <tuv xml:lang="EN-us"><seg>Hello
             you</seg></tuv></tu>
        <tu><tuv xml:lang="fr"><seg>Oui</seg></tuv>
          <tuv xml:lang="en"><seg>Yes</seg></tuv></tu>
        <tu><tuv xml:lang="zh"><seg> </seg></tuv>
          <tuv xml:lang="en"><seg>No</seg></tuv></tu>
        </body></tmx>"""
    file = read("m.tmx", content, ZH)
    assert texts(file) == [("Hello you", "你好")]
    (found,) = file.pairs
    assert (found.document, found.line, found.changed, found.confidence) == (
        *("m.tmx", 2, "2024-03-01", 1.0),
    )
    assert file.left_out == [
        "line 8 left out: no text in zh_CN",
        "line 10 left out: a text is empty",
    ]
    traditional = LanguagePair(source="en", target="zh_TW")
    assert texts(read("m.tmx", content, traditional)) == [("Hello you", "您好")]


@pytest.mark.parametrize(
    ("wanted", "name", "there", "taken"),
    [
        ("es", "a.tmx", "es-419", True),
        ("es", "a.tmx", "es-MX", True),
        ("es_MX", "a.tmx", "es-ES", False),
        ("pt", "a.tmx", "pt-PT", True),
        ("zh_CN", "a.tmx", "zh-TW", False),
        ("zh_TW", "a.tmx", "zh-Hant-TW", True),
        ("es", "a.csv", "es-419", True),
        ("sr@latin", "a.csv", "sr-Cyrl-RS", False),
        ("es", "a.xlf", "es-419", True),
        ("de", "a.xlf", "de-AT", True),
        ("fr_CA", "a.xlf", "fr", False),
    ],
)
def test_a_language_is_found_as_another_region_writes_it(
    read, wanted, name, there, taken
):
    content = {
        "a.tmx": tmx(tu("One.", "Otro.", to=there)),
        "a.csv": f"en-GB;{there}\nOne.;Otro.\n",
        "a.xlf": '<xliff version="1.2"><file source-language="en-GB" '
        f'target-language="{there}" original="a" datatype="plaintext"><body>'
        '<trans-unit id="1"><source>One.</source><target>Otro.</target></trans-unit>'
        "</body></file></xliff>",
    }[name]
    languages = LanguagePair(source="en", target=wanted)
    if taken:
        assert texts(read(name, content, languages)) == [("One.", "Otro.")]
    else:
        with pytest.raises(AlignmentError, match=wanted):
            read(name, content, languages)


def test_the_language_itself_comes_before_its_regions(read):
    one = "<tu>" + "".join(
        f'<tuv xml:lang="{code}"><seg>{code}</seg></tuv>'
        for code in ("en-US", "es-MX", "es-ES", "es-419")
    )
    spanish = LanguagePair(source="en", target="es")
    assert texts(read("a.tmx", tmx(f"{one}</tu>"), spanish)) == [("en-US", "es-ES")]


@pytest.mark.parametrize(
    ("row", "whole"), [("a,b", True), ("a,", True), (",b", False), ("a,b,c", False)]
)
def test_what_is_left_out_makes_a_file_that_is_not_whole(read, row, whole):
    assert read("a.csv", f"en,de\nx,y\n{row}\n").is_whole is whole


@pytest.mark.parametrize(("version", "lang"), [("1.1", "lang"), ("1.3", "xml:lang")])
def test_tmx_of_old_versions_in_other_encodings(read, version, lang):
    content = (
        f'<?xml version="1.0" encoding="{{}}"?>\n<tmx version="{version}">'
        f'<header srclang="DE"><ude name="x"/></header><body><tu>'
        f'<tuv {lang}="DE"><seg>Größe</seg></tuv>'
        f'<tuv {lang}="EN"><seg>Size</seg></tuv></tu></body></tmx>'
    )
    for encoding in ("UTF-8", "UTF-16", "ISO-8859-1"):
        data = content.format(encoding).encode(encoding)
        assert texts(read("m.tmx", data)) == [("Size", "Größe")]
    data = b"\xef\xbb\xbf" + content.format("utf-8").encode()
    assert texts(read("m.tmx", data)) == [("Size", "Größe")]


def test_codes_of_tmx_are_spans_and_placeables(read):
    unit = tu(
        'Press <bpt i="1" type="bold">&lt;b></bpt>the <ph x="1">{0}</ph>'
        '<ept i="1">&lt;/b></ept> and <hi type="italic">go</hi>.',
        '<hi type="italic">Los</hi> und <bpt i="3" type="bold">&lt;b></bpt>drück '
        '<ph x="1">{0}</ph><ept i="3">&lt;/b></ept>.',
    )
    (found,) = read("m.tmx", tmx(unit)).pairs
    assert found.source == (
        Text("Press "),
        Span("strong", "<b>", "</b>", (Text("the "), Placeable("ph", "{0}"))),
        Text(" and "),
        Span("emphasis", "<hi>", "</hi>", (Text("go"),)),
        Text("."),
    )
    assert numbered_as(found.target, found.source) == (
        '<em id="x3">Los</em> und <strong id="x1">drück <span id="x2" '
        'translate="no">{0}</span></strong>.'
    )


@pytest.mark.parametrize(
    ("codes", "inlines"),
    [
        # they overlap, so only one pair can enclose text
        (
            '<bpt i="1">A</bpt>x<bpt i="2">B</bpt>y'
            '<ept i="1">a</ept>z<ept i="2">b</ept>',
            (
                Span("bpt", "A", "a", (Text("x"), Placeable("bpt", "B"), Text("y"))),
                Text("z"),
                Placeable("ept", "b"),
            ),
        ),
        (
            '<it pos="begin" x="4"/>x<ut>\\par</ut>',
            (Placeable("it", '<it x="4"/>'), Text("x"), Placeable("ut", "\\par")),
        ),
        # text of another place, as of a footnote, is no text of this one
        (
            'x<ph type="fnote">\\foot{<sub>Not <ph>here</ph></sub>}</ph>',
            (Text("x"), Placeable("footnote", "\\foot{}")),
        ),
        (
            '<bpt i="1">A</bpt><bpt i="2">B</bpt>x<ept i="2">b</ept><ept i="1">a</ept>',
            (Span("bpt", "A", "a", (Span("bpt", "B", "b", (Text("x"),)),)),),
        ),
    ],
)
def test_odd_codes(read, codes, inlines):
    (found,) = read("m.tmx", tmx(tu(codes, "z"))).pairs
    assert found.source == inlines


def test_codes_that_nobody_nests_so_deeply_cost_their_unit(read):
    numbers = range(5000)
    codes = "".join(f'<bpt i="{n}"/>' for n in numbers)
    codes += "x" + "".join(f'<ept i="{n}"/>' for n in reversed(numbers))
    file = read("m.tmx", tmx(tu(codes, "y"), tu("a", "b")))
    assert texts(file) == [("a", "b")]
    assert file.left_out == ["line 4 left out: its codes are nested too deeply"]
    nested = "<hi>" * 150 + "x" + "</hi>" * 150
    assert read("m.tmx", tmx(tu(nested, "y"), tu("a", "b"))).left_out == file.left_out


def test_placeables_that_differ_are_seen_by_the_cleaning(read):
    units = [
        tu('Go to <ph x="1"/> today.', 'Geh heute nach <ph x="1"/>.'),
        tu('Go to <ph x="1"/> then.', 'Geh dann nach <ph x="2"/>.'),
        tu("Use the {} <ph>%s</ph>.", "Nimm nun <ph>%d</ph> {}."),
    ]
    kept, removed = clean(read("m.tmx", tmx(*units)).pairs, DE)
    assert [pair.source_text for pair in kept] == ["Go to today."]
    assert {found.rule for found in removed} == {"placeable"}


MACHINE_UNITS = {
    "creationid": tu("a b", "c d", attributes='creationid="MT!"'),
    "of the target": tu("a b", "c d", of_target='creationid="mt"'),
    "tool": tu("a b", "c d", attributes='creationtool="DeepL API"'),
    "changeid": tu("a b", "c d", of_target='changeid="Google Translate"'),
    "origin": tu("a b", "c d", inside='<prop type="x-origin">MT</prop>'),
    "of Trados": tu("a b", "c d", inside='<prop type="x-Origin">nmt</prop>'),
    "named mt": tu("a b", "c d", inside='<prop type="x-mt">yes</prop>'),
    "engine": tu("a b", "c d", inside='<prop type="x-mt-engine">ours</prop>'),
}


@pytest.mark.parametrize("unit", MACHINE_UNITS.values(), ids=MACHINE_UNITS)
def test_machine_translation_in_tmx_is_counted_and_left_out(read, unit):
    file = read("m.tmx", tmx(unit, tu("Hello", "Hallo")))
    assert (texts(file), file.machine, file.left_out) == ([("Hello", "Hallo")], 1, [])


HUMAN_UNITS = {
    "person": tu("a b", "c d", attributes='creationid="mtaylor"'),
    "tool": tu("a b", "c d", attributes='creationtool="OmegaT"'),
    "origin": tu("a b", "c d", inside='<prop type="x-origin">TM</prop>'),
    "no mt": tu("a b", "c d", inside='<prop type="x-mt">no</prop>'),
    "context": tu("a b", "c d", inside='<prop type="x-context">MT engines</prop>'),
}


@pytest.mark.parametrize("unit", HUMAN_UNITS.values(), ids=HUMAN_UNITS)
def test_human_translation_in_tmx_is_not_taken_for_that_of_a_machine(read, unit):
    file = read("m.tmx", tmx(unit))
    assert (texts(file), file.machine) == ([("a b", "c d")], 0)


def test_our_own_memory_is_of_machines(read):
    stream = io.BytesIO()
    unit = StoredUnit(
        key="0" * 40,
        source="Hello",
        target="Hallo",
        languages=DE,
        engine="apertium",
        provenance=Provenance(engine="apertium"),
        stored="2025-01-31",
    )
    export_tmx([unit], stream)
    file = read("memory.tmx", stream.getvalue())
    assert (file.pairs, file.machine) == ([], 1)


def test_a_file_that_a_machine_wrote(read):
    header = 'srclang="en" creationtool="Amazon Translate"'
    file = read("m.tmx", tmx(tu("Hello", "Hallo"), header=header))
    assert (file.pairs, file.machine) == ([], 1)


# --- XLIFF


def xliff(*files):
    body = "".join(files)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" '
        'xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:sdl="http://sdl.com/x" '
        f'xmlns:m="http://memsource/x">\n{body}</xliff>\n'
    )


def xliff_file(*units, target='target-language="de"', source="en", header=""):
    return (
        f'<file original="a" datatype="plaintext" source-language="{source}" {target} '
        f'date="2023-05-06T07:08:09Z">{header}<body>\n'
        + "\n".join(units)
        + "</body></file>"
    )


def unit(source, target=None, of_target="", attributes="", inside=""):
    translation = "" if target is None else f"<target {of_target}>{target}</target>"
    return (
        f'<trans-unit id="1" {attributes}><source>{source}</source>{inside}'
        f"{translation}</trans-unit>"
    )


@pytest.mark.parametrize("suffix", ["xlf", "xliff", "sdlxliff"])
def test_xliff_of_several_files_and_groups(read, suffix):
    content = xliff(
        xliff_file("<group><group>", unit("One", "Eins"), "</group></group>"),
        xliff_file(unit("Deux", "Zwei"), source="fr"),
        xliff_file(
            unit("Drei", "Three"), source="de-DE", target='target-language="en"'
        ),
        xliff_file(unit("Four", "Vier"), target=""),
        xliff_file(unit("Five", "Fünf", of_target='xml:lang="de"'), target=""),
    )
    file = read(f"m.{suffix}", content)
    assert texts(file) == [
        *(("One", "Eins"), ("Three", "Drei"), ("Four", "Vier"), ("Five", "Fünf")),
    ]
    assert {pair.changed for pair in file.pairs} == {"2023-05-06"}
    assert [pair.line for pair in file.pairs] == [5, 8, 9, 10]
    assert file.left_out == ["line 7 left out: not in en and de"]


def test_xliff_without_a_namespace_and_in_reverse(read):
    content = (
        '<xliff version="1.1"><file source-language="zh-Hans" target-language="en">'
        "<body><trans-unit><source>你好</source><target>Hello</target>"
        "</trans-unit></body></file></xliff>"
    )
    assert texts(read("m.xlf", content, ZH)) == [("Hello", "你好")]


USED = {
    "no state": unit("a", "b"),
    "final": unit("a", "b", 'state="final"'),
    "signed off": unit("a", "b", 'state="signed-off"'),
    "translated": unit("a", "b", 'state="translated"', 'approved="no"'),
    "approved": unit("a", "b", 'state="needs-review-translation"', 'approved="yes"'),
    "exact match": unit("a", "b", 'state-qualifier="exact-match"'),
    "alternative of a machine": unit(
        *("a", "b"), inside='<alt-trans origin="mt"><target>c</target></alt-trans>'
    ),
}
UNUSED = {
    "new": (unit("a", "b", 'state="new"'), "state new"),
    "review": (
        unit("a", "b", 'state="needs-review-translation"'),
        "state needs-review-translation",
    ),
    "own state": (unit("a", "b", 'state="x-open"'), "state x-open"),
    "fuzzy": (
        unit("a", "b", 'state-qualifier="fuzzy-match"'),
        "state-qualifier fuzzy-match",
    ),
    "rejected": (
        unit("a", "b", 'state-qualifier="rejected-grammar"', 'approved="yes"'),
        "state-qualifier rejected-grammar",
    ),
    "nothing": (unit("a"), "not translated"),
    "empty": (unit("a", " "), "a text is empty"),
    "kept": (unit("a", "a", "", 'translate="no"'), "not to be translated"),
    "in a group": (
        f'<group translate="no">{unit("a", "a")}</group>',
        "not to be translated",
    ),
    "in a picture": (
        f'<bin-unit id="b" translate="no">{unit("a", "a")}</bin-unit>',
        "not to be translated",
    ),
    "not approved": (unit("a", "b", "", 'approved="no"'), "not approved"),
    "unconfirmed": (unit("a", "b", "", 'm:confirmed="0"'), "not confirmed"),
}
BY_MACHINES = {
    "leveraged": unit("a", "b", 'state="final" state-qualifier="leveraged-mt"'),
    "suggested": unit("a", "b", 'state-qualifier="mt-suggestion"', 'approved="yes"'),
    "origin": unit("a", "b", "", 'm:trans-origin="mt" m:confirmed="1"'),
    "phase": unit("a", "b", 'phase-name="p1"'),
}


@pytest.mark.parametrize("content", USED.values(), ids=USED)
def test_translations_that_are_done(read, content):
    file = read("m.xlf", xliff(xliff_file(content)))
    assert (texts(file), file.left_out, file.machine) == ([("a", "b")], [], 0)


@pytest.mark.parametrize(("content", "reason"), UNUSED.values(), ids=UNUSED)
def test_translations_that_are_not_done(read, content, reason):
    file = read("m.xlf", xliff(xliff_file(unit("x", "y"), content)))
    assert texts(file) == [("x", "y")]
    assert file.left_out == [f"line 5 left out: {reason}"]
    assert file.machine == 0


@pytest.mark.parametrize("content", BY_MACHINES.values(), ids=BY_MACHINES)
def test_machine_translation_in_xliff(read, content):
    header = (
        '<header><phase-group><phase phase-name="p1" process-name="machine '
        'translation"/></phase-group></header>'
    )
    file = read("m.xlf", xliff(xliff_file(unit("x", "y"), content, header=header)))
    assert (texts(file), file.left_out, file.machine) == ([("x", "y")], [], 1)


def test_segments_of_xliff(read):
    def seg(mid, text):
        return f'<mrk mtype="seg" mid="{mid}">{text}</mrk>'

    source = f"<seg-source>{seg(1, 'One.')} <g id='2'>{seg(2, 'Two.')}</g></seg-source>"
    marks = (
        '<sdl:seg-defs><sdl:seg id="5" conf="Translated" origin="mt"/>'
        '<sdl:seg id="6" conf="Draft"/><sdl:seg id="7" conf="Translated"/>'
        "</sdl:seg-defs>"
    )
    file = read(
        "m.sdlxliff",
        xliff(
            xliff_file(
                unit(
                    "One. Two.", f"{seg(2, 'Zwei.')} {seg(1, 'Eins.')}", inside=source
                ),
                unit("Three.", seg(3, "Drei."), inside=""),
                unit(
                    "Four.",
                    "Vier.",
                    inside=f"<seg-source>{seg(4, 'Four.')}</seg-source>",
                ),
                unit(
                    "Five. Six. Seven. Eight.",
                    "".join(map(seg, (5, 6, 7), ("Fünf.", "Sechs.", "Sieben."))),
                    inside="<seg-source>"
                    + "".join(map(seg, (5, 6, 7, 8), ("Five.", "Six.", "Seven.", "E.")))
                    + "</seg-source>",
                ).replace("</trans-unit>", f"{marks}</trans-unit>"),
            )
        ),
    )
    assert texts(file) == [
        *(("One.", "Eins."), ("Two.", "Zwei."), ("Three.", "Drei.")),
        *(("Four.", "Vier."), ("Seven.", "Sieben.")),
    ]
    assert file.machine == 1
    assert file.left_out == [
        "line 7 left out: not confirmed",
        "line 7 left out: a text is empty",
    ]


@pytest.mark.parametrize(
    ("mids", "pairs"),
    [
        ((("", ""), ("", "")), [("One.", "Eins."), ("Two.", "Zwei.")]),
        ((("", ""), ("",)), [("One. Two.", "Eins.")]),
        (((1, ""), (1, "")), [("One. Two.", "Eins. Zwei.")]),
        (((1, 2), (1, 3)), [("One. Two.", "Eins. Zwei.")]),
        (((1, 1), (1, 1)), [("One. Two.", "Eins. Zwei.")]),
    ],
    ids=["none", "none and fewer", "some", "others", "twice"],
)
def test_segments_that_nothing_tells_apart_are_one_text(read, mids, pairs):
    def side(names, words):
        parts = zip(names, words, strict=False)
        return " ".join(
            f'<mrk mtype="seg"{f" mid={chr(34)}{name}{chr(34)}" if name else ""}>'
            f"{word}</mrk>"
            for name, word in parts
        )

    source = side(mids[0], ("One.", "Two."))
    target = side(mids[1], ("Eins.", "Zwei."))
    content = unit("One. Two.", target, inside=f"<seg-source>{source}</seg-source>")
    file = read("m.xlf", xliff(xliff_file(content)))
    assert (texts(file), file.left_out) == (pairs, [])


def test_codes_of_xliff(read):
    source = (
        'A <g id="1" ctype="bold">b <x id="2" equiv-text="{n}"/></g> '
        '<bx id="3" rid="1"/>c<ex id="4" rid="1"/> <ph id="5">%s</ph>'
        '<mrk mtype="protected">d</mrk><bpt id="6">[</bpt>e<ept id="6">]</ept>'
    )
    (found,) = read("m.xlf", xliff(xliff_file(unit(source, source)))).pairs
    assert found.source == (
        Text("A "),
        Span(
            *("strong", '<g id="1">', "</g>"),
            (Text("b "), Placeable("x", '<x equiv-text="{n}" id="2"/>')),
        ),
        Text(" "),
        Span("bx", '<bx id="3"/>', "", (Text("c"),)),
        Text(" "),
        Placeable("ph", "%s"),
        Text("d"),
        Span("bpt", "[", "]", (Text("e"),)),
    )
    assert found.target == found.source


# --- CSV and TSV


@pytest.mark.parametrize(
    "header",
    [
        *(
            "en,zh",
            '"en","zh"',
            "EN_us , zh-Hans",
            "source,target",
            "Source,Translation",
        ),
        *("English,Chinese", "english,中文", "en,Simplified Chinese", "\ufeffen,zh_CN"),
        *(
            "英语,简体中文",
            "English (US),Chinese (Simplified)",
            "English (Canada),zh,,",
        ),
        *("en;zh", "source,zh"),
    ],
)
def test_headers_of_tables(read, header):
    delimiter = ";" if ";" in header else ","
    content = f"{header}\nHello{delimiter}你好\n"
    assert texts(read("m.csv", content, ZH)) == [("Hello", "你好")]
    reverse = LanguagePair(source="zh_CN", target="en")
    if not header.lower().startswith("source"):
        assert texts(read("m.csv", content, reverse)) == [("你好", "Hello")]


@pytest.mark.parametrize(
    "content",
    [
        "en,de,,\nOne,Eins,,\nTwo,Zwei\n,,,\nThree,Drei,,,,\n",
        "en,de\nOne,Eins,\nTwo,Zwei,,\n,\nThree,Drei\n",
        "id,en,,de,note,by\n1,One,,Eins,,\n2,Two,,Zwei\n\n3,Three,,Drei,x\n",
        '"sep=;"\nen;de;"a, b, c, d"\nOne;Eins\nTwo;Zwei\n;;\nThree;Drei;x\n',
        "en\tde\nOne\tEins\nTwo\tZwei\n\t\nThree\tDrei\n",
    ],
    ids=["columns", "cells", "left out", "comma in a name", "tabs"],
)
def test_empty_cells_of_spreadsheets(read, content):
    file = read("m.csv", content)
    wanted = [("One", "Eins"), ("Two", "Zwei"), ("Three", "Drei")]
    assert (texts(file), file.left_out) == (wanted, [])


def test_tables_with_more_columns(read):
    file = read(
        "m.tsv",
        b"en\tfr\tdate\tde\torigin\tfuzzy\r\n"
        b"One\tUn\t2024-02-29\tEins\t\tFalse\r\n"
        b'"Say ""x"", now"\tDis\t20240301\t"Sag ""x"", jetzt"\thuman\t\r\n'
        b"\r\n"
        b"Two\tDeux\tnever\t\t\t\r\n"
        b"Three\tTrois\t\tDrei\tMT\t\r\n"
        b"Four\tQuatre\t\tVier\t\tTrue\r\n"
        b'"Five\nand six"\tCinq\t\tFuenf und sechs\t\t\r\n'
        b"Seven\tSept\tSieben\r\n",
    )
    assert texts(file) == [
        ("One", "Eins"),
        ('Say "x", now', 'Sag "x", jetzt'),
        ("Five and six", "Fuenf und sechs"),
    ]
    assert [pair.changed for pair in file.pairs] == ["2024-02-29", "2024-03-01", ""]
    assert [pair.line for pair in file.pairs] == [2, 3, 8]
    assert file.machine == 1
    assert file.left_out == [
        "line 5 left out: a text is empty",
        "line 7 left out: fuzzy",
        "line 10 left out: 3 fields instead of 6",
    ]


def test_a_wrong_quote_costs_its_line_only(read):
    lines = ["en,de", '"One,Eins', "Two,Zwei", '"Three"",Drei', "Four,Vier"]
    file = read("m.csv", "\n".join([*lines, '"' + "x" * 200_000, "Five,Fünf"]))
    assert texts(file) == [("Two", "Zwei"), ("Four", "Vier"), ("Five", "Fünf")]
    assert file.left_out == ["lines 2, 4, 6 left out: quotes that do not match"]


def test_many_places_make_one_line(read):
    file = read("m.csv", "en,de\na,b\n" + "x\n" * 10)
    assert file.left_out == ["lines 3, 4, 5 and 7 more left out: 1 fields instead of 2"]


# --- bad input

ENTITY = '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx>&a;</tmx>'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("m.txt", "x", r"m\.txt: pairs are in a file that ends in \.tmx, "),
        ("m.tmx", "", r"m\.tmx: the file is empty; export it again"),
        ("m.csv", "", r"m\.csv: the file is empty"),
        ("m.csv", "en,de\n \n", "there are no pairs below the header"),
        ("m.tmx", tmx(), "there is no text in it"),
        ("m.xlf", xliff(), "there is no text in it"),
        ("m.tmx", tmx(tu("a", "b", to="fr")), r"no text in de; it is in en-US, fr; "),
        (
            "m.csv",
            "en,fr,French\na,b,c",
            r"m\.csv:1: there is no text in de; it is in ",
        ),
        (
            "m.xlf",
            xliff(xliff_file(unit("a", "b"), target='target-language="fr"')),
            "there is no text in de; it is in en, fr",
        ),
        (
            "m.csv",
            "Hello,Hallo\n",
            r"m\.csv:1: the first line must name .* as in en,de",
        ),
        (
            "m.csv",
            b"en,de\na,b\n\xfc,x",
            r"m\.csv:3: not UTF-8; save the file as UTF-8",
        ),
        (
            "m.tmx",
            tmx(tu("a", "b"), "<!-- Gr\xf6sse -->").encode("latin-1"),
            r"m\.tmx:5: not UTF-8; save the file as UTF-8",
        ),
        (
            "m.tmx",
            '<?xml version="1.0" encoding="gb2312"?><tmx/>',
            "cannot be read .*; save it as UTF-8, and let its first line say so",
        ),
        (
            "m.tmx",
            "<html/>",
            r"m\.tmx: line 1: this is no TMX file, it begins with <html>",
        ),
        ("m.xlf", tmx(), "this is no XLIFF file, it begins with <tmx>"),
        (
            "m.xlf",
            '<xliff version="2.0"/>',
            "this is XLIFF 2.0; export it as XLIFF 1.2",
        ),
        ("m.tmx", "<tmx><tu>\n</tmx>", "line 2: the TMX file is damaged .*; export it"),
        ("m.tmx", ENTITY, 'declares the entity "a"; remove its document type'),
        (
            "m.xlf",
            '<!DOCTYPE x [<!ENTITY a "b">]><xliff>&a;</xliff>',
            'the XLIFF file declares the entity "a"',
        ),
        ("m.tmx", "<tmx>" + "<hi>" * 10_000, "elements are nested too deeply"),
    ],
)
def test_files_that_are_refused(read, name, content, reason):
    with pytest.raises(AlignmentError, match=reason) as caught:
        read(name, content)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(AlignmentError, match=r"none\.tmx: cannot be read \(No such"):
        read_pairs(tmp_path / "none.tmx", DE)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.tmx", tmx(*(tu(f"One {n}", f"Eins {n}") for n in range(3000)))),
        (
            "m.xlf",
            xliff(xliff_file(*(unit(f"One {n}", f"E {n}") for n in range(3000)))),
        ),
    ],
)
def test_what_stands_before_damage_is_kept(read, name, content):
    lines = content.count("\n")
    file = read(name, content[: content.rindex("One 2999")] + "<")
    assert len(file.pairs) == 2999
    (fault,) = file.faults
    assert (
        f"{name}: line {lines - 1}: the " in fault or f"{name}: line {lines}: " in fault
    )
    assert fault.endswith("export it again; used is what stands before it, 2999 pairs")

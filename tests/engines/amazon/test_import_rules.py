"""Files for Amazon Translate: what is sent of them, and what is named before."""

from __future__ import annotations

import csv

import pytest

from sphinx_amts.emulator.tables import read_table
from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES
from sphinx_amts.errors import ConfigError


@pytest.fixture
def read(tmp_path):
    """Write a file and read it as it is before a push."""

    def reading(name, text, *, encoding="utf-8", source="en"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return read_example_file(path, max_bytes=EXAMPLE_BYTES, source=source)

    return reading


def faults(file):
    """Return the line and the reason of each fault."""
    return [
        (int(place.removeprefix(f"{file.path}:")), reason)
        for place, reason in file.faults
    ]


def taught(file):
    """Return what the service makes of what is sent: each source with its texts."""
    return read_table(file.data, file.format, max_bytes=EXAMPLE_BYTES)


def tmx(*units, srclang="en", head='<?xml version="1.0" encoding="UTF-8"?>'):
    body = "".join(f"{unit}\n" for unit in units)
    return (
        f'{head}\n<tmx version="1.4"><header srclang="{srclang}"/><body>\n'
        f"{body}</body></tmx>\n"
    )


def tu(*texts, attributes=""):
    return f"<tu {attributes}>{''.join(texts)}</tu>"


def tuv(code, text, name="xml:lang"):
    return f'<tuv {name}="{code}"><seg>{text}</seg></tuv>'


TEA = (tuv("en", "Tea."), tuv("zh", "茶。"))


@pytest.mark.parametrize("name", ["pairs.csv", "pairs.tsv"])
@pytest.mark.parametrize("codes", ["en-US,zh-CN", "EN,zh_CN", "en_US,ZH-Hans-CN"])
def test_codes_of_other_tools_in_tables_become_those_of_the_service(read, name, codes):
    text = f"{codes}\nTea.,茶。\n"
    file = read(name, text.replace(",", "\t") if name.endswith("tsv") else text)
    found = taught(file)
    assert (found.source, found.targets, found.rows) == (
        *("en", ["zh"]),
        {"Tea.": {"zh": "茶。"}},
    )
    assert file.faults == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_end_of_a_line_and_a_byte_order_mark(read, end, mark):
    file = read("pairs.csv", mark + end.join(["en,zh", "Tea.,茶。", "Two.,二。", ""]))
    assert taught(file).imported == 2
    assert file.faults == []


@pytest.mark.parametrize(
    "text",
    [
        "en;zh\nTea, then.;茶。\nTwo.;二。\n",
        "en\tzh\nTea, then.\t茶。\nTwo.\t二。\n",
        '\n\nen, zh\n"Tea, then.",茶。\nTwo.,二。\n',
        '"en-GB" ,"zh"\n"Tea, then.",茶。\nTwo.,二。\n',
        'en,zh,,\n"Tea, then.",茶。,,\nTwo.,二。\n',
        'en,zh\n"Tea, then.",茶。,\nTwo.,二。,,\n',
        'en,zh\n"Tea, then.",茶。\n,\nTwo.,二。\n,\n',
    ],
)
def test_tables_as_spreadsheets_and_people_write_them(read, text):
    file = read("pairs.csv", text)
    assert taught(file).rows == {"Tea, then.": {"zh": "茶。"}, "Two.": {"zh": "二。"}}
    assert file.faults == []


@pytest.mark.parametrize(
    "sign", ["\u2028", "\u2029", "\x85", "\v", "\f", "\x1c", "\x1d", "\x1e"]
)
def test_what_ends_a_line_for_some_programs_only_ends_none(read, sign):
    file = read("pairs.csv", f"en,zh\nTea{sign}time.,茶。\nWrong\nTwo.,二。\n")
    assert faults(file) == [(3, "1 fields instead of 2")]
    assert list(taught(file).rows) == ["Tea time.", "Two."]


def test_a_file_that_the_service_reads_alike_is_sent_as_it_is(read):
    text = 'en,zh\r\n"Tea, then.",茶。\r\n\r\nA 3"" pot.,壶。\r\n'
    assert read("pairs.csv", text).data == text.encode()
    text = tmx(tu(*TEA))
    assert read("pairs.tmx", text).data == text.encode()


def test_a_record_over_several_lines_becomes_one(read):
    text = (
        'en,zh\n"Boil it.\nThen wait.","煮沸。\n再等。"\n'
        '"Use\n\n Python",用Python\nTea.,茶。\n'
    )
    file = read("pairs.csv", text)
    assert {s: t["zh"] for s, t in taught(file).rows.items()} == {
        "Boil it. Then wait.": "煮沸。再等。",
        "Use Python": "用Python",
        "Tea.": "茶。",
    }
    assert [place for place, _ in file.notes] == [f"{file.path}:2", f"{file.path}:5"]
    assert file.faults == []


def test_quotes_that_do_not_match_take_in_nothing_and_are_not_sent(read):
    file = read("pairs.csv", 'en,zh\n"Boil it,煮。\nTea.,茶。\nTwo.,二。\n')
    assert faults(file) == [(2, "quotes that do not match")]
    assert list(taught(file).rows) == ["Tea.", "Two."]
    assert all(len(row) == 2 for row in csv.reader(file.data.decode().splitlines()))


def test_each_text_that_the_service_skips_is_named(read):
    long = "x" * 1001
    rows = [
        "Tea.,,Thé.",
        f"Two.,二。,{long}",
        ",三。,Trois.",
        "Four.,,",
        "Five.,五。,Cinq.",
    ]
    file = read("pairs.csv", "\n".join(["en,zh,fr", *rows]))
    assert faults(file) == [
        (2, "a text is empty (zh)"),
        (3, "longer than 1000 bytes in UTF-8 (fr)"),
        (4, "a text is empty (en)"),
        (5, "a text is empty (zh)"),
        (5, "a text is empty (fr)"),
    ]
    assert file.records == 3


@pytest.mark.parametrize(
    ("days", "named", "winner"),
    [(("20200101", "20240101"), 3, 4), (("20240101", "20200101"), 4, 3)],
)
def test_of_two_units_with_the_same_source_the_older_one_is_named(
    read, days, named, winner
):
    units = [
        tu(*TEA[:1], tuv("zh", text), attributes=f'changedate="{day}T000000Z"')
        for day, text in zip(days, ("茶。", "茶水。"), strict=True)
    ]
    file = read("pairs.tmx", tmx(*units))
    reason = f"the same source stands in line {winner}, which counts"
    assert faults(file) == [(named, reason)]
    assert taught(file).rows["Tea."]["zh"] == ("茶水。" if winner == 4 else "茶。")


def test_of_two_rows_the_last_one_counts(read):
    text = "en,zh\nTea.,茶。\nTea.,茶水。\nTwo.,二。\nTwo.,二。\n"
    assert faults(read("pairs.csv", text)) == [
        (2, "the same source stands in line 3, which counts"),
        (4, "the same record stands in line 5, which counts"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        tmx(tu(tuv("en-US", "Tea."), tuv("zh-CN", "茶。")), srclang="en-US"),
        tmx(tu(tuv("EN-GB", "Tea."), tuv("ZH", "茶。")), srclang="en"),
        tmx(tu(*TEA), srclang="*all*"),
        tmx(tu(*TEA, attributes='srclang="en"'), srclang="*all*"),
        tmx(tu(tuv("en", "Tea.", "lang"), tuv("zh", "茶。", "lang"))),
        tmx(tu(*TEA), tu(tuv("en", "Lonely."))),
        tmx(tu(*TEA, tuv("la", "Thea."))),
        tmx(tu(*TEA, "<tuv><seg>?</seg></tuv>")),
        tmx(tu(*TEA, '<tuv xml:lang="fr"/>')),
        tmx(tu(*TEA), tu(tuv("fr", "Deux."), tuv("zh", "二。"))),
        tmx(tu(*TEA), tu(tuv("en", "A"), tuv("en", "B"), tuv("zh", "二。"))),
        tmx(tu(tuv("en", "Tea."), tuv("zh-CN", "茶。"), tuv("zh-SG", "茶水。"))),
        tmx(tu(*TEA)).replace('<header srclang="en"/>', ""),
        tmx(tu(*TEA)).replace("<tmx ", '<tmx xmlns="http://www.lisa.org/tmx14" '),
    ],
)
def test_units_of_other_tools_are_sent_as_the_service_takes_them(read, text):
    file = read("memory.tmx", text)
    found = taught(file)
    assert (found.source, found.failed) == ("en", [])
    assert found.rows == {"Tea.": {"zh": "茶。"}}
    assert file.records == 1


def test_what_is_left_out_of_units_is_named_with_its_line(read):
    file = read(
        "memory.tmx",
        tmx(
            tu(*TEA, tuv("la", "Thea.")),
            tu(tuv("fr", "Deux."), tuv("zh", "二。")),
            tu(tuv("en", "Three."), tuv("zh-CN", "三。"), tuv("zh-SG", "叁。")),
            tu(tuv("en", "Four."), "<tuv><seg>四。</seg></tuv>"),
            tu(tuv("en", "A"), tuv("en", "B"), tuv("zh", "五。")),
        ),
    )
    assert faults(file) == [
        (3, "'la' is no language code of Amazon Translate"),
        (4, "no text in the source language (en)"),
        (5, "2 texts in zh, of which that in zh-CN is taken"),
        (6, "a text without a language (xml:lang)"),
        (6, "a record without a translation"),
        (7, "2 texts in en, of which none is the source"),
    ]
    assert taught(file).imported == 2


def test_a_memory_in_another_encoding_is_sent_as_utf8(read):
    text = tmx(tu(*TEA), head='<?xml version="1.0" encoding="UTF-16"?>')
    assert taught(read("memory.tmx", text, encoding="utf-16")).rows["Tea."]


def test_inline_codes_stay_in_what_is_mended(read):
    text = tmx(
        tu(
            tuv("en-US", 'Say <ph x="1">{n}</ph> &amp; go.'),
            tuv("zh", "说<ph x='1'/>。"),
        )
    )
    data = read("memory.tmx", text).data.decode()
    assert 'Say <ph x="1">{n}</ph> &amp; go.' in data


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "en,klingon\na,b\n", ":1: 'klingon' is no language code of Amazon"),
        ("a.csv", "en,zh,zh-CN\na,b,c\n", ":1: the first line must name the languages"),
        ("a.tmx", tmx(tu(tuv("en", "a"), tuv("la", "b"))), ":3: 'la' is no language"),
        ("a.tmx", tmx(tu(tuv("fr", "a"), tuv("zh", "b")), srclang="fr"), "fr, not en"),
        ("a.tmx", tmx(tu(*TEA), srclang="xx"), "'xx' is no language code"),
        (
            "a.tmx",
            tmx(tu(tuv("en-US", "a"), tuv("zh", "b"), tu(*TEA))),
            "stand in each other",
        ),
        ("a.csv", "en,zh\n\n", "there is no record that can be imported"),
    ],
)
def test_a_file_without_any_use_is_refused_with_the_first_reason(
    read, name, text, said
):
    with pytest.raises(ConfigError, match=said):
        read(name, text)

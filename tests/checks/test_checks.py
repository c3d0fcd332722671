"""Rules, numbers, and how findings are written down."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from sphinx_amts.checks.elements import changes, described
from sphinx_amts.checks.numbers import missing_numbers
from sphinx_amts.document_records.faults import (
    RULES,
    CheckFinding,
    Fault,
    as_github,
    as_json,
    as_text,
)
from sphinx_amts.errors import ConfigError
from sphinx_amts.settings.definitions import Settings
from sphinx_amts.settings.values import CHECK_RULES

FAULT = Fault(
    rule="unparsed-markup",
    msgid="Use ``x``.",
    msgstr="用``x``。",
    message="backticks are shown: …100 %…",
    shown="用``x``。\nb",
    proposal="用\\ ``x``。",
    certain=True,
)
FINDING = CheckFinding(language="zh", path=Path("/b, c/a.po"), line=7, fault=FAULT)


def test_every_rule_can_be_named_in_the_settings():
    assert tuple(RULES) == CHECK_RULES
    assert all(rule.help.endswith(".") for rule in RULES.values())


def test_an_unknown_rule_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"amts_check_ignore must be .*'literal'"):
        Settings.from_values({"check_ignore": ["litteral"]}, language="zh")
    known = Settings.from_values({"check_ignore": ["literal"]}, language="zh")
    assert known.check_ignore == ("literal",)


def test_text():
    assert as_text([]) == "nothing found"
    assert as_text([FINDING]).splitlines() == [
        "/b, c/a.po:7: unparsed-markup: backticks are shown: …100 %…",
        "    shown: 用``x``。 b",
        "    write: 用\\ ``x``。",
        "1 finding: unparsed-markup 1; --fix repairs 1 of them",
    ]


def test_paths_are_those_of_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    finding = CheckFinding(
        language="zh", path=tmp_path / "locale/a.po", line=7, fault=FAULT
    )
    assert as_text([finding]).startswith("locale/a.po:7: ")


def test_of_a_long_paragraph_only_that_part_is_shown_that_matters():
    before, after = "甲" * 300, "乙" * 300
    fault = replace(
        FAULT,
        message="backticks are shown: …甲用``x``。乙…",
        msgstr=f"{before}用``x``。{after}",
        shown=f"{before}用``x``。{after}",
        proposal=f"{before}用\\ ``x``。{after}",
    )
    finding = CheckFinding(language="zh", path=Path("/a.po"), line=7, fault=fault)
    _, shown, write, _ = as_text([finding]).splitlines()
    assert shown.startswith("    shown: …甲")
    assert shown.endswith("乙…")
    assert "甲用``x``。乙" in shown
    assert len(shown) < 250
    assert write == f"    write: …{'甲' * 23}用\\ ``x``。{'乙' * 18}…"
    assert json.loads(as_json([finding], []))["findings"][0]["proposal"] == (
        fault.proposal
    )


def test_json():
    content = json.loads(as_json([FINDING], []))
    assert content["fixed"] == []
    (record,) = content["findings"]
    # other programs rely on these; docs/howto/check-human-translations.md lists them
    assert list(content) == ["findings", "fixed"]
    assert list(record) == [
        "language", "file", "line", "severity", "rule", "msgid", "msgstr",
        "message", "shown", "proposal", "certain",
    ]  # fmt: skip
    assert record["file"] == "/b, c/a.po"
    assert record["severity"] == "error"
    assert record["msgstr"] == FAULT.msgstr
    assert record["certain"] is True


def test_github():
    assert as_github([FINDING]) == (
        "::error file=/b%2C c/a.po,line=7,title=sphinx-amts unparsed-markup"
        "::backticks are shown: …100 %25…%0Ashown: 用``x``。 b%0Awrite: 用\\ ``x``。"
    )


@pytest.mark.parametrize("rule", RULES)
def test_github_commands_hold_no_sign_that_ends_a_part(rule):
    """Source: escapeData and escapeProperty of github.com/actions/toolkit."""
    fault = replace(
        FAULT,
        rule=rule,
        message="a: 1,2 %0A\r\n::error::x",
        shown="",
        proposal="p\r\nq",
    )
    path = Path("/a:b,c%d/\r\n::e::.po")
    line = as_github([CheckFinding(language="zh", path=path, line=0, fault=fault)])
    assert "\n" not in line
    assert "\r" not in line
    command, properties, data = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
    assert command == RULES[rule].severity
    pairs = dict(pair.split("=", 1) for pair in properties.split(","))
    assert {name: _unescaped(value) for name, value in pairs.items()} == {
        "file": str(path), "line": "1", "title": f"sphinx-amts {rule}",
    }  # fmt: skip
    assert _unescaped(data) == f"{fault.message}\nwrite: p\r\nq"


def _unescaped(text):
    """As the runner reads it."""
    for sign, code in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(code, sign)
    return text.replace("%25", "%")


@pytest.mark.parametrize(
    ("source", "target", "missing"),
    [
        ("Since 1998.", "自 1998 年起。", []),
        ("Since 1998.", "自 1989 年起。", ["1998"]),
        ("Since 1998.", "من ١٩٩٨", []),
        ("It has 12,345 users.", "tiene 12.345 usuarios", []),
        ("It has 12,345 users.", "tiene 12\u202f345 usuarios", []),
        ("It has 12,345 users.", "tiene 12.354 usuarios", ["12,345"]),
        ("About 0.25 s.", "0,25 s", []),
        ("Only 7 times.", "nur oft", []),
        ("Up to 42 times.", "最多四十二次", []),
        ("Up to 42 times.", "最多一次", ["42"]),
        ("Of 42000 users.", "4.2 万用户", []),
        ("Of 42000 users.", "四万两千用户", []),
        ("Of 120,500,000 users.", "1.205 亿用户", []),
        ("Since 1998, on one day.", "自一九九八年的某一天起。", []),
        ("Since 1998, on one day.", "某一天起。", ["1998"]),
        ("In 2024 by 37 people.", "由三十七人于二〇二四年", []),
        ("It holds 1234 items.", "一千二百三十四个", []),
        ("It holds 1234 items.", "천이백", ["1234"]),
        ("Some 20 or 100 or 5000 times.", "muchas veces", []),
        ("In the 1990s, the 21st and utf8 and x86_64.", "antes", []),
        ("A 10,000 foot overview of 10,500.", "Ein Überblick", ["10,500"]),
        ("Python 3.13 and 3.13 again.", "Python", ["3.13"]),
        ("In 1998 and 2021-05-17.", "1998", ["2021"]),
    ],
)
def test_numbers(source, target, missing):
    assert missing_numbers(source, target) == missing


def test_a_number_in_the_target_of_a_link_is_there():
    assert missing_numbers("See RFC 2822.", "见", ":rfc:`2822`") == []


def code(*texts):
    return [("literal", text) for text in texts]


def url(address):
    return [("reference", address)]


def link(target):
    return ("pending_xref", ("py", "func", target))


@pytest.mark.parametrize(
    ("before", "after", "source", "target", "lost", "gained"),
    [
        # in any order and number
        (code("a()", "b()"), code("b()", "a()", "b()"), "a() b()", "x", [], []),
        # bold instead of italics
        ([("emphasis", ())], [("strong", ())], "a", "b", [], []),
        # code that the author did not mark, and a word for a name
        (code(), code("x"), "about x", "x", [], []),
        (code("condition"), code(), "when condition", "当条件", [], []),
        (code("cond"), code(), "when cond", "当cond", code("cond"), []),
        (code("f(x)"), code(), "call f(x)", "调用", code("f(x)"), []),
        # translated names, damaged code
        (code("f(name)"), code("f(nombre)"), "f(name)", "f(nombre)", [], []),
        (code("x++"), code("x ++"), "x++", "x ++", code("x++"), code("x ++")),
        (code("'$'"), code("'#x27;"), "'$'", "'#x27;", code("'$'"), code("'#x27;")),
        (code("move(y,x)"), code("move(y, x)"), "move(y,x)", "move(y, x)", [], []),
        (code("'a'"), code('"a"'), "'a'", '"a"', [], []),
        # links
        (code("try"), [link("try")], "try try", "try", [], []),
        ([link("try"), *code("try")], [link("try")], "try", "try", [], []),
        ([link("a")], [link("b")], "a", "b", [link("a")], [link("b")]),
        (code("with"), [link("with")], "with", "with", [], []),
        ([("reference", "en")], [("reference", "zh")], "a", "b", [], []),
        (
            [("pending_xref", ("std", "term", "seed"))],
            [("pending_xref", ("std", "term", "semilla"))],
            "seed", "semilla", [], [],
        ),
        ([("reference", "en")], [], "a", "b", [("reference", "en")], []),
        # the author turned the link of a function off
        (code("open()"), [link("open")], "open()", "open()", [], []),
        # code that is nobody's to translate, and code with letters in another order
        (code("True"), code("Verdadero"), "True", "Verdadero", code("True"), []),
        (code("surname"), code("apellido"), "surname", "apellido", [], []),
        (
            code("backslash"), code("backslahs"), "backslash", "backslahs",
            code("backslash"), code("backslahs"),
        ),
        (code("max_size"), code(), "max_size", "大小", code("max_size"), []),
        # addresses: another edition, another scheme, a slip, a person
        (url("https://a.test/"), url("http://www.a.test"), "a", "b", [], []),
        (url("https://a.test/i-o"), url("https://a.test/io"), "a", "b",
         url("https://a.test/i-o"), url("https://a.test/io")),
        (url("mailto:a@b.test"), url("mailto:b@b.test"), "a", "b",
         url("mailto:a@b.test"), url("mailto:b@b.test")),
    ],
)  # fmt: skip
def test_changes(before, after, source, target, lost, gained):
    found = changes(before, after, source=source, target=target)
    assert found == (lost, gained)


def test_an_element_is_described_in_words():
    assert described(link("open")) == "reference 'open'"
    assert described(("footnote_reference", (1, None))) == "footnote reference '1'"
    assert described(("image", None)) == "image"

"""Codes of CAT tools that stand for tabs, line breaks and blanks."""

from __future__ import annotations

import io

import pytest

from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.memory.tmx import import_tmx
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.files import read_pairs

BLANK = [
    '<ph type="ch">\t</ph>',
    '<ph type="ch">&lt;mq:ch val="&amp;#9;" /&gt;</ph>',
    "<ph>&lt;mq:ch val='&amp;#xA0;' /&gt;</ph>",
    '<ph>&lt;mq:rxt displaytext="\\n" val="\\n" /&gt;</ph>',
    '<ph type="lb"/>',
    '<ph x="1" type="tab"/>',
    '<ph x="1">\\n</ph>',
    "<ph>\\r\\n</ph>",
    "<ph>\\t</ph>",
    "<ph>&lt;br/&gt;</ph>",
    "<ph>&lt;BR clear='all'&gt;</ph>",
    "<ph>&amp;nbsp;</ph>",
    "<ph>&amp;#160;</ph>",
    "<ph>&lt;w:tab/&gt;</ph>",
    "<ph>&lt;text:line-break/&gt;</ph>",
    "<ph>&amp;lt;br /&amp;gt;</ph>",
    "<ph>{br}</ph>",
    "<ph>↵</ph>",
    "<it pos='begin'>&lt;br&gt;</it>",
    "<ut>&lt;br&gt;</ut>",
    '<bpt i="1">\\n</bpt><ept i="1"/>',
    '<bpt i="1">&lt;p&gt;</bpt><ept i="1">&lt;/p&gt;</ept>',
    '<ph type="lb"/><ph type="lb"/>',
    '<hi><ph type="x-tab"/></hi>',
]
XLIFF_ONLY = [
    '<x id="1" ctype="lb"/>',
    '<x id="1" ctype="x-br"/>',
    '<x id="LINE_BREAK" ctype="lb" equiv-text="&lt;br/&gt;"/>',
    '<x id="1" equiv-text="\\n"/>',
    '<ph id="1" ctype="pb"/>',
    '<bx id="1" ctype="lb"/><ex id="2" rid="1"/>',
    '<g id="1"><x id="2" ctype="lb"/></g>',
    '<mrk mtype="x-a"><x id="2" ctype="lb"/></mrk>',
]
NO_BLANK = [
    "<ph>{0}</ph>",
    "<ph>%s</ph>",
    "<ph/>",
    '<ph type="fnote">*</ph>',
    "<ph>&lt;s&gt;</ph>",
    "<ph>&lt;pre&gt;</ph>",
    "<ph>&lt;tabular&gt;</ph>",
    "<ph>°</ph>",
    '<ph>&lt;mq:ch val="§" /&gt;</ph>',
    '<ph type="ch">x</ph>',
    "<ph>\\n%s</ph>",
]


def tmx(*sides):
    tuvs = "".join(
        f'<tuv xml:lang="{code}"><seg>{seg}</seg></tuv>' for code, seg in sides
    )
    return (
        f'<tmx version="1.4"><header srclang="{sides[0][0]}"/><body><tu>{tuvs}</tu>'
        "</body></tmx>"
    )


def xliff(source, target, languages):
    return (
        '<xliff version="1.2"><file source-language="{}" target-language="{}"><body>'
        '<trans-unit id="1"><source>{}</source><target state="final">{}</target>'
        "</trans-unit></body></file></xliff>"
    ).format(*languages, source, target)


def pair(tmp_path, name, text, languages=("en", "zh")):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    (found,) = read_pairs(
        path, LanguagePair(source=languages[0], target=languages[1])
    ).pairs
    return found


def words(inlines):
    return "".join(
        words(part.children) if isinstance(part, Span) else part.text
        for part in inlines
        if not isinstance(part, Placeable)
    )


@pytest.mark.parametrize("code", BLANK)
def test_no_words_are_joined_in_pairs_of_tmx(tmp_path, code):
    text = tmx(("en", f"Press{code}Enter now."), ("zh", f"现在按{code}回车。"))
    found = pair(tmp_path, "a.tmx", text)
    assert words(found.source) == "Press Enter now."
    assert words(found.target) == "现在按回车。"
    assert not [p for p in found.source if isinstance(p, Placeable)]


@pytest.mark.parametrize("code", [*XLIFF_ONLY, '<ph id="1">\\t</ph>'])
@pytest.mark.parametrize("backwards", [False, True])
def test_no_words_are_joined_in_pairs_of_xliff(tmp_path, code, backwards):
    sides = f"Press{code}Enter now.", f"现在按{code}回车。"
    languages = ("en-US", "zh-CN")
    if backwards:
        sides, languages = sides[::-1], languages[::-1]
    found = pair(tmp_path, "a.xlf", xliff(*sides, languages))
    assert words(found.source) == "Press Enter now."
    assert words(found.target) == "现在按回车。"


@pytest.mark.parametrize("code", BLANK)
def test_a_memory_takes_text_whose_codes_are_blanks(code):
    text = tmx(("en", f"Press{code}Enter."), ("ja", f"Enter{code}を押す。"))
    told = []
    (unit,) = import_tmx(io.BytesIO(text.encode()), lambda *what: told.append(what))
    assert (unit.source, told) == ("Press Enter.", [])
    assert unit.target == "Enterを押す。"


@pytest.mark.parametrize("code", NO_BLANK)
def test_other_codes_stay_codes(tmp_path, code):
    text = tmx(("en", f"Press {code} now."), ("de", f"Nun {code} drücken."))
    found = pair(tmp_path, "a.tmx", text, ("en", "de"))
    assert [type(part) for part in found.source] == [Text, Placeable, Text]
    told = []
    units = import_tmx(io.BytesIO(text.encode()), lambda *what: told.append(what))
    assert (list(units), told) == ([], [(1, "inline codes (en)")])


def test_white_space_that_is_there_is_enough(tmp_path):
    lb = '<ph type="lb"/>'
    text = tmx(
        ("en", f"{lb}One {lb}two{lb} three{lb}"),
        ("de", f"{lb}{lb}Eins {lb} {lb}zwei drei{lb}"),
    )
    found = pair(tmp_path, "a.tmx", text, ("en", "de"))
    assert words(found.source) == "One two three"
    assert words(found.target) == "Eins  zwei drei"

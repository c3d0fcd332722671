"""What engines give back is either right or refused."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from html import escape, unescape

import pytest

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.exchange import (
    from_document,
    from_html,
    from_runs,
    from_tokens,
    key_form,
    plain_runs,
    to_document,
    to_html,
    to_tokens,
)
from sphinx_amts.markup.model import Placeable, Span, Text, elements, visible_text

CODE = Placeable("literal", "``x < y``", "x < y")
NOTE = Placeable("footnote", "[1]_", "1")
WORD = Span("emphasis", "*", "*", (Text("word"),))
BOLD = Span("strong", "**", "**", (Text("b"),))
LINK = Span("link", "[", "](u)", (Text("the "), BOLD))
SEE = Text(", see ")
SOURCE = (Text("Use "), CODE, Text(" & a "), WORD, SEE, LINK, NOTE, Text("."))
HTML = (
    'Use <code id="x1" translate="no">x &lt; y</code> &amp; a <em id="x2">word</em>, '
    'see <a id="x3">the <strong id="x4">b</strong></a>'
    '<span id="x5" translate="no">1</span>.'
)


def test_form():
    assert to_html(SOURCE) == HTML
    assert from_html(HTML, SOURCE) == SOURCE
    assert from_tokens(to_tokens(SOURCE), SOURCE) == SOURCE


@pytest.mark.parametrize(
    "answer",
    [
        HTML.replace('"', "").replace(" translate=no", ""),
        HTML.replace('"', "'"),
        re.sub(r"<[^>]*>", lambda tag: tag[0].upper(), HTML),
        HTML.replace(" translate", ' class="notranslate" dir="ltr" translate'),
        HTML.replace("&amp;", "&#38;").replace("Use", "&#85;&#x73;e"),
        HTML.replace("&amp;", "&"),
        HTML.replace(" ", " \n\t "),
        f"<html><head><title>t</title></head><body><p>{HTML}</p></body></html>",
        f"<!DOCTYPE html><div><p id='0a1b'><font face='x'>{HTML}</font></p></div>",
        f"  {HTML}\n",
        HTML.replace("x &lt; y</code>", "</code>"),
        HTML.replace('translate="no">x &lt; y</code>', "/>"),
        HTML.replace("x &lt; y</code>", "x <b>y</b> &gt; <i>z</code>"),
        HTML.replace("<em ", "<i ").replace("</em>", "</i>"),
        HTML.replace("word", "<font>wo</font>rd"),
        HTML.replace('id="x', 'id="'),
    ],
)
def test_what_does_not_matter_is_accepted(answer):
    assert from_html(answer, SOURCE) == SOURCE


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("甲 <em id=x2> 乙 </em>丙", (Text("甲 "), "乙", Text(" 丙"))),
        ("<em id=x2>乙</em>甲", ("乙", Text("甲"))),
        ("&nbsp;<em id=x2>乙</em>\u00a0甲", (Text("\u00a0"), "乙", Text("\u00a0甲"))),
        ("1 < 2 <em id=x2>乙</em>", (Text("1 < 2 "), "乙")),
    ],
)
def test_blanks_and_order(answer, result):
    source = (CODE, WORD)
    found = from_html(f"{answer}<code id=x1></code>", source)
    wanted = tuple(
        replace(WORD, children=(Text(part),)) if isinstance(part, str) else part
        for part in result
    )
    assert found == (*wanted, CODE)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('<code id="x1" translate="no">x &lt; y</code>', "", "placeable 1 .* is lost"),
        ('<em id="x2">word</em>', "word", "span 2 .* is lost"),
        ("</em>", '</em><em id="x2">word</em>', "came back twice"),
        ("</code>", '</code><font id="x1">x &lt; y</font>', "came back twice"),
        ("</code>", '</code><div id="x1">x &lt; y</div>', "came back twice"),
        ('id="x2"', 'id="x9"', "invented"),
        ('id="x2"', 'id="term"', "invented"),
        ('<em id="x2">word</em>', "<em>word</em>", "invented"),
        ("word", "<b>word</b>", "invented"),
        ("see", "<code>see</code>", "invented"),
        ("see", "s<br>ee", "invented"),
        ("see", "s<!-- ee -->", "invented"),
        ("see", "</3 see>", "invented"),
        (">word<", "><", "span 2 .* empty"),
        (">word<", "> &#32;<", "span 2 .* empty"),
        ("</strong></a>", "</a></strong>", "out of order"),
        ("</a>", "", "never closed"),
        ("</code>", "", "never closed"),
        ("see", "s</em>ee", "closes nothing"),
        ('<em id="x2">', '<em id="x2" id="x3">', "two ids"),
        ("the <strong", "the </a><strong", "closes nothing"),
        ('<a id="x3">the <s', '<strong id="x4">b</strong><a id="x3">the <s', "another"),
        (">the ", " the ", "text in a tag"),
        ("</em>, see", "</em , see>", "text in a tag"),
        ("see", "`see`", "invented"),
        ("see", "**see**", "invented"),
        ("see", "[see](http://a.b)", "invented"),
        ("see", "se_e", "leaked"),
        ("see", "DNT_1", "leaked"),
        ("see", "⟦1⟧", "leaked"),
        (' id="x3"', ' id="x2"', "came back twice"),
        ('<em id="x2">word</em>', '<a id="x2">word</a>', "as <a>"),
        ("1</span>.", "1</span>. <em id=", "damaged"),
        (HTML, "", "is lost"),
    ],
)
def test_what_is_broken_is_refused(old, new, reason):
    assert old in HTML
    with pytest.raises(PlaceableError, match=reason):
        from_html(HTML.replace(old, new), SOURCE)


@pytest.mark.parametrize(
    ("source", "answer", "shown"),
    [
        (
            (
                Text("See "),
                Span("link", "", "", (Text("the license page"),)),
                Text("."),
            ),
            "Ver <a id=x1>la página</a> de la <a id=x1>licencia</a>.",
            "Ver la página de la licencia.",
        ),
        (
            (Placeable("xref", "", "PyRun_String"), Text(" runs")),
            "<a id=x1>PyRun</a>_<a id=x1>Serie</a> va".replace("a ", "span ").replace(
                "</a", "</span"
            ),
            "PyRun_String va",
        ),
        (
            (Text("The "), Placeable("literal", "", "__init__"), Text(" runs")),
            "El __<code id=x1>init</code>__ va",
            "El __init__ va",
        ),
        (
            (Text("The "), Placeable("literal", "", ".py"), Text(". Ok")),
            "El .<code id=x1>py</code>. Bien",
            "El .py. Bien",
        ),
        (
            (Text("The "), Placeable("literal", "", "..."), Text("... Ok")),
            "El <code id=x1>x</code>... Bien",
            "El ...... Bien",
        ),
    ],
)
def test_what_was_cut_into_words_is_joined(source, answer, shown):
    assert visible_text(from_html(answer, source)) == shown


@pytest.mark.parametrize(
    "answer",
    [
        "<a id=x1>página</a> <a id=x1>página</a>",
        "<a id=x1>the page</a> <a id=x1>página</a>",
        "<a id=x1>la</a> página <a id=x1>larga</a>",
        "<a id=x1>la</a>, la <a id=x1>página</a>",
        "<a id=x1>la</a> <code id=x2>x</code> <a id=x1>página</a>",
    ],
)
def test_what_was_doubled_is_not_joined(answer):
    source = (Span("link", "", "", (Text("the page"),)), CODE)
    if "x2" not in answer:
        answer += "<code id=x2></code>"
    with pytest.raises(PlaceableError, match="twice"):
        from_html(answer, source)


def test_lost_text_is_refused():
    with pytest.raises(PlaceableError, match="text is lost"):
        from_html('<code id="x1">x</code>', (Text("The "), CODE))
    with pytest.raises(PlaceableError, match="text is lost"):
        from_html(" ", (Text("The"),))


@pytest.mark.parametrize("kind", ["literal", "footnote"])
def test_placeables_that_changed_names_are_refused(kind):
    source = (Placeable(kind, "a", "a"), Text(" or "), Placeable(kind, "b", "b"))
    swapped = to_html(source).replace("x1", "x9").replace("x2", "x1")
    with pytest.raises(PlaceableError, match="text of another"):
        from_html(swapped.replace("x9", "x2"), source)


def test_links_that_changed_names_are_refused():
    one = Span("link", "[", "](one)", (Text("one"),))
    two = Span("link", "[", "](two)", (Text("two"),))
    with pytest.raises(PlaceableError, match="text of another"):
        from_html("<a id=x2>one</a> <a id=x1>zwei</a>", (one, two))
    assert from_html("<a id=x2>zwei</a> <a id=x1>eins</a>", (one, two)) == (
        replace(two, children=(Text("zwei"),)),
        Text(" "),
        replace(one, children=(Text("eins"),)),
    )


def test_keys_tell_segments_apart():
    forms = [
        (Text("a"),),
        (Text("<1 literal/>"),),
        (CODE,),
        (NOTE,),
        (WORD,),
        (Span("emphasis", "*", "*", (CODE,)),),
        (Span("emphasis", "*", "*", ()), CODE),
        (CODE, Text("a")),
        (Text("a"), CODE),
        (Text("&lt;"),),
        (Text("<"),),
    ]
    assert len({key_form(form) for form in forms}) == len(forms)


def test_keys_hold_what_a_segment_says_and_no_more():
    assert key_form(SOURCE) == (
        "Use <1 literal/> &amp; a <2 emphasis>word</>, see "
        "<3 link>the <4 strong>b</></><5 footnote/>."
    )
    moved = tuple(
        replace(item, source="other", text="z") if isinstance(item, Placeable) else item
        for item in SOURCE
    )
    assert key_form(moved) == key_form(SOURCE)
    assert key_form((Text(" a\n "), Text("e\u0301 "))) == key_form((Text("a \u00e9"),))
    # composition does not reach across a tag
    assert "/>" in key_form((CODE, Text("\u0338")))


def test_documents():
    blocks = {"k1": HTML, "0": "a &lt; b", "K1": "<em id='x1'>c</em>"}
    document = to_document(blocks.items(), language="zh-TW")
    assert document.startswith('<!DOCTYPE html>\n<html lang="zh-TW">')
    read = from_document(document)
    assert list(read) == list(blocks)
    assert from_html(read["k1"], SOURCE) == SOURCE
    assert unescape(read["0"]) == "a < b"
    shouted = re.sub(r"</?[a-z]+", lambda tag: tag[0].upper(), document)
    assert from_document(shouted.replace('"', "")) == read
    assert from_document(f"<div>{document.replace('</p>', '')}</div>") == read


def test_damaged_documents():
    doubled = set()
    blocks = [("a", "1"), ("a", "2"), ("b", "3"), ("b", "3")]
    document = to_document(blocks, language="x")
    assert from_document(document, doubled=doubled) == {"b": "3"}
    assert doubled == {"a"}
    blocks = [("a", "one"), ("b", "two and <em id=x1>three</em>")]
    whole = to_document(blocks, language="x")
    for end in range(len(whole)):
        found = from_document(whole[:end])
        for key, inner in found.items():
            assert {"a": "one", "b": 'two and <em id="x1">three</em>'}[key] == inner
    comment = from_document(to_document([("a", "x </3 you> y")], language="x"))
    with pytest.raises(PlaceableError, match="comment"):
        from_html(comment["a"], (Text("x"),))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("甲 ⟦2⟧乙⟦/2⟧", "is lost"),
        ("甲 ⟦1⟧⟦1⟧ ⟦2⟧乙⟦/2⟧", "twice"),
        ("甲 ⟦1⟧ ⟦2⟧乙", "never closed"),
        ("甲 ⟦1⟧ ⟦2⟧乙⟦/1⟧", "out of order"),
        ("甲 ⟦1⟧ ⟦2⟧⟦/2⟧", "empty"),
        ("甲 ⟦1⟧ ⟦7⟧ ⟦2⟧乙⟦/2⟧", "invented"),
        ("甲 ⟦1 ⟦2⟧乙⟦/2⟧", "damaged"),
        ("⟦2⟧⟦1⟧乙⟦/2⟧甲", "another element"),
    ],
)
def test_broken_tokens_are_refused(answer, reason):
    with pytest.raises(PlaceableError, match=reason):
        from_tokens(answer, (Text("a "), CODE, WORD))


def test_tokens():
    source = (Text("⟦1⟧ "), CODE, WORD)
    assert to_tokens(source) == "⟦(⟧1⟦)⟧ ⟦1⟧⟦2⟧word⟦/2⟧"
    assert from_tokens(to_tokens(source), source) == source
    assert from_tokens("⟦ 2 ⟧乙⟦/ 2⟧ ⟦1⟧⟦(⟧", source) == (
        replace(WORD, children=(Text("乙"),)),
        Text(" "),
        CODE,
        Text("⟦"),
    )


def test_runs():
    assert plain_runs(SOURCE) == ["Use", "& a", "word", ", see", "the", "b"]
    translated = from_runs(SOURCE, [f"[{run}]" for run in plain_runs(SOURCE)])
    assert visible_text(translated) == "[Use] x < y [& a] [word][, see] [the] [b]1."
    assert next(elements(translated)) == CODE
    assert from_runs(SOURCE, plain_runs(SOURCE)) == SOURCE
    with pytest.raises(PlaceableError, match="5 translations for 6 runs"):
        from_runs(SOURCE, ["a"] * 5)
    with pytest.raises(PlaceableError, match="empty"):
        from_runs(SOURCE, ["a"] * 5 + [" "])


def pieces(html):
    return re.findall(r"<[^>]*>|[^<]+", html)


def drop(rng, parts):
    parts.pop(rng.randrange(len(parts)))


def double(rng, parts):
    parts.insert(rng.randrange(len(parts)), rng.choice(parts))


def swap(rng, parts):
    one, other = rng.randrange(len(parts)), rng.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]


def rename(rng, parts):
    number = rng.randrange(len(parts))
    parts[number] = re.sub(r"x\d", f"x{rng.randrange(7)}", parts[number])


def split(rng, parts):
    number = rng.randrange(len(parts))
    cut = rng.randrange(len(parts[number]) + 1)
    parts[number : number + 1] = [parts[number][:cut], " ", parts[number][cut:]]


def nest(rng, parts):
    start, end = sorted(rng.randrange(len(parts) + 1) for _ in range(2))
    tag = rng.choice(["em", "b", "p", "span id=x2", "a id=x3", "font", "div"])
    parts.insert(end, f"</{tag.split()[0]}>")
    parts.insert(start, f"<{tag}>")


def stray(rng, parts):
    signs = ["<", ">", "&", "&lt;", "&#60;", "</", "<!", "<?", "<!--", "\x00", "]]>"]
    parts.insert(rng.randrange(len(parts) + 1), rng.choice(signs))


def truncate(rng, parts):
    text = "".join(parts)
    parts[:] = [text[: rng.randrange(len(text) + 1)]]


def reescape(rng, parts):
    number = rng.randrange(len(parts))
    parts[number] = escape(parts[number])


HOSTILE = [drop, double, swap, rename, split, nest, stray, truncate, reescape]


def bag(inlines):
    return sorted(
        (e.source if isinstance(e, Placeable) else e.opening + e.closing)
        for e in elements(inlines)
    )


def parents(inlines, above=""):
    for item in inlines:
        if not isinstance(item, Text):
            own = item.source if isinstance(item, Placeable) else item.opening
            yield own, above
        if isinstance(item, Span):
            yield from parents(item.children, item.opening)


@pytest.mark.parametrize("seed", range(20))
def test_hostile_answers_are_refused_or_whole(seed):
    rng = random.Random(seed)
    accepted, reasons = 0, set()
    for _ in range(300):
        parts = pieces(HTML)
        for _ in range(rng.choice([1, 1, 2, 3])):
            if parts:
                rng.choice(HOSTILE)(rng, parts)
        answer = "".join(parts)
        try:
            found = from_html(answer, SOURCE)
        except PlaceableError as exc:
            reasons.add(str(exc))
            continue
        accepted += 1
        assert bag(found) == bag(SOURCE), answer
        assert sorted(parents(found)) == sorted(parents(SOURCE)), answer
        # no word that stood outside of a placeable is gone, not even into a tag
        outside = re.sub(r"<(code|span id=.x5)[^>]*>.*?</(code|span)>", " ", answer)
        words = {word for word in ("Use", "word", "see", "the") if word in outside}
        assert all(word in visible_text(found) for word in words), answer
    assert 0 < accepted < 300
    assert all(reasons)


def test_answers_in_another_order_are_never_refused():
    rng = random.Random(11)
    for _ in range(300):
        shuffled = list(SOURCE)
        rng.shuffle(shuffled)
        numbered = {id(e): n for n, e in enumerate(elements(SOURCE), 1)}
        html = "".join(renumbered(item, numbered) for item in shuffled)
        found = from_html(html, SOURCE)
        assert bag(found) == bag(SOURCE)
        assert visible_text(found).split() == visible_text(shuffled).split()


def renumbered(item, numbered):
    if isinstance(item, Text):
        return escape(item.text)
    tag = re.match(r"<(\w+)", to_html((item,)))[1]
    if isinstance(item, Placeable):
        return f"<{tag} id=x{numbered[id(item)]}>?</{tag}>"
    inner = "".join(renumbered(child, numbered) for child in item.children)
    return f"<{tag} id=x{numbered[id(item)]}>{inner}</{tag}>"

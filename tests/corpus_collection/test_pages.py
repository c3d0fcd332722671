"""What is read of a page: its facts, its text, in whatever encoding and shape."""

from __future__ import annotations

import pytest
from bilingual_site import page, paragraphs

from sphinx_amts.corpus_collection.addresses import parse_address
from sphinx_amts.corpus_collection.fetching import Fetched
from sphinx_amts.corpus_collection.html_text import decoded
from sphinx_amts.corpus_collection.language_parts import LanguageParts
from sphinx_amts.corpus_collection.main_text import blocks_of, prose_of
from sphinx_amts.corpus_collection.page_language import PageLanguage
from sphinx_amts.corpus_collection.page_reading import read_facts
from sphinx_amts.editions.model import BlockKind
from sphinx_amts.errors import PageError
from sphinx_amts.model import LanguagePair

HERE = parse_address("http://h.example/en/a.html")


def fetched(text, **headers):
    data = text.encode() if isinstance(text, str) else text
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(address=HERE, body=data, headers=named)


def facts(head="", body="", **headers):
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return read_facts(fetched(text, **headers))


def strings(addresses):
    return [str(address) for address in addresses]


ADDRESSES = {
    "b.html": "http://h.example/en/b.html",
    "../es/b.html#part": "http://h.example/es/b.html",
    "/x/./y/../z": "http://h.example/x/z",
    "/../../x": "http://h.example/x",
    "?page=2": "http://h.example/en/a.html?page=2",
    "//OTHER.Example:80": "http://other.example/",
    "https://h.example:443/%7eana/%c3%a9": "https://h.example/~ana/%C3%A9",
    " /a b\n\t/ñ ": "http://h.example/a%20b/%C3%B1",
    "http://bücher.example/": "http://xn--bcher-kva.example/",
    "http://[::0001]:80/": "http://[::1]/",
    "http://h.example./x": "http://h.example/x",
    "/100%/x%2fy": "http://h.example/100%25/x%2Fy",
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses_have_one_spelling(text):
    address = parse_address(text, HERE)
    assert str(address) == ADDRESSES[text]
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "mailto:ana@h.example", "javascript:alert(1)", "data:text/html,x", "ftp://h/x",
        "file:///etc/passwd", "http://ana@h.example/", "http://h.example:0/",
        "http://h.example:70000/", "http://h h/", "http://[::1", "http://-/",
        "http://h.example/" + "x" * 3000, "http://a\x00b/", "folder://0/x",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(text):
    with pytest.raises(PageError) as caught:
        parse_address(text, HERE)
    assert len(str(caught.value)) < 300


def test_languages_of_a_page_in_its_head_and_its_header():
    found = facts(
        '<base href="/docs/"><link rel="alternate" hreflang="es-MX" href="es.html">'
        '<link rel="ALTERNATE nofollow" hreflang="x-default" href="http://h.example/">'
        '<link rel="alternate" type="application/rss+xml" href="feed">'
        '<link rel="alternate" hreflang="de" href="mailto:x">',
        link='</fr>; rel="alternate"; hreflang=fr, <it>; hreflang="it"; rel=next',
    )
    assert [(code, str(place)) for code, place in found.alternates] == [
        ("es-MX", "http://h.example/docs/es.html"),
        ("x-default", "http://h.example/"),
        ("fr", "http://h.example/fr"),
    ]


def test_links_that_may_be_followed():
    body = (
        '<a href="b.html">B</a><a href="b.html#x">B</a><area href="/c">'
        '<a rel="nofollow" href="d">D</a><a>E</a><a href="#">F</a>'
        '<a href="javascript:x()">G</a>'
    )
    assert strings(facts(body=body).links) == [
        "http://h.example/en/b.html", "http://h.example/c", "http://h.example/en/a.html",
    ]  # fmt: skip
    assert facts(body=body).follows
    assert not facts('<meta name="ROBOTS" content="noarchive, NOFOLLOW">').follows


@pytest.mark.parametrize(
    ("head", "headers", "reason"),
    [
        ('<meta name="robots" content="noindex">', {}, "noindex"),
        ('<meta name="sphinx-amts" content="none">', {}, "none"),
        ('<meta name="robots" content="noai, noimageai">', {}, "noai"),
        ('<meta name="otherbot" content="noindex">', {}, ""),
        ("", {"x_robots_tag": "noindex"}, "noindex"),
        ("", {"x_robots_tag": "otherbot: noindex\nsphinx-amts: noindex"}, "noindex"),
        ("", {"x_robots_tag": "otherbot: noindex, nofollow"}, ""),
        ("", {"x_robots_tag": "otherbot: nofollow\nNoIndex"}, "noindex"),
        ("", {"x_robots_tag": "unavailable_after: 1 Jan 2030, noindex"}, "noindex"),
        ("", {"x_robots_tag": "max-snippet: 20"}, ""),
        ("", {"tdm_reservation": "1"}, "tdm-reservation"),
        ("", {"tdm_reservation": "0"}, ""),
        ('<meta name="tdm-reservation" content="1">', {}, "tdm-reservation"),
        ('<meta name="ms.translationtype" content="MT">', {}, "machine"),
        ('<meta name="ms.translationtype" content="HT">', {}, ""),
    ],
)
def test_what_the_owner_of_a_page_forbids(head, headers, reason):
    refusal = facts(head, **headers).refusal
    assert reason in refusal
    assert bool(refusal) == bool(reason)


def test_pages_that_this_program_marked_as_machine_translated_are_not_used():
    body = '<p>Text<a class="amts-note amts-machine" href="#x">machine</a></p>'
    assert "machine" in facts(body=body).refusal


def test_canonical_addresses_only_within_the_host():
    link = '<link rel="canonical" href="{}">'
    assert str(facts(link.format("/en/a")).identity) == "http://h.example/en/a"
    assert facts(link.format("http://other.example/")).identity == HERE


def test_licences_are_hints_of_three_kinds():
    found = facts(
        '<link rel="license" href="/terms"><meta name="dc.rights" content=" By\n Ana ">'
        '<script type="application/ld+json">{"@graph": [{"license": {"@id": "x:1"}}]}'
        "</script>",
        '<a href="https://creativecommons.org/licenses/by/4.0/">CC</a>',
    )
    assert found.licences == (
        "http://h.example/terms", "https://creativecommons.org/licenses/by/4.0/",
        "By Ana",
    )  # fmt: skip
    broken = '<script type="application/ld+json">{"license": [[[</script>'
    assert facts(broken).licences == ()


ENCODED = {
    "utf-8": ("", "utf-8"),
    "header": ("text/html; charset=windows-1252", "cp1252"),
    "iso stands for windows": ("text/html; charset=ISO-8859-1", "cp1252"),
    "mark": ("", "utf-8-sig"),
    "utf-16": ("text/html; charset=utf-16le", "utf-16-le"),
    "nothing said": ("", "cp1252"),
    "unknown name": ("text/html; charset=x-nothing", "utf-8"),
    "codec that is no encoding": ("text/html; charset=unicode_escape", "utf-8"),
    "codec that unpacks": ("text/html; charset=zlib", "utf-8"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_text_is_read_in_its_encoding(name):
    header, encoding = ENCODED[name]
    text = "<p>El pingüino compró «seis» peras \\x41 en la montaña…</p>"
    assert decoded(text.encode(encoding), {"content-type": header}) == text


def test_encodings_named_in_the_page():
    for declaration in (
        '<meta charset="shift_jis">',
        "<META content='text/html; charset=Shift_JIS' http-equiv=Content-Type>",
        '<?xml version="1.0" encoding="Shift_JIS"?>',
    ):
        text = f"{declaration}<p>水をゆっくり注ぐ。</p>"
        assert decoded(text.encode("cp932"), {}) == text
    with pytest.raises(PageError, match="not in the encoding utf-8"):
        decoded("<meta charset=utf-8>ñandú año caña".encode("cp1252") * 9, {})


def test_the_main_text_in_blocks():
    text = (
        '<?xml version="1.0"?><html><body><nav><ul><li><a href="/">Home</a></ul></nav>'
        '<main><div class="amts-banner">Translated by a machine</div>'
        '<h1>The mill<a href="#m">¶</a></h1>'
        "<p>Grind <em>very</em> slowly with <code>grind  -s 4</code>, and<br>wait.</p>"
        "<pre><code>one\ntwo</code></pre><ul><li>First<ul><li>Inner</ul><li><p>Second"
        "</p></ul><table><tr><th>Size<td>40</table><blockquote><p>Said she.</p>"
        "</blockquote></main><footer>All rights</footer></body></html>"
    )
    blocks = blocks_of(fetched(text))
    shown = [block.shown for block in blocks]
    assert shown == [
        "The mill", "Grind very slowly with grind -s 4, and wait.", "one\ntwo",
        "First", "Inner", "Second", "Size", "Said she.",
    ]  # fmt: skip
    assert blocks[0].kind is BlockKind.TITLE
    assert blocks[2].kind is BlockKind.CODE
    assert "grind -s 4" not in prose_of(blocks)
    assert [block.line for block in blocks] == list(range(1, 9))


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "<html></html>", "<p>12 345</p>", "<script>alert(1)</script>",
        "<!-- nothing -->", "\0\0\0",
    ],
)  # fmt: skip
def test_pages_without_text_are_refused(text):
    with pytest.raises(PageError):
        blocks_of(fetched(text))


def test_pages_nested_without_end_are_read_or_refused():
    for start, end in (("<div>", "</div>"), ("<ul><li>", ""), ("<blockquote>", "")):
        try:
            blocks_of(fetched(start * 20_000 + "<p>Text of it.</p>" + end * 20_000))
        except PageError as exc:
            assert "\n" not in str(exc)  # noqa: PT017 - either is right


def test_entities_of_a_page_are_not_fetched_or_multiplied():
    text = (
        '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbb">]>'
        "<html><body><main><p>One &a; and &b; more.</p></main></body></html>"
    )
    shown = " ".join(block.shown for block in blocks_of(fetched(text)))
    assert "root:" not in shown
    assert "bbbb;" not in shown.replace("&b;", "")


LANGUAGES = {
    "es": ["Los barcos salieron del puerto cuando cambió el viento, y nadie los vio."],
    "ca": [
        "Els vaixells van sortir del port quan va canviar el vent, i ningú els veu."
    ],
    "de": ["Die Schiffe verließen den Hafen, als der Wind drehte, und niemand sah es."],
    "nb": ["Skipene forlot havnen da vinden snudde, og ingen så dem før neste morgen."],
    "zh_TW": ["風向改變時，船隻離開了港口，沒有人看見它們。第二天早上才有人發現。" * 3],
    "uk": ["Кораблі вийшли з гавані, коли змінився вітер, і ніхто їх більше не бачив."],
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages_are_told_apart(code):
    (text,) = LANGUAGES[code]
    PageLanguage(code).refuse_other(text)
    for other in LANGUAGES.keys() - {code}:
        with pytest.raises(PageError, match=f"not in {other!r}"):
            PageLanguage(other).refuse_other(text * 2)


def test_few_words_and_code_tell_no_language():
    expected = PageLanguage("es")
    for text in ("", "OK", "numpy.array, torch.nn", "Menu"):
        expected.refuse_other(text)
    PageLanguage("tlh").refuse_other(LANGUAGES["es"][0])  # no model knows it


COUNTERPARTS = {
    "/en/a.html": "/es/a.html",
    "/docs/en-us/a": "/docs/es/a",
    "/EN/a": "/es/a",
    "/a.en.html": "/a.es.html",
    "/a_en.htm": "/a_es.htm",
    "/en.html": "/es.html",
    "/en": "/es",
    "/a?lang=en&p=1": "/a?lang=es&p=1",
    "/a?p=1&hl=en-GB": "/a?p=1&hl=es",
    "/es/a": "/en/a",
    "/english/a": None,
    "/a?lang=fr": None,
    "/entry/a.html": None,
    "/a.html": None,
    "/fr/a.html": None,
}


@pytest.mark.parametrize("path", COUNTERPARTS)
def test_languages_in_addresses(path):
    parts = LanguageParts(LanguagePair(source="en", target="es"))
    address = parse_address(f"http://h.example{path}")
    expected = COUNTERPARTS[path]
    guessed = list(parts.counterparts(address))
    assert guessed == ([f"http://h.example{expected}"] if expected else [])
    if expected:
        other = parse_address(guessed[0])
        keys = {(side, key) for side, key in parts.keys(address)}
        assert {(1 - side, key) for side, key in keys} & set(parts.keys(other))


def test_a_subdomain_names_a_language():
    parts = LanguageParts(LanguagePair(source="en", target="es"))
    address = parse_address("https://en.h.example/a")
    assert list(parts.counterparts(address)) == ["https://es.h.example/a"]
    assert parts.side_of(address) == 0
    assert parts.side_of(parse_address("https://10.0.0.1/a")) is None


def test_a_page_of_texts_reads_as_it_was_written():
    texts = [english for english, _ in paragraphs(1)]
    shown = [block.shown for block in blocks_of(fetched(page(texts, "en")))]
    assert shown == texts

"""Notices are whole HTML, escaped, small, and say what holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from sphinx_amts.notices.long_pages import without_numbers
from sphinx_amts.notices.publishing import Unpublished
from sphinx_amts.notices.shares import PageShares
from sphinx_amts.notices.texts import NoticeTexts
from sphinx_amts.notices.writing import (
    Notice,
    SourceEntry,
    banner,
    page_style,
    source_link,
    source_list,
)

HOSTILE = """</li></details><script>alert("1")</script><img src=x onerror='a'>&amp;"""


def notice(**values):
    given = {
        "shares": PageShares(human=60, machine=35, source=5),
        "unpublished": (),
        "original": "../en/index.html",
        "original_language": "en",
        "help": "https://example.org/?a=1&b=2",
        "side_by_side": True,
    }
    return Notice(**(given | values))


def words(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


class _Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)


def test_shares_are_written_as_the_language_does():
    def shares(code):
        return words(banner(notice(), NoticeTexts(code, {}), code))

    assert "60 % von Menschen übersetzt 35 % maschinelle" in shares("de")
    assert "35% 机器翻译" in shares("zh")
    assert "%35" in shares("tr")


def test_small_shares_are_not_rounded_away():
    shares = PageShares(human=9990, machine=10)
    html = banner(notice(shares=shares), NoticeTexts("zh", {}), "zh")
    assert "99.9% 人工翻译" in words(html)
    assert "0.1% 机器翻译" in words(html)


def test_one_part_needs_no_share():
    html = banner(notice(shares=PageShares(machine=9)), NoticeTexts("es", {}), "es")
    assert "traducción automática Leer el original" in words(html)
    assert "%" not in words(html)


def test_the_original_comes_first_on_a_page_that_is_not_published():
    html = banner(
        notice(unpublished=(Unpublished.INCOMPLETE, Unpublished.BY_MACHINE)),
        NoticeTexts("zh", {}),
        "zh",
    )
    assert words(html).startswith(
        "阅读原文 本页仅部分已翻译。 本页大部分为机器翻译。 60% 人工翻译"
    )
    assert html.count("../en/index.html") == 1
    assert html.index('hreflang="en"') < html.index("amts-shares")


def test_nothing_to_say_is_nothing():
    assert not notice(shares=None, side_by_side=False)
    assert notice(shares=None, side_by_side=True)


@pytest.mark.parametrize("code", ["zh", "ar", "eo"])
def test_text_is_never_markup(code):
    own = {"Source text": HOSTILE, "machine translation": HOSTILE}
    texts = NoticeTexts(code, own)
    entries = [SourceEntry(number=1, text=HOSTILE, improve="https://a.org/?x=1&y='2")]
    html = source_list(entries, texts, "en", code)
    html += banner(notice(help='https://a.org/"><script>'), texts, code)
    html += source_link(entries[0], "machine", texts)
    tags = _Tags(html).found
    assert not {"script", "img"} & {*tags}
    assert tags.count("li") == 1
    own = {"machine translation": HOSTILE + '"}\\\n'}
    style = page_style(PageShares(machine=1), NoticeTexts("es", own), "es")
    inner = style.removeprefix("<style>").removesuffix("</style>")
    assert not set(inner) & set("<>&\n")
    assert inner.count('"') == 4


def test_a_list_costs_little_beside_its_text():
    entries = [SourceEntry(number=n, text="A b.", improve="") for n in range(120)]
    texts = NoticeTexts("zh", {})
    html = source_list(entries, texts, "en", "zh") + banner(notice(), texts, "zh")
    html += "".join(source_link(entry, "machine", texts) for entry in entries)
    classes = sum(len(f" amts-s{n}") for n in range(120))
    assert len(html.encode()) + classes - 4 * len(entries) < 20_000


def test_the_order_of_a_long_page_tells_which_entry_is_whose():
    entries = [
        SourceEntry(number=n, text=f"Text {n}.", improve="") for n in range(1, 7)
    ]
    body = (
        '<h1 class="amts-s2">A<a class="headerlink" href="#a">#</a></h1>'
        '<p class="machine-translated amts-s1">B</p><p class="amts-s99 other">C</p>'
        '<pre>&lt;p class=&quot;amts-s3&quot;&gt; class="amts-s3"</pre>'
        '<dl id="x" class="amts-s5 wide">D</dl><p class="amts-s2">A</p>'
        '<p class="amts-s6 amts-s4">E</p>'
    )
    changed, ordered = without_numbers(body, entries)
    assert changed == (
        '<h1 class=amts>A<a class="headerlink" href="#a">#</a></h1>'
        '<p class="machine-translated amts">B</p><p class="amts-s99 other">C</p>'
        '<pre>&lt;p class=&quot;amts-s3&quot;&gt; class="amts-s3"</pre>'
        '<dl id="x" class="amts wide">D</dl><p class="amts-s1">A</p>'
        "<p class=amts>E</p>"
    )
    # the last two are on the page no more, or have no element of their own
    assert [entry.text[5] for entry in ordered] == ["2", "1", "5", "6", "3", "4"]
    assert [entry.number for entry in ordered] == [*range(1, 7)]
    html = source_list(ordered, NoticeTexts("zh", {}), "en", "zh", numbered=False)
    assert "<li>Text 2.<li>Text 1.<li>" in html


def test_directions_are_set_where_they_differ():
    entry = SourceEntry(number=1, text="A b.", improve="https://a.org/")
    html = source_list([entry], NoticeTexts("ar", {}), "en", "ar")
    assert '<ol lang="en" dir="ltr">' in html
    assert 'rel="nofollow" lang="ar" dir="rtl">' in html
    html = source_list([entry], NoticeTexts("zh", {}), "en", "zh")
    assert '<ol lang="en">' in html
    assert "dir=" not in html

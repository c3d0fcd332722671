"""Languages of the site: their names, their addresses, links from one to another."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from sphinx_amts.errors import ConfigError
from sphinx_amts.settings.definitions import parse
from sphinx_amts.site.languages import make_site, relative
from sphinx_amts.site.links import PageLink, alternates, menu
from sphinx_amts.site.names import own_name


@pytest.mark.parametrize(
    ("code", "others", "name"),
    [
        ("zh", (), "中文"),
        ("zh", ("zh_TW",), "简体中文"),
        ("zh_TW", (), "繁體中文"),
        ("zh_CN", ("en",), "中文"),
        ("es", (), "Español"),
        ("es_419", ("es",), "Español latinoamericano"),
        ("ka", (), "ქართული"),
        ("he", (), "עברית"),
        ("sr@latin", ("sr",), "Srpski (latinica)"),
        ("en_GB", (), "British English"),
        ("xx_nowhere", (), "xx_nowhere"),
    ],
)
def test_a_language_has_its_own_name(code, others, name):
    assert own_name(code, others) == name


def site(**setting):
    value = parse("site", setting)
    return make_site(value, source="en", targets=["zh", "pt_PT", "de@informal", "de"])


def test_folders_are_named_as_languages_unless_they_are_set():
    found = site(base="https://example.org/book")
    assert [one.folder for one in found.languages] == [
        *("en/", "zh/", "pt_PT/", "de@informal/", "de/")
    ]
    assert found.language("zh_Hans").address == "https://example.org/book/zh/"
    assert found.language("fr") is None
    names = [one.name for one in found.languages]
    assert names[-2:] == ["Deutsch (de@informal)", "Deutsch (de)"]


@pytest.mark.parametrize(
    ("paths", "addresses"),
    [
        # as Read the Docs and GitHub Pages have them
        (
            {"en": "/en/latest/", "zh": "zh-cn/latest"},
            ["https://example.org/en/latest/", "https://example.org/zh-cn/latest/"],
        ),
        ({"en": "", "zh": "/zh/"}, ["https://example.org/", "https://example.org/zh/"]),
        (
            {"en": "/", "zh": "https://zh.example.net"},
            ["https://example.org/", "https://zh.example.net/"],
        ),
        (
            {"en": "en/", "zh": "中文/"},
            ["https://example.org/en/", "https://example.org/%E4%B8%AD%E6%96%87/"],
        ),
    ],
)
def test_paths_and_addresses(paths, addresses):
    found = site(base="https://example.org", paths=paths)
    assert [one.address for one in found.languages] == addresses


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ({"base": "example.org/book"}, '["base"]'),
        ({"base": "//example.org/"}, '["base"]'),
        ({"base": "ftp://example.org/"}, '["base"]'),
        ({"base": "javascript:alert(1)"}, '["base"]'),
        ({"base": "https://example.org/?x=1"}, '["base"]'),
        ({"base": 'https://example.org/"><script>'}, '["base"]'),
        ({"base": 3}, '["base"]'),
        ({"paths": {}}, '["paths"]'),
        ({"paths": "en/"}, '["paths"]'),
        ({"paths": {"en": "", "zh": "/"}}, '["paths"]["zh"]'),
        ({"paths": {"en": "book/", "zh": "Book"}}, '["paths"]["zh"]'),
        ({"paths": {"en": "", "zh": "../zh/"}}, '["paths"]["zh"]'),
        ({"paths": {"en": "", "zh": "//example.org/zh"}}, '["paths"]["zh"]'),
        ({"paths": {"en": "", "zh": "zh\\x/"}}, '["paths"]["zh"]'),
        ({"paths": {"en": "", "zh": "zh?x/"}}, '["paths"]["zh"]'),
        ({"paths": {"en": "", "zh": None}}, '["paths"]["zh"]'),
        ({"paths": {"en": "", "zh": "https://x.example"}}, '["paths"]["en"]'),
        ({"paths": {"en": "", "zh": "mailto:x"}}, '["paths"]["zh"]'),
        ({"names": {"zh": ""}}, '["names"]["zh"]'),
        ({"names": "Chinese"}, '["names"]'),
        ({"menu": "perhaps"}, '["menu"]'),
        ({"paths": {"en": "", "fr": "fr/"}}, '["paths"]["fr"]'),
        ({"paths": {"zh": "", "zh_CN": "cn/"}}, '["paths"]["zh_CN"]'),
        ({"base": "https://x.example", "names": {"fr": "F"}}, '["names"]["fr"]'),
    ],
)
def test_a_wrong_entry_is_named(setting, place):
    with pytest.raises(ConfigError) as caught:
        site(**setting)
    assert str(caught.value).startswith(f"amts_site{place}")


def test_an_unknown_key_is_named():
    with pytest.raises(ConfigError, match=r"'bases'.*did you mean 'base'"):
        site(bases="https://example.org/")


@pytest.mark.parametrize(
    "here", ["index.html", "en/index.html", "en/a/b/c.html", "en/", "en/latest/a/"]
)
@pytest.mark.parametrize(
    "there", ["index.html", "", "zh/", "zh/a/b/c.html", "en/zh/x.html", "en/a/d/"]
)
def test_relative_links_lead_where_browsers_go(here, there):
    base = "https://example.org/"
    assert urljoin(base + here, relative(here, there)) == base + there


def test_names_and_addresses_are_no_markup():
    evil = "</a><script>alert(1)</script>\"'&"
    found = site(paths={"en": "", "zh": "zh/"}, names={"zh": evil})
    links = [
        PageLink(
            language=one,
            href='x"><img src=x>',
            same_page=True,
            address='https://x.example/"><img>',
            is_own=one.code == "en",
        )
        for one in found.languages
    ]
    html = menu(links, "top") + alternates(links, "en")
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<a ") == 1


def test_alternates_are_complete_or_none():
    found = site(base="https://example.org", paths={"en": "", "zh": "zh/", "de": "de/"})

    def link(one, page):
        return PageLink(
            language=one,
            href="x",
            same_page=bool(page),
            address=one.page(page) if page else "",
            is_own=one.code == "zh",
        )

    en, zh, de = found.languages
    html = alternates([link(en, ""), link(zh, "a/"), link(de, "a/")], "en")
    assert html.count("<link") == 2
    assert "x-default" not in html
    assert alternates([link(en, "a/"), link(zh, ""), link(de, "a/")], "en") == ""
    assert alternates([link(en, ""), link(zh, "a/"), link(de, "")], "en") == ""

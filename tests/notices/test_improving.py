"""Links to where a translation is corrected are checked, and hold encoded values."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from sphinx_amts.errors import ConfigError
from sphinx_amts.notices.improving import LONGEST, Place, link
from sphinx_amts.settings.definitions import Settings

HOSTILE = "a&b=c#d?e/f %\"'<script>{line}\\ 水\n\u202e"


def place(**values):
    fixed = {"file": "locales/zh/LC_MESSAGES/a b.po", "line": 7, "msgid": HOSTILE}
    rest = {"docname": "guide/use", "language": "zh_CN", "branch": "fix/1"}
    return Place(**(fixed | rest | values))


def test_every_value_is_encoded():
    query = "f={file}&l={line}&m={msgid}&d={docname}&g={language}&b={branch}"
    address = link(f"https://example.org/new?{query}#top", place())
    parts = urlsplit(address)
    assert (parts.netloc, parts.path, parts.fragment) == ("example.org", "/new", "top")
    assert parse_qs(parts.query) == {
        "f": ["locales/zh/LC_MESSAGES/a b.po"],
        "l": ["7"],
        "m": [HOSTILE],
        "d": ["guide/use"],
        "g": ["zh_CN"],
        "b": ["fix/1"],
    }
    assert address.isascii()
    assert not set(address) & set("<>\"' \n{}")


def test_slashes_of_paths_stay():
    address = link("https://example.org/edit/{branch}/{file}#L{line}", place())
    assert address == (
        "https://example.org/edit/fix/1/locales/zh/LC_MESSAGES/a%20b.po#L7"
    )


def test_long_messages_are_cut_between_words():
    address = link("https://example.org/?q={msgid}", place(msgid="word " * 200))
    (found,) = parse_qs(urlsplit(address).query)["q"]
    assert 0.9 * LONGEST < len(found) <= LONGEST
    assert found.endswith("word")
    address = link("https://example.org/?q={msgid}", place(msgid="水" * 2000))
    assert parse_qs(urlsplit(address).query)["q"] == ["水" * LONGEST]


@pytest.mark.parametrize(
    "value",
    [
        "https://example.org/{files}",
        "https://example.org/{}",
        "https://example.org/{file.name}",
        "https://example.org/{0}",
        "https://example.org/{file!r}",
        "https://example.org/{file",
        "https://example.org/file}",
        "https://example.org/{{file}}",
        "javascript:alert({line})",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,{msgid}",
        "{file}",
        "//example.org/{file}",
        "/edit/{file}",
        "https:///{file}",
        "https://[::1/{file}",
        "https://example.org/a b",
        'https://example.org/"onclick=x',
        "https://example.org/\n{file}",
        "https://exa\u2028mple.org/",
        "\x01https://example.org/",
        7,
        ["https://example.org/"],
    ],
)
def test_wrong_templates_name_the_setting(value):
    with pytest.raises(ConfigError, match=r"^amts_improve must be ") as caught:
        Settings.from_values({"improve": value}, language="zh")
    assert len(str(caught.value).splitlines()) == 1


def test_a_near_name_is_suggested():
    with pytest.raises(ConfigError, match="did you mean 'msgid'"):
        Settings.from_values({"improve": "https://a.org/{msgids}"}, language="zh")


@pytest.mark.parametrize("value", ["ftp://a.org", "a.org", "mailto:a@b.org", 3])
def test_wrong_addresses_of_help_name_the_setting(value):
    with pytest.raises(ConfigError, match=r"^amts_help_url must be "):
        Settings.from_values({"help_url": value}, language="zh")


def test_a_language_may_have_links_of_its_own():
    own = {"zh": {"improve": "https://a.org/{file}"}}
    assert Settings.from_values({"languages": own}, language="zh").keeps_sources
    assert not Settings.from_values({"languages": own}, language="es").keeps_sources
    wrong = {"zh": {"improve": "https://a.org/{fil}"}}
    with pytest.raises(ConfigError, match=r'amts_languages\["zh"\]: improve must be'):
        Settings.from_values({"languages": wrong}, language="es")


@pytest.mark.parametrize(
    "rules",
    [
        {"zh": {"min_show": 0.8}},
        {"zh": {"min_shown": 80}},
        {"zh": {"min_shown": -0.1}},
        {"zh": {"min_shown": True}},
        {"zh": {"min_shown": "0.8"}},
        {"zh": {"min_shown": float("nan")}},
        {"zh": {"machine": "none"}},
        {"zh": 0.8},
        ["zh"],
        {1: {}},
    ],
)
def test_wrong_rules_of_publishing_name_the_setting(rules):
    with pytest.raises(ConfigError, match=r"^amts_publish must be "):
        Settings.from_values({"publish": rules}, language="zh")

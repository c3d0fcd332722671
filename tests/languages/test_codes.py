"""Codes, scripts and directions of languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import sphinx
from babel import Locale, UnknownLocaleError

from sphinx_amts.languages.codes import (
    aliases,
    canonical,
    is_known,
    language,
    sphinx_locale,
    suggest,
)

# "What is Amazon Translate", table of supported languages
AMAZON_TABLE = """
af am ar az bg bn bs ca cs cy da de el en es es-MX et fa fa-AF fi fr fr-CA ga gu ha he
hi hr ht hu hy id is it ja ka kk kn ko lt lv mk ml mn mr ms mt nl no pa pl ps pt pt-PT
ro ru si sk sl so sq sr sv sw ta te th tl tr uk ur uz vi zh zh-TW
"""
AMAZON = AMAZON_TABLE.split()


def sphinx_locales():
    folder = Path(sphinx.__file__).parent / "locale"
    return sorted(p.parent.parent.name for p in folder.glob("*/LC_MESSAGES/sphinx.mo"))


@pytest.mark.parametrize(
    "spellings",
    [
        ["zh", "zh_CN", "zh_Hans", "zh-Hans", "zh_Hans_CN", "zh-CN", "zh_cn", "cmn"],
        ["zh_TW", "zh_Hant", "zh-Hant", "zh_Hant_TW", "zh-tw", "zh_TW.Big5"],
        ["zh_HK", "zh_Hant_HK"],
        ["pt", "pt_BR", "pt-BR"],
        ["pt_PT", "pt-PT", "pt_Latn_PT"],
        ["es", "es_ES"],
        ["es_MX", "es-mx"],
        ["nb", "no", "nb_NO", "no_NO"],
        ["nn", "nn_NO"],
        ["sr", "sr_RS", "sr_Cyrl"],
        ["sr_Latn", "sr@latin", "sr-Latn-RS"],
        ["he", "iw", "he_IL"],
        ["tl", "fil"],
        ["ca", "ca_ES"],
        ["ca@valencia"],
        ["en", "en_US"],
        ["en_GB"],
        ["yue", "yue_HK"],
    ],
)
def test_spellings_of_one_language(spellings):
    assert {canonical(code) for code in spellings} == {spellings[0]}


def test_languages_that_differ_stay_apart():
    codes = ["zh", "zh_TW", "zh_HK", "yue", "pt", "pt_PT", "sr", "sr_Latn", "nb", "nn"]
    codes += ["es", "es_MX", "es_419", "en", "en_GB", "fr", "fr_CA", "ca", "fa_AF"]
    assert len({canonical(code) for code in codes}) == len(codes)


def test_aliases():
    assert set(aliases("zh")) >= {"zh_CN", "zh_Hans", "zh-Hans", "zh_Hans_CN", "zh-CN"}
    assert {"zh", "zh_Hans"} <= set(aliases("zh_CN"))
    assert not set(aliases("zh")) & {"zh", "zh_TW", "zh_Hant", "zh_HK", "yue"}
    assert not set(aliases("zh_TW")) & {"zh", "zh_CN", "zh_Hans", "zh_TW"}
    assert "pt_BR" in aliases("pt")
    assert "pt_PT" not in aliases("pt")
    assert "sr@latin" in aliases("sr_Latn")
    assert "no" in aliases("nb")
    assert aliases("no such code") == ()


@pytest.mark.parametrize(
    "code", ["zh", "zh_Hant", "sr_Latn", "nb", "es_MX", "tl", "de"]
)
def test_aliases_are_the_same_language(code):
    assert {canonical(alias) for alias in aliases(code)} == {canonical(code)}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("zh", "zh_CN"),
        ("zh_Hans", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("zh_SG", "zh_CN"),
        ("zh_Hant", "zh_TW"),
        ("zh_HK", "zh_HK"),
        ("zh_MO", "zh_TW"),
        ("uk", "uk_UA"),
        ("pt", "pt"),
        ("pt_BR", "pt_BR"),
        ("fr_CA", "fr_CA"),
        ("de", "de"),
        ("sr_Latn", "sr@latin"),
        ("hi", "hi"),
        ("en", "en"),
        ("sw", "sw"),
        ("klingon?", "klingon?"),
    ],
)
def test_sphinx_locale(code, expected):
    assert sphinx_locale(code) == expected


def test_every_locale_of_this_sphinx_is_known_and_found():
    found = {code for code in sphinx_locales() if not code.startswith("en_")}
    assert len(found) > 50
    assert {code for code in found if not is_known(code)} == set()
    assert {code for code in found if sphinx_locale(code) != code} <= {"zh_TW.Big5"}


def test_amazon_codes_are_known_and_map_to_themselves():
    assert len(AMAZON) == 75
    assert {code: language(code).amazon for code in AMAZON} == {c: c for c in AMAZON}
    assert all(is_known(code) for code in AMAZON)


@pytest.mark.parametrize(
    ("code", "amazon", "iso", "bcp47"),
    [
        ("zh_CN", "zh", "zho", "zh"),
        ("zh_HK", "zh-TW", "zho", "zh-HK"),
        ("nb_NO", "no", "nob", "nb"),
        ("pt_BR", "pt", "por", "pt"),
        ("en_GB", "en", "eng", "en-GB"),
        ("es", "es", "spa", "es"),
        ("eo", None, "epo", "eo"),
        ("sr@latin", None, "srp", "sr-Latn"),
        ("nn", None, "nno", "nn"),
        ("cak", None, "cak", "cak"),
    ],
)
def test_codes_of_other_systems(code, amazon, iso, bcp47):
    found = language(code)
    assert (found.amazon, found.iso639_3, found.bcp47) == (amazon, iso, bcp47)


@pytest.mark.parametrize("code", [*AMAZON, "yi", "ckb", "dv", "ug", "sd", "ku", "eo"])
def test_direction_agrees_with_babel(code):
    try:
        order = Locale.parse(code.replace("-", "_")).character_order
    except UnknownLocaleError:
        pytest.skip(f"Babel has no data of {code}")
    expected = {"left-to-right": "ltr", "right-to-left": "rtl"}[order]
    assert language(code).direction == expected


def test_direction_follows_the_script():
    assert language("pa").direction == "ltr"
    assert language("pa_PK").direction == language("uz_AF").direction == "rtl"


def test_blanks():
    joined = [language(code) for code in ("zh", "zh_TW", "ja", "yue")]
    spaced = [language(code) for code in ("ko", "th", "de", "xx")]
    without = [*joined, *(language(code) for code in ("th", "km", "my"))]
    with_blanks = [language(code) for code in ("ko", "vi", "en", "xx")]
    assert {known.sentence_separator for known in joined} == {""}
    assert {known.sentence_separator for known in spaced} == {" "}
    assert all(known.writes_without_blanks for known in without)
    assert not any(known.writes_without_blanks for known in with_blanks)


def test_search_package():
    assert language("zh_TW").search_package == "jieba"
    assert language("ja").search_package is None


@pytest.mark.parametrize("code", ["oc", "gsw", "quc", "es_419", "zh-Hans", "de_AT"])
def test_minority_and_regional_codes_are_known(code):
    assert is_known(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("zh_cn", "zh_CN"),
        ("ZH", "zh"),
        ("pt-br", "pt_BR"),
        ("chinese", "zh"),
        ("Spanish", "es"),
        ("germn", "de"),
        ("spa", "es"),
        ("jp", "ja"),
        ("cn", "zh"),
        ("cz", "cs"),
        ("zh_XX", "zh"),
        ("esp", "es"),
        ("de@klingon", "de"),
        ("", None),
        ("xxxxxxxxxx_YY", None),
    ],
)
def test_unknown_codes_and_what_was_meant(code, expected):
    assert not is_known(code)
    assert suggest(code) == expected

"""Pseudo-translation."""

from __future__ import annotations

import re
import unicodedata
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_amts.engines.base import EngineOptions, Item, Request, create_engine
from sphinx_amts.model import LanguagePair

LANGUAGES = ["es", "zh", "zh_TW", "ja", "ko", "ru", "el", "ar", "he", "hi", "th", "en"]


def translate(html, target="es", engine="pseudo"):
    created = create_engine(engine, EngineOptions())
    request = Request(
        (Item(key="k", html=html),), LanguagePair(source="en", target=target)
    )
    (result,) = created.translate(request)
    assert result.key == "k"
    assert result.provenance.engine == engine
    return result.html


def tags(html):
    return re.findall(r"<[^>]+>", html)


def words(html):
    return re.sub(r"<[^>]+>", "", html)


PARAGRAPH = "This is a paragraph of some length, with 3.14 and more. Is it? Yes!"


def test_latin_letters_get_accents_and_text_grows():
    result = translate(PARAGRAPH)
    assert 1.2 < len(result) / len(PARAGRAPH) < 1.4
    assert not re.search("[a-z]", result)
    assert "3.14" in result
    assert result.endswith("!")
    assert result.count(" ") == PARAGRAPH.count(" ")
    assert unicodedata.normalize("NFC", result) == result


@pytest.mark.parametrize(
    ("target", "letters", "end"),
    [
        ("zh", "[一-鿿]", "。"),
        ("zh_TW", "[一-鿿]", "。"),
        ("ja", "[ぁ-ヿ一-鿿]", "。"),
        ("ko", "[가-힣]", "."),
        ("ru", "[А-Яа-я]", "."),
        ("ar", "[ا-ي]", "."),
        ("he", "[א-ת]", "."),
        ("hi", "[क-ह]", "।"),
        ("th", "[ก-ฮ]", "."),
        ("sw", "[^\x00-\x7f]", "."),
    ],
)
def test_letters_and_marks_of_the_script(target, letters, end):
    result = translate("Some words here, in 2024.", target)
    assert re.fullmatch(f"(?:{letters}|[ ,，、،2024]|[^\\w\\s])+", result)
    assert re.search(letters, result)
    assert "2024" in result
    assert result.endswith(end)
    assert (" " in result) == (target not in ("zh", "zh_TW", "ja", "th"))


def test_full_width_marks():
    result = translate("Do it, now: one; two! Is it? So it is... (Yes.)", "zh")
    assert re.sub("[一-鿿]", "", result) == "，：；！？。。。(。)"


def test_no_blank_touches_an_element_in_chinese():
    result = translate(
        'See <code id="x1" translate="no">a b</code> in 5 6 words.', "zh"
    )
    assert " " not in result.replace("a b", "").replace("code id", "").replace(
        '" translate', ""
    ).replace("5 6", "")
    assert "5 6" in result


def test_right_to_left_for_any_target():
    assert re.search("[ا-ي]", translate("Words?", "es", "pseudo-rtl"))
    assert translate("Words?", "es", "pseudo-rtl").endswith("؟")
    assert re.search("[א-ת]", translate("Words?", "he", "pseudo-rtl"))
    for target in LANGUAGES:
        result = translate(PARAGRAPH, target, "pseudo-rtl")
        classes = {unicodedata.bidirectional(character) for character in result}
        assert classes & {"R", "AL"}
        assert not classes & {"L", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}
        assert " " in result


def test_elements_change_places_and_keep_their_content():
    html = (
        '<em id="x1">One</em> and <code id="x2" translate="no">a &lt; b</code> and '
        '<strong id="x3">three <a id="x4">four</a></strong>.'
    )
    result = translate(html)
    assert sorted(tags(result)) == sorted(tags(html))
    assert '<code id="x2" translate="no">a &lt; b</code>' in result
    ids = re.findall('id="x([123])"', result)
    assert ids != ["1", "2", "3"]
    assert re.search(r'<strong id="x3">(?:(?!</strong>).)*<a id="x4">', result)
    assert result.endswith(".")


def test_a_single_element_moves_in_some_segments():
    texts = [f'Word{n} before <em id="x1">this</em> after.' for n in range(20)]
    moved = [translate(text).startswith("<em") for text in texts]
    assert True in moved
    assert False in moved


def test_entities_stay_escaped():
    assert translate("1 &lt; 2 &amp;amp; 3") == "1 &lt; 2 &amp;áɱþþ; 3"


@pytest.mark.parametrize("target", LANGUAGES)
def test_text_without_letters_stays(target):
    assert translate("1.5 + 2 = 3.5!", target) == "1.5 + 2 = 3.5!"


@given(
    st.text(
        st.characters(categories=["L", "M", "N", "P", "Zs"], max_codepoint=0x3000),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["pseudo", "pseudo-rtl"]),
)
def test_text_with_letters_always_changes(text, target, engine):
    html = escape(text, quote=False)
    result = translate(html, target, engine)
    assert translate(html, target, engine) == result
    assert (result != html) or not any(character.isalpha() for character in text)
    shown = unescape(result)
    assert any(c.isalpha() for c in shown) == any(c.isalpha() for c in text)
    assert [c for c in shown if c.isnumeric()] == [c for c in text if c.isnumeric()]


def test_identity():
    engines = [create_engine(n, EngineOptions()) for n in ("pseudo", "pseudo-rtl")]
    assert [e.identity for e in engines] == ["pseudo", "pseudo-rtl"]
    assert [e.metered for e in engines] == [False, False]

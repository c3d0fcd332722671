"""Notices are in the language of the page, and English ones say that they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.notices import texts as module
from sphinx_amts.notices.texts import NoticeTexts, shipped_languages

LOCALES = Path(module.__file__).with_name("locales")
MSGIDS = {e.msgid for e in read_entries(LOCALES / "sphinx_amts.pot")} - {""}
CODE = "".join(
    path.read_text("utf-8") for path in Path(module.__file__).parent.glob("*.py")
)


def test_there_are_catalogs_for_thirty_languages():
    assert len(shipped_languages()) >= 30
    assert {"zh", "zh_TW", "es", "ar", "he", "fa", "hi", "ja"} < {*shipped_languages()}


@pytest.mark.parametrize("code", shipped_languages())
def test_each_catalog_is_complete(code):
    path = LOCALES / code / "LC_MESSAGES" / "sphinx_amts.po"
    entries = {e.msgid: e for e in read_entries(path)}
    assert entries.keys() - {""} == MSGIDS
    assert f"Language: {code}\n" in entries[""].msgstr
    for msgid in MSGIDS:
        text = entries[msgid].msgstr
        assert text.strip() == text != ""
        assert not entries[msgid].fuzzy
        if code != "th":  # which has no full stop
            assert (text[-1] in ".。।۔") is msgid.endswith(".")


def test_each_text_is_used():
    assert [msgid for msgid in MSGIDS if msgid not in CODE] == []


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("zh_CN", "机器翻译"),
        ("zh-Hans", "机器翻译"),
        ("zh_HK", "機器翻譯"),
        ("zh_Hant", "機器翻譯"),
        ("es_MX", "traducción automática"),
        ("pt_BR", "tradução automática"),
        ("de_AT", "maschinelle Übersetzung"),
    ],
)
def test_a_region_has_the_texts_of_its_language_and_script(code, shown):
    texts = NoticeTexts(code, {})
    assert texts.text("machine translation") == shown
    assert texts.attributes("machine translation") == ""


def test_a_language_without_texts_has_marked_english_ones():
    texts = NoticeTexts("eo", {"not translated": "ne tradukita"})
    assert texts.html("not translated") == "ne tradukita"
    english = texts.html("machine translation")
    assert english == '<span lang="en" dir="ltr">machine translation</span>'
    assert NoticeTexts("sr_Latn", {}).language_of("not translated") == "en"


def test_texts_of_the_book_win_and_are_escaped():
    texts = NoticeTexts("es", {"Source text": "<b>&", "not translated": " "})
    assert texts.html("Source text") == "&lt;b&gt;&amp;"
    assert texts.text("not translated") == "sin traducir"


def test_english_pages_need_no_marks_of_their_language():
    assert NoticeTexts("en_GB", {}).html("Source text") == "Source text"

"""Which characters are words, and which scripts have no blanks, is one table."""

from __future__ import annotations

import re

import pytest

from sphinx_amts.alignment.tokens import tokenize_sentence
from sphinx_amts.checks.drafts import DraftChecks
from sphinx_amts.document_records.coverage import measure
from sphinx_amts.emulator.detection import detected
from sphinx_amts.engines.base import Item, Request
from sphinx_amts.engines.pseudo import PseudoEngine
from sphinx_amts.languages.characters import CJK, HANGUL, is_wide
from sphinx_amts.languages.joining import joined
from sphinx_amts.languages.scripts import Script
from sphinx_amts.model import LanguagePair
from sphinx_amts.scores.metrics import tokenizer_for
from sphinx_amts.text.differences import words_of

LETTERS = {
    "rare ideographs": "𠮷𩸽",
    "ideographs of both ends": "㐀龥",
    "a repeated ideograph": "時々",
    "a zero": "〇",
    "hiragana": "ひらゝ",
    "katakana": "カーヽ",
    "half-width katakana": "ｶﾅ",
    "bopomofo": "ㄅㄆ",
}


@pytest.mark.parametrize("text", LETTERS.values(), ids=LETTERS)
def test_each_letter_of_chinese_and_japanese_is_a_word(text):
    assert re.fullmatch(f"[{CJK}]+", text)
    assert not re.search(f"[{HANGUL}]", text)
    assert words_of(text) == list(text)
    assert measure(text).words == len(text)


@pytest.mark.parametrize(
    "text", ["", "Größe\u00a0— 3\u2003m", "snake_case… don’t", "Ⅷ \x1f ﬁn", "เมือง x"]
)
def test_a_letter_of_chinese_changes_nothing_in_the_words_before_it(text):
    assert words_of(f"{text} 時") == [*words_of(text), "時"]
    assert measure(f"{text} 時").words == measure(text).words + 1


@pytest.mark.parametrize("text", ["𠮷𩸽", "時々", "ㄅㄆ", "ひらゝ"])
def test_the_aligner_tells_the_same_letters_apart(text):
    assert tokenize_sentence(text).tokens == tuple(text)


def test_marks_are_no_letters():
    for mark in "・゠。「　":
        assert not re.match(f"[{CJK}{HANGUL}]", mark)
    assert words_of("カ・カ") == ["カ", "カ"]


def test_syllables_of_korean_count_as_characters_in_sizes_and_differences():
    assert measure("물을 끓인다").words == 5
    assert words_of("물을") == ["물", "을"]


def test_passages_that_stand_twice_are_found_among_rare_ideographs():
    checks = DraftChecks(LanguagePair(source="en", target="zh"), {})
    found = dict(checks.problems("The river is long and wide.", "𠮷𩸽" * 6))
    assert found["repetition"] == "6 times in a row: '𠮷𩸽'"


@pytest.mark.parametrize("code", ["zh", "zh_TW", "zh_Hani", "ja"])
def test_scripts_of_ideographs_put_no_blanks_between_sentences(code):
    assert joined(["河。", "山。"], code) == "河。山。"
    assert Script(code).foreign("This is no such text at all", "") is not None
    request = Request(
        items=(Item(key="a", html="water"),),
        languages=LanguagePair(source="en", target=code),
    )
    (result,) = PseudoEngine(name="pseudo", right_to_left=False).translate(request)
    assert all(map(is_wide, result.html))
    assert code == "ja" or tokenizer_for(code) == "zh"


@pytest.mark.parametrize(
    ("text", "code"),
    [("長江", "zh"), ("川の名", "ja"), ("한강", "ko"), ("Днепр", "ru"), ("ዓባይ", "am")],
)
def test_the_emulator_knows_the_scripts_that_drafts_are_judged_by(text, code):
    assert detected(text, "auto") == code
    assert Script(code).foreign(text, "") is None

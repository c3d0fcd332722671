"""What shows without a reference that a machine's translation is wrong."""

from __future__ import annotations

import pytest

from sphinx_amts.checks.drafts import DraftChecks
from sphinx_amts.extension.messages.stop_words import stop_words
from sphinx_amts.model import LanguagePair

SOURCE = (
    "The oven is hot before the bread is baked in it, and it stays closed for the "
    "first 25 minutes."
)
SPANISH = (
    "El horno está caliente antes de que se hornee el pan, y permanece cerrado los "
    "primeros 25 minutos."
)
CHINESE = "烤面包之前烤箱要热，前 25 分钟要一直关着。"
GERMAN = (
    "Der Ofen ist heiß, bevor das Brot in ihm gebacken wird, und er bleibt für die "
    "ersten 25 Minuten geschlossen."
)


def rules(source: str, target: str, language: str = "es") -> list[str]:
    checks = DraftChecks(LanguagePair(source="en", target=language), stop_words())
    return [rule for rule, _ in checks.problems(source, target)]


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        (SOURCE, SPANISH, "es"),
        (SOURCE, SPANISH, "es_MX"),
        (SOURCE, CHINESE, "zh"),
        ("Knead.", "Amase la masa con ambas manos.", "es"),
        # names stay, however long they are
        ("Read the Docs and GitHub Pages", "Read the Docs y GitHub Pages", "es"),
        ("Use the Sphinx Python API.", "使用 Sphinx Python API。", "zh"),
        # so does what the source says twice
        (
            "Mix, mix, mix, mix and mix.",
            "Mezcle, mezcle, mezcle, mezcle y mezcle.",
            "es",
        ),
        ("See https://example.com/of/the/is/it now.", "Véase ahora.", "es"),
        ("", "", "es"),
    ],
)
def test_what_a_person_might_have_written_is_no_finding(source, target, language):
    assert rules(source, target, language) == []


@pytest.mark.parametrize(
    ("target", "language", "rule"),
    [
        (SPANISH.replace("25", "veinticinco"), "es", "number"),
        (f"{SPANISH} {GERMAN} {SPANISH}", "es", "length"),
        ("El horno 25.", "es", "length"),
        (GERMAN, "es", "language"),
        (SPANISH, "zh", "language"),
        (SOURCE, "es", "untranslated"),
        (SPANISH.replace("el pan", "the bread is baked in it"), "es", "untranslated"),
        (CHINESE + "and it stays closed for the", "zh", "untranslated"),
        (f"{SPANISH} {SPANISH}", "es", "repetition"),
        (SPANISH.replace("pan", "pan pan pan pan pan"), "es", "repetition"),
        (CHINESE.replace("前", "前前前前前"), "zh", "repetition"),
    ],
)  # fmt: skip
def test_a_damaged_translation_is_found(target, language, rule):
    assert rule in rules(SOURCE, target, language)


def test_messages_say_where():
    checks = DraftChecks(LanguagePair(source="en", target="es"), stop_words())
    target = SPANISH.replace("el pan", "the bread is baked in it").replace("25", "")
    assert list(checks.problems(SOURCE, target)) == [
        ("number", "without 25"),
        ("untranslated", "still in the source language: 'the bread is baked in it'"),
    ]
    assert list(checks.problems("Bake it now.", "Hornee pan pan pan pan ahora.")) == [
        ("repetition", "4 times in a row: 'pan'")
    ]

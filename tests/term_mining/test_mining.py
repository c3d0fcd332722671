"""Terms are found with their translations, in scripts with blanks and without."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from term_texts import CHINESE, OTHERS, SPANISH, SPANISH_FRAMES, pair, pairs, rows

from sphinx_amts.extension.messages.stop_words import stop_words
from sphinx_amts.model import LanguagePair
from sphinx_amts.term_mining.mining import mine_terms


def mined(texts, language="es", **options):
    languages = LanguagePair(source="en", target=language)
    return mine_terms(texts, languages, stop_words(), **options)


def found(texts, language="es"):
    return {term.source: term.target for term in reversed(mined(texts, language))}


@pytest.mark.parametrize(("language", "terms"), [("es", SPANISH), ("zh", CHINESE)])
def test_terms_are_found_without_a_segmenter(language, terms):
    got = found(pairs(language))
    assert {source: got.get(source) for source in terms} == terms


def test_also_from_a_language_without_blanks():
    turned = [pair(one.target_text, one.source_text) for one in pairs("zh")]
    languages = LanguagePair(source="zh", target="en")
    got = {t.source: t.target for t in mine_terms(turned, languages, stop_words())}
    assert {got.get(target): target for target in CHINESE.values()} == CHINESE


@pytest.mark.parametrize("language", OTHERS)
def test_other_scripts(language):
    terms, frames = OTHERS[language]
    texts = [
        pair(source.format(term), target.format(translation))
        for (source, _), target in zip(SPANISH_FRAMES, frames, strict=True)
        for term, translation in terms.items()
    ]
    got = found(texts, language)
    assert {source: got.get(source) for source in terms} == terms


def test_lines_of_a_text_do_not_part_a_term():
    texts = [
        pair(source.replace("water wheel", "water\n wheel"), target)
        for source, target in rows("es")
    ]
    assert found(texts)["water wheel"] == "rueda hidráulica"


def test_figures_and_examples():
    (wheel,) = [t for t in mined(pairs("es")) if t.source == "water wheel"]
    assert (wheel.count, wheel.sources, wheel.targets) == (6, 6, 6)
    assert 0.5 < wheel.confidence < 1
    example = wheel.examples[0]
    assert example.source.term == "water wheel"
    assert example.target.term == "rueda hidráulica"
    texts = {(p.source_text, p.target_text) for p in pairs("es")}
    said = tuple(
        side.before + side.term + side.after
        for side in (example.source, example.target)
    )
    assert said in texts


def test_more_evidence_gives_more_confidence():
    """What is only repeated is no evidence."""
    other = [
        ("The miller sings.", "El molinero canta."),
        ("My uncle became a miller.", "Mi tío se hizo molinero."),
        ("Ask the miller about it.", "Pregunte al molinero."),
    ]
    few, many, again = (
        next(t for t in mined(texts) if t.source == "miller")
        for texts in (pairs("es"), pairs("es", *other), [*pairs("es"), *pairs("es")])
    )
    assert few.confidence < many.confidence
    assert (again.confidence, again.count) == (few.confidence, few.count)


def test_equal_texts_give_equal_terms():
    assert mined(pairs("zh"), "zh") == mined(pairs("zh"), "zh")


def test_no_terms_in_little_text():
    assert mined([]) == []
    assert mined([pair("A millstone.", "Una muela.")]) == []
    assert mined([pair("`code`", "`code`")] * 5) == []
    assert mined(pairs("es"), least=100) == []


def test_other_translations_are_told():
    texts = pairs("es", *rows("es", {"sieve": "cedazo"}))
    terms = [t for t in mined(texts) if t.source == "sieve"]
    assert {term.target for term in terms} == {"tamiz", "cedazo"}
    assert ("cedazo", 6) in next(t for t in terms if t.target == "tamiz").others


def test_acronyms_do_not_take_the_place_of_what_they_stand_for():
    term, translation = "grinding control unit", "unidad de control de molienda"
    more = rows("es", {f"{term} (GCU)": f"{translation} (UCM)"})
    got = found(pairs("es", *more))
    assert got[term] == translation
    assert "GCU" not in got


def test_sentences_that_are_alike_tell_no_translations():
    """Of four words that stand in the same sentences, any may be the translation."""
    more = [
        (f"A lantern ({n}).", f"Uno, linterna; dos, vela; tres, fuego; {m}, luz.")
        for n, m in (("red", "rojo"), ("blue", "azul"), ("green", "verde"))
    ]
    assert "lantern" not in found(pairs("es", *more))


def test_originals_in_parentheses_are_no_translations():
    texts = pairs("zh", *rows("zh", {"flywheel": "飞轮（flywheel）"}))
    assert found(texts, "zh")["flywheel"] == "飞轮"


def test_names_keep_their_capitals_and_titles_lose_them():
    titles = [
        (f"Hopper Valve and {one}", f"Válvula de tolva y {other}")
        for one, other in (
            ("Rope", "cuerda"), ("Ladder", "escalera"), ("Lamp", "lámpara"),
            ("Bell", "campana"),
        )
    ]  # fmt: skip
    names = rows("es", {"GrindMaster": "GrindMaster"})
    got = found(pairs("es", *names, *titles))
    assert got["GrindMaster"] == "GrindMaster"
    assert got["hopper valve"] == "válvula de tolva"


def test_forms_of_a_word_are_one_term():
    more = [
        (f"{n} millstones are {state}.", f"{m} muelas están {condition}.")
        for n, m, state, condition in (
            ("Two", "Dos", "broken", "rotas"), ("Three", "Tres", "new", "nuevas"),
            ("Four", "Cuatro", "dry", "secas"), ("Five", "Cinco", "gone", "perdidas"),
        )
    ]  # fmt: skip
    terms = [t for t in mined(pairs("es", *more)) if t.source.startswith("millstone")]
    assert [(t.source, t.target) for t in terms] == [("millstone", "muela")]
    assert terms[0].count == 10


def test_no_term_begins_or_ends_with_a_function_word():
    """Though *the wheel* is as frequent as *wheel*, and 的 stands before many words."""
    more = [
        (f"The {w} of the mill is the best.", f"磨坊的{t}是最好的。")
        for w, t in (
            ("roof", "屋顶"),
            ("door", "大门"),
            ("yard", "院子"),
            ("cat", "猫咪"),
        )
    ]
    for term in mined(pairs("zh", *more), "zh"):
        words = term.source.lower().split()
        assert not {words[0], words[-1]} & {"the", "a", "of", "this", "is", "each"}
        assert term.target[0] not in "的是"
        assert term.target[-1] not in "的了"


def test_a_character_of_two_words_is_none():
    """Both words for *race* have it, and so it goes with *race* best."""
    races = [*rows("zh", {"race": "比赛"}), *rows("zh", {"race": "竞赛"})]
    terms = [t.target for t in mined(pairs("zh", *races), "zh") if t.source == "race"]
    assert sorted(terms) == ["比赛", "竞赛"]


def test_code_is_no_part_of_a_term():
    got = found(pairs("es", *rows("es", {"`grind` valve": "válvula `grind`"})))
    assert got["valve"] == "válvula"
    assert not [text for pair_ in got.items() for text in pair_ if "grind" in text]


@pytest.mark.parametrize("text", ["(" * 5000, "(A " * 3000, "a-" * 5000, "é" * 9000])
def test_odd_texts_take_no_long_time(text):
    assert mined([pair(text, text)] * 3) is not None

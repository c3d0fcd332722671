"""Scores by sacrebleu, with the tokeniser of the language."""

from __future__ import annotations

import sys

import pytest

from sphinx_amts.errors import EvaluationError
from sphinx_amts.evaluation.comet import Comet
from sphinx_amts.scores.metrics import Metric, Scorer, tokenizer_for


@pytest.mark.parametrize(
    ("language", "tokenizer"),
    [
        ("zh", "zh"), ("zh_CN", "zh"), ("zh_TW", "zh"), ("ja", "ja-mecab"),
        ("ko", "ko-mecab"), ("es", "13a"), ("ru", "13a"), ("ar", "13a"),
        ("th", "char"), ("km", "char"),
    ],
)  # fmt: skip
def test_the_tokeniser_is_that_of_the_language(language, tokenizer):
    assert tokenizer_for(language) == tokenizer


def test_signatures_say_how_it_was_computed():
    scorer = Scorer("zh")
    assert "tok:zh|smooth:exp" in scorer.signature(Metric.BLEU)
    assert "nc:6|nw:2" in scorer.signature(Metric.CHRF)
    assert "norm:yes" in scorer.signature(Metric.TER)
    assert "asian:yes" in scorer.signature(Metric.TER)
    assert "norm:no" in Scorer("es").signature(Metric.TER)


@pytest.mark.parametrize(
    ("language", "reference", "near", "far"),
    [
        ("th", "น้ำอุ่นไหลช้า", "น้ำอุ่นไหลเร็ว", "แดดแรง"),
        ("lo", "ນ້ຳອຸ່ນໄຫຼຊ້າ", "ນ້ຳອຸ່ນໄຫຼໄວ", "ແດດແຮງ"),
        ("km", "ទឹកក្តៅហូរយឺត", "ទឹកក្តៅហូរលឿន", "ថ្ងៃក្តៅ"),
        ("my", "ရေနွေးဖြည်းဖြည်းစီးသည်", "ရေနွေးမြန်မြန်စီးသည်", "နေပူသည်"),
    ],
)
def test_edits_are_counted_by_character_where_no_blanks_part_words(
    language, reference, near, far
):
    scorer = Scorer(language)
    none, few, many = (
        scorer.score(
            Metric.TER, scorer.statistics(Metric.TER, [text], [reference])
        ).score
        for text in (reference, near, far)
    )
    # by blanks, each line is one word: right or wrong as a whole
    assert none == 0 < few < many
    assert few < 100
    assert scorer.signature(Metric.TER).endswith("|unit:char")


@pytest.mark.parametrize(
    ("language", "module", "hint"),
    [
        ("ja", "tokenizer_ja_mecab", "sacrebleu[ja]"),
        ("ko", "tokenizer_ko_mecab", "sacrebleu[ko]"),
    ],
)
def test_a_missing_package_is_named(monkeypatch, language, module, hint):
    name = f"sacrebleu.tokenizers.{module}"
    pytest.importorskip(name)
    tokenizer = "MeCab" if language == "ja" else "mecab_ko"
    monkeypatch.setitem(sys.modules, tokenizer, None)
    monkeypatch.delitem(sys.modules, name)
    with pytest.raises(EvaluationError) as caught:
        Scorer(language)
    assert hint in str(caught.value)


def test_an_unknown_tokeniser_has_a_proposal():
    with pytest.raises(EvaluationError, match="ja-mecab"):
        Scorer("ja", "ja-mecabb")


def test_ter_in_processes_is_the_same():
    scorer = Scorer("zh")
    references = [f"第{n}个句子很长，也有词。" for n in range(70)]
    hypotheses = [f"句子{n}有词，很长。" for n in range(70)]
    together = scorer.statistics(Metric.TER, hypotheses, references)
    unpaired = [
        scorer.statistics(Metric.TER, [h], [r])[0].tolist()
        for h, r in zip(hypotheses, references, strict=True)
    ]
    assert together.tolist() == unpaired


def test_comet_is_optional(monkeypatch):
    monkeypatch.setitem(sys.modules, "comet", None)
    with pytest.raises(EvaluationError, match=r"sphinx-amts\[comet\]"):
        Comet("Unbabel/wmt22-comet-da")

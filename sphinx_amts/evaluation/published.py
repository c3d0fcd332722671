"""Define the set-ups and figures of the published tables.

Source: the article on translating Dive into Deep Learning with Active Custom
Translation. The article gives BLEU from 0 to 1, as the mean of its test articles; a
score of sacrebleu divided by 100 is on the same scale. The article names neither
tokeniser nor software, and prints pairs of two of its test articles as examples of its
parallel data: its test articles may have been a part of the parallel data.
"""

from __future__ import annotations

from dataclasses import dataclass

CAVEAT = (
    "The published figures are context and no baseline: the article names neither the "
    "tokeniser nor the software of its scores, and prints pairs of two of its test "
    "articles as examples of its parallel data. So each system with parallel data is "
    "run twice here: with the test articles held out, and with them possibly "
    "included, as published. The difference is what it has memorised."
)

_ARTICLES = (
    "approx-training",
    "bert-dataset",
    "language-models-and-dataset",
    "machine-translation-and-dataset",
    "sentiment-analysis-and-dataset",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A published BLEU score.

    Attributes:
        languages: source and target, as ``en-zh``.
        system: name of the system, as in `systems`, that the score is compared with.
        label: name of the system in the article.
        bleu: BLEU score, from 0 to 1.
    """

    languages: str
    system: str
    label: str
    bleu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Set-up of an evaluation that repeats a published table.

    Attributes:
        title: title of the table.
        systems: names of the systems to compare.
        documents: documents that the article tested, where it names them.
        both_directions: whether the translation is translated back as well.
        memorisation: whether systems also run with the test articles in their parallel
            data.
        figures: published scores in the table.
        needs_pairs: whether the user must supply files of pairs.
    """

    title: str
    systems: tuple[str, ...]
    documents: tuple[str, ...] = ()
    both_directions: bool = False
    memorisation: bool = False
    figures: tuple[PublishedFigure, ...] = ()
    needs_pairs: bool = False


def _figure(languages: str, system: str, label: str, bleu: float) -> PublishedFigure:
    return PublishedFigure(languages=languages, system=system, label=label, bleu=bleu)


_WITHOUT = (
    _figure("en-zh", "baseline", "without parallel data, mean of articles", 0.536),
    _figure("zh-en", "baseline", "without parallel data, mean of articles", 0.720),
)
_PARAGRAPHS = (
    _figure("en-zh", "act-paragraph", "pairs of paragraphs, mean of articles", 0.571),
    _figure("zh-en", "act-paragraph", "pairs of paragraphs, mean of articles", 0.786),
)
_SENTENCES = (
    _figure("en-zh", "act-sentence", "pairs of sentences, mean of articles", 0.639),
    _figure("zh-en", "act-sentence", "pairs of sentences, mean of articles", 0.846),
)

SUPPLIED = "act-supplied"
"""Name of the system whose parallel data are files that the user supplies."""

PRESETS = {
    "articles": Preset(
        title="Each article without and with parallel data",
        systems=("baseline", "act-paragraph"),
        documents=_ARTICLES,
        both_directions=True,
        memorisation=True,
        figures=(*_WITHOUT, *_PARAGRAPHS),
    ),
    "pairs": Preset(
        title="Pairs of paragraphs against pairs of sentences",
        systems=("baseline", "act-paragraph", "act-sentence"),
        documents=_ARTICLES,
        both_directions=True,
        memorisation=True,
        figures=(*_WITHOUT, *_PARAGRAPHS, *_SENTENCES),
    ),
    "general": Preset(
        title="A general document with pairs of the same subject",
        systems=("baseline", SUPPLIED),
        both_directions=True,
        figures=(
            _figure("en-es", "baseline", "without parallel data", 0.792),
            _figure("en-es", SUPPLIED, "with pairs of the same subject", 0.824),
            _figure("es-en", "baseline", "without parallel data", 0.809),
            _figure("es-en", SUPPLIED, "with pairs of the same subject", 0.827),
        ),
        needs_pairs=True,
    ),
    "fluency": Preset(
        title="Translations side by side",
        systems=("baseline", "act-sentence"),
        documents=_ARTICLES,
    ),
}

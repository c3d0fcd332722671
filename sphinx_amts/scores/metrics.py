"""Compute scores with sacrebleu, which names the settings of a score in a signature.

Sources: Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine
Translation", ACL 2002; Popović, "chrF++: words helping character n-grams", WMT 2017;
Snover et al., "A Study of Translation Edit Rate with Targeted Human Annotation", AMTA
2006; Post, "A Call for Clarity in Reporting BLEU Scores", WMT 2018.
"""

from __future__ import annotations

import os
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import numpy as np

from sphinx_amts.errors import EvaluationError
from sphinx_amts.languages.characters import separate_characters
from sphinx_amts.languages.codes import CHINESE, language
from sphinx_amts.settings.values import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Statistics = NDArray[np.float64]
    """Sufficient statistics of a metric: a row of counts for each message. A score is
    computed from the sums of the rows."""

_TOKENIZERS = {"Jpan": "ja-mecab", "Kore": "ko-mecab"}
_INSTALL = {
    "ja-mecab": "pip install 'sacrebleu[ja]'",
    "ko-mecab": "pip install 'sacrebleu[ko]'",
    "spm": "pip install sentencepiece",
}
_PARALLEL_FROM = 64
"""Number of messages from which on TER is computed in several processes."""


class Metric(StrEnum):
    """A metric of sacrebleu."""

    BLEU = "bleu"
    CHRF = "chrf++"
    TER = "ter"


@dataclass(frozen=True, slots=True)
class Score:
    """A score from 0 to 100 (TER may be higher), with its signature."""

    score: float
    signature: str


def tokenizer_for(code: str) -> str:
    """Return sacrebleu's name of the tokeniser for BLEU in a language.

    Tokenisers with a subword model are never chosen here, as their scores cannot be
    compared with others. Languages without blanks between words, for which sacrebleu
    has no tokeniser, are compared by character.
    """
    known = language(code)
    if known.script in CHINESE:
        return "zh"
    if known.script in _TOKENIZERS:
        return _TOKENIZERS[known.script]
    return "char" if known.writes_without_blanks else "13a"


class Scorer:
    """Compute metrics for translations into one language.

    Args:
        target: language of hypotheses and references.
        tokenizer: sacrebleu's name of the tokeniser for BLEU; by default that of the
            language.

    Raises:
        EvaluationError: there is no such tokeniser, or its package is missing.
    """

    def __init__(self, target: str, tokenizer: str = "") -> None:
        self.tokenizer = tokenizer or tokenizer_for(target)
        # TER splits words at blanks; for Chinese and Japanese it compares characters
        self._by_character = tokenizer_for(target) in ("zh", "ja-mecab")
        # Thai and related scripts have no blanks between words either
        self._splits_characters = (
            not self._by_character and language(target).writes_without_blanks
        )
        self._metrics: dict[Metric, Any] = {
            Metric.BLEU: _bleu(self.tokenizer),
            Metric.CHRF: _chrf(),
            Metric.TER: _ter(self._by_character),
        }
        self._signatures = {
            metric: self._signature(made) for metric, made in self._metrics.items()
        }
        if self._splits_characters:
            self._signatures[Metric.TER] += "|unit:char"

    def signature(self, metric: Metric) -> str:
        """Return sacrebleu's signature of *metric*."""
        return self._signatures[metric]

    def statistics(
        self, metric: Metric, hypotheses: Sequence[str], references: Sequence[str]
    ) -> Statistics:
        """Return the sufficient statistics of *metric* for each line, as rows."""
        if metric is Metric.TER and self._splits_characters:
            hypotheses, references = (
                list(map(separate_characters, texts))
                for texts in (hypotheses, references)
            )
        if metric is Metric.TER and len(hypotheses) >= _PARALLEL_FROM:
            return _ter_in_processes(hypotheses, references, self._by_character)
        return _statistics(self._metrics[metric], hypotheses, references)

    def score(self, metric: Metric, statistics: Statistics) -> Score:
        """Return the score of *statistics*, pooled over all lines."""
        return Score(
            self.value(metric, statistics.sum(axis=0)), self._signatures[metric]
        )

    def value(self, metric: Metric, sums: Statistics) -> float:
        """Return the score of summed statistics, from 0 to 100 (TER may be higher)."""
        made = self._metrics[metric]
        return float(made._compute_score_from_stats(sums.tolist()).score)  # noqa: SLF001

    def _signature(self, made: Any) -> str:
        _statistics(made, ["a"], ["a"])  # sacrebleu counts the references first
        return str(made.get_signature())


def _bleu(tokenizer: str) -> Any:
    from sacrebleu.metrics.bleu import BLEU

    known = sorted(BLEU.TOKENIZERS)
    if tokenizer not in known:
        raise EvaluationError(
            f"{tokenizer!r}: sacrebleu has no such tokeniser{nearest(tokenizer, known)}"
        )
    try:
        # lines with a token at the end are no sign of tokenised text
        return BLEU(tokenize=tokenizer, force=True)
    except (ImportError, RuntimeError, OSError) as exc:
        install = _INSTALL.get(tokenizer, _INSTALL["spm"])
        reason = " ".join(str(exc).split())
        raise EvaluationError(
            f"the tokeniser {tokenizer} of sacrebleu cannot be used; run `{install}` "
            f"({reason})"
        ) from exc


def _chrf() -> Any:
    from sacrebleu.metrics.chrf import CHRF

    return CHRF(word_order=2)


def _ter(by_character: bool) -> Any:  # noqa: FBT001
    from sacrebleu.metrics.ter import TER

    return TER(normalized=by_character, asian_support=by_character)


def _statistics(
    made: Any, hypotheses: Sequence[str], references: Sequence[str]
) -> Statistics:
    # the method that sacrebleu's own significance tests use
    rows = made._extract_corpus_statistics(hypotheses, [references])  # noqa: SLF001
    return np.array(rows, dtype=np.float64)


def _ter_in_processes(
    hypotheses: Sequence[str],
    references: Sequence[str],
    by_character: bool,  # noqa: FBT001
) -> Statistics:
    """Return the statistics of TER, computed on all processors on Linux.

    For languages that TER compares by character, a page takes seconds.
    """
    processors = os.cpu_count() or 1
    if processors == 1 or not sys.platform.startswith("linux"):
        return _statistics(_ter(by_character), hypotheses, references)
    with _forking(), ProcessPoolExecutor(processors, get_context("fork")) as pool:
        parts = 4 * processors
        found = pool.map(
            _ter_part,
            [hypotheses[number::parts] for number in range(parts)],
            [references[number::parts] for number in range(parts)],
            [by_character] * parts,
        )
        rows = np.empty((len(hypotheses), 2))
        for number, part in enumerate(found):
            rows[number::parts] = part
    return rows


@contextmanager
def _forking() -> Iterator[None]:
    """Suppress the warning about forking with threads: only idle ones of numpy run."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*fork", DeprecationWarning)
        yield


def _ter_part(
    hypotheses: Sequence[str],
    references: Sequence[str],
    by_character: bool,  # noqa: FBT001
) -> Statistics:
    return _statistics(_ter(by_character), hypotheses, references)

"""Align the sentences of two texts with a lexicon learned from them in rounds."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.alignment.beads import Bead
from sphinx_amts.alignment.book import BookAligner
from sphinx_amts.alignment.borders import Borders, BorderScores
from sphinx_amts.alignment.confidence import likelihood_ratios
from sphinx_amts.alignment.lexicon import Lexicon
from sphinx_amts.alignment.model import Model
from sphinx_amts.alignment.priors import Priors
from sphinx_amts.alignment.steps import Steps
from sphinx_amts.alignment.texts import TextSide, numbered
from sphinx_amts.alignment.tokens import Tokenizer, tokenize_sentence
from sphinx_amts.alignment.word_priors import WordPriors, cognates_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.alignment.encoders import SentenceEncoder
    from sphinx_amts.alignment.texts import NumberedText, Vocabulary
    from sphinx_amts.alignment.word_list import WordList
    from sphinx_amts.model import LanguagePair

    Text = tuple[Sequence[str], Sequence[str]]


def learn_lexicon(pairs: Iterable[tuple[str, str]]) -> Lexicon:
    """Train a lexicon on sentence pairs, in little time and memory."""
    return Lexicon.trained(
        [(tokenize_sentence(a).tokens, tokenize_sentence(b).tokens) for a, b in pairs],
        thorough=False,
    )


def sentence_pair_scores(
    pairs: Sequence[tuple[str, str]], lexicon: Lexicon
) -> list[float]:
    """Return the log-likelihood ratio of each sentence pair, per word.

    Returns:
        natural logarithm of how much likelier the two sentences are as translations
        than independently. Translations have about 0.1 to 0.5, other pairs less than 0.
    """
    if not pairs:
        return []
    vocabulary: Vocabulary = {}
    read = cache(tokenize_sentence)
    both = [
        TextSide(
            numbered((read(pair[side]) for pair in pairs), vocabulary),
            Borders.of([pair[side] for pair in pairs]),
        )
        for side in (0, 1)
    ]
    size = len(vocabulary)
    cognates = cognates_of(vocabulary, both[0].words.words, both[1].words.words)
    assumed = WordPriors.summed([cognates, lexicon.priors(vocabulary)], size)
    beads = [
        Bead(number, number + 1, number, number + 1) for number in range(len(pairs))
    ]
    priors = Priors.initial(both[0].words.lengths, both[1].words.lengths)
    model = Model(priors, assumed.entries(size), BorderScores.nothing())
    found: list[float] = likelihood_ratios(beads, (both[0], both[1]), model).tolist()
    return found


def align_sentences(
    source: Sequence[str],
    target: Sequence[str],
    lexicon: Lexicon | None = None,
    *,
    languages: LanguagePair | None = None,
) -> list[Bead]:
    """Align the sentences of two texts; return the beads in order.

    At first, lengths, numbers, names and punctuation give an uncertain alignment. From
    it a translation lexicon is learned, which improves the alignment of the next round,
    and so on.

    Args:
        source: sentences of the source, in order.
        target: sentences of the translation, in order.
        lexicon: translations of words that are assumed before anything is learned from
            the texts.
        languages: languages of the texts; where given, words are reduced to their
            stems.

    Returns:
        beads that cover both texts in order, each sentence once. The confidence of a
        bead with two sides is the probability that the bead is right. Texts that are
        no translations of each other have a mean confidence below 0.4.
    """
    (beads,) = align_texts([(source, target)], lexicon=lexicon, languages=languages)
    return beads


def align_texts(
    texts: Sequence[Text],
    *,
    languages: LanguagePair | None = None,
    lexicon: Lexicon | None = None,
    words: WordList | None = None,
    known: Sequence[tuple[str, str]] = (),
    encoder: SentenceEncoder | None = None,
    steps: Steps | None = None,
) -> list[list[Bead]]:
    """Align the sentences of several texts of one book, and learn from all of them.

    Args:
        texts: sentences of each text, and sentences of its translation.
        languages: languages of the texts.
        lexicon: lexicon that was learned before, from texts of these languages.
        words: bilingual word list.
        known: sentence pairs that are known to be right.
        encoder: encoder of sentences, whose vectors are used as evidence.
        steps: steps of the alignment to take; by default all.

    Returns:
        the beads of each text, as `align_sentences` returns them. They do not depend on
        the order of the texts.
    """
    import numpy as np

    steps = steps or Steps()
    if not steps.together and len(texts) > 1:
        return [
            align_texts(
                [text], languages=languages, lexicon=lexicon, words=words, known=known,
                encoder=encoder, steps=steps,
            )[0]
            for text in texts
        ]  # fmt: skip
    order = sorted(range(len(texts)), key=lambda n: _digest(texts[n]))
    codes = (languages.source, languages.target) if languages else ("", "")
    tokenizers = [
        Tokenizer(
            code, stems=steps.stems, headwords=words.headwords(n) if words else ()
        )
        for n, code in enumerate(codes)
    ]
    vocabulary: Vocabulary = {}

    def read(sentences: Iterable[str], side: int) -> NumberedText:
        return numbered(map(tokenizers[side], sentences), vocabulary)

    def text(sentences: Sequence[str], side: int) -> TextSide:
        vectors = encoder.encode(sentences) if encoder else None
        return TextSide(read(sentences, side), Borders.of(sentences), vectors)

    sides = [(text(texts[n][0], 0), text(texts[n][1], 1)) for n in order]
    exact = read((pair[0] for pair in known), 0), read((pair[1] for pair in known), 1)
    size = len(vocabulary)
    ones, others = (
        np.concatenate([*(both[side].words.words for both in sides), exact[side].words])
        for side in (0, 1)
    )
    assumed = [cognates_of(vocabulary, ones, others)]
    if lexicon:
        assumed.append(lexicon.priors(vocabulary))
    if words:
        assumed.append(words.priors(vocabulary, tokenizers))
    aligner = BookAligner(sides, size, WordPriors.summed(assumed, size), exact, steps)
    beads: list[list[Bead]] = [[] for _ in texts]
    for number, found in zip(order, aligner.align(), strict=True):
        beads[number] = found
    return beads


def _digest(text: Text) -> bytes:
    """Return a digest of a text, by which the texts of a book are sorted."""
    found = blake2b(digest_size=16)
    for side in text:
        for sentence in side:
            found.update(sentence.encode("utf-8", "surrogatepass") + b"\n")
        found.update(b"\0")
    return found.digest()

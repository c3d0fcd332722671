"""Look up the words of many texts in a bilingual word list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.alignment.tokens import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_amts.alignment.texts import Vocabulary
    from sphinx_amts.alignment.word_list import WordList
    from sphinx_amts.alignment.word_priors import WordPriors


@dataclass(frozen=True, slots=True)
class ListedWords:
    """Translations from a word list for the words of many texts.

    Attributes:
        vocabulary: word -> number of the word, for the texts of both languages.
        priors: pairs of words that the list translates, by these numbers.
    """

    vocabulary: Mapping[str, int]
    priors: WordPriors

    @classmethod
    def of(cls, words: WordList, texts: Iterable[Sequence[str]]) -> ListedWords:
        """Look up the words of *texts*, which are tokens of `tokenize_sentence`."""
        vocabulary: Vocabulary = {}
        for text in texts:
            for word in text:
                vocabulary.setdefault(word, len(vocabulary))
        tokenizer = Tokenizer()
        return cls(vocabulary, words.priors(vocabulary, (tokenizer, tokenizer)))

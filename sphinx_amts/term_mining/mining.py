"""Mine terms and their translations from pairs of texts."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import BLANKS
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.detection import common_words
from sphinx_amts.languages.function_words import function_words
from sphinx_amts.languages.stems import stems_of
from sphinx_amts.term_mining.association import associations_of
from sphinx_amts.term_mining.candidates import candidates_of
from sphinx_amts.term_mining.completion import LinkedTerm, completed
from sphinx_amts.term_mining.forms import forms_of
from sphinx_amts.term_mining.linking import linked
from sphinx_amts.term_mining.model import MinedTerm, TermContext, TermExample
from sphinx_amts.term_mining.nested import nested_terms
from sphinx_amts.term_mining.termhood import confidence, term_rank, unevenness
from sphinx_amts.term_mining.words import HIDDEN, units_of, without_accents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sphinx_amts.editions.model import Pair
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.term_mining.candidates import TermCandidates
    from sphinx_amts.term_mining.forms import Place
    from sphinx_amts.term_mining.words import Units

LEAST_COUNT = 3
"""Least number of linked occurrences of a term and its translation."""

LEAST_CONFIDENCE = 0.3
"""Least confidence of a term."""

MOST_PAIRS = 50_000
"""Greatest number of different pairs that are used; they are chosen evenly."""

_LEAST_SHARE = 0.2
"""Least share of the occurrences of a term that are linked to a translation of it."""

_NESTED = 0.7
"""Weight of a term that stands mostly inside longer terms."""

_WORDS, _CHARACTERS = 5, 10
"""Greatest number of units of a term, in scripts with and without blanks."""

_WORD = re.compile(r"[^\W_]+")
_ROOT = 5
"""Number of letters at the start of a word that all its forms share."""

_EXAMPLES = 3
_OTHERS = 5
_AROUND = 60
"""Number of characters of an example before a term, and behind it."""


def mine_terms(
    pairs: Sequence[Pair],
    languages: LanguagePair,
    stop_words: Mapping[str, Collection[str]],
    *,
    least: int = LEAST_COUNT,
) -> list[MinedTerm]:
    """Return the terms in *pairs*, sorted by rank.

    Args:
        pairs: sentences or other short texts with their translations.
        languages: languages of both sides.
        stop_words: language code -> stop words.
        least: least number of linked occurrences of a term and its translation.
    """
    pairs = _looked_at(pairs)
    codes = languages.source, languages.target
    words = (
        function_words(codes[0], common_words(codes[0], stop_words)),
        function_words(codes[1], common_words(codes[1], stop_words)),
    )
    source, target = (
        candidates_of(
            units_of(texts, code, own_words),
            own_words,
            most_units=_most_units(code),
            least=least,
        )
        for texts, code, own_words in zip(
            ([pair.source for pair in pairs], [pair.target for pair in pairs]),
            codes,
            words,
            strict=True,
        )
    )
    associations = associations_of(source, target)
    links = linked(source, target, associations)
    described = _Description(source, target)
    for term in completed(source, target, links, associations, words, least=least):
        described.add(term)
    known = {(term.source, term.target) for term in described.linked}
    for pair in nested_terms(source, target, associations, links, known, least=least):
        described.add(_inside(pair, source, target), weight=_NESTED)
    return _sorted(described, pairs, languages)


def _looked_at(pairs: Sequence[Pair]) -> list[Pair]:
    """Return each pair of texts once, as repeated pairs are no evidence."""
    once = {(pair.source_text, pair.target_text): pair for pair in reversed(pairs)}
    kept = list(reversed(once.values()))
    return kept[:: -(-len(kept) // MOST_PAIRS) or 1]


class _Description:
    """Terms with their forms, counts and ranks.

    Attributes:
        units: units of source and target.
        terms: mined terms so far.
        linked: the same terms, with the places where they are linked.
    """

    def __init__(self, source: TermCandidates, target: TermCandidates) -> None:
        self.units = source.units, target.units
        self.terms: list[MinedTerm] = []
        self.linked: list[LinkedTerm] = []
        self._uneven = unevenness(source)

    def add(self, term: LinkedTerm, *, weight: float = 1.0) -> None:
        """Add a term, unless its confidence is too low.

        Args:
            term: the term.
            weight: factor of the rank of the term.
        """
        count = len(term.places)
        sure = confidence(count, term.sources, term.targets)
        if sure < LEAST_CONFIDENCE or count < _LEAST_SHARE * term.sources:
            return
        form, translation = forms_of(*self.units, term.places)
        uneven = float(self._uneven[term.source])
        self.linked.append(term)
        self.terms.append(
            MinedTerm(
                source=form,
                target=translation,
                count=count,
                sources=term.sources,
                targets=term.targets,
                confidence=sure,
                rank=weight * term_rank(sure, count, uneven, form, translation),
            )
        )


def _inside(
    pair: tuple[int, int], source: TermCandidates, target: TermCandidates
) -> LinkedTerm:
    """Return a term that stands inside longer terms, with a place in each text."""
    first = [
        _first_places(side, one)
        for side, one in zip((source, target), pair, strict=True)
    ]
    sizes = int(source.sizes[pair[0]]), int(target.sizes[pair[1]])
    return LinkedTerm(
        source=pair[0],
        target=pair[1],
        sources=int(source.counts[pair[0]]),
        targets=int(target.counts[pair[1]]),
        places=[
            ((place, sizes[0]), (first[1][text], sizes[1]))
            for text, place in first[0].items()
            if text in first[1]
        ],
    )


def _first_places(side: TermCandidates, candidate: int) -> dict[int, int]:
    """Return the first place of a candidate in each text, by text."""
    places = side.places_of(candidate)
    texts = side.units.text_of[places].tolist()
    return dict(reversed(list(zip(texts, places, strict=True))))


def _sorted(
    described: _Description, pairs: Sequence[Pair], languages: LanguagePair
) -> list[MinedTerm]:
    """Return the terms sorted by rank, with other translations and examples.

    Different forms of one term and its translation are merged.
    """
    found, terms, units = described.terms, described.linked, described.units
    order = sorted(
        range(len(found)),
        key=lambda n: (-found[n].rank, found[n].source, found[n].target),
    )
    translations: dict[str, dict[str, int]] = defaultdict(dict)
    for place in order:
        term = found[place]
        by_target = translations[_key(term.source, languages.source)]
        by_target.setdefault(term.target, term.count)
    result: list[MinedTerm] = []
    seen: set[tuple[str, str]] = set()
    forms: dict[tuple[int, str], int] = {}
    for place in order:
        term = found[place]
        key = _key(term.source, languages.source)
        pair = key, _key(term.target, languages.target)
        form = terms[place].source, _root(term.target, languages.target)
        if pair in seen or form in forms:
            if form in forms:
                result[forms[form]] = _together(result[forms[form]], term)
            continue
        seen.add(pair)
        forms[form] = len(result)
        others = sorted(
            ((t, n) for t, n in translations[key].items() if t != term.target),
            key=lambda other: (-other[1], other[0]),
        )
        examples = _examples(terms[place], pairs, units)
        result.append(
            replace(term, others=tuple(others[:_OTHERS]), examples=tuple(examples))
        )
    return result


def _together(term: MinedTerm, other: MinedTerm) -> MinedTerm:
    """Merge two forms of one term, under the shorter form."""
    shorter = min(term, other, key=lambda each: (len(each.source), len(each.target)))
    return replace(
        term,
        source=shorter.source,
        target=shorter.target,
        others=tuple(o for o in term.others if o[0] not in (term.target, other.target)),
    )


def _key(term: str, code: str) -> str:
    """Return a key that all forms of a term share: the stems of its words."""
    return " ".join(stems_of(_WORD.findall(term.casefold()), code))


def _root(term: str, code: str) -> str:
    """Return a key that all forms of a translation share, with or without accents."""
    if language(code).writes_without_blanks:
        return term.casefold()
    words = _WORD.findall(without_accents(term.casefold()))
    return " ".join(word[:_ROOT] for word in words)


def _examples(
    term: LinkedTerm, pairs: Sequence[Pair], units: tuple[Units, Units]
) -> Iterator[TermExample]:
    """Yield examples of a term, chosen evenly among its linked places."""
    step = max(1, len(term.places) // _EXAMPLES)
    for one, other in term.places[::step][:_EXAMPLES]:
        pair = pairs[int(units[0].text_of[one[0]])]
        yield TermExample(
            document=pair.document,
            line=pair.line,
            source=_passage(units[0], one),
            target=_passage(units[1], other),
        )


def _passage(units: Units, place: Place) -> TermContext:
    first, size = place
    text = units.texts[units.text_of[first]].replace(HIDDEN, "…")
    start, end = int(units.start[first]), int(units.end[first + size - 1])
    before, after = text[:start], text[end:]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND]}…"
    return TermContext(
        before=BLANKS.sub(" ", before),
        term=BLANKS.sub(" ", text[start:end]),
        after=BLANKS.sub(" ", after),
    )


def _most_units(code: str) -> int:
    return _CHARACTERS if language(code).writes_without_blanks else _WORDS

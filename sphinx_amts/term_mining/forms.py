"""Choose the form in which a term and its translation are written.

Of the forms in which a linked term occurs in the text, the shortest that is not rare is
taken, such as the singular; of the forms of its translation the shortest that often
occurs with that form.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.term_mining.words import Units

_LEAST_SHARE = 0.15
"""Least share of the occurrences that a short form of a term must have."""

_OFTEN = 0.3
"""Least share of the occurrences that a short form of a translation must have: a
singular is often translated by a plural."""

_LEAST_CAPITALS = 0.5
"""Least share of occurrences with capitals, inside of sentences, for a name."""

_LATIN = "A-Za-zÀ-ÿ0-9-"

Place = tuple[int, int]
"""Index of the first unit, and number of units."""


def forms_of(
    source: Units, target: Units, places: Sequence[tuple[Place, Place]]
) -> tuple[str, str]:
    """Return the forms of a term and of its translation.

    Args:
        source: units of the source.
        target: units of the target.
        places: linked places of the term and of its translation.
    """
    written = [(source.surface(*one), target.surface(*other)) for one, other in places]
    form = _plainest(Counter(one for one, _ in written), _LEAST_SHARE)
    same = form.casefold()
    beside = [pair for pair in written if pair[0].casefold() == same]
    translation = _plainest(Counter(other for _, other in beside), _OFTEN)
    form = _cased(source, [one for one, _ in places], form)
    translation = _cased(target, [other for _, other in places], translation)
    if _holds_word(translation, form):
        # what stays as it is has its class beside it: Adam is an Adam算法 at times
        return form, form
    return form, translation


def _holds_word(translation: str, term: str) -> bool:
    """Return whether *term*, one word, is a word of a longer *translation*."""
    if " " in term or len(term) == len(translation):
        return False
    word = rf"(?<![{_LATIN}]){re.escape(term)}(?![{_LATIN}])"
    return re.search(word, translation, re.IGNORECASE) is not None


def _plainest(forms: Counter[str], share: float) -> str:
    """Return the shortest of the forms that have at least a *share* of occurrences.

    If no form has that share, return the most frequent form.
    """
    folded: Counter[str] = Counter()
    for form, count in forms.items():
        folded[form.casefold()] += count
    enough = share * folded.total()
    chosen = min(
        (form for form, count in folded.items() if count >= enough),
        key=lambda form: (len(form), -folded[form], form),
        default="",
    ) or max(folded, key=lambda form: (folded[form], form))
    return _most_frequent(
        Counter({form: n for form, n in forms.items() if form.casefold() == chosen})
    )


def _most_frequent(forms: Counter[str]) -> str:
    """Return the most frequent form, counted without regard to case.

    Of equally frequent forms, the last in the order of characters is taken.
    """
    folded: Counter[str] = Counter()
    for form, count in forms.items():
        folded[form.casefold()] += count
    best = max(folded, key=lambda form: (folded[form], form))
    return max(
        (form for form in forms if form.casefold() == best),
        key=lambda form: (forms[form], form),
    )


def _cased(units: Units, places: Sequence[Place], form: str) -> str:
    """Return *form* without capitals that are due to the start of a sentence.

    Titles may have a capital in every word, so occurrences inside of sentences decide:
    the term is a name if most of these have capitals.
    """
    if form == form.lower():
        return form
    inside: Counter[str] = Counter()
    for place, size in places:
        before = units.texts[units.text_of[place]][: units.start[place]].rstrip()
        surface = units.surface(place, size)
        if (
            before
            and before[-1] not in ".!?:;。！？：；"
            and surface.casefold() == (form.casefold())
        ):
            inside[surface] += 1
    if inside:
        best = max(inside, key=lambda found: (inside[found], found))
        lower = sum(n for found, n in inside.items() if found == found.lower())
        if lower >= (1 - _LEAST_CAPITALS) * inside.total():
            return form.lower()
        return best
    return _without_title_case(form)


def _without_title_case(form: str) -> str:
    """Return a form that occurs only in titles in lower case, except for acronyms."""
    return " ".join(
        word.lower() if word.istitle() and len(word) > 1 else word
        for word in form.split(" ")
    )

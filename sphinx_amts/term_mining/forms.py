"""Write terms as they stand in the text, in the forms that go together.

Of the forms in which a term is linked, the shortest that is no exception is taken, such
as the singular; and of its translation the plainest that often stands with that one.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.term_mining.words import Units

_LEAST_SHARE = 0.15
"""Share of the occurrences that a form has at least, to be taken for its shortness."""

_OFTEN = 0.3
"""The same of a translation: a source in the singular often has one in the plural."""

_LEAST_CAPITALS = 0.5
"""Share of the occurrences inside sentences that begin with a capital in a name."""

_LATIN = "A-Za-zÀ-ÿ0-9-"

Place = tuple[int, int]
"""Index of a first unit, and number of units."""


def forms_of(
    source: Units, target: Units, places: Sequence[tuple[Place, Place]]
) -> tuple[str, str]:
    """Return the forms of a term and of its translation.

    Args:
        source: units of the source.
        target: units of the target.
        places: of the term and of its translation, where they are linked.
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
    """Return the shortest of the forms that have at least a *share*, else the first."""
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
    """Return the most frequent form, whatever the case; of equal ones the last one."""
    folded: Counter[str] = Counter()
    for form, count in forms.items():
        folded[form.casefold()] += count
    best = max(folded, key=lambda form: (folded[form], form))
    return max(
        (form for form in forms if form.casefold() == best),
        key=lambda form: (forms[form], form),
    )


def _cased(units: Units, places: Sequence[Place], form: str) -> str:
    """Return *form* without the capitals that it has only where a sentence begins.

    Titles write every word with a capital, so what stands in running text decides: a
    term is a name if most of its occurrences behind another word have capitals.
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
    """Return a form that stands in titles only, in lower case but for acronyms."""
    return " ".join(
        word.lower() if word.istitle() and len(word) > 1 else word
        for word in form.split(" ")
    )

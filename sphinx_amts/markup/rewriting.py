"""Rewrite untrusted translations so that they contain only elements of their source.

A translation from an engine, a file or another person's branch may contain any markup.
It is parsed by the codec of its dialect, which runs nothing; each element in it is
replaced by the matching element of the source message, and the codec writes the result.
Everything else is text, and is escaped. So the result has no element that the source
message lacks.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.html_pairs import HTML
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, visible_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Element = Placeable | Span
    Identity = tuple[str, ...]

_DELIMITERS = frozenset({"*", "**", "_", "__", "~", "~~", "{emphasis}`", "{strong}`"})
"""Openings that a writer may exchange for each other."""

_BY_TEXT = frozenset({"literal", "math"})
"""Kinds of placeables that a writer may write in another form with the same text."""

_ONLY_FORM = frozenset({"literal", "emphasis", "strong", "subscript", "superscript"})
"""Kinds that only format text, and may be dropped without loss."""

_NAMES = {
    "link": "reference",
    "xref": "pending_xref",
    "footnote": "footnote_reference",
    "citation": "citation_reference",
    "substitution": "substitution_reference",
    "title": "title_reference",
}
"""Names that docutils gives elements, if other than the kind."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Element of the source message, and the forms in which it may be written.

    Attributes:
        element: the element.
        identities: the `_identity` of the element in each of these forms.
        shown: text of the span that the writer makes of a placeable; empty if it makes
            none.
    """

    element: Element
    identities: frozenset[Identity]
    shown: str = ""


class ForeignMarkup(PlaceableError):
    """Raised when a translation has an element that its source message lacks."""


class Rewriter:
    """Rewriter of translations of one message, using only the message's elements.

    Args:
        source: the parsed message.
        written: function that returns the message as the codec writes and parses it
            again, in which elements may have another form. It is called only for
            translations with elements that do not match *source*.
    """

    def __init__(
        self, source: Sequence[Inline], written: Callable[[], Sequence[Inline]] = tuple
    ) -> None:
        self._source = source
        self._own = list(_paired(source, ()))
        self._written = written

    def rewritten(
        self, target: Sequence[Inline], *, partial: bool = False
    ) -> tuple[Inline, ...]:
        """Replace the elements of *target* by those of the source message.

        Args:
            target: a parsed translation.
            partial: whether elements that only format text (as emphasis does) may be
                dropped where the source has no matching elements.

        Raises:
            ForeignMarkup: *target* has an element that the source lacks, or one too
                often.
        """
        exchange = _Exchange(self._own, partial=False)
        result = tuple(exchange.exchanged(target))
        if not exchange.gained:
            return result
        exchange = _Exchange(self._in_all_forms, partial=partial)
        result = tuple(exchange.exchanged(target))
        if exchange.gained:
            raise ForeignMarkup(exchange.difference())
        return result

    @cached_property
    def _in_all_forms(self) -> list[_Known]:
        return list(_paired(self._source, self._written()))


class _Exchange:
    def __init__(self, known: Sequence[_Known], *, partial: bool) -> None:
        self._free = dict(enumerate(known))
        self._partial = partial
        self._by_identity: dict[Identity, deque[int]] = {}
        self.gained: list[Element] = []
        for number, item in enumerate(known):
            for identity in (*item.identities, *_loose(item.element)):
                self._by_identity.setdefault(identity, deque()).append(number)

    def exchanged(self, inlines: Iterable[Inline]) -> Iterator[Inline]:
        for inline in inlines:
            if isinstance(inline, Text):
                yield inline
                continue
            element = self._matching(inline)
            if isinstance(element, Span) and isinstance(inline, Span):
                children = tuple(self.exchanged(inline.children))
                yield replace(element, children=children)
            elif element is not None:
                yield element
            elif self._partial and inline.kind in _ONLY_FORM:
                if isinstance(inline, Span):
                    yield from self.exchanged(inline.children)
                else:
                    yield Text(inline.text)
            else:
                self.gained.append(inline)

    def _matching(self, inline: Element) -> Element | None:
        """Return the next element of the source that matches *inline*, or `None`."""
        for identity in (_identity(inline), *_loose(inline)):
            numbers = self._by_identity.get(identity, deque())
            while numbers and numbers[0] not in self._free:
                numbers.popleft()
            if numbers:
                break
        else:
            return None
        known = self._free[numbers[0]]
        if (
            isinstance(known.element, Placeable)
            and isinstance(inline, Span)
            and visible_text(inline.children) != known.shown
        ):
            return None
        del self._free[numbers.popleft()]
        return known.element

    def difference(self) -> str:
        """Describe in a few words which elements are lost and which are gained."""
        lost = Counter(_described(known.element) for known in self._free.values())
        gained = Counter(map(_described, self.gained))
        words = [f"lost {name}" for name in (lost - gained).elements()]
        words += [f"gained {name}" for name in (gained - lost).elements()]
        return ", ".join(words) or "holds an element of the source in another form"


def _paired(source: Iterable[Inline], written: Iterable[Inline]) -> Iterator[_Known]:
    """Yield the elements of *source*, with the forms that they have in *written*."""
    own = [inline for inline in source if not isinstance(inline, Text)]
    forms: list[Element | None] = [
        inline for inline in written if not isinstance(inline, Text)
    ]
    if len(forms) != len(own):
        forms = [None] * len(own)
    for element, form in zip(own, forms, strict=True):
        shown = ""
        identities = {_identity(element)}
        if form is not None and (
            isinstance(element, Placeable) or isinstance(form, Span)
        ):
            identities.add(_identity(form))
            shown = visible_text(form.children) if isinstance(form, Span) else ""
        yield _Known(element, frozenset(identities), shown)
        if isinstance(element, Span):
            below = form.children if isinstance(form, Span) else ()
            yield from _paired(element.children, below)


def _identity(element: Element) -> Identity:
    """Return a key that is equal for elements with equal meaning."""
    if isinstance(element, Placeable):
        if element.kind in _BY_TEXT and element.text:
            return ("placeable", element.kind, element.text)
        return ("placeable", element.kind, element.source.strip())
    if element.opening in _DELIMITERS:
        return ("span", element.kind)
    closing = element.closing.strip().replace("<single: ", "<")
    return ("span", element.kind, element.opening, closing)


def _loose(element: Element) -> tuple[Identity, ...]:
    """Return the identity that all index entries share; empty for other elements.

    The words of an index entry are translated, and it points to nothing.
    """
    is_entry = isinstance(element, Span) and element.kind == "index"
    return (("span", "index"),) if is_entry else ()


def _described(element: Element) -> str:
    name = _NAMES.get(element.kind, element.kind)
    if isinstance(element, Placeable):
        shown = element.text if element.kind in _BY_TEXT else element.source.strip()
        return f"{name} {shown!r}"
    if element.opening in _DELIMITERS:
        return name
    if element.kind == HTML:
        return f"HTML {element.opening!r}"
    points_to = element.closing.strip("]()<>`_ ")
    return f"{name} {points_to!r}" if points_to else name

"""Convert inline codes of TMX and XLIFF to inline elements of a message.

Codes that enclose text become spans. All other codes become placeables, whose source is
the native code. Two codes that enclose text but overlap with others cannot be a span,
and become two placeables.

Sources: LISA, TMX 1.4b specification, 2005, "Content Markup"; OASIS, XLIFF 1.2
specification, 2008, "Inline Elements".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

TYPES: Mapping[str, str] = {
    "emphasis": "italic",
    "footnote": "fnote",
    "strong": "bold",
}
"""Kind of an inline element -> its type in TMX and XLIFF, if the two differ."""

_KINDS = {name: kind for kind, name in TYPES.items()}
OPENING = {"bpt", "bx"}
CLOSING = {"ept", "ex"}
_ENCLOSING = {"g", "hi"}
NATIVE = OPENING | CLOSING | {"it", "ph", "ut", "x"}
"""Names of elements that contain or represent native code, and no text."""

_TRANSPARENT = {"mrk"}
_DEPTH = 100
_OF_THE_SEGMENT_ALONE = {"i", "rid", "pos", "type", "ctype", "assoc"}


@dataclass(slots=True)
class Code:
    """Inline code of a segment, as in the file.

    Attributes:
        name: name of the element ("ph", "g", ...).
        attributes: attributes of the element, unchanged.
        content: native code, or the text that the element encloses; may contain further
            codes.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[str | Code] = field(default_factory=list)


def to_inlines(
    content: Sequence[str | Code], *, shows_codes: bool = False
) -> tuple[Inline, ...]:
    """Convert the content of a segment to text, placeables and spans.

    Args:
        content: text and codes.
        shows_codes: whether the content of placeables is text that a reader sees, not
            native code.

    Raises:
        TranslationMemoryError: codes are nested more deeply than in any real file.
    """
    return _inlines(content, _DEPTH, shows_codes=shows_codes)


def plain_text(content: Iterable[str | Code]) -> str:
    """Return the text in *content*, without inline codes and their content."""
    return "".join(part for part in content if isinstance(part, str))


def _flat(content: Iterable[str | Code]) -> Iterator[str | Code]:
    for part in content:
        if isinstance(part, Code) and part.name in _TRANSPARENT:
            yield from _flat(part.content)
        else:
            yield part


def _partners(flat: Sequence[str | Code]) -> dict[int, int]:
    """Return the indices of closing codes by the indices of their opening codes.

    Codes that overlap with other codes are left out.
    """
    open_codes: list[tuple[str, int]] = []
    partners: dict[int, int] = {}
    for index, part in enumerate(flat):
        if isinstance(part, str):
            continue
        if part.name in OPENING:
            open_codes.append((pair_name(part), index))
            if len(open_codes) > _DEPTH:
                raise _too_deep()
        elif part.name in CLOSING:
            names = [name for name, _ in open_codes]
            if (name := pair_name(part)) in names:
                # codes that were opened later and are still open overlap
                position = len(names) - 1 - names[::-1].index(name)
                partners[open_codes[position][1]] = index
                del open_codes[position:]
    return partners


def pair_name(code: Code) -> str:
    """Return the identifier that the two codes of a pair share, or ""."""
    given = code.attributes
    return given.get("i") or given.get("rid") or given.get("id") or ""


def _inlines(
    content: Sequence[str | Code], depth: int, *, shows_codes: bool
) -> tuple[Inline, ...]:
    """Convert *content* to inline elements, nested at most *depth* levels deep."""
    if depth < 0:
        raise _too_deep()
    flat = list(_flat(content))
    partners = _partners(flat)
    found: list[Inline] = []
    index = 0
    while index < len(flat):
        part = flat[index]
        if isinstance(part, str):
            found.append(Text(part))
        elif part.name in _ENCLOSING:
            opening = _tag(part, end=">")
            inner = _inlines(part.content, depth - 1, shows_codes=shows_codes)
            found.append(Span(_kind(part), opening, f"</{part.name}>", inner))
        elif index in partners:
            end = partners[index]
            closing = flat[end]
            assert isinstance(closing, Code)
            opening = plain_text(part.content) or _tag(part)
            enclosed = flat[index + 1 : end]
            inner = _inlines(enclosed, depth - 1, shows_codes=shows_codes)
            closing_code = plain_text(closing.content)
            found.append(Span(_kind(part), opening, closing_code, inner))
            index = end
        else:
            code = plain_text(part.content)
            shown = code if shows_codes else ""
            source = "" if shows_codes else code or _tag(part)
            found.append(Placeable(_kind(part), source, shown))
        index += 1
    return merged(found)


def _too_deep() -> TranslationMemoryError:
    return TranslationMemoryError("its codes are nested too deeply")


def _kind(code: Code) -> str:
    given = code.attributes.get("type") or code.attributes.get("ctype") or code.name
    return _KINDS.get(given, given)


def _tag(code: Code, *, end: str = "/>") -> str:
    """Return the tag of a code without content, as it is in both source and target.

    Attributes that differ between source and target, such as numbers, are left out.
    """
    given = "".join(
        f' {name}="{value}"'
        for name, value in sorted(code.attributes.items())
        if name not in _OF_THE_SEGMENT_ALONE and " " not in name
    )
    return f"<{code.name}{given}{end}"

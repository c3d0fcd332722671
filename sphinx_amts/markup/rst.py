"""Parse messages in reStructuredText into inline elements, and write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.errors import PlaceableError
from sphinx_amts.markup.limits import refuse_long
from sphinx_amts.markup.model import Inline, Placeable, Span, Text, elements, merged
from sphinx_amts.markup.rst_fitting import Fitting
from sphinx_amts.markup.rst_reading import RstReader, one_line
from sphinx_amts.markup.rst_scanner import Scanner
from sphinx_amts.markup.rst_writing import RstWriter
from sphinx_amts.model import Dialect, MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.frontend import Values

_UNNAMED = frozenset({"[#]_", "[*]_"})


class RstCodec:
    """Parser and writer of messages in reStructuredText, for one book.

    Args:
        settings: docutils settings in force, in which Sphinx stores its environment.
            Roles are looked up in docutils' registry whenever a message is parsed.
    """

    dialect = Dialect.RST

    def __init__(self, settings: Values) -> None:
        self._scanner = Scanner(settings)
        self._reader = RstReader(self._scanner, getattr(settings, "env", None))

    def encode(self, message: str) -> tuple[Inline, ...]:
        """Parse *message*, the text of one node, into text, placeables and spans.

        Raises:
            TooLongError: *message* has markup, and is longer than the limit.
        """
        text = one_line(message)
        if self._scanner.is_plain(text):
            return (Text(text),) if text else ()
        refuse_long(len(text))
        return self._reader.read(text) or (Placeable("raw", text),)

    def decode(
        self, inlines: Sequence[Inline], *, kind: MessageKind = MessageKind.BLOCK
    ) -> str:
        """Write *inlines* as one line that docutils parses to the same elements.

        The line ends in `# noqa` if Sphinx would warn of references that come in
        another order, or under another name, than in the source.

        Raises:
            PlaceableError: an element cannot be written in reStructuredText, links that
                are matched by their order have changed places, or the line is too long.
        """
        inlines = merged(inlines)
        _refuse_disorder(inlines)
        writer = RstWriter(self._reader.read)
        text = Fitting(writer.pieces(inlines), self._scanner, kind).fit()
        if writer.renamed or _is_reordered(inlines):
            return f"{text} # noqa"
        return text


def _refuse_disorder(inlines: Iterable[Inline]) -> None:
    orders = [e.order for e in elements(inlines) if _is_unnamed(e)]
    if orders != sorted(orders):
        raise PlaceableError(
            "anonymous links or footnotes, which are matched by their order, have "
            "changed places"
        )


def _is_unnamed(element: Placeable | Span) -> bool:
    """Return whether *element* is an anonymous reference, which has no name."""
    if isinstance(element, Span):
        return element.order > 0 and element.closing == "`__"
    return element.source.strip() in _UNNAMED or (
        element.order > 0 and element.source.endswith("|__")
    )


def _is_reordered(inlines: Iterable[Inline]) -> bool:
    """Return whether references that Sphinx compares one by one have changed places."""
    orders: dict[str, list[int]] = {}
    for element in elements(inlines):
        if element.order and not _is_unnamed(element):
            kind = "link" if element.kind == "substitution" else element.kind
            orders.setdefault(kind, []).append(element.order)
    return any(found != sorted(found) for found in orders.values())

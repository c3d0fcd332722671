"""Parse human translations together with the messages that they translate.

A translation is in the dialect of its page, and parsed in this dialect. The message may
be in another dialect (docstrings, `{eval-rst}`, included files), or be ambiguous.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sphinx_amts.extension.messages.codecs import OTHER, Codecs
from sphinx_amts.extension.messages.extraction import can_read, dialect_of
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.markup.model import elements
from sphinx_amts.memory.human_index import numbered_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import Dialect

    Inlines = tuple[Inline, ...]


class HumanReading:
    """Parser of messages and their human translations into inline elements.

    Args:
        env: environment of the book, all documents read.
        codecs: codecs of the book.
    """

    def __init__(self, env: BuildEnvironment, codecs: Codecs) -> None:
        self._codecs = codecs
        self._known: dict[tuple[str, Dialect], list[Inlines]] = {}
        records = records_of(env)
        for docname, head in records.heads():
            dialect = dialect_of(env, docname) if head.other_readings else None
            if dialect is None:
                continue
            for text, inlines in records[docname].readings.items():
                found = self._known.setdefault((text, dialect), [])
                if inlines not in found:
                    found.append(inlines)

    def read(
        self, source: str, target: str, dialect: Dialect
    ) -> tuple[Inlines, Inlines]:
        """Return *source* and *target* as inline elements.

        If the message can be read in several ways, the reading with the same elements
        as the translation is returned. If there is none, the reading from the book is
        returned, or else the reading in *dialect*.

        Args:
            source: the message, which the book may no longer contain.
            target: the translation, in *dialect*.
            dialect: dialect of the page.

        Raises:
            TooLongError: a text has markup and is too long to be parsed.
        """
        readings = self._readings(source, dialect)
        first = next(readings)
        if source == target:
            return first, first
        written = self._codecs.encode(target, dialect)
        if not any(map(_has_elements, (first, written))):
            return first, written
        if numbered_as(written, first) is None:
            for reading in readings:
                if numbered_as(written, reading) is not None:
                    return reading, written
        return first, written

    def _readings(self, source: str, dialect: Dialect) -> Iterator[Inlines]:
        yield from self._known.get((source, dialect), ())
        yield self._codecs.encode(source, dialect)
        if dialect in OTHER and can_read(OTHER[dialect]):
            with suppress(Exception):  # text in another dialect may cause any error
                yield self._codecs.encode_foreign(source, dialect)


def _has_elements(inlines: Inlines) -> bool:
    return next(elements(inlines), None) is not None

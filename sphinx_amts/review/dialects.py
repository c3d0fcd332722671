"""Convert human translations into the markup dialect of another document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.transforms.i18n import parse_noqa

from sphinx_amts.errors import AmtsError
from sphinx_amts.extension.messages.codecs import encoder
from sphinx_amts.extension.messages.extraction import dialect_of
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.session.human_reading import HumanReading
from sphinx_amts.leverage.fitting import fit
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.model import Dialect
    from sphinx_amts.review.items import CatalogPlace, ReviewItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialects:
    """Detect the markup dialect of translations, and convert them into another.

    Attributes:
        env: environment of the book, after all documents were read.
        committed: folder of the machine catalogs, if there is one; their texts are in
            the dialect of their document.
    """

    env: BuildEnvironment
    committed: Path | None

    def of(
        self, where: str, item: ReviewItem | None, places: Sequence[CatalogPlace]
    ) -> Dialect | None:
        """Return the markup dialect of a text that a person wrote or approved.

        Args:
            where: file and line that the text comes from; empty if not from a file.
            item: the message as shown to the person; `None` if it was not for review.
            places: occurrences of the message.

        Returns:
            The dialect; `None` if it cannot be determined.
        """
        path = Path(where.rpartition(":")[0]).resolve()
        folder = None if self.committed is None else self.committed.resolve()
        if where and folder is not None and path.is_relative_to(folder):
            name = path.relative_to(folder).with_suffix("").as_posix()
            if name in self.env.found_docs:
                return dialect_of(self.env, name)
        if item is not None and item.draft is not None and item.drafted_in:
            return dialect_of(self.env, item.drafted_in)
        return dialect_of(self.env, places[0].document) if places else None

    def convert(
        self, message: str, text: str, dialect: Dialect | None, document: str
    ) -> str:
        """Return *text* in the dialect of *document*; empty where that fails.

        Args:
            message: source text of *text*.
            text: translation in *dialect*.
            dialect: dialect of *text*; `None` if unknown, then *text* is returned
                unchanged.
            document: name of the message's document.
        """
        wanted = dialect_of(self.env, document)
        if dialect is None or wanted is None or dialect is wanted:
            return text
        body, noqa = parse_noqa(text)
        with codecs_outside_documents(self.env) as codecs:
            try:
                # the message may be in neither of the two dialects
                source, found = HumanReading(self.env, codecs).read(
                    message, body.rstrip(), dialect
                )
                record = records_of(self.env).get(document)
                readings = record.readings if record else {}
                own = encoder(codecs, wanted, readings)(message)
                fitted = fit(found, source, own, foreign=True)
                if fitted is None:
                    return ""
                written = codecs.decode(fitted, wanted, MessageKind.BLOCK)
            except (AmtsError, ValueError):
                return ""
        return f"{written} # noqa" if noqa and not parse_noqa(written)[1] else written

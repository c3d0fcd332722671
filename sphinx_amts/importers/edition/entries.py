"""Make catalog entries for a book from its aligned edition."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.alignment.resources import NOTHING
from sphinx_amts.checks.numbers import missing_numbers
from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.compat.trial import EnvironmentSnapshot, without_traces
from sphinx_amts.extension.guard.guard import Guard, MessagePlace
from sphinx_amts.extension.messages.extraction import suffix_of
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.leverage.fitting import fit
from sphinx_amts.markup.model import visible_text
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.parallel_data.cleaning import CERTAIN
from sphinx_amts.parallel_data.findings import UnpairedBlock
from sphinx_amts.parallel_data.messages import message_translations
from sphinx_amts.project.human_catalogs import PlacedText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.alignment.resources import Resources
    from sphinx_amts.editions.model import Block
    from sphinx_amts.extension.messages.codecs import Codecs
    from sphinx_amts.model import LanguagePair
    from sphinx_amts.parallel_data.document_alignment import AlignedEditions
    from sphinx_amts.parallel_data.messages import MessageTranslation

UNTRANSLATED = "it is the text of the source"
"""Reason to leave out a block of an edition that is the same as in the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEntry(PlacedText):
    """A message with its translation from an edition.

    Attributes:
        position: position of the message in its document.
        certain: whether it is certain that the text translates the message.
    """

    position: int
    certain: bool


@dataclass(slots=True)
class Imported:
    """Catalog entries made from an edition, and the text that was left out.

    Attributes:
        entries: entries in the order of the book, one for each message of a document.
        left_out: blocks of the edition that no entry was made from, with the reason.
    """

    entries: list[ImportedEntry] = field(default_factory=list)
    left_out: list[tuple[UnpairedBlock, str]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Return whether all translated text of the edition was imported."""
        return all(reason == UNTRANSLATED for _, reason in self.left_out)


def import_edition(
    aligned: AlignedEditions,
    env: BuildEnvironment,
    languages: LanguagePair,
    resources: Resources = NOTHING,
) -> Imported:
    """Make catalog entries from an aligned edition.

    Args:
        aligned: the book, aligned with its edition.
        env: environment in which the book was read.
        languages: languages of book and edition.
        resources: word list and known translations that help to align sentences.
    """
    with codecs_outside_documents(env) as codecs:
        traces = EnvironmentSnapshot(env)
        importer = _Importer(env, codecs, languages, traces)
        traces.keep()
        try:
            importer.add_all(aligned, resources)
        finally:
            traces.put_back()
    return importer.result


@dataclass(slots=True)
class _Importer:
    env: BuildEnvironment
    codecs: Codecs
    languages: LanguagePair
    traces: EnvironmentSnapshot
    result: Imported = field(default_factory=Imported)
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def add_all(self, aligned: AlignedEditions, resources: Resources) -> None:
        pairs = sorted(
            aligned.pairs, key=lambda p: (p.document, -p.confidence, p.source[0].line)
        )
        translations = message_translations(pairs, self.languages, resources)
        for pair, found in zip(pairs, translations, strict=True):
            for translation in found:
                self._add(translation)
            if not found:
                self._leave_out(
                    pair.target_document,
                    pair.target,
                    "it translates sentences of several paragraphs at once",
                )
        for document, block in aligned.unpaired_target:
            self._leave_out(document, (block,), "the book has no counterpart of it")
        self.result.entries.sort(key=lambda e: (e.document, e.position))

    def _leave_out(self, document: str, blocks: tuple[Block, ...], reason: str) -> None:
        self.result.left_out += [
            (UnpairedBlock("target", document, block.line, block.shown), reason)
            for block in blocks
        ]

    def _add(self, translation: MessageTranslation) -> None:
        block = translation.block
        shown = UnpairedBlock(
            "target", translation.document, block.line, visible_text(translation.target)
        )
        if shown.text.split() == block.shown.split():
            self.result.left_out.append((shown, UNTRANSLATED))
            return
        text, reason = self._text(translation)
        if not text:
            self.result.left_out.append((shown, reason))
            return
        key = (translation.document, block.text)
        if (other := self.known.get(key)) is not None:
            if other != text:
                reason = "the same message has another translation in this document"
                self.result.left_out.append((shown, reason))
            return
        self.known[key] = text
        self.result.entries.append(
            ImportedEntry(
                document=translation.document,
                place=f"{block.file}:{block.line}" if block.line else block.file,
                position=block.position,
                msgid=block.text,
                msgstr=text,
                certain=translation.confidence >= CERTAIN
                and not missing_numbers(block.shown, shown.text, text),
            )
        )

    def _text(self, translation: MessageTranslation) -> tuple[str, str]:
        """Return the translation in the markup of the message, or why there is none.

        Returns:
            The translation and "", or "" and the reason.
        """
        block = translation.block
        kind, dialect = block.message_kind, block.dialect
        assert kind is not None
        assert dialect is not None
        if dialect is Dialect.PLAIN:
            return " ".join(visible_text(translation.target).split()), "it is empty"
        source = str(self.env.srcdir / f"message{suffix_of(self.env, dialect)}")
        guard = Guard(self.env, self.codecs, source, dialect, self.traces)
        with without_traces(self.env):
            node = guard.parser.parse(1, block.text)
        # a title is tried as the paragraph it would be on its own
        tried = MessageKind.BLOCK if kind is MessageKind.TITLE else kind
        place = MessagePlace(node, tried, 1, block.text)
        reason = "it is empty"
        for text in self._candidates(translation, kind, dialect):
            if not text.strip():
                continue
            verdict = guard.admit_human(place, text)
            if verdict.text:
                return verdict.text, ""
            reason = verdict.reason
        return "", reason

    def _candidates(
        self, translation: MessageTranslation, kind: MessageKind, dialect: Dialect
    ) -> Iterator[str]:
        """Yield texts for the translation, first the one with the source's markup."""
        source = translation.block.inlines
        foreign = not translation.same_dialect
        fitted = fit(translation.target, source, source, foreign=foreign)
        if fitted is not None:
            with suppress(PlaceableError):
                yield self.codecs.decode(fitted, dialect, kind)
        if not foreign:
            yield translation.verbatim

"""Load the human translations of a book for the pipeline."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.document_records.faults import DamagePlace
from sphinx_amts.errors import CatalogError
from sphinx_amts.extension.messages.extraction import can_read, dialect_of
from sphinx_amts.extension.messages.stop_words import stop_words_of
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.session.human_reading import HumanReading
from sphinx_amts.extension.session.options import DamagePolicy
from sphinx_amts.leverage.catalog_texts import KeptTexts
from sphinx_amts.leverage.changed_text import SeenText
from sphinx_amts.leverage.fuzzy_index import FuzzyIndex
from sphinx_amts.leverage.leveraging import Leverage, SourceWords
from sphinx_amts.leverage.previous_text import (
    PreviousText,
    guess_dialect,
    read_previous_text,
)
from sphinx_amts.memory.human_index import HumanIndex, make_index
from sphinx_amts.memory.human_memory import HumanMemory, HumanRecord
from sphinx_amts.memory.kept_sentences import KeptSentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.extension.messages.codecs import Codecs
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.memory.human_index import Read
    from sphinx_amts.model import Dialect

SENTENCES_FILE = "human.kept"
SIMILAR_FILE = "similar.kept"


class HumanSources:
    """Human catalogs and human memory of a language, loaded on first use.

    Args:
        env: environment of the book, all documents read.
        session: session of the build.
    """

    def __init__(self, env: BuildEnvironment, session: Session) -> None:
        self._env = env
        self._session = session
        self._reading: HumanReading | None = None

    @cached_property
    def text(self) -> PreviousText:
        """Return all human translations, of present and of previous sources.

        Raises:
            CatalogError: a catalog or the memory cannot be read.
        """
        catalogs = self._session.catalogs
        files = catalogs.all_human_in_script()
        text = read_human_text(self._env, catalogs, self.memory, files)
        if text.faults and self._session.options.damage is DamagePolicy.REFUSE:
            raise CatalogError(text.faults[0])
        SeenText(catalogs).keep(text)
        return text

    @cached_property
    def records(self) -> list[HumanRecord]:
        """Return the human translations whose source is known, each pair once.

        Raises:
            CatalogError: a catalog or the memory cannot be read.
        """
        return self.text.records()

    @cached_property
    def memory(self) -> HumanMemory:
        """Return the human memory.

        Raises:
            CatalogError: the memory cannot be read, and the build stops at damage.
        """
        return load_memory(self._session)

    def index(self, codecs: Codecs) -> HumanIndex:
        """Return the index of human translations by message and by sentence."""
        entries = list(self._entries())
        if not entries:
            return HumanIndex()
        index = make_index(entries, self._session.languages, self._read(codecs))
        path = self._session.work / SENTENCES_FILE
        kept = KeptSentences(path, self._made_of(entries), index.find)
        return replace(index, find=kept.find)

    def _made_of(self, entries: Sequence[tuple[str, str, Dialect]]) -> str:
        """Return a digest of all on which it depends what sentences entries have."""
        digest = blake2b(str(self._session.languages).encode(), digest_size=16)
        for entry in entries:  # one by one, which takes no memory
            digest.update(repr(entry).encode("utf-8", "backslashreplace"))
        return digest.hexdigest()

    def leverage(self, codecs: Codecs) -> Leverage:
        """Return a finder of human translations of previous sources."""
        return Leverage(
            self.text,
            self._session.languages,
            read=self._read(codecs),
            decode=codecs.decode,
            book=self._book(),
            words=SourceWords(
                stop_words_of(_base(self._session.languages.source)), self._terms
            ),
            index_of=lambda texts: FuzzyIndex.kept(
                texts, self._session.work / SIMILAR_FILE
            ),
        )

    def _read(self, codecs: Codecs) -> Read:
        if self._reading is None:
            self._reading = HumanReading(self._env, codecs)
        return self._reading.read

    def _book(self) -> dict[str, list[str]]:
        """Return the messages of each text domain, in reading order."""
        compact = self._env.config.gettext_compact
        found: dict[str, list[str]] = {}
        for docname, text in messages_of(self._env):
            found.setdefault(docname_to_domain(docname, compact), []).append(text)
        return found

    def _terms(self, text: str) -> list[str]:
        base = self._session.terms
        return [] if base is None else [term.source for term in base.find(text)]

    def _entries(self) -> Iterator[tuple[str, str, Dialect]]:
        """Yield source, target and dialect of each human translation.

        A translation of unknown dialect is yielded once for each dialect of the book.
        """
        found = {dialect_of(self._env, name) for name in self._env.found_docs}
        everywhere = sorted(dialect for dialect in found if dialect is not None)
        for record in self.records:
            dialects = everywhere if record.dialect is None else [record.dialect]
            for dialect in filter(can_read, dialects):
                yield record.source, record.target, dialect


def _base(code: str) -> str:
    return code.replace("-", "_").partition("_")[0].lower()


def load_memory(session: Session) -> HumanMemory:
    """Load the human memory of the language.

    Returns:
        an empty memory if none is set, or if the file is damaged and builds only warn
        of damage.

    Raises:
        CatalogError: the file cannot be read, and damage is not only warned of.
    """
    path = session.catalogs.human_memory
    if path is None:
        return HumanMemory()
    try:
        return HumanMemory.load(path)
    except CatalogError as exc:
        if session.options.damage is not DamagePolicy.WARN:
            raise
        session.state.damage.warn([DamagePlace(path, exc.line, exc.text)])
        return HumanMemory()


def read_human_text(
    env: BuildEnvironment,
    catalogs: CatalogChain,
    memory: HumanMemory,
    files: Iterable[tuple[str, Path]] | None = None,
) -> PreviousText:
    """Read all human translations, of present and of previous sources.

    Args:
        env: environment of the book, all documents read.
        catalogs: catalogs of the language.
        memory: the human memory.
        files: text domain and file of each human catalog; `None` for all human catalogs
            of *catalogs*.
    """
    compact = env.config.gettext_compact
    dialects: dict[tuple[str, str], Dialect | None] = {}
    pages: dict[str, set[Dialect | None]] = {}
    records = records_of(env)
    for docname in sorted(records):
        domain = docname_to_domain(docname, compact)
        texts = records.texts(docname)
        if texts:
            dialect = dialect_of(env, docname)
            pages.setdefault(domain, set()).add(dialect)
            dialects |= {(domain, text): dialect for text in texts}

    def dialect_in(domain: str, source: str, target: str) -> Dialect | None:
        if (domain, source) in dialects:
            return dialects[domain, source]
        # the translation is in the dialect of the page; the message is gone
        alone = pages.get(domain, set())
        own = next(iter(alone)) if len(alone) == 1 else None
        return own if guess_dialect(target) in {None, own} else None

    kept = KeptTexts.of(catalogs)
    found = read_previous_text(
        catalogs.all_human() if files is None else files,
        memory,
        dialect_in,
        fuzzy=catalogs.fuzzy,
        texts_of=kept.read,
    )
    kept.save()
    return found


def messages_of(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield document name and text of every message of the book."""
    records = records_of(env)
    for docname in sorted(records):
        for text in records.texts(docname):
            yield docname, text

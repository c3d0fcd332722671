"""Run the translation pipeline on the missing messages of a book.

If each message can be translated alone and at no cost, messages are translated in
portions of documents, so that the use of memory does not grow with the book. An engine
that costs money or works in jobs gets one request, whose price is known before anything
is sent. With human text, all messages are handled together as well, because a
translation found for one message may contain sentences of other messages.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from sphinx_amts.engines.base import JobEngine
from sphinx_amts.errors import EngineNotSetUp
from sphinx_amts.extension.outcome_cache import kept_words
from sphinx_amts.extension.overlay_upkeep import take_used_answers
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.extension.session.human_sources import HumanSources
from sphinx_amts.memory.build_memory import BuildMemory
from sphinx_amts.terminology.terms import pattern_of
from sphinx_amts.translation.engine_choice import make_engine
from sphinx_amts.translation.lookup import lookup_for
from sphinx_amts.translation.pipeline import (
    HumanLookup,
    Rendering,
    TranslationPipeline,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.document_records.documents import Miss, MissKey
    from sphinx_amts.engines.base import Engine
    from sphinx_amts.extension.messages.codecs import Codecs
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.extension.session.state import Keep
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.model import Dialect, MessageKind
    from sphinx_amts.translation.engine_client import EngineClient
    from sphinx_amts.translation.outcome import Outcome

PORTION = 300
"""Number of missing messages with which a portion of documents is complete."""


@dataclass(slots=True)
class _Portion:
    """Documents that are translated together.

    Attributes:
        documents: document name -> all missing messages of the document.
        misses: missing messages to be translated, each once.
    """

    documents: dict[str, Sequence[Miss]] = field(default_factory=dict)
    misses: dict[MissKey, Miss] = field(default_factory=dict)


class _CodecsInUse:
    """Holder of the codecs of the book during a call of `PipelineRun.translate`."""

    def __init__(self) -> None:
        self._codecs: Codecs | None = None

    @contextmanager
    def begin(self, env: BuildEnvironment) -> Iterator[None]:
        """Create codecs of the book, and keep them until the context ends."""
        with codecs_outside_documents(env) as self._codecs:
            yield

    def get(self) -> Codecs:
        """Return the codecs of the present context."""
        assert self._codecs is not None
        return self._codecs

    def decode(
        self, inlines: Sequence[Inline], dialect: Dialect, kind: MessageKind
    ) -> str:
        """Write inline elements as source text in a dialect."""
        return self.get().decode(inlines, dialect, kind)


class PipelineRun:
    """One run of the translation pipeline in a build.

    Args:
        app: application of the build.
        session: session of the build.
        ask: whether requests are sent, not only counted.
        renewed: keys of stored translations that are requested again.
    """

    def __init__(
        self,
        app: Sphinx,
        session: Session,
        *,
        ask: bool = True,
        renewed: frozenset[str] = frozenset(),
    ) -> None:
        self._app = app
        self._session = session
        self._ask = ask
        self._renewed = renewed
        self._codecs = _CodecsInUse()
        self._known_answers: dict[str, str] | None = None

    @cached_property
    def in_portions(self) -> bool:
        """Return whether messages are translated in portions, not all together.

        Raises:
            AmtsError: an error that would also occur in a later build.
        """
        engine, _ = self._engine
        if engine is not None and (engine.metered or isinstance(engine, JobEngine)):
            return False
        return not self._human.records

    def translate(
        self,
        documents: Iterable[tuple[str, Sequence[Miss]]],
        keep: Keep | None = None,
        known: Container[MissKey] = (),
    ) -> None:
        """Translate the missing messages of *documents*.

        Args:
            documents: name and missing messages of each document.
            keep: stores the translations of a portion.
            known: keys of messages that are translated already.

        Raises:
            AmtsError: an error that would also occur in a later build.
        """
        engine, _ = self._engine
        try:
            with self._codecs.begin(self._app.env):
                most = PORTION if self.in_portions else None
                outcome = self._pipeline.outcome
                for portion in _portions(documents, most, known):
                    self._pipeline.translate(portion.misses.values())
                    if keep is not None:
                        self._forget_answers()
                        keep(portion.documents, outcome.translations)
                    outcome.translations = {}
        except BaseException:
            self._memory.close()
            raise
        finally:
            if "_pipeline" in vars(self):
                _keep_receipt(self._session, engine, self._pipeline.outcome)

    def finish(self) -> Outcome:
        """Finish the run, and return the outcome without translations."""
        engine, missing = self._engine
        outcome, memory = self._pipeline.outcome, self._memory
        if outcome.usage.segments_missing and self._is_held(engine):
            outcome.complete = False
            outcome.notices.append(
                "nothing is sent to an engine that costs money before the damaged "
                "catalogs are repaired"
            )
        if missing:
            outcome.complete = False
            outcome.failed = outcome.broken = True
            outcome.notices.append(missing)
        if memory.unusable:
            outcome.complete = False
        if outcome.usage.segments_sent and not memory.writable:
            outcome.complete = False
            outcome.failed = True
            outcome.notices.append(
                f"{memory.problem}; what this build translated is kept beside "
                "the doctrees only"
            )
        memory.close()
        self._forget_answers()
        return outcome

    def answers(self) -> dict[str, str]:
        """Return the digests of the stored translations in use, by key form.

        Translations that earlier builds used are included, because this run has deleted
        their record.
        """
        return (self._known_answers or {}) | self._pipeline.used_digests

    def _forget_answers(self) -> None:
        """Delete the record of the engine translations in the overlay, and keep a copy.

        The record is written again when the run is finished. If the run is killed, the
        next build writes a new overlay.
        """
        if self._known_answers is None:
            self._known_answers = take_used_answers(self._session)

    @cached_property
    def _human(self) -> HumanSources:
        return HumanSources(self._app.env, self._session)

    @cached_property
    def _memory(self) -> BuildMemory:
        return BuildMemory(self._session.memory_dir, self._session.options.warn)

    @cached_property
    def _engine(self) -> tuple[Engine | None, str]:
        """Return the engine and "", or `None` and why the engine is not set up.

        Both are empty if no engine is set.
        """
        session = self._session
        try:
            engine = make_engine(
                session.settings,
                project=session.book,
                memory_dir=session.memory_dir,
                again=session.options.again,
                notify=session.options.notify,
            )
        except EngineNotSetUp as exc:
            return None, str(exc)
        return engine, ""

    def _is_held(self, engine: Engine | None) -> bool:
        """Return whether nothing is sent to a paid engine because of damaged catalogs.

        The entries that cannot be read may be translations that were paid for or that
        people wrote.
        """
        return bool(
            self._session.state.damage and engine is not None and engine.metered
        )

    @cached_property
    def _pipeline(self) -> TranslationPipeline:
        session, settings = self._session, self._session.settings
        # the pipeline does not refer to this run, whose memory is freed with it
        human, codecs = self._human, self._codecs
        engine, _ = self._engine
        lookup = lookup_for(
            engine,
            self._memory,
            session.languages,
            book=session.answers_for,
            renew=session.refresh.renew,
            renewed_keys=self._renewed,
        )
        client: EngineClient | None = None
        if engine is not None:
            from sphinx_amts.translation.engine_client import EngineClient

            client = EngineClient(
                engine,
                lookup,
                permission=session.permission,
                price_per_million=settings.command_price,
                ask=self._ask and not (session.dry_run or self._is_held(engine)),
                collects=not session.options.offline,
                progress=session.options.progress,
            )
        return TranslationPipeline(
            lookup,
            client,
            segment=settings.segment,
            human=HumanLookup(
                index=cache(lambda: human.index(codecs.get())),
                leverage=None
                if self.in_portions
                else cache(lambda: human.leverage(codecs.get())),
            ),
            rendering=Rendering(
                decode=codecs.decode,
                typeset=partial(_typeset, session),
                keep=pattern_of(kept_words(session)),
            ),
        )


def _portions(
    documents: Iterable[tuple[str, Sequence[Miss]]],
    most: int | None,
    known: Container[MissKey],
) -> Iterator[_Portion]:
    """Divide *documents* into portions, each complete with *most* missing messages.

    Args:
        documents: name and missing messages of each document.
        most: number of messages; `None` for a single portion.
        known: keys of messages that are translated already.
    """
    portion = _Portion()
    for docname, misses in documents:
        portion.documents[docname] = misses
        portion.misses |= {m.key: m for m in misses if m.key not in known}
        if most is not None and len(portion.misses) >= most:
            yield portion
            portion = _Portion()
    if portion.documents:
        yield portion


def _typeset(session: Session, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return a machine translation with the typography of its language."""
    from sphinx_amts.typography.typesetting import typeset

    target = session.languages.target
    return typeset(inlines, target, session.settings.typography)


def _keep_receipt(session: Session, engine: Engine | None, outcome: Outcome) -> None:
    """Save the receipt of paid requests; in *outcome*, report a receipt not saved."""
    usage = outcome.usage
    if engine is None or not engine.metered or not usage.segments_sent:
        return
    from sphinx_amts.translation.receipts import Receipt, keep_receipt

    receipt = Receipt.of(
        usage,
        engine,
        book=session.book,
        languages=session.languages,
        limit=session.permission.limit,
    )
    try:
        keep_receipt(session.memory_dir, receipt, datetime.now(UTC))
    except OSError as exc:
        outcome.failed = True
        outcome.notices.append(f"no receipt could be kept: {exc}")

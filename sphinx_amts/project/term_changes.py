"""Find the translations of a book that are affected by a change of the term base."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.catalogs.human_editor import HumanCatalog
from sphinx_amts.engines.base import Item, JobEngine, Request
from sphinx_amts.extension.messages.codecs import encoder
from sphinx_amts.extension.messages.extraction import dialect_of
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.markup.exchange import key_form, to_html
from sphinx_amts.markup.model import visible_text
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.model import Dialect
from sphinx_amts.terminology.checks import term_faults, term_text
from sphinx_amts.terminology.terms import TermBase
from sphinx_amts.translation.budget import price
from sphinx_amts.translation.engine_choice import make_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx.application import Sphinx

    from sphinx_amts.extension.messages.codecs import Codecs
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.settings.definitions import Settings
    from sphinx_amts.terminology.checks import TermFault
    from sphinx_amts.terminology.terms import Term


@dataclass(frozen=True, slots=True)
class TermChanges:
    """Difference between two versions of the terms of a book.

    Attributes:
        base: terms that are new or have changed.
        lines: description of the changes, one line each.
    """

    base: TermBase
    lines: tuple[str, ...]

    @classmethod
    def between(
        cls, old: Iterable[Term], new: Iterable[Term], *, source: str, target: str
    ) -> TermChanges:
        """Compare two versions of the terms of a book.

        Args:
            old: terms before the change.
            new: terms after the change.
            source: source language.
            target: target language.
        """
        before = {term.source: term for term in old}
        after = {term.source: term for term in new}
        changed = [t for t in after.values() if before.get(t.source) != t]
        lines = [
            f"{term} (before: {' or '.join(before[term.source].targets)})"
            if term.source in before
            else f"{term} (new)"
            for term in changed
        ]
        lines += [
            f"{t.source} (no longer a term)"
            for s, t in before.items()
            if s not in after
        ]
        return cls(TermBase(changed, source=source, target=target), tuple(lines))

    def __bool__(self) -> bool:
        return bool(self.lines)

    def __str__(self) -> str:
        return "; ".join(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingTerm:
    """A message whose translation lacks a target term.

    Attributes:
        where: file and line of the message, as `file:line`.
        what: the term and its valid translations, as `term = one or another`.
        text: the message.
    """

    where: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class AffectedMessages:
    """Translations that are affected by changed terms.

    Attributes:
        human: messages whose human translation is to be reviewed.
        machine: messages whose machine translation is to be made again.
        segments: number of different segments to be translated again.
        characters: number of visible characters of these segments.
        price: highest price of these segments, in US dollars.
    """

    human: list[MissingTerm]
    machine: list[MissingTerm]
    segments: int
    characters: int
    price: float


def affected_messages(
    app: Sphinx, session: Session, changes: TermChanges, settings: Settings
) -> AffectedMessages:
    """Return the translations that *changes* affect.

    Args:
        app: application that has read the book.
        session: session of the extension in *app*.
        changes: changes of the terms.
        settings: settings of the language, which name the engine and its price.
    """
    machine: list[MissingTerm] = []
    segments: dict[str, tuple[Inline, ...]] = {}
    with codecs_outside_documents(app.env) as codecs:
        for docname, record in sorted(records_of(app.env).items()):
            encode = _encoder(app, codecs, docname)
            files = {message.text: message.file for message in record.messages}
            for fault in term_faults(
                record.accepted, record.machine_lines, changes.base, encode
            ):
                file = Path(app.srcdir, files.get(fault.text, ""))
                place = f"{seen_from_here(file)}:{fault.line}"
                machine.append(_place(place, fault))
                for part in split_sentences(
                    encode(fault.text), session.languages.source
                ).segments:
                    if changes.base.find(term_text(part)):
                        segments[key_form(part)] = part
        human = _human(app, session, changes, codecs)
    items = tuple(
        Item(key=f"s{number}", html=to_html(part))
        for number, part in enumerate(segments.values())
    )
    cost = 0.0
    engine = make_engine(settings, project=session.book) if items else None
    if isinstance(engine, JobEngine):
        request = Request(items=items, languages=session.languages, renew=True)
        cost = engine.quote(request).price
    elif engine is not None and engine.metered:
        characters = sum(len(item.html) for item in items)
        cost = price(characters, settings.command_price)
    return AffectedMessages(
        human=human,
        machine=machine,
        segments=len(items),
        characters=sum(len(visible_text(part)) for part in segments.values()),
        price=cost,
    )


def _human(
    app: Sphinx, session: Session, changes: TermChanges, codecs: Codecs
) -> list[MissingTerm]:
    compact = app.config.gettext_compact
    documents = {
        docname_to_domain(docname, compact): docname for docname in app.env.found_docs
    }
    places = []
    for domain, path in session.catalogs.all_human():
        if path.suffix != ".po" or domain not in documents:
            continue
        entries = HumanCatalog(path).entries
        translations = {
            text: entry.msgstr
            for text, entry in entries.items()
            if text and entry.msgstr and not entry.fuzzy
        }
        lines = {text: entries[text].line for text in translations}
        encode = _encoder(app, codecs, documents[domain])
        places += [
            _place(f"{seen_from_here(path)}:{fault.line}", fault)
            for fault in term_faults(translations, lines, changes.base, encode)
        ]
    return places


def _encoder(
    app: Sphinx, codecs: Codecs, docname: str
) -> Callable[[str], Sequence[Inline]]:
    dialect = dialect_of(app.env, docname) or Dialect.PLAIN
    record = records_of(app.env).get(docname)
    return encoder(codecs, dialect, record.readings if record else {})


def _place(where: str, fault: TermFault) -> MissingTerm:
    expected = " or ".join(fault.expected)
    return MissingTerm(where=where, what=f"{fault.term} = {expected}", text=fault.text)

"""Choose the translation of each message of a document."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx.transforms.i18n import parse_noqa

from sphinx_amts.catalogs.entries import MachineEntry
from sphinx_amts.catalogs.verified import was_edited, with_check
from sphinx_amts.document_records.documents import Finding, Miss
from sphinx_amts.errors import PlaceableError
from sphinx_amts.extension.compat.log import get_logger, location_in
from sphinx_amts.extension.compat.trial import EnvironmentSnapshot
from sphinx_amts.extension.guard.guard import Guard
from sphinx_amts.extension.guard.shown_text import visible
from sphinx_amts.extension.messages.codecs import Codecs
from sphinx_amts.extension.messages.extraction import ExtractedMessage, dialect_of
from sphinx_amts.extension.messages.localised import is_place_of_extensions
from sphinx_amts.extension.pages import plain_texts
from sphinx_amts.extension.pages.known_before import KnownBefore
from sphinx_amts.extension.pages.outdated import OutdatedText, admit, choose
from sphinx_amts.extension.pages.shown import Shown
from sphinx_amts.languages.letters import holds_letters
from sphinx_amts.markup.model import Text, has_letters, visible_text
from sphinx_amts.model import Dialect, MessageKind, Origin, State
from sphinx_amts.translation.claims import is_exact_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.document_records.documents import DocumentRecord
    from sphinx_amts.extension.pages.spliced_document import SplicedDocument
    from sphinx_amts.markup.model import Inline
    from sphinx_amts.translation.claims import HumanClaims

    Places = list[ExtractedMessage]

logger = get_logger(__name__)


class TranslationChooser:
    """Chooser of a translation for each message of one document.

    Attributes:
        outdated: message -> translation of a previous source, and the text to show.
        plain: message -> translation without markup, if Sphinx copies the message.
        findings: message -> why it is not shown translated.
        settled: messages that are not requested from an engine again.
        stable: messages whose translation, now from the overlay, would be the same if
            it came from a committed catalog; known only with *committed*.
        suggestions: outdated message -> rewritten draft or previous translation.

    Args:
        document: document before translations are applied.
        env: environment of the book.
        outdated: value of the setting for outdated translations.
        claims: verifier of entries that claim to be human.
        language: source language.
        committed: whether the chosen text will be written into committed catalogs.
        before: record of the first reading of this document, if it was suspended;
            misses that remain are copied from it.
    """

    def __init__(
        self,
        document: nodes.document,
        env: BuildEnvironment,
        outdated: str,
        claims: HumanClaims,
        language: str,
        *,
        committed: bool = False,
        before: DocumentRecord | None = None,
    ) -> None:
        docname = env.docname
        self._env = env
        self.dialect = dialect_of(env, docname)
        self.codecs = Codecs(env, document.settings, docname)
        self.traces = EnvironmentSnapshot(env)
        self.guard = Guard(
            env, self.codecs, document["source"], self.dialect, self.traces
        )
        self.plain: dict[str, str] = {}
        self.outdated: dict[str, OutdatedText] = {}
        self._mode = outdated
        self._claims = claims
        self._language = language
        self.findings: dict[str, Finding] = {}
        self.settled: set[str] = set()
        self.stable: set[str] = set()
        self._committed = committed
        self._before = KnownBefore.of(before) if before is not None else KnownBefore()
        self.suggestions: dict[str, str] = {}

    def choose_machine(
        self,
        messages: Iterable[ExtractedMessage],
        human: dict[str, str],
        committed: dict[str, MachineEntry],
        overlay: dict[str, MachineEntry],
    ) -> dict[str, MachineEntry]:
        """Choose machine entries that pass the trial at all occurrences of a message.

        A human translation of a previous source is used only if there is no other
        entry. If the entry of a message in the overlay is rejected, the message is
        settled: it is not requested again.

        Args:
            messages: messages of the document.
            human: message -> human translation.
            committed: message -> committed entry, whose claim to be human is checked.
            overlay: message -> entry that builds have written beside the doctrees.
        """
        places: dict[str, Places] = {}
        for message in messages:
            if message.text not in human and not message.excluded:
                places.setdefault(message.text, []).append(message)
        accepted: dict[str, MachineEntry] = {}
        for text, found in places.items():
            entries = []
            if text in committed:
                entries.append(self._claims.checked(committed[text]))
            if text in overlay:
                entries.append(self._own(overlay[text]))
            reasons: list[str] = []
            for entry in sorted(entries, key=_worth):
                if entry.origin is Origin.OUTDATED:
                    self._choose_outdated(entry, found)
                    break
                ours = entry is overlay.get(text)
                verdict = self._try(found, entry, ours=ours)
                if isinstance(verdict, MachineEntry):
                    accepted[text] = verdict
                    self._try_again(found, verdict, entry.msgstr)
                    break
                reasons.append(verdict)
                if was_edited(entry):
                    logger.info(
                        "an edited entry of a machine catalog is not used: %s",
                        verdict,
                        location=location_in(
                            self._env.srcdir, found[0].file, found[0].line
                        ),
                    )
            else:
                if reasons:
                    self._add_finding(found[0], State.REJECTED, reasons[-1])
                if text in overlay:
                    self.settled.add(text)
        return accepted

    def sort(
        self,
        message: ExtractedMessage,
        human: dict[str, str],
        machine: dict[str, MachineEntry],
        state: SplicedDocument,
    ) -> None:
        """Add *message* to the shown, untouched or missing messages of *state*."""
        if text := human.get(message.text, ""):
            outside = self.guard.outside_of(message)
            state.shown.append(Shown(message, text, outside=outside))
        elif message.excluded:
            return
        elif entry := machine.get(message.text):
            strict = not is_exact_match(entry)
            text, outside = entry.msgstr, self.guard.outside_of(message)
            state.shown.append(
                Shown(message, text, entry, strict=strict, outside=outside)
            )
        elif old := self.outdated.get(message.text):
            self._sort_outdated(message, old, state)
        elif self._is_translatable(message, state):
            state.untouched.append(message)

    def rejected(self, entries: dict[str, MachineEntry]) -> dict[str, str]:
        """Return message and translation of the *entries* that the trial rejected."""
        return {
            text: entries[text].msgstr
            for text, finding in self.findings.items()
            if finding.state is State.REJECTED and text in entries
        }

    def _own(self, entry: MachineEntry) -> MachineEntry:
        """Return an overlay entry, with its claim checked if it will be committed.

        So the entry has the same effect now as from the committed catalog later, and
        the page need not be read again then.
        """
        if not self._committed or entry.origin is Origin.MACHINE:
            return entry
        self.stable.add(entry.msgid)
        return self._claims.checked(entry)

    def _choose_outdated(self, entry: MachineEntry, places: Places) -> None:
        old = choose(entry, places, self._mode, self.guard, self._same_facts)
        if old.text and (reason := self._copied(places, entry.msgid, old.text)):
            old = OutdatedText(entry, reason=reason)
        self.outdated[entry.msgid] = old
        if old.reason:
            self._add_finding(places[0], State.OUTDATED, old.reason)
        text = (entry.draft or entry).msgstr
        with suppress(PlaceableError):
            if places[0].kind is not MessageKind.PLAIN:
                text = self.guard.rewrite(places[0], text, partial=True)
            self.suggestions[entry.msgid] = text

    def _same_facts(self, old: str, new: str) -> bool:
        # loaded with the first translation of an earlier wording
        from sphinx_amts.leverage.evidence import same_facts

        dialect = self.dialect or Dialect.PLAIN
        try:
            texts = self.codecs.encode(old, dialect), self.codecs.encode(new, dialect)
        except Exception:  # roles may be code of any extension
            return False
        return same_facts(*texts, self._language)

    def _sort_outdated(
        self, message: ExtractedMessage, old: OutdatedText, state: SplicedDocument
    ) -> None:
        if old.entry.draft is None and self._is_translatable(message, state):
            miss = state.misses.get(message.text)
            if miss is not None:  # a draft may be found or requested
                state.misses[message.text] = replace(miss, shown=True)
        if old.text:
            strict, outside = old.draft is not None, self.guard.outside_of(message)
            shown = Shown(message, old.text, old.entry, strict=strict, outside=outside)
            state.shown.append(shown)
        else:
            state.untouched.append(message)

    def _try(
        self, places: Places, entry: MachineEntry, *, ours: bool
    ) -> MachineEntry | str:
        """Try an entry at all *places*; return the entry to use, or why it is rejected.

        With *ours*, the entry is of the overlay: its machine text was written by the
        codec already.
        """
        written = ours and entry.origin is Origin.MACHINE
        stable = written and self._committed
        text = entry.msgstr
        for place in places:
            if place.kind is MessageKind.PLAIN:
                continue
            if written:
                readings = len(self.codecs.readings)
                stable = stable and self._is_written_so(place, text)
                verdict = self.guard.judge(place, text)
                if len(self.codecs.readings) > readings:  # determined for *text*
                    stable = stable and self._is_written_so(place, text)
            elif is_exact_match(entry):
                verdict = admit(self.guard, place, text)
            else:
                verdict = self.guard.admit(place, text)
            if verdict.reason:
                return verdict.reason
            text = verdict.text
        if reason := self._copied(places, entry.msgid, text):
            return reason
        if stable and text == entry.msgstr:
            self.stable.add(entry.msgid)
        used = replace(entry, msgstr=text)
        return used if was_edited(entry) else with_check(used)

    def _try_again(self, places: Places, entry: MachineEntry, tried: str) -> None:
        """Try an entry again as if committed, if its text differs from *tried*.

        If the result is another text, the entry is not stable.
        """
        if entry.msgstr != tried and entry.msgid in self.stable:
            again = self._try(places, entry, ours=False)
            if not isinstance(again, MachineEntry) or again.msgstr != entry.msgstr:
                self.stable.discard(entry.msgid)

    def _is_written_so(self, place: ExtractedMessage, text: str) -> bool:
        """Return whether *text* stays the same when it is rewritten."""
        try:
            return self.guard.rewrite(place, text) == text
        except PlaceableError:
            return False

    def _copied(self, places: Sequence[ExtractedMessage], msgid: str, text: str) -> str:
        """Save *text* for places that show it unparsed; return why it is unusable."""
        copied = [place for place in places if place.kind is MessageKind.PLAIN]
        if not copied:
            return ""
        if len(copied) < len(places) and self.dialect is not None:  # it has markup
            text = visible_text(self.codecs.encode(parse_noqa(text)[0], self.dialect))
        for place in copied:
            if reason := plain_texts.unfit(place, text):
                return reason
            self.plain[msgid] = text
        return ""

    def _is_translatable(
        self, message: ExtractedMessage, state: SplicedDocument
    ) -> bool:
        """Return whether *message* has words, and so needs a translation.

        Unless the message is settled or unsupported, it is recorded as a miss.
        """
        text = message.text
        if known := state.misses.get(text):
            state.misses[text] = replace(
                known,
                count=known.count + 1,
                generated_by_extension=known.generated_by_extension
                and is_place_of_extensions(message.node),
            )
            return True
        if text in self.settled or (
            text in self.findings and self.findings[text].state is State.UNSUPPORTED
        ):
            return True
        if (finding := self._before.unsupported.get(text)) is not None:
            self.findings[text] = finding
            return True
        dialect = Dialect.PLAIN if message.kind is MessageKind.PLAIN else self.dialect
        if (known := self._before.misses.get(text)) is not None:
            if (
                reading := self._before.readings.get(text)
            ) and self.dialect is not None:
                self.codecs.set_reading(text, self.dialect, reading)
            generated = is_place_of_extensions(message.node)
            state.misses[text] = replace(
                known, count=1, shown=False, generated_by_extension=generated
            )
            return True
        if dialect is None:
            reason = "the page's parser is not known"
            self._add_finding(message, State.UNSUPPORTED, reason, reason)
            return True
        if self._is_without_words(message, dialect):
            return False
        inlines: tuple[Inline, ...] = (Text(text),)
        if dialect is not Dialect.PLAIN:
            source = self.guard.source_of(message)
            if source.reason:
                construct = source.construct
                self._add_finding(message, State.UNSUPPORTED, source.reason, construct)
                return True
            inlines = source.inlines
            if not has_letters(inlines):
                return False
        state.misses[text] = Miss(
            text=text,
            kind=message.kind,
            dialect=dialect,
            file=message.file,
            line=message.line,
            inlines=inlines,
            generated_by_extension=is_place_of_extensions(message.node),
        )
        return True

    def _is_without_words(self, message: ExtractedMessage, dialect: Dialect) -> bool:
        """Return whether *message* has no words, in whatever dialect it is read."""
        try:
            if has_letters(self.codecs.encode(message.text, dialect)):
                return False
        except Exception:  # roles may be code of any extension
            return False
        # its words may be visible in the other dialect only
        text = "" if dialect is Dialect.PLAIN else visible(message.node.children)
        return not holds_letters(text)

    def _add_finding(
        self, message: ExtractedMessage, state: State, reason: str, construct: str = ""
    ) -> None:
        self.findings[message.text] = finding_of(message, state, reason, construct)


def finding_of(
    message: ExtractedMessage, state: State, reason: str, construct: str = ""
) -> Finding:
    """Create the finding that *message* is not shown translated, with its location."""
    return Finding(
        text=message.text,
        file=message.file,
        line=message.line,
        state=state,
        reason=reason,
        construct=construct,
    )


def _worth(entry: MachineEntry) -> int:
    """Return the rank of an entry among entries of a message; the best has 0."""
    if entry.origin is not Origin.OUTDATED:
        return 0
    return 1 if entry.draft is not None else 2

"""Update the human memory and the machine catalogs for the present source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.catalogs.entries import is_shown
from sphinx_amts.catalogs.machine_writer import MachineCatalog
from sphinx_amts.catalogs.po_reader import read_entries, read_obsolete
from sphinx_amts.catalogs.verified import is_post_edited
from sphinx_amts.errors import CatalogError
from sphinx_amts.extension.outcome_cache import keep_outcome, run_stamp
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.session.human_sources import messages_of, read_human_text
from sphinx_amts.extension.written_back import WrittenBack
from sphinx_amts.files.disk import seen_from_here
from sphinx_amts.leverage.draft_origin import is_human
from sphinx_amts.leverage.previous_text import new_records
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.model import State
from sphinx_amts.sync.changes import EditedMessage, SyncChanges, Synchronised
from sphinx_amts.sync.forgetting import forget_in_catalog
from sphinx_amts.sync.kept import KeptSynchronisation
from sphinx_amts.text.advice import command_line
from sphinx_amts.text.differences import word_difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.leverage.previous_text import PreviousText
    from sphinx_amts.project.reading import Reading


def synchronise(reading: Reading, *, dry_run: bool) -> Synchronised:
    """Save human translations in the human memory; update the machine catalogs.

    If the last synchronisation had the same files and messages and nothing to write,
    its stored result is returned.

    Raises:
        CatalogError: the human memory cannot be read or written, or a machine catalog
            cannot be written.
    """
    if dry_run:
        return _synchronised(reading, dry_run=True)
    kept = KeptSynchronisation(reading)
    # what a killed command has left is removed with the lock
    with reading.book.lock():
        if (known := kept.load()) is not None:
            return known
        result = _synchronised(reading, dry_run=False)
        if not result.kept and not result.written:
            kept.store(result)
        elif _is_current(reading):
            # what the next one would do, if nothing changes
            again = _synchronised(reading, dry_run=False)
            result.written.extend(p for p in again.written if p not in result.written)
            if not again.kept and not again.written:
                kept.store(again)
    return result


def _is_current(reading: Reading) -> bool:
    """Return whether no document has to be read again because of written files."""
    written = WrittenBack(reading.app.env, reading.session)
    return all(written.is_current(name) for name in records_of(reading.app.env))


def _synchronised(reading: Reading, *, dry_run: bool) -> Synchronised:
    env, catalogs = reading.app.env, reading.session.catalogs
    path = catalogs.human_memory
    assert path is not None
    memory = HumanMemory.load(path)
    text = read_human_text(env, catalogs, memory)
    stamp, known = run_stamp(env, reading.session), _lookup_text(reading, memory)
    kept = memory.add(new_records(text, memory))
    memory.note_places(text.present)
    faults = {*map(str, reading.errors()), *text.faults, *text.obsolete_faults}
    result = Synchronised(
        changes=_changes(reading, text),
        kept=kept,
        notes=[*_unused_catalogs(reading), *_edited_catalogs(reading)],
        faults=[*sorted(faults), *_misplaced(catalogs)],
    )
    if not dry_run:
        if memory.save(path):
            result.written.append(path)
            if _lookup_text(reading, HumanMemory.load(path)) == known:
                keep_outcome(env, reading.session, stamp)
        result.written.extend(reading.commit())
    return result


def _lookup_text(reading: Reading, memory: HumanMemory) -> tuple[object, ...]:
    """Return all human text in which missing messages are looked up, to compare it."""
    catalogs = reading.session.catalogs
    files = catalogs.all_human_in_script()
    text = read_human_text(reading.app.env, catalogs, memory, files)
    present = {record.source for record in text.present}
    return text.records(), present, text.stated, text.order, text.faults


def _edited_catalogs(reading: Reading) -> Iterator[str]:
    """Yield a note on human edits in each machine catalog, one line each."""
    env, catalogs = reading.app.env, reading.session.catalogs
    language = reading.session.languages.target
    for docname, record in sorted(records_of(env).items()):
        if record.errors:
            continue
        human = catalogs.human(docname_to_domain(docname, env.config.gettext_compact))
        catalog = MachineCatalog.read(catalogs.machine_paths(docname)[0])
        path = seen_from_here(catalogs.machine_paths(docname)[0])
        for _, entry in catalog.kept_entries():
            yield (
                f"{path}:{entry.line}: left alone, as entries are that are fuzzy or "
                "have a context or plural forms"
            )
        count = sum(
            text not in human and is_post_edited(entry)
            for text, entry in catalog.entries.items()
        )
        if count:
            command = command_line("review", "--take", str(path), language=language)
            yield (
                f"{path}: {count} changed by hand; take what is right into the "
                f"catalogs of people with {command}"
            )


def _changes(reading: Reading, text: PreviousText) -> SyncChanges:
    env, catalogs = reading.app.env, reading.session.catalogs
    changes = SyncChanges()
    in_book = {message for _, message in messages_of(env)}
    sources = {record.identity: record.source for record in text.records()}
    claims: Counter[str] = Counter()
    for docname, record in sorted(records_of(env).items()):
        if record.errors:
            continue
        entries = catalogs.overlay_entries(docname) | catalogs.committed_entries(
            docname
        )
        old = catalogs.outdated_entries(docname, record.outdated)
        places = {
            message.text: f"{seen_from_here(env.srcdir / message.file)}:{message.line}"
            for message in record.messages
            if message.text in old
        }
        for message, entry in old.items():
            difference = word_difference(entry.previous, message)
            changes.edited.append(
                EditedMessage(
                    places[message],
                    difference if entry.previous else message,
                )
            )
            claims.update(entry.human.split(","))
            changes.merged += "," in entry.human
        reused = [
            entries[message]
            for message in record.accepted
            if message in entries and is_human(entries[message])
        ]
        claims.update(entry.human for entry in reused if entry.human)
        others = [sources.get(e.human, e.msgid) != e.msgid for e in reused]
        changes.markup_only += sum(others)
        changes.moved += len(others) - sum(others)
        changes.added += sum(m.state in _NEW for m in record.messages)
    changes.split = sum(count > 1 for count in claims.values())
    changes.removed = sum(
        record.source not in in_book and record.identity not in claims
        for record in text.records()
    )
    return changes


_NEW = {State.MACHINE, State.PENDING, State.REJECTED, State.UNTRANSLATED}


def _misplaced(catalogs: CatalogChain) -> Iterator[str]:
    """Yield a line for each catalog in a folder where Sphinx does not look for it."""
    for folder in catalogs.locale_dirs:
        right = folder / catalogs.language / "LC_MESSAGES"
        for path in catalogs.anywhere([folder]):
            if not path.is_relative_to(right):
                yield (
                    f"{seen_from_here(path)}: Sphinx looks for catalogs in "
                    f"{seen_from_here(right)}; move it there"
                )


def _unused_catalogs(reading: Reading) -> Iterator[str]:
    """Yield a line for each human catalog that no document of the book uses."""
    app = reading.app
    compact = app.config.gettext_compact
    domains = {docname_to_domain(name, compact) for name in app.env.found_docs}
    for domain, path in reading.session.catalogs.all_human():
        if domain not in domains and domain != "sphinx":
            yield (
                f"{seen_from_here(path)}: the book has no document for it; what it "
                "holds is in the human memory"
            )


def forget(
    catalogs: CatalogChain, memory: HumanMemory, identities: Sequence[str]
) -> list[Path]:
    """Remove records from *memory*, and their text from the machine catalogs.

    Args:
        catalogs: catalogs of the language.
        memory: the human memory; the caller saves it.
        identities: identities of the records.

    Returns:
        The machine catalogs that changed.

    Raises:
        CatalogError: there is no such record, or a human catalog still has its text, or
            a catalog cannot be read or written.
    """
    wanted = set(identities)
    if unknown := sorted(wanted - memory.records.keys()):
        raise CatalogError(
            f"{unknown[0]}: the human memory has no record of this identity; its lines "
            "end with theirs"
        )
    pairs = {(memory.records[i].source, memory.records[i].target): i for i in wanted}
    for _, path in catalogs.all_human():
        for entry in [*read_entries(path), *read_obsolete(path)]:
            pair = (entry.previous or entry.msgid, entry.msgstr)
            if is_shown(entry) and (identity := pairs.get(pair)):
                raise CatalogError(
                    f"{seen_from_here(path)}:{entry.line}: {identity} stands here, and "
                    "would be kept again; remove it from the catalog first"
                )
    memory.forget(identities)
    root = catalogs.committed
    return [
        path
        for path in (sorted(root.rglob("*.po")) if root is not None else ())
        if forget_in_catalog(path, catalogs.language, wanted)
    ]

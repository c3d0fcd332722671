"""Import the translations of another branch of the book."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.entries import read_machine
from sphinx_amts.catalogs.machine_writer import MachineCatalog, write_machine
from sphinx_amts.catalogs.verified import is_post_edited
from sphinx_amts.errors import CatalogError, ConfigError
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.session.options import DamagePolicy, RunOptions
from sphinx_amts.files.disk import errors_as
from sphinx_amts.files.revisions import Repository
from sphinx_amts.leverage.previous_text import new_records, read_previous_text
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.model import Origin, State
from sphinx_amts.project.read_book import read_book
from sphinx_amts.sync.forgetting import without_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.files.revisions import Revision
    from sphinx_amts.project.book import Book
    from sphinx_amts.project.reading import Reading

_WITHOUT_TRANSLATION = frozenset({State.OUTDATED, State.PENDING, State.UNTRANSLATED})


@dataclass(slots=True)
class FromBranch:
    """Result of importing the translations of another branch.

    Attributes:
        human: number of human translations that are new to this branch.
        machine: number of machine drafts that were imported.
        written: files that changed.
        left_in_branch: human edits in machine catalogs of the branch that were not
            imported, one line each.
        faults: files that could not be read, one line each.
    """

    human: int = 0
    machine: int = 0
    written: list[Path] = field(default_factory=list)
    left_in_branch: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def import_from_branch(book: Book, language: str, branch: str) -> FromBranch:
    """Import the translations of *branch* into the checkout of *book*.

    The files of the branch are not trusted. They are read from the folders that this
    checkout uses, and no `conf.py` of the branch is run. Human translations go into the
    human memory, from which they are leveraged as exact and fuzzy matches. Drafts go
    into the machine catalogs, for messages without a translation; they are checked like
    drafts of an engine.

    Raises:
        ConfigError: there is no such branch, or the book is not in it.
        CatalogError: a file of this checkout cannot be read or written.
    """
    repository = Repository.of(book.srcdir)
    revision = repository.revision(branch)
    imported = FromBranch()
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "book"
        chain = book.relocated(repository.root, root, language).catalogs(language)
        _write_catalogs(repository, revision, book, chain, root)
        with book.lock():
            forgotten = _import_human(book, chain, imported)
        drafts = _drafts(chain, forgotten, imported)
        own = book.catalogs(language).committed
        assert own is not None
        _note_unfinished(chain, own, imported)
        for lines in (imported.faults, imported.left_in_branch):
            lines[:] = [x.replace(f"{root}{os.sep}", f"{branch}:") for x in lines]
    if drafts:
        run = RunOptions(dry_run=True, damage=DamagePolicy.SKIP)
        reading = read_book(book, language, run)
        with book.lock():
            _import_drafts(reading, drafts, imported)
    return imported


def _write_catalogs(
    repository: Repository,
    revision: Revision,
    book: Book,
    chain: CatalogChain,
    root: Path,
) -> None:
    """Write the files that *chain* reads from *revision* into *root*.

    Raises:
        ConfigError: the files cannot be read, or the book is not in the revision.
    """
    assert chain.committed is not None
    assert chain.human_memory is not None
    paths = [folder / chain.language for folder in chain.locale_dirs]
    paths += [chain.committed, chain.human_memory]
    said = f"{revision.name}: its catalogs cannot be read"
    with errors_as(ConfigError, said), repository.tree(revision) as tree:
        conf = repository.names(book.confdir / "conf.py")
        if conf is None or tree.read(conf) is None:
            raise ConfigError(f"{revision.name}: the book is not in this folder there")
        for path in paths:
            tree.write(root, path.relative_to(root).parts)


def _import_human(book: Book, chain: CatalogChain, imported: FromBranch) -> set[str]:
    """Import human translations of another branch into the human memory.

    Returns:
        Identities of the records that were forgotten in either branch.
    """
    path = book.catalogs(chain.language).human_memory
    assert path is not None
    assert chain.human_memory is not None
    theirs = HumanMemory.load(chain.human_memory)
    text = read_previous_text(chain.all_human(), theirs, lambda *_: None)
    imported.faults += [*text.faults, *text.obsolete_faults]
    memory = HumanMemory.load(path)
    known = set(memory.records)
    memory.merge(theirs)
    new = new_records(text, memory)
    memory.add(record for record in new if record.identity not in memory.forgotten)
    imported.human = len(memory.records.keys() - known)
    if memory.save(path):
        imported.written.append(path)
    return memory.forgotten


def _drafts(
    chain: CatalogChain, forgotten: set[str], imported: FromBranch
) -> dict[str, MachineEntry]:
    assert chain.committed is not None
    found: dict[str, MachineEntry] = {}
    for path in sorted(chain.committed.rglob("*.po")):
        try:
            entries = read_machine(path)
        except CatalogError as exc:
            imported.faults.append(str(exc))
            continue
        for msgid, known in entries.items():
            entry = without_text(known, forgotten)
            if entry is not None and entry.origin is not Origin.OUTDATED:
                # text that a person changed keeps its check sum, which shows the change
                found.setdefault(
                    msgid, entry if is_post_edited(entry) else replace(entry, check="")
                )
    return found


def _note_unfinished(chain: CatalogChain, own: Path, imported: FromBranch) -> None:
    """Record human edits in machine catalogs of the branch that this checkout lacks.

    Args:
        chain: catalogs of the branch.
        own: folder of the machine catalogs of this checkout.
        imported: result, to which a line is added for each edit.
    """
    assert chain.committed is not None
    for path in sorted(chain.committed.rglob("*.po")):
        try:
            theirs = MachineCatalog.read(path)
            ours = MachineCatalog.read(own / path.relative_to(chain.committed))
        except CatalogError:
            continue  # reported when it was read for drafts, or when it is written
        here = [*ours.hand_edits.entries.values(), *ours.hand_edits.obsolete]
        known = {entry.lines for entry in here}
        for entry in [*theirs.hand_edits.entries.values(), *theirs.hand_edits.obsolete]:
            if entry.lines not in known:
                imported.left_in_branch.append(
                    f"{path}:{entry.line}: unfinished or obsolete; it stays there"
                )


def _import_drafts(
    reading: Reading, drafts: Mapping[str, MachineEntry], imported: FromBranch
) -> None:
    folder = reading.committed_folder()
    for docname, record in sorted(records_of(reading.app.env).items()):
        if record.errors:
            continue
        entries = reading.session.catalogs.all_committed_entries(docname)
        new = {
            message.text: drafts[message.text]
            for message in record.messages
            if message.state in _WITHOUT_TRANSLATION
            and message.text in drafts
            and message.text not in entries
        }
        path = folder / f"{docname}.po"
        if new and write_machine(
            path, reading.session.languages.target, (entries | new).values()
        ):
            imported.machine += len(new)
            imported.written.append(path)

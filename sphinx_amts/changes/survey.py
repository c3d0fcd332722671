"""Compare source and translations of a book with those of an earlier revision.

The earlier revision is not trusted: it is read with the present configuration, and
neither its `conf.py` nor its extensions or notebooks are run. Nothing is sent anywhere.
"""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sphinx_amts.changes.comparison import Passage, compare, sentences_of
from sphinx_amts.changes.data import (
    FORMAT,
    ChangesData,
    FaultData,
    LanguageData,
    PassageData,
    PlaceData,
)
from sphinx_amts.checks.by_document import damaged_catalogs
from sphinx_amts.checks.located import located
from sphinx_amts.errors import AmtsError
from sphinx_amts.extension.compat.strangers import without_expressions
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.session.options import DamagePolicy, RunOptions
from sphinx_amts.files.locking import build_folder
from sphinx_amts.files.revisions import Repository
from sphinx_amts.model import State
from sphinx_amts.project.read_book import read_book
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_amts.document_records.faults import CheckFinding
    from sphinx_amts.files.revisions import Revision
    from sphinx_amts.project.book import Book
    from sphinx_amts.project.reading import Reading

_BY_PEOPLE = frozenset({State.HUMAN, State.EDITED, State.MEMORY, State.UNCONFIRMED})
_MISSING = frozenset({State.UNTRANSLATED, State.PENDING, State.REJECTED})
_EXECUTING = frozenset({"myst_nb", "nbsphinx"})
"""Extensions that run the code of notebooks while documents are read."""

FaultKey = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """A version of a book, as read for one language.

    Attributes:
        documents: name of a document -> its messages.
        by_people: messages that are shown in a human translation.
        outdated: messages with a human translation of an earlier wording.
        missing: messages that nobody has translated.
        faults: faults of human translations, by a key that a fault has in each version.
    """

    documents: dict[str, list[Passage]]
    by_people: list[Passage]
    outdated: list[Passage]
    missing: list[Passage]
    faults: dict[FaultKey, CheckFinding]


def survey(
    book: Book,
    languages: Sequence[str],
    base: str,
    progress: Callable[[str], None],
) -> ChangesData:
    """Compare *book* with the last revision that its history shares with *base*.

    Args:
        book: the book, as it is in the checkout.
        languages: target languages.
        base: name of a revision.
        progress: called with a line about each reading before it begins.

    Raises:
        AmtsError: there is no such revision, or the book cannot be read.
    """
    repository = Repository.of(book.srcdir)
    revision = repository.where_parted(repository.revision(base))
    source = book.source_language()
    data = ChangesData(
        format=FORMAT,
        base=base,
        commit=revision.identity,
        sentences={"added": 0, "edited": 0, "removed": 0},
        passages=[],
        languages=[],
    )
    with _unpacked(book, repository, revision) as root:
        for number, language in enumerate(languages):
            # the book itself comes first, so that what is wrong with it is said of it
            progress(f"{language}: reading the book")
            reading = _read_present(book, language)
            present = _version(reading, repository.root)
            progress(f"{language}: reading {base}")
            older = _read_earlier(book, repository, root, language, base)
            earlier = _version(older, root)
            if not number:  # the source is the same for all of them
                _add_source(data, earlier, present, source)
            data["languages"].append(
                _language(reading, earlier, present, source, repository.root)
            )
    return data


@contextmanager
def _unpacked(book: Book, repository: Repository, revision: Revision) -> Iterator[Path]:
    """Yield a temporary folder with *revision*, in which Sphinx finds a book."""
    with TemporaryDirectory(prefix="sphinx-amts-") as folder:
        root = Path(folder).resolve() / "base"
        repository.unpack(revision, root)
        names = repository.names(book.srcdir)
        if names is not None:
            config = book.config()
            srcdir = root.joinpath(*names)
            srcdir.mkdir(parents=True, exist_ok=True)
            suffixes = list(config.source_suffix) or [".rst"]
            starts = [srcdir / f"{config.root_doc}{suffix}" for suffix in suffixes]
            if not any(path.is_file() for path in starts):
                # a book that began later, or elsewhere, has no text there yet
                starts[0].parent.mkdir(parents=True, exist_ok=True)
                starts[0].touch()
        yield root


def _read_earlier(
    book: Book, repository: Repository, root: Path, language: str, base: str
) -> Reading:
    relocated = book.relocated(repository.root, root, language)
    work = root.parent / f"work-{language}"
    try:
        with without_expressions():
            return read_book(replace(relocated, work=work), language, _options())
    except AmtsError as exc:
        text = str(exc).replace(f"{root}{os.sep}", f"{base}:")
        raise type(exc)(f"{base}: {text.removeprefix(f'{base}:')}") from exc


def _read_present(book: Book, language: str) -> Reading:
    executing = _EXECUTING & {str(name) for name in book.config().extensions}
    if executing and book.work is None:
        # what other commands keep there was read with the code of notebooks run
        book = replace(book, work=build_folder(book.srcdir, f"{language}-changes"))
    return read_book(book, language, replace(_options(), executes=not executing))


def _options() -> RunOptions:
    return RunOptions(
        dry_run=True, offline=True, executes=False, damage=DamagePolicy.SKIP
    )


def _version(reading: Reading, root: Path) -> _Version:
    """Return the messages and faults of a reading, with paths relative to *root*."""
    srcdir = _below(reading.book.srcdir, root)
    version = _Version(
        documents={},
        by_people=[],
        outdated=[],
        missing=[],
        faults=_faults(reading, root),
    )
    for docname, record in sorted(records_of(reading.app.env).items()):
        outdated = set(record.outdated)
        passages = version.documents.setdefault(docname, [])
        for message in record.messages:
            # what Sphinx or an extension has put in has no file
            made = message.file.startswith("<")
            file = message.file if made else f"{srcdir}/{message.file}"
            passage = Passage(message.text, posixpath.normpath(file), message.line)
            passages.append(passage)
            if message.text in outdated or message.state is State.OUTDATED:
                version.outdated.append(passage)
            elif message.state in _BY_PEOPLE:
                version.by_people.append(passage)
            elif message.state in _MISSING:
                version.missing.append(passage)
    return version


def _faults(reading: Reading, root: Path) -> dict[FaultKey, CheckFinding]:
    """Return the findings of `check`, by keys that a fault has in each version."""
    session = reading.session
    ignored = session.settings.check_ignore
    found = [
        *damaged_catalogs(reading.errors(), session.catalogs, ignored=ignored),
        *located(reading.faults(), session.catalogs, ignored=ignored),
    ]
    keys: dict[FaultKey, CheckFinding] = {}
    for finding in found:
        fault = finding.fault
        key: FaultKey = (fault.rule, fault.msgid, fault.msgstr, *fault.term)
        if not fault.msgid:  # of a whole catalog
            key = (fault.rule, _below(finding.path, root), fault.message)
        keys.setdefault(key, finding)
    return keys


def _add_source(
    data: ChangesData, earlier: _Version, present: _Version, source: str
) -> None:
    changes = compare(earlier.documents, present.documents, source)
    data["sentences"] = {
        "added": changes.added,
        "edited": changes.edited,
        "removed": changes.removed,
    }
    for changed in changes.passages:
        where = changed.after or changed.before
        assert where is not None
        data["passages"].append(
            PassageData(
                file=where.file,
                line=where.line,
                before=changed.before.text if changed.before else "",
                after=changed.after.text if changed.after else "",
            )
        )


def _language(
    reading: Reading, earlier: _Version, present: _Version, source: str, root: Path
) -> LanguageData:
    usage = reading.session.outcome.usage
    unknown = reading.session.engine_missing or reading.session.outcome.broken
    before = _sentences(earlier.by_people, source)
    now = _sentences([*present.by_people, *present.outdated], source)
    engine = reading.session.engine_name
    return LanguageData(
        language=reading.session.languages.target,
        human_before=before.total(),
        human_kept=(before & now).total(),
        outdated=[_place(p) for p in _new(present.outdated, earlier.outdated)],
        missing=len(present.missing),
        missing_new=[_place(p) for p in _new(present.missing, earlier.missing)],
        segments=usage.segments_missing,
        characters=usage.characters_missing,
        engine="" if engine == NO_ENGINE else engine,
        price=None if unknown else round(usage.price_missing, 6),
        faults=[
            _fault(finding, root)
            for key, finding in present.faults.items()
            if key not in earlier.faults
        ],
        notices=list(reading.session.outcome.notices),
    )


def _sentences(passages: Iterable[Passage], language: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for passage in passages:
        found.update(sentences_of(passage.text, language))
    return found


def _new(present: Iterable[Passage], earlier: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the *present* passages whose text is not among the *earlier* ones."""
    known = Counter(passage.text for passage in earlier)
    for passage in present:
        if known[passage.text]:
            known[passage.text] -= 1
        else:
            yield passage


def _place(passage: Passage) -> PlaceData:
    return PlaceData(file=passage.file, line=passage.line, text=passage.text)


def _fault(finding: CheckFinding, root: Path) -> FaultData:
    return FaultData(
        file=_below(finding.path, root),
        line=finding.line,
        rule=finding.fault.rule,
        severity=finding.severity.value,
        message=finding.fault.message,
    )


def _below(path: Path, root: Path) -> str:
    """Return *path* relative to *root*, or *path* itself if it is elsewhere."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()

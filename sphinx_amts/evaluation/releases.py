"""Replay the releases of a book in order, each without knowledge of later ones.

A release is read with the human catalogs of the release before it, and with a human
memory of all earlier releases. The text that its pages would show then is the draft
that a translator would be offered. Only after that, the human text of the release
itself is read, compared with the drafts, and kept for the releases that follow.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.transforms.i18n import parse_noqa
from sphinx.util.i18n import docname_to_domain

from sphinx_amts.catalogs.entries import read_human_written
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.errors import AmtsError, CatalogError, EvaluationError
from sphinx_amts.evaluation.updating import updated
from sphinx_amts.extension.scoring import current_scores
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.extension.session.human_sources import read_human_text
from sphinx_amts.extension.session.options import DamagePolicy, RunOptions
from sphinx_amts.files.folders import files_below
from sphinx_amts.leverage.previous_text import new_records
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.project.read_book import read_book
from sphinx_amts.scores.post_editing import OfferedDraft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx_amts.catalogs.chain import CatalogChain
    from sphinx_amts.project.book import Book
    from sphinx_amts.project.reading import Reading
    from sphinx_amts.scores.draft_scores import BookDraftScores
    from sphinx_amts.translation.budget import SharedBudget

_UNLIMITED_WAIT = 1e9
"""Time to wait for batch jobs, in seconds: practically without limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A book at one of its releases.

    Attributes:
        name: revision or folder, as given on the command line.
        book: the book in the files of the release.
        root: folder with the files of the release.
    """

    name: str
    book: Book
    root: Path

    def with_name_for_path(self, text: object) -> str:
        """Return *text* with the name of the release in place of the folder's path.

        The text may be the message of an exception.
        """
        return str(text).replace(str(self.root), self.name)


@dataclass(slots=True)
class Replayed:
    """Result of replaying the releases of a book.

    Attributes:
        suggestions: drafts for the translated messages of all releases but the first.
        messages: name of a release -> number of its human translations.
        machine: number of entries of human catalogs left out because a machine wrote
            them.
        missing: name of a system and name of a release -> number of segments without a
            draft, and their maximal price in US dollars.
        faults: files that could not be read, one line each.
    """

    suggestions: list[OfferedDraft] = field(default_factory=list)
    messages: dict[str, int] = field(default_factory=dict)
    machine: int = 0
    missing: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Replay:
    """Replay of the releases of a book.

    Attributes:
        language: target language.
        systems: name of a system -> settings of the system, as in `conf.py`.
        folder: empty folder for temporary files.
        answers: folder in which translations by engines are kept for later runs.
        budget: budget that all requests share.
        dry_run: whether to send nothing, and only count segments that would be sent.
        notify: called with the progress, one line each.
        result: result so far.
    """

    language: str
    systems: Mapping[str, Mapping[str, object]]
    folder: Path
    answers: Path
    budget: SharedBudget
    dry_run: bool
    notify: Callable[[str], None]
    result: Replayed = field(default_factory=Replayed)

    def run(self, releases: Sequence[Release]) -> Replayed:
        """Replay *releases*, oldest first.

        Raises:
            AmtsError: a release cannot be read, or has no human translation.
        """
        before: CatalogChain | None = None
        for number, release in enumerate(releases):
            work = self.folder / str(number)
            try:
                with isolated_modules():
                    before = self._step(release, before, work)
            except AmtsError as exc:
                raise type(exc)(self._error_text(release, exc)) from exc
        return self.result

    def scores(self, release: Release) -> BookDraftScores:
        """Return the scores of drafts against the human translations of *release*.

        Drafts are in the committed catalogs of the release, and in the kept
        translations of the first system.

        Raises:
            AmtsError: the release cannot be read, or its drafts cannot be scored.
        """
        answers = self.answers / next(iter(self.systems))
        overrides = {
            **release.book.overrides,
            "amts_engine": "memory",
            "amts_memory_dir": str(answers),
            "amts_scores": True,
        }
        work = self.folder / "scores"
        book = replace(release.book, overrides=overrides, work=work)
        try:
            with isolated_modules():
                reading = read_book(
                    book,
                    self.language,
                    RunOptions(dry_run=True, damage=DamagePolicy.SKIP),
                )
        except AmtsError as exc:
            raise type(exc)(self._error_text(release, exc)) from exc
        return current_scores(reading.app, reading.session)

    def _error_text(self, release: Release, exc: object) -> str:
        text = release.with_name_for_path(exc)
        return text if text.startswith(release.name) else f"{release.name}: {text}"

    def _step(
        self, release: Release, before: CatalogChain | None, work: Path
    ) -> CatalogChain:
        """Replay one release; return its human catalogs."""
        own = self._catalogs(release, work)
        human = self._human(release, own)
        count = sum(map(len, human.values()))
        self.result.messages[release.name] = count
        self.notify(f"{release.name}: {count} messages have human text")
        systems = (
            self.systems if before is not None else {"": {"amts_engine": "memory"}}
        )
        drafts: dict[str, dict[tuple[str, str], str]] = {}
        reading: Reading | None = None
        for name, settings in systems.items():
            reading = self._read(
                release, before, work / f"read-{len(drafts)}", name, settings
            )
            drafts[name] = {
                (docname, message.text): message.shown
                for docname, record in records_of(reading.app.env).items()
                if not record.errors
                for message in record.messages
            }
        assert reading is not None
        if before is not None:
            self.result.suggestions += self._suggestions(
                release, reading, before, human, drafts
            )
        self._keep(reading, own)
        return own

    def _catalogs(self, release: Release, work: Path) -> CatalogChain:
        """Copy the human catalogs of *release* to *work*; return the copies.

        Raises:
            EvaluationError: there are none in the target language.
        """
        chain = release.book.catalogs(self.language)
        if not release.book.human_catalogs(self.language):
            raise EvaluationError(
                f"no human catalogs in {self.language} (looked in "
                f"{', '.join(map(str, chain.locale_dirs)) or 'no locale_dirs'}); begin "
                "with a release that has some, or name folders that hold them"
            )
        copies = []
        for number, folder in enumerate(chain.locale_dirs):
            copies.append(work / f"locale-{number}")
            place = Path(self.language, "LC_MESSAGES")
            for path in files_below(folder / place):
                if path.suffix == ".po":
                    copy = copies[-1] / path.relative_to(folder)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy)
        return replace(chain, locale_dirs=tuple(copies), committed=None)

    def _human(
        self, release: Release, catalogs: CatalogChain
    ) -> dict[str, dict[str, str]]:
        """Return the human translations in *catalogs*, by text domain and message."""
        found: dict[str, dict[str, str]] = {}
        for domain, path in reversed(list(catalogs.all_human())):
            try:
                entries, machine = read_human_written(path)
            except CatalogError as exc:
                self._fault(release, catalogs, exc)
                continue
            self.result.machine += machine
            found[domain] = found.get(domain, {}) | entries
        return found

    def _fault(self, release: Release, catalogs: CatalogChain, text: object) -> None:
        shown = release.with_name_for_path(text)
        for folder in catalogs.locale_dirs:
            shown = shown.replace(f"{folder}", f"{release.name}: {folder.name}")
        self.result.faults.append(shown)

    def _read(
        self,
        release: Release,
        before: CatalogChain | None,
        work: Path,
        system: str,
        settings: Mapping[str, object],
    ) -> Reading:
        """Read *release* with the human translations of earlier releases only."""
        folders = before.locale_dirs if before is not None else ()
        overrides = {
            **release.book.overrides,
            "locale_dirs": [str(folder) for folder in folders],
            "amts_catalog_dir": str(self.folder / "amts" / "catalogs"),
            "amts_memory_dir": str(self.answers / system),
            "amts_outdated": "mended",
            "amts_scores": False,
            "amts_wait": _UNLIMITED_WAIT,
            **settings,
        }
        book = replace(release.book, overrides=overrides, work=work)
        reading = read_book(
            book,
            self.language,
            RunOptions(
                dry_run=self.dry_run,
                damage=DamagePolicy.SKIP,
                budget=self.budget,
                notify=self.notify,
            ),
        )
        if settings.get("amts_engine") != "memory":
            outcome = reading.session.outcome
            usage = outcome.usage
            if usage.segments_missing:
                key = (system, release.name)
                missing = (usage.segments_missing, usage.price_missing)
                self.result.missing[key] = missing
            self.result.faults += [
                f"{release.name}: {system}: {line}" for line in outcome.notices
            ]
        return reading

    def _suggestions(
        self,
        release: Release,
        reading: Reading,
        before: CatalogChain,
        human: Mapping[str, Mapping[str, str]],
        drafts: Mapping[str, Mapping[tuple[str, str], str]],
    ) -> Iterator[OfferedDraft]:
        env = reading.app.env
        places: dict[str, dict[str, str]] = {}
        for docname, record in sorted(records_of(env).items()):
            if record.errors:
                self._fault(release, before, record.errors[0])
                continue
            domain = docname_to_domain(docname, env.config.gettext_compact)
            known = places.setdefault(domain, {})
            for message in record.messages:
                known.setdefault(message.text, docname)
        for domain, messages in places.items():
            wanted = human.get(domain, {})
            paths = [
                path for path in before.human_paths(domain) if path.suffix == ".po"
            ]
            old = updated(read_entries(paths[0]), messages) if paths else {}
            for text, docname in messages.items():
                if text in wanted:
                    yield OfferedDraft(
                        document=docname,
                        text=text,
                        human=_without_marker(wanted[text]),
                        base=_without_marker(old.get(text, "")),
                        drafts={
                            name: _without_marker(shown.get((docname, text), ""))
                            for name, shown in drafts.items()
                        },
                    )

    def _keep(self, reading: Reading, own: CatalogChain) -> None:
        """Add the human text of a release to the human memory, as `sync` does."""
        path = reading.session.catalogs.human_memory
        assert path is not None
        memory = HumanMemory.load(path)
        if own.human_memory is not None:
            memory.add(HumanMemory.load(own.human_memory).records.values())
        own = replace(own, fuzzy=reading.session.catalogs.fuzzy)
        text = read_human_text(reading.app.env, own, memory)
        memory.add(new_records(text, memory))
        memory.save(path)


def _without_marker(text: str) -> str:
    """Return *text* without the `# noqa` comment that Sphinx reads, if it has one."""
    body, marked = parse_noqa(text)
    return body.rstrip() if marked else text


@contextmanager
def isolated_modules() -> Iterator[None]:
    """Unload, at the end of a `with` block, the modules of the book that it imported.

    These are modules in folders that the block added to `sys.path`; the folders are
    removed from it. Another release has other modules under the same names.
    """
    path, known = list(sys.path), set(sys.modules)
    try:
        yield
    finally:
        added = [Path(folder).resolve() for folder in sys.path if folder not in path]
        sys.path[:] = path
        for name in set(sys.modules) - known:
            places = _places(sys.modules[name])
            if any(place.is_relative_to(f) for place in places for f in added):
                del sys.modules[name]


def _places(module: object) -> list[Path]:
    """Return the paths of a module, or of a package without a file of its own."""
    file = getattr(module, "__file__", None)
    found = [file] if file else list(getattr(module, "__path__", []))
    return [Path(place).resolve() for place in found]

"""Look messages up in human, committed machine and build-time catalogs, in order."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.digests import FileDigests
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.kept_by_content import KeptByContent
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.languages.codes import aliases, language
from sphinx_amts.languages.fallbacks import gettext_names
from sphinx_amts.model import Origin
from sphinx_amts.text.advice import language_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.catalogs.human_content import HumanContent
    from sphinx_amts.document_records.faults import DamagePlace


@dataclass(frozen=True, slots=True)
class _Committed:
    """Entries of the committed machine catalog that was read last."""

    path: Path
    content: str
    entries: dict[str, MachineEntry]


_KEPT = KeptData("damage of catalogs", 2)
DAMAGE_FILE = "damage.kept"

_Row = tuple[str, int, str]


@dataclass(slots=True)
class CatalogChain:
    """All catalogs of one language, in the order in which messages are looked up.

    Attributes:
        language: Sphinx code of the language.
        locale_dirs: absolute folders of human catalogs; the first has precedence.
        committed: folder of the committed machine catalogs, `None` to ignore them.
        overlay: folder of the catalogs that builds write.
        human_memory: file of the human memory, `None` to use none.
        rehearsal: whether the build talks to an emulator, so that emulated translations
            are shown.
        fuzzy: whether fuzzy human entries are used
            (`gettext_allow_fuzzy_translations`).
        kept: folder beside the doctrees that caches what was read of human catalogs,
            `None` to cache nothing.
    """

    language: str
    locale_dirs: tuple[Path, ...]
    committed: Path | None
    overlay: Path
    human_memory: Path | None = None
    rehearsal: bool = False
    fuzzy: bool = False
    kept: Path | None = None
    _hidden: Callable[[MachineEntry], bool] | None = None
    _committed: _Committed | None = None
    _digests: FileDigests = field(default_factory=FileDigests)
    _human: dict[Path, tuple[str, HumanContent]] = field(default_factory=dict)

    def human(self, domain: str) -> dict[str, str]:
        """Return the human entries of a text domain, msgid -> msgstr.

        Of a damaged catalog, the entries that Sphinx would show are returned.
        """
        entries: dict[str, str] = {}
        for path in reversed(self.human_paths(domain)):
            entries |= self._read_human(path).entries
        return entries

    def human_paths(self, domain: str) -> list[Path]:
        """Return the existing human catalogs of a text domain, best first.

        Catalogs of the language come first, then those of languages that gettext falls
        back to, as in Sphinx.
        """
        paths = []
        for folder in self.locale_dirs:
            for name in gettext_names(self.language):
                stem = folder / name / "LC_MESSAGES" / domain
                for path in (
                    stem.with_name(f"{stem.name}.po"),
                    stem.with_name(f"{stem.name}.mo"),
                ):
                    if path.is_file():
                        paths.append(path)
                        break
        return paths

    def own_human_path(self, domain: str) -> Path | None:
        """Return the path of the language's own human catalog, which need not exist.

        The path is `None` if the book has no folder for human catalogs.
        """
        own = [root / f"{domain}.po" for root in self._roots([self.language])]
        return next((path for path in own if path.is_file()), own[0] if own else None)

    def all_human(self) -> Iterator[tuple[str, Path]]:
        """Yield text domain and path of every human catalog of the language itself."""
        yield from self._all_human([self.language])

    def all_human_in_script(self) -> Iterator[tuple[str, Path]]:
        """Yield human catalogs as `all_human`, also of fallbacks in the same script.

        Sentences of a fallback language may be reused for this language.
        """
        script = language(self.language).script
        names = gettext_names(self.language)
        same = (name for name in names if language(name).script == script)
        yield from self._all_human(dict.fromkeys([self.language, *same]))

    def anywhere(self, folders: Iterable[Path] | None = None) -> list[Path]:
        """Return each catalog below the folder of the language, misplaced or not.

        Args:
            folders: some of `locale_dirs`; `None` for all of them.
        """
        roots = self.locale_dirs if folders is None else folders
        return [path for root in roots for path in _below(root / self.language)]

    def _all_human(self, names: Iterable[str]) -> Iterator[tuple[str, Path]]:
        for root in self._roots(names):
            for path in _below(root):
                yield path.relative_to(root).with_suffix("").as_posix(), path

    def _roots(self, names: Iterable[str]) -> list[Path]:
        """Return the folders of the human catalogs of the languages *names*."""
        every = [(folder, name) for folder in self.locale_dirs for name in names]
        return [folder / name / "LC_MESSAGES" for folder, name in every]

    def has_catalogs(self, code: str = "") -> bool:
        """Return whether there are catalogs for the language, or for *code*."""
        name = code or self.language
        below = [folder / name / "LC_MESSAGES" for folder in self.locale_dirs]
        if self.committed is not None:
            below.append(self.committed.parent / name)
        return any(any(root.rglob("*.[pm]o")) for root in below)

    def human_damage(self) -> tuple[list[DamagePlace], list[DamagePlace]]:
        """Return what is wrong with the human catalogs of the language.

        Returns:
            each catalog that cannot be read whole, and each entry or header that msgcat
            merged from two.
        """
        path = self.kept / DAMAGE_FILE if self.kept is not None else None
        kept = KeptByContent(_KEPT, path)
        damaged: list[DamagePlace] = []
        merged: list[DamagePlace] = []
        for _, path in self.all_human():

            def read(path: Path = path) -> tuple[list[_Row], list[_Row]]:
                known = self._read_human(path)
                wrong = [known.wrong] if known.wrong else []
                joined = [known.head] if known.head else []
                joined += [place for place, _ in known.joined]
                return _rows(wrong), _rows(joined)

            # the places name the file
            wrong, joined = kept.get(f"{self.file_digest(path)} {path}", read)
            damaged += _places(wrong)
            merged += _places(joined)
        kept.save()
        return damaged, merged

    def hidden_by_joining(self, domain: str) -> list[DamagePlace]:
        """Return each entry that is not shown because msgcat merged it from two."""
        return [
            place
            for path in self.human_paths(domain)
            for place, fuzzy in self._read_human(path).joined
            if self.fuzzy or not fuzzy
        ]

    def damage(self, docname: str, domain: str) -> list[DamagePlace]:
        """Return each damaged catalog of a document, human or machine."""
        found = [self._read_human(path).wrong for path in self.human_paths(domain)]
        try:
            self.all_committed_entries(docname)
        except CatalogError as exc:
            # loaded with the first
            from sphinx_amts.document_records.faults import DamagePlace

            path = self.machine_paths(docname)[0]
            found.append(DamagePlace(path, exc.line, exc.text))
        return [place for place in found if place]

    def committed_entries(self, docname: str) -> dict[str, MachineEntry]:
        """Return the committed machine entries of a document, by msgid.

        The result is empty if the catalog is damaged.
        """
        try:
            return self._shown(self.all_committed_entries(docname))
        except CatalogError:
            return {}  # reported by `damage`

    def all_committed_entries(self, docname: str) -> dict[str, MachineEntry]:
        """Return the committed machine entries of a document, hidden entries included.

        Raises:
            CatalogError: the catalog is damaged.
        """
        if self.committed is None:
            return {}
        path = self.committed / f"{docname}.po"
        content = self._digests.of_file(path)
        known = self._committed
        if known is None or known.path != path or known.content != content:
            known = _Committed(path, content, _read(path))
            self._committed = known
        return dict(known.entries)

    def overlay_entries(self, docname: str) -> dict[str, MachineEntry]:
        """Return the entries that builds wrote for a document; empty if damaged."""
        try:
            return self._shown(_read(self.overlay / f"{docname}.po"))
        except CatalogError:
            return {}  # damaged in the build folder: it is made anew

    def outdated_entries(
        self, docname: str, messages: Iterable[str]
    ) -> dict[str, MachineEntry]:
        """Return the entries of *messages* whose translations are of earlier wordings.

        Of two entries, one with a draft is preferred, then the committed one.
        """
        found: dict[str, MachineEntry] = {}
        catalogs = (self.committed_entries(docname), self.overlay_entries(docname))
        for text in messages:
            entries = [
                catalog[text]
                for catalog in catalogs
                if text in catalog and catalog[text].origin is Origin.OUTDATED
            ]
            if entries:
                found[text] = min(entries, key=lambda entry: entry.draft is None)
        return found

    def hide(self, hidden: Callable[[MachineEntry], bool] | None) -> None:
        """Hide the entries for which *hidden* is true, to have them translated anew.

        Post-edited entries and entries of an unknown engine stay visible. `None` hides
        no entry.
        """
        self._hidden = hidden

    def _shown(self, entries: dict[str, MachineEntry]) -> dict[str, MachineEntry]:
        # loaded with the first machine catalog
        from sphinx_amts.catalogs.entries import UNKNOWN
        from sphinx_amts.catalogs.rehearsal import without_rehearsal
        from sphinx_amts.catalogs.verified import is_post_edited

        if not self.rehearsal:
            left = {text: without_rehearsal(entry) for text, entry in entries.items()}
            entries = {text: entry for text, entry in left.items() if entry is not None}
        if self._hidden is None:
            return entries
        return {
            text: entry
            for text, entry in entries.items()
            if entry.provenance.engine == UNKNOWN
            or is_post_edited(entry)
            or not self._hidden(entry)
        }

    def machine_paths(self, docname: str) -> list[Path]:
        """Return the paths of a document's machine catalogs, best first."""
        folders = [self.committed] if self.committed else []
        return [folder / f"{docname}.po" for folder in [*folders, self.overlay]]

    def digest(self, docname: str, domain: str) -> str:
        """Return a hash of the catalogs of a document."""
        return self._digests.of_files(
            [*self.human_paths(domain), *self.machine_paths(docname)]
        )

    def file_digest(self, path: Path) -> str:
        """Return a hash of the content of a file, also of a missing one."""
        return self._digests.of_file(path)

    def human_digest(self) -> str:
        """Return a hash of the human catalogs and the human memory."""
        memory = [self.human_memory] if self.human_memory else []
        roots = self._roots(gettext_names(self.language))
        catalogs = (path for root in roots for path in _below(root))
        return self._digests.of_files([*catalogs, *memory])

    def misplaced(self) -> str:
        """Describe catalogs in the folder of another code of the same language.

        The description is one line; empty if there are none, or if the folder of the
        right code has catalogs as well.
        """
        folders = [(folder, "LC_MESSAGES") for folder in self.locale_dirs]
        if self.committed is not None:
            folders.append((self.committed.parent, ""))
        if any(
            any((folder / self.language / below).rglob("*.po"))
            for folder, below in folders
        ):
            return ""
        for folder, below in folders:
            for alias in aliases(self.language):
                other = folder / alias
                if alias != self.language and any((other / below).rglob("*.po")):
                    return (
                        f"{other}: the catalogs are under {alias!r}, but the build is "
                        f"for {self.language!r}, the same language; give "
                        f"{language_option(alias)}, or rename the folder"
                    )
        return ""

    def _read_human(self, path: Path) -> HumanContent:
        """Read a human catalog, unless it is unchanged since it was last read."""
        content = self._digests.of_file(path)
        known = self._human.get(path)
        if known is None or known[0] != content:
            # loaded with the first human catalog
            from sphinx_amts.catalogs.human_content import read_content

            known = self._human[path] = (content, read_content(path, fuzzy=self.fuzzy))
        return known[1]


def _rows(places: Iterable[DamagePlace]) -> list[_Row]:
    return [(str(place.path), place.line, place.text) for place in places]


def _places(rows: Sequence[_Row]) -> list[DamagePlace]:
    if not rows:
        return []
    from sphinx_amts.document_records.faults import (
        DamagePlace,  # loaded with the first
    )

    return [DamagePlace(Path(path), line, text) for path, line, text in rows]


def _read(path: Path) -> dict[str, MachineEntry]:
    if not path.is_file():
        return {}
    # loaded with the first machine catalog
    from sphinx_amts.catalogs.entries import read_machine

    return read_machine(path)


def _below(root: Path) -> list[Path]:
    """Return the catalogs in a folder and its subfolders, sorted.

    `Path.rglob` takes several times as long, and this is done several times a build.
    """
    found = [
        Path(folder, name)
        for folder, folders, names in os.walk(root)
        for name in (*folders, *names)
        if name.endswith(".po")
    ]
    return sorted(found)

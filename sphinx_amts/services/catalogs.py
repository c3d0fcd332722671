"""The chain of catalogs of a build: human, committed by a machine, this build's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import CatalogError, ConfigError
from sphinx_amts.model import Origin
from sphinx_amts.services.rehearsal import without_rehearsal
from sphinx_amts.storage.catalogs import (
    UNKNOWN,
    MachineEntry,
    digest,
    read_human,
    read_machine,
)
from sphinx_amts.storage.mo_reader import read_compiled
from sphinx_amts.storage.verified import by_hand
from sphinx_amts.text.languages import aliases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


@dataclass(slots=True)
class CatalogChain:
    """Where the translations of one language are looked for, best first.

    Attributes:
        locale_dirs: absolute folders of human catalogs, the first one wins.
        committed: folder of the committed machine catalogs, `None` to ignore them.
        overlay: folder of what builds found or translated.
        human_memory: file of what people have ever written, `None` to do without.
        rehearsal: whether text of an emulator counts; that of people always does.
        fuzzy: whether fuzzy human entries count (`gettext_allow_fuzzy_translations`).
    """

    language: str
    locale_dirs: tuple[Path, ...]
    committed: Path | None
    overlay: Path
    human_memory: Path | None = None
    rehearsal: bool = False
    fuzzy: bool = False
    _hidden: Callable[[MachineEntry], bool] | None = None
    _human: dict[Path, tuple[object, dict[str, str]]] = field(default_factory=dict)

    def human(self, domain: str) -> dict[str, str]:
        """Return the human entries of a text domain, msgid -> msgstr."""
        entries: dict[str, str] = {}
        for path in reversed(self.human_paths(domain)):
            entries |= self._read_human(path)
        return entries

    def human_paths(self, domain: str) -> list[Path]:
        """Return the human catalogs of a text domain that exist, best first."""
        paths = []
        for folder in self.locale_dirs:
            stem = folder / self.language / "LC_MESSAGES" / domain
            for path in (
                stem.with_name(f"{stem.name}.po"),
                stem.with_name(f"{stem.name}.mo"),
            ):
                if path.is_file():
                    paths.append(path)
                    break
        return paths

    def all_human(self) -> Iterator[tuple[str, Path]]:
        """Yield text domain and path of every human catalog of the language."""
        for folder in self.locale_dirs:
            root = folder / self.language / "LC_MESSAGES"
            for path in sorted(root.rglob("*.po")):
                yield path.relative_to(root).with_suffix("").as_posix(), path

    def committed_entries(self, docname: str) -> dict[str, MachineEntry]:
        """Return the committed machine entries of a document, by msgid."""
        return self._shown(self.all_committed_entries(docname))

    def all_committed_entries(self, docname: str) -> dict[str, MachineEntry]:
        """Return them with those that are hidden."""
        return _read(self.committed, docname) if self.committed else {}

    def overlay_entries(self, docname: str) -> dict[str, MachineEntry]:
        """Return what builds found or translated for a document, by msgid."""
        try:
            return self._shown(_read(self.overlay, docname))
        except CatalogError:
            return {}  # damaged in the build folder: it is made anew

    def outdated_entries(
        self, docname: str, messages: Iterable[str]
    ) -> dict[str, MachineEntry]:
        """Return the entries of *messages* that hold translations of earlier wordings.

        One that comes with a draft counts more, then the committed one.
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
                found[text] = min(entries, key=lambda entry: entry.mended is None)
        return found

    def hide(self, hidden: Callable[[MachineEntry], bool]) -> None:
        """Treat entries as missing, so that they are translated anew.

        Those that a person has changed stay, and those of which nobody knows who wrote
        them.
        """
        self._hidden = hidden

    def _shown(self, entries: dict[str, MachineEntry]) -> dict[str, MachineEntry]:
        if not self.rehearsal:
            left = {text: without_rehearsal(entry) for text, entry in entries.items()}
            entries = {text: entry for text, entry in left.items() if entry is not None}
        if self._hidden is None:
            return entries
        return {
            text: entry
            for text, entry in entries.items()
            if entry.engine == UNKNOWN or by_hand(entry) or not self._hidden(entry)
        }

    def machine_paths(self, docname: str) -> list[Path]:
        """Return where the machine catalogs of a document are, best first."""
        folders = [self.committed] if self.committed else []
        return [folder / f"{docname}.po" for folder in [*folders, self.overlay]]

    def digest(self, docname: str, domain: str) -> str:
        """Return a digest of all that a document's translations come from."""
        return digest([*self.human_paths(domain), *self.machine_paths(docname)])

    def human_digest(self) -> str:
        """Return a digest of all that people have written in the language."""
        memory = [self.human_memory] if self.human_memory else []
        return digest([*(path for _, path in self.all_human()), *memory])

    def refuse_aliases(self) -> None:
        """Stop where catalogs lie under another code of the same language.

        Raises:
            ConfigError: there are such catalogs, and none under the code in use.
        """
        folders = [(folder, "LC_MESSAGES") for folder in self.locale_dirs]
        if self.committed is not None:
            folders.append((self.committed.parent, ""))
        if any(
            any((folder / self.language / below).rglob("*.po"))
            for folder, below in folders
        ):
            return
        for folder, below in folders:
            for alias in aliases(self.language):
                other = folder / alias
                if alias != self.language and any((other / below).rglob("*.po")):
                    raise ConfigError(
                        f"{other}: the catalogs are under {alias!r}, but the build is "
                        f"for {self.language!r}, the same language; build with "
                        f"-D language={alias}, or rename the folder"
                    )

    def _read_human(self, path: Path) -> dict[str, str]:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._human.get(path)
        if known is None or known[0] != stamp:
            entries = (
                read_compiled(path)
                if path.suffix == ".mo"
                else read_human(path, fuzzy=self.fuzzy)
            )
            known = self._human[path] = (stamp, entries)
        return known[1]


def _read(folder: Path, docname: str) -> dict[str, MachineEntry]:
    path = folder / f"{docname}.po"
    return read_machine(path) if path.is_file() else {}

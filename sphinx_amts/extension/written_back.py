"""Recognise documents that need no reading although their machine catalogs changed.

A command that reads a book writes the translations that it found into the committed
machine catalogs. The catalogs of a document then differ from those it was read with,
but reading it again would give the same result. For such a document, the digests of
both states of the catalogs are stored beside the doctrees.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx.util.i18n import docname_to_domain

from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.model import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.catalogs.entries import MachineEntry
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.translation.claims import HumanClaims

_KEPT = KeptData("catalogs written back", 1)
FILE = "written.kept"

_Row = tuple[str, str, str]
"""Digest of the catalogs that a document was read with, digest of the present catalogs,
and digest of the human text if the equivalence of both depends on it, else ""."""


class WrittenBack:
    """Store of catalog digests that give the same result when a document is read.

    Args:
        env: environment of the book.
        session: session of the build.
    """

    def __init__(self, env: BuildEnvironment, session: Session) -> None:
        self._env = env
        self._session = session
        self._path = session.work / FILE
        self._key = f"{env.srcdir}\0{session.profile}"
        self._known: dict[str, _Row] | None = None
        self._human: str | None = None
        self._claims: HumanClaims | None = None

    def is_current(self, docname: str) -> bool:
        """Return whether reading a document with the present catalogs changes nothing.

        Raises:
            KeyError: the document has not been read.
        """
        read = records_of(self._env).head(docname).digest
        present = self._digest(docname)
        if read == present:
            return True
        *row, human = self._load().get(docname, ("", "", ""))
        return row == [read, present] and human in {"", self._human_digest()}

    def note(self, docname: str, before: Mapping[str, MachineEntry]) -> None:
        """Record that a document is still current with its present catalogs.

        Nothing is recorded if these would give another result than it was read with.

        Args:
            docname: a document that was current before its machine catalog was written.
            before: entries of the machine catalog before it was written.
        """
        if self._holds_what_was_read(docname, before):
            read = records_of(self._env).head(docname).digest
            after = self._session.catalogs.committed_entries(docname)
            reused = any(
                entry.origin is not Origin.MACHINE
                for text, entry in after.items()
                if text not in before
            )
            human = self._human_digest() if reused else ""
            self._load()[docname] = (read, self._digest(docname), human)

    def save(self) -> None:
        """Write the recorded digests to a file."""
        records = records_of(self._env)
        rows = sorted((n, r) for n, r in self._load().items() if n in records)
        _KEPT.store(self._path, self._key, rows)

    def _load(self) -> dict[str, _Row]:
        if self._known is None:
            self._known = dict(_KEPT.load(self._path, self._key) or ())
        return self._known

    def _human_digest(self) -> str:
        if self._human is None:
            self._human = self._session.catalogs.human_digest()
        return self._human

    def _digest(self, docname: str) -> str:
        compact = self._env.config.gettext_compact
        return self._session.catalogs.digest(
            docname, docname_to_domain(docname, compact)
        )

    def _holds_what_was_read(
        self, docname: str, before: Mapping[str, MachineEntry]
    ) -> bool:
        # loaded only when something was written
        from sphinx_amts.translation.claims import HumanClaims, is_exact_match

        # not the claims of the session, as the human memory has been written since
        self._claims = self._claims or HumanClaims(self._session.catalogs)
        catalogs = self._session.catalogs
        after = catalogs.committed_entries(docname)
        overlay = catalogs.overlay_entries(docname)
        record = records_of(self._env)[docname]
        read_with = self._session.claims
        if not before.keys() <= after.keys():
            return False
        return all(
            # the identity of a record counts once the human memory has the record
            not is_exact_match(entry)
            if before.get(text) == entry
            else text not in before
            and (written := overlay.get(text)) is not None
            # machine text is tried unchanged if a build wrote it, and rewritten if it
            # comes from a committed catalog; claims of human text are verified
            and text in record.stable
            and _unchecked(self._claims.checked(entry))
            == _unchecked(
                replace(
                    read_with.checked(written),
                    msgstr=record.accepted.get(text, written.msgstr),
                )
            )
            for text, entry in after.items()
        )


def _unchecked(entry: MachineEntry) -> MachineEntry:
    """Return *entry* without the checksums by which edits are detected."""
    draft = entry.draft
    return replace(
        entry, check="", draft=None if draft is None else replace(draft, check="")
    )

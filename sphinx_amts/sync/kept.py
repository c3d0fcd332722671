"""Store the result of a synchronisation that had nothing to do.

A second synchronisation would read hundreds of catalogs and all records only to find
that nothing is to be written. So its result is stored beside the doctrees, with a
digest of all its input, and is used again while the digest is the same.
"""

from __future__ import annotations

from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.extension.kept_report import repr_digest
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.sync.changes import EditedMessage, SyncChanges, Synchronised
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from sphinx_amts.project.reading import Reading

_KEPT = KeptData("synchronisation with nothing to do", 1)
FILE = "sync.kept"


class KeptSynchronisation:
    """Stored result of the last synchronisation of a book.

    Args:
        reading: the book as it was just read.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._path = reading.session.work / FILE

    def load(self) -> Synchronised | None:
        """Return the stored result if the input is the same; `None` otherwise."""
        row = _KEPT.load(self._path, self._made_of())
        if row is None:
            return None
        edited, numbers, notes, faults = row
        changes = SyncChanges([EditedMessage(*one) for one in edited], *numbers)
        return Synchronised(changes=changes, kept=[], notes=notes, faults=faults)

    def store(self, result: Synchronised) -> None:
        """Store *result*, which must be of a synchronisation that wrote nothing."""
        numbers = [
            getattr(result.changes, one.name)
            for one in fields(result.changes)
            if one.name != "edited"
        ]
        edited = [astuple(one) for one in result.changes.edited]
        row = (edited, numbers, result.notes, result.faults)
        _KEPT.store(self._path, self._made_of(), row)

    def _made_of(self) -> str:
        """Return a digest of everything that the result depends on."""
        app, session = self._reading.app, self._reading.session
        catalogs = session.catalogs
        names = sorted(records_of(app.env))
        machine = [path for name in names for path in catalogs.machine_paths(name)]
        return repr_digest(
            [
                # messages name files and commands as they are seen from here
                (str(app.srcdir), str(app.confdir), str(Path.cwd())),
                command_line("status"),
                session.profile,
                repr(session.settings),
                repr(session.languages),
                (app.config.gettext_compact, catalogs.fuzzy, catalogs.rehearsal),
                sorted(app.env.found_docs),
                [(name, head.content) for name, head in records_of(app.env).heads()],
                [(str(path), catalogs.file_digest(path)) for path in machine],
                [str(path) for path in catalogs.anywhere()],
                catalogs.human_digest(),
            ]
        )

"""Suspend the reading of documents before translations are applied, and resume it.

Sphinx parses a document and applies all transforms to it without a way to stop in
between. But docutils takes one transform at a time from a list. When a transform
empties the list, Sphinx continues as if the document were complete, and calls its
builder to write the tree. With the rest of the list, the tree and Sphinx's temporary
data, the reading can be continued later, when translations are known.

After the first suspended document, all documents are suspended, so that transforms and
collectors run in the same order as without suspension. The trees of suspended documents
are kept in memory. If documents can be translated before all documents are read, they
are resumed as soon as their source has the size `PORTION`, and at the end of a process
that reads a part of the documents. Otherwise all documents wait until the end of
reading; documents of very large books, and of books that several processes read, are
not suspended then, because their trees would take too much memory.
Suspended documents are not recorded as read on disk, so that a build that follows an
interrupted build reads them again.

`tests/extension/test_reading_again.py` tests the result, and fails if Sphinx reads
documents in a way that is not known here. Documents are then read again instead.

Tried with Sphinx 7.4.7, 8.2.3, 9.0.4 and 9.2.0, docutils 0.21.2, 0.22.4 and 0.23. To
report upstream: translations could be applied when all documents have been parsed.
"""

from __future__ import annotations

import copy
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.states import RSTStateMachine

from sphinx_amts.extension.compat.parsing import local_roles
from sphinx_amts.extension.compat.reading_state import (
    reading_state,
    restoring_state,
    set_reading_state,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

    from docutils import nodes
    from docutils.transforms import Transform
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

PORTION = 150_000
"""Bytes of source of the documents whose trees are kept before they are resumed; trees
take twenty times as much memory."""

MOST_SOURCE = 1_500_000
"""Most bytes of source of a book whose documents are suspended without portions."""

_FIRST = "000-000"
"""Priority of a transform that runs before all transforms of docutils."""

_EVENT = "env-updated"

_APPLYING = {
    ("docutils.transforms", "apply_transforms"),
    ("sphinx.transforms", "apply_transforms"),
}
_PARSING = {
    ("docutils.core", "publish"),  # until Sphinx 8.2
    ("docutils.core", "apply_transforms"),
    ("sphinx.util.docutils", "_parse_str_to_doctree"),
}
_READ = ("sphinx.builders", "read_doc")
_SERIAL = ("sphinx.builders", "_read_serial")
_PARALLEL = ("sphinx.builders", "read_process")
"""Functions in which Sphinx reads documents: `_SERIAL` or `_PARALLEL` calls `_READ`."""


@dataclass(frozen=True, slots=True)
class _Suspended:
    """Document whose reading is suspended, and the data to continue it.

    Attributes:
        document: tree of the document.
        transforms: transforms that are still to be applied.
        state: temporary data of Sphinx, see `reading_state`.
        references: context of references, `BuildEnvironment.ref_context`.
        roles: roles that the document has defined.
        dispatchers: functions with which docutils looks up directives and roles.
    """

    document: nodes.document
    transforms: list[Any]
    state: Any
    references: dict[str, Any]
    roles: dict[str, Any]
    dispatchers: tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class ResumeCallbacks:
    """Functions to resume suspended documents before all documents are read.

    Attributes:
        are_possible: returns whether documents may be resumed before the end.
        resume: translates and resumes all suspended documents.
        hand_over: passes the translation results of this process to the main process.
    """

    are_possible: Callable[[], bool]
    resume: Callable[[], None]
    hand_over: Callable[[], None]


class SuspendedReading:
    """Documents of a build whose reading is suspended, in reading order."""

    def __init__(self) -> None:
        self._app: Sphinx | None = None
        self._portions: ResumeCallbacks | None = None
        self._has_room: bool | None = None
        self._last = ""
        self._to_read = self._size = 0
        self._documents: dict[str, _Suspended] = {}
        self._write: Callable[..., None] | None = None

    def begin(
        self,
        app: Sphinx,
        docnames: Iterable[str],
        resuming: Callable[..., object],
        portions: ResumeCallbacks,
    ) -> None:
        """Allow documents that are read from now on to be suspended.

        Documents are not suspended if an extension does not declare parallel reading as
        safe, since such an extension may store data about a document outside of the
        environment. Nor are they if another handler of `env-updated` runs before
        *resuming*, or if the source is larger than `MOST_SOURCE` and cannot be resumed
        in portions.

        Args:
            app: application that is about to read documents in this process.
            docnames: documents to be read.
            resuming: handler of `env-updated` that resumes documents at the end.
            portions: functions to resume documents earlier.
        """
        self._documents.clear()
        listeners = app.events.listeners.get(_EVENT, [])
        first = min(listeners, key=lambda listener: listener.priority)
        extensions = app.extensions.values()
        if first.handler is not resuming or not all(
            extension.parallel_read_safe for extension in extensions
        ):
            return
        self._app = app
        self._to_read = sum(_size(app.env, name) for name in docnames)
        self._size = 0
        self._portions = portions
        self._has_room = None

    def end(self) -> None:
        """Stop suspending documents."""
        self._app = None

    def names(self) -> list[str]:
        """Return the names of the suspended documents, in reading order."""
        return list(self._documents)

    @property
    def in_part(self) -> bool:
        """Return whether this process reads only a part of the documents."""
        return bool(self._last)

    def may_suspend(self) -> bool:
        """Return whether the document to which transforms are applied may be suspended.

        Only documents that Sphinx itself reads are suspended, and each only once.
        """
        if self._app is None or self._has_room is False:
            return False
        if self._app.env.docname in self._documents:
            return False
        if (reader := _reader()) is None:
            return False
        if self._has_room is None:
            if _name(reader) == _PARALLEL:
                self._last = (reader.f_locals.get("docs") or [""])[-1]
                if not self._last:
                    return False
            self._has_room = self._find_room()
        return self._has_room

    def _find_room(self) -> bool:
        """Return whether there is enough memory to suspend documents.

        This is computed for the first document, since most builds suspend none.
        """
        assert self._portions is not None
        if not self.in_part and self._to_read <= PORTION:
            self._portions = None
        elif not self._portions.are_possible():
            self._portions = None
            return not self.in_part and self._to_read <= MOST_SOURCE
        return True

    def suspend(
        self, document: nodes.document, again: type[Transform], **known: Any
    ) -> None:
        """Suspend the reading of *document*, whose transforms are being applied.

        Args:
            document: a document for which `may_suspend` is true.
            again: first transform that is applied when the document is resumed.
            known: arguments for this transform.
        """
        assert self._app is not None
        env = self._app.env
        transformer = document.transformer
        # until Sphinx 8.2, documents share their settings, which list dependencies
        document.settings = copy.copy(document.settings)
        _drop_states(document)
        self._documents[env.docname] = _Suspended(
            document,
            [*transformer.transforms, (_FIRST, again, None, known)],
            reading_state(env),
            dict(env.ref_context),
            dict(local_roles()),
            (directives.directive, roles.role),
        )
        transformer.transforms = []
        if self._write is None:
            self._replace_writing(self._app.builder)
            env._pickled_doctree_cache = _TreesOnDemand(self)

    def resume(self, docname: str) -> None:
        """Finish the reading of a document if it is suspended, and write its tree."""
        if (suspended := self._documents.pop(docname, None)) is None:
            return
        assert self._app is not None
        assert self._write is not None
        document = suspended.document
        document.transformer.transforms = suspended.transforms
        document.transformer.sorted = False
        with _as_in(self._app.env, suspended):
            document.transformer.apply_transforms()
        self._write(docname, document)

    def _replace_writing(self, builder: Builder) -> None:
        self._write = write = builder.write_doctree

        def write_doctree(
            docname: str, doctree: nodes.document, **options: Any
        ) -> None:
            """Write the tree of a document, unless the document is suspended."""
            suspended = self._documents.get(docname)
            if suspended is None or suspended.document is not doctree:
                write(docname, doctree, **options)
            else:
                assert self._app is not None
                self._size += _size(self._app.env, docname)
            if self._portions is None:
                return
            is_last = docname == self._last
            if is_last or self._size >= PORTION:
                # Sphinx has read this document, and not begun with the next one
                self._size = 0
                self._portions.resume()
            if is_last:
                self._portions.hand_over()

        builder.write_doctree = write_doctree  # type: ignore[method-assign, misc]


class _TreesOnDemand(dict[str, bytes]):
    """Cache of trees for `get_doctree`, which resumes suspended documents.

    While a document is read, an extension may call `get_doctree` for another document.
    If that is suspended, it is resumed without translations, and read again later.
    """

    def __init__(self, reading: SuspendedReading) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, docname: str) -> bytes:
        """Resume the document if it is suspended, so that Sphinx can read its file.

        Raises:
            KeyError: always, so that Sphinx reads the file.
        """
        self._reading.resume(docname)
        raise KeyError(docname)


@contextmanager
def _as_in(env: BuildEnvironment, suspended: _Suspended) -> Iterator[None]:
    """Restore the temporary data of a suspended document for the context."""
    references, known = dict(env.ref_context), dict(local_roles())
    dispatchers = directives.directive, roles.role
    with restoring_state(env):
        set_reading_state(env, suspended.state)
        _set(env.ref_context, suspended.references)
        _set(local_roles(), suspended.roles)
        # functions of domains, or of extensions that have replaced these
        directives.directive, roles.role = suspended.dispatchers
        try:
            yield
        finally:
            directives.directive, roles.role = dispatchers
            _set(local_roles(), known)
            _set(env.ref_context, references)


def _size(env: BuildEnvironment, docname: str) -> int:
    """Return the number of bytes of the source file of a document, 0 if missing."""
    try:
        return Path(env.doc2path(docname)).stat().st_size
    except OSError:
        return 0


def _set(table: dict[str, Any], values: dict[str, Any]) -> None:
    table.clear()
    table.update(values)


def _drop_states(document: nodes.document) -> None:
    """Free the states of the parser that has read *document*.

    The reporter of a document keeps the parser, to look up source and line.
    """
    places = getattr(document.reporter, "get_source_and_line", None)
    parser = getattr(places, "__self__", None)
    if isinstance(parser, RSTStateMachine) and parser.states:
        parser.unlink()


def _reader() -> FrameType | None:
    """Return the frame in which Sphinx reads the document of the running transform.

    Returns:
        `None` if a document is read in another way, for example by a replaced function
        of Sphinx: that function may do other things when the document is suspended.
    """
    frame: FrameType | None = sys._getframe()
    while frame is not None and _name(frame) not in _APPLYING:
        frame = frame.f_back
    while frame is not None and _name(frame) in _APPLYING | _PARSING:
        frame = frame.f_back
    if frame is None or _name(frame) != _READ:
        return None
    reader = frame.f_back
    return reader if reader and _name(reader) in {_SERIAL, _PARALLEL} else None


def _name(frame: FrameType) -> tuple[str, str]:
    return frame.f_globals.get("__name__", ""), frame.f_code.co_name

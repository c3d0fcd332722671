"""Suspend the reading of documents before translations are applied, and resume it.

Sphinx parses a document and applies its transforms in one go, and knows no way to stop
in between. What comes after a transform is the rest of a list, though, which docutils
asks for one transform at a time: where the list is taken away, Sphinx goes on as if the
document were complete, and asks its builder to write the tree. With list, tree and what
Sphinx knows of the document, it can be continued later, when translations are there.

From the first document that is suspended, all are: what transforms and collectors note
of documents comes in the order of these then, as if nothing had been suspended. Their
trees are kept in memory. Where documents can be translated before others are read, they
are resumed whenever they take as much as `PORTION`, and at the end of a process that
reads some documents beside others. Elsewhere all of them wait: plain Sphinx keeps all
trees, too, but beside what translating takes, that is too much for the largest books,
which do without, and so do books that several processes read.
Nothing on disk says that they were read, so that a build that follows an interrupted
one reads them again.

`tests/extension/test_reading_again.py` holds what this is for, and fails where Sphinx
reads documents in another way than is known here: they are read again then.

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
"""Number of bytes of source whose trees are kept: they take twenty times that."""

MOST_SOURCE = 1_500_000
"""The same for all documents of a book, where they cannot be resumed in portions."""

_FIRST = "000-000"
"""Priority that comes before that of any transform of docutils."""

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
"""Functions in which Sphinx itself reads a document: one of the others calls the first.
"""


@dataclass(frozen=True, slots=True)
class _Suspended:
    """A document whose reading goes on with *transforms*."""

    document: nodes.document
    transforms: list[Any]
    state: Any
    references: dict[str, Any]
    roles: dict[str, Any]
    dispatchers: tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Portions:
    """Means to resume suspended documents while others are still to be read.

    Attributes:
        are_possible: returns whether they may be resumed then.
        resume: resumes all of them.
        hand_over: hands what was translated to the process that this one works for.
    """

    are_possible: Callable[[], bool]
    resume: Callable[[], None]
    hand_over: Callable[[], None]


class SuspendedReading:
    """The documents of one build whose reading is suspended, in their order."""

    def __init__(self) -> None:
        self._app: Sphinx | None = None
        self._portions: Portions | None = None
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
        portions: Portions,
    ) -> None:
        """Allow documents that are read from now on to be suspended.

        None is in a book with an extension that does not say that several processes may
        read documents, since it may keep what it knows of a document outside of the
        environment, nor if another extension looks at what was read before that is
        resumed, nor if there is more to read than `MOST_SOURCE` and no resuming in
        portions.

        Args:
            app: application that is about to read documents in this process.
            docnames: documents that it will read.
            resuming: handler of `env-updated` that resumes them.
            portions: means to resume some of them before.
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
        """Allow no document to be suspended any longer."""
        self._app = None

    def names(self) -> list[str]:
        """Return the documents that are suspended, in the order of their reading."""
        return list(self._documents)

    @property
    def in_part(self) -> bool:
        """Return whether this process ends when it has read a part of the documents."""
        return bool(self._last)

    def may_suspend(self) -> bool:
        """Return whether the document to which transforms are applied may be suspended.

        It may not where anything but Sphinx itself reads it.
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
        """Return whether suspended documents may be kept, with what is still to read.

        It is found out for the first one, since in most builds there is none.
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
            document: one for which `may_suspend` is true.
            again: transform with which its reading goes on.
            known: arguments for that.
        """
        assert self._app is not None
        env = self._app.env
        transformer = document.transformer
        # until Sphinx 8.2, documents share it, and each notes its dependencies there
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
        """Go on reading a document, and write its tree, if it is suspended."""
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
            """Write the tree of a document that is complete."""
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
    """Cache of trees as `get_doctree` asks for them, which resumes their documents.

    An extension may ask for the tree of a document when another one is read. A document
    that is resumed for it has no translations yet, and is read again for these.
    """

    def __init__(self, reading: SuspendedReading) -> None:
        super().__init__()
        self._reading = reading

    def __missing__(self, docname: str) -> bytes:
        """Resume the document, if it is suspended, and have its file read."""
        self._reading.resume(docname)
        raise KeyError(docname)


@contextmanager
def _as_in(env: BuildEnvironment, suspended: _Suspended) -> Iterator[None]:
    """Restore what was known of a document when it was suspended, for the context."""
    references, known = dict(env.ref_context), dict(local_roles())
    dispatchers = directives.directive, roles.role
    with restoring_state(env):
        set_reading_state(env, suspended.state)
        _set(env.ref_context, suspended.references)
        _set(local_roles(), suspended.roles)
        # those of domains, and others that extensions have put before them
        directives.directive, roles.role = suspended.dispatchers
        try:
            yield
        finally:
            directives.directive, roles.role = dispatchers
            _set(local_roles(), known)
            _set(env.ref_context, references)


def _size(env: BuildEnvironment, docname: str) -> int:
    """Return the number of bytes of a source file, 0 if it is missing."""
    try:
        return Path(env.doc2path(docname)).stat().st_size
    except OSError:
        return 0


def _set(table: dict[str, Any], values: dict[str, Any]) -> None:
    table.clear()
    table.update(values)


def _drop_states(document: nodes.document) -> None:
    """Let go of the states of a parser that has read a document.

    What reports messages keeps the parser, which it asks for the place of a line.
    """
    places = getattr(document.reporter, "get_source_and_line", None)
    parser = getattr(places, "__self__", None)
    if isinstance(parser, RSTStateMachine) and parser.states:
        parser.unlink()


def _reader() -> FrameType | None:
    """Return where Sphinx reads the document to which a transform is applied now.

    Whoever has replaced a function of Sphinx for that may go on differently after it.
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

"""Parse texts for trial, with few roles permitted, and restore the environment.

A text that is tried holds nothing but what its source message holds, since the codec
has written it. This is the second line of defence: no directive runs, no role that the
source message does not name, and what roles leave in the environment is undone. Sphinx
and docutils have no mode in which parsing has no effects.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from operator import is_not
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from sphinx.util.logging import NAMESPACE

from sphinx_amts.extension.compat.reading_state import (
    serial_numbers,
    set_serial_numbers,
    state_object,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx.environment import BuildEnvironment

_CODEC_ROLES = frozenset({"", "emphasis", "strong", "literal"})
"""Roles that the codecs write where delimiters do not do; they only form text."""

_TREE_CACHES = frozenset({"_pickled_doctree_cache", "_write_doc_doctree_cache"})
"""Caches of trees, which no role writes to and which are large."""

_INVISIBLE = nodes.Invisible | nodes.system_message

_DEPTH = 3
"""How deep containers are in each other in what domains and extensions keep."""


class Traces:
    """Saved state of the environment, restored after texts were parsed for trial.

    Domains, extensions and Sphinx keep it in dictionaries, lists and sets; of these
    flat copies are made when the first trial is about to begin. The attributes of the
    environment are mostly undocumented, so that all of them are saved.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._kept: list[tuple[Any, Any]] | None = None
        self._attributes: dict[str, Any] = {}
        self._current: dict[str, Any] = {}

    def keep(self) -> None:
        """Save the current state, unless one is saved already."""
        if self._kept is not None:
            return
        self._kept = []
        env = self._env
        self._attributes = dict(vars(env))
        for name, value in vars(env).items():
            if name == "domaindata":
                self._copy(
                    {k: v for k, v in value.items() if k != "amts"}, _DEPTH, own=False
                )
            elif name not in _TREE_CACHES:
                self._copy(value, _DEPTH - 1)
        current = state_object(env)
        for name in getattr(type(current), "__slots__", ()):
            self._current[name] = value = getattr(current, name, None)
            self._copy(value, 1)

    def put_back(self) -> None:
        """Restore the saved state."""
        if self._kept is None:
            return
        for container, copy in self._kept:
            _restore(container, copy)
        for name in vars(self._env).keys() - self._attributes.keys():
            delattr(self._env, name)
        for name, value in self._attributes.items():
            if vars(self._env).get(name) is not value:
                setattr(self._env, name, value)
        for name, value in self._current.items():
            if getattr(state_object(self._env), name, None) is not value:
                setattr(state_object(self._env), name, value)
        self._kept = None

    def _copy(self, container: Any, depth: int, *, own: bool = True) -> None:
        assert self._kept is not None
        if isinstance(container, dict):
            copy: Any = dict(container)
            below = self._values_for_page(copy)
        elif isinstance(container, list):
            copy = below = list(container)
        elif isinstance(container, set):
            copy, below = set(container), ()
        else:
            return
        if own:
            self._kept.append((container, copy))
        if depth and any(isinstance(value, dict | list | set) for value in below):
            for value in below:
                self._copy(value, depth - 1)

    def _values_for_page(self, container: dict[Any, Any]) -> Collection[Any]:
        """Return the values to copy: all, or this page's if documents are the keys."""
        if not container.keys() <= self._env.found_docs:
            return container.values()
        docname = self._env.docname
        return (container[docname],) if docname in container else ()


def _restore(container: Any, copy: Any) -> None:
    if isinstance(container, set):
        if container != copy:
            container.clear()
            container.update(copy)
    elif isinstance(container, dict):
        if len(container) != len(copy) or any(
            map(is_not, container.values(), copy.values())
        ):
            dict.clear(container)
            dict.update(container, copy)
    elif len(container) != len(copy) or any(map(is_not, container, copy)):
        container[:] = copy


@contextmanager
def only_roles_of(source: str, substituted: str = "") -> Iterator[list[str]]:
    """Permit only the roles that the message *source* names, and no directive.

    That of images is permitted if *source* has any in HTML, which MyST makes with it,
    or if what is *substituted* for names in it has one, where roles may be named too.

    Sphinx, docutils and MyST look both up through two public functions, of which
    neither can be restricted, so that they are replaced.

    Tried with docutils 0.21.2, 0.22.4 and 0.23, MyST-Parser 5.2.0.

    Yields:
        the list that collects the names of the roles that ran.
    """
    ran: list[str] = []
    directive, role = directives.directive, roles.role
    named = f"{source} {substituted}".lower()
    images = "<img" in named or "{image}" in substituted

    def permitted(name: str, *arguments: Any) -> Any:
        if name.lower() in _CODEC_ROLES or name.lower() in named:
            ran.append(name)
            return role(name, *arguments)
        return _unknown()

    def permitted_directive(name: str, *arguments: Any) -> Any:
        if name == "image" and images:
            return directive(name, *arguments)
        return _unknown()

    directives.directive = permitted_directive  # type: ignore[assignment]
    roles.role = permitted  # type: ignore[assignment]
    try:
        yield ran
    finally:
        directives.directive, roles.role = directive, role


@contextmanager
def noting_roles() -> Iterator[list[str]]:
    """Collect the names of the roles that run meanwhile.

    Docutils and MyST look roles up through one public function, which is wrapped.

    Tried with docutils 0.21.2, 0.22.4 and 0.23, MyST-Parser 5.2.0.
    """
    ran: list[str] = []
    role = roles.role

    def noted(name: str, *arguments: Any) -> Any:
        ran.append(name)
        return role(name, *arguments)

    roles.role = noted  # type: ignore[assignment]
    try:
        yield ran
    finally:
        roles.role = role


def _unknown(*_: object) -> tuple[None, list[nodes.system_message]]:
    return None, []


@contextmanager
def without_traces(env: BuildEnvironment) -> Iterator[list[logging.LogRecord]]:
    """Collect warnings while a text is parsed for trial, and undo its effects.

    Serial numbers and the document's metadata are put back afterwards; without that,
    a trial would change the ids of the page. Neither can be set by a public function.
    `Traces` are for all the rest, and cost more.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.

    Yields:
        the list of warnings and errors.
    """
    numbers = serial_numbers(env)
    metadata = env.metadata.get(env.docname)
    values = dict(metadata) if metadata is not None else None
    with captured_logging() as records:
        try:
            yield records
        finally:
            set_serial_numbers(env, numbers)
            if values is not None:
                env.metadata[env.docname] = values


def blocks_behind(first: nodes.Element) -> int:
    """Return the number of visible blocks that follow the block *first*."""
    rest = first.parent.children[1:] if first.parent is not None else []
    return sum(not isinstance(other, _INVISIBLE) for other in rest)


@contextmanager
def collecting_warnings() -> Iterator[list[logging.LogRecord]]:
    """Collect warnings and errors, and log them as well.

    No function of Sphinx collects the warnings of a part of a build, so that a handler
    is added to its logger. Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    logger = logging.getLogger(NAMESPACE)
    collector = _Collector([])
    logger.addHandler(collector)
    try:
        yield collector.records
    finally:
        logger.removeHandler(collector)


@contextmanager
def without_messages(messages: Collection[str]) -> Iterator[None]:
    """Keep *messages*, which were logged before, out of Sphinx's log.

    A filter of the logger itself would not see the records of its children, so that
    each handler gets it. Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """

    def is_new(record: logging.LogRecord) -> bool:
        return record.getMessage() not in messages

    handlers = logging.getLogger(NAMESPACE).handlers[:] if messages else []
    for handler in handlers:
        handler.addFilter(is_new)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(is_new)


class _Collector(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self.records = records

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def captured_logging() -> Iterator[list[logging.LogRecord]]:
    """Collect warnings and errors, and log none of them.

    `sphinx.util.logging.suppress_logging` is the same without access to the records
    once the block is left. Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    logger = logging.getLogger(NAMESPACE)
    records: list[logging.LogRecord] = []
    handlers = logger.handlers[:]
    logger.handlers = [_Collector(records)]
    try:
        yield records
    finally:
        logger.handlers = handlers

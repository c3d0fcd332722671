"""Parse texts for trial, with few roles permitted, and restore the environment.

Codecs already write only markup that the source message has. This module is the second
line of defence: no directive runs, no role runs that the source message does not name,
and changes of the environment by roles are undone. Sphinx and docutils have no mode in
which parsing has no side effects.
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
"""Roles that codecs write where delimiters are not possible; they only format text."""

_TREE_CACHES = frozenset({"_pickled_doctree_cache", "_write_doc_doctree_cache"})
"""Attributes that are not saved: large caches of trees, which no role changes."""

_INVISIBLE = nodes.Invisible | nodes.system_message

_DEPTH = 3
"""Depth to which nested containers in domain data are copied."""


class EnvironmentSnapshot:
    """Saved state of the environment, restored after texts were parsed for trial.

    Sphinx, domains and extensions store data in dictionaries, lists and sets. These are
    copied before the first trial. The attributes of the environment are mostly
    undocumented, so all of them are saved.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._kept: list[tuple[Any, Any]] | None = None
        self._attributes: dict[str, Any] = {}
        self._current: dict[str, Any] = {}

    def keep(self) -> None:
        """Save the present state, unless a state is saved already."""
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
        """Restore the saved state, if there is one."""
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
        """Return the values to copy.

        If all keys are names of documents, only the value of the present document.
        """
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

    The directive for images is permitted if *source* contains an HTML image, which MyST
    converts with this directive, or if *substituted* contains an image.

    Sphinx, docutils and MyST look up roles and directives with two public functions,
    which are replaced because they cannot be restricted.

    Tried with docutils 0.21.2, 0.22.4 and 0.23, MyST-Parser 5.2.0.

    Args:
        source: the message.
        substituted: text of the MyST substitutions that *source* uses, which may also
            name roles.

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
    """Collect the names of the roles that run in the context.

    Docutils and MyST look up roles with one public function, which is wrapped.

    Tried with docutils 0.21.2, 0.22.4 and 0.23, MyST-Parser 5.2.0.

    Yields:
        the list that collects the names.
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

    Serial numbers and the metadata of the document are restored afterwards; otherwise,
    a trial would change the ids of the page. No public function sets them. All other
    data are restored by `EnvironmentSnapshot`, which takes more time.

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
    """Collect warnings and errors in the context, and log them as well.

    No function of Sphinx collects the warnings of a part of a build, so a handler is
    added to its logger. Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.

    Yields:
        the list of warnings and errors.
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
    """Keep *messages*, which were logged before, out of Sphinx's log in the context.

    A filter of the logger itself would not see the records of child loggers, so the
    filter is added to each handler. Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
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
    """Collect warnings and errors in the context, and log none of them.

    `sphinx.util.logging.suppress_logging` collects records of all levels. Tried with
    Sphinx 8.2.3, 9.0.4 and 9.2.0.

    Yields:
        the list of warnings and errors.
    """
    logger = logging.getLogger(NAMESPACE)
    records: list[logging.LogRecord] = []
    handlers = logger.handlers[:]
    logger.handlers = [_Collector(records)]
    try:
        yield records
    finally:
        logger.handlers = handlers

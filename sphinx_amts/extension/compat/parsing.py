"""Parse translations as Sphinx does, and pass the nodes to its `Locale` transform.

`tests/extension/test_internals.py` pins what each function relies on, so that a release
that changes it fails there first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import roles
from sphinx.transforms import i18n

from sphinx_amts.extension.compat.parser_reuse import KeptParsers
from sphinx_amts.extension.compat.reading_state import serial_numbers
from sphinx_amts.extension.compat.trial import (
    collecting_warnings,
    noting_roles,
    without_messages,
)
from sphinx_amts.model import Dialect
from sphinx_amts.text.fitness import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

# Sphinx 9 renamed the function that `Locale` parses translations with.
_publish = getattr(i18n, "_publish_msgstr", None)
_PUBLISH = "publish_msgstr" if _publish is None else "_publish_msgstr"

Parsed = dict[tuple[str, int | None], nodes.Element]
"""First nodes of parsed texts, by text and line."""

_TYPOGRAPHY = frozenset({"replacements", "smartquotes"})
"""MyST extensions that change plain text."""

_LONGEST_UNPARSED = 5000
"""Most characters of a text that is not parsed; docutils refuses much longer lines."""

NoteParsed = Callable[[str, nodes.Element, int], None]
"""Callback with a text, its first node, and the number of warnings of the parser."""


class TranslationParser:
    """Parser of the translations of one document, with the result of Sphinx's `Locale`.

    `Locale` offers no dry run, so the function that it calls is called here.

    Tried with Sphinx 8.2.3 (`publish_msgstr`), 9.0.4 and 9.2.0 (`_publish_msgstr`).

    Args:
        env: environment of the book.
        settings: docutils settings in force.
        source: path of the document.
        dialect: dialect of the document; `None` if its parser is not known.
    """

    def __init__(
        self,
        env: BuildEnvironment,
        settings: Any,
        source: str,
        dialect: Dialect | None = None,
    ) -> None:
        self._env = env
        self._dialect = dialect
        self._settings = settings
        self._source = source
        self._kept = KeptParsers()

    def parse(self, line: int, text: str) -> nodes.Element:
        """Parse *text*, and return the first node.

        The text is parsed without `rst_epilog`, which Sphinx would append.
        """
        with _without_epilog(self._env.config):
            return self._parse(line, text)

    def parse_with_epilog(self) -> nodes.Element:
        """Parse one word, and return its node, which the blocks of `rst_epilog` follow.

        These blocks follow every translation that `Locale` itself parses, and are no
        fault of the translation. There is no other way to count them.

        Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: `Locale` suspends
        `rst_prolog` while it parses a translation, but not `rst_epilog`.
        """
        return self._parse(1, "x")

    def _parse(self, line: int, text: str) -> nodes.Element:
        if (unparsed := self._unparsed(text)) is not None:
            return unparsed
        env = self._env
        with self._kept.in_use():
            if _publish is not None:
                node: nodes.Element = _publish(
                    text,
                    self._source,
                    line,
                    config=env.config,
                    env=env,
                    registry=env._registry,
                    settings=self._settings,
                )
            else:  # until Sphinx 8.2
                node = i18n.publish_msgstr(  # type: ignore[attr-defined]
                    env.app, text, self._source, line, env.config, self._settings
                )
        return node

    def _unparsed(self, text: str) -> nodes.paragraph | None:
        """Return the paragraph of *text* without parsing it, if it has no markup.

        Returns:
            `None` if the parser might return something else than one paragraph.
        """
        if self._dialect is None or len(text) > _LONGEST_UNPARSED or not plain(text):
            return None
        if self._dialect is Dialect.MYST:
            config = getattr(self._env, "myst_config", None)
            if config is None or not _TYPOGRAPHY.isdisjoint(config.enable_extensions):
                return None
        return nodes.paragraph(text, text) if text == " ".join(text.split()) else None

    @contextmanager
    def used_by_locale(
        self,
        parsed: Parsed,
        note_parsed: NoteParsed,
        repeated: Mapping[str, Collection[str]],
    ) -> Iterator[None]:
        """Let `Locale` use this parser, and report each translation that it parses.

        `Locale` accepts no parsed nodes, and parses a translation twice, in both of its
        passes over a document. So the function that it calls is wrapped. Nodes are used
        again unless parsing had side effects, or `Locale` has moved them into the page.

        Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: the second pass
        could use what the first one has parsed.

        Args:
            parsed: nodes of translations that are parsed already.
            note_parsed: called with each translation that `Locale` parses itself.
            repeated: translation -> warnings that are not logged again, because they
                were logged for the source.
        """
        publish = getattr(i18n, _PUBLISH)
        before = 1 if _publish is None else 0  # the application is the first argument

        def publish_or_reuse(*arguments: Any, **settings: Any) -> nodes.Element:
            text, _, line = arguments[before : before + 3]
            node = parsed.get((text, line))
            if node is not None and _is_unused(node):
                return node
            if (unparsed := self._unparsed(text)) is not None:
                note_parsed(text, unparsed, 0)
                parsed[text, line] = unparsed
                return unparsed
            messages = repeated.get(text, ())
            numbers = serial_numbers(self._env)
            with (
                self._kept.in_use(),
                collecting_warnings() as warnings,
                without_messages(messages),
                noting_roles() as roles_run,
            ):
                node = publish(*arguments, **settings)
            note_parsed(text, node, len(warnings))
            has_effects = warnings or roles_run or numbers != serial_numbers(self._env)
            if isinstance(node, nodes.paragraph) and not has_effects:
                parsed[text, line] = node
            return node

        setattr(i18n, _PUBLISH, publish_or_reuse)
        try:
            yield
        finally:
            setattr(i18n, _PUBLISH, publish)


def _is_unused(node: nodes.Element) -> bool:
    """Return whether `Locale` has not yet moved the content of *node* into the page."""
    return bool(node.children) and node.children[0].parent is node


@contextmanager
def _without_epilog(config: Config) -> Iterator[None]:
    """Suspend `rst_epilog` while a text is parsed.

    `Locale` uses only the first block of a parsed translation. The blocks of
    `rst_epilog` would be ignored, but their directives and roles would run for each
    translation. Sphinx itself suspends `rst_prolog` in the same way.
    """
    epilog = config.rst_epilog
    config.rst_epilog = None
    try:
        yield
    finally:
        config.rst_epilog = epilog


@contextmanager
def collecting_terms(
    env: BuildEnvironment, identifiers: Container[str], names: dict[str, str]
) -> Iterator[None]:
    """Collect the names of some glossary terms, instead of registering them.

    For the translation of a term, `Locale` creates a new term, which is registered in
    the standard domain by a private method. No event lets an extension change this.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.

    Args:
        env: environment of the book.
        identifiers: ids of the terms whose names are collected.
        names: gets the names, by id.
    """
    domain: Any = env.get_domain("std")
    note = domain._note_term

    def note_term(term: str, labelid: str, location: Any = None) -> None:
        if labelid in identifiers:
            names[labelid] = term
        else:
            note(term, labelid, location)

    domain._note_term = note_term
    try:
        yield
    finally:
        del domain._note_term


def set_document(document: nodes.document) -> None:
    """Set the attribute `document` of all nodes in *document*.

    `Locale` parses each translation into a separate document, to which the nodes still
    refer when they are in the page. With MyST, that document refers to the parser and
    the environment, and all of this would be pickled with the page.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0, MyST-Parser 5.2.0. To report upstream:
    `Locale` could set the document of the nodes that it puts into the page.
    """
    for node in document.findall():
        node.document = document


def detach_from_document(node: nodes.Element) -> None:
    """Remove the references of *node* to the document that it was parsed into.

    A parsed translation is kept until `Locale` needs it. Without this function, its
    document, with parser and environment, would be kept and copied as well. See also
    `set_document`.

    Tried with docutils 0.21.2, 0.22.4 and 0.23.
    """
    node.parent = None
    for part in node.findall():
        part.document = None  # type: ignore[assignment]  # as before it has any


def local_roles() -> dict[str, Any]:
    """Return docutils' table of the roles that documents define, by name.

    docutils has a function that adds a role, but none that removes a role.

    Tried with docutils 0.21.2, 0.22.4 and 0.23. To report upstream: since Sphinx 8.2
    the table is not cleared when a document ends, so that a role which one document
    defines exists in all documents that the same process reads later.
    """
    return roles._roles  # type: ignore[attr-defined,no-any-return]

"""The few internals of Sphinx and of parsers that this package touches.

Each function says why no public way exists; `tests/sphinx/test_internals.py` pins
what each relies on, so that a release of Sphinx that changes it fails there first.
"""

from __future__ import annotations

import gettext
import logging
import sys
import types
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from docutils import nodes
from docutils.parsers.rst import roles
from docutils.utils import new_document
from sphinx import locale
from sphinx.cmd.build import build_main
from sphinx.transforms import i18n
from sphinx.util.logging import NAMESPACE, MemoryHandler, get_node_location

from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extension.compat.trial import noticing_warnings, unheard

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

# Sphinx 9 renamed the function that `Locale` parses translations with.
_publish = getattr(i18n, "_publish_msgstr", None)
_PUBLISH = "publish_msgstr" if _publish is None else "_publish_msgstr"

Parsed = dict[tuple[str, int | None], nodes.Element]
"""First nodes of parsed texts, by text and line."""

SeeParsed = Callable[[str, nodes.Element, int], None]


def parse_translation(
    env: BuildEnvironment,
    settings: Any,
    source: str,
    line: int,
    text: str,
) -> nodes.Element:
    """Parse *text* exactly as Sphinx's `Locale` will, and return the first node.

    `Locale` offers no dry run, so the function it calls is called here. The blocks of
    `rst_epilog`, which would stand behind those of the text, are left out.
    """
    with _without_epilog(env.config):
        return _parse(env, settings, source, line, text)


def blocks_of_epilog(
    env: BuildEnvironment, settings: Any, source: str
) -> nodes.Element:
    """Return the first node of a text of one word, which stands before `rst_epilog`."""
    return _parse(env, settings, source, 1, "x")


def _parse(
    env: BuildEnvironment, settings: Any, source: str, line: int, text: str
) -> nodes.Element:
    if _publish is not None:
        node: nodes.Element = _publish(
            text,
            source,
            line,
            config=env.config,
            env=env,
            registry=env._registry,
            settings=settings,
        )
    else:  # until Sphinx 8.2
        node = i18n.publish_msgstr(  # type: ignore[attr-defined]
            env.app, text, source, line, env.config, settings
        )
    return node


@contextmanager
def _without_epilog(config: Config) -> Iterator[None]:
    """Let a parser add nothing behind what it parses.

    `Locale` uses the first block alone. What follows is no part of a translation, and
    its directives and roles would run, or be missed, each time that one is tried.
    Sphinx itself does the same with `rst_prolog`.
    """
    epilog = config.rst_epilog
    config.rst_epilog = None
    try:
        yield
    finally:
        config.rst_epilog = epilog


class SplicedCatalog(gettext.NullTranslations):
    """A document's translations, human first, as `Locale` wants to find them.

    `sphinx.locale.init` adds the compiled catalogs of `locale_dirs` as fallbacks;
    they are refused, since the human entries are in here already, read from the
    `.po` files themselves, which cannot be stale.
    """

    def __init__(self, entries: dict[str, str]) -> None:
        super().__init__()
        self._catalog = entries

    def add_fallback(self, fallback: gettext.NullTranslations) -> None:
        """Refuse *fallback*."""


def splice(domain: str, entries: dict[str, str]) -> object:
    """Make `Locale` use *entries* for the text domain; return what to restore.

    `Locale` starts from the registered translator of the domain, and the registry
    is a plain dictionary without functions around it.
    """
    key = ("general", domain)
    saved = locale.translators.get(key)
    locale.translators[key] = SplicedCatalog(entries)
    return saved


def restore(domain: str, saved: object) -> None:
    """Undo `splice`."""
    key = ("general", domain)
    if saved is None:
        locale.translators.pop(key, None)
    else:
        locale.translators[key] = saved  # type: ignore[assignment]


@contextmanager
def reuse(
    parsed: Parsed, see: SeeParsed, repeated: Mapping[str, Collection[str]]
) -> Iterator[None]:
    """Give `Locale` what was parsed already; it parses each translation twice.

    It cannot be told, so that the function which it calls looks there first.

    Args:
        parsed: what is known.
        see: is given what `Locale` parses besides: the text, its first node, and
            how many warnings there were.
        repeated: warnings by text that the source had already, and are not said again.
    """
    publish = getattr(i18n, _PUBLISH)
    before = 1 if _publish is None else 0  # with the application in front

    def reusing(*arguments: Any, **settings: Any) -> nodes.Element:
        text, _, line = arguments[before : before + 3]
        known = parsed.get((text, line))
        if known is not None:
            return known.deepcopy()
        heard = repeated.get(text, ())
        with noticing_warnings() as noticed, unheard(heard):
            node: nodes.Element = publish(*arguments, **settings)
        see(text, node, len(noticed))
        return node

    setattr(i18n, _PUBLISH, reusing)
    try:
        yield
    finally:
        setattr(i18n, _PUBLISH, publish)


@contextmanager
def noting_terms(
    env: BuildEnvironment, identifiers: Container[str], names: dict[str, str]
) -> Iterator[None]:
    """Put the names of the terms *identifiers* into *names*, and nowhere else.

    `Locale` makes a term anew for its translation, which notes it in the domain.
    """
    domain = env.domains.standard_domain
    note = domain._note_term

    def note_term(term: str, labelid: str, location: Any = None) -> None:
        if labelid in identifiers:
            names[labelid] = term
        else:
            note(term, labelid, location)

    domain._note_term = note_term  # type: ignore[method-assign]
    try:
        yield
    finally:
        del domain._note_term


def adopt(document: nodes.document) -> None:
    """Make all nodes belong to *document*, also those of translations.

    `Locale` parses each translation into a document of its own, to which its nodes
    still belong when they are in the page. That of MyST holds its parser and the
    environment, and all of it would be stored with the page.
    """
    for node in document.findall():
        node.document = document


def part_from_document(node: nodes.Element) -> None:
    """Let go of the document that *node* was parsed into, with all that it holds."""
    node.parent = None
    for part in node.findall():
        part.document = None  # type: ignore[assignment]  # as before it has any


class _Forgetful(dict[tuple[str, str], gettext.NullTranslations]):
    def __setitem__(
        self, key: tuple[str, str], translator: gettext.NullTranslations
    ) -> None:
        """Keep nothing."""


@contextmanager
def without_language() -> Iterator[None]:
    """Let modules that are imported meanwhile take their texts when they need them.

    Texts of a module that is imported while a language is registered are of that
    language ever after, also for an application with another one.
    """
    known = locale.translators
    locale.translators = _Forgetful()
    try:
        yield
    finally:
        locale.translators = known


def own_catalogs(builder: Builder) -> None:
    """Stop Sphinx from compiling and watching the catalogs of this build.

    It would write `.mo` files into the source directory, and take every page for
    outdated where it cannot. Changes of catalogs are found by content instead.
    """
    builder.use_message_catalog = False  # type: ignore[misc]

    def compile_catalogs(self: Builder, catalogs: object, message: str) -> None:
        """Leave the catalogs alone, as the gettext builder does."""

    builder.compile_catalogs = types.MethodType(  # type: ignore[method-assign]
        compile_catalogs, builder
    )


def conf_values(config: Config) -> dict[str, Any]:
    """Return what `conf.py` itself sets, before `-D` had its say."""
    return config._raw_config


def known_roles() -> dict[str, Any]:
    """Return what docutils keeps roles in that documents define, by name.

    It offers a function to add one, and none to take one out.
    """
    return roles._roles  # type: ignore[attr-defined,no-any-return]


def reread(app: Sphinx, docnames: Sequence[str]) -> None:
    """Read *docnames* again in the middle of a build, as `Builder.read` would."""
    builder = app.builder
    env = app.env
    many = len(docnames) > 5 and app.parallel > 1 and app.is_parallel_allowed("read")
    if many:
        builder._read_parallel(list(docnames), nproc=app.parallel)
    else:
        builder._read_serial(list(docnames))
    for docname in docnames:
        # An extension that asked for the tree before us left the old one here.
        env._pickled_doctree_cache.pop(docname, None)
        if many:
            env._write_doc_doctree_cache.pop(docname, None)


def add_interface_catalogs(app: Sphinx, name: str) -> None:
    """Show the texts of Sphinx and of themes, which have *name* but not `language`.

    Every extension registers its catalogs under the exact code of `language`, and
    nothing looks for another name of the same language.
    """
    roots = [Path(sphinx.package_dir)]
    roots += [
        Path(path).parent
        for extension in app.extensions.values()
        if (path := getattr(extension.module, "__file__", None))
    ]
    for root in dict.fromkeys(roots):
        for path in sorted(root.glob(f"*/{name}/LC_MESSAGES/*.mo")):
            if path.stem == "sphinx" or locale.is_translator_registered(path.stem):
                locale.init([path.parents[2]], name, path.stem)


def interface_script(name: str) -> Path | None:
    """Return the file of Sphinx's own JavaScript texts in the locale *name*."""
    path = Path(sphinx.package_dir, "locale", name, "LC_MESSAGES", "sphinx.js")
    return path if path.is_file() else None


class _HeldBack(logging.Filter):
    def __init__(self, given: set[tuple[str, str]]) -> None:
        super().__init__()
        self._given = given

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        key = _identity(record)
        if key not in self._given:
            self._given.add(key)
            get_logger(__name__).info("when reading again: %s %s", *reversed(key))
        return False


@contextmanager
def without_warnings() -> Iterator[None]:
    """Hold warnings back while documents are read a second time.

    The first reading gave those of the source; what is new in the second one comes
    from reading twice, as some domains do not forget all of a document. Translations
    cannot add any, since each was tried before. New ones are shown as information.

    While it reads, Sphinx collects warnings in a buffer of its own, so that this is
    where they have to be kept out.
    """
    handlers = logging.getLogger(NAMESPACE).handlers[:]
    given = {
        _identity(record)
        for handler in handlers
        if isinstance(handler, MemoryHandler)
        for record in handler.buffer
    }
    held_back = _HeldBack(given)
    for handler in handlers:
        handler.addFilter(held_back)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(held_back)


def _identity(record: logging.LogRecord) -> tuple[str, str]:
    place = getattr(record, "location", None)
    if isinstance(place, nodes.Node):
        place = get_node_location(place)
    return record.getMessage(), str(place or "")


def run_by_program() -> bool:
    """Whether `sphinx-build` runs this, and not another program that uses Sphinx.

    Since Sphinx 8.2 it prints versions, extensions and a traceback for every error,
    in which the one line that tells what to do is lost.
    """
    code = build_main.__code__
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code is code:
            return True
    return False


def share_default_settings() -> None:
    """Spare MyST the work of setting docutils up for every translated message.

    Its renderer makes a document of its own each time, with all of docutils' default
    settings, although it is handed one and uses that; this takes most of the time
    that a translation takes.
    """
    module = sys.modules.get("myst_parser.mdit_to_docutils.base")
    if module is None or hasattr(module.make_document, "original"):
        return
    original = module.make_document
    default = original()

    def make_document(
        source_path: str = "notset",
        parser_cls: object = None,
    ) -> nodes.document:
        if parser_cls is not None:
            made: nodes.document = original(source_path, parser_cls)
            return made
        return new_document(source_path, default.settings.copy())

    make_document.original = original  # type: ignore[attr-defined]
    module.make_document = make_document  # type: ignore[attr-defined]

"""Extract the messages of a document, and determine the dialect of documents.

Messages are found with Sphinx's own function, so that msgids are the same as with the
gettext builder. Text that must never be sent or stored is left out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from os.path import relpath, sep
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.transforms.misc import ClassAttribute
from sphinx import addnodes
from sphinx.util import get_filetype
from sphinx.util.index_entries import split_index_msg
from sphinx.util.nodes import (
    LITERAL_TYPE_NODES,
    extract_messages,
    traverse_translatable_index,
)

from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.messages.ancestors import with_ancestors
from sphinx_amts.extension.messages.code_names import CodeNames
from sphinx_amts.extras import is_installed
from sphinx_amts.languages.letters import holds_letters
from sphinx_amts.model import Dialect, MessageKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.extension.messages.conditions import Conditions
    from sphinx_amts.extension.messages.localised import LocalisedTexts

_NBSPHINX = "jupyter_notebook"
"""File type of nbsphinx, which converts notebooks into reStructuredText."""

OPT_OUT = "notranslate"
"""Name of the class, or file-level field, that keeps text untranslated."""

_DIALECTS = {
    "restructuredtext": Dialect.RST,
    "rst": Dialect.RST,
    "markdown": Dialect.MYST,
    "myst": Dialect.MYST,
    "myst-nb": Dialect.MYST,
    "ipynb": Dialect.MYST,
}


@dataclass(frozen=True, slots=True)
class ExtractedMessage:
    """An occurrence of a message in its document.

    Attributes:
        node: element of the document that contains the message.
        text: the message.
        kind: kind of the message.
        excluded: whether the message is never machine-translated, because the author
            has opted out, or because the text repeats other messages, is code, or is
            localised already.
        position: index among the messages of the document, in reading order.
        file: source file, in the form that `file_of` returns.
        line: line in *file*, from 1; 0 if unknown.
        in_source_language: false for code, which is in no language, and for texts of
            extensions, which are localised.
    """

    node: nodes.Element
    text: str
    kind: MessageKind
    excluded: bool
    position: int
    file: str
    line: int
    in_source_language: bool = True


def dialect_of(env: BuildEnvironment, docname: str) -> Dialect | None:
    """Return the dialect of a document, `None` if its parser is not supported."""
    suffixes = env.config.source_suffix
    filetype = get_filetype(suffixes, str(env.doc2path(docname)))
    dialect = _DIALECTS.get(filetype)
    if dialect is None and filetype == _NBSPHINX and is_notebook(env.doc2path(docname)):
        dialect = Dialect.RST
    return dialect if can_read(dialect) else None


def is_notebook(path: str | Path) -> bool:
    """Return whether *path* is an `.ipynb` file, which is JSON text.

    Notebooks in formats of other programs are not supported: their parsers would read
    any translation as a notebook, and execute its code.
    """
    return Path(path).suffix == ".ipynb"


def can_read(dialect: Dialect | None) -> bool:
    """Return whether a parser for messages of *dialect* is installed.

    MyST-Parser may be missing although MyST is needed: another parser may read the
    Markdown of the book, or the human memory may have translations of former MyST
    pages.
    """
    return dialect is not Dialect.MYST or is_installed("myst_parser")


def file_of(node: nodes.Node, env: BuildEnvironment) -> tuple[str, int]:
    """Return source file and line of *node*, as Sphinx writes them into .pot files.

    The file is relative to the source folder. For included text it is the included
    file; for a docstring, the file of the module followed by the name of the object.
    The line is 0 if unknown.
    """
    located = next((n for n in with_ancestors(node) if n.line is not None), None)
    line = (located.line or 0) if located is not None else 0
    source = next((str(n.source) for n in with_ancestors(located) if n.source), "")
    if not source:
        return str(env.doc2path(env.docname, base=False)), line
    if source.startswith("<"):  # what Sphinx or an extension has put in
        return source, line
    # files that docutils includes are relative to the working directory
    return relpath(source, env.srcdir).replace(sep, "/"), line


def suffix_of(env: BuildEnvironment, dialect: Dialect) -> str:
    """Return a file suffix of the book whose parser reads *dialect*.

    Raises:
        ConfigError: the book has no such parser.
    """
    for suffix, filetype in env.config.source_suffix.items():
        # notebooks come after the plain files of their dialect
        if _DIALECTS.get(filetype) is dialect and suffix != ".ipynb":
            return str(suffix)
    raise ConfigError(f"the book has no parser for {dialect}; see source_suffix")


def extract(
    document: nodes.document,
    env: BuildEnvironment,
    localised: LocalisedTexts | None = None,
    conditions: Conditions | None = None,
) -> Iterator[ExtractedMessage]:
    """Yield the messages of *document* in reading order.

    Args:
        document: document before translations are applied.
        env: environment of the book.
        localised: texts of extensions in the language of the page.
        conditions: conditions of the build, by which parts of the document are hidden.
    """
    _adopt_texts(document)
    opted_out = _opts_out(document)
    marked = _marked_by_class_directive(document)
    file_fields = _file_fields(document)
    found = list(extract_messages(document))
    positions = count()
    around = _around_others(node for node, _ in found)
    code = CodeNames(document)
    substituted = {
        str(reference.get("refname", "")).casefold()
        for reference in document.findall(nodes.substitution_reference)
    }

    def extracted(
        node: nodes.Element, text: str, kind: MessageKind, *, is_code: bool
    ) -> ExtractedMessage:
        shown_as_is = localised is not None and localised.is_localised(node, text)
        foreign = is_code or shown_as_is
        return ExtractedMessage(
            node,
            text,
            kind,
            opted_out or foreign or id(node) in around or _is_opted_out(node, marked),
            next(positions),
            *file_of(node, env),
            in_source_language=not foreign,
        )

    for node, text in found:
        kind = _kind(node, text)
        if kind is None or not _is_read(node, substituted):
            continue
        if file_fields is not None and _is_inside(node, file_fields):
            continue
        if conditions is not None and conditions.hides(node):
            continue
        yield extracted(node, text, kind, is_code=code.is_code(node))
    if "index" in env.config.gettext_additional_targets:
        for node, entries in traverse_translatable_index(document):
            if conditions is not None and conditions.hides(node):
                continue
            for entry_type, value, *_ in entries:
                for text in split_index_msg(entry_type, value):
                    yield extracted(node, text, MessageKind.PLAIN, is_code=False)


def _around_others(found: Iterable[nodes.Element]) -> set[int]:
    """Return the `id()` of nodes whose text only repeats messages of inner nodes.

    Sphinx extracts the text of a field with several blocks also as a whole. A
    translation of the whole would turn the blocks into one paragraph.
    """
    texts = {id(node): node for node in found if isinstance(node, nodes.TextElement)}
    outer: dict[int, nodes.Element] = {}
    for node in texts.values():
        for parent in with_ancestors(node.parent):
            if id(parent) in texts:
                outer[id(parent)] = texts[id(parent)]
    return {key for key, node in outer.items() if not _has_own_text(node, texts)}


def _has_own_text(node: nodes.Element, others: Container[int]) -> bool:
    return any(
        holds_letters(child)
        if isinstance(child, nodes.Text)
        else isinstance(child, nodes.Element)
        and id(child) not in others
        and not isinstance(child, LITERAL_TYPE_NODES)
        and _has_own_text(child, others)
        for child in node.children
    )


def _adopt_texts(document: nodes.document) -> None:
    """Set the source file of cells in MyST pipe tables and of subtitles of sidebars.

    Sphinx extracts no message from a node without a source file, because it treats the
    text as generated.
    """
    for sidebar in document.findall(nodes.sidebar):
        for child in sidebar.children:
            if isinstance(child, nodes.subtitle) and not child.source:
                child.source, child.line = document["source"], sidebar.line
    for entry in document.findall(nodes.entry):
        for cell in entry.children:
            if isinstance(cell, nodes.paragraph) and not cell.source and cell.rawsource:
                cell.source = document["source"]
                cell.line = _table_line(entry)


def _table_line(node: nodes.Node) -> int | None:
    return next((n.line for n in with_ancestors(node) if n.line is not None), None)


def _kind(node: nodes.Element, text: str) -> MessageKind | None:
    """Return the kind of a message; `None` for code and for text without letters.

    Also `None` for texts that Sphinx generates or that no reader sees.
    """
    if isinstance(node, LITERAL_TYPE_NODES):
        return None  # code and display math, whatever gettext extracts
    if isinstance(node, nodes.image):
        return MessageKind.PLAIN if text == node.get("alt") else None
    if isinstance(node, nodes.field_name) and _has_parent(node, addnodes.desc_content):
        return None  # "Parameters", which Sphinx has translated already
    if isinstance(node, nodes.meta):
        return MessageKind.PLAIN if node.get("name") in _META_TEXTS else None
    if isinstance(node, addnodes.translatable):
        return MessageKind.PLAIN
    if not holds_letters(text):
        return None
    if isinstance(node, nodes.title):
        return MessageKind.TITLE
    if isinstance(node, nodes.term):
        return MessageKind.TERM
    return MessageKind.BLOCK


_META_TEXTS = frozenset({"description", "keywords", "title"})


def _has_parent(node: nodes.Node, kind: type[nodes.Element]) -> bool:
    return any(isinstance(above, kind) for above in with_ancestors(node.parent))


def _is_inside(node: nodes.Node, ancestor: nodes.Element) -> bool:
    return any(above is ancestor for above in with_ancestors(node))


def _is_read(node: nodes.Element, substituted: Container[str]) -> bool:
    """Return whether pages show *node*; false within most substitution definitions.

    The content of a substitution definition is not a message, with one exception: the
    alternative text of an image, if the author wrote one. Otherwise docutils uses the
    name of the substitution.
    """
    for definition in with_ancestors(node):
        if isinstance(definition, nodes.substitution_definition):
            names = {name.casefold() for name in definition["names"]}
            return (
                isinstance(node, nodes.image)
                and str(node.get("alt", "")).casefold() not in names
                and any(name in substituted for name in names)
            )
    return True


def _is_opted_out(node: nodes.Element, marked: list[nodes.Element]) -> bool:
    return any(
        isinstance(above, nodes.Element)
        and (OPT_OUT in above.get("classes", ()) or any(above is m for m in marked))
        for above in with_ancestors(node)
    )


def _marked_by_class_directive(document: nodes.document) -> list[nodes.Element]:
    """Return the elements that `rst-class` directives opt out.

    Such a directive leaves a `pending` node, which docutils converts into a class of
    the next element only after translations have been applied.
    """
    return [
        element
        for mark in document.findall(nodes.pending)
        if mark.transform is ClassAttribute
        and OPT_OUT in mark.details.get("class", ())
        and (element := _next_element(mark)) is not None
    ]


def _next_element(node: nodes.Node) -> nodes.Element | None:
    """Return the element to which a class directive at *node* applies, else `None`.

    Source: docutils' transform `ClassAttribute`.
    """
    child, parent = node, node.parent
    while parent is not None:
        for element in parent.children[parent.index(child) + 1 :]:
            if not isinstance(element, nodes.Invisible | nodes.system_message):
                return element if isinstance(element, nodes.Element) else None
        child, parent = parent, parent.parent
    return None


def _opts_out(document: nodes.document) -> bool:
    fields = _file_fields(document)
    if fields is None:
        return False
    return any(
        field[0].astext() == OPT_OUT
        and field[1].astext().lower() not in {"false", "no", "0", "off"}
        for field in fields.findall(nodes.field)
    )


def _file_fields(document: nodes.document) -> nodes.Element | None:
    """Return the list of file-level fields of *document*, `None` if it has none.

    Pages do not show these metadata. Source: Sphinx's `MetadataCollector`.
    """
    for child in document.children:
        if isinstance(child, nodes.field_list | nodes.docinfo):
            return child
        if not isinstance(child, nodes.PreBibliographic):
            return None
    return None

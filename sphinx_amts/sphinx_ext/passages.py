"""The language of what stays in another language than its page.

Screen readers choose a voice by it, browsers hyphenation and quotes. It is said once,
on the outermost element of which all text is in that language. Where all of a page is
translated, nothing of the page changes.

Source: WCAG 2.2, success criterion 3.1.2, "Language of Parts"; docutils writes the
class ``language-en`` as attribute.
"""

from __future__ import annotations

from enum import Enum, auto
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from sphinx_amts.model import MessageKind
from sphinx_amts.sphinx_ext.session import session_of
from sphinx_amts.text.languages import language
from sphinx_amts.text.letters import holds_letters

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.sphinx_ext.extraction import Extracted

_STAYS = "amts_stays"
_CLASS = "language-"
# a private part of a tag, by which a page is told to say the direction as well
_OTHER_WAY = "-x-amts"

# of these the HTML writers begin the tag with the classes of the node
_TAGGED = (
    *(nodes.section, nodes.paragraph, nodes.title, nodes.subtitle, nodes.rubric),
    *(nodes.bullet_list, nodes.enumerated_list, nodes.list_item, nodes.term),
    *(nodes.definition_list, nodes.definition, nodes.field_list, nodes.field_body),
    *(nodes.line_block, nodes.line, nodes.block_quote, nodes.attribution),
    *(nodes.row, nodes.entry, nodes.Admonition, nodes.topic, nodes.sidebar),
    *(nodes.container, nodes.compound, nodes.footnote, nodes.citation, nodes.legend),
    *(nodes.table, nodes.figure, nodes.description, addnodes.desc),
    *(addnodes.desc_content, addnodes.versionmodified, nodes.inline),
    nodes.image,
)
# code, formulas and what nobody reads say nothing of a language
_NEUTRAL = (
    *(nodes.literal_block, nodes.doctest_block, nodes.literal, nodes.math, nodes.raw),
    *(nodes.math_block, nodes.Invisible, nodes.label, nodes.option_group, nodes.image),
    *(addnodes.desc_signature, addnodes.productionlist, addnodes.index),
    *(addnodes.literal_strong, addnodes.literal_emphasis),
)
_LOCALISED = "versionmodified"


class _In(Enum):
    """In which language the text of a node is."""

    NONE = auto()
    OTHER = auto()
    PAGE = auto()
    BOTH = auto()


def note_what_stays(
    messages: Iterable[Extracted], translations: Container[tuple[str, str]]
) -> None:
    """Mark the nodes whose text is still that of the source.

    Args:
        messages: of a document, its translations applied.
        translations: messages and what they are translated with, of which some are
            the same in both languages.
    """
    for message in messages:
        node, text = message.node, message.text
        same = (text, text) in translations
        if isinstance(node, nodes.image):
            translated = node.get("alt") != text
        else:
            translated = message.kind is MessageKind.PLAIN or node.get("translated")
        if translated or same or not message.said:
            continue
        if isinstance(node, nodes.inline):
            # Sphinx has put it around the message, and takes it away in the end
            inner = nodes.inline("", "", *node.children)
            node.children = []
            node += inner
            node = inner
        node[_STAYS] = True


def note_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Say the language of titles that stay in tables of contents, which copy them.

    Sphinx has noted the document for its tables; they are the same for all builders.
    """
    mark = _mark_of(app)
    toc = app.env.tocs.get(app.env.current_document.docname)
    if toc is None or not mark:
        return
    names = {
        f"#{section['ids'][0]}" if number else ""
        for number, section in enumerate(doctree.findall(nodes.section))
        for title in section.children[:1]
        if isinstance(title, nodes.title) and _STAYS in title and _speaks(title)
    }
    for reference in toc.findall(nodes.reference):
        if reference.get("anchorname") in names:
            reference["classes"].append(mark)


def say_languages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say the language of all that stays in that of the source, on pages in HTML."""
    marked = [node for node in doctree.findall(nodes.Element) if _STAYS in node]
    mark = _mark_of(app)
    if mark and app.builder.format == "html" and marked:
        contents = _Contents(app.env, docname, mark)
        _Passages(mark, contents, numbered=bool(app.config.numfig)).mark(doctree)
    for node in marked:
        del node[_STAYS]
        if isinstance(node, nodes.inline) and not node["classes"]:
            node.replace_self(node.children)


def say_directions(
    app: Sphinx,
    _pagename: str,
    _templatename: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Say the direction as well, where it is another one than that of the page."""
    session = session_of(app.env)
    if session is None or not _mark_of(app).endswith(_OTHER_WAY):
        return
    own = language(session.languages.source)

    def say(html: str) -> str:
        return html.replace(
            f' lang="{own.bcp47}{_OTHER_WAY}"',
            f' dir="{own.direction}" lang="{own.bcp47}"',
        )

    for part in ("body", "toc"):
        if isinstance(html := context.get(part), str):
            context[part] = say(html)
    if (table := context.get("toctree")) is not None:
        context["toctree"] = lambda *args, **options: say(table(*args, **options))


def _mark_of(app: Sphinx) -> str:
    """Return the class of what stays in the source language; empty if none has it."""
    session = session_of(app.env)
    if session is None:
        return ""
    own = language(session.languages.source)
    page = language(session.languages.target)
    if own.bcp47 == page.bcp47:
        return ""
    suffix = "" if own.direction == page.direction else _OTHER_WAY
    return f"{_CLASS}{own.bcp47}{suffix}"


class _Contents:
    """Knows in which language the tables of contents of a document are.

    Args:
        env: with the titles of all documents, those that stay with their *mark*.
        docname: of the document.
        mark: class that says the language.
    """

    def __init__(self, env: BuildEnvironment, docname: str, mark: str) -> None:
        self._env = env
        self._docname = docname
        self._mark = mark

    def language_of(self, node: addnodes.toctree) -> _In:
        """Return the language of what *node* will show.

        Titles that stay say it themselves, so that nothing is left to be said of a
        table that shows nothing else.
        """
        if node.get("hidden"):
            return _In.NONE
        own = {node.get("caption"), *(title for title, _ in node["entries"])} - {None}
        if own - {node.get("rawcaption"), *node.get("rawentries", ())}:
            return _In.PAGE
        names = [*node["includefiles"]]
        for title, name in node["entries"]:
            if name == "self":
                names.append(self._docname)
            elif not title and name not in names and "://" not in name:
                return _In.PAGE  # the index or the search, called as Sphinx calls them
        if not all(map(self._stays, self._with_all_below(names))):
            return _In.PAGE
        return _In.OTHER if own else _In.NONE

    def _stays(self, docname: str) -> bool:
        contents = self._env.tocs.get(docname)
        return contents is not None and all(
            self._mark in title["classes"] or not _speaks(title)
            for title in contents.findall(nodes.reference)
        )

    def _with_all_below(self, docnames: Iterable[str]) -> Iterator[str]:
        seen: set[str] = set()
        waiting = [*docnames]
        while waiting:
            docname = waiting.pop()
            if docname not in seen:
                seen.add(docname)
                waiting += self._env.toctree_includes.get(docname, ())
                yield docname


class _Passages:
    """Finds the outermost nodes of a document that are in the other language.

    Args:
        mark: class that says the language.
        contents: knows the language of tables of contents.
        numbered: whether captions have numbers, with a word in the page's language.
    """

    def __init__(self, mark: str, contents: _Contents, *, numbered: bool) -> None:
        self._mark = mark
        self._contents = contents
        self._numbered = numbered
        self._found: dict[int, _In] = {}

    def mark(self, document: nodes.document) -> None:
        """Mark them."""
        if self._look(document) in {_In.OTHER, _In.BOTH}:
            self._mark_within(document)

    def _look(self, node: nodes.Node) -> _In:
        """Return the language of *node*, after a look at all that is in it."""
        found = self._language_of(node)
        self._found[id(node)] = found
        return found

    def _language_of(self, node: nodes.Node) -> _In:
        if isinstance(node, nodes.Text):
            return _In.PAGE if holds_letters(node) else _In.NONE
        assert isinstance(node, nodes.Element)
        if _STAYS in node:
            if not _speaks(node):
                return _In.NONE
            if _holds_translated(node):
                return _In.PAGE  # a block in a paragraph, as fields of objects have
            return _In.BOTH if self._has_words_of_the_page(node) else _In.OTHER
        if isinstance(node, _NEUTRAL):
            return _In.NONE
        if isinstance(node, addnodes.toctree):
            return self._contents.language_of(node)
        found = {self._look(child) for child in node.children} - {_In.NONE}
        if _begins_with_a_label(node):
            found.add(_In.PAGE)
        if not found:
            return _In.NONE
        return found.pop() if len(found) == 1 else _In.BOTH

    def _has_words_of_the_page(self, node: nodes.Element) -> bool:
        if any(_is_localised(child) for child in node.children):
            return True
        caption = isinstance(node, nodes.caption) or (
            isinstance(node, nodes.title) and isinstance(node.parent, nodes.table)
        )
        return caption and self._numbered

    def _mark_within(self, node: nodes.Element) -> None:
        for child in node.children:
            found = self._found.get(id(child), _In.NONE)
            if found in {_In.NONE, _In.PAGE}:
                continue
            assert isinstance(child, nodes.Element)
            if found is _In.OTHER and isinstance(child, _TAGGED):
                child["classes"].append(self._mark)
            elif _STAYS in child:
                self._wrap(child)
            else:
                self._mark_within(child)

    def _wrap(self, node: nodes.Element) -> None:
        """Mark what is in *node*, but for the words that Sphinx has put there."""
        children: list[nodes.Node] = []
        for localised, group in groupby(node.children, key=_is_localised):
            part = list(group)
            if localised:
                children += part
            else:
                children.append(nodes.inline("", "", *part, classes=[self._mark]))
        node.children = []
        node.extend(children)


def _holds_translated(node: nodes.Element) -> bool:
    return any(
        found is not node and found.get("translated")
        for found in node.findall(nodes.Element)
    )


def _is_localised(node: nodes.Node) -> bool:
    return isinstance(node, nodes.inline) and _LOCALISED in node["classes"]


def _begins_with_a_label(node: nodes.Element) -> bool:
    """Whether the page shows a word of Sphinx before *node*, as "Note"."""
    return isinstance(node, nodes.Admonition) and not isinstance(node, nodes.admonition)


def _speaks(node: nodes.Element) -> bool:
    """Whether a message has words beside code and formulas."""
    return isinstance(node, nodes.image) or any(
        holds_letters(child)
        if isinstance(child, nodes.Text)
        else not isinstance(child, _NEUTRAL)
        and isinstance(child, nodes.Element)
        and _speaks(child)
        for child in node.children
    )

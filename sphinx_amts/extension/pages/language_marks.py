"""Mark the language of text that is in another language than its page.

By this mark, screen readers choose a voice, and browsers choose hyphenation and quotes.
The mark is set once, on the outermost element whose whole text is in the other
language. A page that is translated completely is not changed.

Source: WCAG 2.2, success criterion 3.1.2, "Language of Parts"; docutils writes the
class ``language-en`` as attribute.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_amts.extension.pages.title_languages import (
    NEUTRAL,
    OTHER_DIRECTION,
    TextLanguage,
    TocLanguages,
    forget_titles,
    has_words,
    is_untranslated_title,
    mark_of,
    untranslated_titles,
)
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.letters import holds_letters
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable

    from sphinx.application import Sphinx

    from sphinx_amts.extension.messages.extraction import ExtractedMessage

_UNTRANSLATED = "amts_untranslated"
_KEPT = "amts_kept"
# elements to whose HTML tag the writers add the classes of the node
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
_LOCALISED = "versionmodified"
# classes of text that Sphinx inserts into references without text
_FILLED_IN = frozenset({"std-ref", "std-doc", "doc"})


def note_untranslated(
    messages: Iterable[ExtractedMessage], translations: Container[tuple[str, str]]
) -> None:
    """Mark the nodes that show the source text of their message.

    Args:
        messages: messages of a document whose translations are applied.
        translations: pairs of message and translation; if both are equal, the node
            counts as translated.
    """
    for message in messages:
        node, text = message.node, message.text
        same = (text, text) in translations
        if isinstance(node, nodes.image):
            translated = node.get("alt") != text
        else:
            translated = message.kind is MessageKind.PLAIN or node.get("translated")
        if translated or same or not message.in_source_language:
            continue
        if isinstance(node, nodes.inline):
            # a wrapper that Sphinx removes in the end
            inner = nodes.inline("", "", *node.children)
            node.children = []
            node += inner
            node = inner
        node[_UNTRANSLATED] = True


def note_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Mark untranslated titles in the table of contents of a document.

    Sphinx copies titles from this table into the tables of other pages.
    """
    forget_titles(app.env)
    mark = mark_of(app.env)
    toc = app.env.tocs.get(app.env.docname)
    if toc is None or not mark:
        return
    names = {
        f"#{section['ids'][0]}" if number else ""
        for number, section in enumerate(doctree.findall(nodes.section))
        for title in section.children[:1]
        if isinstance(title, nodes.title)
        and _UNTRANSLATED in title
        and has_words(title)
    }
    for reference in toc.findall(nodes.reference):
        if reference.get("anchorname") in names:
            reference["classes"].append(mark)


class KeepMarks(SphinxPostTransform):
    """Transform that saves marked nodes before extensions replace the nodes.

    Extensions replace, for example, labels of tabs and titles of folded text. A new
    element gets the content of the marked node, but not its attributes.
    """

    default_priority = 1
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Save the marked nodes of the document, with their children."""
        kept = [
            (node, list(node.children))
            for node in self.document.findall(nodes.Element)
            if _UNTRANSLATED in node
        ]
        setattr(self.document, _KEPT, kept)


def _mark_replaced(doctree: nodes.document) -> None:
    """Mark elements to which extensions have moved the content of marked nodes."""
    kept = doctree.__dict__.pop(_KEPT, ())
    shown = {id(node) for node in doctree.findall(nodes.Element)} if kept else set()
    for node, children in kept:
        if id(node) in shown:
            continue
        for child in children:
            made = child.parent
            if made is not node and id(made) in shown:
                made[_UNTRANSLATED] = True
                break


def mark_languages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark the language of all untranslated text of an HTML page."""
    _mark_replaced(doctree)
    marked = [node for node in doctree.findall(nodes.Element) if _UNTRANSLATED in node]
    mark = mark_of(app.env)
    if mark and app.builder.format == "html":
        links = _links_to(untranslated_titles(app.env, mark), doctree)
        links |= _links_of_contents(doctree)
        if marked or links:
            contents = TocLanguages(app.env, docname, mark)
            numbered = bool(app.config.numfig)
            _Passages(mark, contents, links, numbered=numbered).mark(doctree)
    for node in marked:
        del node[_UNTRANSLATED]
        if isinstance(node, nodes.inline) and not node["classes"]:
            node.replace_self(node.children)


def _links_to(titles: Collection[str], doctree: nodes.document) -> set[int]:
    """Return the `id()` of nodes in *doctree* in which Sphinx has inserted a title.

    Such nodes are in links, also in translated text. Only *titles*, which are
    untranslated, count.
    """
    return {
        id(shown)
        for link in (doctree.findall(nodes.reference) if titles else ())
        for shown in link.children[:1]
        if isinstance(shown, nodes.inline)
        and _FILLED_IN.intersection(shown["classes"])
        and shown.astext() in titles
    }


def _links_of_contents(doctree: nodes.document) -> set[int]:
    """Return the identities of links with untranslated titles in local contents."""
    topics = [
        topic
        for topic in doctree.findall(nodes.topic)
        if "contents" in topic["classes"]
    ]
    untranslated = {
        name
        for section in (doctree.findall(nodes.section) if topics else ())
        for title in section.children[:1]
        if isinstance(title, nodes.title)
        and _UNTRANSLATED in title
        and has_words(title)
        for name in section["ids"]
    }
    return {
        id(link)
        for topic in topics
        for link in topic.findall(nodes.reference)
        if link.get("refid") in untranslated
    }


def mark_adjacent_titles(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Mark the language of untranslated titles of previous, next and parent pages."""
    mark, session = mark_of(app.env), session_of(app.env)
    if not mark or session is None:
        return
    own = language(session.languages.source)
    direction = f' dir="{own.direction}"' if mark.endswith(OTHER_DIRECTION) else ""

    def marked(link: dict[str, Any], docname: str) -> dict[str, Any]:
        if not is_untranslated_title(app.env, docname, mark):
            return link
        title = f'<span{direction} lang="{own.bcp47}">{link["title"]}</span>'
        return link | {"title": title}

    relations = getattr(app.builder, "relations", {})
    above, *beside = relations.get(pagename, (None, None, None))
    for name, docname in zip(("prev", "next"), beside, strict=True):
        if docname and isinstance(context.get(name), dict):
            context[name] = marked(context[name], docname)
    chain: list[str] = []
    while above and above in app.env.titles and above not in chain:
        chain.append(above)
        above = relations.get(above, (None,))[0]
    parents = context.get("parents")
    # Sphinx leaves out the root
    for number, docname in enumerate(reversed(chain[:-1])):
        if parents and number < len(parents):
            parents[number] = marked(parents[number], docname)


def add_directions(
    app: Sphinx,
    _pagename: str,
    _templatename: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Add the text direction to language marks, if it differs from that of the page."""
    session = session_of(app.env)
    if session is None or not mark_of(app.env).endswith(OTHER_DIRECTION):
        return
    own = language(session.languages.source)

    def with_direction(html: str) -> str:
        return html.replace(
            f' lang="{own.bcp47}{OTHER_DIRECTION}"',
            f' dir="{own.direction}" lang="{own.bcp47}"',
        )

    for part in ("body", "toc"):
        if isinstance(html := context.get(part), str):
            context[part] = with_direction(html)
    if (table := context.get("toctree")) is not None:
        context["toctree"] = lambda *args, **options: with_direction(
            table(*args, **options)
        )


class _Passages:
    """Finder of the outermost nodes of a document that are in the source language.

    Args:
        mark: class that marks the source language.
        contents: finder of the language of tables of contents.
        links: `id()` of nodes in links whose text is in the source language.
        numbered: whether captions have numbers, with a label in the language of the
            page.
    """

    def __init__(
        self, mark: str, contents: TocLanguages, links: set[int], *, numbered: bool
    ) -> None:
        self._mark = mark
        self._links = links
        self._contents = contents
        self._numbered = numbered
        self._found: dict[int, TextLanguage] = {}

    def mark(self, document: nodes.document) -> None:
        """Mark the outermost nodes of *document* that are in the source language."""
        if self._look(document) in {TextLanguage.OTHER, TextLanguage.BOTH}:
            self._mark_within(document)

    def _look(self, node: nodes.Node) -> TextLanguage:
        """Return the language of *node*, and store the language of all its nodes."""
        found = self._language_of(node)
        self._found[id(node)] = found
        return found

    def _language_of(self, node: nodes.Node) -> TextLanguage:
        if isinstance(node, nodes.Text):
            return TextLanguage.PAGE if holds_letters(node) else TextLanguage.NONE
        assert isinstance(node, nodes.Element)
        if id(node) in self._links:
            return TextLanguage.OTHER
        if _UNTRANSLATED in node and not _contains_translated(node):
            if not has_words(node):
                return TextLanguage.NONE
            return (
                TextLanguage.BOTH
                if self._has_localised_words(node)
                else TextLanguage.OTHER
            )
        if isinstance(node, NEUTRAL) and not _contains_messages(node):
            return TextLanguage.NONE
        if isinstance(node, addnodes.toctree):
            return self._contents.language_of(node)
        found = {self._look(child) for child in node.children} - {TextLanguage.NONE}
        if _has_label(node):
            found.add(TextLanguage.PAGE)
        if not found:
            return TextLanguage.NONE
        return found.pop() if len(found) == 1 else TextLanguage.BOTH

    def _has_localised_words(self, node: nodes.Element) -> bool:
        if any(_is_localised(child) for child in node.children):
            return True
        caption = isinstance(node, nodes.caption) or (
            isinstance(node, nodes.title) and isinstance(node.parent, nodes.table)
        )
        return caption and self._numbered

    def _mark_within(self, node: nodes.Element) -> None:
        for child in node.children:
            found = self._found.get(id(child), TextLanguage.NONE)
            if found in {TextLanguage.NONE, TextLanguage.PAGE}:
                continue
            assert isinstance(child, nodes.Element)
            if found is TextLanguage.OTHER and isinstance(child, _TAGGED):
                child["classes"].append(self._mark)
            elif _UNTRANSLATED in child and not _contains_translated(child):
                self._wrap(child)
            else:
                self._mark_within(child)

    def _wrap(self, node: nodes.Element) -> None:
        """Mark the content of *node*, except the words that Sphinx has added."""
        children: list[nodes.Node] = []
        for localised, group in groupby(node.children, key=_is_localised):
            part = list(group)
            if localised:
                children += part
            else:
                children.append(nodes.inline("", "", *part, classes=[self._mark]))
        node.children = []
        node.extend(children)


def _contains_messages(node: nodes.Element) -> bool:
    """Return whether *node* is a `nodes.Invisible` with messages.

    The extension autosummary creates such nodes.
    """
    return isinstance(node, nodes.Invisible) and any(
        _UNTRANSLATED in found or found.get("translated")
        for found in node.findall(nodes.Element)
    )


def _contains_translated(node: nodes.Element) -> bool:
    """Return whether a block in *node* is translated, as fields of objects have."""
    return any(
        found is not node and found.get("translated")
        for found in node.findall(nodes.Element)
    )


def _is_localised(node: nodes.Node) -> bool:
    return isinstance(node, nodes.inline) and _LOCALISED in node["classes"]


def _has_label(node: nodes.Element) -> bool:
    """Return whether Sphinx shows a label before *node*, such as "Note"."""
    return isinstance(node, nodes.Admonition) and not isinstance(node, nodes.admonition)

"""The language of what stays in another language than its page.

Screen readers choose a voice by it, browsers hyphenation and quotes. It is said once,
on the outermost element of which all text is in that language. Where all of a page is
translated, nothing of the page changes.

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
    OTHER_WAY,
    Contents,
    In,
    forget_titles,
    mark_of,
    speaks,
    title_stays,
    titles_that_stay,
)
from sphinx_amts.extension.session.domain import session_of
from sphinx_amts.languages.codes import language
from sphinx_amts.languages.letters import holds_letters
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable

    from sphinx.application import Sphinx

    from sphinx_amts.extension.messages.extraction import Extracted

_STAYS = "amts_stays"
_KEPT = "amts_kept"
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
_LOCALISED = "versionmodified"
# of what Sphinx makes for references without a text of their own
_FILLED_IN = frozenset({"std-ref", "std-doc", "doc"})


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
    forget_titles(app.env)
    mark = mark_of(app.env)
    toc = app.env.tocs.get(app.env.current_document.docname)
    if toc is None or not mark:
        return
    names = {
        f"#{section['ids'][0]}" if number else ""
        for number, section in enumerate(doctree.findall(nodes.section))
        for title in section.children[:1]
        if isinstance(title, nodes.title) and _STAYS in title and speaks(title)
    }
    for reference in toc.findall(nodes.reference):
        if reference.get("anchorname") in names:
            reference["classes"].append(mark)


class KeepMarks(SphinxPostTransform):
    """Remember what stays, before extensions make elements of their own of it.

    Labels of tabs and titles of folded text are such elements; they get the content of
    the message, and nothing else of its node.
    """

    default_priority = 1
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run before what belongs to builders."""
        kept = [
            (node, list(node.children))
            for node in self.document.findall(nodes.Element)
            if _STAYS in node
        ]
        setattr(self.document, _KEPT, kept)


def _mark_anew(doctree: nodes.document) -> None:
    """Mark elements that others have made of the content of marked ones."""
    kept = doctree.__dict__.pop(_KEPT, ())
    shown = {id(node) for node in doctree.findall(nodes.Element)} if kept else set()
    for node, children in kept:
        if id(node) in shown:
            continue
        for child in children:
            made = child.parent
            if made is not node and id(made) in shown:
                made[_STAYS] = True
                break


def say_languages(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Say the language of all that stays in that of the source, on pages in HTML."""
    _mark_anew(doctree)
    marked = [node for node in doctree.findall(nodes.Element) if _STAYS in node]
    mark = mark_of(app.env)
    if mark and app.builder.format == "html":
        links = _links_to(titles_that_stay(app.env, mark), doctree)
        if marked or links:
            contents = Contents(app.env, docname, mark)
            numbered = bool(app.config.numfig)
            _Passages(mark, contents, links, numbered=numbered).mark(doctree)
    for node in marked:
        del node[_STAYS]
        if isinstance(node, nodes.inline) and not node["classes"]:
            node.replace_self(node.children)


def _links_to(titles: Collection[str], doctree: nodes.document) -> set[int]:
    """Return the identities of links of *doctree* that show *titles* of sections.

    Translated text has them as well; Sphinx fills in the titles.
    """
    return {
        id(shown)
        for link in (doctree.findall(nodes.reference) if titles else ())
        for shown in link.children[:1]
        if isinstance(shown, nodes.inline)
        and _FILLED_IN.intersection(shown["classes"])
        and shown.astext() in titles
    }


def say_neighbours(
    app: Sphinx,
    pagename: str,
    _templatename: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Say the language of titles of other pages: beside this one, and above it."""
    mark, session = mark_of(app.env), session_of(app.env)
    if not mark or session is None:
        return
    own = language(session.languages.source)
    way = f' dir="{own.direction}"' if mark.endswith(OTHER_WAY) else ""

    def said(link: dict[str, Any], docname: str) -> dict[str, Any]:
        if not title_stays(app.env, docname, mark):
            return link
        title = f'<span{way} lang="{own.bcp47}">{link["title"]}</span>'
        return link | {"title": title}

    relations = getattr(app.builder, "relations", {})
    above, *beside = relations.get(pagename, (None, None, None))
    for name, docname in zip(("prev", "next"), beside, strict=True):
        if docname and isinstance(context.get(name), dict):
            context[name] = said(context[name], docname)
    chain: list[str] = []
    while above and above in app.env.titles and above not in chain:
        chain.append(above)
        above = relations.get(above, (None,))[0]
    parents = context.get("parents")
    # Sphinx leaves out the root, which is above all
    for number, docname in enumerate(reversed(chain[:-1])):
        if parents and number < len(parents):
            parents[number] = said(parents[number], docname)


def say_directions(
    app: Sphinx,
    _pagename: str,
    _templatename: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Say the direction as well, where it is another one than that of the page."""
    session = session_of(app.env)
    if session is None or not mark_of(app.env).endswith(OTHER_WAY):
        return
    own = language(session.languages.source)

    def say(html: str) -> str:
        return html.replace(
            f' lang="{own.bcp47}{OTHER_WAY}"',
            f' dir="{own.direction}" lang="{own.bcp47}"',
        )

    for part in ("body", "toc"):
        if isinstance(html := context.get(part), str):
            context[part] = say(html)
    if (table := context.get("toctree")) is not None:
        context["toctree"] = lambda *args, **options: say(table(*args, **options))


class _Passages:
    """Finds the outermost nodes of a document that are in the other language.

    Args:
        mark: class that says the language.
        contents: knows the language of tables of contents.
        links: identities of what is in the other language, wherever it stands.
        numbered: whether captions have numbers, with a word in the page's language.
    """

    def __init__(
        self, mark: str, contents: Contents, links: set[int], *, numbered: bool
    ) -> None:
        self._mark = mark
        self._links = links
        self._contents = contents
        self._numbered = numbered
        self._found: dict[int, In] = {}

    def mark(self, document: nodes.document) -> None:
        """Mark them."""
        if self._look(document) in {In.OTHER, In.BOTH}:
            self._mark_within(document)

    def _look(self, node: nodes.Node) -> In:
        """Return the language of *node*, after a look at all that is in it."""
        found = self._language_of(node)
        self._found[id(node)] = found
        return found

    def _language_of(self, node: nodes.Node) -> In:
        if isinstance(node, nodes.Text):
            return In.PAGE if holds_letters(node) else In.NONE
        assert isinstance(node, nodes.Element)
        if id(node) in self._links:
            return In.OTHER
        if _STAYS in node:
            if not speaks(node):
                return In.NONE
            if _holds_translated(node):
                return In.PAGE  # a block in a paragraph, as fields of objects have
            return In.BOTH if self._has_words_of_the_page(node) else In.OTHER
        if isinstance(node, NEUTRAL) and not _holds_messages(node):
            return In.NONE
        if isinstance(node, addnodes.toctree):
            return self._contents.language_of(node)
        found = {self._look(child) for child in node.children} - {In.NONE}
        if _begins_with_a_label(node):
            found.add(In.PAGE)
        if not found:
            return In.NONE
        return found.pop() if len(found) == 1 else In.BOTH

    def _has_words_of_the_page(self, node: nodes.Element) -> bool:
        if any(_is_localised(child) for child in node.children):
            return True
        caption = isinstance(node, nodes.caption) or (
            isinstance(node, nodes.title) and isinstance(node.parent, nodes.table)
        )
        return caption and self._numbered

    def _mark_within(self, node: nodes.Element) -> None:
        for child in node.children:
            found = self._found.get(id(child), In.NONE)
            if found in {In.NONE, In.PAGE}:
                continue
            assert isinstance(child, nodes.Element)
            if found is In.OTHER and isinstance(child, _TAGGED):
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


def _holds_messages(node: nodes.Element) -> bool:
    """Whether *node* is one that docutils does not show, as tables of autosummary."""
    return isinstance(node, nodes.Invisible) and any(
        _STAYS in found or found.get("translated")
        for found in node.findall(nodes.Element)
    )


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

"""Find faults of human translations that only the whole page reveals.

A translation without faults of its own may refer twice to a new name, or have footnotes
in another order. Sphinx then cannot resolve the references, and shows their markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import LITERAL_TYPE_NODES, extract_messages

from sphinx_amts.document_records.faults import Fault
from sphinx_amts.extension.session.domain import records_of, session_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_amts.extension.messages.extraction import ExtractedMessage

_ATTRIBUTE = "amts_page_checks"
_FOOTNOTE = re.compile(r"\[(?:#[\w.-]*|\*|\d+|[^\W\d_][\w.-]*)\]_(?!\w)")
_MARKUP = re.compile(r"[*`|]|\w_\b(?!\w)")


@dataclass(frozen=True, slots=True)
class _Placed:
    """Human translation, and the element that shows it."""

    node: nodes.Element
    msgid: str
    msgstr: str


def parsed_literals(
    document: nodes.document, human: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield a fault for each literal block whose markup its translation loses.

    Sphinx shows the translation of a literal block as plain text, even if the block in
    the source is parsed and has markup.

    Args:
        document: document before translations are applied.
        human: message -> human translation.
    """
    if not any(
        isinstance(node, LITERAL_TYPE_NODES)
        and not all(isinstance(child, nodes.Text) for child in node.children)
        for node in document.findall(nodes.FixedTextElement)
    ):
        return
    for node, text in extract_messages(document):
        translation = human.get(text, text)
        if (
            translation == text
            or not isinstance(node, LITERAL_TYPE_NODES)
            or all(isinstance(child, nodes.Text) for child in node.children)
        ):
            continue
        shown = bool(_MARKUP.search(translation))
        yield Fault(
            rule="unparsed-markup" if shown else "markup",
            msgid=text,
            msgstr=translation,
            message="Sphinx shows a translated literal block without its markup"
            + (", which is seen as characters" if shown else ""),
            shown=translation,
        )


def remember_human_translations(
    document: nodes.document,
    messages: Iterable[ExtractedMessage],
    human: Mapping[str, str],
) -> None:
    """Store the human translations in *document*, for `CheckPage`."""
    placed = [
        _Placed(message.node, message.text, human[message.text])
        for message in messages
        if message.text in human
    ]
    setattr(document, _ATTRIBUTE, placed)


class CheckPage(SphinxTransform):
    """Transform that finds unresolved references in human translations."""

    default_priority = 875
    """Priority after docutils has resolved references, or failed to."""

    def apply(self, **kwargs: Any) -> None:
        """Add the faults that are found to the record of the document."""
        placed: list[_Placed] = self.document.__dict__.pop(_ATTRIBUTE, [])
        session = session_of(self.env)
        if session is None or not placed:
            return
        records, docname = records_of(self.env), self.env.docname
        if (record := records.get(docname)) is None:
            return
        known = {(fault.msgid, fault.rule) for fault in record.faults}
        found = [
            fault
            for text in placed
            for fault in _unresolved(text)
            if (fault.msgid, fault.rule) not in known
        ]
        if found:
            records[docname] = replace(record, faults=(*record.faults, *found))


def _unresolved(text: _Placed) -> Iterator[Fault]:
    """Yield at most one fault, for markup of a reference that Sphinx could not resolve.

    Faults that the source has as well are left out.
    """
    for node in text.node.findall(nodes.problematic):
        raw = node.astext()
        footnote = _FOOTNOTE.fullmatch(raw) is not None
        if footnote:
            by_source = _notes(text.msgid) == _notes(text.msgstr)
        else:
            by_source = raw in text.msgid
        if not by_source:
            yield Fault(
                rule="footnote" if footnote else "unparsed-markup",
                msgid=text.msgid,
                msgstr=text.msgstr,
                message=f"Sphinx cannot tell on the page what it means: {raw}",
                shown=text.node.astext(),
            )
            return


def _notes(text: str) -> list[str]:
    return _FOOTNOTE.findall(text)

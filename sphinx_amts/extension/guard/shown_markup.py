"""Compare the markup of a shown translation with that of its source."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_amts.checks.elements import changes, described
from sphinx_amts.extension.guard.comparing import unfilled
from sphinx_amts.extension.guard.shown_text import visible
from sphinx_amts.markup.signature import LINE_BREAK, signature, swapped_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.checks.elements import Element

RULES = {
    "literal": "literal",
    "math": "math",
    "footnote_reference": "footnote",
    "citation_reference": "footnote",
    "substitution_reference": "substitution",
    "pending_xref": "reference",
    "download_reference": "reference",
    "reference": "reference",
}
"""Kind of inline element -> rule of `sphinx-amts check` for its faults."""
_SIGNS = re.compile(r"[`*_|$＊｀｜＄]|:[a-zA-Z]")
_PAIRED = re.compile(r"\*\*[^*\s][^*]*\*\*")
_SHOWN_ROLE = re.compile(r":[a-zA-Z][\w.+-]*(?::[\w.+-]+)?:")
_MARKS = (
    ("strong", ("**", "__", "＊＊")),
    ("emphasis", ("*", "_", "＊")),
    ("literal", ("｀",)),
    ("substitution_reference", ("|", "｜")),
    ("math", ("$", "＄")),
)


def _elements(node: nodes.Element) -> Iterator[Element]:
    """Yield kind and target of all inline elements of *node*."""

    def walk(parts: Iterable[object]) -> Iterator[Element]:
        for part in parts:
            assert isinstance(part, tuple)
            if part[0] != LINE_BREAK:  # not mentioned in messages
                yield part[0], part[1]
            yield from walk(part[3])

    return walk(signature(node.children))


def unparsed(source: nodes.Element, shown: nodes.Element) -> str:
    """Describe markup that readers see as characters, "" if there is none.

    Args:
        source: element of the message.
        shown: element of the translation.
    """
    if any(shown.findall(nodes.problematic)) and not any(
        source.findall(nodes.problematic)
    ):
        return "markup has no end, or cannot be read"
    before, after = visible(source.children), visible(shown.children)
    if after.count("`") > before.count("`"):
        return f"backticks are shown: {_around(after, '`')}"
    wanted = {target for kind, target in _elements(source) if kind == "literal"}
    for kind, target in _elements(shown):
        if kind == "literal" and target not in wanted and "``" in str(target):
            return f"code and the text after it are shown as one: {target!r}"
        if kind == "pending_xref" and "`" in str(target) and "`" not in before:
            name = described((kind, target))
            return f"a link swallows what stands after it: {name}"
    if _SHOWN_ROLE.search(after) and not _SHOWN_ROLE.search(before):
        gained = {kind for kind, _ in _elements(shown)}
        if "title_reference" in gained - {kind for kind, _ in _elements(source)}:
            return f"the name of a role is shown: {_around(after, ':')}"
    if len(_PAIRED.findall(after)) > len(_PAIRED.findall(before)):
        return f"asterisks are shown: {_around(after, '**')}"
    lost = Counter(kind for kind, _ in _elements(source))
    lost.subtract(kind for kind, _ in _elements(shown))
    for kind, marks in _MARKS:
        for mark in marks if lost[kind] > 0 else ():
            if after.count(mark) > before.count(mark):
                return f"markup is shown as characters: {_around(after, mark)}"
    return ""


def has_other_markup(source: nodes.Element, shown: nodes.Element) -> bool:
    """Return whether `unparsed` or `differences` would find a fault, but faster."""
    elements = set(_elements(shown))
    if (
        elements == set(_elements(source))
        and not _SIGNS.search(visible(shown.children))
        and not any("`" in str(target) for _, target in elements)
        and not any(shown.findall(nodes.problematic))
    ):
        return bool(swapped_text(source, shown) or unfilled(source, shown))
    return bool(unparsed(source, shown) or any(differences(source, shown)))


def _around(text: str, mark: str) -> str:
    start = text.index(mark)
    return f"…{text[max(start - 8, 0) : start + 24]}…"


def differences(
    source: nodes.Element, shown: nodes.Element
) -> Iterator[tuple[str, str]]:
    """Yield rule and description for each kind of inline element that differs."""
    lost, gained = changes(
        list(_elements(source)),
        list(_elements(shown)),
        source=source.astext(),
        target=shown.astext(),
    )
    for rule in dict.fromkeys([*RULES.values(), "markup"]):
        parts = [
            f"{word} {described(element)}"
            for word, elements in (("lost", lost), ("gained", gained))
            for element in elements
            if RULES.get(element[0], "markup") == rule
        ]
        if parts:
            yield rule, ", ".join(parts)
    if not lost and not gained and (text := swapped_text(source, shown)):
        yield "reference", f"a link shows the text of another, {text!r}"
    elif problem := unfilled(source, shown):
        yield "reference", problem

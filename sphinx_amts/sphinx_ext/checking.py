"""What is wrong with a translation that a person wrote, judged in its document."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.i18n import parse_noqa

from sphinx_amts.markup.rst_mending import mended
from sphinx_amts.markup.signature import signature, swapped_text
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.services.check_elements import changes, described, words
from sphinx_amts.services.check_numbers import missing_numbers
from sphinx_amts.services.checks import Fault
from sphinx_amts.sphinx_ext.internals import without_traces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.services.check_elements import Element
    from sphinx_amts.sphinx_ext.extraction import Extracted
    from sphinx_amts.sphinx_ext.guard import Guard

_RULES = {
    "literal": "literal",
    "math": "math",
    "footnote_reference": "footnote",
    "citation_reference": "footnote",
    "substitution_reference": "substitution",
    "pending_xref": "reference",
    "download_reference": "reference",
    "reference": "reference",
}
_OPAQUE = (nodes.literal, nodes.math, nodes.raw, nodes.image)
_PAIRED = re.compile(r"\*\*[^*\s][^*]*\*\*")
_SHOWN_ROLE = re.compile(r":[a-zA-Z][\w.+-]*(?::[\w.+-]+)?:")
_MARKS = {"strong": "**", "emphasis": "*", "substitution_reference": "|", "math": "$"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """How Sphinx shows a text.

    Attributes:
        node: the element that is shown; `None` if the text is dropped.
        problem: why it is dropped.
        warnings: what the parser says.
    """

    node: nodes.Element | None
    problem: str
    warnings: tuple[str, ...]


class Checker:
    """Checks the translations of one document; the guard tries what it proposes."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def faults(self, message: Extracted, msgstr: str) -> list[Fault]:
        """Return what is wrong with *msgstr* as translation of *message*."""
        if msgstr == message.text:
            return []
        if message.kind is MessageKind.PLAIN:
            found = _numbers(message.node, message.text, msgstr, msgstr)
            return [_fault(message, msgstr, *problem, msgstr) for problem in found]
        shown = self._read(message, msgstr)
        if shown.node is None:
            return [self._dropped(message, msgstr, shown.problem)]
        faults = []
        text = shown.node.astext()
        compared = shown.node
        if problem := _unparsed(message.node, shown.node):
            proposal, certain, mended_node = self._mended(message, msgstr)
            faults.append(
                Fault(
                    rule="unparsed-markup",
                    msgid=message.text,
                    msgstr=msgstr,
                    message=problem,
                    shown=text,
                    proposal=proposal,
                    certain=certain,
                )
            )
            if mended_node is None:
                return faults  # what else differs comes from that
            compared = mended_node
        problems = [
            *_differences(message.node, compared),
            *_numbers(message.node, _visible(message.node), text, msgstr),
        ]
        if not faults and not problems and shown.warnings:
            own = self._read(message, message.text)
            if not own.warnings:
                problems = [("parser-warning", shown.warnings[0])]
        return faults + [_fault(message, msgstr, *p, text) for p in problems]

    def _read(self, message: Extracted, text: str) -> _Shown:
        body, _ = parse_noqa(text)
        body = _without_block_mark(body)
        with without_traces(self._guard.env) as warnings:
            try:
                problem, node = self._guard.parse(
                    message.node, message.kind, message.line, body
                )
            except Exception as exc:  # a parser of anybody's making
                return _Shown(None, f"the parser failed: {exc}", ())
        return _Shown(node, problem, tuple(w.getMessage() for w in warnings))

    def _dropped(self, message: Extracted, msgstr: str, problem: str) -> Fault:
        proposal = ""
        if self._guard.dialect is Dialect.RST and not msgstr[:1].isalpha():
            escaped = "\\" + msgstr
            if self._accepts(message, escaped):
                proposal = escaped
        return Fault(
            rule="dropped",
            msgid=message.text,
            msgstr=msgstr,
            message=f"Sphinx does not show all of it: {problem}",
            shown=message.node.astext() if problem.startswith("would") else "",
            proposal=proposal,
            certain=bool(proposal),
        )

    def _mended(
        self, message: Extracted, msgstr: str
    ) -> tuple[str, bool, nodes.Element | None]:
        """Return a better text, whether it is certain, and how it would be shown."""
        if self._guard.dialect is not Dialect.RST:
            return "", False, None
        text = mended(msgstr)
        shown = self._read(message, text)
        if (
            text == msgstr
            or shown.node is None
            or shown.warnings
            or _unparsed(message.node, shown.node)
            or not _is_subsequence(words(shown.node.astext()), words(msgstr))
        ):
            return "", False, None
        return text, self._accepts(message, text), shown.node

    def _accepts(self, message: Extracted, text: str) -> bool:
        body = _without_block_mark(" ".join(text.split("\n")))
        return not self._guard.judge(message, body).reason


def _fault(
    message: Extracted, msgstr: str, rule: str, problem: str, shown: str
) -> Fault:
    return Fault(
        rule=rule, msgid=message.text, msgstr=msgstr, message=problem, shown=shown
    )


def _without_block_mark(text: str) -> str:
    """Return *text* as Sphinx shows it before a literal block."""
    stripped = text.rstrip()
    return stripped[:-1] if stripped.endswith("::") else text


def _visible(node: nodes.Element) -> str:
    """Return the text of *node* that is no code, formula or link."""
    return "".join(
        child.astext() if isinstance(child, nodes.Text) else _visible(child)
        for child in node.children
        if isinstance(child, nodes.Text)
        or (
            isinstance(child, nodes.Element)
            and not isinstance(child, _OPAQUE)
            and "reftarget" not in child
        )
    )


def _elements(node: nodes.Element) -> Iterator[Element]:
    """Yield kind and target of all inline elements of *node*."""

    def walk(parts: Iterable[object]) -> Iterator[Element]:
        for part in parts:
            assert isinstance(part, tuple)
            yield part[0], part[1]
            yield from walk(part[3])

    return walk(signature(node.children))


def _unparsed(source: nodes.Element, shown: nodes.Element) -> str:
    """Say what markup the reader sees as characters; empty if none."""
    if any(shown.findall(nodes.problematic)) and not any(
        source.findall(nodes.problematic)
    ):
        return "markup has no end, or cannot be read"
    before, after = _visible(source), _visible(shown)
    if after.count("`") > before.count("`"):
        return f"backticks are shown: {_around(after, '`')}"
    wanted = {target for kind, target in _elements(source) if kind == "literal"}
    for kind, target in _elements(shown):
        if kind == "literal" and target not in wanted and "``" in str(target):
            return f"code and the text after it are shown as one: {target!r}"
    if _SHOWN_ROLE.search(after) and not _SHOWN_ROLE.search(before):
        gained = {kind for kind, _ in _elements(shown)}
        if "title_reference" in gained - {kind for kind, _ in _elements(source)}:
            return f"the name of a role is shown: {_around(after, ':')}"
    if len(_PAIRED.findall(after)) > len(_PAIRED.findall(before)):
        return f"asterisks are shown: {_around(after, '**')}"
    lost = Counter(kind for kind, _ in _elements(source))
    lost.subtract(kind for kind, _ in _elements(shown))
    for kind, mark in _MARKS.items():
        if lost[kind] > 0 and after.count(mark) > before.count(mark):
            return f"markup is shown as characters: {_around(after, mark)}"
    return ""


def _around(text: str, mark: str) -> str:
    start = text.index(mark)
    return f"…{text[max(start - 8, 0) : start + 24]}…"


def _differences(
    source: nodes.Element, shown: nodes.Element
) -> Iterator[tuple[str, str]]:
    """Yield rule and message for each kind of element that differs."""
    lost, gained = changes(
        list(_elements(source)),
        list(_elements(shown)),
        source=source.astext(),
        target=shown.astext(),
    )
    for rule in dict.fromkeys([*_RULES.values(), "markup"]):
        parts = [
            f"{word} {described(element)}"
            for word, elements in (("lost", lost), ("gained", gained))
            for element in elements
            if _RULES.get(element[0], "markup") == rule
        ]
        if parts:
            yield rule, ", ".join(parts)
    if not lost and not gained and (text := swapped_text(source, shown)):
        yield "reference", f"a link shows the text of another, {text!r}"


def _numbers(
    source: nodes.Element, before: str, after: str, msgstr: str
) -> list[tuple[str, str]]:
    missing = missing_numbers(before, after, msgstr)
    return [("number", f"without {', '.join(missing)}")] if missing else []


def _is_subsequence(part: str, whole: str) -> bool:
    characters = iter(whole)
    return all(character in characters for character in part)

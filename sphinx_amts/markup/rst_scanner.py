"""Find where inline markup begins and ends, by docutils' own inliner.

Roles are not run and no document is changed, so that a message can be analysed at any
time. What is markup, and where it ends, is decided by docutils alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from docutils.parsers.rst.states import Inliner, MarkupMismatch
from docutils.utils import Reporter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    _Parsed = tuple[str, Sequence[nodes.Node], str, Sequence[nodes.system_message]]

NULL = "\x00"
"""Character that docutils uses for a backslash that escapes, while it parses."""

_MARK = re.compile(r"[`*_|]")  # each construct has at least one of them
_SIGN = re.compile(r"[`*_|\\\x00]")


class Construct(NamedTuple):
    """Inline markup found in a text, or text that only looks like markup.

    All positions are indexes in the text.

    Attributes:
        seen: where the parser recognised the construct.
        start: where the construct begins; before `seen` if it includes white space.
        end: where the construct ends.
        escape: where an inserted backslash would turn the construct into text.
        nodes: the parsed nodes; empty for text after all, such as a quoted asterisk.
    """

    seen: int
    start: int
    end: int
    escape: int
    nodes: Sequence[nodes.Node]


class Role(nodes.inline):
    """Interpreted text, whose role is not run; `role` is empty for the default role."""


class _Nowhere:
    """Stand-in for a docutils document, which ignores calls of its `note_` methods."""

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    def __getattr__(self, name: str) -> Callable[..., None]:
        if not name.startswith("note_"):
            raise AttributeError(name)
        return _ignore


def _ignore(*_: object) -> None:
    pass


class Scanner(Inliner):
    """Inliner that only finds inline markup, under the given docutils settings.

    All texts given to it have `NULL` in place of each backslash that escapes.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__()
        # docutils makes the patterns from what the class itself holds, which for a
        # derived class is too little
        plain = Inliner()
        plain.init_customizations(settings)
        self.patterns = plain.patterns
        self.implicit_dispatch = plain.implicit_dispatch
        self._before = re.compile(plain.start_string_prefix)
        names = "|PEP|pep-" if settings.pep_references else ""
        names += "|RFC" if settings.rfc_references else ""
        self._address = re.compile(r"@|:\S" + names)
        self.reporter = Reporter("", report_level=5, halt_level=5, stream=False)
        self.document = cast("nodes.document", _Nowhere(settings))
        plain.document = self.document
        language = get_language(getattr(settings, "language_code", "en"), self.reporter)
        self.language = cast("ModuleType", language)
        self.parent = nodes.paragraph()

    def find(self, text: str, base: int, start: int = 0) -> Construct | None:
        """Return the first construct at or after *start*; `None` if there is none.

        Args:
            text: the text to parse.
            base: index where parsing continues; the text before it does not count.
            start: index before which the caller knows that no construct begins.
        """
        start = max(start, base)
        if not _MARK.search(text, start):
            return None
        rest = text[base:]
        match = self.patterns.initial.search(rest, start - base)
        if match is None:
            return None
        groups = match.groupdict()
        name = (
            groups["start"]
            or groups["backquote"]
            or groups["refend"]
            or groups["fnend"]
        )
        method: Callable[..., _Parsed] = self.dispatch[name]  # a plain function
        before, found, remaining, _ = method(self, match, 0)
        if groups["start"]:
            escape = match.start("start")
        elif groups["backquote"]:
            escape = match.start("backquote")
        elif groups["refend"]:
            escape = match.start("refend")
        else:
            escape = match.end() - 1
        return Construct(
            seen=base + match.start(),
            start=base + len(before),
            end=len(text) - len(remaining),
            escape=base + escape,
            nodes=found,
        )

    def is_plain(self, text: str) -> bool:
        """Return whether *text* has none of the characters that markup consists of."""
        return not (_SIGN.search(text) or self._address.search(text))

    def may_begin(self, text: str, base: int, position: int) -> bool:
        """Return whether a construct may begin at *position*, parsed from *base* on."""
        return self._before.match(text[base:], position - base) is not None

    def addresses(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each link without markup: address, PEP or RFC."""
        if not self._address.search(text):
            return
        position = 0
        for node in self.implicit_inline(text, 0):
            if isinstance(node, nodes.Text):
                position += len(node)
            else:
                end = position + len(cast("nodes.reference", node).rawsource)
                yield position, end
                position = end

    def implicit_inline(self, text: str, lineno: int) -> list[Any]:
        """Return the nodes of *text*, in which addresses are links.

        docutils recurses into the text before and after each address, which ends in a
        `RecursionError` if there are some hundreds.
        """
        found: list[Any] = []  # nodes; docutils says that all are text
        open_: list[str | Sequence[nodes.Node]] = [text]
        while open_:
            piece = open_.pop()
            if isinstance(piece, str):
                open_ += reversed(self._first_implicit(piece, lineno))
            else:
                found += piece
        return found

    def _first_implicit(
        self, text: str, lineno: int
    ) -> list[str | Sequence[nodes.Node]]:
        """Split *text* at an address: text, nodes of the address, and text.

        Returns:
            a single text node if there is no address; empty if *text* is.
        """
        if not text:
            return []
        for pattern, method in self.implicit_dispatch:
            match = pattern.search(text)
            if match is None:
                continue
            try:
                made = method(match, lineno)
            except MarkupMismatch:
                continue
            return [text[: match.start()], made, text[match.end() :]]
        return [[nodes.Text(text)]]

    def interpreted(
        self, rawsource: str, text: str, role: str, lineno: int
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a node for the role, without running it."""
        return [Role(rawsource, text, role=role or "", lineno=lineno)], []

    def problematic(
        self,
        text: str,
        rawsource: str,
        message: nodes.system_message,  # noqa: ARG002
    ) -> nodes.problematic:
        """Return a node for unparsable source, without a message in the document."""
        return nodes.problematic(rawsource, text)

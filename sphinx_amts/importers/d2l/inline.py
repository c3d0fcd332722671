"""Convert D2L's roles, links and HTML in running text into MyST."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sphinx_amts.importers.d2l.paragraphs import IMAGE, LINK
from sphinx_amts.importers.d2l.references import LabelKind, Target
from sphinx_amts.importers.d2l.spans import SPAN, masked
from sphinx_amts.languages.characters import CJK, WIDE_MARKS
from sphinx_amts.languages.codes import language
from sphinx_amts.markup.myst_mending import add_separators

if TYPE_CHECKING:
    from collections.abc import Callable

_REFERENCES = frozenset({"numref", "eqref", "ref"})
_CITATIONS = {
    "cite": "cite",
    "citep": "cite:p",
    "citet": "cite:t",
    "citeauthor": "cite:author",
    "citeyear": "cite:year",
}
_HTML = frozenset(
    """
    a abbr acronym address area article aside audio b base bdi bdo big blockquote body
    br button canvas caption center cite code col colgroup data datalist dd del details
    dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame
    frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd
    label legend li link main map mark menu meta meter nav noscript object ol optgroup
    option output p param picture pre progress q rp rt ruby s samp script section select
    slot small source span strike strong style sub summary sup svg table tbody td
    template textarea tfoot th thead time title tr track tt u ul var video wbr
    """.split()
)
_TAG = re.compile(r"</?([A-Za-z][\w-]*)(?=[\s/>])[^<>]*>|<(?=[A-Za-z][\w-]*\s)")
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_LINE_START = re.compile(r"^([ \t]*)(%|\+\+\+|:::)", re.MULTILINE)
_TARGET_LINE = re.compile(r"^([ \t]*)\((?=[^()\n]+\)=[ \t]*$)", re.MULTILINE)
_WIDE = rf"\u2e80-\u2fdf\u3000-\u30ff\uff00-\uffef{CJK}{WIDE_MARKS}"
_BROKEN = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")
_FORMULA = re.compile(r"[\\^_{}=]")


class ReferenceResolver(Protocol):
    """Interface to resolve labels, citations and files that running text refers to."""

    document: str
    language: str

    def target(self, label: str) -> Target | None:
        """Return the target of references to *label*, or None if it is not defined."""

    def is_numbered(self, document: str) -> bool:
        """Return whether sections of *document* have numbers."""

    def is_cited(self, key: str) -> bool:
        """Return whether a bibliography has the citation key *key*."""

    def file(self, path: str) -> str | None:
        """Return the path that replaces *path* in the converted book.

        Returns:
            The path, or `#` with the name of a label; `None` if there is no such
            target.
        """


@dataclass(slots=True)
class InlineWriter:
    """Converter of running text to MyST, which collects broken references.

    Attributes:
        around: interface that resolves references in the text.
        missing: kind (`label`, `citation` or `file`) and name of each broken reference.
    """

    around: ReferenceResolver
    missing: list[tuple[str, str]] = field(default_factory=list)

    def write(self, text: str) -> str:
        """Convert *text* from D2L's Markdown into MyST."""
        text = self._write(text)
        if language(self.around.language).writes_without_blanks:
            text = _BROKEN.sub("", text)
        text = _LINE_START.sub(r"\1\\\2", text)
        return _with_spans(_TARGET_LINE.sub(r"\1\\(", text), add_separators)

    def _write(self, text: str) -> str:
        parts: list[str] = []
        at = 0
        mask = masked(text)
        for match in sorted(
            [*SPAN.finditer(text), *LINK.finditer(mask), *IMAGE.finditer(mask)],
            key=lambda m: m.start(),
        ):
            if match.start() < at:
                continue
            parts.append(_without_unknown_tags(text[at : match.start()]))
            if match.re is SPAN:
                parts.append(self._span(match))
            elif match.re is IMAGE:
                parts.append(text[match.start() : match.end()])
                self.around.file(text[match.start("path") : match.end("path")])
            else:
                parts.append(self._link(match, text))
            at = match.end()
        parts.append(_without_unknown_tags(text[at:]))
        return "".join(parts)

    def _span(self, match: re.Match[str]) -> str:
        if role := match["role"]:
            if role in _REFERENCES:
                return self._reference(role, match["content"].strip())
            if role in _CITATIONS:
                return self._citation(_CITATIONS[role], match["content"])
            return f"${match['content']}$" if role == "math" else match[0]
        math = match["math"] or ""
        if math != math.strip() and not _FORMULA.search(math):
            return match[0].replace("$", r"\$")  # sums of money
        return match[0]

    def _reference(self, role: str, label: str) -> str:
        target = self.around.target(label)
        if target is None:
            self.missing.append(("label", label))
            return f"`{label}`"
        match target.kind:
            case LabelKind.EQUATION:
                return f"{{eq}}`{target.name}`"
            case LabelKind.FIGURE | LabelKind.TABLE:
                return f"{{numref}}`{target.name}`"
            case LabelKind.SECTION:
                numbered = role == "numref" and self.around.is_numbered(target.document)
                return f"{{{'numref' if numbered else 'ref'}}}`{target.name}`"
        return f"{{ref}}`{label} <{target.name}>`"

    def _citation(self, role: str, content: str) -> str:
        keys = [key.strip() for key in content.split(",") if key.strip()]
        known = [key for key in keys if self.around.is_cited(key)]
        unknown = [key for key in keys if key not in known]
        self.missing += [("citation", key) for key in unknown]
        parts = [f"{{{role}}}`{','.join(known)}`"] if known else []
        if unknown:
            # no brackets of a link before round ones
            parts.append(rf"\[{', '.join(f'`{key}`' for key in unknown)}\]")
        return " ".join(parts)

    def _link(self, match: re.Match[str], text: str) -> str:
        shown = self._write(text[match.start("text") : match.end("text")])
        path = text[match.start("path") : match.end("path")].strip("<>")
        after = text[match.end("path") : match.end()]
        if _REMOTE.match(path) or not path:
            return f"[{shown}]({path}{after.removeprefix('>')}"
        found = self.around.file(path)
        if found is None:
            self.missing.append(("file", path))
            return f"{shown} (`{path}`)"
        return f"[{shown}]({found}{after.removeprefix('>')}"


def _without_unknown_tags(text: str) -> str:
    """Return *text* with unknown tags such as `<pad>` escaped; browsers hide them."""

    def shown(match: re.Match[str]) -> str:
        known = match[1] and match[1].lower() in _HTML
        return match[0] if known else f"\\{match[0]}"

    return _TAG.sub(shown, text)


def _with_spans(text: str, change: Callable[[str], str]) -> str:
    """Apply *change* to *text* while short placeholders stand for its formulas."""
    spans: list[str] = []

    def hidden(match: re.Match[str]) -> str:
        if not (match["math"] or match["display"]):
            return match[0]
        spans.append(match[0])
        return "$\ufdd2$"

    changed = change(SPAN.sub(hidden, text))
    return re.sub("\\$\ufdd2\\$", lambda _: spans.pop(0), changed)

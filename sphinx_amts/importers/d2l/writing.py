"""Write the blocks of a chapter as MyST."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from sphinx_amts.importers.d2l.model import (
    Bibliography,
    Comment,
    Contents,
    D2LBlock,
    D2LFigure,
    D2LTable,
    D2LText,
    Fence,
    Heading,
    HorizontalRule,
    Kind,
    Math,
    Tab,
    Verbatim,
)
from sphinx_amts.importers.d2l.paragraphs import MARKER
from sphinx_amts.importers.d2l.restructured import as_myst
from sphinx_amts.importers.d2l.spans import SLIDES_END, SLIDES_START

if TYPE_CHECKING:
    from sphinx_amts.importers.d2l.chapter import Chapter

_SLIDES = re.compile(f" ?{SLIDES_START}(.*?){SLIDES_END}", re.DOTALL)
_BLANK = "&nbsp;"
_FRAMEWORKS = {
    "mxnet": "MXNet",
    "pytorch": "PyTorch",
    "tensorflow": "TensorFlow",
    "paddle": "PaddlePaddle",
    "jax": "JAX",
}
_ATTRIBUTES = re.compile(r"\{([^}]*)\}(.*)")
_NO_LANGUAGE = frozenset({"input", "output"})
_OWN_ENVIRONMENT = re.compile(
    r"\\begin\{(align|alignat|eqnarray|equation|flalign|gather|multline)(\*?)\}"
)


def write_blocks(blocks: list[D2LBlock], chapter: Chapter) -> str:
    """Convert the blocks of a chapter into MyST."""
    writer = _Writer(chapter)
    parts = writer.parts(blocks)
    if not writer.level:
        chapter.note(Kind.NO_TITLE, 0, chapter.document)
        parts.insert(0, f"# {chapter.document.rpartition('/')[2]}")
    return "\n\n".join(parts) + "\n"


class _Writer:
    def __init__(self, chapter: Chapter) -> None:
        self.level = 0
        self._chapter = chapter
        self._in_tab = False

    def parts(self, blocks: list[D2LBlock]) -> list[str]:
        """Return *blocks* as MyST, a text for each block, without empty texts."""
        texts = []
        for number, block in enumerate(blocks):
            self._chapter.line = block.line
            if isinstance(block, HorizontalRule) and not _separates_text(
                blocks, number
            ):
                continue
            text = self._write(block)
            if text:
                texts.append(_indented(text, block.indent))
        return texts

    def _write(self, block: D2LBlock) -> str:
        match block:
            case D2LText():
                return _target(block) + self._text(block)
            case Heading():
                return self._heading(block)
            case Fence():
                return _target(block) + self._fence(block)
            case Math():
                return _math(block)
            case D2LFigure():
                return self._figure(block)
            case D2LTable():
                return self._table(block)
            case Tab():
                return _target(block) + self._tab(block)
            case Contents():
                return self._chapter.contents(block)
            case Bibliography():
                return self._chapter.bibliography(block.path)
            case Comment():
                return _comment(block.text)
            case Verbatim():
                return _target(block) + block.text
            case HorizontalRule():
                return "---"
        raise TypeError(block)

    def _inline(self, text: str) -> str:
        return self._chapter.inline(text)

    def _text(self, block: D2LText) -> str:
        shown = _SLIDES.sub("", block.text)
        notes = [" ".join(found.split()) for found in _SLIDES.findall(block.text)]
        for text in notes:
            self._chapter.note(Kind.ONLY_SLIDES, block.line, text)
        offset = ""
        for line in shown.split("\n"):
            if marker := MARKER.match(line):
                offset = " " * len(marker[0])
        parts = [self._inline(shown.rstrip())] if shown.strip() else []
        parts += [_indented(_comment(f"slides only: {t}"), offset) for t in notes]
        return "\n\n".join(parts)

    def _heading(self, block: Heading) -> str:
        title = self._inline(_SLIDES.sub("", block.text).strip())
        if self._in_tab:
            self._chapter.note(Kind.HEADING, block.line, block.text)
            return f"{_target(block)}:::{{rubric}} {title}\n:::"
        level = min(block.level, self.level + 1)
        if level != block.level:
            self._chapter.note(Kind.HEADING, block.line, block.text)
        self.level = level
        return f"{_target(block)}{'#' * level} {title}"

    def _fence(self, block: Fence) -> str:
        if block.info in ("eval_rst", "eval-rst"):
            return as_myst(block, self._chapter)
        language = _language(block.info)
        if language and not _is_known(language):
            self._chapter.note(Kind.NO_LEXER, block.line, language)
            language = "text"
        return f"{block.marker}{language}\n{block.code}\n{block.marker}"

    def _figure(self, block: D2LFigure) -> str:
        path = self._chapter.image(block.path)
        lines = [f":::{{figure}} {path}"]
        if block.name:
            lines.append(f":name: {block.name}")
        lines += [f":{name}: {value}" for name, value in sorted(block.options.items())]
        if caption := self._caption(block):
            lines += ["", caption]
        return "\n".join([*lines, ":::"])

    def _table(self, block: D2LTable) -> str:
        rows = self._inline(_SLIDES.sub("", block.text))
        if not (block.name or block.caption):
            return rows
        name = f":name: {block.name}\n" if block.name else ""
        return f":::{{table}} {self._caption(block)}\n{name}\n{rows}\n:::"

    def _caption(self, block: D2LFigure | D2LTable) -> str:
        """Return the caption of *block*; a blank if Sphinx needs one to number it."""
        caption = self._inline(_SLIDES.sub("", block.caption))
        return caption or (_BLANK if block.name else "")

    def _tab(self, block: Tab) -> str:
        self._in_tab = True
        texts = self.parts(block.blocks)
        self._in_tab = False
        if not any(not text.startswith("% ") for text in texts):
            return "\n\n".join(texts)
        names = ", ".join(_FRAMEWORKS.get(f.lower(), f) for f in block.frameworks)
        inner = "\n\n".join(texts)
        return f"::::{{admonition}} {names or 'Tab'}\n{inner}\n::::"


def _separates_text(blocks: list[D2LBlock], number: int) -> bool:
    """Return whether the rule at *number* is between blocks, as docutils requires."""
    around = [*blocks[max(number - 1, 0) : number], *blocks[number + 1 : number + 2]]
    return len(around) == 2 and not any(
        isinstance(block, Heading | HorizontalRule | Comment) for block in around
    )


def _target(block: D2LBlock) -> str:
    return f"({block.name})=\n" if block.name else ""


def _comment(text: str) -> str:
    return "\n".join(f"% {line}".rstrip() for line in text.split("\n"))


def _math(block: Math) -> str:
    formula = block.formula.strip("\n")
    own = _OWN_ENVIRONMENT.match(formula.strip())
    if own and formula.strip().endswith(f"\\end{{{own[1]}{own[2]}}}"):
        label = f":label: {block.name}\n" if block.name else ""
        text = f"```{{math}}\n:nowrap:\n{label}\n{formula}\n```"
    else:
        text = f"$$\n{formula}\n$$" + (f" ({block.name})" if block.name else "")
    if not block.lead:
        return text
    return block.lead + text.replace("\n", "\n" + " " * len(block.lead))


def _language(info: str) -> str:
    """Return the programming language in the info string of a fence; empty if none."""
    match = _ATTRIBUTES.match(info)
    if match is None:
        return re.split(r"[\s{]", info, maxsplit=1)[0]
    words = match[1].split()
    classes = [word[1:] for word in words if word[0] == "." and len(word) > 1]
    bare = [word for word in words[:1] if word.isalnum()]
    return next((c for c in [*classes, *bare] if c not in _NO_LANGUAGE), "")


def _is_known(language: str) -> bool:
    try:
        find_lexer_class_by_name(language)
    except ClassNotFound:
        return language in ("default", "none", "guess")
    return True


def _indented(text: str, indent: str) -> str:
    if not indent:
        return text
    return "\n".join(f"{indent}{line}" if line else "" for line in text.split("\n"))

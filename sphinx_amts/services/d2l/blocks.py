"""A chapter, block by block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_amts.services.d2l.inline import Book, convert_inline, without_slide_marks
from sphinx_amts.services.d2l.labels import (
    CAPTION,
    FENCE,
    HEADING,
    IMAGE,
    LABEL,
    WIDTH,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAB = re.compile(r"\s*:begin_tab:`([^`]*)`\s*")
_END_TAB = re.compile(r"\s*:end_tab:\s*")
_LANGUAGE = re.compile(r"\{\s*\.(\w+)[^}]*\}|(\w[\w+-]*).*")
_OPTION = re.compile(r"\s*:\w+:")
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*")
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(([^()\s]+)\)")


def convert_chapter(text: str, name: str, book: Book) -> str:
    """Return a chapter in MyST.

    Args:
        text: the chapter.
        name: its document name.
        book: what it can refer to; what it refers to in vain is counted there.
    """
    lines = without_slide_marks(text).splitlines()
    return _Chapter(lines, name, book).convert()


class _Chapter:
    def __init__(self, lines: Sequence[str], name: str, book: Book) -> None:
        self._lines = lines
        self._at = 0
        self._book = book
        self._name = name
        self._folder = name.rpartition("/")[0]
        self._result: list[str] = []
        self._text: list[str] = []
        self._level = 0
        self._defined: set[str] = set()

    def convert(self) -> str:
        while self._at < len(self._lines):
            self._block(self._lines[self._at])
        self._flush()
        lines = "\n".join(self._result)
        return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"

    def _block(self, line: str) -> None:
        if match := FENCE.fullmatch(line):
            self._fence(match)
        elif match := _TAB.fullmatch(line):
            self._put(f"::::{{admonition}} {match[1].strip()}", ":class: tab", "")
            self._at += 1
        elif _END_TAB.fullmatch(line):
            self._put("::::", "")
            self._at += 1
        elif match := HEADING.fullmatch(line):
            self._heading(match)
        elif match := IMAGE.fullmatch(line):
            self._figure(match)
        elif line.lstrip().startswith("$$"):
            self._math()
        elif self._is_table(self._at):
            self._table("")
        elif (match := CAPTION.fullmatch(line)) and (at := self._table_behind()):
            self._at = at
            self._table(match[1].strip())
        elif match := LABEL.fullmatch(line):
            self._flush()
            for label in self._labels():
                self._result += _target(label)
        elif WIDTH.fullmatch(line):
            self._at += 1
        else:
            self._text.append(line)
            self._at += 1

    def _put(self, *lines: str) -> None:
        self._flush()
        self._result += ["", *lines]

    def _flush(self) -> None:
        """Write the text that has been collected."""
        text = "\n".join(self._text)
        self._text.clear()
        self._result += self._inline(text).split("\n")

    def _inline(self, text: str) -> str:
        for picture in _PICTURE.finditer(text):
            self._book.pictures.add(self._path(picture[1]))
        return convert_inline(text, self._book, self._folder)

    def _path(self, target: str) -> str:
        """Return the path of a file from the folder of the book."""
        parts = self._folder.split("/") if self._folder else []
        for part in target.split("/"):
            parts = parts[:-1] if part == ".." else [*parts, part]
        return "/".join(parts)

    def _fence(self, match: re.Match[str]) -> None:
        marks, info = match[1], match[2].strip()
        end = self._at + 1
        while end < len(self._lines) and self._lines[end].strip() != marks:
            end += 1
        content = list(self._lines[self._at + 1 : end])
        self._at = end + 1
        if info == "toc":
            self._contents(content)
            return
        found = _LANGUAGE.fullmatch(info)
        language = (found[1] or found[2]) if found else ""
        language = {"eval_rst": "rst"}.get(language, language)
        inner = re.findall("`{3,}", "\n".join(content))
        ticks = "`" * max([3, *(len(found) + 1 for found in inner)])
        self._put(f"{ticks}{language}", *content, ticks, "")

    def _contents(self, content: Sequence[str]) -> None:
        """Write a table of contents, without documents that are not there."""
        options = [line.strip() for line in content if _OPTION.match(line)]
        entries = []
        for line in content:
            entry = line.strip()
            if not entry or _OPTION.match(line):
                continue
            path = self._path(entry)
            if path in self._book.documents:
                self._book.listed.add(path)
                entries.append(entry)
            else:
                self._book.missing["document", entry] += 1
        if entries:
            self._put("```{toctree}", *options, "", *entries, "```", "")

    def _heading(self, match: re.Match[str]) -> None:
        self._at += 1
        labels = self._labels()
        # Sphinx wants every level of a document to have a parent
        self._level = min(len(match[1]), self._level + 1)
        self._flush()
        for label in labels:
            self._result += _target(label)
        self._put(f"{'#' * self._level} {self._inline(match[2])}", "")

    def _labels(self) -> list[str]:
        """Take the labels that follow; return those that are new."""
        labels = []
        while match := LABEL.fullmatch(self._next_line()):
            labels.append(match[2])
            self._at = self._next() + 1
        return [label for label in labels if self._is_new(label)]

    def _next(self) -> int:
        """Return the number of the next line that is not empty."""
        at = self._at
        while at < len(self._lines) and not self._lines[at].strip():
            at += 1
        return at

    def _next_line(self) -> str:
        at = self._next()
        return self._lines[at] if at < len(self._lines) else ""

    def _is_new(self, label: str) -> bool:
        """Whether a label is defined here, for the first time in the book."""
        if self._book.owners.get(label) != self._name or label in self._defined:
            return False
        self._defined.add(label)
        return True

    def _figure(self, match: re.Match[str]) -> None:
        self._at += 1
        options = []
        labels = self._labels()
        while width := WIDTH.fullmatch(self._next_line()):
            options = [f":width: {width[1]}"]
            self._at = self._next() + 1
            labels += self._labels()
        options += [f":name: {label}" for label in labels[:1]]
        self._book.pictures.add(self._path(match[2]))
        caption = self._inline(match[1])
        body = [caption] if caption.strip() else []
        self._put(f":::{{figure}} {match[2]}", *options, "", *body, ":::", "")

    def _math(self) -> None:
        """Write a formula on lines of its own, with its label behind it."""
        content: list[str] = []
        rest = self._lines[self._at].lstrip()[2:]
        while True:
            body, marks, behind = rest.partition("$$")
            content.append(body)
            self._at += 1
            if marks or self._at >= len(self._lines):
                break
            rest = self._lines[self._at]
        label = "".join(f" ({label})" for label in self._labels()[:1])
        lines = [line for line in content if line.strip()]
        self._put("$$", *lines, f"$${label}", "")
        # what stands behind a formula in its line is text again
        if behind.strip():
            self._text.append(behind.strip())

    def _is_table(self, at: int) -> bool:
        return (
            at + 1 < len(self._lines)
            and "|" in self._lines[at]
            and "|" in self._lines[at + 1]
            and _TABLE_RULE.fullmatch(self._lines[at + 1]) is not None
        )

    def _table_behind(self) -> int:
        """Return where the table of a caption begins, 0 if there is none."""
        self._at += 1
        at = self._next()
        self._at -= 1
        return at if self._is_table(at) else 0

    def _table(self, caption: str) -> None:
        rows = []
        while self._at < len(self._lines) and "|" in self._lines[self._at]:
            rows.append(self._inline(self._lines[self._at].strip()))
            self._at += 1
        labels = self._labels()
        if not caption:
            self._flush()
            for label in labels:
                self._result += _target(label)
            self._put(*rows, "")
            return
        name = [f":name: {labels[0]}"] if labels else []
        self._put(f":::{{table}} {self._inline(caption)}", *name, "", *rows, ":::", "")


def _target(label: str) -> list[str]:
    return ["", f"({label})=", ""]

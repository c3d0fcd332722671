"""Parse D2L's Markdown into blocks."""

from __future__ import annotations

import re
from itertools import takewhile

from sphinx_amts.errors import ConfigError
from sphinx_amts.importers.d2l.model import (
    Bibliography,
    Comment,
    Contents,
    ConversionNote,
    D2LBlock,
    D2LFigure,
    D2LTable,
    D2LText,
    Fence,
    Heading,
    HorizontalRule,
    Kind,
    Tab,
    Verbatim,
)
from sphinx_amts.importers.d2l.paragraphs import MARKER, split_paragraph
from sphinx_amts.importers.d2l.slide_marks import without_marks

# possessive where a line of a million characters would be read a million times
_FENCE = re.compile(r"([ \t]*+)(`{3,}+|~{3,}+)[ \t]*+([^`]*+)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*+\{((?:[ \t]*+[#.][^\s{}]++)++)[ \t]*+\}$")
_DIRECTIVE = re.compile(
    r"[ \t]*:(label|eqlabel|width|height|bibliography|begin_tab):"
    r"[ \t]*`([^`]*)`[ \t]*|[ \t]*:(end_tab):[ \t]*"
)
_TRAILING = re.compile(r"(?<=\S)[ \t]*(:(?:label|eqlabel|width|height):`[^`]*`)[ \t]*$")
_DELIMITER = re.compile(
    r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+"
)
_CAPTION = re.compile(r"(?:Table)?:(?![a-z_]+:`)[ \t]*(\S.*)", re.DOTALL)
_HTML = re.compile(r" {0,3}<(?:(!--)|(script|style|pre|textarea)\b)", re.IGNORECASE)
_OPTION = re.compile(r":(\w+):[ \t]*(.*)")
_RST = ("eval_rst", "eval-rst")
_RST_BIBLIOGRAPHY = re.compile(r"\s*\.\. bibliography::(.*)")
_INDENTED = 4

_LONGEST = 10_000
"""Maximum length of a paragraph, in characters; D2L's longest has three thousand."""


def read_blocks(text: str) -> tuple[list[D2LBlock], list[ConversionNote]]:
    """Parse a chapter in D2L's Markdown; return its blocks, and notes on faults.

    Raises:
        ConfigError: a paragraph is too long; the message names its line.
    """
    reader = _Reader(_unmarked(text))
    reader.read()
    return reader.blocks, reader.findings


def _unmarked(text: str) -> list[str]:
    """Return the lines of *text* without slide marks; code stays as it is."""
    done: list[str] = []
    running: list[str] = []
    closing: re.Pattern[str] | None = None
    for number, line in enumerate(text.split("\n")):
        opening = closing is None and _FENCE.fullmatch(line)
        if opening and running:
            _refuse_long(running, number)
            done += without_marks("\n".join(running)).split("\n")
            running = []
        if closing is None and not opening:
            running.append(line)
            continue
        done.append(line)
        if opening:
            closing = _closing(opening[2])
        elif closing and closing.fullmatch(line):
            closing = None
    _refuse_long(running, text.count("\n") + 1)
    return done + without_marks("\n".join(running)).split("\n") if running else done


def _without_closing(title: str) -> str:
    """Return the text of a heading without the `#` characters that may end it."""
    title = title.rstrip(" \t")
    text = title.rstrip("#")
    return text.rstrip(" \t") if text.endswith((" ", "\t")) else title


def _refuse_long(running: list[str], line: int) -> None:
    """Refuse a paragraph so long that parsing it would take hours.

    Args:
        running: lines outside of code.
        line: number of the last line in *running*, from 1.

    Raises:
        ConfigError: one paragraph is too long.
    """
    length = 0
    for number, text in enumerate(running, line - len(running) + 1):
        length = length + len(text) + 1 if text.strip() else 0
        if length > _LONGEST:
            raise ConfigError(
                f"line {number}: a paragraph of more than {_LONGEST:,} characters; put "
                "a blank line into it, or what is no text into a file"
            )


def _closing(marker: str) -> re.Pattern[str]:
    return re.compile(rf"[ \t]*{marker[0]}{{{len(marker)},}}[ \t]*")


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.blocks: list[D2LBlock] = []
        self.findings: list[ConversionNote] = []
        self._lines = lines
        self._at = 0
        self._pending: list[str] = []
        self._tab: Tab | None = None
        self._in_list = False

    def read(self) -> None:
        self._read_front_matter()
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.strip():
                self._flush()
                self._at += 1
            elif not self._read_block(line):
                self._pending.append(line)
                self._at += 1
        self._flush()
        if self._tab:
            self._close_tab("has no end")

    @property
    def _here(self) -> list[D2LBlock]:
        return self._tab.blocks if self._tab else self.blocks

    def _read_block(self, line: str) -> bool:
        """Read the block that begins at *line*; return whether there is one."""
        if match := _FENCE.fullmatch(line):
            self._flush()
            self._read_fence(match)
        elif match := _DIRECTIVE.fullmatch(line):
            self._flush(followed=True)
            self._at += 1
            self._apply_directive(match[1] or match[3], (match[2] or "").strip(), line)
        elif match := _HEADING.fullmatch(line):
            self._flush()
            self._at += 1
            self._add_heading(len(match[1]), _without_closing(match[2]))
        elif self._is_table():
            self._flush()
            self._read_table()
        elif match := _TRAILING.search(line):
            self._lines[self._at : self._at + 1] = [line[: match.start()], match[1]]
        elif (match := _UNDERLINE.fullmatch(line)) and self._is_title():
            title = self._pending.pop().strip()
            self._at += 1
            self._add_heading(1 if match[1][0] == "=" else 2, title, above=2)
        elif _RULE.fullmatch(line):
            self._flush()
            self._at += 1
            self._add(HorizontalRule(line=self._at))
        elif not self._pending and (match := _HTML.match(line)):
            self._read_html(f"</{match[2]}>" if match[2] else "-->")
        else:
            return False
        return True

    def _add(self, block: D2LBlock) -> None:
        self._here.append(block)
        if not isinstance(block, D2LText | Verbatim) and not block.indent:
            self._in_list = False

    def _note(self, kind: Kind, text: str) -> None:
        self.findings.append(ConversionNote(kind, line=self._at, text=text))

    def _read_front_matter(self) -> None:
        if self._lines[0].rstrip() != "---":
            return
        lines = list(takewhile(lambda line: line.rstrip() != "---", self._lines[1:]))
        if len(lines) + 1 < len(self._lines):
            self._add(Comment(line=1, text="\n".join(lines)))
            self._at = len(lines) + 2

    def _flush(self, *, followed: bool = False) -> None:
        """Make blocks of the pending lines, which are a whole paragraph.

        Args:
            followed: whether a label or a size follows the paragraph.
        """
        lines, self._pending = self._pending, []
        if not lines:
            return
        first = self._at - len(lines) + 1
        indented = all(line.startswith((" " * _INDENTED, "\t")) for line in lines)
        if indented and not self._in_list:
            self._add(Verbatim(line=first, text="\n".join(lines)))
            return
        if any(MARKER.match(line) for line in lines):
            self._in_list = True
        elif not lines[0].startswith((" ", "\t")):
            self._in_list = False
        for block in split_paragraph(lines, first, followed=followed):
            self._add(block)

    def _read_fence(self, opening: re.Match[str]) -> None:
        indent, marker, info = opening.groups()
        first = self._at + 1
        closing = _closing(marker)
        code = list(
            takewhile(lambda line: not closing.fullmatch(line), self._lines[first:])
        )
        self._at = first + len(code) + 1
        code = [_dedented(line, indent) for line in code]
        fence = Fence(
            line=first,
            indent=indent,
            marker=marker,
            info=info.strip(),
            code="\n".join(code),
        )
        self._add(_contents(fence) or _bibliography(fence) or fence)

    def _apply_directive(self, name: str, value: str, line: str) -> None:
        last = self._here[-1] if self._here else None
        match name:
            case "begin_tab":
                if self._tab:
                    self._close_tab("has no end")
                names = [part.strip() for part in value.split(",")]
                self._tab = Tab(line=self._at, frameworks=[n for n in names if n])
            case "end_tab" if self._tab:
                self._close_tab()
            case "end_tab":
                self._note(Kind.TAB, "has no beginning")
            case "bibliography":
                self._add(Bibliography(line=self._at, path=value))
            case "label" | "eqlabel" if last and value:
                last.labels.append(value)
            case "width" | "height" if isinstance(last, D2LFigure):
                last.options[name] = value
            case _:
                self._add(D2LText(line=self._at, text=line))

    def _close_tab(self, fault: str = "") -> None:
        tab, self._tab = self._tab, None
        assert tab is not None
        name = ", ".join(tab.frameworks)
        if fault:
            self._note(Kind.TAB, f"{name}: {fault}")
        if tab.blocks:
            self._add(tab)
        else:
            self._note(Kind.TAB, f"{name}: has no text")

    def _tab_ends(self) -> bool:
        for line in self._lines[self._at :]:
            if match := _DIRECTIVE.fullmatch(line):
                if match[3]:
                    return True
                if match[1] == "begin_tab":
                    return False
        return False

    def _add_heading(self, level: int, text: str, *, above: int = 1) -> None:
        if self._tab and not self._tab_ends():
            self._close_tab("has no end")
        labels = []
        if match := _ATTRIBUTES.search(text):
            text = text[: match.start()]
            labels = [word[1:] for word in match[1].split() if word[0] == "#"]
        if not text.strip():
            return
        line = self._at - above + 1
        self._add(Heading(line=line, level=level, text=text, labels=labels))

    def _is_title(self) -> bool:
        return len(self._pending) == 1 and not MARKER.match(self._pending[0])

    def _is_table(self) -> bool:
        if "|" not in self._lines[self._at] or self._at + 1 >= len(self._lines):
            return False
        below = self._lines[self._at + 1]
        return "|" in below and _DELIMITER.fullmatch(below) is not None

    def _read_table(self) -> None:
        first = self._at
        rows = list(takewhile(lambda line: "|" in line, self._lines[first:]))
        self._at += len(rows)
        caption = self._caption_above() or self._caption_below()
        indent = rows[0][: len(rows[0]) - len(rows[0].lstrip())]
        text = "\n".join(_dedented(row, indent) for row in rows)
        self._add(D2LTable(line=first + 1, indent=indent, text=text, caption=caption))

    def _caption_above(self) -> str:
        last = self._here[-1] if self._here else None
        if isinstance(last, D2LText) and (
            match := _CAPTION.fullmatch(last.text.strip())
        ):
            self._here.pop()
            return " ".join(match[1].split())
        return ""

    def _caption_below(self) -> str:
        below = self._at
        while below < len(self._lines) and not self._lines[below].strip():
            below += 1
        if below == len(self._lines):
            return ""
        if match := _CAPTION.fullmatch(self._lines[below].strip()):
            self._at = below + 1
            return match[1]
        return ""

    def _read_html(self, end: str) -> None:
        first = self._at
        while self._at < len(self._lines):
            line = self._lines[self._at].lower()
            self._at += 1
            if end in line:
                break
        text = "\n".join(self._lines[first : self._at])
        self._add(Verbatim(line=first + 1, text=text))


def _dedented(line: str, indent: str) -> str:
    """Remove at most as many leading blanks from *line* as *indent* has."""
    blanks = len(line) - len(line.lstrip(" \t"))
    return line[min(blanks, len(indent)) :]


def _contents(fence: Fence) -> Contents | None:
    """Return the table of contents in *fence*; `None` if it has none."""
    lines = [line.strip() for line in fence.code.split("\n") if line.strip()]
    if fence.info in _RST and lines[:1] == [".. toctree::"]:
        lines = lines[1:]
    elif fence.info != "toc":
        return None
    matches = [(line, _OPTION.fullmatch(line)) for line in lines]
    return Contents(
        line=fence.line,
        options={match[1]: match[2].strip() for _, match in matches if match},
        entries=[line for line, match in matches if not match],
    )


def _bibliography(fence: Fence) -> Bibliography | None:
    """Return the bibliography in *fence*; `None` if it has none."""
    match = _RST_BIBLIOGRAPHY.match(fence.code)
    if fence.info not in _RST or match is None:
        return None
    return Bibliography(line=fence.line, path=match[1].strip())

"""Write a comment on a pull request: what the request does to translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.changes.data import counted
from sphinx_amts.changes.escaping import code, escaped
from sphinx_amts.html.rendering import language_name
from sphinx_amts.text.differences import changes
from sphinx_amts.text.money import dollars

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.changes.data import ChangesData, LanguageData, PassageData

MARK = "<!-- sphinx-amts: changes -->"
"""First line of each comment, by which the comment to update is found."""

LIMIT = 60_000
"""Maximum length of a comment, in bytes; GitHub takes 65,536 characters."""

_RESERVE = 500
_LONG = 600
"""Maximum length of a text in a cell of a table, in characters."""
_LONG_NAME = 120
_MOST_NAMES = 30
_LONGEST = 20_000
"""Maximum length of text that is compared for changes, in characters."""
_CONTEXT = 60
"""Length of unchanged text shown on each side of a change, in characters."""


def as_markdown(data: ChangesData) -> str:
    """Return the comment, which has at most `LIMIT` bytes in UTF-8."""
    paper = _Paper(LIMIT - _RESERVE)
    paper.add(f"{MARK}\n### Translations: {_headline(data)}\n\n{_source(data)}\n")
    rows = map(_language_row, data["languages"])
    paper.table(_COLUMNS, rows, len(data["languages"]), "language")
    for language in data["languages"]:
        _add_faults(paper, language)
    _add_passages(paper, data)
    _add_places(paper, data)
    return paper.text()


class _Paper:
    """Text of a comment, to which parts are added while there is room.

    Args:
        room: maximum length of the text, in bytes of UTF-8.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._parts: list[str] = []
        self._left_out: dict[str, int] = {}

    def add(self, text: str) -> bool:
        """Add *text* if there is room for all of it; return whether there was."""
        size = len(text.encode("utf-8", "replace"))
        if size > self._room:
            return False
        self._room -= size
        self._parts.append(text)
        return True

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        count: int,
        what: str,
        summary: str = "",
    ) -> None:
        """Add a table, folded if it has a *summary*.

        The table takes at most half of the room that is left, so that there is room for
        the next table. It has no empty line, which would end the block of HTML.

        Args:
            head: titles of the columns.
            rows: HTML of the cells.
            count: number of rows.
            what: noun for a row, for the note on rows that are left out.
            summary: HTML that is seen while the table is folded.
        """
        titles = "".join(f"<th>{title}</th>" for title in head)
        opening = f"\n<table>\n<tr>{titles}</tr>\n"
        closing = "</table>\n"
        if summary:
            opening = f"\n<details>\n<summary>{summary}</summary>\n{opening.lstrip()}"
            closing += "</details>\n"
        if not count:
            return
        room = self._room // 2 - len((opening + closing).encode("utf-8", "replace"))
        taken: list[str] = []
        for row in rows:  # made one by one, and no more of them than there is room for
            line = f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n"
            room -= len(line.encode("utf-8", "replace"))
            if room < 0:
                break
            taken.append(line)
        if taken:
            self.add(opening + "".join(taken) + closing)
        if left := count - len(taken):
            self._left_out[what] = self._left_out.get(what, 0) + left

    def text(self) -> str:
        """Return the text of the comment, with a note on what was left out."""
        if not self._left_out:
            return "".join(self._parts)
        left = ", ".join(
            counted(number, what, f"{what}s") for what, number in self._left_out.items()
        )
        note = f"\nToo long for a comment, and left out here: {left}.\n"
        return "".join([*self._parts, note])


_COLUMNS = (
    "Language",
    "Human sentences that stay",
    "Become outdated",
    "Without translation",
    "Price of what is missing",
    "Faults that came in",
)


def _headline(data: ChangesData) -> str:
    """Return the result in one phrase, with faults first."""
    languages = data["languages"]
    faults = sum(len(one["faults"]) for one in languages)
    outdated = sum(len(one["outdated"]) for one in languages)
    missing = sum(len(one["missing_new"]) for one in languages)
    found = [
        counted(faults, "fault came in", "faults came in"),
        counted(outdated, "paragraph becomes outdated", "paragraphs become outdated"),
        counted(
            missing,
            "more paragraph without a translation",
            "more paragraphs without a translation",
        ),
    ]
    return ", ".join(filter(None, found)) or "nothing to do"


def _source(data: ChangesData) -> str:
    counts = data["sentences"]
    parts = [
        counted(counts[kind], f"sentence {kind}", f"sentences {kind}")
        for kind in ("added", "edited", "removed")
    ]
    found = ", ".join(filter(None, parts))
    return f"In the source: {found}." if found else "The source is as it was."


def _language_row(language: LanguageData) -> tuple[str, ...]:
    before, kept = language["human_before"], language["human_kept"]
    new = len(language["missing_new"])
    missing = f"{language['missing']}" + (f" ({new} new)" if new else "")
    name = language_name(language["language"]).name
    shown = name if name != language["language"] else ""
    return (
        f"{_name(language['language'])} {escaped(shown)}".rstrip(),
        f"{kept} of {before}" if before else "–",
        f"{len(language['outdated']) or '–'}",
        missing if language["missing"] else "–",
        _price(language),
        f"{len(language['faults']) or '–'}",
    )


def _price(language: LanguageData) -> str:
    if not language["segments"]:
        return "–"
    size = counted(language["segments"], "sentence", "sentences")
    if not language["engine"]:
        return f"{size}, no engine is set"
    engine = _name(language["engine"])
    if language["price"] is None:
        why = "".join(f": {_quoted(line)}" for line in language["notices"][:1])
        return f"{size} for {engine}, price unknown{why}"
    if not language["price"]:
        return f"{size}, nothing ({engine})"
    return f"{size}, at most {dollars(language['price'])} ({engine})"


def _add_faults(paper: _Paper, language: LanguageData) -> None:
    rows = (
        (
            _where(fault["file"], fault["line"]),
            _name(fault["rule"]),
            _quoted(fault["message"]),
        )
        for fault in language["faults"]
    )
    number = len(language["faults"])
    came = counted(number, "fault came in", "faults came in")
    summary = f"{_name(language['language'])} {came}"
    paper.table(("Where", "Rule", "What is wrong"), rows, number, "fault", summary)


def _add_passages(paper: _Paper, data: ChangesData) -> None:
    outdated: dict[str, list[str]] = {}
    for language in data["languages"]:
        for text in {place["text"] for place in language["outdated"]}:
            outdated.setdefault(text, []).append(language["language"])
    rows = (
        (
            _where(passage["file"], passage["line"]),
            *_sides(passage),
            _names(outdated.get(passage["after"], ())),
        )
        for passage in data["passages"]
    )
    number = len(data["passages"])
    summary = counted(number, "paragraph changed", "paragraphs changed")
    head = ("Where", "Before", "After", "Becomes outdated in")
    paper.table(head, rows, number, "changed paragraph", summary)


def _add_places(paper: _Paper, data: ChangesData) -> None:
    """Add the paragraphs that become outdated although their source is unchanged."""
    changed = {passage["after"] for passage in data["passages"]}
    for language in data["languages"]:
        others = [p for p in language["outdated"] if p["text"] not in changed]
        rows = (
            (_where(place["file"], place["line"]), _quoted(place["text"]))
            for place in others
        )
        number = len(others)
        many = counted(number, "paragraph becomes", "paragraphs become")
        summary = (
            f"{_name(language['language'])} {many} outdated without a change of the "
            "source"
        )
        head = ("Where", "Paragraph")
        paper.table(head, rows, number, "outdated paragraph", summary)


def _where(file: str, line: int) -> str:
    return _name(f"{file}:{line}" if line else file)


def _sides(passage: PassageData) -> tuple[str, str]:
    """Return HTML of a paragraph before and after, with changes marked."""
    if not passage["before"] or not passage["after"]:
        sides = (passage["before"], passage["after"])
        return tuple(_quoted(side) if side else "–" for side in sides)  # type: ignore[return-value]
    before, after = (
        " ".join(text[:_LONGEST].split())
        for text in (passage["before"], passage["after"])
    )
    old: list[str] = []
    new: list[str] = []
    pieces = list(changes(before, after))
    for number, (gone, come) in enumerate(pieces):
        if gone and come:
            same = escaped(_shortened(gone, number, len(pieces)))
            old.append(same)
            new.append(same)
        elif gone:
            old.append(f"<del>{escaped(_limit(gone))}</del>")
        else:
            new.append(f"<ins>{escaped(_limit(come))}</ins>")
    return _limited(old), _limited(new)


def _limited(pieces: Iterable[str]) -> str:
    """Return *pieces* of HTML in one element, cut to the length of a cell."""
    taken: list[str] = []
    room = 6 * _LONG
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            taken.append("…")
            break
        taken.append(piece)
    return f'<code dir="auto">{"".join(taken)}</code>'


def _shortened(text: str, number: int, count: int) -> str:
    """Return the parts of unchanged *text* that are next to a change.

    Args:
        text: unchanged piece of a paragraph.
        number: index of the piece.
        count: number of pieces of the paragraph.
    """
    if len(text) <= 2 * _CONTEXT + 1:
        return text
    head = text[:_CONTEXT] if number else ""
    tail = text[-_CONTEXT:] if number < count - 1 else ""
    return f"{head}…{tail}"


def _names(names: Sequence[str]) -> str:
    shown = " ".join(map(_name, names[:_MOST_NAMES]))
    return f"{shown} …" if len(names) > _MOST_NAMES else shown or "–"


def _name(text: str) -> str:
    """Return a name or path as HTML; of a long one only the end."""
    return code(text if len(text) <= _LONG_NAME else f"…{text[-_LONG_NAME:]}")


def _quoted(text: str) -> str:
    return code(_limit(" ".join(text.split())))


def _limit(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"

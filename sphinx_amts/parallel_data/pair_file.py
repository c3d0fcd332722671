"""Collect the pairs of one file, and the entries that are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.catalogs.conflicts import is_joined
from sphinx_amts.editions.model import Pair
from sphinx_amts.errors import AlignmentError, TranslationMemoryError
from sphinx_amts.interchange.inline_codes import to_inlines
from sphinx_amts.languages.codes import canonical, is_region_of
from sphinx_amts.markup.model import visible_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sphinx_amts.interchange.inline_codes import Code
    from sphinx_amts.model import LanguagePair

_MOST_PAIRS = 500_000
"""Greatest number of pairs of one file; they take some hundred MB."""

_LINES = 3
"""Number of lines that are named for each reason."""

_MACHINE = re.compile(
    r"(?<![a-z])(?:n|s)?mt(?![a-z])|machine[\s_-]?transl|(?:google|bing)[\s_-]?transl"
    r"|(?:amazon|aws|azure|libre|microsoft)[\s_-]?transl|deepl|modernmt|systran|apertium"
    r"|(?<![a-z])(?:chat)?gpt(?![a-z])|openai|(?<![a-z])llm(?![a-z])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PairFile:
    """Pairs read from one file, with the reasons why entries were left out.

    Attributes:
        pairs: pairs in the order of the file.
        machine: number of texts left out because a machine made them.
        reasons: reason for leaving an entry out -> lines of such entries.
        is_whole: whether only entries without a finished human translation were left
            out.
        faults: damage at which reading ended, one complete message each.
    """

    pairs: list[Pair] = field(default_factory=list)
    machine: int = 0
    reasons: dict[str, list[int]] = field(default_factory=dict)
    is_whole: bool = True
    faults: list[str] = field(default_factory=list)

    def add_segments(
        self,
        source: Sequence[str | Code],
        target: Sequence[str | Code],
        *,
        document: str,
        line: int,
        changed: str,
        shows_codes: bool = False,
    ) -> None:
        """Add a pair of segments with inline codes, unless a side has no visible text.

        Args:
            source: content of the source segment.
            target: content of its translation.
            document: name of the file.
            line: line of the pair in the file.
            changed: day of the translation as ``2025-01-31``, or "".
            shows_codes: whether placeables contain visible text instead of native
                code, as for `to_inlines`.
        """
        try:
            sides = [to_inlines(s, shows_codes=shows_codes) for s in (source, target)]
        except TranslationMemoryError as exc:
            self.leave_out(str(exc), line)
            return
        shown, translation = map(visible_text, sides)
        if self.lacks_text(shown, translation, line):
            return
        if is_joined(translation, shown):
            self.leave_out("two translations, which msgcat joined", line)
            return
        self.add(
            Pair(
                source=sides[0],
                target=sides[1],
                document=document,
                line=line,
                changed=changed,
            )
        )

    def add(self, pair: Pair) -> None:
        """Add *pair* to the pairs of the file.

        Raises:
            AlignmentError: the file has too many pairs.
        """
        if len(self.pairs) >= _MOST_PAIRS:
            raise AlignmentError(
                f"{pair.document}:{pair.line}: more than {_MOST_PAIRS:,} pairs; split "
                "the file"
            )
        self.pairs.append(pair)

    def leave_out(self, reason: str, line: int) -> None:
        """Record that the entry in *line* is left out, with the reason."""
        self.is_whole = False
        self.reasons.setdefault(reason, []).append(line)

    def lacks_text(self, source: str, target: str, line: int) -> bool:
        """Return whether either text is empty; if so, record the entry as left out."""
        if not source.strip():
            self.leave_out("a text is empty", line)
        elif not target.strip():
            self.skip("a text is empty", line)
        else:
            return False
        return True

    def skip(self, reason: str, line: int) -> None:
        """Record that the entry in *line* has no finished translation."""
        self.reasons.setdefault(reason, []).append(line)

    @property
    def left_out(self) -> list[str]:
        """Messages on entries that were left out, one for each reason."""
        return [_summary(reason, lines) for reason, lines in self.reasons.items()]


def is_machine_name(value: str) -> bool:
    """Return whether *value*, an author, tool or origin, names a machine."""
    return _MACHINE.search(value) is not None


def refuse_missing(
    path: Path | str, languages: LanguagePair, found: Collection[str]
) -> None:
    """Raise an error if a file lacks one of two languages.

    Args:
        path: the file, or the file and a line, for the message.
        languages: languages that are needed.
        found: codes of the languages in the file, in any spelling.

    Raises:
        AlignmentError: the file has no text in one of *languages*.
    """
    known = {canonical(code) for code in found}
    for code in (languages.source, languages.target):
        if canonical(code) not in known and not any(
            is_region_of(other, code) for other in found
        ):
            raise AlignmentError(
                f"{path}: there is no text in {code}; it is in "
                f"{', '.join(sorted(found))}; look at the languages you asked for"
            )


def _summary(reason: str, lines: list[int]) -> str:
    named = ", ".join(map(str, lines[:_LINES]))
    more = len(lines) - _LINES
    rest = f" and {more} more" if more > 0 else ""
    return f"line{'s' * (len(lines) > 1)} {named}{rest} left out: {reason}"

"""Remove the marks of slides from text: `[**both**]`, `(~~slides only~~)`.

Text between stars is in the book and on slides, so only its marks are removed.
Text between tildes is on slides only, where it joins the text between stars: in
the book it would occur in the middle of other sentences.
"""

from __future__ import annotations

import re

from sphinx_amts.importers.d2l.spans import SLIDES_END, SLIDES_START, masked

_CLOSING = {"[": "]", "(": ")"}
_MARK = re.compile(r"([\[(])(\*\*|~~)(.{0,4000}?)\2([\])])", re.DOTALL)


def without_marks(text: str) -> str:
    """Remove slide marks; enclose slides-only text in `SLIDES_START` and `SLIDES_END`.

    The numbers of lines do not change.
    """
    mask = masked(text)
    parts: list[str] = []
    copied = position = 0
    while match := _MARK.search(mask, position):
        opening, mark, content, closing = match.groups()
        is_mark = (
            closing == _CLOSING[opening]
            and content.count(mark) % 2 == 0
            and f"{opening}{mark}" not in content
            # bold text may be that of a link
            and not (opening == "[" and mask[match.end() : match.end() + 1] == "(")
        )
        if not is_mark:
            position = match.start() + 1
            continue
        parts.append(text[copied : match.start()])
        inner = text[match.start(3) : match.end(3)]
        on_slides = mark == "~~"
        parts.append(f"{SLIDES_START}{inner}{SLIDES_END}" if on_slides else inner)
        copied = position = match.end()
    return "".join([*parts, text[copied:]])

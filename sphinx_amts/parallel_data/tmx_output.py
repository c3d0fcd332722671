"""Write pairs as TMX 1.4b.

Segments hold visible text. Placeables become `ph` elements with their visible text,
spans become pairs of `bpt` and `ept` around their text; the markup of the book is not
written. Source: LISA, TMX 1.4b specification, 2005.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from sphinx_amts.editions.model import BLANKS
from sphinx_amts.interchange.inline_codes import TYPES
from sphinx_amts.interchange.xml_stream import NOT_IN_XML, xml_text
from sphinx_amts.languages.joining import without_wide_breaks
from sphinx_amts.markup.model import Inline, Placeable, Text, elements
from sphinx_amts.memory.human_index import matching_elements
from sphinx_amts.parallel_data.tmx_pairs import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.editions.model import Granularity, Pair

_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="sphinx-amts" creationtoolversion="1" segtype="{segtype}" \
o-tmf="{system}" adminlang="en" srclang="{source}" datatype="plaintext"{end}
<body>
"""
_FOOTER = "</body>\n</tmx>\n"

Origins = Mapping[str, Sequence[tuple[str, str]]]
"""Name of a document -> names and values of properties of its pairs."""

NO_ORIGINS: Origins = {}


def tmx(
    pairs: Iterable[Pair],
    codes: tuple[str, str],
    granularity: Granularity,
    notes: Iterable[str] = (),
    origins: Origins = NO_ORIGINS,
) -> str:
    """Return the text of a TMX file with *pairs*, in their order.

    Args:
        pairs: pairs to write.
        codes: codes of the languages of source and target.
        granularity: unit of text of a pair.
        notes: notes on how the pairs were made, for the header.
        origins: properties of the pairs of each document.
    """
    about = "".join(map(_note, notes))
    header = _HEADER.format(
        segtype=granularity,
        system=PAIRS,
        source=codes[0],
        end=f">\n{about}</header>" if about else "/>",
    )
    units = (_tu(pair, codes, origins.get(pair.document, ())) for pair in pairs)
    return "".join([header, *units, _FOOTER])


def on_one_line(texts: Sequence[str]) -> list[str]:
    """Collapse whitespace in the parts of one text, also where two parts meet.

    Characters that XML forbids are removed, and blanks at both ends of the text.
    """
    result: list[str] = []
    after_blank = True
    for text in texts:
        line = BLANKS.sub(" ", NOT_IN_XML.sub("", _blanks(text)))
        if after_blank:
            line = line.removeprefix(" ")
        if line:
            after_blank = line.endswith(" ")
        result.append(line)
    for index in range(len(result) - 1, -1, -1):
        if result[index]:
            result[index] = result[index].rstrip(" ")
            break
    return result


def _blanks(text: str) -> str:
    return BLANKS.sub(" ", without_wide_breaks(text))


def non_xml_character(text: str) -> str:
    """Return the first character that XML forbids, as "U+000B"; "" if there is none."""
    found = NOT_IN_XML.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def _tu(
    pair: Pair, codes: tuple[str, str], properties: Iterable[tuple[str, str]]
) -> str:
    changed = ""
    if pair.changed:
        changed = f' changedate="{pair.changed.replace("-", "")}T000000Z"'
    note = _note(pair.document) + "".join(map(_property, properties))
    own_numbers: list[int | None] = [n for n, _ in enumerate(elements(pair.source))]
    sides = zip(
        codes,
        (pair.source, pair.target),
        (own_numbers, matching_elements(pair.target, pair.source)),
        strict=True,
    )
    variants = "".join(
        f'<tuv xml:lang="{code}"><seg>{_segment(inlines, numbers)}</seg></tuv>\n'
        for code, inlines, numbers in sides
    )
    return f"<tu{changed}>\n{note}{variants}</tu>\n"


def _note(text: str) -> str:
    (line,) = on_one_line([text])
    return f"<note>{xml_text(line)}</note>\n" if line else ""


def _property(named: tuple[str, str]) -> str:
    name, text = named
    (line,) = on_one_line([text])
    return f"<prop type={quoteattr(name)}>{xml_text(line)}</prop>\n" if line else ""


def _segment(inlines: Sequence[Inline], numbers: Sequence[int | None]) -> str:
    parts = list(_parts(inlines, iter(numbers), count(1)))
    texts = on_one_line([text for _, text, _ in parts])
    return "".join(
        _filled(before, xml_text(text), after)
        for (before, _, after), text in zip(parts, texts, strict=True)
    )


def _filled(before: str, text: str, after: str) -> str:
    return f"{before[:-1]}/>" if after and not text else f"{before}{text}{after}"


def _parts(
    inlines: Iterable[Inline], numbers: Iterator[int | None], pairs: Iterator[int]
) -> Iterator[tuple[str, str, str]]:
    """Yield each piece of text with its tags: tag before, text, tag behind."""
    for inline in inlines:
        if isinstance(inline, Text):
            yield "", inline.text, ""
            continue
        number = next(numbers)
        x = "" if number is None else f' x="{number + 1}"'
        kind = quoteattr(NOT_IN_XML.sub("", TYPES.get(inline.kind, inline.kind)))
        if isinstance(inline, Placeable):
            yield f"<ph{x} type={kind}>", inline.text, "</ph>"
        else:
            pair = next(pairs)
            yield f'<bpt i="{pair}"{x} type={kind}/>', "", ""
            yield from _parts(inline.children, numbers, pairs)
            yield f'<ept i="{pair}"/>', "", ""

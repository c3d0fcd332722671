"""Split a message into sentences, and join sentences to a message.

Sentences are found in the text as a reader sees it, with one opaque character for each
placeable, so that no markup is cut: only the text outside all spans is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_amts.languages.codes import language as language_of
from sphinx_amts.languages.full_stops import OPAQUE
from sphinx_amts.languages.sentences import FULL_WIDTH_TERMINATORS, NOTE_MARK, splitter
from sphinx_amts.markup.exchange import key_form
from sphinx_amts.markup.model import BREAK, Inline, Placeable, Text, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# placeables that belong to the words before them, also behind the end of a sentence
_NOTES = frozenset({"citation", "footnote"})
_BEHIND_MARKS = f"\"'’”」』）】》〉〕］)]{NOTE_MARK}"


@dataclass(frozen=True)
class Sentences:
    """Message split into sentences, which `join_segments` joins again.

    Attributes:
        segments: the sentences; at least one, unless the message is empty.
        separators: the white space between each segment and the next.
    """

    segments: tuple[tuple[Inline, ...], ...]
    separators: tuple[str, ...]

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Return the key form (normalised source) of each segment."""
        return tuple(map(key_form, self.segments))


def split_sentences(inlines: Sequence[Inline], language: str) -> Sentences:
    """Split a message in *language* into sentences.

    A hard line break is a segment of its own. White space around the whole message
    stays in its first and last sentence. If joining the sentences would not give
    exactly the same message, the message stays one segment.
    """
    message = tuple(inlines)
    whole = Sentences(segments=(message,) if message else (), separators=())
    found = splitter(language).split("".join(map(_visible, message)))
    starts = sorted({*found, *_around_breaks(message)})
    if not starts:
        return whole
    segments: list[tuple[Inline, ...]] = []
    separators: list[str] = []
    for segment in _cut(message, starts):
        if segments:
            segments[-1], separator = _without_blanks_behind(segments[-1])
            separators.append(separator)
        segments.append(segment)
    sentences = Sentences(segments=tuple(segments), separators=tuple(separators))
    return sentences if join_segments(sentences) == merged(message) else whole


def join_segments(sentences: Sentences) -> tuple[Inline, ...]:
    """Return the message that the sentences were split from."""
    parts: list[Inline] = []
    for number, segment in enumerate(sentences.segments):
        if number:
            parts.append(Text(sentences.separators[number - 1]))
        parts.extend(segment)
    return merged(parts)


def join_sentences(
    translations: Sequence[tuple[Inline, ...]],
    separators: Sequence[str],
    target_language: str,
) -> tuple[Inline, ...]:
    """Join translated sentences to a message, as *target_language* does.

    Args:
        translations: the sentences in order.
        separators: white space between the sentences of the source; one less than
            *translations*.
        target_language: code of the language; Chinese and Japanese have no space
            between two sentences if the first ends with a full-width mark.

    Raises:
        ValueError: the numbers of sentences and separators do not fit.
    """
    if len(separators) != max(len(translations) - 1, 0):
        raise ValueError(
            f"{len(translations)} sentences do not fit {len(separators)} separators"
        )
    parts: list[Inline] = []
    before = ""
    for translation in translations:
        after = _text_of(translation)
        if after.strip():
            if before and _needs_blank(before, after, target_language):
                parts.append(Text(" "))
            before = after
        parts.extend(translation)
    return merged(parts)


def _needs_blank(before: str, after: str, language: str) -> bool:
    if before[-1].isspace() or after[0].isspace():
        return False
    mark = before.rstrip(_BEHIND_MARKS)[-1:]
    full_width = mark != "" and mark in FULL_WIDTH_TERMINATORS
    return not full_width or language_of(language).sentence_separator == " "


def _visible(inline: Inline) -> str:
    """Return the characters that represent *inline* when sentences are looked for."""
    if isinstance(inline, Text):
        return inline.text
    if isinstance(inline, Placeable):
        return NOTE_MARK if inline.kind in _NOTES else OPAQUE
    return "".join(map(_visible, inline.children)) or OPAQUE


def _around_breaks(message: Sequence[Inline]) -> Iterator[int]:
    """Yield the indexes where hard line breaks begin and end, as in an address."""
    position = 0
    for number, inline in enumerate(message):
        end = position + len(_visible(inline))
        if isinstance(inline, Placeable) and inline.kind == BREAK:
            if number:
                yield position
            if number < len(message) - 1:
                yield end
        position = end


def _text_of(inlines: Iterable[Inline]) -> str:
    return "".join(map(_visible, inlines))


def _cut(
    message: tuple[Inline, ...], starts: Sequence[int]
) -> Iterator[tuple[Inline, ...]]:
    """Split *message* at *starts*, the indexes where segments begin.

    A start inside a span is ignored.
    """
    done = 0
    piece: list[Inline] = []
    position = 0
    for inline in message:
        end = position + len(_visible(inline))
        first = done
        while done < len(starts) and starts[done] < end:
            done += 1
        inside = starts[first:done]
        if isinstance(inline, Text):
            for start in inside:
                if before := inline.text[position - end : start - end]:
                    piece.append(Text(before))
                yield tuple(piece)
                piece = []
                position = start
            piece.append(Text(inline.text[position - end :]))
        else:
            if inside and inside[0] == position:
                yield tuple(piece)
                piece = []
            piece.append(inline)
        position = end
    yield tuple(piece)


def _without_blanks_behind(
    segment: tuple[Inline, ...],
) -> tuple[tuple[Inline, ...], str]:
    """Split *segment* into content and the white space at its end."""
    if not segment or not isinstance(segment[-1], Text):
        return segment, ""
    text = segment[-1].text
    kept = text.rstrip()
    last = (Text(kept),) if kept else ()
    return (*segment[:-1], *last), text[len(kept) :]

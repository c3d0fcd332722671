"""Sentences that people have translated, found again elsewhere in the book."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_amts.markup.exchange import key_form, to_html
from sphinx_amts.markup.model import Inline, Placeable, Span, Text
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.model import Dialect, LanguagePair

FORMAT = 1


@dataclass(slots=True)
class HumanIndex:
    """What people wrote in one language, by message and by sentence.

    Attributes:
        messages: dialect -> msgid -> msgstr.
        sentences: key form of a source sentence -> exchange form of its translation,
            ids referring to the source sentence.
    """

    messages: dict[Dialect, dict[str, str]] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)


Encode = Callable[[str, Dialect], tuple[Inline, ...]]


def build_index(
    entries: Iterable[tuple[str, str, Dialect]],
    languages: LanguagePair,
    encode: Encode,
) -> HumanIndex:
    """Index human *entries* (msgid, msgstr, dialect); of two versions the first wins.

    Sentences pair up only where both sides have the same number of them.
    """
    index = HumanIndex()
    for source_text, target_text, dialect in entries:
        index.messages.setdefault(dialect, {}).setdefault(source_text, target_text)
        source = split_sentences(encode(source_text, dialect), languages.source)
        target = split_sentences(encode(target_text, dialect), languages.target)
        if len(source.segments) != len(target.segments):
            continue
        for one, other in zip(source.segments, target.segments, strict=True):
            form = key_form(one)
            if form in index.sentences:
                continue
            paired = pair_elements(one, other)
            if paired is not None:
                index.sentences[form] = to_html_of(paired, one)
    return index


def load_index(path: Path, digest: str) -> HumanIndex | None:
    """Return the index kept at *path* if it was built from the same catalogs."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT or data["digest"] != digest:
            return None
        return HumanIndex(
            {Dialect(name): texts for name, texts in data["messages"].items()},
            data["sentences"],
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # a file of this build folder: it is made anew


def save_index(path: Path, digest: str, index: HumanIndex) -> None:
    """Keep *index* at *path* until the catalogs change."""
    data = {
        "format": FORMAT,
        "digest": digest,
        "messages": index.messages,
        "sentences": index.sentences,
    }
    write_atomically(path, json.dumps(data, ensure_ascii=False))

"""Define the same labels in both languages of a book, and resolve references."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx_amts.importers.d2l.model import (
    ConversionNote,
    D2LBlock,
    D2LFigure,
    D2LTable,
    Heading,
    Kind,
    Math,
    Tab,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UNFIT = re.compile(r"[^\w.:+-]+")


class LabelKind(StrEnum):
    """Kind of block or title that a label names."""

    SECTION = "section"
    FIGURE = "figure"
    TABLE = "table"
    EQUATION = "equation"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Target of a reference: its name in the converted book, kind and document."""

    name: str
    kind: LabelKind
    document: str


class Labels:
    """All labels of a book in one language.

    Names are compared without regard to case, as in Sphinx.
    """

    def __init__(self) -> None:
        self.findings: list[ConversionNote] = []
        self._own: dict[tuple[str, str], Target] = {}
        self._first: dict[str, Target] = {}
        self._names: set[str] = set()

    def define(self, document: str, blocks: list[D2LBlock]) -> None:
        """Give the labels of *document* names that are unique in the book."""
        for block, kind in _labelled(blocks):
            if not block.labels:
                continue
            name = self._free(block.labels[0], document, block.line)
            block.name = name
            target = Target(name=name, kind=kind, document=document)
            for label in block.labels:
                self._own.setdefault((document, label.lower()), target)
                self._first.setdefault(label.lower(), target)

    def resolve(self, document: str, label: str) -> Target | None:
        """Return the target of *label* in *document*, whose own labels come first.

        Returns:
            The target; `None` if there is no such label.
        """
        key = label.strip().lower()
        return self._own.get((document, key)) or self._first.get(key)

    def has(self, target: Target) -> bool:
        """Return whether the book has a label with the name and kind of *target*."""
        own = self._first.get(target.name.lower()) or self._own.get(
            (target.document, target.name.lower())
        )
        return target.name.lower() in self._names and (
            own is None or own.kind is target.kind
        )

    def _free(self, label: str, document: str, line: int) -> str:
        wanted = _UNFIT.sub("-", label.strip()).strip("-") or "label"
        name, number = wanted, 1
        while name.lower() in self._names:
            number += 1
            name = f"{wanted}-{number}"
        if number > 1:
            self.findings.append(
                ConversionNote(Kind.DOUBLE_LABEL, document, line, label)
            )
        self._names.add(name.lower())
        return name


def share_labels(
    source: Mapping[str, list[D2LBlock]], target: Mapping[str, list[D2LBlock]]
) -> list[ConversionNote]:
    """Give blocks that both languages have the same labels.

    A label that only one language has could not be resolved on pages that show both.
    Only blocks that match for certain get labels: those with the same formula or
    picture, and titles of documents whose titles have the same levels.

    Returns:
        Notes on the labels that were added to either language.
    """
    taken = [{k for b in side.values() for k in _keys(b)} for side in (source, target)]
    findings = []
    for document in sorted(source.keys() & target.keys()):
        ours, theirs = _anchors(source[document]), _anchors(target[document])
        for key in [key for key in ours if key in theirs]:
            one, other = ours[key], theirs[key]
            if not one.labels:
                one.labels = [n for n in other.labels if n.lower() not in taken[0]]
                changed = one.labels
            elif one.labels[0].lower() in map(str.lower, other.labels):
                continue
            else:
                changed = [n for n in one.labels[:1] if n.lower() not in taken[1]]
                other.labels = changed + other.labels
            findings += [
                ConversionNote(Kind.OTHER_LABEL, document, other.line, label)
                for label in changed
            ]
    return findings


def _keys(blocks: list[D2LBlock]) -> Iterator[str]:
    for block in walk(blocks):
        yield from map(str.lower, block.labels)


def _labelled(
    blocks: list[D2LBlock], *, tab: bool = False
) -> Iterator[tuple[D2LBlock, LabelKind]]:
    for block in blocks:
        match block:
            case Heading():
                yield block, LabelKind.PLACE if tab else LabelKind.SECTION
            case D2LFigure():
                yield block, LabelKind.FIGURE
            case D2LTable():
                yield block, LabelKind.TABLE
            case Math():
                yield block, LabelKind.EQUATION
            case Tab():
                yield block, LabelKind.PLACE
                yield from _labelled(block.blocks, tab=True)
            case _:
                yield block, LabelKind.PLACE


def _anchors(blocks: list[D2LBlock]) -> dict[tuple[object, ...], D2LBlock]:
    """Return blocks by keys that no translation changes, such as formulas."""
    found: dict[tuple[object, ...], D2LBlock] = {}
    count: Counter[tuple[object, ...]] = Counter()
    levels = tuple(b.level for b in walk(blocks) if isinstance(b, Heading))
    for block in walk(blocks):
        match block:
            case Heading():
                key: tuple[object, ...] = (levels,)
            case D2LFigure():
                key = (block.path,)
            case Math():
                key = ("$", re.sub(r"\s|[.,;。，；]\s*$", "", block.formula))
            case _:
                continue
        found[*key, count[key]] = block
        count[key] += 1
    return found

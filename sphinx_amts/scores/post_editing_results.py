"""Compute figures of post-editing effort, and write and read `editing.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import EvaluationError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.files.json_shape import (
    NUMBER,
    TEXT,
    WHOLE,
    list_of,
    mapping_of,
    object_of,
    or_null,
    read_shape,
)
from sphinx_amts.files.json_text import as_json
from sphinx_amts.scores.draft_scores import DISTANCE, HTER
from sphinx_amts.scores.post_editing import (
    BASE,
    GOAL,
    SCRATCH,
    EditEffort,
    Rate,
    efforts,
    rate,
    saved,
    shuffled_efforts,
)
from sphinx_amts.scores.significance import ENOUGH_DOCUMENTS, REPLICATION, Interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sphinx_amts.model import LanguagePair
    from sphinx_amts.scores.draft_scores import BookDraftScores
    from sphinx_amts.scores.post_editing import OfferedDraft

FORMAT = 1
FILE = "editing.json"

_SYSTEM = object_of(name=TEXT, saved=or_null(NUMBER))
_SAVED = object_of(
    format=WHOLE,
    target=TEXT,
    systems={**list_of(_SYSTEM), "minItems": 1},
    documents=list_of(object_of(name=TEXT, saved=mapping_of(or_null(NUMBER)))),
)

MEANINGS = {
    "saved": "characters to insert and delete from what is offered to the human text "
    "of each release, as a share of those after sphinx-intl update, subtracted from "
    "100; what is offered comes from earlier releases alone",
    HTER: "TER of drafts against the text that people made of them, where a committed "
    "draft proves it",
    DISTANCE: "characters to insert and delete from drafts to text that people wrote "
    "without them, in 100 characters of that text: an upper bound of effort",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEditing:
    """Post-editing figures of one document.

    Attributes:
        name: name of the document.
        messages: number of messages with human text, in all releases but the first.
        scratch: characters to type without suggestions.
        base: characters to insert and delete after `sphinx-intl update`.
        characters: name of a system -> characters to insert and delete after its
            suggestions.
        saved: name of a system -> per cent of *base* that the system saves.
        hter: HTER, from 0; `None` without post-edited drafts.
        hter_messages: number of post-edited drafts.
        distance: distance, from 0; `None` without independent text beside a draft.
        distance_messages: number of messages with a draft and independent text.
    """

    name: str
    messages: int
    scratch: int
    base: int
    characters: Mapping[str, int]
    saved: Mapping[str, float | None]
    hter: float | None
    hter_messages: int
    distance: float | None
    distance_messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemEditing:
    """Post-editing figures of one system.

    Attributes:
        name: name of the system.
        engine: name of the engine; "memory" for human text alone.
        characters: characters to insert and delete after its suggestions, in all
            documents.
        saved: per cent of the characters after `sphinx-intl update` that the system
            saves.
        interval: confidence interval of *saved*.
        saved_earlier: *saved* for messages with a suggestion of `sphinx-intl update`.
        saved_new: *saved* for messages without such a suggestion.
        saved_from_scratch: per cent of the characters without suggestions that the
            system saves.
        control: *saved* with the human texts of messages exchanged.
    """

    name: str
    engine: str
    characters: int
    saved: float | None
    interval: Interval | None
    saved_earlier: float | None
    saved_new: float | None
    saved_from_scratch: float | None
    control: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDistance:
    """HTER, or the distance to independent text, pooled over a book.

    Attributes:
        score: the score, from 0; `None` without messages.
        interval: confidence interval of the score.
        messages: number of messages.
        documents: number of documents with such messages.
        signature: signature of sacrebleu; empty for the distance.
    """

    score: float | None
    interval: Interval | None
    messages: int
    documents: int
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """Name of a release, and its number of human translations."""

    name: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """Post-editing figures of a book: saved editing, HTER and distance.

    Attributes:
        project: name of the book.
        source: source language.
        target: target language.
        releases: the releases, oldest first.
        label: restriction on claims, if there are few documents; else "".
        messages: number of messages with human text, in all releases but the first.
        scratch: characters to type without suggestions.
        base: characters to insert and delete after `sphinx-intl update`, in all
            documents.
        base_new: part of *base* for messages without a suggestion.
        base_saved: per cent of *scratch* that `sphinx-intl update` saves.
        systems: figures of each system.
        hter: HTER of post-edited drafts.
        distance: distance to independent text.
        documents: figures of each document.
        machine: number of entries left out because they are machine translations.
        faults: text that could not be read or translated, one line each.
        meanings: name of a figure -> its definition.
        goal: target of saved editing, in per cent.
        format: version of the format of `editing.json`.
    """

    project: str
    source: str
    target: str
    releases: Sequence[ReleaseFacts]
    label: str
    messages: int
    scratch: int
    base: int
    base_new: int
    base_saved: float | None
    systems: Sequence[SystemEditing]
    hter: DraftDistance
    distance: DraftDistance
    documents: Sequence[DocumentEditing]
    machine: int = 0
    faults: Sequence[str] = ()
    meanings: Mapping[str, str] = field(default_factory=lambda: MEANINGS)
    goal: float = GOAL
    format: int = FORMAT


def editing_of(
    messages: Sequence[OfferedDraft],
    scores: BookDraftScores,
    *,
    project: str,
    languages: LanguagePair,
    releases: Mapping[str, int],
    engines: Mapping[str, str],
) -> Editing:
    """Compute saved editing, HTER and distance of a book.

    Args:
        messages: messages of all releases but the first, with suggestions.
        scores: scores of drafts in the last release.
        project: name of the book.
        languages: source and target language.
        releases: name of a release -> number of messages with human text.
        engines: name of a system -> name of its engine, in the order of the result.
    """
    by_document = efforts(messages)
    taken = [effort.characters for effort in by_document.values()]
    control = shuffled_efforts(messages).characters
    whole = EditEffort()
    for effort in by_document.values():
        whole.messages += effort.messages
        whole.characters.update(effort.characters)
        whole.new.update(effort.new)
    changed = sum(any(n for k, n in one.items() if k != SCRATCH) for one in taken)
    systems = []
    for name, engine in engines.items():
        found = saved(taken, name)
        systems.append(
            SystemEditing(
                name=name,
                engine=engine,
                characters=whole.characters[name],
                saved=_rounded(found.value),
                interval=_rounded_interval(found.interval),
                saved_earlier=_rounded(saved([whole.earlier], name).value),
                saved_new=_rounded(saved([whole.new], name).value),
                saved_from_scratch=_rounded(
                    saved([whole.characters], name, SCRATCH).value
                ),
                control=_rounded(saved([control], name).value),
            )
        )
    return Editing(
        project=project,
        source=languages.source,
        target=languages.target,
        releases=[ReleaseFacts(name=n, messages=m) for n, m in releases.items()],
        label=REPLICATION if changed < ENOUGH_DOCUMENTS else "",
        messages=whole.messages,
        scratch=whole.characters[SCRATCH],
        base=whole.characters[BASE],
        base_new=whole.new[BASE],
        base_saved=_rounded(saved([whole.characters], BASE, SCRATCH).value),
        systems=systems,
        hter=_distance(scores, HTER),
        distance=_distance(scores, DISTANCE),
        documents=[
            _document(name, by_document, scores, list(engines))
            for name in sorted({*by_document, *_compared(scores)})
        ],
    )


def _compared(scores: BookDraftScores) -> list[str]:
    return [name for name, one in scores.documents.items() if one.edits]


def _document(
    name: str,
    by_document: Mapping[str, EditEffort],
    scores: BookDraftScores,
    systems: Sequence[str],
) -> DocumentEditing:
    effort = by_document.get(name, EditEffort())
    drafts = scores.documents.get(name)
    return DocumentEditing(
        name=name,
        messages=effort.messages,
        scratch=effort.characters[SCRATCH],
        base=effort.characters[BASE],
        characters={system: effort.characters[system] for system in systems},
        saved={s: _rounded(saved([effort.characters], s).value) for s in systems},
        hter=drafts.hter if drafts else None,
        hter_messages=drafts.count(HTER) if drafts else 0,
        distance=drafts.distance if drafts else None,
        distance_messages=drafts.count(DISTANCE) if drafts else 0,
    )


def _distance(scores: BookDraftScores, figure: str) -> DraftDistance:
    documents = scores.documents.values()
    rows = [one.edits[figure] for one in documents if figure in one.edits]
    found: Rate = rate((edits, length) for _, edits, length in rows)
    return DraftDistance(
        score=_rounded(found.value),
        interval=_rounded_interval(found.interval),
        messages=int(sum(messages for messages, _, _ in rows)),
        documents=len(rows),
        signature=scores.signatures.get("ter", "") if figure == HTER else "",
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _rounded_interval(found: Interval | None) -> Interval | None:
    return found and Interval(round(found.low, 2), round(found.high, 2))


def write_editing(folder: Path, editing: Editing) -> None:
    """Write `editing.json`; equal figures give equal bytes.

    Raises:
        OSError: the file cannot be written.
    """
    text = json.dumps(as_json(editing), ensure_ascii=False, indent=1) + "\n"
    write_if_changed(folder / FILE, text.encode("utf-8", "replace"))


def load_saved(path: Path, target: str) -> dict[str, float | None]:
    """Load the percentage that the first system saves in each document.

    Args:
        path: file that `write_editing` has written.
        target: target language that the file must have.

    Returns:
        name of a document, or "" for all documents -> percentage, `None` for no data.

    Raises:
        EvaluationError: the file is missing or damaged, or has another version or
            language.
    """
    said = f"amts_editing: {path}: cannot be read"
    remedy = "make it with evaluate --releases"
    with errors_as(
        EvaluationError, said, remedy, kinds=(OSError, ValueError, KeyError)
    ):
        data = read_shape(path, _SAVED)
        version, language = data["format"], data["target"]
        first = data["systems"][0]
        found = {d["name"]: d["saved"][first["name"]] for d in data["documents"]}
        found[""] = first["saved"]
    if version != FORMAT:
        raise EvaluationError(f"amts_editing: {path}: of another version; make it anew")
    if language != target:
        raise EvaluationError(
            f"amts_editing: {path}: of the language {language!r}, not {target!r}; name "
            "the file of each language in amts_languages"
        )
    return found

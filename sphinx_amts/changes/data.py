"""Define the data on changes of a book, and write and read the data as JSON."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as
from sphinx_amts.files.json_shape import read_shape
from sphinx_amts.files.json_text import parse_json
from sphinx_amts.text.advice import command_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FORMAT = 1
_SCHEMA = "changes.schema.json"

Gate = Literal["broken", "outdated", "missing"]
GATES: tuple[Gate, ...] = ("broken", "outdated", "missing")


class SentenceCounts(TypedDict):
    """Numbers of sentences of the source that changed."""

    added: int
    edited: int
    removed: int


class PassageData(TypedDict):
    """A changed paragraph; `before` is empty if it is new, `after` if it is gone."""

    file: str
    line: int
    before: str
    after: str


class PlaceData(TypedDict):
    """A paragraph of the source, with file and line."""

    file: str
    line: int
    text: str


class FaultData(TypedDict):
    """A fault of a translation, with file and line."""

    file: str
    line: int
    rule: str
    severity: str
    message: str


class LanguageData(TypedDict):
    """Effects of the change on the translation into one language."""

    language: str
    human_before: int
    human_kept: int
    outdated: list[PlaceData]
    missing: int
    missing_new: list[PlaceData]
    segments: int
    characters: int
    engine: str
    price: float | None
    faults: list[FaultData]
    notices: list[str]


class ChangesData(TypedDict):
    """Difference between a book and an earlier revision of it."""

    format: int
    base: str
    commit: str
    sentences: SentenceCounts
    passages: list[PassageData]
    languages: list[LanguageData]


def as_json(data: ChangesData) -> str:
    """Return *data* as JSON text."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def read_changes(path: Path) -> ChangesData:
    """Read a file that `sphinx-amts changes --format json` has written.

    The file is not trusted, since a job that anybody can start has made it.

    Raises:
        ConfigError: the file cannot be read, or is no list of changes.
    """
    command = command_line("changes", "--base", "REV", "--format", "json")
    remedy = f"make it with {command}"
    said = f"{path}: no list of changes"
    with errors_as(ConfigError, said, remedy, kinds=(OSError, ValueError)):
        return cast("ChangesData", read_shape(path, schema()))


def schema() -> Any:
    """Return the JSON schema of the file with changes."""
    return parse_json(resources.files(__package__).joinpath(_SCHEMA).read_bytes())


def reasons(data: ChangesData, gates: Sequence[Gate]) -> list[str]:
    """Return why a person has to look: a line for each language and gate that fails."""
    return [
        f"{language['language']}: {phrase}"
        for language in data["languages"]
        for gate in gates
        if (phrase := _phrase(gate, language))
    ]


def _phrase(gate: Gate, language: LanguageData) -> str:
    if gate == "broken":
        return counted(len(language["faults"]), "fault came in", "faults came in")
    if gate == "outdated":
        one, many = "paragraph becomes outdated", "paragraphs become outdated"
        return counted(len(language["outdated"]), one, many)
    one, many = "more paragraph has", "more paragraphs have"
    more = counted(len(language["missing_new"]), one, many)
    return f"{more} no translation" if more else ""


def counted(number: int, one: str, many: str) -> str:
    """Return *number* and the noun *one* or *many*; "" if *number* is 0."""
    return f"{number} {one if number == 1 else many}" if number else ""

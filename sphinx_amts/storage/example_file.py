"""Files for Amazon Translate, looked at by its rules before they are sent.

The service skips or refuses single records without saying so unless it is asked. The
rules are those of "Input files for parallel data" and "Creating a custom terminology"
in its developer guide.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError, TranslationMemoryError
from sphinx_amts.storage.files import as_utf8, read_file
from sphinx_amts.storage.tables import TABLE_LINES, DamagedTable, cells_of
from sphinx_amts.storage.tmx_reader import read_units
from sphinx_amts.text.languages import is_known, language

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = {".csv": "CSV", ".tsv": "TSV", ".tmx": "TMX"}

EXAMPLE_BYTES = 1000
"""UTF-8 bytes of one text of parallel data; longer ones are skipped."""

TERM_BYTES = 200
"""UTF-8 bytes of one term of a terminology."""

FORBIDDEN_STARTS = ("+", "-", "=", "@")
"""What no field of a table may start with, quoted or not."""


@dataclass(slots=True)
class ExampleFile:
    """A file of parallel data or of a terminology.

    Attributes:
        path: where it lies.
        format: "CSV", "TSV" or "TMX".
        data: its content.
        source: Amazon's code of the source language.
        targets: Amazon's codes of the target languages.
        records: records that can be imported.
        faults: place and reason of records that the service would leave out.
    """

    path: Path
    format: str
    data: bytes
    source: str = ""
    targets: list[str] = field(default_factory=list)
    records: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


def read_example_file(path: Path, *, max_bytes: int) -> ExampleFile:
    """Read and check *path*.

    Args:
        path: a file whose suffix names its format.
        max_bytes: UTF-8 bytes above which the service skips a text.

    Raises:
        ConfigError: the file as a whole would be refused.
    """
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise ConfigError(f"{path}: give a file that ends in {', '.join(FORMATS)}")
    try:
        data = read_file(path)
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be read ({exc.strerror or exc})") from exc
    as_utf8(data, path)
    file = ExampleFile(path=path, format=format_, data=data)
    if format_ == "TMX":
        _read_tmx(file, max_bytes)
    else:
        _read_table(file, "\t" if format_ == "TSV" else ",", max_bytes)
    if not file.records:
        raise ConfigError(f"{path}: there is no record that can be imported")
    return file


def _read_table(file: ExampleFile, delimiter: str, max_bytes: int) -> None:
    text = file.data.decode("utf-8-sig")
    if text.count("\n") + text.count("\r") > TABLE_LINES:
        raise ConfigError(f"{file.path}: more than {TABLE_LINES:,} lines; split it")
    lines = text.splitlines()
    try:
        header = cells_of(lines[0] if lines else "", delimiter, 1)
    except DamagedTable as exc:
        raise ConfigError(f"{file.path}:1: {exc.reason}") from exc
    codes = [_amazon(file, code, f"{file.path}:1") for code in header]
    if len(codes) < 2 or len(set(codes)) < len(codes):
        raise ConfigError(
            f"{file.path}:1: the first line must name the languages of the columns, "
            "each once, the source language first, as in en,zh"
        )
    file.source, file.targets = codes[0], codes[1:]
    for number, line in enumerate(lines[1:], 2):
        place = f"{file.path}:{number}"
        # the service knows no fields of several lines: each line is read alone
        try:
            fields = cells_of(line, delimiter, number)
        except DamagedTable as exc:
            file.faults.append((place, exc.reason))
            continue
        if len(fields) != len(codes):
            reason = f"{len(fields)} fields instead of {len(codes)}"
            file.faults.append((place, reason))
        elif any(text.startswith(FORBIDDEN_STARTS) for text in fields):
            reason = "a field starts with one of + - = @; use TMX for such text"
            file.faults.append((place, reason))
        else:
            _count(file, place, fields, max_bytes)


def _read_tmx(file: ExampleFile, max_bytes: int) -> None:
    sources: set[str] = set()
    try:
        for number, unit in enumerate(read_units(io.BytesIO(file.data)), 1):
            place = f"{file.path}: unit {number}"
            source = _amazon(file, unit.source_language, place)
            texts = {
                _amazon(file, segment.language, place): "".join(
                    text for text, code in segment.parts if not code
                )
                for segment in unit.segments
            }
            sources.add(source)
            if source not in texts or len(texts) != len(unit.segments):
                file.faults.append((place, "it needs one text in the source language"))
                continue
            targets = [code for code in texts if code != source]
            file.targets += [code for code in targets if code not in file.targets]
            fields = [texts[source], *(texts[code] for code in targets)]
            _count(file, place, fields, max_bytes)
    except TranslationMemoryError as exc:
        raise ConfigError(f"{file.path}: {exc}") from exc
    if len(sources) != 1:
        raise ConfigError(f"{file.path}: give one source language (srclang)")
    file.source = sources.pop()


def _count(file: ExampleFile, place: str, fields: list[str], max_bytes: int) -> None:
    source, *targets = fields
    usable = [
        text for text in targets if text.strip() and len(text.encode()) <= max_bytes
    ]
    if not source.strip() or not any(text.strip() for text in targets):
        file.faults.append((place, "a text is empty"))
    elif len(source.encode()) > max_bytes or not usable:
        file.faults.append((place, f"longer than {max_bytes} bytes in UTF-8"))
    else:
        file.records += 1


def _amazon(file: ExampleFile, code: str, place: str) -> str:
    """Return Amazon's code of a language that a file names.

    Raises:
        ConfigError: there is no such language, or Amazon has another code for it.
    """
    code = code.strip()
    amazon = language(code).amazon if is_known(code) else None
    if amazon is None or (amazon != code and file.format != "TMX"):
        hint = f"; write {amazon}" if amazon else ""
        raise ConfigError(
            f"{place}: {code[:30]!r} is no language code of Amazon Translate{hint}"
        )
    return amazon

"""Write pairs as a file that Amazon Translate imports without skipping a record.

Source: "Input files for parallel data" in the developer guide of Amazon Translate. The
same pairs always give the same bytes, so that the file can be committed, and pushed
only when it has changed.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import Granularity, place
from sphinx_amts.engines.amazon.import_rules import (
    EXAMPLE_BYTES,
    FORBIDDEN_STARTS,
    FORMATS,
)
from sphinx_amts.errors import AlignmentError, ConfigError
from sphinx_amts.files.disk import errors_as, write_if_changed
from sphinx_amts.languages.codes import language
from sphinx_amts.parallel_data.findings import RemovedPair
from sphinx_amts.parallel_data.tmx_output import (
    NO_ORIGINS,
    Origins,
    non_xml_character,
    on_one_line,
    tmx,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.editions.model import Pair
    from sphinx_amts.model import LanguagePair

RULE = "format"
"""Name of the rule that removes pairs which a format cannot represent."""


@dataclass(slots=True, kw_only=True)
class WrittenPairs:
    """Result of writing a file of pairs.

    Attributes:
        pairs: number of pairs in the file.
        changed: whether the content of the file has changed.
        left_out: pairs that the format cannot represent, with the reason.
    """

    pairs: int
    changed: bool
    left_out: list[RemovedPair] = field(default_factory=list)


def write_pairs(
    path: Path,
    pairs: Sequence[Pair],
    languages: LanguagePair,
    *,
    reversed: bool = False,  # noqa: A002
    granularity: Granularity = Granularity.SENTENCE,
    notes: Sequence[str] = (),
    origins: Origins = NO_ORIGINS,
) -> WrittenPairs:
    """Write *pairs*, in their order, in the format that the suffix of *path* names.

    Args:
        path: file to write, which ends in .tmx, .csv or .tsv. A file that has the same
            content already is not touched.
        pairs: pairs to write; no two may have the same source text and different
            translations.
        languages: languages of both sides of the pairs.
        reversed: whether to swap sources and targets.
        granularity: unit of text of a pair, which a TMX file names.
        notes: notes on how the pairs were made, for a TMX file.
        origins: properties of the pairs of each document, for a TMX file.

    Raises:
        ConfigError: the suffix is not supported, or the file cannot be written.
        AlignmentError: there is nothing to write, or two pairs have the same source
            text and different translations, of which the service would take one.
    """
    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise ConfigError(f"{path}: give a file that ends in {', '.join(FORMATS)}")
    if reversed:
        pairs = [replace(p, source=p.target, target=p.source) for p in pairs]
        languages = languages.reversed
    kept: list[Pair] = []
    left_out: list[RemovedPair] = []
    for pair in pairs:
        if reason := _unfit(pair, is_table=format_ != "TMX"):
            left_out.append(RemovedPair(pair, RULE, reason))
        else:
            kept.append(pair)
    if not kept:
        raise AlignmentError(f"{path}: there are no pairs to write")
    _refuse_conflicts(path, kept)
    codes = _code(languages.source), _code(languages.target)
    if format_ == "TMX":
        text = tmx(kept, codes, granularity, notes, origins)
    else:
        text = _table(kept, codes, "\t" if format_ == "TSV" else ",")
    with errors_as(ConfigError, f"{path}: cannot be written"):
        changed = write_if_changed(path, text.encode())
    return WrittenPairs(pairs=len(kept), changed=changed, left_out=left_out)


def _table(pairs: Sequence[Pair], codes: tuple[str, str], delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(codes)
    writer.writerows(_texts(pair) for pair in pairs)
    return stream.getvalue()


def _texts(pair: Pair) -> tuple[str, str]:
    """Return both texts of a pair as they are written, each on one line."""
    return on_one_line([pair.source_text])[0], on_one_line([pair.target_text])[0]


def _unfit(pair: Pair, *, is_table: bool) -> str:
    """Return why a pair would be refused or skipped on import; "" if it would not."""
    for text in (pair.source_text, pair.target_text):
        if character := non_xml_character(text):
            return f"holds {character}, which no file of pairs can"
    for text in _texts(pair):
        if not text:
            return "a text is empty"
        if len(text.encode()) > EXAMPLE_BYTES:
            return f"longer than {EXAMPLE_BYTES} bytes in UTF-8"
        if is_table and text.startswith(FORBIDDEN_STARTS):
            return "a text starts with one of + - = @, which only TMX can hold"
    return ""


def _refuse_conflicts(path: Path, pairs: Sequence[Pair]) -> None:
    first: dict[str, Pair] = {}
    for pair in pairs:
        text, _ = _texts(pair)
        other = first.setdefault(text, pair)
        if _texts(other) != _texts(pair):
            raise AlignmentError(
                f"{path}: {text!r} stands in it twice, from "
                f"{place(other.document, other.line)} and "
                f"{place(pair.document, pair.line)}; "
                "the service would take one of them"
            )


def _code(code: str) -> str:
    """Return the code of a language in Amazon Translate, else its BCP 47 code."""
    known = language(code)
    return known.amazon or known.bcp47

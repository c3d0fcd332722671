"""Write mined terms as a terminology file, which a person prunes.

An existing file may be that person's work, so it is never changed.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import Granularity, Pair
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import errors_as, write_parts
from sphinx_amts.markup.model import Text
from sphinx_amts.parallel_data.tmx_output import tmx

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.model import LanguagePair

SUFFIXES = (".csv", ".tsv", ".tmx")


def refuse_suffix(path: Path) -> None:
    """Raise an error if *path* has no suffix of a terminology file.

    Raises:
        ConfigError: the suffix is not one of `SUFFIXES`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ConfigError(f"{path}: give a file that ends in {', '.join(SUFFIXES)}")


def write_terms(
    path: Path, terms: Sequence[tuple[str, str]], languages: LanguagePair
) -> bool:
    """Write *terms* in their order; return whether a file was written.

    Args:
        path: file to write, whose suffix names the format.
        terms: terms, each with one translation.
        languages: languages of both sides.

    Raises:
        ConfigError: the file exists with another content, has another suffix, or
            cannot be written.
    """
    refuse_suffix(path)
    suffix = path.suffix.lower()
    if suffix == ".tmx":
        text = tmx(
            [
                Pair(source=(Text(one),), target=(Text(other),), document="")
                for one, other in terms
            ],
            (languages.source, languages.target),
            Granularity.SENTENCE,
        )
    else:
        text = _table(terms, languages, "," if suffix == ".csv" else "\t")
    data = text.encode()
    with errors_as(ConfigError, f"{path}: cannot be written"):
        if path.exists() or path.is_symlink():
            if path.is_file() and path.read_bytes() == data:
                return False
            raise ConfigError(
                f"{path}: there is such a file with other terms, which somebody may "
                "have pruned; it stays as it is: name another one with --output, or "
                "move it away"
            )
        write_parts(path, (data,))
    return True


def _table(
    terms: Sequence[tuple[str, str]], languages: LanguagePair, delimiter: str
) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow((languages.source, languages.target))
    writer.writerows(terms)
    return stream.getvalue()

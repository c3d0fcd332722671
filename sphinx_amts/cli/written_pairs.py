"""Check the suffix of files with pairs, and report the files that were written."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_amts.cli.listing import writing
from sphinx_amts.cli.output import say
from sphinx_amts.errors import ConfigError
from sphinx_amts.files.disk import seen_from_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_amts.parallel_data.output import WrittenPairs

_SUFFIXES = (".tmx", ".csv", ".tsv")


def refuse_other_suffix(path: Path) -> None:
    """Raise an error for a file whose suffix is no format of pairs.

    Raises:
        ConfigError: the suffix is not .tmx, .csv or .tsv.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise ConfigError(f"{path}: give a file that ends in {', '.join(_SUFFIXES)}")


def tell_written(path: Path, written: WrittenPairs) -> None:
    """Print the number of pairs in a file, and the reasons why others are not in it."""
    state = "wrote" if written.changed else "unchanged:"
    say(f"  {state} {seen_from_here(path)}: {written.pairs} pairs")
    reasons = Counter(removed.reason for removed in written.left_out)
    for reason, count in reasons.most_common():
        say(f"    {count} left out: {reason}")


@contextmanager
def writing_page(path: Path, remark: str = "") -> Iterator[None]:
    """Make the folder of a page for a block that writes the page; then report it.

    Args:
        path: file of the page.
        remark: text to print behind the path.

    Raises:
        ConfigError: the page cannot be written.
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    say(f"  wrote {seen_from_here(path)}{remark}")

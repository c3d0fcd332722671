"""Report and write collected pairs, and the pages that they come from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_amts.cli.listing import counted, write_listing
from sphinx_amts.cli.output import say
from sphinx_amts.cli.written_pairs import tell_written, writing_page
from sphinx_amts.parallel_data.cleaning import RULES
from sphinx_amts.parallel_data.expectation import expected_wrong
from sphinx_amts.parallel_data.output import write_pairs
from sphinx_amts.parallel_data.review_page import write_review_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.corpus_collection.collecting import CollectedPairs
    from sphinx_amts.editions.model import Granularity
    from sphinx_amts.model import LanguagePair

_HEADER = (
    "source", "target", "pairs", "found by", "source fetched", "target fetched",
    "licence hints",
)  # fmt: skip


def report_collected(found: CollectedPairs) -> None:
    """Print the numbers of pairs that were found, and that each rule removed."""
    if found.off_subject:
        say(f"  {counted(found.off_subject, 'page')} not on the subject, left out")
    say(f"  {counted(len(found.pairs), 'pair')} from {_pages(found)}")
    if found.pairs:
        wrong = expected_wrong(found.pairs)
        say(f"  about {wrong} of them likely wrong, by their confidence")
    if found.repeated:
        say(f"  {found.repeated:6} repeated: another page has the same pair")
    counts = Counter(removed.rule for removed in found.removed)
    for rule, meaning in RULES.items():
        if counts[rule]:
            say(f"  {counts[rule]:6} {rule}: {meaning}")


def _pages(found: CollectedPairs) -> str:
    return counted(len(found.origins), "page")


def why_nothing(found: CollectedPairs, *, faults: bool) -> str:
    """Return why nothing was collected, and what to do.

    Args:
        found: result of the collection.
        faults: whether pages were named that cannot be used.
    """
    if found.removed or found.origins:
        reason = "no pair of the pages is fit; the counts above say why"
    elif found.off_subject:
        reason = (
            "no page has the keywords often enough; give others with --keyword, or "
            "fewer times with --keyword-times"
        )
    elif faults:
        reason = "no page and its translation can be used; the lines above say why"
    else:
        reason = (
            "no page names its translation; name pages with their translations in a "
            "list, an address and a tab and an address on each line"
        )
    return f"nothing was collected, and nothing written: {reason}"


def write_collected(
    output: Path,
    found: CollectedPairs,
    languages: LanguagePair,
    granularity: Granularity,
    notes: Sequence[str],
) -> None:
    """Write the pairs, and a table of the pages that they come from beside them.

    Raises:
        ConfigError: a file cannot be written.
    """
    origins = {
        origin.source: (
            ("x-translation", origin.target),
            ("x-found-by", origin.way),
            ("x-fetched", " ".join(filter(None, origin.fetched))),
            ("x-licence", "; ".join(origin.licences)),
        )
        for origin in found.origins
    }
    written = write_pairs(
        output,
        [replace(pair, line=0) for pair in found.pairs],  # it counts blocks
        languages,
        granularity=granularity,
        notes=notes,
        origins=origins,
    )
    tell_written(output, written)
    rows = [
        (
            *(origin.source, origin.target, origin.pairs, origin.way, *origin.fetched),
            "; ".join(origin.licences),
        )
        for origin in found.origins
    ]
    write_listing(
        str(output.with_name(f"{output.stem}.origins.csv")), _HEADER, rows, indent="  "
    )


def write_collected_review(
    path: Path, found: CollectedPairs, languages: LanguagePair
) -> None:
    """Write the page that shows the pairs side by side.

    Raises:
        ConfigError: the page cannot be written.
    """
    with writing_page(path):
        write_review_page(
            path,
            languages=languages,
            kept=found.pairs,
            removed=found.removed,
            unpaired=found.unpaired,
        )

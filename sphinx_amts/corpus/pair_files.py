"""Read pairs from CSV files with a header and from XLIFF files, each as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_amts.corpus.model import CollectionFile, CorpusPair
from sphinx_amts.parallel_data.files import read_pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.corpus.model import CorpusFindings
    from sphinx_amts.model import LanguagePair


@dataclass(frozen=True, slots=True)
class WholeFile(CollectionFile):
    """Collection in a CSV or XLIFF file, as `parallel-data build --from` reads it."""

    def read(
        self, languages: LanguagePair, findings: CorpusFindings
    ) -> Iterator[CorpusPair]:
        """Yield the pairs of the file.

        Raises:
            AlignmentError: the file cannot be read, or lacks one of the two languages.
        """
        file = read_pairs(self.path, languages)
        findings.machine += file.machine
        findings.faults += file.faults
        for reason, lines in file.reasons.items():
            for line in lines:
                findings.leave_out(self.name, line, reason, harmless=file.is_whole)
        for pair in file.pairs:
            yield CorpusPair(
                pair.source_text, pair.target_text, self.name, pair.line, pair.changed
            )

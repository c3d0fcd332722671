"""Read the files of hypotheses that an evaluation has written."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.errors import EvaluationError
from sphinx_amts.files.disk import read_file
from sphinx_amts.scores.lines import View

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_amts.model import LanguagePair


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenHypotheses:
    """Read the hypotheses of one system in one direction.

    Args:
        folder: folder of the system in the folder ``hypotheses`` of an evaluation.
        languages: source and target language.
    """

    folder: Path
    languages: LanguagePair

    def revision(self, document: str) -> str:
        """Return a digest of the references and hypotheses of *document*.

        Return an empty string if their files cannot be read.
        """
        try:
            lines = b"".join(read_file(path) for path in self._paths(document))
        except OSError:
            return ""
        return blake2b(lines, digest_size=8).hexdigest()

    def read(self, document: str) -> dict[str, str]:
        """Return the hypotheses of *document* in the view "everything", by reference.

        The result is empty if there are no files of the document.

        Raises:
            EvaluationError: the two files differ in their number of lines.
        """
        if not self.revision(document):
            return {}
        references, hypotheses = (
            read_file(path).decode("utf-8", "replace").split("\n")
            for path in self._paths(document)
        )
        if len(references) != len(hypotheses):
            raise EvaluationError(
                f"{self._paths(document)[1]}: {len(hypotheses) - 1} lines, but "
                f"{len(references) - 1} references; run the evaluation again"
            )
        return dict(zip(references[:-1], hypotheses[:-1], strict=True))

    def _paths(self, document: str) -> tuple[Path, Path]:
        root = self.folder.parent.parent / View.EVERYTHING
        name = f"{self.languages}/{document}.txt"
        return (
            root / "references" / name,
            root / "hypotheses" / self.folder.name / name,
        )

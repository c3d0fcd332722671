"""Score with COMET, an optional learned metric, in addition to other metrics.

Source: Rei et al., "COMET: A Neural Framework for MT Evaluation", EMNLP 2020.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

from sphinx_amts.errors import EvaluationError
from sphinx_amts.extras import install
from sphinx_amts.scores.metrics import Score

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE = "unbabel-comet"
_BATCH = 8


class Comet:
    """A model of COMET, which scores translations.

    Args:
        name: name of a model, as ``Unbabel/wmt22-comet-da``, or file of a checkpoint.

    Raises:
        EvaluationError: the package is missing, or the model cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        try:
            comet = import_module("comet")
        except ImportError as exc:
            raise EvaluationError(
                "COMET needs a package of its own; run "
                f"`{install('comet')}`, or leave out comet"
            ) from exc
        try:
            path = name if name.endswith(".ckpt") else comet.download_model(name)
            self._model: Any = comet.load_from_checkpoint(path)
        except Exception as exc:  # the package raises anything
            reason = " ".join(str(exc).split()) or type(exc).__name__
            raise EvaluationError(
                f"the COMET model {name} cannot be loaded: {reason}"
            ) from exc
        self._signature = f"{name}|comet:{_version()}"

    def score(
        self,
        sources: Sequence[str],
        hypotheses: Sequence[str],
        references: Sequence[str],
    ) -> Score:
        """Return the COMET score of all *hypotheses*, times 100 as in other metrics."""
        data = [
            {"src": source, "mt": hypothesis, "ref": reference}
            for source, hypothesis, reference in zip(
                sources, hypotheses, references, strict=True
            )
        ]
        found = self._model.predict(data, batch_size=_BATCH, progress_bar=False)
        return Score(100 * float(found.system_score), self._signature)


def _version() -> str:
    try:
        return metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        return "unknown"

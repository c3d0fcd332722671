"""Sphinx extension that translates a book and keeps translations up to date.

The names below are the public interface; everything else in the package may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sphinx_amts._version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from sphinx_amts.alignment.beads import Bead
    from sphinx_amts.alignment.sentences import align_sentences
    from sphinx_amts.editions.model import Pair
    from sphinx_amts.engines.base import (
        Engine,
        EngineOptions,
        Failure,
        Item,
        JobEngine,
        Pending,
        Quote,
        Request,
        Result,
    )
    from sphinx_amts.errors import AmtsError
    from sphinx_amts.extension.message import translate_message
    from sphinx_amts.model import LanguagePair, Provenance
    from sphinx_amts.parallel_data.files import read_pairs
    from sphinx_amts.report.data import ReportData
    from sphinx_amts.scores.metrics import Metric, Score, Scorer
    from sphinx_amts.settings.definitions import Settings

__all__ = [
    "AmtsError",
    "Bead",
    "Engine",
    "EngineOptions",
    "Failure",
    "Item",
    "JobEngine",
    "LanguagePair",
    "Metric",
    "Pair",
    "Pending",
    "Provenance",
    "Quote",
    "ReportData",
    "Request",
    "Result",
    "Score",
    "Scorer",
    "Settings",
    "__version__",
    "align_sentences",
    "read_pairs",
    "setup",
    "translate_message",
]

_ENGINES = "sphinx_amts.engines.base"
_METRICS = "sphinx_amts.scores.metrics"
_MODULES = {
    "AmtsError": "sphinx_amts.errors",
    "Bead": "sphinx_amts.alignment.beads",
    "Engine": _ENGINES,
    "EngineOptions": _ENGINES,
    "Failure": _ENGINES,
    "Item": _ENGINES,
    "JobEngine": _ENGINES,
    "LanguagePair": "sphinx_amts.model",
    "Metric": _METRICS,
    "Pair": "sphinx_amts.editions.model",
    "Pending": _ENGINES,
    "Provenance": "sphinx_amts.model",
    "Quote": _ENGINES,
    "ReportData": "sphinx_amts.report.data",
    "Request": _ENGINES,
    "Result": _ENGINES,
    "Score": _METRICS,
    "Scorer": _METRICS,
    "Settings": "sphinx_amts.settings.definitions",
    "align_sentences": "sphinx_amts.alignment.sentences",
    "read_pairs": "sphinx_amts.parallel_data.files",
    "translate_message": "sphinx_amts.extension.message",
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension; called by Sphinx."""
    from sphinx_amts.extension.setup import setup as register

    return register(app)


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that an idle build stays fast."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

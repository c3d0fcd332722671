"""Define transforms that import the real transforms when a document is read.

Most builds read few documents or none. The real transforms are in `transforms`,
`page_checks` and `language_marks`.
"""

from __future__ import annotations

from typing import Any

from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_amts.extension.session.domain import session_of


class WhenSplicing(SphinxTransform):
    """Transform that passes the translations of a document to `Locale`."""

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:
        """Apply `SpliceCatalog`, if the book is translated."""
        if session_of(self.env) is not None:
            from sphinx_amts.extension.pages.transforms import SpliceCatalog

            SpliceCatalog(self.document, self.startnode).apply(**kwargs)


class WhenJudging(SphinxTransform):
    """Transform that checks the translations that `Locale` has applied."""

    default_priority = 21

    def apply(self, **kwargs: Any) -> None:
        """Apply `JudgeTranslation`, if the book is translated."""
        if session_of(self.env) is not None:
            from sphinx_amts.extension.pages.transforms import JudgeTranslation

            JudgeTranslation(self.document, self.startnode).apply(**kwargs)


class WhenChecking(SphinxTransform):
    """Transform that looks for unresolved references in human translations."""

    default_priority = 875

    def apply(self, **kwargs: Any) -> None:
        """Apply `CheckPage`, if the book is translated."""
        if session_of(self.env) is not None:
            from sphinx_amts.extension.pages.page_checks import CheckPage

            CheckPage(self.document, self.startnode).apply(**kwargs)


class WhenWriting(SphinxPostTransform):
    """Transform that saves marked nodes before a page is written."""

    default_priority = 1
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Run `KeepMarks`."""
        from sphinx_amts.extension.pages.language_marks import KeepMarks

        KeepMarks(self.document, self.startnode).run(**kwargs)

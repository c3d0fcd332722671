"""Find the page in the source language that a page translates."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def original_address(app: Sphinx, pagename: str) -> str:
    """Return the address of the original of a page, as seen from it; "" if unknown.

    Args:
        app: application with the HTML builder of the page.
        pagename: name of the page.
    """
    return ""

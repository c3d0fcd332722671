"""Define the HTML classes of translated elements, for style sheets."""

from __future__ import annotations

MACHINE_CLASS = "machine-translated"
"""Class of elements with machine-translated text."""

UNCONFIRMED_CLASS = "unconfirmed-translation"
"""Class of elements whose translation a person has written but nobody has confirmed.

The translation comes from another edition of the book, or was edited in a machine
catalog.
"""

OUTDATED_CLASS = "outdated-translation"
"""Class of elements with a translation of a previous source."""

"""Name the classes of elements by whose text they show, for style sheets."""

from __future__ import annotations

MACHINE_CLASS = "machine-translated"
"""Class of elements with machine-translated text."""

UNCONFIRMED_CLASS = "unconfirmed-translation"
"""Class of elements whose text was aligned from another edition, unconfirmed."""

OUTDATED_CLASS = "outdated-translation"
"""Class of elements whose text translates a previous source."""

"""Name the classes of elements by whose text they show, for style sheets."""

from __future__ import annotations

MACHINE_CLASS = "machine-translated"
"""Class of elements with machine-translated text."""

UNCONFIRMED_CLASS = "unconfirmed-translation"
"""Class of elements whose text nobody has taken over yet.

It is that of another edition, or of a machine catalog in which a person has edited it.
"""

OUTDATED_CLASS = "outdated-translation"
"""Class of elements whose text translates a previous source."""

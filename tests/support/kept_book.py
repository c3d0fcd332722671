"""A book that many tests begin with, and each may change."""

from __future__ import annotations

import shutil
from dataclasses import replace


class KeptBook:
    """A copy of the folder of a book, which goes back to where the book was.

    Catalogs, memories and `conf.py` hold paths, so that a book that was built once is
    itself only there. Commands that made it run once, and not for every test.
    """

    def __init__(self, project) -> None:
        self._project = project
        self._copy = project.root.with_name(f"{project.root.name}-kept")
        shutil.copytree(project.root, self._copy, symlinks=True)

    def restored(self):
        """Return the book as it was, whatever happened to it since."""
        shutil.rmtree(self._project.root, ignore_errors=True)
        shutil.copytree(self._copy, self._project.root, symlinks=True)
        return replace(self._project, options=dict(self._project.options))

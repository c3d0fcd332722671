"""Find out whether all pages must be written again because their notices changed.

This is the case when settings or texts of notices have changed. When the states of
messages of a page have changed, Sphinx writes the page again anyway.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.page_templates import makes_site_pages
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.notices.texts import DOMAIN
from sphinx_amts.settings.site import SiteSettings

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.session import Session

_KEPT = KeptData("notices", 1)
FILE = "notices.kept"


class WrittenNotices:
    """Settings and texts with which the notices in an output folder were written.

    Args:
        app: application.
        session: session of the build.
    """

    def __init__(self, app: Sphinx, session: Session) -> None:
        self._applies = makes_site_pages(app.builder)
        self._path = session.work / FILE
        self._site = f"{app.builder.name} {app.outdir}"
        catalogs = session.catalogs
        values = [getattr(session.settings, f.name) for f in fields(SiteSettings)]
        texts = [catalogs.file_digest(path) for path in catalogs.human_paths(DOMAIN)]
        self._made_of = repr([session.languages, values, texts])

    def have_changed(self) -> bool:
        """Return whether pages were last written with other settings or texts."""
        return self._applies and self._load().get(self._site) != self._made_of

    def keep(self) -> None:
        """Store the present settings and texts, after all pages are written."""
        if self._applies and self.have_changed():
            kept = self._load() | {self._site: self._made_of}
            _KEPT.store(self._path, "", kept)

    def _load(self) -> dict[str, str]:
        return dict(_KEPT.load(self._path, "") or ())

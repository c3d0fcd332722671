"""Reuse the report of the last build if a new report would be the same.

A file beside the doctrees stores digests of all data of the report, and of the state of
the files of the report. If neither has changed, only the figures of the build itself
can differ: the number of documents read, and the text that was sent.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import NoUri

from sphinx_amts._version import __version__
from sphinx_amts.extension.report_folder import FOLDER, REPORT
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.files.disk import read_file, write_if_changed
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.report.totals import add_run, replace_totals
from sphinx_amts.translation import run_state

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.report.data import TotalsData

_KEPT = KeptData("report", 1)
FILE = "report.kept"
SCORES_FILE = "scores.json"


class KeptReport:
    """Digests and totals of the last report, compared with the present build.

    Args:
        app: application that has written all pages.
        session: session of the build.
    """

    def __init__(self, app: Sphinx, session: Session) -> None:
        self._session = session
        self._folder = Path(app.outdir, FOLDER)
        self._path = session.work / FILE
        self._key = _made_of(app, session)

    def renew(self) -> TotalsData | None:
        """Update the figures of the build in the report, if nothing else has changed.

        Returns:
            the totals of the report; `None` if a new report has to be written.

        Raises:
            OSError: the output folder cannot be written.
        """
        settings = self._session.settings
        if settings.editing is not None or settings.hypotheses is not None:
            return None  # not all files of evaluations are known
        kept: dict[str, Any] | None = _KEPT.load(self._path, self._key)
        if kept is None or kept["files"] != self._files():
            return None
        session = self._session
        totals: TotalsData = kept["totals"]
        now = add_run(
            totals,
            documents_read=len(session.state.documents.first),
            documents_reread=len(session.state.documents.again),
            usage=session.outcome.usage,
        )
        if now != totals:
            path = self._folder / REPORT
            text = replace_totals(read_file(path), now)
            if text is None:
                return None
            write_if_changed(path, text)
            self.keep(now)
        return now

    def keep(self, totals: TotalsData) -> None:
        """Store digests and totals of the report that has just been written."""
        data = {"files": self._files(), "totals": dict(totals)}
        _KEPT.store(self._path, self._key, data)

    def _files(self) -> str:
        """Return a digest of name, size and time of every file of the report."""
        rows = []
        for root, folders, names in os.walk(self._folder):
            folders.sort()
            for name in sorted(names):
                path = Path(root, name)
                try:
                    state = path.lstat()
                except OSError:  # another process has just removed it
                    rows.append((str(path), 0, 0, 0))
                    continue
                rows.append((str(path), state.st_mtime_ns, state.st_size, state.st_ino))
        return repr_digest(rows)


def page_address(app: Sphinx, docname: str) -> str:
    """Return the address of the page of a document, relative to the output folder.

    Returns:
        "" if the builder does not make HTML, or no page of this document.
    """
    builder = app.builder
    if builder.format != "html":
        return ""
    try:
        uri = builder.get_target_uri(docname)
    except NoUri:
        return ""
    # a browser cannot open the folder of a page as a file
    path, hash_sign, place = uri.partition("#")
    if path.endswith("/") or not path:
        path += "index.html"
    return f"{path}{hash_sign}{place}"


def history_path(app: Sphinx, session: Session) -> Path:
    """Return the path of the file with the history of builds."""
    folder = session.settings.history
    if folder is None:
        return session.work / "history.json"
    return Path(app.confdir, folder, f"{session.languages.target}.json")


def _made_of(app: Sphinx, session: Session) -> str:
    """Return a digest of all data of the report except the figures of the build."""
    env, catalogs, settings = app.env, session.catalogs, session.settings
    heads = records_of(env).heads()
    files = [history_path(app, session)]
    if settings.scores:
        files.append(session.work / SCORES_FILE)
    return repr_digest(
        [
            __version__,
            str(app.srcdir),
            str(app.outdir),
            (app.config.project, app.config.gettext_compact, app.builder.name),
            repr(session.languages),
            session.engine_name,
            repr(settings),
            run_state.figures_of(session.outcome),
            [(name, title.astext()) for name, title in sorted(env.titles.items())],
            [(name, head.content, page_address(app, name)) for name, head in heads],
            [str(path) for _, path in catalogs.all_human()],
            (catalogs.human_digest(), catalogs.fuzzy),
            [(str(path), catalogs.file_digest(path)) for path in files],
        ]
    )


def repr_digest(value: object) -> str:
    """Return a digest of `repr(value)`."""
    data = repr(value).encode("utf-8", "backslashreplace")
    return blake2b(data, digest_size=16).hexdigest()

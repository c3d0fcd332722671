"""Recognise overlay catalogs that are not as a build has left them.

The catalogs of the overlay are text that pages show. Beside them lies what each of them
holds, and which human text they were made with. One that is cut, changed, of another
language or of an earlier state of the book is deleted, and made anew from the memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts.files.disk import discard
from sphinx_amts.files.kept_data import KeptData
from sphinx_amts.translation import run_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_amts.extension.session.session import Session

_KEPT = KeptData("overlay", 1)
FILE = "made.kept"
STATE_FILE = "state.json"


class OverlayManifest(NamedTuple):
    """What the catalogs of an overlay are.

    Attributes:
        human: digest of the human text that they were made with.
        catalogs: document -> digest of the content of its catalog.
    """

    human: str
    catalogs: dict[str, str]


def catalogs_in(session: Session) -> Iterator[tuple[str, Path]]:
    """Yield document and path of each catalog of the overlay, sorted."""
    overlay = session.catalogs.overlay
    for path in sorted(overlay.rglob("*.po")):
        yield path.relative_to(overlay).with_suffix("").as_posix(), path


def keep_manifest(session: Session) -> None:
    """Keep what the overlay is now, all of it written with the present human text."""
    catalogs = session.catalogs
    found = {name: catalogs.file_digest(path) for name, path in catalogs_in(session)}
    if found:
        human = catalogs.human_digest()
        _KEPT.store(catalogs.overlay / FILE, _key(session), (human, found))


def sound_overlay(session: Session) -> OverlayManifest | None:
    """Delete the catalogs that are not as builds left them.

    Returns:
        what is left; `None` if nothing is.
    """
    catalogs = session.catalogs
    if not any(catalogs.overlay.rglob("*.po")):
        return None
    kept = _KEPT.load(catalogs.overlay / FILE, _key(session))
    if kept is None:
        # a build was killed that wrote it, or its parts are not ours
        forget_runs(session)
        discard(catalogs.overlay)
        return None
    manifest = OverlayManifest(*kept)
    for name, path in catalogs_in(session):
        if path.is_dir() and name not in manifest.catalogs:
            continue  # of documents in a folder of such a name
        if manifest.catalogs.get(name) != catalogs.file_digest(path):
            forget_runs(session)
            discard(path)
    return manifest if any(catalogs.overlay.rglob("*.po")) else None


def forget_runs(session: Session) -> None:
    """Forget the results of runs, which found what was missing beside an overlay."""
    path = session.work / STATE_FILE
    if run_state.load(path).runs:
        run_state.save(path, run_state.PipelineState())


def _key(session: Session) -> str:
    return f"{session.catalogs.language} {session.catalogs.fuzzy}"

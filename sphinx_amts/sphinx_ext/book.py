"""A book as the command line works on it: read by Sphinx, without making pages."""

from __future__ import annotations

import io
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.i18n import docname_to_domain
from sphinx.util.tags import Tags

from sphinx_amts.errors import AmtsError, CatalogError, ConfigError
from sphinx_amts.extras import EXTRA_OF, install
from sphinx_amts.services.catalogs import CatalogChain
from sphinx_amts.services.permission import Grant, granted, taken
from sphinx_amts.sphinx_ext.progress import show_reading, warn_of_memory
from sphinx_amts.sphinx_ext.refreshing import prepare_refresh
from sphinx_amts.sphinx_ext.reporting import current_report, write_files
from sphinx_amts.sphinx_ext.session import Session, records_of, session_of
from sphinx_amts.sphinx_ext.starting import (
    add_settings,
    human_memory_path,
    read_settings,
    written_in,
)
from sphinx_amts.storage.machine_writer import write_machine
from sphinx_amts.storage.places import books_folder, build_folder
from sphinx_amts.storage.verified import by_hand, with_check
from sphinx_amts.text.languages import is_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_amts.services.checks import Fault, Judged
    from sphinx_amts.services.permission import Purse
    from sphinx_amts.services.report import ReportData
    from sphinx_amts.settings import Settings
    from sphinx_amts.storage.catalogs import MachineEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A Sphinx project.

    Attributes:
        overrides: settings given on the command line, as for `sphinx-build -D`.
        jobs: processes that read documents.
        work: folder to keep what is read; `None` for one that lasts, of the user.
        warn: told what is wrong with the translation memory.
        grant: what may be spent.
    """

    srcdir: Path
    confdir: Path
    overrides: Mapping[str, object] = field(default_factory=dict)
    jobs: int = 1
    work: Path | None = None
    warn: Callable[[str], None] = warn_of_memory
    grant: Grant = field(default_factory=granted)

    def moved(self, root: Path, folder: Path, language: str) -> Book:
        """Return the book as it is in *folder*, which holds what *root* once held.

        It has the configuration of this one, whose `conf.py` is the only one that is
        run; its documents and its catalogs are those in *folder*.

        Args:
            root: of the repository that the book is in.
            folder: files of one of its revisions.
            language: of the catalogs.

        Raises:
            ConfigError: it does not lie in *root*.
        """
        for place, option in ((self.srcdir, ""), (self.confdir, "-c ")):
            if not place.is_relative_to(root):
                raise ConfigError(f"{option}{place}: not in the repository {root}")
        chain = self.catalogs(language)
        assert chain.committed is not None
        locale_dirs = [_moved(path, root, folder) for path in chain.locale_dirs]
        machine = _moved(chain.committed.parent, root, folder)
        return replace(
            self,
            srcdir=folder / self.srcdir.relative_to(root),
            overrides={
                **self.overrides,
                "locale_dirs": [str(path) for path in locale_dirs if path],
                # a folder outside of the repository is in no revision of it
                "amts_catalog_dir": str(machine or folder / ".git" / "catalogs"),
            },
        )

    def languages(self) -> list[str]:
        """Return the target languages: those named, else those with catalogs.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        config = self.config()
        # the overrides of each are checked where it is its turn
        if isinstance(config.amts_languages, Mapping) and config.amts_languages:
            return sorted(map(str, config.amts_languages))
        settings = read_settings(self.confdir, config)
        folders = [self.srcdir / folder for folder in config.locale_dirs]
        folders.append(self.confdir / settings.catalog_dir)
        source = settings.source_language or config.language
        found = {
            path.name
            for folder in folders
            if folder.is_dir()
            for path in folder.iterdir()
            if path.is_dir() and is_known(path.name) and any(path.rglob("*.po"))
        }
        return sorted(found - {source})

    def settings(self, language: str) -> tuple[Settings, str]:
        """Return the settings for *language*, and the name of the project.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        config = self.config(language)
        return read_settings(self.confdir, config), str(config.project)

    def source_language(self) -> str:
        """Return the language that the book is written in.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        config = self.config()
        return written_in(read_settings(self.confdir, config), config)

    def locale_dir(self) -> Path:
        """Return the first folder of catalogs of people, where new ones go.

        Raises:
            ConfigError: `conf.py` cannot be read, or names no folder.
        """
        folders = self.config().locale_dirs
        if not folders:
            raise ConfigError(
                f'{self.confdir / "conf.py"}: set locale_dirs = ["locales"], for the '
                "catalogs to have a place"
            )
        return self.srcdir / str(folders[0])

    def human_catalogs(self, language: str) -> list[tuple[str, Path]]:
        """Return text domain and file of the catalogs that people keep.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        chain = replace(self.catalogs(language), committed=None)
        chain.refuse_aliases()
        return list(chain.all_human())

    def catalogs(self, language: str) -> CatalogChain:
        """Return the committed catalogs of *language*, without those of any build.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        config = self.config(language)
        settings = read_settings(self.confdir, config)
        return CatalogChain(
            language=language,
            locale_dirs=tuple(self.srcdir / d for d in config.locale_dirs),
            committed=self.confdir / settings.catalog_dir / language,
            overlay=self.srcdir / "no overlay",
            human_memory=human_memory_path(self.confdir, settings, language),
        )

    def read(
        self,
        language: str,
        *,
        dry_run: bool,
        engine: str | None = None,
        refresh: str = "",
        check: Judged | None = None,
        again: bool = False,
        tolerant: bool = False,
        purse: Purse | None = None,
        notify: Callable[[str], None] = lambda line: None,
    ) -> Reading:
        """Read the book for *language*, and translate what is missing.

        Args:
            language: target language.
            dry_run: send nothing.
            engine: use this engine instead of the one in the settings.
            refresh: "engine", "parallel-data" or "terminology": translate anew what
                machines wrote before this changed.
            check: judge the translations of people or machines, in every document.
            again: ask again for what a job was paid for but did not bring.
            tolerant: leave documents alone whose catalogs cannot be read, and go on.
            purse: shared with the other languages of the same command.
            notify: told how jobs of an engine get on, one line each.

        Raises:
            AmtsError: the book or its settings are wrong, or the engine is.
        """
        overrides: dict[str, Any] = {**self.overrides, "language": language}
        if engine is not None:
            overrides["amts_engine"] = engine
        status, warning = io.StringIO(), io.StringIO()
        folder = self.work or build_folder(self.srcdir, language)
        try:
            with (
                taken(self.grant),
                patch_docutils(str(self.confdir)),
                docutils_namespace(),
            ):
                app = Sphinx(
                    str(self.srcdir),
                    str(self.confdir),
                    str(folder / "out"),
                    str(folder / "doctrees"),
                    "dummy",
                    overrides,
                    status,
                    warning,
                    parallel=self.jobs,
                )
                if "sphinx_amts" not in app.extensions:
                    raise ConfigError(
                        f'{self.confdir / "conf.py"}: add "sphinx_amts" to extensions'
                    )
                session = session_of(app.env)
                if session is None:
                    raise ConfigError(f"the book is written in {language!r} itself")
                session.dry_run = dry_run
                session.again = again
                session.tolerant = tolerant
                session.notify, session.warn = notify, self.warn
                session.permission.purse = purse or session.permission.purse
                if refresh:
                    prepare_refresh(session, refresh, project=app.config.project)
                if check:
                    session.check = check
                    session.profile += f" check {secrets.token_hex(8)}"
                show_reading(app)
                app.build()
        except SphinxError as exc:
            raise as_ours(exc) from exc
        except OSError as exc:
            raise ConfigError(
                f"{exc.filename or folder}: cannot be written or read "
                f"({exc.strerror or exc}); what this command keeps of a book is under "
                f"{books_folder()}"
            ) from exc
        return Reading(
            app=app,
            session=session,
            report=current_report(app, session),
            warnings=warning.getvalue(),
        )

    def config(self, language: str | None = None) -> Config:
        """Return what `conf.py` and the command line set, extensions not asked.

        Raises:
            ConfigError: `conf.py` cannot be read.
        """
        overrides = dict(self.overrides)
        if language is not None:
            overrides["language"] = language
        try:
            config = Config.read(self.confdir, overrides=overrides, tags=Tags())
        except SphinxError as exc:
            raise as_ours(exc) from exc
        add_settings(config.add)
        return config


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A book as read for one language."""

    app: Sphinx
    session: Session
    report: ReportData
    warnings: str

    def faults(self) -> dict[str, list[Fault]]:
        """Return what is wrong with translations of people, by text domain."""
        found: dict[str, list[Fault]] = {}
        compact = self.app.config.gettext_compact
        for docname, faults in self.faults_by_document().items():
            domain = docname_to_domain(docname, compact)
            found.setdefault(domain, []).extend(faults)
        return found

    def faults_by_document(self) -> dict[str, tuple[Fault, ...]]:
        """Return what is wrong with the translations that were judged."""
        records = sorted(records_of(self.app.env).items())
        return {docname: record.faults for docname, record in records}

    def errors(self) -> list[str]:
        """Return why documents were left alone, one line for each catalog."""
        records = records_of(self.app.env).values()
        return sorted({record.error for record in records if record.error})

    def write_report(self, folder: Path) -> None:
        """Write the report into *folder*, as a build does, without links to pages.

        Raises:
            ConfigError: it cannot be written.
        """
        try:
            write_files(self.app, self.session, self.report, folder)
        except OSError as exc:
            raise ConfigError(
                f"{exc.filename or folder}: the report cannot be written "
                f"({exc.strerror or exc})"
            ) from exc

    def commit(self) -> list[Path]:
        """Write what machines translated into the committed catalogs.

        Entries of messages that the book no longer has stay, so that they are there
        when the text comes back.

        Returns:
            the catalogs that changed.

        Raises:
            CatalogError: a catalog cannot be written.
        """
        folder = self.committed_folder()
        catalogs, language = self.session.catalogs, self.session.languages.target
        changed = []
        for docname, record in sorted(records_of(self.app.env).items()):
            if record.error:
                continue  # what is not understood is not rewritten
            known = catalogs.overlay_entries(docname)
            known |= catalogs.committed_entries(docname)
            committed = catalogs.all_committed_entries(docname)
            entries = committed | {
                text: with_check(replace(known[text], msgstr=translation))
                for text, translation in record.accepted.items()
                if text in known
            }
            outdated = catalogs.outdated_entries(docname, record.outdated)
            entries |= {text: _with_checks(entry) for text, entry in outdated.items()}
            # what a person changed here waits for `review --take`
            entries |= {text: e for text, e in committed.items() if by_hand(e)}
            path = folder / f"{docname}.po"
            if write_machine(path, language, entries.values()):
                changed.append(path)
        return changed

    def committed_folder(self) -> Path:
        """Return where the committed machine catalogs are.

        Raises:
            CatalogError: the engine makes text for tests.
        """
        folder = self.session.catalogs.committed
        if folder is None:
            raise CatalogError(
                f"the {self.session.settings.engine} engine makes text for tests; "
                "it is never written into catalogs"
            )
        return folder


def _moved(path: Path, root: Path, folder: Path) -> Path | None:
    plain = Path(os.path.normpath(path))
    return folder / plain.relative_to(root) if plain.is_relative_to(root) else None


def _with_checks(entry: MachineEntry) -> MachineEntry:
    mended = with_check(entry.mended) if entry.mended is not None else None
    return with_check(replace(entry, mended=mended))


def as_ours(exc: SphinxError) -> AmtsError:
    """Return an error of Sphinx as one that the command line shows in one line."""
    cause = exc.__cause__
    if isinstance(cause, AmtsError):
        return cause
    if isinstance(cause, ModuleNotFoundError) and cause.name in EXTRA_OF:
        return ConfigError(f"{exc}; run `{install(EXTRA_OF[cause.name])}`")
    text, traceback, frames = str(exc).partition("Traceback (most recent call last):")
    if traceback:
        # where in conf.py, and the error itself, which stands last
        *_, place = re.findall(r'File "([^"]+)", line (\d+)', frames)
        text += f"{':'.join(place)}: {frames.strip().splitlines()[-1]}"
    return ConfigError(" ".join(text.split()))

"""Open a book for the command line: its folders, settings and catalogs."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.config import Config
from sphinx.errors import SphinxError
from sphinx.util.tags import Tags

from sphinx_amts.catalogs.chain import CatalogChain
from sphinx_amts.errors import AmtsError, ConfigError
from sphinx_amts.extension.compat.overrides import note_given
from sphinx_amts.extension.session.progress import warn_of_memory
from sphinx_amts.extension.session.starting import (
    add_settings,
    human_memory_path,
    languages_with_catalogs,
    name_of_book,
    read_settings,
    source_language_of,
)
from sphinx_amts.extras import EXTRA_OF, install
from sphinx_amts.files.disk import remove_unfinished
from sphinx_amts.files.locking import book_lock
from sphinx_amts.translation.budget import Grant, current_grant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_amts.settings.definitions import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A Sphinx project, with access to its settings and catalogs.

    Attributes:
        srcdir: source folder.
        confdir: folder of `conf.py`.
        overrides: settings given on the command line, as for `sphinx-build -D`.
        jobs: number of processes that read documents.
        work: folder for the build environment; `None` for a folder in the user's cache.
        warn: callback for faults of the translation memory, one line each.
        grant: permission to spend money.
        builder: name of the builder of the pages for which text is read; empty to read
            the text for all builders.
        tags: Sphinx tags, which `only` directives test.
        command: name of the running command, shown to commands that wait for the lock.
    """

    srcdir: Path
    confdir: Path
    overrides: Mapping[str, object] = field(default_factory=dict)
    jobs: int = 1
    work: Path | None = None
    warn: Callable[[str], None] = warn_of_memory
    grant: Grant = field(default_factory=current_grant)
    builder: str = ""
    tags: tuple[str, ...] = ()
    command: str = "another program"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the files of the book against other commands that write them.

        Files may have changed before the lock was obtained, so callers read them again.
        The lock is not held while a command waits for an engine.

        Raises:
            BookInUseError: another command does not release the lock.
        """
        with book_lock((self.srcdir, self.confdir), self.command) as killed:
            if killed:
                self._remove_unfinished()
            yield

    def _remove_unfinished(self) -> None:
        """Remove the unfinished files that a killed command has left."""
        config = self.config()
        settings = read_settings(self.confdir, config)
        folders = [self.srcdir / folder for folder in config.locale_dirs]
        folders.append(self.confdir / settings.catalog_dir)
        folders.append(human_memory_path(self.confdir, settings, "").parent)
        remove_unfinished(folders)

    def relocated(self, root: Path, folder: Path, language: str) -> Book:
        """Return another revision of the book, whose files are in *folder*.

        The returned book has the documents and catalogs in *folder*, but the
        configuration of this book: no `conf.py` in *folder* is run.

        Args:
            root: root folder of the repository that contains this book.
            folder: folder to which a revision of the repository was extracted.
            language: language of the catalogs.

        Raises:
            ConfigError: the book is not inside *root*.
        """
        for place, option in ((self.srcdir, ""), (self.confdir, "-c ")):
            if not place.is_relative_to(root):
                raise ConfigError(f"{option}{place}: not in the repository {root}")
        chain = self.catalogs(language)
        assert chain.committed is not None
        locale_dirs = [_relocated(path, root, folder) for path in chain.locale_dirs]
        machine = _relocated(chain.committed.parent, root, folder)
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
        """Return the target languages of the settings, else the ones with catalogs.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        config = self.config()
        # the overrides of each language are checked when it is read
        if isinstance(config.amts_languages, Mapping) and config.amts_languages:
            return sorted(map(str, config.amts_languages))
        settings = read_settings(self.confdir, config)
        return languages_with_catalogs(self.srcdir, self.confdir, config, settings)

    def settings(self, language: str) -> tuple[Settings, str]:
        """Return the settings for *language*, and the name of the project.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        config = self.config(language)
        return read_settings(self.confdir, config), name_of_book(config)

    def source_language(self) -> str:
        """Return the language that the book is written in.

        Raises:
            ConfigError: `conf.py` cannot be read, or a setting is wrong.
        """
        config = self.config()
        return source_language_of(read_settings(self.confdir, config), config)

    def locale_dir(self) -> Path:
        """Return the first of `locale_dirs`, in which new human catalogs are written.

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
        """Return text domain and file of each human catalog of *language*.

        Raises:
            ConfigError: `conf.py` cannot be read, a setting is wrong, or catalogs lie
                in the folder of another code of the language.
        """
        chain = replace(self.catalogs(language), committed=None)
        if misplaced := chain.misplaced():
            raise ConfigError(misplaced)
        return list(chain.all_human())

    def catalogs(self, language: str) -> CatalogChain:
        """Return the committed catalogs of *language*, without the overlay of a build.

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

    def config(self, language: str | None = None) -> Config:
        """Read the configuration from `conf.py` and command line, without extensions.

        Args:
            language: value of the setting `language`; `None` for that of `conf.py`.

        Raises:
            ConfigError: `conf.py` cannot be read.
        """
        overrides = dict(self.overrides)
        if language is not None:
            overrides["language"] = language
        try:
            config = Config.read(self.confdir, overrides=overrides, tags=Tags())
        except SphinxError as exc:
            raise as_amts_error(exc) from exc
        add_settings(config.add)
        note_given(config, overrides)
        return config


def _relocated(path: Path, root: Path, folder: Path) -> Path | None:
    plain = Path(os.path.normpath(path))
    return folder / plain.relative_to(root) if plain.is_relative_to(root) else None


def as_amts_error(exc: SphinxError) -> AmtsError:
    """Convert an error of Sphinx into an `AmtsError` with a message of one line."""
    cause = exc.__cause__
    if isinstance(cause, AmtsError):
        return cause
    if isinstance(cause, ModuleNotFoundError) and cause.name in EXTRA_OF:
        return ConfigError(f"{exc}; run `{install(EXTRA_OF[cause.name])}`")
    text, traceback, frames = str(exc).partition("Traceback (most recent call last):")
    if traceback:
        # add the line in conf.py, and the error itself, which is the last line
        *_, place = re.findall(r'File "([^"]+)", line (\d+)', frames)
        text += f"{':'.join(place)}: {frames.strip().splitlines()[-1]}"
    return ConfigError(" ".join(text.split()))

"""Create Sphinx applications outside of `sphinx-build`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx

from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO

    from sphinx.config import Config

READER = "dummy"
"""Name of Sphinx's own builder that reads documents and writes no pages."""


def make_reader(
    srcdir: Path,
    confdir: Path,
    folder: Path,
    overrides: Mapping[str, Any],
    warning: IO[str],
    *,
    jobs: int,
    tags: Sequence[str] = (),
) -> Sphinx:
    """Create a Sphinx application that reads a book, and prints nothing but warnings.

    The constructor of `Sphinx` is not documented. Tried with Sphinx 8.2.3, 9.0.4 and
    9.2.0.

    Args:
        srcdir: source folder.
        confdir: folder of `conf.py`.
        folder: folder for all files that Sphinx writes.
        overrides: setting -> value that replaces the value in `conf.py`.
        warning: stream for warnings.
        jobs: number of processes that read documents.
        tags: Sphinx tags, which `only` directives test.
    """
    app = Sphinx(
        srcdir,
        confdir,
        folder / "out",
        folder / "doctrees",
        READER,
        dict(overrides),
        io.StringIO(),
        warning,
        tags=tags,
        parallel=jobs,
    )
    # this builder would put all pages together, and discard them
    app.builder.write = _write_nothing  # type: ignore[method-assign, misc]
    return app


def _write_nothing(*_args: Any, **_kwargs: Any) -> None:
    """Write no pages, in place of `Builder.write`."""


def refuse_without_extension(config: Config, confdir: Path) -> None:
    """Refuse a book that does not load this extension.

    Raises:
        ConfigError: `extensions` in `conf.py` lacks `sphinx_amts`.
    """
    if "amts_engine" not in config:
        raise ConfigError(
            'the book does not load "sphinx_amts"; add "sphinx_amts" to extensions',
            at=(confdir / "conf.py", 0),
        )

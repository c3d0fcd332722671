"""Sphinx, made for a book outside of `sphinx-build`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx

from sphinx_amts.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import IO

READER = "dummy"
"""The builder of every Sphinx that reads documents and writes nothing."""


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
    """Return Sphinx that reads a book and says nothing but warnings.

    Args:
        srcdir: where its documents are.
        confdir: where its `conf.py` is.
        folder: of what Sphinx writes.
        overrides: values of settings, instead of those of `conf.py`.
        warning: where warnings go.
        jobs: processes that read documents.
        tags: what "only" directives ask for.
    """
    return Sphinx(
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


def refuse_without_extension(app: Sphinx) -> None:
    """Stop where a book does not use this extension.

    Raises:
        ConfigError: it does not.
    """
    if "sphinx_amts" not in app.extensions:
        conf = app.confdir / "conf.py"
        raise ConfigError(f'{conf}: add "sphinx_amts" to extensions')

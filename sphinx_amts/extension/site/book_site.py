"""Create the description of the published site of a book from its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.extension.compat.internals import conf_values
from sphinx_amts.extension.session.starting import (
    languages_with_catalogs,
    place_of,
    source_language_of,
)
from sphinx_amts.site.languages import make_site

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config

    from sphinx_amts.settings.definitions import Settings
    from sphinx_amts.site.languages import Site


def book_site(
    srcdir: Path, confdir: Path, config: Config, settings: Settings
) -> Site | None:
    """Return the site of a book, `None` if `amts_site` is not set.

    Raises:
        ConfigError: `amts_site` names a language that the book does not have, or a
            language twice.
    """
    if not settings.site:
        return None
    # each of several builds gets only the settings of its own language
    listed = conf_values(config).get("amts_languages") or config.amts_languages
    if isinstance(listed, Mapping) and listed:
        targets = [str(code) for code in listed]
    else:
        targets = languages_with_catalogs(srcdir, confdir, config, settings)
    source = source_language_of(settings, config)
    return make_site(settings.site, source=source, targets=targets)


def check_site(srcdir: Path, confdir: Path, config: Config, settings: Settings) -> None:
    """Refuse a wrong `amts_site`.

    Raises:
        ConfigError: the setting names a language that the book does not have, or a
            language twice; the message begins with file and line of the setting.
    """
    try:
        book_site(srcdir, confdir, config, settings)
    except ConfigError as exc:
        place = place_of(confdir, config, "amts_site")
        raise ConfigError(f"{place}: {exc}") from None

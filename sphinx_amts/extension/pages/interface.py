"""Localise the interface of pages: labels, buttons, search."""

from __future__ import annotations

import shutil
from logging import WARNING, getLogger
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.extension.compat.gettext_catalogs import (
    add_interface_catalogs,
    interface_script,
)
from sphinx_amts.extension.compat.log import get_logger
from sphinx_amts.extras import install, is_installed
from sphinx_amts.languages.codes import language as language_of
from sphinx_amts.languages.codes import sphinx_locale

if TYPE_CHECKING:
    from logging import LogRecord

    from sphinx.application import Sphinx

logger = get_logger(__name__)

_PAGES = frozenset({"html", "dirhtml", "singlehtml"})


def localise_interface(app: Sphinx) -> None:
    """Register interface catalogs that have another language code, e.g. `zh_CN`.

    If the search lacks a package for the language, this is logged.
    """
    language = app.config.language
    name = sphinx_locale(language)
    if name != language:
        add_interface_catalogs(app, name)
        script = interface_script(name)
        if script is not None and app.builder.name in _PAGES:
            static = Path(app.outdir, "_static")
            static.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(script, static / "translations.js")
            app.add_js_file("translations.js")
    # jieba logs to stderr at each start how it loads its dictionary
    getLogger("jieba").addFilter(_only_warnings)
    package = language_of(language).search_package
    if package and app.builder.name in _PAGES and not is_installed(package):
        logger.info(
            "sphinx-amts: the search will not find %s words; %s to have them split",
            language,
            install("chinese"),
        )


def _only_warnings(record: LogRecord) -> bool:
    return record.levelno >= WARNING

"""Access the gettext translators registered in `sphinx.locale`, and their catalogs.

`tests/extension/test_internals.py` pins what each function relies on, so that a release
that changes it fails there first.
"""

from __future__ import annotations

import gettext
import types
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx
from sphinx import locale

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

_SPHINX = "sphinx"


class SplicedCatalog(gettext.NullTranslations):
    """Gettext translator with the translations of one document.

    `sphinx.locale.init` adds the compiled catalogs of `locale_dirs` as fallbacks. They
    are ignored, since this translator already has the human translations, which were
    read from the `.po` files and so are up to date.

    Args:
        entries: message -> translation, human translations preferred.
    """

    def __init__(self, entries: dict[str, str]) -> None:
        super().__init__()
        self._catalog = entries

    def add_fallback(self, fallback: gettext.NullTranslations) -> None:
        """Ignore *fallback*."""


def splice(domain: str, entries: dict[str, str]) -> object:
    """Make `Locale` use *entries* for the text domain; return the former translator.

    `Locale` has no hook for translations. It reads the private attribute `_catalog` of
    the translator that is registered for the domain. The registry is a dictionary
    without public functions to change it.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    key = ("general", domain)
    saved = locale.translators.get(key)
    locale.translators[key] = SplicedCatalog(entries)
    return saved


def restore(domain: str, saved: object) -> None:
    """Undo `splice`: register *saved*, the translator that it returned."""
    key = ("general", domain)
    if saved is None:
        locale.translators.pop(key, None)
    else:
        locale.translators[key] = saved  # type: ignore[assignment]


def registered_texts(
    excluded: Container[str], *, of_sphinx: bool
) -> Iterator[tuple[str, str]]:
    """Yield source and target of each entry of the registered catalogs.

    There is no public function for all texts of a catalog; `Locale` reads the same
    private attribute.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0, Python 3.11 and 3.13.

    Args:
        excluded: text domains of the book itself, which are left out.
        of_sphinx: whether to read the catalogs of Sphinx itself, or all other catalogs.
    """
    for (namespace, domain), registered in locale.translators.items():
        if namespace != "general" or (domain == _SPHINX) is not of_sphinx:
            continue
        if domain in excluded and not of_sphinx:
            continue
        translator: object = registered
        while translator is not None:
            for source, target in getattr(translator, "_catalog", {}).items():
                if source and isinstance(source, str):
                    yield source, target
            translator = getattr(translator, "_fallback", None)


class _EmptyRegistry(dict[tuple[str, str], gettext.NullTranslations]):
    def __setitem__(
        self, key: tuple[str, str], translator: gettext.NullTranslations
    ) -> None:
        """Store nothing."""


@contextmanager
def without_language() -> Iterator[None]:
    """Hide registered translators in the context, in which modules are imported.

    A module that is imported while a translator is registered gets its texts in that
    language at once, and keeps them for an application in another language. Without a
    translator, its texts are translated when they are used.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: `get_translation`
    returns lazy texts only while no translator is registered.
    """
    known = locale.translators
    locale.translators = _EmptyRegistry()
    try:
        yield
    finally:
        locale.translators = known


def disable_catalog_compilation(builder: Builder) -> None:
    """Stop Sphinx from compiling and watching the catalogs of this build.

    Sphinx would write `.mo` files into the source folder, and treat every page as
    outdated if it cannot. This extension finds changes of catalogs by content instead.
    There is no setting for this: `gettext_auto_build` only controls the compilation.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    builder.use_message_catalog = False  # type: ignore[misc]

    def compile_catalogs(self: Builder, catalogs: object, message: str) -> None:
        """Replace the method of Sphinx, and compile nothing."""

    builder.compile_catalogs = types.MethodType(  # type: ignore[method-assign]
        compile_catalogs, builder
    )


def add_interface_catalogs(app: Sphinx, name: str) -> None:
    """Register the interface catalogs of Sphinx and themes for the locale *name*.

    Sphinx and extensions load interface catalogs only for the exact code in `language`,
    not for another code of the same language, such as ``zh_CN`` for ``zh``.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0. To report upstream: `locale.init` could
    look for the usual country of a language without one.
    """
    roots = [Path(sphinx.package_dir)]
    roots += [
        Path(path).parent
        for extension in app.extensions.values()
        if (path := getattr(extension.module, "__file__", None))
    ]
    for root in dict.fromkeys(roots):
        for path in sorted(root.glob(f"*/{name}/LC_MESSAGES/*.mo")):
            if path.stem == _SPHINX or locale.is_translator_registered(path.stem):
                locale.init([path.parents[2]], name, path.stem)


def interface_script(name: str) -> Path | None:
    """Return the file of Sphinx's own JavaScript texts in the locale *name*.

    `None` if Sphinx has no such file. In a private method, the HTML builder looks for
    the file only under the exact code in `language`. Tried with Sphinx 8.2.3, 9.0.4 and
    9.2.0.
    """
    path = Path(sphinx.package_dir, "locale", name, "LC_MESSAGES", "sphinx.js")
    return path if path.is_file() else None

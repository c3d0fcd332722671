"""Read documents of strangers with the extensions of a book, and run no code of theirs.

MyST evaluates what stands between the delimiters of a substitution, with the
environment of Sphinx at hand, and directives of extensions may run programs, or import
the modules that a document names. Neither has a setting that prevents it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, MutableMapping

    from sphinx.application import Sphinx

_WRITING = frozenset(
    """docutils sphinx myst_parser myst_nb nbsphinx sphinx_design sphinx_tabs
    sphinx_togglebutton sphinx_inline_tabs sphinx_exercise sphinx_proof
    sphinxcontrib.bibtex sphinxcontrib.mermaid""".split()
)
"""Packages whose directives make elements of what they are given."""

_IMPORTING = frozenset(
    """sphinx.ext.autodoc sphinx.ext.autosummary sphinx.ext.inheritance_diagram
    sphinx.ext.apidoc""".split()
)
"""Packages whose directives import the modules that a document names."""


NO_EXECUTION = {"nb_execution_mode": "off", "nbsphinx_execute": "never"}
"""Settings that keep notebooks from being executed."""

_SETTINGS = {
    "myst_nb": "nb_execution_mode",
    "nbsphinx": "nbsphinx_execute",
    # imports the modules that documents name, before any is read
    "sphinx.ext.autosummary": "autosummary_generate",
}


def data_settings(extensions: Collection[str]) -> dict[str, Any]:
    """Return the settings with which *extensions* run nothing of what they read."""
    values = {**NO_EXECUTION, "autosummary_generate": False}
    return {
        setting: values[setting]
        for extension, setting in _SETTINGS.items()
        if extension in extensions
    }


def show_content_only(app: Sphinx) -> None:
    """Let directives that may run code show their content, in all that *app* reads.

    It must be called within `docutils_namespace`, which puts back what is registered
    there. Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0.
    """
    registered: list[MutableMapping[str, Any]] = [
        directives._directives,  # type: ignore[attr-defined]
        *(domain.directives for domain in app.env.domains.values()),
    ]
    for known in registered:
        for name, directive in known.items():
            if not _only_writes(directive):
                known[name] = _Content


def _only_writes(directive: Any) -> bool:
    module = f"{getattr(directive, '__module__', '')}."
    return any(module.startswith(f"{name}.") for name in _WRITING) and not any(
        module.startswith(f"{name}.") for name in _IMPORTING
    )


class _Options(dict[str, Any]):
    """Specification of options that accepts any, as text."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> Any:
        return directives.unchanged


class _Content(SphinxDirective):
    """Directive that shows its content, whatever its arguments and options are."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = _Options()

    def run(self) -> list[nodes.Node]:
        return self.parse_content_to_nodes(allow_section_headings=True)


@contextmanager
def without_expressions() -> Iterator[None]:
    """Substitute names in documents of MyST, and show expressions as they are written.

    Tried with MyST-Parser 5.2.0. To report upstream: a setting for that.
    """
    try:
        from myst_parser.mdit_to_docutils.base import DocutilsRenderer
    except ImportError:
        yield
        return
    original = DocutilsRenderer.render_substitution

    def rendered(self: Any, token: Any, inline: bool) -> None:  # noqa: FBT001
        name = token.content.strip()
        if name.isidentifier() and name in self.md_config.substitutions:
            original(self, token, inline)
            return
        opening, closing = self.md_config.sub_delimiters
        text = nodes.Text(f"{opening * 2}{token.content}{closing * 2}")
        self.current_node += text if inline else nodes.paragraph("", "", text)

    DocutilsRenderer.render_substitution = rendered  # type: ignore[method-assign]
    try:
        yield
    finally:
        DocutilsRenderer.render_substitution = original  # type: ignore[method-assign]

"""Evaluate the conditions of `only` and `ifconfig`, which hide parts of a document.

Documents are read once for several builders; Sphinx evaluates the conditions when it
writes pages. Text that a build leaves out is neither sent to an engine nor counted.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.util.tags import Tags

from sphinx_amts.extension.messages.ancestors import with_ancestors

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Noted = tuple[tuple[str, str, bool], ...]
"""Kind and expression of each condition of a document, and whether it was true."""

_SILENT = 5
_ONLY, _IFCONFIG = "only", "ifconfig"


class Conditions:
    """Evaluator of `only` and `ifconfig` conditions for one build.

    Args:
        app: application of the build.
        builder: name of the builder; empty to treat all conditions as true.
    """

    def __init__(self, app: Sphinx, builder: str) -> None:
        self._builder = builder
        self._config = app.config
        running = {
            *(app.builder.name, app.builder.format),
            *(f"builder_{app.builder.name}", f"format_{app.builder.format}"),
        }
        kind = app.registry.builders.get(builder)
        written = kind.format if kind is not None else ""
        named = {builder, written, f"builder_{builder}", f"format_{written}"}
        given = set(app.tags) - running
        self._tags = Tags([tag for tag in sorted(given | named) if tag])
        self._settings = get_default_settings()
        self._settings.report_level = _SILENT
        self._known: dict[tuple[str, str], bool] = {}

    def hides(self, node: nodes.Node | None) -> bool:
        """Return whether a condition excludes *node* from the output of the build."""
        return any(
            not self._holds(kind, cast("nodes.Element", above)["expr"])
            for above in with_ancestors(node)
            if (kind := _kind(above))
        )

    def note(self, document: nodes.document) -> Noted:
        """Return the conditions of *document* with their present values."""
        found = {
            (kind, str(cast("nodes.Element", node)["expr"]))
            for node in document.findall(lambda node: bool(_kind(node)))
            if (kind := _kind(node))
        }
        return tuple((*key, self._holds(*key)) for key in sorted(found))

    def have_changed(self, noted: Noted) -> bool:
        """Return whether a condition has another value now than in *noted*."""
        return any(self._holds(kind, text) is not held for kind, text, held in noted)

    def _holds(self, kind: str, expression: str) -> bool:
        if not self._builder:
            return True
        key = (kind, expression)
        if key not in self._known:
            decide = self._only if kind == _ONLY else self._ifconfig
            self._known[key] = decide(expression)
        return self._known[key]

    def _only(self, expression: str) -> bool:
        try:
            return bool(self._tags.eval_condition(expression))
        except Exception:  # Sphinx shows it, and warns
            return True

    def _ifconfig(self, expression: str) -> bool:
        """Evaluate *expression* with Sphinx's `ifconfig`, in a temporary document."""
        from sphinx.ext.ifconfig import ifconfig, process_ifconfig_nodes

        document = new_document("", self._settings)
        content = nodes.comment()
        document += ifconfig("", content, expr=expression)
        builder = SimpleNamespace(name=self._builder)
        app: Any = SimpleNamespace(config=self._config, builder=builder)
        process_ifconfig_nodes(app, document, "")
        return any(child is content for child in document.children)


def _kind(node: nodes.Node) -> str:
    if isinstance(node, addnodes.only):
        return _ONLY
    is_other = isinstance(node, nodes.Element) and node.tagname == _IFCONFIG
    return _IFCONFIG if is_other else ""

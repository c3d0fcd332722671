"""Keep the anchors of a MyST page while its titles are translated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


@dataclass(slots=True)
class Headings:
    """Saved heading anchors of a MyST page.

    MyST stores them when it has parsed a page, and does so again for every title
    that `Locale` parses, which leaves only the last one behind. It also stores the
    titles' text, in the language of the source.
    """

    document: nodes.document
    slugs: dict[str, Any] = field(default_factory=dict)

    def keep(self) -> None:
        """Save the anchors of the page as just parsed."""
        self.slugs = dict(getattr(self.document, "myst_slugs", None) or {})

    def put_back(self, env: BuildEnvironment) -> None:
        """Restore the anchors, with the current text of the titles."""
        if not self.slugs:
            return
        titles = {
            identifier: section[0].astext()
            for section in self.document.findall(nodes.section)
            if section.children and isinstance(section[0], nodes.title)
            for identifier in section["ids"]
        }
        slugs = {
            slug: (line, identifier, titles.get(identifier, text))
            for slug, (line, identifier, text) in self.slugs.items()
        }
        self.document.myst_slugs = slugs  # type: ignore[attr-defined]
        env.metadata[env.docname]["myst_slugs"] = slugs

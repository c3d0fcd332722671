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

    MyST stores the anchors of a page after parsing it. When `Locale` parses the
    translation of a title, MyST replaces them with the anchor of this title alone. With
    the anchors, MyST also stores the text of titles, in the source language.

    Attributes:
        document: document of the page.
        slugs: anchor -> line, id and text of the title.
    """

    document: nodes.document
    slugs: dict[str, Any] = field(default_factory=dict)

    def keep(self) -> None:
        """Save the anchors after the page was parsed."""
        self.slugs = dict(getattr(self.document, "myst_slugs", None) or {})

    def put_back(self, env: BuildEnvironment) -> None:
        """Restore the anchors, with the translated text of titles."""
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

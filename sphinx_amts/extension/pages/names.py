"""Register the names by which translated terms and titles can be referred to.

The translation of a glossary term is a name of the term, and the translation of a title
is a name of its section. If two machine translations have the same text, or if another
object already has the name, Sphinx would warn, and references would lead to the wrong
target. So a machine translation is registered only if the name is free; names of the
source and of human translations are always registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_amts.extension.compat.parsing import collecting_terms
from sphinx_amts.extension.session.domain import domain_of, records_of
from sphinx_amts.model import MessageKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.extension.messages.extraction import ExtractedMessage

_TABLES = ("nameids", "nametypes", "names")
"""Attributes of a document that contain names; `names` is new in docutils 0.23."""


class TargetNames:
    """Registrar of the names of one document while its translations are applied.

    Args:
        document: document before translations are applied.
        env: environment of the book.
        messages: messages of the document.
        human: messages with human translations.
    """

    def __init__(
        self,
        document: nodes.document,
        env: BuildEnvironment,
        messages: Iterable[ExtractedMessage],
        human: Container[str],
    ) -> None:
        self._document = document
        self._human_titles: set[int] = set()
        machine_terms: set[str] = set()
        for message in messages:
            if message.text in human:
                self._human_titles.add(id(message.node.parent))
            elif message.kind is MessageKind.TERM:
                machine_terms.update(message.node["ids"])
        self._terms: dict[str, str] = {}
        self._noting = collecting_terms(env, machine_terms, self._terms)
        self._held: dict[str, nodes.Element] = {}
        self._refused: dict[str, list[nodes.Element]] = {}
        self._targets = [
            (target, target["refname"])
            for target in document.findall(nodes.target)
            if "refname" in target
        ]

    def begin(self) -> None:
        """Replace the methods that register names of terms and titles."""
        self._noting.__enter__()
        self._document.note_implicit_target = self._note  # type: ignore[method-assign]

    def end(self) -> None:
        """Restore the methods, and references to titles whose new name was refused."""
        self._noting.__exit__(None, None, None)
        del self._document.note_implicit_target
        for target, before in self._targets:
            owners = self._refused.get(target.get("refname", ""), ())
            if any(before in owner["names"] for owner in owners):
                target["refname"] = before

    def terms(self, shown: Iterable[ExtractedMessage]) -> tuple[tuple[str, str], ...]:
        """Return translation and id of the machine-translated terms in *shown*."""
        return tuple(
            (self._terms[identifier], identifier)
            for message in shown
            if message.kind is MessageKind.TERM
            for identifier in message.node["ids"]
            if identifier in self._terms
        )

    def _note(self, target: nodes.Element, msgnode: Any = None) -> None:
        """Register the names of *target*, if they are free.

        In place of `note_implicit_target`. The last name of a section is its translated
        title.
        """
        names = target["names"]
        document = self._document
        if not names or not isinstance(target, nodes.section):
            pass  # not registered by `Locale`
        elif id(target) in self._human_titles:
            for name in names:
                owner = self._held.pop(name, target)
                if owner is not target:
                    self._refuse(owner, name)
                    for table in _TABLES:
                        getattr(document, table, {}).pop(name, None)
        elif document.has_name(names[-1]):
            self._refuse(target, names[-1])
        else:
            self._held[names[-1]] = target
        nodes.document.note_implicit_target(document, target, msgnode)

    def _refuse(self, owner: nodes.Element, name: str) -> None:
        owner["names"].remove(name)
        self._refused.setdefault(name, []).append(owner)


def forget_names(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remove the names of machine-translated terms before documents are read."""
    noted = domain_of(env).names
    standard = env.get_domain("std")
    for table, key, value in noted:
        if standard.data.get(table, {}).get(key) == value:
            del standard.data[table][key]
    noted.clear()


def note_names(app: Sphinx, env: BuildEnvironment) -> None:
    """Register machine translations of terms as names, unless the names are taken."""
    noted = domain_of(env).names
    standard = env.get_domain("std")
    for docname, record in records_of(env).heads():
        for name, identifier in record.terms:
            for table, key in (("objects", ("term", name)), ("terms", name.lower())):
                known = standard.data.setdefault(table, {})
                if key not in known:
                    known[key] = (docname, identifier)
                    noted.append((table, key, known[key]))

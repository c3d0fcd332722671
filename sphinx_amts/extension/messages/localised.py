"""Recognise text that Sphinx, its extensions or docutils have already localised.

Sphinx, its extensions and docutils insert texts into documents while these are read, in
the language of the build: "Notas" for the notes of a docstring, "Por hacer" for a task.
Sphinx extracts these texts as if they were messages of the book.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import languages, nodes
from sphinx import addnodes
from sphinx.util.i18n import docname_to_domain

from sphinx_amts.extension.compat.gettext_catalogs import registered_texts
from sphinx_amts.languages.characters import is_wide
from sphinx_amts.languages.letters import holds_letters

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sphinx.environment import BuildEnvironment


_FIELD = re.compile(r"%(?:\(\w+\))?[sdr]|\{\w*\}")
_CODE = re.compile(r"(?::[\w.+:-]+:)?`+[^`]+`+")
_DOCSTRING = ":docstring of "
_SURE = 6
"""Least number of letters of a text with gaps that is recognised in any element."""


class TextPatterns:
    """Index of texts with gaps for names and numbers, such as "%s (in module %s)".

    Args:
        texts: for each text, the parts before, between and after the gaps.
    """

    def __init__(self, texts: Iterable[tuple[str, ...]] = ()) -> None:
        self._by_start: dict[str, list[tuple[str, ...]]] = {}
        self._by_end: dict[str, list[tuple[str, ...]]] = {}
        for parts in texts:
            if not any(map(holds_letters, parts)):
                continue
            if parts[0]:
                self._by_start.setdefault(parts[0][0], []).append(parts)
            else:
                self._by_end.setdefault(parts[-1][-1:], []).append(parts)

    def matches(self, text: str, *, code: bool = False) -> bool:
        """Return whether *text* is a text of the index with filled gaps.

        Args:
            text: text of a message.
            code: whether gaps may be filled only with code.
        """
        return any(
            _filled(parts, text, code=code)
            for known in (
                self._by_start.get(text[:1]),
                self._by_end.get(text[-1:]),
                self._by_end.get(""),
            )
            for parts in known or ()
        )


@dataclass(frozen=True, slots=True)
class LocalisedTexts:
    """Localised texts that extensions may have inserted into a page.

    Attributes:
        sure: localised texts that cannot be text of the source language.
        generated_by_extension: all localised texts; compared only with the text of
            elements that extensions generate.
        sure_parts: texts like *sure*, with gaps for names or numbers.
        generated_parts: texts like *generated_by_extension*, with gaps.
        sources: the texts before localisation, in the language of the extensions.
        source_parts: texts like *sources*, with gaps.
        foreign: texts of *sources* that Sphinx and docutils do not have, only other
            extensions.
    """

    sure: frozenset[str] = frozenset()
    generated_by_extension: frozenset[str] = frozenset()
    sure_parts: TextPatterns = field(default_factory=TextPatterns)
    generated_parts: TextPatterns = field(default_factory=TextPatterns)
    sources: frozenset[str] = frozenset()
    source_parts: TextPatterns = field(default_factory=TextPatterns)
    foreign: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, pairs: Iterable[tuple[str, str]], foreign: Container[str] = ()
    ) -> LocalisedTexts:
        """Create the localised texts from catalog entries.

        Args:
            pairs: source and target of the entries of all interface catalogs.
            foreign: sources that only extensions other than Sphinx's own have.
        """
        known: dict[str, set[str]] = {}
        for source, target in pairs:
            if holds_letters(target):
                known.setdefault(source, set()).add(target)
        sure, generated = set(), set()
        sure_parts, generated_parts, source_parts = set(), set(), set()
        for source, targets in known.items():
            parts = tuple(_FIELD.split(source))
            if len(parts) > 1:
                source_parts.add(parts)
            for target in targets:
                around = tuple(_FIELD.split(target))
                if len(around) > 1:
                    generated_parts.add(around)
                    if around != parts and _is_sure(around):
                        sure_parts.add(around)
                    continue
                generated.add(target)
                # else *target* is a source as well, and may be in that language
                if source != target and known.get(target, {target}) == {target}:
                    sure.add(target)
        return cls(
            frozenset(sure),
            frozenset(generated),
            TextPatterns(sure_parts),
            TextPatterns(generated_parts),
            frozenset(known),
            TextPatterns(source_parts),
            frozenset(source for source in known if source in foreign),
        )

    def is_localised(self, node: nodes.Element, text: str) -> bool:
        """Return whether *text*, the message of *node*, is localised already."""
        if text in self.sure or self.sure_parts.matches(text):
            return True
        if not is_place_of_extensions(node):
            return False
        return text in self.generated_by_extension or self.generated_parts.matches(
            text, code=True
        )

    def may_replace(self, text: str, *, generated_by_extension: bool) -> bool:
        """Return whether an extension may show a localised text instead of *text*.

        Args:
            text: text of a message.
            generated_by_extension: whether extensions generate the element of the
                message.
        """
        if not generated_by_extension:
            return text in self.foreign
        return text in self.sources or self.source_parts.matches(text, code=True)


def localised_texts(env: BuildEnvironment) -> LocalisedTexts:
    """Return the localised texts in the target language of the build."""
    compact = env.config.gettext_compact
    own = {docname_to_domain(docname, compact) for docname in env.found_docs}
    sphinxs = [*registered_texts(own, of_sphinx=True), *_labels(env.config.language)]
    others = list(registered_texts(own, of_sphinx=False))
    foreign = {source for source, _ in others} - {source for source, _ in sphinxs}
    return LocalisedTexts.of([*sphinxs, *others], foreign)


def _labels(language: str) -> Iterator[tuple[str, str]]:
    """Yield the labels of docutils, such as "Contents", in English and *language*."""
    english, other = (languages.get_language(name) for name in ("en", language))
    # for a code such as "ast" docutils returns Python's own module of that name
    labels = getattr(other, "labels", {})
    if english is not None:
        for name, label in english.labels.items():
            if name in labels:
                yield label, labels[name]


def is_place_of_extensions(node: nodes.Element) -> bool:
    """Return whether extensions may have generated *node*."""
    if isinstance(node, addnodes.index):
        return True
    if _DOCSTRING in str(node.source or ""):
        return True
    if not isinstance(node, nodes.title):
        return False
    box = node.parent
    if isinstance(box, nodes.Admonition):
        return not isinstance(box, nodes.admonition)  # whose title the author wrote
    return isinstance(box, nodes.topic) and "contents" in box.get("classes", ())


def _filled(parts: tuple[str, ...], text: str, *, code: bool = False) -> bool:
    """Return whether *text* consists of *parts* with text in each gap between them.

    Args:
        parts: parts before, between and after the gaps.
        text: text of a message.
        code: whether the text in gaps must be code.
    """
    first, last = parts[0], parts[-1]
    if not (text.startswith(first) and text.endswith(last)):
        return False
    if len(text) <= sum(map(len, parts)):
        return False
    position, end = len(first), len(text) - len(last)
    gaps = []
    for part in parts[1:-1]:
        found = text.find(part, position + 1, end)
        if found < 0:
            return False
        gaps.append(text[position:found])
        position = found + len(part)
    gaps.append(text[position:end])
    return not code or all(_is_code(gap) for gap in gaps)


def _is_code(gap: str) -> bool:
    rest = _CODE.sub("", gap)
    return not holds_letters(rest)


def _is_sure(parts: tuple[str, ...]) -> bool:
    """Return whether *parts* have at least `_SURE` letters; ideographs count three."""
    size = 0
    for part in parts:
        for character in part:
            if character.isalpha():
                size += 3 if is_wide(character) else 1
                if size >= _SURE:
                    return True
    return False

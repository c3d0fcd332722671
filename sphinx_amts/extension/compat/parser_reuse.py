"""Keep parsers between the translations of a document, which are parsed one by one.

Sphinx makes a parser for each translation. What that takes is most of the time of a
sentence: docutils builds its states and their patterns, MyST a whole parser of
Markdown, with a document of its own that it does not use.

`tests/extension/test_internals.py` pins what this relies on.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import states
from docutils.utils import new_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes

_MYST = "myst_parser.parsers.sphinx_"
_RENDERER = "myst_parser.mdit_to_docutils.base"


class KeptParsers:
    """The parsers of one document, handed out again for each of its translations.

    No public function of Sphinx, docutils or MyST takes a parser that was used before,
    so that the functions which make them are replaced while a translation is parsed. A
    parser that failed, or that is in use, is not handed out.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0, docutils 0.21.2, 0.22.4 and 0.23,
    MyST-Parser 5.2.0. To report upstream: `Locale` could use one parser for a document;
    `setup_render` of MyST makes a default for ``options.get("document", ...)`` also
    where there is a document.
    """

    def __init__(self) -> None:
        self._machine: states.RSTStateMachine | None = None
        self._machine_for: object = None
        self._inliner: states.Inliner | None = None
        self._markdown: Any = None
        self._markdown_for: tuple[object, object] = (None, None)
        self._options: dict[str, Any] = {}
        self._state: dict[str, Any] = {}

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Hand out the kept parsers while one translation is parsed."""
        with ExitStack() as replaced:
            _replace(replaced, states, "RSTStateMachine", self._kept_machine)
            _replace(replaced, states, "Inliner", self._kept_inliner)
            if _MYST in sys.modules and _RENDERER in sys.modules:
                myst, renderer = sys.modules[_MYST], sys.modules[_RENDERER]
                _replace(replaced, myst, "create_md_parser", self._kept_markdown)
                _replace(replaced, renderer, "make_document", _with_shared_settings)
            try:
                yield
            except BaseException:
                self._machine = self._inliner = self._markdown = None
                raise

    def _kept_machine(self, make: Any) -> Any:
        handed_out = False

        def machine(*arguments: Any, **named: Any) -> Any:
            nonlocal handed_out
            if handed_out:
                return make(*arguments, **named)
            handed_out = True
            if self._machine is None or self._machine_for != (arguments, named):
                self._machine = make(*arguments, **named)
                self._machine_for = arguments, named
            return self._machine

        return machine

    def _kept_inliner(self, make: Any) -> Any:
        handed_out = False

        def inliner() -> states.Inliner:
            nonlocal handed_out
            if handed_out:
                return make()  # type: ignore[no-any-return]
            handed_out = True
            if self._inliner is None:
                self._inliner = _set_up_once(make())
            return self._inliner

        return inliner

    def _kept_markdown(self, create: Any) -> Any:
        handed_out = False

        def markdown(config: object, renderer: object) -> Any:
            nonlocal handed_out
            if handed_out:
                return create(config, renderer)
            handed_out = True
            known = self._markdown_for
            if self._markdown is None or known[0] is not config or known[1] != renderer:
                self._markdown = create(config, renderer)
                self._markdown_for = config, renderer
                self._options = dict(self._markdown.options)
                self._state = dict(vars(self._markdown.renderer))
            else:
                self._markdown.options.clear()
                self._markdown.options.update(self._options)
                vars(self._markdown.renderer).clear()
                vars(self._markdown.renderer).update(self._state)
            return self._markdown

        return markdown


def _set_up_once(inliner: states.Inliner) -> states.Inliner:
    """Have *inliner* build its patterns once for the settings of its document."""
    set_up = inliner.init_customizations
    known: list[object] = []

    def init_customizations(settings: object) -> None:
        if not known or known[0] is not settings:
            set_up(settings)
            known[:] = [settings]

    inliner.init_customizations = init_customizations  # type: ignore[method-assign]
    return inliner


def _replace(
    replaced: ExitStack, module: object, name: str, change: Callable[[Any], Any]
) -> None:
    """Replace the function *name* of *module* until *replaced* is left."""
    original = getattr(module, name)
    setattr(module, name, change(original))
    replaced.callback(setattr, module, name, original)


def _with_shared_settings(original: Any) -> Any:
    """Return `make_document` of MyST, with its default settings made only once."""

    def make_document(
        source_path: str = "notset", parser_cls: object = None
    ) -> nodes.document:
        if parser_cls is not None:
            made: nodes.document = original(source_path, parser_cls)
            return made
        return new_document(source_path, _default_settings(original).copy())

    return make_document


@cache
def _default_settings(make_document: Any) -> Any:
    return make_document().settings

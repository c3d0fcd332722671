"""Reuse parsers for the translations of a document, which are parsed one by one.

Sphinx creates a parser for each translation, which takes most of the time for a
sentence: docutils builds its states and their patterns, and MyST builds a whole
Markdown parser, with an extra document that is not used.

`tests/extension/test_internals.py` pins the internals that this module relies on.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import states
from docutils.utils import new_document

from sphinx_amts.extension.compat.footnotes import refer_to_footnotes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docutils import nodes

_MYST = "myst_parser.parsers.sphinx_"
_RENDERER = "myst_parser.mdit_to_docutils.base"


def _as_it_is(made: Any) -> Callable[[], Any]:
    return lambda: made


def _set_up_once(inliner: states.Inliner) -> Callable[[], states.Inliner]:
    """Make *inliner* build its patterns only once for the settings of a document.

    Returns:
        a function that returns the inliner for each use.
    """
    set_up = inliner.init_customizations
    known: list[object] = []

    def init_customizations(settings: object) -> None:
        if not known or known[0] is not settings:
            set_up(settings)
            known[:] = [settings]

    inliner.init_customizations = init_customizations  # type: ignore[method-assign]
    return lambda: inliner


def _reset_at_each_use(parser: Any) -> Callable[[], Any]:
    """Prepare MyST's *parser* for several uses.

    Returns:
        a function that resets options and state of the parser, and returns it.
    """
    refer_to_footnotes(parser)
    options, state = dict(parser.options), dict(vars(parser.renderer))

    def reset() -> Any:
        parser.options.clear()
        parser.options.update(options)
        vars(parser.renderer).clear()
        vars(parser.renderer).update(state)
        return parser

    return reset


class KeptParsers:
    """Parsers of one document, reused for each translation of the document.

    No public function of Sphinx, docutils or MyST accepts an existing parser. So the
    functions that create parsers are replaced while a translation is parsed. A parser
    that failed, or that is in use, is not reused.

    Tried with Sphinx 8.2.3, 9.0.4 and 9.2.0, docutils 0.21.2, 0.22.4 and 0.23,
    MyST-Parser 5.2.0. To report upstream: `Locale` could use one parser for a document;
    `setup_render` of MyST makes a default for ``options.get("document", ...)`` also
    where there is a document.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[object, Any]] = {}

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Make Sphinx use the kept parsers in the context, for one translation."""
        with ExitStack() as replaced:
            self._keep(replaced, states, "RSTStateMachine")
            self._keep(replaced, states, "Inliner", begin=_set_up_once)
            if _MYST in sys.modules and _RENDERER in sys.modules:
                myst, renderer = sys.modules[_MYST], sys.modules[_RENDERER]
                self._keep(replaced, myst, "create_md_parser", begin=_reset_at_each_use)
                _replace(replaced, renderer, "make_document", _with_shared_settings)
            try:
                yield
            except BaseException:
                self._kept.clear()
                raise

    def _keep(
        self,
        replaced: ExitStack,
        module: object,
        name: str,
        begin: Callable[[Any], Callable[[], Any]] = _as_it_is,
    ) -> None:
        """Make the first call of the function *name* return the kept object.

        Args:
            replaced: context at whose end the original function is restored.
            module: module in which the function is looked up.
            name: name of the function, which creates a parser or a part of a parser.
            begin: prepares a new object; returns a function that returns the object for
                each use.
        """

        def change(make: Any) -> Any:
            handed_out = False

            def made_or_kept(*arguments: Any, **named: Any) -> Any:
                nonlocal handed_out
                if handed_out:
                    return make(*arguments, **named)
                handed_out = True
                wanted = (arguments, named)
                known, use = self._kept.get(name, (None, None))
                if known != wanted:
                    use = begin(make(*arguments, **named))
                    self._kept[name] = (wanted, use)
                return use()

            return made_or_kept

        _replace(replaced, module, name, change)


def _replace(
    replaced: ExitStack, module: object, name: str, change: Callable[[Any], Any]
) -> None:
    """Replace the function *name* of *module* until the context *replaced* ends."""
    original = getattr(module, name)
    setattr(module, name, change(original))
    replaced.callback(setattr, module, name, original)


def _with_shared_settings(original: Any) -> Any:
    """Return MyST's `make_document` with default settings that are created once."""

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

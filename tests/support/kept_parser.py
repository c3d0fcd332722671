"""Read many short texts with docutils' own parser, whose parts are made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import Parser, states

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.frontend import Values


class KeptParser(Parser):
    """A parser of reStructuredText for documents that share their settings.

    Most of the time of a short text goes into the states and patterns of a parser. They
    are those of docutils, and set to their beginning whenever a text is read.
    """

    def __init__(self, settings: Values) -> None:
        super().__init__(inliner=states.Inliner())
        self.inliner.init_customizations(settings)
        self.inliner.init_customizations = lambda _: None
        self._machine = self._made()

    def parse(self, inputstring: str, document: nodes.document) -> None:
        make = states.RSTStateMachine
        machine, self._machine = self._machine or self._made(), None
        states.RSTStateMachine = lambda *_, **__: machine
        try:
            super().parse(inputstring, document)
        finally:
            states.RSTStateMachine = make
        self._machine = machine  # one that has failed is not used again

    def _made(self) -> states.RSTStateMachine:
        return states.RSTStateMachine(
            state_classes=self.state_classes, initial_state=self.initial_state
        )

from collections.abc import Iterator
from dataclasses import dataclass

from sphinx_amts.engines.base import Answer, EngineOptions, Request, Result
from sphinx_amts.model import Provenance


@dataclass(frozen=True)
class Shout:
    """Writes all text in capitals, and leaves tags alone."""

    name: str = "shout"
    label: str = "shout"
    identity: str = "shout"
    metered: bool = False

    def translate(self, request: Request) -> Iterator[Answer]:
        for item in request.items:
            parts = item.html.replace("<", "\0<").replace(">", ">\0").split("\0")
            html = "".join(p if p.startswith("<") else p.upper() for p in parts)
            yield Result(item.key, html, Provenance(engine=self.label))


def create(_: EngineOptions) -> Shout:
    return Shout()

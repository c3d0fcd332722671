"""The codecs of a book, set up with its roles and its MyST settings."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from sphinx.util.docutils import sphinx_domains

from sphinx_amts.errors import ConfigError, PlaceableError
from sphinx_amts.extras import install, is_installed
from sphinx_amts.markup.exchange_restore import refuse_controls
from sphinx_amts.markup.model import Inline, Text
from sphinx_amts.markup.rewriting import Rewriter
from sphinx_amts.markup.rst_roles import role_type
from sphinx_amts.markup.rst_scanner import Scanner
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.storage.json_shape import (
    NOTEBOOK_CELL,
    list_of,
    object_of,
    refuse_other_shape,
)
from sphinx_amts.storage.json_text import DamagedJson, parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.markup.rst_roles import RoleType


_KEPT = 1024
"""How many texts are kept as read; more than one document looks at in turn."""


class Codec(Protocol):
    """Turns messages of one dialect into inline elements and back."""

    def encode(self, message: str) -> tuple[Inline, ...]:
        """Return *message* as text, placeables and spans."""

    def decode(
        self, inlines: Sequence[Inline], *, kind: MessageKind = MessageKind.BLOCK
    ) -> str:
        """Return valid markup for *inlines*."""


class PlainCodec:
    """For text that Sphinx copies as it is."""

    def encode(self, message: str) -> tuple[Inline, ...]:
        """Return *message* as one text."""
        return (Text(message),)

    def decode(
        self,
        inlines: Sequence[Inline],
        *,
        kind: MessageKind = MessageKind.BLOCK,
    ) -> str:
        """Return the text of *inlines*."""
        return "".join(inline.text for inline in inlines if isinstance(inline, Text))


class Codecs:
    """One codec a dialect, made when first used.

    Attributes:
        known: how messages are read whose text does not tell, by text and dialect.

    Args:
        settings: docutils settings in force.
        docname: document being read, whose link definitions MyST messages may use;
            `None` outside of a document.
    """

    def __init__(
        self,
        env: BuildEnvironment,
        settings: Any,
        docname: str | None = None,
    ) -> None:
        self._env = env
        self.settings = settings
        self._docname = docname
        self._asking: Scanner | None = None
        self._codecs: dict[Dialect, Codec] = {Dialect.PLAIN: PlainCodec()}
        self._rewriters: dict[tuple[str, Dialect, MessageKind], Rewriter] = {}
        self.known: dict[tuple[str, Dialect], tuple[Inline, ...]] = {}
        # the same text is asked for by all who look at it in turn
        self._encode = lru_cache(maxsize=_KEPT)(self._encode_anew)

    def know(self, message: str, dialect: Dialect, inlines: Sequence[Inline]) -> None:
        """Read *message* as *inlines* from now on, where its text does not tell."""
        self.known[message, dialect] = tuple(inlines)
        self._rewriters = {
            key: known
            for key, known in self._rewriters.items()
            if key[:2] != (message, dialect)
        }

    def encode(self, message: str, dialect: Dialect) -> tuple[Inline, ...]:
        """Return *message* as text, placeables and spans."""
        known = self.known.get((message, dialect))
        return self._encode(message, dialect) if known is None else known

    def _encode_anew(self, message: str, dialect: Dialect) -> tuple[Inline, ...]:
        return self._codec(dialect).encode(message)

    def decode(
        self, inlines: Sequence[Inline], dialect: Dialect, kind: MessageKind
    ) -> str:
        """Return valid markup of *dialect* for *inlines*."""
        return self._codec(dialect).decode(inlines, kind=kind)

    def rewrite(
        self,
        text: str,
        message: str,
        dialect: Dialect,
        kind: MessageKind,
        *,
        partial: bool = False,
    ) -> str:
        """Return *text*, a translation from outside, written anew; nothing runs.

        Args:
            text: in *dialect*, whatever it may hold.
            message: the source message.
            dialect: that of both.
            kind: of the message.
            partial: as `Rewriter.rewritten` takes it.

        Raises:
            PlaceableError: *text* holds what *message* does not hold, or cannot be
                written.
        """
        key = (message, dialect, kind)
        if key not in self._rewriters:
            source = self.encode(message, dialect)
            written: tuple[Inline, ...] = ()
            with suppress(PlaceableError):
                written = self.encode(self.decode(source, dialect, kind), dialect)
            self._rewriters[key] = Rewriter(source, written)
        found = self.encode(text, dialect)
        refuse_controls(text, message)
        inlines = self._rewriters[key].rewritten(found, partial=partial)
        return self.decode(inlines, dialect, kind)

    def _codec(self, dialect: Dialect) -> Codec:
        if dialect not in self._codecs:
            self._codecs[dialect] = (
                self._rst() if dialect is Dialect.RST else self._myst()
            )
        return self._codecs[dialect]

    def _rst(self) -> Codec:
        from sphinx_amts.markup.rst import RstCodec

        return RstCodec(self.settings)

    def _myst(self) -> Codec:
        if not is_installed("myst_parser"):
            raise ConfigError(f"MyST cannot be read; run `{install('myst')}`")
        from myst_parser.config.main import MdParserConfig

        from sphinx_amts.markup.myst import MystCodec, link_definitions

        config = getattr(self._env, "myst_config", None) or MdParserConfig()
        references = link_definitions(self._page_source(), config)
        return MystCodec(config, references=references, role_of=self._role_of)

    def _role_of(self, name: str) -> RoleType:
        if self._asking is None:
            self._asking = Scanner(self.settings)
        return role_type(name, self._asking, self._env)

    def _page_source(self) -> str:
        if not self._docname:
            return ""
        path = self._env.doc2path(self._docname)
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if path.suffix != ".ipynb":
            return text
        # the page has been read: whoever reads notebooks has not stopped at it
        try:
            notebook = parse_json(text, lenient=True)
            refuse_other_shape(notebook, object_of(cells=list_of(NOTEBOOK_CELL)))
        except DamagedJson:
            return ""
        return "\n\n".join(
            "".join(cell["source"])
            for cell in notebook["cells"]
            if cell["cell_type"] == "markdown"
        )


def encoder(
    codecs: Codecs, dialect: Dialect, readings: Mapping[str, tuple[Inline, ...]]
) -> Callable[[str], tuple[Inline, ...]]:
    """Return what reads the messages of a document, and translations of them.

    Args:
        codecs: of the book.
        dialect: of the document.
        readings: of those of its messages whose text does not tell.
    """

    def encode(text: str) -> tuple[Inline, ...]:
        known = readings.get(text)
        return codecs.encode(text, dialect) if known is None else known

    return encode


@contextmanager
def codecs_outside_documents(env: BuildEnvironment) -> Iterator[Codecs]:
    """Set the book's roles up as while reading, for text that is in no document."""
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser

    settings = get_default_settings(Parser)
    for name, value in env.settings.items():
        setattr(settings, name, value)
    settings.env = env
    reading = env.current_document
    env.prepare_settings(env.config.root_doc)
    try:
        with sphinx_domains(env):
            yield Codecs(env, settings)
    finally:
        env.current_document = reading

"""Create the codecs of a book, configured with its roles and MyST settings."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from sphinx_amts.errors import ConfigError, PlaceableError
from sphinx_amts.extension.messages.page_source import page_text
from sphinx_amts.extras import install, is_installed
from sphinx_amts.markup.model import Inline, Text
from sphinx_amts.markup.rst_in_myst import in_block, is_rst, out_of_block
from sphinx_amts.model import Dialect, MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from sphinx_amts.markup.rewriting import Rewriter
    from sphinx_amts.markup.rst_roles import RoleType
    from sphinx_amts.markup.rst_scanner import Scanner


OTHER = {Dialect.RST: Dialect.MYST, Dialect.MYST: Dialect.RST}
"""Dialect of a page -> the other dialect in which texts on the page may be written."""

_KEPT = 1024
"""Number of encoded texts that are cached, to encode each text of a document once."""


class Codec(Protocol):
    """Converter between messages of one dialect and inline elements."""

    def encode(self, message: str) -> tuple[Inline, ...]:
        """Parse *message* into text, placeables and spans."""

    def decode(
        self, inlines: Sequence[Inline], *, kind: MessageKind = MessageKind.BLOCK
    ) -> str:
        """Write *inlines* as valid source text.

        Raises:
            PlaceableError: *inlines* cannot be written in this dialect.
        """


class PlainCodec:
    """Codec of messages without markup, which Sphinx copies without parsing."""

    def encode(self, message: str) -> tuple[Inline, ...]:
        """Return *message* as a single text element."""
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
    """Codecs of a document, one for each dialect, created on first use.

    Attributes:
        readings: message and dialect -> inline elements, for ambiguous messages.

    Args:
        env: environment of the book.
        settings: present docutils settings.
        docname: document being read, whose link definitions MyST messages may use;
            `None` outside of a document.
        extensions: MyST extensions that single documents enable. Written text is
            escaped for these extensions as well.
    """

    def __init__(
        self,
        env: BuildEnvironment,
        settings: Any,
        docname: str | None = None,
        extensions: Collection[str] = (),
    ) -> None:
        self._env = env
        self._extensions = frozenset(extensions)
        self.settings = settings
        self._docname = docname
        self._role_scanner: Scanner | None = None
        self._codecs: dict[Dialect, Codec] = {Dialect.PLAIN: PlainCodec()}
        self._rewriters: dict[tuple[str, Dialect, MessageKind], Rewriter] = {}
        self.readings: dict[tuple[str, Dialect], tuple[Inline, ...]] = {}
        # several passes over a document encode the same text
        self._encode = lru_cache(maxsize=_KEPT)(self._encode_uncached)

    def set_reading(
        self, message: str, dialect: Dialect, inlines: Sequence[Inline]
    ) -> None:
        """Store the inline elements of an ambiguous message."""
        self.readings[message, dialect] = tuple(inlines)
        self._rewriters = {
            key: known
            for key, known in self._rewriters.items()
            if key[:2] != (message, dialect)
        }

    def encode(self, message: str, dialect: Dialect) -> tuple[Inline, ...]:
        """Return the stored reading of *message*, or parse it into inline elements."""
        known = self.readings.get((message, dialect))
        return self._encode(message, dialect) if known is None else known

    def _encode_uncached(self, message: str, dialect: Dialect) -> tuple[Inline, ...]:
        if dialect is Dialect.MYST and (text := out_of_block(message)) is not None:
            return self._codec(Dialect.RST).encode(text)
        return self._codec(dialect).encode(message)

    def encode_foreign(self, message: str, dialect: Dialect) -> tuple[Inline, ...]:
        """Parse a message that is written in the other dialect than *dialect*.

        Returns:
            inline elements in *dialect*; those of reStructuredText where MyST has no
            form for an element but a block `{eval-rst}`.

        Raises:
            PlaceableError: an element has no form in *dialect*.
        """
        from sphinx_amts.markup.dialects import converted  # rare in most books

        found = self.encode(message, OTHER[dialect])
        role = self._env.config.default_role or ""
        try:
            inlines = converted(found, dialect, default_role=role)
        except PlaceableError:
            if dialect is Dialect.MYST and is_rst(found):
                return found
            raise
        # encoded once more, for the kinds of elements that *dialect* has
        return self.encode(self.decode(inlines, dialect, MessageKind.BLOCK), dialect)

    def decode(
        self, inlines: Sequence[Inline], dialect: Dialect, kind: MessageKind
    ) -> str:
        """Write *inlines* as valid source text in *dialect*.

        Raises:
            PlaceableError: *inlines* cannot be written in *dialect*.
        """
        if dialect is Dialect.MYST and is_rst(inlines):
            return in_block(self._codec(Dialect.RST).decode(inlines, kind=kind))
        if dialect is Dialect.MYST and self._extensions:
            return self._strict_myst.decode(inlines, kind=kind)
        return self._codec(dialect).decode(inlines, kind=kind)

    @cached_property
    def _strict_myst(self) -> Codec:
        return self._myst(self._extensions)

    def rewrite(
        self,
        text: str,
        message: str,
        dialect: Dialect,
        kind: MessageKind,
        *,
        partial: bool = False,
    ) -> str:
        """Rewrite *text*, an untrusted translation, without running any of its roles.

        Args:
            text: translation in *dialect*, with any content.
            message: the source message.
            dialect: dialect of *text* and *message*.
            kind: kind of the message.
            partial: passed to `Rewriter.rewritten`.

        Raises:
            PlaceableError: *text* has inline codes that *message* does not have, or
                cannot be written.
        """
        # loaded with the first text that is not trusted
        from sphinx_amts.markup.exchange_restore import refuse_controls
        from sphinx_amts.markup.rewriting import Rewriter

        key = (message, dialect, kind)
        if key not in self._rewriters:
            source = self.encode(message, dialect)
            self._rewriters[key] = Rewriter(
                source, lambda: self._written(source, dialect, kind)
            )
        found = self.encode(text, dialect)
        refuse_controls(text, message)
        inlines = self._rewriters[key].rewritten(found, partial=partial)
        return self.decode(inlines, dialect, kind)

    def _written(
        self, source: Sequence[Inline], dialect: Dialect, kind: MessageKind
    ) -> tuple[Inline, ...]:
        """Write *source* and parse it again; return () if it cannot be written."""
        try:
            return self.encode(self.decode(source, dialect, kind), dialect)
        except PlaceableError:
            return ()

    def _codec(self, dialect: Dialect) -> Codec:
        if dialect not in self._codecs:
            self._codecs[dialect] = (
                self._rst() if dialect is Dialect.RST else self._myst()
            )
        return self._codecs[dialect]

    def _rst(self) -> Codec:
        from sphinx_amts.markup.rst import RstCodec

        return RstCodec(self.settings)

    def _myst(self, extensions: Collection[str] = ()) -> Codec:
        if not is_installed("myst_parser"):
            raise ConfigError(f"MyST cannot be read; run `{install('myst')}`")
        from myst_parser.config.main import MdParserConfig

        from sphinx_amts.markup.myst import MystCodec, link_definitions

        config = getattr(self._env, "myst_config", None) or MdParserConfig()
        if extensions:
            config = config.copy()
            config.enable_extensions = {*config.enable_extensions, *extensions}
        text = page_text(self._env, self._docname) if self._docname else ""
        references = link_definitions(text, config)
        return MystCodec(config, references=references, role_of=self._role_of)

    def _role_of(self, name: str) -> RoleType:
        # loaded with the first role in MyST
        from sphinx_amts.markup.rst_roles import role_type
        from sphinx_amts.markup.rst_scanner import Scanner

        if self._role_scanner is None:
            self._role_scanner = Scanner(self.settings)
        return role_type(name, self._role_scanner, self._env)


def encoder(
    codecs: Codecs, dialect: Dialect, readings: Mapping[str, tuple[Inline, ...]]
) -> Callable[[str], tuple[Inline, ...]]:
    """Return a function that encodes messages of a document and their translations.

    Args:
        codecs: codecs of the book.
        dialect: dialect of the document.
        readings: message -> inline elements, for ambiguous messages of the document.
    """

    def encode(text: str) -> tuple[Inline, ...]:
        known = readings.get(text)
        return codecs.encode(text, dialect) if known is None else known

    return encode

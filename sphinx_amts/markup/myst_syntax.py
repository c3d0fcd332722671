"""Set up the book's own MyST parser once, and describe the syntax that it reads.

markdown-it's inline tokens do not say where in the source they are. `Syntax.parse`
runs markdown-it's own rules through a tokenizer that records it: `token.map` of every
inline token but plain text is the slice of the source that it was made from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import (
    StateCore,
    block,
    linkify,
    normalize,
    replace,
    smartquotes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from myst_parser.config.main import MdParserConfig

_PARSING_FIELDS = (
    "commonmark_only",
    "gfm_only",
    "enable_extensions",
    "disable_syntax",
    "linkify_fuzzy_links",
    "strikethrough_single_tilde",
    "colon_fence_exact_match",
    "dmath_allow_labels",
    "dmath_allow_space",
    "dmath_allow_digits",
    "dmath_double_inline",
    "sub_delimiters",
    "url_schemes",
)
"""Fields of MdParserConfig, of any version, that change how inline text is parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDefinition:
    """Target of a link definition of the page, `[key]: href "title"`."""

    href: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """MyST parser of one configuration, and its syntax as far as writing depends on it.

    Attributes that are not listed say whether an extension of the syntax is on.

    Attributes:
        parser: markdown-it as the book sets it up; its inline tokens have `map`.
        markup: matches the characters that markup needs; a message without any is text.
        schemes: URL schemes that lead out of the book.
        math_digits: whether math in dollars may have a digit beside it.
        single_tilde: whether a single `~` is enough for strikethrough.
        substitution: the character that opens a substitution if doubled; "" if none
            does.
        section_numbers: whether `§1` is a reference to a section.
        bare_links: whether GFM's links without brackets are on.
        replacements: whether the typographer replaces signs such as `(c)` and `...`.
    """

    parser: MarkdownIt
    markup: re.Pattern[str]
    schemes: frozenset[str]
    roles: bool
    attributes: bool
    math: bool
    math_digits: bool
    strikethrough: bool
    single_tilde: bool
    substitution: str
    section_numbers: bool
    linkify: bool
    bare_links: bool
    smart_quotes: bool
    replacements: bool

    def parse(
        self, source: str, references: Mapping[str, Mapping[str, str]] | None = None
    ) -> list[Token]:
        """Parse *source* into inline tokens, with typographer and linkify applied."""
        from markdown_it.token import Token

        env: dict[str, object] = {"references": references} if references else {}
        children = self.parser.inline.parse(source, self.parser, env, [])
        if not (self.linkify or self.smart_quotes or self.replacements):
            return children
        block = Token("inline", "", 0, content=source, children=children)
        state = StateCore(source, self.parser, env, [block])
        if self.linkify:
            linkify(state)
        if self.replacements:
            replace(state)
        if self.smart_quotes:
            smartquotes(state)
        return block.children or []

    def is_paragraph(self, source: str) -> bool:
        """Return whether a document of *source* alone is a single paragraph."""
        tokens: list[Token] = []
        self.parser.block.parse(source + "\n", self.parser, {}, tokens)
        return (
            len(tokens) == 3
            and tokens[0].type == "paragraph_open"
            and bool(tokens[1].content)
        )


class _LocatingInline(ParserInline):
    """Inline parser that stores in `token.map` where in the source each token is."""

    @classmethod
    def adopt(cls, other: ParserInline) -> _LocatingInline:
        """Create a locating parser with the rules of *other*."""
        inline = cls()
        vars(inline).update(vars(other))
        return inline

    def tokenize(self, state: StateInline) -> None:
        """Parse a range into tokens; called again for the content of links."""
        rules = self.ruler.getRules("")
        end = state.posMax
        nesting = state.md.options["maxNesting"]
        if state.tokens and state.tokens[-1].nesting == 1:
            # the inside of the link that the calling rule has just opened
            state.tokens[-1].map = [state.pos, end]
        while state.pos < end:
            start, known = state.pos, len(state.tokens)
            matched = False
            if state.level < nesting:
                for rule in rules:
                    if matched := rule(state, False):  # noqa: FBT003
                        break
            if not matched:
                state.pending += state.src[state.pos]
                state.pos += 1
            elif len(state.tokens) > known:
                _locate(state.tokens[known:], start, state.pos)
            elif state.tokens and not state.pending:
                _extend(state.tokens[-1], start, state.pos)
        if state.pending:
            state.pushPending()


def _locate(made: list[Token], start: int, stop: int) -> None:
    """Set `map` of the tokens *made* by one rule from source[start:stop]."""
    last = made[-1]
    if last.nesting == -1:
        opening = next(token for token in made if token.nesting == 1)
        inside = opening.map or [start, stop]
        opening.map, last.map = [start, inside[0]], [inside[1], stop]
    elif last.type not in {"text", "text_special"}:
        last.map = [start, stop]


def _extend(token: Token, start: int, stop: int) -> None:
    """Extend `map` of *token* by the source after it, `{.class}`, that has no token."""
    if token.map is not None and token.map[1] == start:
        token.map = [token.map[0], stop]


_by_key: dict[tuple[str, ...], Syntax] = {}


def syntax_of(config: MdParserConfig) -> Syntax:
    """Return the syntax for *config*; its parser is created once and cached."""
    key = tuple(_frozen(getattr(config, name, None)) for name in _PARSING_FIELDS)
    known = _by_key.get(key)
    if known is None:
        known = _by_key[key] = _set_up(config)
    return known


def _frozen(value: object) -> str:
    return repr(sorted(value) if isinstance(value, set) else value)


def match_footnotes(parser: MarkdownIt) -> None:
    """Make *parser* read references to footnotes that its text does not define.

    A message refers to footnotes of its page. MyST-Parser reads references without a
    definition since version 4.
    """
    from mdit_py_plugins.footnote.index import footnote_ref

    if "footnote_ref" in parser.inline.ruler.get_all_rules():
        rule = partial(footnote_ref, always_match=True)
        parser.inline.ruler.at("footnote_ref", rule)


def _set_up(config: MdParserConfig) -> Syntax:
    from myst_parser.parsers.mdit import create_md_parser

    parser = create_md_parser(config, RendererHTML)
    match_footnotes(parser)
    parser.inline = _LocatingInline.adopt(parser.inline)
    inline = set(parser.inline.ruler.get_active_rules())
    core = set(parser.core.ruler.get_active_rules())
    typographer = bool(parser.options["typographer"])
    linkify_on = bool(parser.options["linkify"]) and "linkify" in core
    bare_links = any(name.startswith("gfm_autolink") for name in inline)
    smart_quotes = typographer and "smartquotes" in core
    replacements = typographer and "replacements" in core
    strikethrough = "strikethrough" in inline
    substitution = config.sub_delimiters[0] if "substitution_inline" in inline else ""
    markup = "\\`*_[<&\n" + substitution
    for enabled, characters in (
        ("myst_role" in inline or "attr" in inline, "{"),
        ("math_inline" in inline, "$"),
        (strikethrough, "~"),
        ("section_ref" in inline, "§"),
        (linkify_on or bare_links, ".:@"),
        (smart_quotes, "'\""),
        (replacements, ".,-+?!("),
    ):
        markup += characters if enabled else ""
    return Syntax(
        parser=parser,
        markup=re.compile(f"[{re.escape(markup)}]"),
        schemes=frozenset(config.url_schemes),
        roles="myst_role" in inline,
        attributes="attr" in inline,
        math="math_inline" in inline,
        math_digits=config.dmath_allow_digits,
        strikethrough=strikethrough,
        single_tilde=bool(parser.options.get("strikethrough_single_tilde", False)),
        substitution=substitution,
        section_numbers="section_ref" in inline,
        linkify=linkify_on,
        bare_links=bare_links,
        smart_quotes=smart_quotes,
        replacements=replacements,
    )


def read_definitions(source: str, syntax: Syntax) -> dict[str, LinkDefinition]:
    """Return the link definitions of the page *source*, by normalised key."""
    env: dict[str, dict[str, dict[str, str]]] = {}
    state = StateCore(source, syntax.parser, env)
    normalize(state)
    block(state)
    return {
        key: LinkDefinition(href=found["href"], title=found["title"])
        for key, found in env.get("references", {}).items()
    }

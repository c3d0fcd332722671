"""Translate a single message, for tests, checks and developers of engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError, PlaceableError
from sphinx_amts.extension.compat.application import refuse_without_extension
from sphinx_amts.extension.compat.trial import EnvironmentSnapshot, without_traces
from sphinx_amts.extension.guard.guard import Guard, MessagePlace
from sphinx_amts.extension.messages.extraction import suffix_of
from sphinx_amts.extension.session.book_codecs import codecs_outside_documents
from sphinx_amts.extension.session.starting import read_settings
from sphinx_amts.languages.codes import is_known
from sphinx_amts.markup.exchange import (
    from_document,
    from_html,
    from_runs,
    plain_runs,
    to_document,
    to_html,
)
from sphinx_amts.markup.exchange_restore import tidy
from sphinx_amts.markup.model import Inline, Text, has_letters, visible_text
from sphinx_amts.model import Dialect, MessageKind
from sphinx_amts.terminology.terms import pattern_of
from sphinx_amts.typography.typesetting import typeset

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from sphinx.environment import BuildEnvironment

_BLOCK = "message"


def translate_message(
    message: str,
    translate: Callable[[str], str],
    *,
    env: BuildEnvironment,
    dialect: str,
    target_language: str,
) -> str | None:
    """Translate one message in the same way as a build, with all checks.

    Args:
        message: text of a paragraph, as gettext extracts it.
        translate: returns the translation of a whole HTML document in exchange form.
            If the translation loses or adds markup, *translate* is called once more,
            with each text between placeables in a block of its own.
        env: environment of the book, whose roles and settings apply.
        dialect: "rst" or "myst".
        target_language: Sphinx language code.

    Returns:
        the message in the target language, as source text that Sphinx can apply; the
        message itself, to the letter, if *translate* changed nothing; `None` if the
        translation was rejected.

    Raises:
        ConfigError: the language is unknown, the book does not load this extension, or
            it has no page of the dialect.
    """
    refuse_without_extension(env.config, env.srcdir)
    kind = Dialect(dialect)
    if not is_known(target_language):
        raise ConfigError(f"{target_language!r}: no such language")
    language = env.config.amts_source_language or "en"
    settings = read_settings(Path(env.srcdir), env.config, target_language)
    keep = pattern_of(settings.keep)
    with codecs_outside_documents(env) as codecs:
        inlines = codecs.encode(message, kind)
        if not has_letters(inlines):
            return message
        source = str(env.srcdir / f"message{suffix_of(env, kind)}")
        traces = EnvironmentSnapshot(env)
        guard = Guard(env, codecs, source, kind, traces)
        traces.keep()
        again = codecs.decode(inlines, kind, MessageKind.BLOCK)
        try:
            with without_traces(env):
                node = guard.parser.parse(1, again)
            place = MessagePlace(node, MessageKind.BLOCK, 1, message)
            for attempt in (_whole, _in_runs):
                try:
                    answer = attempt(inlines, translate, language, keep)
                    if answer == tidy(inlines):
                        return message
                    translated = typeset(answer, target_language, settings.typography)
                    text = codecs.decode(translated, kind, MessageKind.BLOCK)
                except PlaceableError:
                    continue
                verdict = guard.judge_in(place, text)
                if not verdict.reason:
                    return verdict.text
        finally:
            traces.put_back()
    return None


def _whole(
    inlines: tuple[Inline, ...],
    translate: Callable[[str], str],
    language: str,
    keep: re.Pattern[str] | None,
) -> tuple[Inline, ...]:
    sent = to_html(inlines, keep=keep)
    html = translate(to_document([(_BLOCK, sent)], language=language))
    blocks = from_document(html)
    if list(blocks) != [_BLOCK]:
        raise PlaceableError("the block of the message is lost or doubled")
    return from_html(blocks[_BLOCK], inlines, sent=sent)


def _in_runs(
    inlines: tuple[Inline, ...],
    translate: Callable[[str], str],
    language: str,
    keep: re.Pattern[str] | None,
) -> tuple[Inline, ...]:
    runs = {f"{_BLOCK}-{n}": (Text(run),) for n, run in enumerate(plain_runs(inlines))}
    sent = {key: to_html(run, keep=keep) for key, run in runs.items()}
    document = to_document(sent.items(), language=language)
    blocks = from_document(translate(document))
    if set(blocks) != set(runs):
        raise PlaceableError("blocks are lost or doubled")
    return from_runs(
        inlines,
        [
            visible_text(from_html(blocks[key], run, sent=sent[key]))
            for key, run in runs.items()
        ],
    )

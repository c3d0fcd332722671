"""Reuse the result of an earlier translation run if a new run would find the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.extension.overlay_manifest import STATE_FILE
from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.translation import run_state
from sphinx_amts.translation.engine_choice import NO_ENGINE

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.translation.outcome import Outcome


def unchanged_outcome(env: BuildEnvironment, session: Session) -> Outcome | None:
    """Return the result of an earlier run, if a new run would have the same result.

    Returns:
        `None` if messages have to be looked up.
    """
    if session.options.again or session.state.translated.asked_ahead:
        return None
    known = run_state.load(session.work / STATE_FILE)
    if not known.runs:
        return None
    if (outcome := known.runs.get(run_stamp(env, session))) is not None:
        return outcome
    if session.settings.engine == NO_ENGINE and session.dry_run:
        # without an engine, a run that might send something finds the same
        return known.runs.get(run_stamp(env, session, dry_run=False))
    return None


def keep_outcome(env: BuildEnvironment, session: Session, stamp: str) -> None:
    """Store the result of the last run again, under a stamp of the present files.

    Args:
        env: environment of the book, all documents read.
        session: session of the build.
        stamp: return value of `run_stamp` before files were written that do not change
            the result.
    """
    path = session.work / STATE_FILE
    known = run_state.load(path)
    if (outcome := known.runs.get(stamp)) is not None:
        now = run_stamp(env, session)
        run_state.save(path, known.with_run(now, outcome))


def run_stamp(
    env: BuildEnvironment, session: Session, *, dry_run: bool | None = None
) -> str:
    """Return a digest of the missing messages and of all sources of translations.

    Args:
        env: environment of the book, all documents read.
        session: session of the build.
        dry_run: whether nothing is sent to an engine; `None` for the value of the
            session.
    """
    settings = session.settings
    conditions = [
        session.profile,
        session.catalogs.human_digest(),
        run_state.memory_stamp(session.memory_dir),
        settings.engine,
        settings.segment,
        repr((str(session.memory_dir), session.book, settings.memory_scope)),
        repr((settings.command, settings.command_languages)),
        repr((settings.command_metered, session.permission.limit)),
        repr((settings.amazon, settings.amazon_prices)),
        repr(sorted(kept_words(session))),
        repr(
            (session.dry_run if dry_run is None else dry_run, session.options.offline)
        ),
    ]
    misses = (head.misses for _, head in records_of(env).heads() if head.misses)
    return run_state.stamp(misses, conditions)


def kept_words(session: Session) -> list[str]:
    """Return the words that engines must leave untranslated."""
    terms = session.terms.kept if session.terms is not None else ()
    return [*session.settings.keep, *terms]

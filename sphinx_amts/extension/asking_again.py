"""Select unusable stored translations, which `sphinx-amts translate --again` renews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_amts.extension.session.domain import records_of
from sphinx_amts.markup.exchange import key_form, plain_runs
from sphinx_amts.markup.model import Text
from sphinx_amts.markup.segmentation import split_sentences
from sphinx_amts.memory.stored_unit import unit_key
from sphinx_amts.model import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx

    from sphinx_amts.document_records.documents import Miss
    from sphinx_amts.extension.session.session import Session
    from sphinx_amts.translation.outcome import Outcome


def answers_to_renew(
    app: Sphinx,
    session: Session,
    *,
    read_again: Callable[[list[str]], None],
    look_up: Callable[[], Outcome],
) -> tuple[frozenset[str], list[str]]:
    """Find the stored translations to be renewed, and read their documents again.

    These are translations by the present engine for messages whose translation would
    break the page or cannot be restored from its segments. The documents are read again
    without the catalog entries that contain such a translation, so that their messages
    count as missing. Edited entries are kept.

    Args:
        app: application that has read the book.
        session: session of the build.
        read_again: reads documents again.
        look_up: looks up missing translations, and sends nothing.

    Returns:
        keys of the stored translations, and names of the documents read again; both
        empty without an engine.
    """
    if session.engine_identity is None:
        return frozenset(), []
    refused = {
        docname: texts
        for docname, record in sorted(records_of(app.env).items())
        if (texts := {f.text for f in record.findings if f.state is State.REJECTED})
    }
    rejected: set[str] = set().union(*refused.values())
    session.catalogs.hide(lambda entry: entry.msgid in rejected)
    read_again(list(refused))
    session.catalogs.hide(None)
    problems = look_up().problems
    rejected |= {k[2] for k, (state, _) in problems.items() if state is State.REJECTED}
    misses = (m for record in records_of(app.env).values() for m in record.misses)
    keys = (
        unit_key(form, session.languages, session.engine_identity)
        for miss in misses
        if miss.text in rejected
        for form in _forms(miss, session)
    )
    return frozenset(keys), list(refused)


def _forms(miss: Miss, session: Session) -> Iterator[str]:
    """Yield the key forms (normalised source) that requests for *miss* may contain."""
    segments = (
        [miss.inlines]
        if session.settings.segment == "message"
        else split_sentences(miss.inlines, session.languages.source).segments
    )
    for segment in segments:
        yield key_form(segment)
        for run in plain_runs(segment):
            yield key_form((Text(run),))

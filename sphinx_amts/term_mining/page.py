"""Write mined terms as one HTML page, on which a person prunes them.

The page needs no other file. Without JavaScript it shows all terms. With JavaScript,
terms can be taken out or given another translation, and the others be saved as a
terminology file.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sphinx_amts.editions.model import place
from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.html.rendering import environment, language_name, rendered
from sphinx_amts.term_mining.known_terms import TermUsage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_amts.model import LanguagePair
    from sphinx_amts.term_mining.known_terms import KnownTerm
    from sphinx_amts.term_mining.model import MinedTerm


def write_terms_page(
    path: Path,
    *,
    languages: LanguagePair,
    known: Sequence[KnownTerm],
    mined: Sequence[MinedTerm],
    left_out: int,
    title: str,
) -> None:
    """Write an HTML page for pruning terms; equal arguments give equal bytes.

    Args:
        path: file to write.
        languages: languages of both sides.
        known: terms that people agreed on.
        mined: other terms, which were mined.
        left_out: number of further mined terms that are not on the page.
        title: title of the page.

    Raises:
        OSError: the file cannot be written.
    """
    source, target = language_name(languages.source), language_name(languages.target)
    rows = [
        *([term.term.source, text] for term in known for text in term.term.targets),
        *([term.source, term.target] for term in mined),
    ]
    data = {
        "header": [languages.source, languages.target],
        "name": f"terms-{languages.source}-{languages.target}.csv",
        "rows": rows,
    }
    text = rendered(
        environment(place=lambda e: place(e.document, e.line), share=_share),
        "terms.html.jinja",
        title=title,
        fingerprint=hashlib.sha256(json.dumps(data).encode()).hexdigest()[:16],
        source=source,
        target=target,
        known=known,
        contradicted=sum(t.standing is TermUsage.CONTRADICTED for t in known),
        mined=mined,
        left_out=left_out,
        data=data,
    )
    write_if_changed(path, text)


def _share(confidence: float) -> str:
    return f"{confidence:.2f}"

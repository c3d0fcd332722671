"""Apply the front matter of a MyST page to the translations of its messages.

Sphinx parses every translation like a separate page, without the front matter of the
page to which it belongs. Substitutions and syntax that the front matter sets would be
unknown; so they are set here while translations are parsed.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_amts.extension.messages.extraction import dialect_of
from sphinx_amts.files.json_shape import NOTEBOOK_CELL, list_of, object_of, parse_shape
from sphinx_amts.files.json_text import DamagedJson
from sphinx_amts.model import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from myst_parser.config.main import MdParserConfig
    from sphinx.environment import BuildEnvironment

_CONFIG = "myst_config"
"""Name of the attribute of the environment with the MyST settings of the book."""


def page_text(env: BuildEnvironment, docname: str) -> str:
    """Return the Markdown of a page, or of all Markdown cells of a notebook."""
    return _read(env, docname)[0]


@contextmanager
def page_settings(env: BuildEnvironment, docname: str) -> Iterator[None]:
    """Apply the MyST settings in the front matter of a page for the context."""
    config = getattr(env, _CONFIG, None)
    if config is None or dialect_of(env, docname) is not Dialect.MYST:
        yield
        return
    own = _merged(env, docname, config)
    if own is None:
        yield
        return
    setattr(env, _CONFIG, own)
    try:
        yield
    finally:
        setattr(env, _CONFIG, config)


def extensions_of(env: BuildEnvironment) -> tuple[str, ...]:
    """Return the enabled MyST extensions, sorted; empty without MyST."""
    config: MdParserConfig | None = getattr(env, _CONFIG, None)
    return () if config is None else tuple(sorted(config.enable_extensions))


def substituted(env: BuildEnvironment, text: str) -> str:
    """Return the values of the MyST substitutions in *text*, including nested ones.

    Args:
        env: environment of the book, with the MyST settings of the page.
        text: text in any dialect.

    Returns:
        the values, one a line; "" if there are none.
    """
    config: MdParserConfig | None = getattr(env, _CONFIG, None)
    if config is None or "substitution" not in config.enable_extensions:
        return ""
    found: dict[str, str] = {}
    open_ = [text]
    while open_:
        holder = open_.pop()
        if config.sub_delimiters[0] * 2 not in holder:
            continue
        for name, value in config.substitutions.items():
            if name not in found and str(name) in holder:
                found[name] = str(value)
                open_.append(found[name])
    return "\n".join(found.values())


def _merged(
    env: BuildEnvironment, docname: str, config: MdParserConfig
) -> MdParserConfig | None:
    """Return the MyST settings of a page, `None` if the page sets none itself."""
    from myst_parser.config.main import merge_file_level

    _, matter = _read(env, docname)
    if not matter:
        return None
    # MyST has warned of what is wrong with it when it read the page
    merged = merge_file_level(config, matter, lambda *_: None)
    merged.html_meta = config.html_meta  # it would insert nodes before any text
    return merged


def _read(env: BuildEnvironment, docname: str) -> tuple[str, dict[str, Any]]:
    """Return Markdown and front matter of a page or notebook."""
    path = Path(env.doc2path(docname))
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if path.suffix != ".ipynb":
        return text, _front_matter(text)
    # a notebook that its parser could not read would have ended the build
    try:
        shape = object_of(cells=list_of(NOTEBOOK_CELL))
        notebook = parse_shape(text, shape, lenient=True)
    except DamagedJson:
        return "", {}
    cells = (c for c in notebook["cells"] if c["cell_type"] == "markdown")
    metadata = notebook.get("metadata")
    return (
        "\n\n".join("".join(cell["source"]) for cell in cells),
        dict(metadata) if isinstance(metadata, dict) else {},
    )


def _front_matter(text: str) -> dict[str, Any]:
    from myst_parser.config.main import TopmatterReadError, read_topmatter

    try:
        return read_topmatter(text) or {}
    except TopmatterReadError:
        return {}  # MyST has warned of it

"""Fixtures of tests that work with Sphinx in this process."""

from __future__ import annotations

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils


@pytest.fixture(scope="module")
def env(tmp_path_factory):
    """The environment of a book that reads both dialects."""
    pytest.importorskip("myst_parser")
    folder = tmp_path_factory.mktemp("book")
    (folder / "conf.py").write_text(
        "extensions = ['myst_parser', 'sphinx_amts']\n"
        "myst_enable_extensions = ['dollarmath']\n"
    )
    (folder / "index.rst").write_text("Title\n=====\n")
    out = folder / "out"
    with patch_docutils(folder), docutils_namespace():
        app = Sphinx(folder, folder, out, out / "d", "dummy", status=None, warning=None)
        app.build()
        yield app.env

"""Warnings that a book does not want to hear of are no reason to reject."""

from __future__ import annotations

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_amts import translate_message


@pytest.mark.parametrize(
    ("suppressed", "translated"),
    [([], None), (["myst.strikethrough"], "~~译~~"), (["myst"], "~~译~~")],
)
def test_strikethrough(tmp_path, suppressed, translated):
    pytest.importorskip("myst_parser")
    (tmp_path / "conf.py").write_text(
        "extensions = ['myst_parser', 'sphinx_amts']\n"
        "myst_enable_extensions = ['strikethrough']\n"
        f"suppress_warnings = {suppressed}\n"
    )
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    out = tmp_path / "out"
    with patch_docutils(tmp_path), docutils_namespace():
        app = Sphinx(
            tmp_path, tmp_path, out, out / "d", "dummy", status=None, warning=None
        )
        text = translate_message(
            "~~old~~",
            lambda html: html.replace("old", "译"),
            env=app.env,
            dialect="myst",
            target_language="zh",
        )
    assert text == translated

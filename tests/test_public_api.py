"""What other programs may import from the package is there, documented, and works."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import sphinx_amts
from sphinx_amts.settings.definitions import Settings

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(Path(__file__).parent / "typing"))

import api  # noqa: E402


@pytest.mark.parametrize("name", sphinx_amts.__all__)
def test_a_name_can_be_imported_and_says_what_it_is(name):
    value = getattr(sphinx_amts, name)
    assert isinstance(value, str) or value.__doc__


def test_the_reference_names_all_and_nothing_else():
    page = (ROOT / "docs/reference/api.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \| ", page, re.M)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(sphinx_amts.__all__)


def test_what_is_not_public_is_no_attribute():
    with pytest.raises(AttributeError, match="no attribute 'TranslationPipeline'"):
        sphinx_amts.TranslationPipeline  # noqa: B018


def test_importing_the_package_loads_nothing_of_it():
    code = (
        "import sys, sphinx_amts; "
        "print(*sorted(m for m in sys.modules if m.startswith('sphinx_amts')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["sphinx_amts", "sphinx_amts._version"]


def test_an_engine_of_another_package():
    assert api.answers("<b>one</b>", "") == ["<B>ONE</B>", "Failure"]


def test_texts_are_aligned():
    source = ["The oven is hot.", "Wait 10 minutes.", "Take it out."]
    target = ["El horno está caliente.", "Espera 10 minutos.", "Sácalo."]
    assert api.aligned(source, target) == [(1, 1)] * 3
    assert api.aligned(source, []) == [(1, 0)] * 3


def test_parallel_data_is_read_or_refused_in_one_line(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("en,es\nThe oven is hot.,El horno está caliente.\n", "utf-8")
    assert api.pairs_of(path) == [("The oven is hot.", "El horno está caliente.")]
    path.write_text("one column\n", "utf-8")
    assert "pairs.csv" in (told := api.message(path))
    assert "\n" not in told


def test_hypotheses_are_scored():
    texts = ["El horno está muy caliente ahora.", "Espera diez minutos más, por favor."]
    assert api.bleu(texts, texts) == pytest.approx(100)
    assert api.bleu([texts[1], texts[0]], texts) < 5


def test_words_of_a_report_are_counted(empty_project):
    empty_project.human("index", {"A title": "Un título"})
    empty_project.write("index.rst", "A title\n=======\n")
    assert api.words_translated(empty_project.build().report) == 2


def test_a_book_that_does_not_load_the_extension_is_told(tmp_path):
    (tmp_path / "conf.py").write_text("")
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    out = tmp_path / "out"
    with patch_docutils(tmp_path), docutils_namespace():
        app = Sphinx(tmp_path, tmp_path, out, out, "dummy", status=None, warning=None)
        with pytest.raises(sphinx_amts.AmtsError, match='does not load "sphinx_amts"'):
            sphinx_amts.translate_message(
                "A text.", str, env=app.env, dialect="rst", target_language="es"
            )


def test_the_reference_has_words_for_the_type_of_each_setting(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs/_ext")
    reference = importlib.import_module("amts_reference")
    written = [line for field in fields(Settings) for line in reference._setting(field)]
    types = [line for line in written if line.startswith(":type: ")]
    assert len(types) == len(fields(Settings))

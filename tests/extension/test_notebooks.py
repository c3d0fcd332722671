"""Notebooks are run once, although pages with missing translations are read twice."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("myst_nb", reason="notebooks are read by MyST-NB")
pytest.importorskip("ipykernel", reason="notebooks are run by the kernel of Python")

RUN = """
from pathlib import Path
with Path({log!r}).open("a") as stream:
    stream.write("{name}\\n")
print("out" + "put of {name}")
"""
GLUE = """
from myst_nb import glue
glue("{name}_value", 6 * 7, display=False)
number = 23
"""
TEXT = """# The {name} notebook

Words with *emphasis* and `code` in the page.
"""
GLUED = "\nThe value is {{glue}}`{name}_value` here.\n"
INLINE = "\nThe number is {{eval}}`number` here.\n"
END = "\nLast words of {name}.\n"


def after_cells(name, *, inline):
    return (GLUED + (INLINE if inline else "") + END).format(name=name)


def text_notebook(name, log, *, inline):
    cells = "".join(
        f"\n```{{code-cell}} ipython3\n{code.strip()}\n```\n"
        for code in (RUN.format(name=name, log=str(log)), GLUE.format(name=name))
    )
    front = (
        "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n"
        "  display_name: Python 3\n---\n\n"
    )
    return front + TEXT.format(name=name) + cells + after_cells(name, inline=inline)


def json_notebook(name, log, *, inline):
    def markdown(number, text):
        return {
            "cell_type": "markdown", "id": f"text-{number}", "metadata": {},
            "source": text,
        }  # fmt: skip

    def code(number, text):
        return {
            "cell_type": "code", "id": f"code-{number}", "metadata": {},
            "source": text.strip(), "outputs": [], "execution_count": None,
        }  # fmt: skip

    cells = [
        markdown(1, TEXT.format(name=name)),
        code(2, RUN.format(name=name, log=str(log))),
        code(3, GLUE.format(name=name)),
        markdown(4, after_cells(name, inline=inline).strip()),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps(
        {
            "cells": cells,
            "metadata": {
                "kernelspec": kernel,
                "language_info": {"name": "python", "pygments_lexer": "ipython3"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )


@pytest.fixture(
    scope="module",
    params=[("force", "1"), ("inline", "2")],
    ids=["one process", "two processes"],
)
def book(request, new_project, tmp_path_factory):
    """A book with both kinds of notebooks, built once; read twice by two processes."""
    mode, jobs = request.param
    project = new_project(tmp_path_factory.mktemp(mode))
    project.inline = mode == "inline"
    project.jobs = jobs
    project.conf(
        extensions=["myst_nb", "sphinx_amts"],
        nb_execution_mode=mode,
        nb_execution_raise_on_error=True,
        suppress_warnings=["myst-nb.lexer"],
    )
    project.engine()
    project.runs = project.root / "runs.log"
    project.write("index.rst", "Start\n=====\n\n.. toctree::\n\n   text\n   json\n")
    for name, write, suffix in (
        ("text", text_notebook, "md"),
        ("json", json_notebook, "ipynb"),
    ):
        content = write(name, project.runs, inline=project.inline)
        project.write(f"{name}.{suffix}", content)
    if jobs == "2":
        # else the processes would translate what they read
        project.human("index", {"Start": "Inicio"})
    project.built = project.build("-W")
    assert project.built.code == 0, project.built.output
    return project


def runs(project):
    return sorted(project.runs.read_text().split())


@pytest.mark.slow
def test_each_notebook_is_run_once(book):
    assert book.built.totals["documents_reread"] == (2 if book.jobs == "2" else 0)
    assert runs(book) == ["json", "text"]


@pytest.mark.parametrize("name", ["text", "json"])
def test_text_of_notebooks_is_translated_and_results_are_shown(book, name):
    body = book.body(name)
    assert f"译The {name} notebook" in body
    assert "译Words with译emphasis译andcode译in the page." in body
    assert f"output of {name}" in body
    assert f"译Last words of {name}." in body


@pytest.mark.parametrize("name", ["text", "json"])
def test_text_with_results_in_it_stays_as_it_is(book, name):
    """Sphinx parses a translation apart from its page, where no results are."""
    body = book.body(name)
    assert "The value is 42 here." in body
    assert ("The number is 23 here." in body) is book.inline
    left = {text: state for text, (state, _) in book.built.findings.items()}
    assert left[f"The value is {{glue}}`{name}_value` here."] == "unsupported"
    assert set(left.values()) == {"unsupported"}
    assert len(left) == (3 if book.inline else 2)


def test_results_kept_for_the_second_reading_are_thrown_away(book):
    kept = [p for p in (book.root / "doctrees" / "amts").rglob("*") if p.is_dir()]
    assert "notebooks" not in {path.name for path in kept}


def test_an_edited_notebook_is_run_once_more(book):
    book.runs.unlink()
    book.edit("text.md", "Last words of text.", "Very last words of text.")
    built = book.build("-W")
    assert built.sent == ["Very last words of text."]
    assert runs(book) == ["text"]
    assert "output of text" in book.body("text")
    assert "译Very last words of text." in book.body("text")

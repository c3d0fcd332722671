"""Edits and failures, each followed by what was read, sent and shown."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["1", "2"], ids=["serial", "parallel"])
def jobs(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["compact", "per-page"])
def book(request, project, jobs):
    """The project with the fake engine, built once."""
    project.jobs = jobs
    project.conf(gettext_compact=request.param)
    if request.param:
        old = project.src / "locale/es/LC_MESSAGES/guide/usage.po"
        old.rename(project.src / "locale/es/LC_MESSAGES/guide.po")
        old.parent.rmdir()
        project.guide = "locale/es/LC_MESSAGES/guide.po"
    else:
        project.guide = "locale/es/LC_MESSAGES/guide/usage.po"
    project.engine()
    built = project.build("-n")
    assert built.code == 0, built.output
    project.first = built
    return project


def assert_converged(book):
    again = book.build()
    assert again.totals["documents_read"] == 0, again.output
    assert again.calls == []


def test_first_build_is_localised_everywhere(book):
    assert not book.first.warnings, book.first.output
    index, usage, notes = (
        book.html(n) for n in ("index", "guide/usage", "guide/notes")
    )
    assert book.toctree() == [
        ("guide/usage.html", "译Usage"),
        ("guide/notes.html", "译Notes on MyST"),
    ]
    assert "<title>译Notes on MyST" in notes
    assert "人工段落。" in index
    assert "译Human" not in index
    assert "人工共享句。" in usage
    assert '<span class="doc">译Usage' in index
    assert 'std-ref">译Notes on MyST' in index
    assert 'class="machine-translated"' in index
    assert "<p>人工段落。" in index
    assert "https://example.com" in notes
    assert "译site" in notes
    assert "译bold" in notes
    search = (book.out / "searchindex.js").read_text("utf-8")
    assert "\\u8bd1Usage" in search
    assert book.first.totals["documents_read"] == 3
    assert book.first.totals["engine_calls"] == 1
    assert_converged(book)


def test_one_edited_paragraph(book):
    book.edit("guide/usage.rst", "Install it.", "Install it now.")
    built = book.build()
    assert built.totals["documents_read"] == 1
    assert built.sent == ["Install it now."]
    assert "译Install it now." in book.body("guide/usage")
    assert_converged(book)


@pytest.mark.slow
def test_human_entry_changed_emptied_and_restored(book):
    book.edit(book.guide, "人工共享句。", "人工二。")
    built = book.build()
    assert built.calls == []
    assert "人工二。" in book.body("guide/usage")
    assert_converged(book)
    book.edit(book.guide, 'msgstr "人工二。"', 'msgstr ""')
    built = book.build()
    assert built.sent == ["Shared sentence."]
    assert "译Shared sentence." in book.body("guide/usage")
    assert_converged(book)
    book.edit(
        book.guide,
        'msgid "Shared sentence."\nmsgstr ""',
        'msgid "Shared sentence."\nmsgstr "人工三。"',
    )
    built = book.build()
    assert built.calls == []
    assert "人工三。" in book.body("guide/usage")
    assert_converged(book)


@pytest.mark.slow
def test_committed_catalog_added_edited_and_deleted(book):
    name = "amts/catalogs/es/guide/usage.po"
    book.write(name, 'msgid ""\nmsgstr ""\n\nmsgid "Usage"\nmsgstr "用法"\n')
    built = book.build()
    assert built.calls == []
    assert book.toctree()[0][1] == "用法"
    assert_converged(book)
    book.edit(name, "用法", "使用")
    assert book.build().calls == []
    assert book.toctree()[0][1] == "使用"
    (book.src / name).unlink()
    assert book.build().calls == []
    assert book.toctree()[0][1] == "译Usage"
    assert_converged(book)


def test_a_document_is_removed(book):
    (book.src / "guide/usage.rst").unlink()
    book.edit("index.rst", "   guide/usage\n", "")
    book.edit("index.rst", ":doc:`guide/usage`, ", "")
    book.edit("guide/notes.md", "{doc}`usage`, ", "")
    book.edit("guide/notes.md", " and [text](usage.rst)", "")
    built = book.build("-W")
    assert built.code == 0, built.output
    assert_converged(book)


def test_engine_down_then_up(project, jobs):
    project.jobs = jobs
    project.engine("down")
    built = project.build("-W")
    assert built.code == 0, built.output
    assert "ended with exit code 1" in built.output
    assert project.toctree()[0][1] == "Usage"
    assert "人工段落。" in project.html("index")
    project.engine("mark")
    project.build()
    assert project.toctree()[0][1] == "译Usage"
    assert_converged(project)


def test_an_extension_that_looks_at_trees_before_us(project):
    project.engine()
    project.write(
        "conf.py",
        (project.src / "conf.py").read_text()
        + "\ndef look(app, env):\n"
        + "    for name in env.found_docs: env.get_doctree(name)\n"
        + "def setup(app):\n    app.connect('env-updated', look, priority=50)\n",
    )
    for builder in ("html", "singlehtml"):
        project.builder = builder
        assert project.build("-E").code == 0
        page = "index" if builder == "singlehtml" else "guide/usage"
        assert "译A unit of text" in project.body(page)


@pytest.mark.parametrize("first", ["linkcheck", "dummy"])
def test_builders_that_share_one_doctree_folder(project, first):
    project.engine()
    project.write(
        "guide/notes.md",
        project.src.joinpath("guide/notes.md")
        .read_text()
        .replace("https://example.com", "http://localhost:1/"),
    )
    project.conf(linkcheck_timeout=1, linkcheck_retries=1)
    assert project.build().code == 0
    project.edit("guide/usage.rst", "Install it.", "Install it now.")
    built = project.build(builder=first)
    if first != "dummy":
        assert built.calls == []
    project.build()
    assert "译Install it now." in project.body("guide/usage")
    assert_converged(project)


def test_one_edited_sentence_of_a_paragraph_that_a_person_translated(project, jobs):
    project.jobs = jobs
    project.engine()
    text = "First it rains. Then see :ref:`use`. Last comes the sun."
    project.edit("index.rst", "Human paragraph.", text)
    project.human(
        "index", {text: "Primero llueve. Luego vea :ref:`use`. Al fin sale el sol."}
    )
    assert project.build().code == 0
    assert "Primero llueve. Luego vea" in project.body("index")
    project.edit("index.rst", "First it rains.", "First it rains hard.")
    built = project.build()
    assert built.totals["documents_read"] == 1
    assert built.sent == ["First it rains hard."]
    shown = project.body("index")
    # readers keep what a person wrote, with a mark, until the setting says otherwise
    assert "Primero llueve. Luego vea 译Usage. Al fin sale el sol. (" in shown
    assert_converged(project)

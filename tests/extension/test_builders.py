"""Every builder, and what a page shows besides its paragraphs."""

from __future__ import annotations

import re
import zlib

import pytest

pytest.importorskip("myst_parser")

EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}

INDEX = """
Front page
==========

Read :doc:`first`, :ref:`part` and :term:`crumb` and see :func:`bake`.

.. index:: single: indexed word; with a detail

.. toctree::
   :caption: Chapters

   first
   second

.. toctree::
   :caption: More

   third
   fourth
   fifth
   sixth
"""

FIRST = """
First page
==========

.. _part:

A part
------

A paragraph with a note [#]_ and ``code``.

.. [#] The footnote.

.. glossary::

   crumb
      The soft inside.

.. py:function:: bake(loaf)

   Bake it.

   :param loaf: What is baked.
"""

SECOND = """
# Second page

Shared words, [](#deep-part) and a note[^n].

[^n]: Another footnote.

## Deep part

| Head | Other |
|------|-------|
| cell | cells |
"""


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    return make_book(new_project(tmp_path_factory.mktemp("book")))


def make_book(project):
    project.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_heading_anchors=3,
        html_sidebars={"**": ["globaltoc.html"]},
        gettext_additional_targets=["index"],
        html_last_updated_fmt=None,
    )
    project.write("index.rst", INDEX)
    project.write("first.rst", FIRST)
    project.write("second.md", SECOND)
    for name in ("third", "fourth", "fifth", "sixth"):
        text = f"The {name} page\n{'=' * 20}\n\nWords of the {name} page.\n"
        project.write(f"{name}.rst", text)
    project.human("first", {"A part": "Parte humana"})
    project.engine()
    return project


def files(folder):
    """Return name -> bytes of what a builder wrote."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "_amts" not in path.parts
    }


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "latex", "epub"])
def test_same_bytes_in_one_process_and_in_two(new_project, tmp_path, builder):
    found = []
    for jobs in ("1", "2"):
        project = make_book(new_project(tmp_path / jobs))
        # the path of the project is part of no page, but of some default names
        project.jobs = jobs
        built = project.build(builder=builder, **EPOCH)
        assert built.code == 0, built.output
        assert built.totals["messages"]["untranslated"] == 0
        # processes that read documents end before these are translated
        assert built.totals["documents_reread"] == (7 if jobs == "2" else 0)
        found.append(files(project.root / "out" / builder))
    assert found[0].keys() == found[1].keys()
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []
    if builder == "epub":
        assert [name for name in found[0] if name.endswith(".epub")]


def test_everything_around_the_text_is_translated(book):
    built = book.build("-W", "-n")
    assert built.code == 0, built.output
    index, second = book.html("index"), book.html("second")
    assert "<title>译Second page" in second
    assert ("first.html", "译First page") in book.toctree()
    assert ("second.html", "译Second page") in book.toctree("third")
    for caption in ("Chapters", "More"):
        assert f'<span class="caption-text">译{caption}</span>' in index
        assert f'<span class="caption-text">译{caption}</span>' in second
    assert re.search(r'href="first.html#part"><span[^>]*>Parte humana<', index)
    assert '<span class="doc">译First page</span>' in index
    assert re.search(r'href="#deep-part"><span[^>]*>译Deep part<', second)
    assert re.search(r'title="[^"]*译Second page', book.html("first"))
    genindex = book.html("genindex")
    assert "译indexed word" in genindex
    assert "译with a detail" in genindex
    assert "译crumb" in genindex


def test_search_index(book):
    book.build()
    text = (book.out / "searchindex.js").read_text("utf-8")
    for words in ("译First page", "译Second page", "译Deep part", "Parte humana"):
        assert words.encode("ascii", "backslashreplace").decode() in text
    assert '"First page"' not in text


def test_inventory(book):
    book.build()
    data = (book.out / "objects.inv").read_bytes()
    lines = zlib.decompress(data.split(b"\n", 4)[4]).decode().splitlines()
    names = {}
    for line in lines:
        name, _, _, uri, shown = re.fullmatch(
            r"(.+?) (\S+) (-?\d+) (\S*) (.*)", line
        ).groups()
        names[name] = (uri, shown)
    assert names["part"] == ("first.html#$", "Parte humana")
    assert names["second"] == ("second.html", "译Second page")
    assert names["index"][1] == "译Front page"


def test_gettext_output_is_the_same_with_and_without_us(new_project, tmp_path):
    """Also after a build of pages; Sphinx refuses to share their doctree folder."""
    project = make_book(new_project(tmp_path))
    project.conf(gettext_additional_targets=["index", "literal-block", "image"])
    folder = project.root / "out" / "gettext"

    def templates():
        doctrees = project.root / "gettext-doctrees"
        built = project.build("-E", "-d", str(doctrees), builder="gettext")
        assert built.code == 0, built.output
        assert built.calls == []
        found = {
            name: re.sub(rb'"POT-Creation-Date:.*\n', b"", data)
            for name, data in files(folder).items()
            if name.endswith(".pot")
        }
        assert len(found) == 7
        return found

    fresh = templates()
    assert project.build().code == 0
    after = templates()
    project.conf(extensions=["myst_parser"], amts_engine="", amts_command=[])
    conf = (project.src / "conf.py").read_text()
    project.write("conf.py", re.sub(r"^amts_.*\n", "", conf, flags=re.MULTILINE))
    without = templates()
    assert fresh == without
    assert after == without


@pytest.mark.parametrize("builder", ["linkcheck", "html"])
def test_nothing_is_sent_or_written_where_nothing_is_shown(
    new_project, tmp_path, builder
):
    """By the link checker, and in the language that the book is written in."""
    project = make_book(new_project(tmp_path))
    if builder == "html":
        project.options["language"] = "en"
    before = files(project.src)
    built = project.build("-W", builder=builder)
    assert built.code == 0, built.output
    assert built.calls == []
    assert built.report == {}
    assert files(project.src) == before
    assert not (project.root / "cache").exists()
    assert not (project.root / "doctrees" / "amts").exists()
    assert "sphinx-amts" not in built.output


CHINESE = "我们用面粉和水做面包。"


@pytest.fixture(scope="module")
def chinese(new_project, tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("chinese"))
    project.options["language"] = "zh"
    project.conf(html_theme="alabaster", html_sidebars={"**": ["searchbox.html"]})
    project.write("index.rst", "Bread\n=====\n\nWe bake.\n\n.. note:: Warm.\n")
    project.human("index", {"We bake.": CHINESE}, language="zh")
    return project


def test_interface_of_another_code_of_the_language(chinese):
    """Sphinx has Chinese texts as `zh_CN`, the book is built for `zh`."""
    pytest.importorskip("jieba")
    built = chinese.build("-W")
    assert built.code == 0, built.output
    html = chinese.html("index")
    assert '<html lang="zh"' in html
    assert "快速搜索" in html
    assert "备注" in html
    assert CHINESE in html
    assert re.search(r'<script src="_static/translations\.js[^"]*">', html)
    script = (chinese.out / "_static" / "translations.js").read_text("utf-8")
    assert '"locale": "zh' in script
    index = (chinese.out / "searchindex.js").read_text("utf-8")
    for word in ("面包", "面粉"):
        assert f'"{word}"'.encode("ascii", "backslashreplace").decode() in index
    assert "will not find" not in built.output
    assert "dict" not in built.output  # of which jieba tells at each start


HIDE = """
import sys
sys.modules["jieba"] = None
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "jieba":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
"""


def test_what_to_install_where_chinese_words_cannot_be_split(chinese, tmp_path):
    hidden = tmp_path / "sitecustomize.py"
    hidden.write_text(HIDE)
    path = chinese.environment()["PYTHONPATH"]
    chinese.inside = ["env"]  # an interpreter of its own
    built = chinese.build("-W", "-E", PYTHONPATH=f"{tmp_path}:{path}")
    assert built.code == 0, built.output
    assert 'pip install "sphinx-amts[chinese]"' in built.output

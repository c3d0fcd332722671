"""`sphinx-amts convert d2l`: a small book, converted and built with `-W`."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass

import pytest
from launching import launch

from sphinx_amts.cli.main import main

pytest.importorskip("myst_parser")

ENGLISH = {
    "chapter_preface/index": """\
---
source: somewhere
---

# Preface
:label:`chap_preface`

This book follows :cite:`Knuth.1984`. See :numref:`chap_ovens` and :ref:`sec_flour`,
not :numref:`sec_lost`.

:begin_tab:`mxnet`
Gas ovens are old.
:end_tab:
:begin_tab:`pytorch, tensorflow`
Electric ovens are new.

```{.python .input}
#@tab pytorch
heat(oven)
!baker --now
```
:end_tab:
""",
    "chapter_ovens/index": """\
# Ovens
:label:`chap_ovens`

```toc
:maxdepth: 2

flour
steam
```
""",
    "chapter_ovens/flour": """\
# [**Flour**]
:label:`sec_flour`

The [**mass**] of flour is as in :eqref:`eq_mass`:

$$m = \\rho V.$$
:eqlabel:`eq_mass`

![A sack with a “<tag>”.](../img/sack.svg)
:width:`300px`
:label:`fig_sack`

#### Kinds

As :numref:`fig_sack` and :numref:`tab_kinds` show, (~~soft and hard~~) there are two.

:Kinds of flour.

|Kind|Use|
|:--|--:|
|soft|cakes, see [Ovens](index.md)|
:label:`tab_kinds`

|a|b|
|-|-|
|1|2|
:label:`tab_bare`

Without caption: :numref:`tab_bare`.

```eval_rst
.. autofunction:: oven.heat
```
""",
}
CHINESE = {
    "chapter_preface/index": """\
# 前言
:label:`chap_preface`

本书遵循 :cite:`Knuth.1984`。参见 :numref:`chap_ovens`和 :ref:`sec_flour`，
而不是 :numref:`sec_lost`。

:begin_tab:`mxnet`
燃气烤炉很旧。
:end_tab:
:begin_tab:`pytorch, tensorflow`
电烤炉很新。

```{.python .input}
#@tab pytorch
heat(oven)
!baker --now
```
:end_tab:
""",
    "chapter_ovens/index": """\
# 烤炉
:label:`chap_ovens`

```toc
:maxdepth: 2

flour
steam
```
""",
    "chapter_ovens/flour": """\
# [**面粉**]
:label:`sec_flour`

面粉的[**质量**]见 :eqref:`eq_masse`：

$$m = \\rho V。$$
:eqlabel:`eq_masse`

![带有“<tag>”的**袋子（大）**图。](../img/sack.svg)
:width:`300px`
:label:`fig_sack`

#### 种类

如 :numref:`fig_sack`和 :numref:`tab_kinds`所示，(~~软和硬~~)有两种。

:面粉的种类。

|种类|用途|
|:--|--:|
|软|蛋糕，见[烤炉](index.md)|
:label:`tab_kinds`

|a|b|
|-|-|
|1|2|
:label:`tab_bare`

没有标题：:numref:`tab_bare`。

```eval_rst
.. autofunction:: oven.heat
```
""",
}


@dataclass
class Ran:
    """What the command did."""

    code: int
    out: str
    err: str

    def refused(self, *parts):
        """It failed with one line that holds *parts*."""
        assert (self.code, self.out) == (2, "")
        (line,) = self.err.splitlines()
        for part in parts:
            assert str(part) in line


@pytest.fixture
def convert(tmp_path, capsys):
    """Convert the small book, of one language or two; more files may be given."""
    root = tmp_path

    def run(*options, more=(), both=True):
        files = {f"{n}_origin.md" if both else f"{n}.md": t for n, t in ENGLISH.items()}
        if both:
            files |= {f"{name}.md": text for name, text in CHINESE.items()}
        for name, data in (files | dict(more)).items():
            path = root / "d2l" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        arguments = options or (root / "d2l", root / "book")
        code = main(["convert", "d2l", *map(str, arguments)])
        return Ran(code, *capsys.readouterr())

    run.root = root
    return run


def pages(root, project, *options):
    """Build a project with `-W`; return the texts of its pages."""
    out = root / "html"
    strict = ["-q", "-W", "--keep-going", "-a", "-E"]
    # a theme without scripts and, for Chinese, a search without its dictionary
    quick = ["-D", "html_theme=basic", "-D", "html_search_language=en"]
    arguments = map(str, [*strict, *quick, *options, project, out])
    code, said, _ = launch(
        "sphinx.cmd.build", list(arguments), dict(os.environ), merged=True
    )
    assert code == 0, said

    def text(name):
        html = (out / f"{name}.html").read_text("utf-8")
        body = html.partition('role="main"')[2].partition('class="sphinxsidebar"')[0]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))

    return text


def test_both_languages_build_without_a_warning(convert):
    ran = convert()
    assert ran.code == 0, ran.err
    book = convert.root / "book"
    page = pages(convert.root, book)
    assert "See Section 2 and Flour, not sec_lost." in page("chapter_preface/index")
    assert "follows [Knuth.1984]" in page("chapter_preface/index")
    assert "MXNet Gas ovens are old." in page("chapter_preface/index")
    assert "PyTorch, TensorFlow Electric" in page("chapter_preface/index")
    flour = page("chapter_ovens/flour")
    assert "The mass of flour is as in (2.1):" in flour
    assert "Fig. 2.1 A sack with a “&lt;tag&gt;”." in flour
    assert "As Fig. 2.1 and Table 2.1 show, there are two." in flour
    assert "Table 2.1 Kinds of flour." in flour
    assert "Without caption: Table 2.2." in flour
    assert "autofunction:: oven.heat" in flour

    page = pages(convert.root, book / "editions" / "zh")
    flour = page("chapter_ovens/flour")
    assert "面粉的质量见 (2.1)：" in flour
    assert "带有“&lt;tag&gt;”的袋子（大）\u200b图。" in flour, "emphasis, not asterisks"
    assert "所示，有两种。" in flour

    for line in (
        "en: 3 chapters in",
        "zh: 3 chapters in",
        "1 chapters that a table of contents names, and that are not there: steam",
        "1 pictures that are not there: img/sack.svg",
        "1 references to labels that nothing has, shown as code: sec_lost",
        "1 citations of what no bibliography has, shown as keys: Knuth.1984",
        "made the same: eq_mass",
    ):
        assert line in ran.out


def test_the_translation_can_be_taken_over(convert, amts, empty_project):
    assert convert().code == 0
    book = convert.root / "book"
    taken = amts(
        empty_project, "import-edition", book, "-l", "zh",
        "--from", book / "editions" / "zh", "--origin", "human",
    )  # fmt: skip
    assert taken.code == 0, taken.err
    page = pages(convert.root, book, "-D", "language=zh")
    assert "面粉的质量见 (2.1)：" in page("chapter_ovens/flour")


def test_one_language_is_a_book_too(convert):
    ran = convert(both=False, more={"chapter_ovens/steam.md": "Text without title.\n"})
    assert ran.code == 0, ran.err
    book = convert.root / "book"
    assert not (book / "editions").exists()
    page = pages(convert.root, book)
    assert "Flour" in page("chapter_ovens/index")
    assert "chapters without title, named after their file" in ran.out


def test_pictures_and_bibliography_come_along(convert):
    pytest.importorskip("sphinxcontrib.bibtex")
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    bib = "@book{Knuth.1984, title={The Book}, author={Knuth, D.}, year={1984},"
    bib += " publisher={Mill}}\n"
    index = "# Bread\n\n```toc\n:numbered:\n\nchapter_preface/index\n"
    index += "chapter_ovens/index\n```\n\n:bibliography:`bread.bib`\n"
    more = {"img/sack.svg": svg, "bread.bib": bib, "index.md": index}
    more |= {"index_origin.md": index, "config.ini": "[project]\ntitle = Bread\n"}
    ran = convert(more=more)
    assert ran.code == 0, ran.err
    book = convert.root / "book"
    assert 'project = "Bread"' in (book / "conf.py").read_text()
    page = pages(convert.root, book)
    assert "follows [Knu84]" in page("chapter_preface/index")
    assert "[Knu84] D. Knuth. The Book. Mill, 1984." in page("index")
    assert (convert.root / "html" / "_images" / "sack.svg").read_text() == svg


def test_what_people_have_changed_stays(convert):
    assert convert().code == 0
    book = convert.root / "book"
    (book / "locales").mkdir()
    (book / "locales" / "mine.po").write_text("mine")
    assert ", 0 of them changed" in convert().out

    conf = book / "conf.py"
    conf.write_text(conf.read_text() + "html_theme = 'basic'\n")
    changed = convert(more={"chapter_ovens/flour_origin.md": "# Other\n"})
    changed.refused(conf, "changed since", "nothing was written")
    assert "Kinds" in (book / "chapter_ovens" / "flour.md").read_text()

    conf.unlink()
    assert convert(more={"chapter_ovens/flour_origin.md": "# Other\n"}).code == 0
    assert (book / "chapter_ovens" / "flour.md").read_text() == "# Other\n"
    assert (book / "locales" / "mine.po").read_text() == "mine"

    shutil.rmtree(convert.root / "d2l")
    assert convert(both=False).code == 0
    assert not (book / "editions" / "zh" / "conf.py").exists(), "we had written it"
    assert (book / "locales" / "mine.po").read_text() == "mine"


def test_it_writes_nothing_where_it_must_not(convert):
    assert convert().code == 0
    source = convert.root / "d2l"
    before = sorted(source.rglob("*"))
    for place in (source, source / "book", source / "..", source / "x" / ".."):
        convert(source, place).refused("the folder that is converted")
    assert sorted(source.rglob("*")) == before

    other = convert.root / "other"
    other.mkdir()
    (other / "conf.py").write_text("mine")
    convert(source, other).refused(other / "conf.py", "nothing was written")
    assert [path.name for path in other.iterdir()] == ["conf.py"]


def test_bad_input_is_one_line(convert):
    source, book = convert.root / "d2l", convert.root / "book"
    convert(source, book, "-t", "chinese").refused("'chinese'", "did you mean 'zh'?")
    convert(source, book, "-t", "en_US").refused("the same language")
    convert(convert.root / "none", book).refused("there is no such folder")
    bad = {"chapter_ovens/steam.md": "# S\n\nä\n".encode("latin-1")}
    convert(more=bad).refused("steam.md:3", "not UTF-8")
    assert not book.exists()


def test_the_list_has_every_place(convert):
    root = convert.root
    ran = convert(root / "d2l", root / "book", "--list", "-")
    rows = ran.out.splitlines()
    start = rows.index("language,what,document,line,text")
    row = "en,pictures that are not there,chapter_ovens/flour,9,img/sack.svg"
    assert row in rows[start:]

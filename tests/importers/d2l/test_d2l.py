"""D2L's Markdown as MyST: what is written for what."""

from __future__ import annotations

import pytest
from samples import D2L, needs_d2l

from sphinx_amts.errors import ConfigError
from sphinx_amts.importers.d2l.conversion import convert
from sphinx_amts.importers.d2l.model import Kind
from sphinx_amts.importers.d2l.output import LEDGER, write_book
from sphinx_amts.importers.d2l.slide_marks import without_marks

LABELS = """# A
:label:`sec_a`

![A *box*.](../img/box.svg)
:width:`300px`
:label:`fig_box`

$$x = 1$$
:eqlabel:`eq_x`

:Numbers
|a|b|
|-|-|
|1|2|
:label:`tab_n`

Some place.
:label:`here`
"""


@pytest.fixture
def d2l(tmp_path):
    """Convert chapters given by name; return the files, as text, and findings."""

    def run(**chapters: str):
        for name, text in chapters.items():
            path = tmp_path / "d2l" / "chapter_c" / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        done = convert(tmp_path / "d2l", source="en", target="zh")
        texts = {
            name: data.decode()
            for name, data in done.files.items()
            if name.endswith((".md", ".py"))
        }
        return texts, done.findings

    return run


def found(findings, kind, language="en"):
    return [f.text for f in findings[language] if f.kind is kind]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("See :numref:`fig_box`.", "See {numref}`fig_box`."),
        (":ref:`sec_a`, :numref:`sec_a`", "{ref}`sec_a`, {numref}`sec_a`"),
        ("By :eqref:`eq_x`, :numref:`eq_x`", "By {eq}`eq_x`, {eq}`eq_x`"),
        ("In :numref:`tab_n`", "In {numref}`tab_n`"),
        ("At :ref:`here`", "At {ref}`here <here>`"),
        ("At :numref:`nowhere`", "At `nowhere`"),
        ("`:numref:` stays, ``:ref:`x` `` too", "`:numref:` stays, ``:ref:`x` `` too"),
        ("X :cite:`A.B,C.D`(2)", r"X \[`A.B`, `C.D`\](2)"),
        ("a [**main *idea***]: (**this $[1,2]$**)", "a main *idea*: this $[1,2]$"),
        ("a [**bold link**](https://x.org)", "a [**bold link**](https://x.org)"),
        ("call `f(**kwargs)` (**now**)", "call `f(**kwargs)` now"),
        ("a “<pad>” and <b>b</b>", r"a “\<pad>” and <b>b</b>"),
        ("see <https://x.org>", "see <https://x.org>"),
        ("it costs $5 or $6 or $7", r"it costs \$5 or \$6 or $7"),
        ("where $ x_1 $ is", "where $ x_1 $ is"),
        ("[other](other.md) [o](other.md#part)", "[other](other.md) [o](other.md)"),
        ("[gone](gone.md)", "gone (`gone.md`)"),
        ("% of all", r"\% of all"),
        (":class:`x` is left", ":class:`x` is left"),
    ],
)  # fmt: skip
def test_running_text(d2l, source, wanted):
    texts, _ = d2l(a=LABELS, other="# Other\n", b=f"# B\n\n{source}\n")
    assert texts["chapter_c/b.md"] == f"# B\n\n{wanted}\n"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        pytest.param(
            "# T {#sec-t}", "(sec-t)=\n# T", id="a label as Pandoc writes them"
        ),
        pytest.param("T\n===\n\nU\n---", "# T\n\n## U", id="underlined titles"),
        pytest.param("# T\n\n#### U", "# T\n\n## U", id="a level that jumps"),
        pytest.param(
            "# T\n:label:`t`\n\n\n:label:`u`\ntext",
            "(t)=\n# T\n\ntext",
            id="two labels of one title",
        ),
        pytest.param(
            "# T\n\n![c](https://x.org/a.png)",
            "# T\n\n:::{figure} https://x.org/a.png\n\nc\n:::",
            id="a picture from elsewhere",
        ),
        pytest.param(
            "# T\n\nlook ![c](https://x.org/a.png) here",
            "# T\n\nlook ![c](https://x.org/a.png) here",
            id="a picture in a line",
        ),
        pytest.param(
            "# T\n\ntext\n$$x$$\n:eqlabel:`e`\nmore",
            "# T\n\ntext\n\n$$\nx\n$$ (e)\n\nmore",
            id="a formula in a paragraph",
        ),
        pytest.param(
            "# T\n\n(**$$x = |y|,$$**)\n:eqlabel:`e`",
            "# T\n\n$$\nx = |y|,\n$$ (e)",
            id="a formula on slides",
        ),
        pytest.param(
            "# T\n\n1. one\n$$x$$.\nrest\n1. two",
            "# T\n\n1. one\n\n   $$\n   x.\n   $$\n\n   rest\n1. two",
            id="a formula in a list",
        ),
        pytest.param(
            "# T\n\n* $$x$$\n* b",
            "# T\n\n* $$\n  x\n  $$\n\n* b",
            id="an item that is a formula",
        ),
        pytest.param(
            "# T\n\n$$\\begin{align}x\\end{align}$$\n:eqlabel:`e`",
            "# T\n\n```{math}\n:nowrap:\n:label: e\n\n\\begin{align}x\\end{align}\n```",
            id="a formula with an environment of its own",
        ),
        pytest.param(
            "# T\n\n```{.python .input  n=1}\n#@tab all\n[**x**]\n```",
            "# T\n\n```python\n#@tab all\n[**x**]\n```",
            id="code keeps marks",
        ),
        pytest.param(
            "# T\n\n~~~{.input}\n```\n~~~\n\n```nosuch\n```",
            "# T\n\n~~~\n```\n~~~\n\n```text\n\n```",
            id="fences of tildes, without language, with an unknown one",
        ),
        pytest.param(
            "# T\n\n:begin_tab:`mxnet, other`\n```\nx\n```\n:end_tab:",
            "# T\n\n::::{admonition} MXNet, other\n```\nx\n```\n::::",
            id="a tab",
        ),
        pytest.param(
            "# T\n\n:begin_tab:`mxnet`\na\n:begin_tab:`jax`\n\n# U\n:end_tab:",
            "# T\n\n::::{admonition} MXNet\na\n::::\n\n"
            "::::{admonition} JAX\n:::{rubric} U\n:::\n::::",
            id="a tab without end, one with a title",
        ),
        pytest.param(
            "# T\n\n:begin_tab:`mxnet`\n:end_tab:\n\nb\n:end_tab:",
            "# T\n\nb",
            id="an empty tab, one without beginning",
        ),
        pytest.param(
            "# T\n\n```eval_rst\n.. autoclass:: x\n```",
            "# T\n\n```rst\n.. autoclass:: x\n```",
            id="reStructuredText that needs a package",
        ),
        pytest.param(
            "# T\n\n```eval_rst\n.. raw:: html\n\n   <i>x</i>\n```",
            "# T\n\n```{eval-rst}\n.. raw:: html\n\n   <i>x</i>\n```",
            id="reStructuredText that needs nothing",
        ),
        pytest.param(
            "# T\n\n|a|b|\n|-|-|\n|1|2|\n:label:`n`",
            "# T\n\n:::{table} &nbsp;\n:name: n\n\n|a|b|\n|-|-|\n|1|2|\n:::",
            id="a table that is referred to",
        ),
        pytest.param(
            "---\nsource: x\n---\n\n# T\n\n---\n\na\n\n***\n\nb\n\n---",
            "% source: x\n\n# T\n\na\n\n---\n\nb",
            id="front matter, and rules where there may be some",
        ),
        pytest.param(
            "# T\n\na [~~slides\nonly~~] b\n\n* (~~x~~)\n* c",
            "# T\n\na b\n\n% slides only: slides only\n\n*\n* c\n\n  % slides only: x",
            id="text for slides",
        ),
        pytest.param("no title", "# b\n\nno title", id="no title"),
    ],
)  # fmt: skip
def test_blocks(d2l, source, wanted):
    texts, _ = d2l(b=source)
    assert texts["chapter_c/b.md"] == f"{wanted}\n"


def test_figure_and_table(d2l):
    texts, findings = d2l(a=LABELS)
    assert (
        ":::{figure} ../img/box.svg\n:name: fig_box\n:width: 300px\n\nA *box*.\n:::\n"
    ) in texts["chapter_c/a.md"]
    assert ":::{table} Numbers\n:name: tab_n\n\n|a|b|" in texts["chapter_c/a.md"]
    assert found(findings, Kind.NO_IMAGE) == ["img/box.svg"]
    assert "image.not_readable" in texts["conf.py"]


def test_emphasis_beside_chinese_characters_is_still_some(d2l):
    texts, _ = d2l(
        a_origin="# A\n\n**Note:** x\n", a="# 甲\n\n这是**注意：**请看\n下面。\n"
    )
    shown = texts["editions/zh/chapter_c/a.md"]
    assert "**注意：**请" not in shown
    assert "请看下面。" in shown, "a line break would be a blank"


def test_both_languages_get_the_labels_of_either(d2l):
    texts, findings = d2l(
        a_origin="# A\n:label:`sec_a`\n\n## B\n\n$$x$$\n:eqlabel:`eq_waston`\n\n"
        "See :numref:`sec_b`, :eqref:`eq_waston`.\n",
        a="# 甲\n\n## 乙\n:label:`sec_b`\n\n$$x。$$\n:eqlabel:`eq_watson`\n\n"
        "见 :numref:`sec_b`和 :eqref:`eq_watson`和 :numref:`sec_a`。\n",
    )
    source, target = texts["chapter_c/a.md"], texts["editions/zh/chapter_c/a.md"]
    assert "See {numref}`sec_b`, {eq}`eq_waston`." in source
    assert "见 {numref}`sec_b`和 {eq}`eq_waston`和 {numref}`sec_a`。" in target
    for text in (source, target):
        assert text.count("(sec_a)=") == text.count("(sec_b)=") == 1
    assert found(findings, Kind.OTHER_LABEL) == ["sec_a", "sec_b", "eq_waston"]


def test_what_only_the_translation_has_is_no_link_in_pages_of_the_source(d2l):
    texts, findings = d2l(
        a_origin="# A\n\ntext\n",
        a="# 甲\n\n$$x$$\n:eqlabel:`eq_x`\n\n见 :eqref:`eq_x`。\n",
    )
    assert "见 `eq_x`。" in texts["editions/zh/chapter_c/a.md"]
    assert found(findings, Kind.NO_LABEL, "zh") == ["eq_x"]


def test_a_label_that_is_there_twice_means_the_nearer_one(d2l):
    texts, findings = d2l(
        a="# A\n:label:`x`\n\n:ref:`x`\n", b="# B\n:label:`X`\n\n:ref:`x`\n"
    )
    assert texts["chapter_c/a.md"] == "(x)=\n# A\n\n{ref}`x`\n"
    assert texts["chapter_c/b.md"] == "(X-2)=\n# B\n\n{ref}`X-2`\n"
    assert found(findings, Kind.DOUBLE_LABEL) == ["X"]


def test_tables_of_contents(d2l):
    texts, findings = d2l(
        index="# C\n\n```toc\n:maxdepth: 2\n:numbered:\n\nb\nAn A <a>\nnone\nb\n```\n",
        a="# A\n", b="# B\n", left="# Left\n",
    )  # fmt: skip
    assert (
        "```{toctree}\n:maxdepth: 2\n\nb\nAn A <a>\n```\n"
        in texts["chapter_c/index.md"]
    )
    assert ":numbered:\n\nchapter_c/index\n```" in texts["index.md"]
    assert "chapter_c/left\n```" in texts["index.md"]
    assert found(findings, Kind.NO_CHAPTER) == ["none"]
    assert found(findings, Kind.NOT_LISTED) == ["chapter_c/left"]


def test_a_title_without_number_is_referred_to_by_name(tmp_path, d2l):
    (tmp_path / "d2l").mkdir()
    index = (
        "# Book\n\n```toc\nchapter_c/a\n```\n\n```toc\n:numbered:\n\nchapter_c/b\n```\n"
    )
    (tmp_path / "d2l" / "index.md").write_text(index)
    texts, _ = d2l(
        a="# A\n:label:`a`\n", b="# B\n:label:`b`\n\n:numref:`a` :numref:`b`\n"
    )
    assert "{ref}`a` {numref}`b`" in texts["chapter_c/b.md"]


def test_citations_of_a_bibliography(tmp_path, d2l):
    (tmp_path / "d2l").mkdir()
    (tmp_path / "d2l" / "d2l.bib").write_text("@book{A.1,\n title={X}}\n")
    texts, findings = d2l(a="# A\n\n:cite:`A.1,B.2` and :citet:`A.1`\n")
    assert texts["chapter_c/a.md"] == (
        "# A\n\n{cite}`A.1` \\[`B.2`\\] and {cite:t}`A.1`\n"
    )
    assert texts["index.md"].endswith("```{bibliography}\n```\n")
    assert "sphinxcontrib.bibtex" in texts["conf.py"]
    assert found(findings, Kind.NO_CITATION) == ["B.2"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("(**bold** word) and (**marked**)", "(**bold** word) and marked"),
        ("[**a\n\nb**]", "a\n\nb"),
        ("[**not closed", "[**not closed"),
        (r"\[**a**\]", r"\[**a**\]"),
        ("[**a**)", "[**a**)"),
    ],
)
def test_marks(text, wanted):
    assert without_marks(text) == wanted


def test_a_folder_without_chapters_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no chapters"):
        convert(tmp_path, source="en", target="zh")
    with pytest.raises(ConfigError, match="no such folder"):
        convert(tmp_path / "none", source="en", target="zh")


def test_a_conversion_that_was_stopped_goes_on(tmp_path, monkeypatch):
    write_book(tmp_path, {"a.md": b"1", "b.md": b"1"})
    ledger = (tmp_path / LEDGER).read_bytes()
    module = "sphinx_amts.importers.d2l.output.write_if_changed"
    written = []

    def stopping(path, data):
        written.append(path.name)
        if path.name == "b.md":
            raise KeyboardInterrupt
        path.write_bytes(data)
        return True

    with monkeypatch.context() as patch:
        patch.setattr(module, stopping)
        with pytest.raises(KeyboardInterrupt):
            write_book(tmp_path, {"a.md": b"2", "b.md": b"2"})
    assert written == [LEDGER, "a.md", "b.md"]
    assert write_book(tmp_path, {"a.md": b"1", "b.md": b"1"}) == 1
    assert (tmp_path / LEDGER).read_bytes() == ledger


def test_the_whole_book():
    needs_d2l()
    done = convert(D2L, source="en", target="zh")
    assert done.chapters == {"en": 139, "zh": 139}
    for language in ("en", "zh"):
        labels = set(found(done.findings, Kind.NO_LABEL, language))
        assert "subsec_vgg-blocks" in labels
        assert "subsec_xavier" not in labels, "only the Chinese edition defines it"
    text = "\n".join(
        line
        for name, data in done.files.items()
        if name.endswith(".md")
        for line in data.decode().splitlines()
    )
    for gone in (":begin_tab:", ":end_tab:", ":label:`", ":eqref:`", "**]", "{.python"):
        assert gone not in text, gone

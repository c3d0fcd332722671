"""What `sphinx-amts check --fix` writes, and that the page then shows the markup."""

from __future__ import annotations

import json
import re

import pytest

MYST = {
    # strong that punctuation keeps from closing or opening
    "All **of it** is here.": (
        "**所有（这里）**都在。", "**所有（这里）**&#8203;都在。",
        "<strong>所有（这里）</strong>\u200b都在。"),
    "Look at **this** now.": (
        "现在看**“这个”**吧。", "现在看&#8203;**“这个”**&#8203;吧。",
        "现在看\u200b<strong>“这个”</strong>\u200b吧。"),
    "An *important* word.": (
        "一个_重要_的词。", "一个*重要*的词。", "一个<em>重要</em>的词。"),
    "A **bold** word.": (
        "一个** 粗体 **词。", "一个**粗体**词。", "一个<strong>粗体</strong>词。"),
    "A **wide** star.": (
        "一颗＊＊宽＊＊星。", "一颗**宽**星。", "一颗<strong>宽</strong>星。"),
    # code
    "Call `start` first.": (
        "先调用｀start｀。", "先调用`start`。", "<code>start</code>"),
    "Call `stop` last.": (
        "最后调用`stop。", "最后调用`stop`。", "<code>stop</code>"),
    "Then `go_on` there.": (
        "然后在那里go_on`。", "然后在那里`go_on`。", "<code>go_on</code>"),
    "It is ``a`b`` then.": (
        "然后是 ``a`b``，**好", "", "<code>a`b</code>"),
    "Type `x++` here.": (
        "在此输入 `x ++`。", "在此输入 `x++`。", "<code>x++</code>"),
    # links and roles
    "See [the index](index.md) for more.": (
        "更多见[索引]（index.md）。", "更多见[索引](index.md)。",
        '<a href="#">索引</a>'),
    "See {doc}`index` for less.": (
        "少见｛doc｝`index`。", "少见{doc}`index`。", '<a href="#">'),
    "See {ref}`top` for all.": (
        "全部见 {ref} `top`。", "全部见 {ref}`top`。", '<a href="#top">'),
    # the beginning of something else
    "First, read.": ("1. 先读。", "1\\. 先读。", "<p>1. 先读。</p>"),
    "Second, read.": ("- 再读。", "\\- 再读。", "<p>- 再读。</p>"),
    "Third, read.": ("# 三读。", "\\# 三读。", "<p># 三读。</p>"),
}  # fmt: skip
RST = {
    "Call ``start`` first.": (
        "先调用``start``。", "先调用\\ ``start``。", "<code>start</code>"),
    "Call ``stop`` last.": (
        "最后调用 `stop`。", "最后调用 ``stop``。", "<code>stop</code>"),
    "Call ``turn`` twice.": (
        "调用 ```turn`` 两次。", "调用 ``turn`` 两次。", "<code>turn</code>"),
    "Wait for ``end`` now.": (
        "等待 ``end，好。", "等待 ``end``，好。", "<code>end</code>"),
    "A **bold** word.": (
        "一个** 粗体 **词。", "一个\\ **粗体**\\ 词。", "<strong>粗体</strong>"),
    "See :doc:`index` for less.": (
        "少见：doc：`index`。", "少见\\ :doc:`index`。", '<a href="#">'),
    "See :doc:`the index <index>` for all.": (
        "全部见 :doc: `索引 <index>`。", "全部见 :doc:`索引 <index>`。",
        '<a href="#">索引</a>'),
    "See :doc:`index` for more.": (
        "更多见 :doc:`index``。", "更多见 :doc:`index`。", '<a href="#">'),
    "See `the site <https://x.test/>`_ too.": (
        "也见`网站<https://x.test/>`_。", "也见\\ `网站 <https://x.test/>`_。",
        '<a href="https://x.test/">网站</a>'),
    "See `a site <https://y.test/>`__ too.": (
        "也见`网站＜https://y.test/＞`。", "也见\\ `网站 <https://y.test/>`__。",
        '<a href="https://y.test/">网站</a>'),
    "First, read.": ("1. 先读。", "1\\. 先读。", "<p>1. 先读。</p>"),
    "Second, read.": (" - 再读。", "\\- 再读。", "<p>- 再读。</p>"),
}  # fmt: skip


@pytest.fixture(params=["myst", "rst"])
def pages(request, empty_project):
    pytest.importorskip("myst_parser")
    book = empty_project
    cases, suffix = (MYST, "md") if request.param == "myst" else (RST, "rst")
    book.conf(
        extensions=["myst_parser", "sphinx_amts"], html_permalinks=False,
        smartquotes=False,
    )  # fmt: skip
    label = "(top)=\n# T\n" if suffix == "md" else ".. _top:\n\nT\n=\n"
    book.write(f"index.{suffix}", "\n\n".join([label, *cases]) + "\n")
    book.human("index", {text: old for text, (old, _, _) in cases.items()})
    return book, cases


def html(book):
    """Return the page without classes of tags and what only they need."""
    text = re.sub(r' (?:class|title|id)="[^"]*"', "", book.html("index"))
    return re.sub(r"</?span>", "", text)


def test_what_is_fixed_is_shown(amts, pages):
    book, cases = pages
    ran = amts(book, "check", book.src, "-l", "es", "--fix", "--format", "json")
    assert ran.err == ""
    fixed = {f["msgid"]: f["proposal"] for f in json.loads(ran.out)["fixed"]}
    assert fixed == {text: new for text, (_, new, _) in cases.items() if new}
    book.build()
    page = html(book)
    for text, (_, new, shown) in cases.items():
        if new:
            assert shown in page, text


@pytest.mark.parametrize(
    "text",
    [
        "先读。\n\n再读。",
        "先读。\n\n- 再读。",
        "先读\n----\n\n再读。",
        "1. 先读。\n2. 再读。",
        "- 先读。\n\n  再读。",
        "::\n\n   先读。",
    ],
)
def test_fix_is_certain_only_of_what_is_no_finding_afterwards(
    amts, empty_project, text
):
    empty_project.write("index.rst", "Title\n=====\n\nRead first, then.\n")
    empty_project.human("index", {"Read first, then.": text})
    path = empty_project.src / "locale/es/LC_MESSAGES/index.po"
    first = amts(empty_project, "check", empty_project.src, "-l", "es", "--fix")
    once = path.read_bytes()
    again = amts(empty_project, "check", empty_project.src, "-l", "es", "--fix")
    assert path.read_bytes() == once
    assert ": fixed " not in again.out
    assert first.code == again.code

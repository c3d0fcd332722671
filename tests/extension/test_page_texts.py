"""Texts of pages that look as if no translation could be applied to them."""

from __future__ import annotations

import re

import pytest
from versions import MYST_MAJOR

pytest.importorskip("myst_parser")

WRAPPED_RST = """
.. _the top:

Wrapped
=======

.. role:: py(code)
   :language: python

.. role:: html(raw)
   :format: html

.. toctree::

   flat

Set ``mode
fast`` here.

Sum :math:`a +
b` of both.

Run :py:`x = 1 +
2` now, :code:`y
z` then.

Mark :html:`<b
class="b">`\\ it :html:`</b>`.

Read :ref:`how it
starts <the top>` or :ref:`the
top` or :doc:`that
page <flat>`.

Call :func:`any
thing <some.thing>` and :class:`other
name`.

Open :menuselection:`Edit -->
Copy all` in :file:`a/{some
name}/b` with :guilabel:`&Go
on`, :samp:`print {one
word}`.

Press :kbd:`Ctrl +
End`, :kbd:`Ctrl+
Q`, :kbd:`Page
Down` or :kbd:`C-x
C-f -
u`, run :command:`git
add`, take :download:`this
file <flat.md>` as :mimetype:`text/
plain`.

Use :abbr:`LIFO (last in,
first out)` for H\\ :sub:`two
words` *so
much* **and
more** `than
that`.

Go to `some
page <https://a.example>`__ or `any
one`__ or `the
rest`_.

__ https://b.example

.. _the rest: https://c.example

.. glossary::

   wrapped term
      A way with ``{n: n for n in
      range(9)}`` inside.

A :term:`wrapped
term` is a :term:`thing
too <wrapped term>`.

.. function:: foo(a)

   As ``(n *
   sizeof(T))`` bytes.

   :param a: as ``many
      words``.
"""

WRAPPED_MYST = """
(flat top)=
# Flat

Set `mode
fast` here.

Sum $a +
b$ and {math}`c +
d` of both.

Read {ref}`how it
starts <flat top>` or {doc}`that
page <index>`, {func}`any
thing <some.thing>`, {class}`other
name`.

Open {menuselection}`Edit -->
Copy` in {file}`a/{some
name}/b`, {abbr}`LIFO (last in,
first out)`.

Press {kbd}`Ctrl +
End`, {kbd}`Page
Down`, run {command}`git
add`, take {download}`this
file <flat.md>`.

Go to [some
page](https://a.example "a
title") or [any
one][one], *so
much* **and
more**.

[one]: https://b.example

Mark <b
class="b">it</b> here.
"""


@pytest.fixture(scope="module")
def wrapped(new_project, tmp_path_factory):
    book = new_project(tmp_path_factory.mktemp("wrapped"))
    book.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=["dollarmath"],
        default_role="any",
    )
    book.write("index.rst", WRAPPED_RST.replace("`than\nthat`", ":title:`than\nthat`"))
    book.write("flat.md", WRAPPED_MYST)
    book.engine()
    book.built = book.build()
    assert book.built.code == 0, book.built.output
    return book


def test_markup_that_is_wrapped_over_two_lines_is_translated(wrapped):
    assert wrapped.built.findings == {}
    counted = wrapped.built.totals["messages"]
    assert {name for name, number in counted.items() if number} == {"machine"}


def test_what_is_wrapped_stays_what_it_is(wrapped):
    body = wrapped.body("index")
    for code in ("mode fast", "{n: n for n in range(9)}", "(n * sizeof(T))"):
        assert code in body
    assert "mode fast" in wrapped.body("flat")
    assert re.search(
        r'<a [^>]*href="https://c.example">译the rest<', wrapped.html("index")
    )


BLOCKS_IN_FIELDS = """
Fields
======

.. function:: pour(water, milk, cup)

   Fill a cup.

   :param water: How hot.

      .. warning:: It burns.
   :param milk: From ``where``.

      * a cow
      * a *goat*
   :param cup: Which one.
   :returns: What is left.

      More or less.
   :raises OSError: It is empty.

      >>> code()

:author: Somebody.

   Else too.
"""


def test_a_text_inside_of_another_one_counts_once(empty_project):
    empty_project.write("index.rst", BLOCKS_IN_FIELDS)
    empty_project.engine()
    built = empty_project.build()
    assert built.findings == {}
    counted = {name: n for name, n in built.totals["messages"].items() if n}
    listed = [state["text"] for state in built.report["documents"][0]["states"]]
    assert counted == {"machine": len(listed)}
    assert len(listed) == len(set(listed))
    assert "It burns." in listed
    assert not [text for text in listed if "It burns." in text and "How hot" in text]
    body = empty_project.body("index")
    for text in ("How hot.", "It burns.", "a cow", "More or less.", "Which one."):
        assert f"译{text}" in body


def test_what_a_person_wrote_for_several_blocks_is_shown(empty_project):
    empty_project.write("index.rst", BLOCKS_IN_FIELDS)
    empty_project.human("index", {"What is left.  More or less.": "El resto."})
    built = empty_project.build()
    assert "El resto." in empty_project.body("index")
    assert built.totals["messages"]["human"] == 1


MODULE = '''
"""Pumps of all **kinds**."""


def pump(speed):
    """Pump water into :class:`~pumps.Tank` with ``force``, see `the site
    <https://a.example>`_ or *else* :ref:`the tap <tap>`.

    Of ``a`b``, :math:`a\\\\b`, H\\\\ :sub:`2`\\\\ O and :abbr:`LIFO (last in)` too.

    :param speed: how fast, see :func:`stop`
    """


def stop():
    """Halt at once."""


class Tank:
    """A vessel."""
'''
MIXED = """
# Water

(tap)=
## Tap

```{eval-rst}
Read :ref:`about the tap <tap>` or :any:`tap` first, https://b.example too.

**re**\\ Started ``now`` [#f]_ of :kbd:`Ctrl` and `a title`.

* Again `a title` with ``code``.
* Again `a title` with ``code``.

.. [#f] The *note*.

.. automodule:: pumps
   :members:
```

Use `code` of {func}`pumps.stop` in *its* own dialect.
"""
GUEST = """# Guest

Use `code` and [a link](https://a.example) in *this* text, {ref}`the top <home>`.

Sum {math}`a\\b` of **both** {abbr}`LIFO (last in)` <https://b.example>.
"""


@pytest.fixture(scope="module")
def mixed(new_project, tmp_path_factory):
    """A page in each dialect that takes text of the other one."""
    book = new_project(tmp_path_factory.mktemp("mixed"))
    book.conf(
        extensions=["myst_parser", "sphinx.ext.autodoc", "sphinx_amts"],
        exclude_patterns=["locale", "guest.md"],
    )
    path = book.src / "conf.py"
    text = path.read_text("utf-8")
    path.write_text(f"import sys\nsys.path.insert(0, {str(book.src)!r})\n{text}")
    book.write("pumps.py", MODULE)
    book.write("flat.md", MIXED)
    book.write("guest.md", GUEST)
    book.write(
        "index.rst",
        "\n.. _home:\n\nHome\n====\n\n.. toctree::\n\n   flat\n\n"
        ".. include:: guest.md\n   :parser: myst_parser.sphinx_\n\nIts ``own`` text.\n",
    )
    book.plain = book.build("-Dlanguage=en", builder="html")
    book.pages = {name: _links_and_code(book, name) for name in ("index", "flat")}
    book.engine()
    book.built = book.build("-E")
    assert book.built.code == 0, book.built.output
    return book


def _links_and_code(book, name):
    html = book.html(name).partition('role="main"')[2]
    return sorted(
        re.findall(r'<a [^>]*href="([^"]*)"|<span class="pre">(.*?)</span>', html)
    )


def test_text_in_another_dialect_is_translated_in_that_of_the_page(mixed):
    assert mixed.built.findings == {}
    counted = mixed.built.totals["messages"]
    assert {name for name, number in counted.items() if number} == {"machine"}
    assert mixed.built.warnings == mixed.plain.warnings
    # nor are there any where all translations are known before
    assert mixed.build("-E").warnings == mixed.plain.warnings
    # MyST-Parser 3 does not know the footnotes that `eval-rst` refers to
    assert mixed.plain.warnings == [] or 0 < MYST_MAJOR < 4


@pytest.mark.parametrize("page", ["index", "flat"])
def test_links_and_code_of_the_other_dialect_stay(mixed, page):
    assert _links_and_code(mixed, page) == mixed.pages[page]
    body = mixed.body(page)
    assert not re.search(r":\w+:`|\{\w+\}`|\]\(|``|\*\*|\\ ", body)


def test_words_are_sent_without_the_markup_of_either_dialect(mixed):
    sent = " ".join(mixed.built.sent)
    assert not re.search(r":\w+:`|\{\w+\}|\*\*|``", sent)
    assert "Started" in sent


def test_what_is_stored_of_it_is_shown_again_without_an_engine(mixed):
    body = mixed.body("flat")
    mixed.conf(amts_engine="memory")
    again = mixed.build("-E")
    assert (again.code, again.sent) == (0, [])
    assert mixed.body("flat") == body
    assert again.findings == {}


ROLES = """
Fixed in :gh:`12`, see :gh:`the long report <13>` and :user:`the author <anna>`.

A :index:`!grand hall` and an :index:`!oven, new; hot` are main entries.

Now :bdg-info:`brand new` is :loud:`very loud`, with :bdg-link-info:`more <https://c.example>`.
"""


@pytest.fixture(scope="module")
def roles(new_project, tmp_path_factory):
    """The same roles in both dialects, none of which all books have."""
    pytest.importorskip("sphinx_design")
    book = new_project(tmp_path_factory.mktemp("roles"))
    book.conf(
        extensions=[
            *("myst_parser", "sphinx.ext.extlinks", "sphinx_design", "sphinx_amts")
        ],
        extlinks={"gh": ("https://gh.example/%s", "report %s")},
    )
    with (book.src / "conf.py").open("a", encoding="utf-8") as file:
        file.write(CONF_WITH_ROLES)
    book.write("index.rst", f"Home\n====\n\n.. toctree::\n\n   flat\n\n{ROLES}")
    book.write("flat.md", "# Flat\n\n" + re.sub(r":([\w-]+):`", r"{\1}`", ROLES))
    book.plain = book.build("-Dlanguage=en", builder="html")
    book.pages = {name: _links_and_code(book, name) for name in ("index", "flat")}
    book.conf(amts_engine="memory")
    assert book.build("-E").code == 0
    book.index = _entries(book)
    book.engine()
    book.built = book.build("-E")
    return book


def _entries(book):
    """Return the page of the index without numbers, which count what is parsed."""
    return re.sub(r"#index-\d+", "", book.html("genindex"))


CONF_WITH_ROLES = """
from docutils import nodes
from docutils.parsers.rst import roles
from sphinx.util.nodes import split_explicit_title

def user(name, raw, text, line, inliner, options=None, content=None):
    _, title, login = split_explicit_title(text)
    return [nodes.reference(raw, title, refuri="https://users.example/" + login)], []

def setup(app):
    app.add_role("user", user)
    app.add_generic_role("loud", nodes.strong)
"""


@pytest.mark.parametrize("page", ["index", "flat"])
def test_titles_and_texts_of_roles_that_only_this_book_has(roles, page):
    assert (roles.built.code, roles.built.findings) == (0, {})
    sent = " ".join(roles.built.sent)
    for words in (
        "the long report",
        "the author",
        "brand new",
        "very loud",
        "grand hall",
    ):
        assert words in re.sub("<[^>]*>", "", sent)
    assert roles.built.warnings == roles.plain.warnings == []
    assert _links_and_code(roles, page) == roles.pages[page]
    body = roles.body(page)
    assert "report 12译" in body
    assert "译grand hall译" in body
    assert _entries(roles) == roles.index
    for words in ("译the long report译", "译the author译", "译brand new译"):
        assert words in body


BREAKS = """
# Coffee

Kettle Street 5\\
Beantown\\
2. Floor, not a list

Grind the beans@@
and **wait\\
there**.

Title one\\
title two
---------

- Open the tin.\\
  `close` it.
""".replace("@", " ")


# as messages of Sphinx 9, and as those of Sphinx 8
ADDRESS = (
    "Kettle Street 5 Beantown 2. Floor, not a list",
    r"Kettle Street 5\ Beantown\ 2. Floor, not a list",
)


def test_hard_line_breaks_stay_and_part_what_is_translated(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"])
    book.write("index.md", BREAKS)
    book.build("-Dlanguage=en")
    breaks = book.html("index").count("<br />")
    assert breaks >= 6
    book.engine()
    built = book.build("-E")
    assert built.findings == {}
    html = book.html("index")
    assert html.count("<br />") >= breaks
    assert re.search(r"译Kettle Street 5<br />\s*译Beantown<br />\s*2. 译Floor", html)
    assert "译Kettle" in html
    assert {"Kettle Street 5", "Beantown"} <= set(built.sent)


def test_a_draft_that_loses_a_line_break_is_not_shown(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"])
    book.write("index.md", BREAKS)
    book.committed("index", dict.fromkeys(ADDRESS, "Calle"))
    built = book.build()
    ((text, (state, reason)),) = built.findings.items()
    assert (text[:6], state) == ("Kettle", "rejected")
    assert "lost line break" in reason
    assert "Calle" not in book.body("index")


def test_a_person_may_leave_line_breaks_out(empty_project, amts):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"])
    book.write("index.md", BREAKS)
    book.human("index", dict.fromkeys(ADDRESS, "Calle 1."))
    assert book.build().totals["messages"]["human"] == 1
    assert "Calle 1." in book.body("index")
    assert amts(book, "check", book.src, "-l", "es").out.startswith("nothing found")


TASKS = """
# Water

- [ ] Open the tap
- [x] Close the **tap** again
- [ ]  `code` first

:::{card} {octicon}`zap` Fast pumping
A body.
:::

:::{card} Slow **bold** and `code` title {octicon}`zap`
Another body.
:::

::::{tab-set}
:::{tab-item} {octicon}`star` Tab one
One.
:::
:::{tab-item} *Tab* two
Two.
:::
::::

:::{dropdown} {octicon}`x` Drop it
Dropped.
:::

```{button-ref} index
{octicon}`zap` Press here
```
"""


@pytest.fixture
def tasks(empty_project):
    pytest.importorskip("sphinx_design")
    book = empty_project
    book.conf(
        extensions=["myst_parser", "sphinx_design", "sphinx_amts"],
        myst_enable_extensions=["tasklist", "colon_fence"],
    )
    book.write("index.md", TASKS)
    return book


def _forms(book):
    html = book.html("index").partition('role="main"')[2]
    return {
        form: len(re.findall(form, html))
        for form in (
            "<input [^>]*checkbox[^>]*>",
            "<input [^>]*checked[^>]*checkbox",
            "<svg",
            "<strong>",
            "<em>",
            "<code",
        )
    }


def test_what_a_message_lacks_is_put_back_around_its_translation(tasks):
    tasks.build("-Dlanguage=en")
    forms = _forms(tasks)
    assert all(forms.values()), forms
    tasks.engine()
    built = tasks.build("-E")
    assert built.findings == {}
    assert _forms(tasks) == forms
    body = tasks.body("index")
    for text in ("Open the tap", "Fast pumping", "Tab one", "Drop it", "Press here"):
        assert f"译{text}" in body
    html = tasks.html("index")
    assert re.search(r"<input [^>]*> ?译Open the tap", html)
    assert re.search(r"</svg> 译Fast pumping", html)


def test_a_box_is_put_back_where_its_text_holds_elements_of_that_kind(tasks):
    tasks.write(
        "index.md", "# Top\n\n- [ ] Open<wbr>the tap\n- [x] Then <b>close</b> it\n"
    )
    tasks.build("-Dlanguage=en")
    html = tasks.html("index")
    boxes = re.findall("<input [^>]*checkbox[^>]*>", html)
    assert len(boxes) == 2
    tasks.engine()
    built = tasks.build("-E")
    assert built.findings == {}
    html = tasks.html("index")
    assert re.findall("<input [^>]*checkbox[^>]*>", html) == boxes
    assert (html.count("<wbr>"), html.count("<b>")) == (1, 1)
    assert "译Open" in html


def test_what_a_message_begins_with_is_not_taken_for_what_it_lacks(tasks):
    tasks.write(
        "index.md",
        "# Top\n\n- [ ] ![A tap](x.png) is open\n- [x] <b>Close</b> it\n"
        "- [ ] {octicon}`zap` Run away {octicon}`star`\n\n"
        ":::{card} {octicon}`zap` Fast\nBody.\n:::\n",
    )
    (tasks.src / "x.png").write_bytes(b"\x89PNG")
    tasks.build("-Dlanguage=en")
    kinds = "<(input (?=[^>]*checkbox)|img |b>|svg )"
    before = re.findall(kinds, tasks.html("index").partition('role="main"')[2])
    assert before.count("input ") == 3
    tasks.engine()
    built = tasks.build("-E")
    assert built.findings == {}
    after = re.findall(kinds, tasks.html("index").partition('role="main"')[2])
    assert sorted(after) == sorted(before)
    for text in ("is open", "Close", "Run away", "Fast"):
        assert f"译{text}" in tasks.body("index").replace("译 ", "译")


ICON_ROLE = """
from docutils import nodes


class icon(nodes.Element, nodes.General):
    pass


def make(name, rawtext, text, lineno, inliner, options=None, content=None):
    return [icon("", picture=text)], []


def setup(app):
    visit = lambda self, node: self.body.append(f"<i class='{node['picture']}'></i>")
    app.add_node(icon, html=(visit, lambda self, node: None))
    app.add_role("icon", make)
"""


@pytest.mark.parametrize("suffix", ["rst", "md"])
def test_a_role_may_make_an_element_that_docutils_counts_as_a_block(
    empty_project, suffix
):
    book = empty_project
    if suffix == "md":
        pytest.importorskip("myst_parser")
    parsers = ["myst_parser"] if suffix == "md" else []
    book.write("icons.py", ICON_ROLE)
    book.write("conf.py", f"import sys\nsys.path.insert(0, {str(book.src)!r})\n")
    book.conf(extensions=[*parsers, "icons", "sphinx_amts"], locale_dirs=["locales"])
    role = "{icon}`cup`" if suffix == "md" else ":icon:`cup`"
    title = "# Top" if suffix == "md" else "Top\n==="
    book.write(f"index.{suffix}", f"{title}\n\nA {role} of tea.\n\n* {role} Milk\n")
    book.engine()
    built = book.build()
    assert built.findings == {}
    assert book.html("index").count("<i class='cup'></i>") == 2
    for text in ("of tea", "Milk"):
        assert text in "".join(built.sent)


def test_boxes_and_icons_stay_around_what_people_wrote(tasks, amts):
    tasks.build("-Dlanguage=en")
    forms = _forms(tasks)
    entries = {
        "Open the tap": "Abre el grifo",
        "Fast pumping": "Bombeo rápido",
        "Slow bold and code title": "Título **lento** y `code`",
        "Press here": "{octicon}`star` Pulsa",
    }
    tasks.human("index", entries)
    built = tasks.build("-E")
    assert built.totals["messages"]["human"] == len(entries)
    assert _forms(tasks) == forms
    html = tasks.html("index")
    assert re.search(r"<input [^>]*> ?Abre el grifo", html)
    assert re.search(r"</svg> Bombeo rápido", html)
    assert len(re.findall(r"<svg[^>]*octicon-star", html)) == 2
    found = amts(tasks, "check", tasks.src, "-l", "es").out
    assert "lost raw" not in found
    assert "lost sd icon" not in found


def test_an_icon_amid_a_title_leaves_the_title_and_says_so(tasks):
    tasks.edit("index.md", "Fast pumping", "Fast {octicon}`star` pumping")
    tasks.engine()
    built = tasks.build()
    ((text, (state, reason)),) = built.findings.items()
    assert (" ".join(text.split()), state) == ("Fast pumping", "unsupported")
    assert "lost sd_icon" in reason
    assert "pumping" not in " ".join(built.sent)


def test_the_report_names_each_unsupported_construct_once(tasks):
    card = ":::{card} Amid {octicon}`star` the words\nBody.\n:::\n"
    tasks.edit("index.md", ":::{card} Slow", f"{card}\n{card}\n:::{{card}} Slow")
    tasks.engine()
    report = tasks.build().report
    assert report["unsupported"] == [
        {"construct": "sd_icon", "messages": 2, "file": "index.md", "line": 12},
    ]
    assert report["totals"]["messages"]["unsupported"] == 2
    page = (tasks.out / "_amts/index.html").read_text("utf-8")
    assert "What no translation can be applied to" in page
    assert re.search(r"<dt>sd_icon</dt>.*?index\.md:12", page, re.DOTALL)
    summary = (tasks.out / "_amts/summary.gfm").read_text("utf-8")
    assert "with sd_icon, the first in" in summary.replace("\\_", "_")


BROKEN = """
Broken
======

An :unknown:`role here` in this text.

Half ``open code in this text.

Half ``open code in this text, and *again.

Two :pep:`titles of no
rule <what>` and :rfc:`of one <2324>` here.

.. toctree::

   flat
"""


BROKEN_MYST = """# Flat

An {unknown}`role` in this text.

Go **to {rfc}`see this <nowhere>`** and {pep}`that <8>` at once.
"""


def test_source_that_the_parser_warns_of_is_translated(empty_project):
    book = empty_project
    book.conf(extensions=["myst_parser", "sphinx_amts"])
    book.write("index.rst", BROKEN)
    book.write("flat.md", BROKEN_MYST)
    plain = book.build("-Dlanguage=en")
    ids = re.findall(r'class="problematic" id="(\w+)"', book.html("index"))
    book.engine()
    built = book.build("-E")
    assert built.findings == {}
    assert built.warnings == plain.warnings != []
    html = book.html("index")
    assert re.findall(r'class="problematic" id="(\w+)"', html) == ids
    assert len(set(ids)) == len(ids) == 5
    for text in ("译An", "译Half"):
        assert text in book.body("index")
    assert ":pep:`titles of no rule &lt;what&gt;`" in book.body("index")
    assert "译of one" in book.body("index")
    assert "译An" in book.body("flat")
    assert ":rfc:`see this &lt;nowhere&gt;`" in book.body("flat")
    # nor does a build say it again that finds all translations at hand
    assert book.build("-E").warnings == plain.warnings


def test_a_draft_may_not_bring_in_what_the_parser_warns_of(empty_project):
    book = empty_project
    book.write("index.rst", BROKEN.replace("   flat", "   index"))
    drafts = {
        "An :unknown:`role here` in this text.": "Un :otro:`papel` aquí.",
        "Half ``open code in this text.": "Medio *abierto aquí.",
    }
    book.committed("index", drafts)
    built = book.build()
    assert {text: built.findings[text][0] for text in drafts} == dict.fromkeys(
        drafts, "rejected"
    )


def test_images_in_html_amid_a_text_stay(empty_project):
    book = empty_project
    book.conf(
        extensions=["myst_parser", "sphinx_amts"], myst_enable_extensions=["html_image"]
    )
    text = 'Press <img src="go.png" alt="the green sign"> twice in *any* case.'
    book.write("index.md", f"# Gate\n\n{text}\n")
    (book.src / "go.png").write_bytes(b"\x89PNG")
    book.engine()
    built = book.build()
    assert (built.code, built.findings, built.warnings) == (0, {}, [])
    assert book.html("index").count('src="_images/go.png"') == 1
    assert "译Press" in book.body("index")

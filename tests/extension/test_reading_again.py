"""A document is read once, or again, and leaves the book as if read in one go.

Reading waits for translations, and goes on with them. Where it cannot, documents are
read again; so they are where several processes read a book that people have translated
in part. In each book, one document declares things, others
declare members of them or names of their own that collide or come in between, and
people have translated some documents whole. Then the book is read anew in one go, which
has all translations, and must come to the same bytes.
"""

from __future__ import annotations

import pickle
import re
import shutil
import sys
import zlib

import pytest

C = {
    "b_parent": """
.. c:struct:: Cup

   Some words on cups.

.. c:function:: int pour(int water, int milk)

   Some words on pouring.

.. c:union:: Lid

   Some words on lids.
""",
    "a_first": """
.. c:member:: int Cup.colour

   See :c:member:`Cup.size`, :c:struct:`Cup` and :c:func:`pour`.

.. c:namespace:: Cup

.. c:member:: int shape

   See :c:member:`colour` and :c:member:`size` from here.
""",
    "c_last": """
.. c:member:: int Cup.size

   Use it with :c:member:`Cup.heat` only.

   .. c:struct:: Cup.Handle

      A handle inside of another document's cup.

      .. c:member:: int width

         See :c:member:`Cup.Handle.width`.

.. c:member:: int Cup.heat

   More words, and :c:type:`Lid`.

.. c:member:: int Lid.weight

   See :c:member:`Lid.weight`.
""",
}
CPP = {
    "b_parent": """
.. cpp:class:: Cup

   Some words on cups.

.. cpp:class:: template<typename T> Pot

   Some words on pots.

.. cpp:function:: void brew(int minutes)

   One way.

.. cpp:function:: void brew(double minutes)

   Another way with :cpp:expr:`minutes`.

.. cpp:enum:: Size

   Some words on sizes.

   .. cpp:enumerator:: TINY

      Nothing much.
""",
    "a_first": """
.. cpp:member:: int Cup::colour

   See :cpp:member:`Cup::size`, :cpp:func:`brew` and :cpp:class:`Cup`.

.. cpp:function:: void brew(char kind)

   A third way with :cpp:expr:`kind`.

.. cpp:namespace:: Cup

.. cpp:member:: int shape

   See :cpp:member:`colour` and :cpp:member:`size` from here.
""",
    "c_last": """
.. cpp:member:: int Cup::size

   Use it with :cpp:member:`Cup::heat` only.

.. cpp:member:: int Cup::heat

   More words.

.. cpp:member:: template<typename T> T Pot<T>::lid

   See :cpp:member:`lid`.

.. cpp:enumerator:: Size::SMALL

   See :cpp:enumerator:`Size::BIG` and :cpp:enumerator:`TINY`.

.. cpp:enumerator:: Size::BIG

   Words.

.. cpp:function:: void brew(long hours)

   A fourth way with :cpp:expr:`hours`.

.. cpp:alias:: Cup::colour
               brew
""",
}
PYTHON = {
    "b_parent": """
.. py:module:: coffee
   :synopsis: All on coffee.

.. py:class:: Cup

   Some words on cups.

   .. py:method:: pour()

      Words on pouring.
""",
    "a_first": """
.. py:currentmodule:: coffee

.. py:method:: Cup.fill()

   See :py:meth:`.pour`, :py:meth:`Cup.size` and :py:mod:`coffee`.

.. py:function:: tea.pour()

   Another thing to pour.
""",
    "c_last": """
.. py:currentmodule:: coffee

.. py:attribute:: Cup.size

   See :py:meth:`Cup.fill` and :any:`Cup.pour`, or :py:obj:`.pour`.

.. py:function:: milk.pour()

   A third thing to pour.
""",
}
JAVASCRIPT = {
    "b_parent": """
.. js:module:: coffee

.. js:class:: Cup(size)

   Some words on cups.

.. js:function:: twice()

   Declared here.
""",
    "a_first": """
.. js:module:: coffee

.. js:method:: Cup.fill(water)

   See :js:class:`Cup` and :js:attr:`Cup.size`.
""",
    "c_last": """
.. js:module:: coffee

.. js:attribute:: Cup.size

   See :js:meth:`Cup.fill`, :js:func:`twice`.

.. js:function:: twice()

   Declared here as well.
""",
}
RST_DOMAIN = {
    "b_parent": """
.. rst:directive:: brew

   Some words on brewing.

.. rst:role:: cup

   Some words on cups.
""",
    "a_first": """
.. rst:directive:option:: brew:hot

   See :rst:dir:`brew`, :rst:role:`cup` and :rst:role:`pot`.
""",
    "c_last": """
.. rst:role:: pot

   See :rst:dir:`brew`.

.. rst:role:: cup

   Cups once more.
""",
}
STANDARD = {
    "b_parent": """
.. program:: brew

.. option:: --hot

   Some words on heat.

.. glossary::

   Cup
      A thing to drink from.

   Pot
      A thing to pour from.

.. _twice:

A label here
------------

.. envvar:: BREW

   Some words on the environment.

.. confval:: heat

   Some words on a setting.

.. productionlist:: brewing
   brew: "water" cup
""",
    "a_first": """
.. program:: brew

.. option:: --cold

   See :option:`brew --hot`, :term:`Cup`, :ref:`twice` and :token:`brewing:brew`.

.. glossary::

   Pot
      Another pot.

.. productionlist:: brewing
   cup: "cup"
""",
    "c_last": """
.. program:: brew

.. option:: --mild

   See :option:`brew --cold`, :term:`Pot`, :envvar:`BREW` and :confval:`heat`.

.. _twice:

A label there
-------------

See :ref:`twice` and :doc:`b_parent`.
""",
}
FORMULAS = {
    "b_parent": """
Some words.

.. math:: e = mc^2
   :label: energy

.. math:: a = b
   :label: same
""",
    "a_first": """
See :eq:`energy`, :eq:`same` and :eq:`mass`.

.. math:: f = ma
   :label: force
""",
    "c_last": """
See :eq:`energy` and :eq:`force`.

.. math:: m = m_0
   :label: mass

.. math:: a = c
   :label: same
""",
}
CITATIONS = {
    "b_parent": "Some words, see [COF2001]_ and [TEA]_.\n\n.. [TEA] Tea, a book.\n",
    "a_first": "See [TEA]_ and [COF2001]_.\n\n.. [MILK] Milk, a book.\n",
    "c_last": "See [MILK]_ and [TEA]_.\n\n.. [COF2001] Coffee, a book.\n",
}
INDEX = {
    "b_parent": """
.. index:: single: cup; a kind of pot
           pair: hot; water
           see: mug; cup

Some words with an :index:`entry`.

.. versionadded:: 1.0
   Something new in the middle.
""",
    "a_first": """
.. index:: single: cup; first
           pair: cold; water

Words with an :index:`entry`.

.. versionadded:: 1.0
   Something new at first.
""",
    "c_last": """
.. index:: single: cup; last
           pair: hot; milk

More words with an :index:`entry`.

.. versionadded:: 1.0
   Something new at last.
""",
}
TASKS = {
    "b_parent": ".. todo:: Describe the cup in the middle.\n\n.. todolist::\n",
    "a_first": ".. todo:: Describe the cup at first.\n",
    "c_last": ".. todolist::\n\n.. todo:: Describe the cup at last.\n",
}
NUMBERED = {
    "b_parent": """
.. _middle:

.. figure:: x.png

   A figure in the middle.

See :numref:`first` and :numref:`last`.
""",
    "a_first": ".. _first:\n\n.. table:: The first table\n\n   === ===\n   a   b\n"
    "   === ===\n\nSee :numref:`middle` and :numref:`first`.\n",
    "c_last": ".. _last:\n\n.. figure:: x.png\n\n   The last figure.\n\n"
    "See :numref:`middle`.\n",
}
BOOKS = {
    "c": C,
    "cpp": CPP,
    "py": PYTHON,
    "js": JAVASCRIPT,
    "rst": RST_DOMAIN,
    "std": STANDARD,
    "math": FORMULAS,
    "citation": CITATIONS,
    "index": INDEX,
    "todo": TASKS,
    "numfig": NUMBERED,
}

EXTENSIONS = ["sphinx.ext.todo", "sphinx_amts"]
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write_book(project, books, more=0):
    """Write documents of *books*, each in its folder, and *more* beside them."""
    project.conf(
        extensions=EXTENSIONS,
        amts_engine="pseudo",
        amts_memory_dir=str(project.root / "memory"),
        todo_include_todos=True,
        numfig=True,
        numfig_secnum_depth=0,
        math_number_all=True,
    )
    names = []
    for book in books:
        for name, text in BOOKS[book].items():
            names.append(f"{book}/{name}")
            title = f"About {book} {name}".replace("_", " ")
            project.write(f"{book}/{name}.rst", f"{title}\n{'=' * 40}\n\n{text}")
            (project.src / book / "x.png").write_bytes(b"\x89PNG")
    for number in range(more):
        names.append(f"more{number}")
        text = f"More {number}\n======\n\nWords of number {number}.\n"
        project.write(f"more{number}.rst", text)
    toctree = "".join(f"   {name}\n" for name in sorted(names))
    project.write(
        "index.rst", f"Book\n====\n\n.. toctree::\n   :numbered:\n\n{toctree}"
    )


def give_human_catalogs(project, chosen):
    """Translate all messages of documents whose name ends with one of *chosen*."""
    apart = str(project.root / "templates")
    assert project.build("-d", apart, builder="gettext").code == 0
    templates = project.root / "out" / "gettext"
    for path in sorted(templates.rglob("*.pot")):
        if path.stem in chosen:
            text = path.read_text("utf-8")
            entries = text.partition("\n\n")[2]
            lines = entries.replace('msgstr ""', "").splitlines(keepends=True)
            made = HEADER
            for block in "".join(lines).split("\n\n"):
                if "msgid" in block:
                    message = block[block.index("msgid") :].strip()
                    made += f"{message}\n{message.replace('msgid', 'msgstr', 1)}\n\n"
            name = path.relative_to(templates).with_suffix(".po")
            project.write(f"locale/es/LC_MESSAGES/{name}", made)


def left(project):
    """Return the bytes of all that the book consists of, by name."""
    kept = {}
    for path in sorted(project.out.rglob("*")):
        inside = path.relative_to(project.out)
        if path.is_file() and inside.parts[0] not in {"_amts", ".buildinfo"}:
            kept[inside.as_posix()] = path.read_bytes()
    return kept


def differences(one, other):
    return [
        name for name in one.keys() | other.keys() if one.get(name) != other.get(name)
    ]


def read_again(project):
    """Add an extension that does not say that several processes may read."""
    project.write("careless.py", "def setup(app):\n    return {}\n")
    conf = (project.src / "conf.py").read_text("utf-8")
    project.write(
        "conf.py",
        f"{conf}\nimport sys\nsys.path.insert(0, {str(project.src)!r})\n"
        "extensions = [*extensions, 'careless']\n",
    )


def is_as_in_one_go(project, first):
    """Check that the book is what a build comes to that has all translations."""
    assert first.code == 0, first.output
    pages = left(project)
    again = project.build("-E")
    assert again.code == 0, again.output
    assert again.totals["documents_reread"] == 0
    assert sorted(again.warnings) == sorted(first.warnings)
    assert differences(pages, left(project)) == []
    return pages


@pytest.mark.slow
@pytest.mark.parametrize("people", [("a_first", "c_last"), ("b_parent",), ("c_last",)])
def test_all_domains_are_as_read_in_one_go(empty_project, people):
    project = empty_project
    write_book(project, BOOKS)
    give_human_catalogs(project, people)
    first = project.build()
    assert first.totals["documents_reread"] == 0
    pages = is_as_in_one_go(project, first)
    if people == ("a_first", "c_last"):
        read_again(project)
        shutil.rmtree(project.root / "doctrees")
        first = project.build("-E", "-a")
        assert first.code == 0, first.output
        assert 0 < first.totals["documents_reread"] <= len(BOOKS) + 1
        assert differences(pages, left(project)) == []


def write_domains_for_several(project):
    """Write a book of all domains that several processes read as one does."""
    write_book(project, BOOKS, more=6)
    # Sphinx cannot tell whether an enumeration has a scope if another process reads it
    text = (project.src / "cpp/b_parent.rst").read_text("utf-8")
    project.write("cpp/b_parent.rst", text.replace("enum:: Size", "enum-class:: Size"))
    project.edit("cpp/c_last.rst", "`TINY`", "`Size::TINY`")


@pytest.mark.slow
def test_so_they_are_where_several_processes_read(empty_project):
    project = empty_project
    write_domains_for_several(project)
    give_human_catalogs(project, ("a_first", "c_last"))
    project.jobs = "4"
    assert project.build().code == 0
    pages = left(project)
    project.jobs = "1"
    again = project.build("-E")
    assert again.code == 0, again.output
    assert differences(pages, left(project)) == []


@pytest.mark.slow
def test_so_they_are_where_several_processes_translate(empty_project):
    project = empty_project
    write_domains_for_several(project)
    project.jobs = "4"
    first = project.build()
    assert first.code == 0, first.output
    assert first.totals["documents_reread"] == 0
    assert first.totals["messages"]["untranslated"] == 0
    pages = left(project)
    again = project.build()
    assert again.totals["documents_read"] == again.totals["segments_sent"] == 0
    assert differences(pages, left(project)) == []
    project.jobs = "1"
    again = project.build("-E")
    assert again.code == 0, again.output
    assert again.totals["documents_reread"] == 0
    assert differences(pages, left(project)) == []


@pytest.mark.parametrize("book", ["c", "cpp"])
def test_members_survive_when_only_the_catalog_of_their_parent_changes(
    empty_project, book
):
    project = empty_project
    write_book(project, [book])
    project.conf(amts_engine="memory")
    give_human_catalogs(project, ("a_first", "c_last"))
    assert project.build().code == 0
    give_human_catalogs(project, ("a_first", "b_parent", "c_last"))
    built = project.build()
    assert (built.code, built.warnings) == (0, [])
    pages = left(project)
    # what other pages say of the members is asked for as well
    assert project.build("-E").code == 0
    assert differences(pages, left(project)) == []


def test_changes_are_listed_in_the_order_of_the_documents(empty_project):
    project = empty_project
    write_book(project, ["index"])
    give_human_catalogs(project, ("a_first", "c_last"))
    assert project.build().code == 0
    with (project.root / "doctrees" / "environment.pickle").open("rb") as file:
        env = pickle.load(file)
    changes = env.domaindata["changeset"]["changes"]["1.0"]
    assert [change.docname for change in changes] == [
        "index/a_first",
        "index/b_parent",
        "index/c_last",
    ]


def test_roles_that_a_document_defines_are_not_there_before_it(empty_project):
    project = empty_project
    project.conf(amts_engine="pseudo", amts_memory_dir=str(project.root / "memory"))
    project.write(
        "index.rst",
        "Jam\n===\n\nOf `ripe plums` made.\n\n.. default-role:: literal\n\n"
        "Add `sugar` to it, :brand:`Sweet Ltd` is best.\n\n.. toctree::\n\n   label\n",
    )
    project.write("label.rst", "Label\n=====\n\n.. role:: brand(strong)\n\nBlank.\n")
    is_as_in_one_go(project, project.build())
    assert "<cite>ripe plums</cite>" in project.html("index")
    assert "<strong" not in project.html("index")


MODULE = '''
"""Words on a module."""


class Kettle:
    """Words on kettles, see :meth:`heat`."""

    def heat(self, minutes: int) -> str:
        """Heat the water.

        Args:
            minutes: how long it takes, as in :class:`Kettle`.

        Returns:
            what it says.
        """
'''
EXTENDED = {
    "api.rst": """
.. automodule:: kettles
   :members:

.. autosummary::

   kettles.Kettle

.. py:currentmodule:: kettles

Now :py:class:`Kettle` is known, and :py:meth:`~Kettle.heat`.
""",
    "blocks.rst": """
.. role:: brand(strong)

.. default-role:: literal

.. |tea| replace:: a cup of **tea**

Drink `it` slowly, |tea| of :brand:`Sweet Ltd` is best [#first]_ or not [1]_.

.. ifconfig:: heat > 1

   Words that the heat shows.

.. only:: html

   Words of a page.

.. include:: part.txt

.. csv-table:: Table of *cups*
   :header: "Cup", "Water"

   "First cup", "Cold **water**"

.. testcode::

   print(1)

.. graphviz::
   :caption: A graph of *cups*

   digraph { a -> b }

.. [#first] The first note, see :ref:`blocks:about blocks`.
.. [1] The second note, :download:`a file <part.txt>`.

.. hlist::

   * One thing
   * Another thing

See :pour:`12` and :external:py:func:`other.brew`, or :external+other:doc:`theirs <x>`.
""",
    "cited.rst": """
See :cite:t:`cup` and :footcite:p:`pot`, as others do.

.. footbibliography::

.. bibliography::
""",
    "marked.md": """---
myst:
  substitutions:
    kind: "**green** tea"
---

Drink {{ kind }} of $x^2$ cups, see [](#about-more) and {py:class}`kettles.Kettle`[^n].

$$a = b$$ (cups)

:::{card} Title of a card
:class-card: wide

Words in a card.
:::

::::{tab-set}
:::{tab-item} First tab
Words in a tab, see {eq}`cups`.
:::
::::

```{todo}
Describe more cups.
```

- [ ] A task

```{eval-rst}
.. py:function:: marked(cup)

   Words on a function in *another* dialect.
```

[^n]: A note in Markdown.

## About more

![Text of an image](x.png)
""",
}
EXTENSIONS_OF_BOOKS = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.autosummary",
    "sphinx.ext.autosectionlabel",
    "sphinx.ext.viewcode",
    "sphinx.ext.doctest",
    "sphinx.ext.ifconfig",
    "sphinx.ext.extlinks",
    "sphinx.ext.intersphinx",
    "sphinx.ext.graphviz",
    "sphinx.ext.todo",
    "myst_parser",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "sphinx_amts",
]
BIBLIOGRAPHY = """
@book{cup, title = {On Cups}, author = {A. Cup}, year = {2001}, publisher = {Tea}}
@book{pot, title = {On Pots}, author = {B. Pot}, year = {2002}, publisher = {Tea}}
"""


@pytest.fixture
def extended(empty_project):
    """A book with the extensions that large books use."""
    for name in ("myst_parser", "sphinx_design", "sphinxcontrib.bibtex"):
        pytest.importorskip(name)
    project = empty_project
    inventory = b"other.brew py:function 1 brew.html -\nx std:doc -1 x.html Theirs\n"
    (project.src / "other.inv").write_bytes(
        b"# Sphinx inventory version 2\n# Project: Other\n# Version: 1\n"
        b"# The remainder of this file is compressed using zlib.\n"
        + zlib.compress(inventory)
    )
    (project.src / "x.png").write_bytes(b"\x89PNG")
    project.write("kettles.py", MODULE)
    project.write("part.txt", "Words of a file, see :doc:`api`.\n")
    project.write("books.bib", BIBLIOGRAPHY)
    project.write(
        "conf.py",
        f"import sys\nsys.path.insert(0, {str(project.src)!r})\n"
        f"{(project.src / 'conf.py').read_text('utf-8')}\n"
        "def setup(app):\n    app.add_config_value('heat', 2, 'env')\n",
    )
    project.conf(
        extensions=EXTENSIONS_OF_BOOKS,
        amts_engine="pseudo",
        amts_memory_dir=str(project.root / "memory"),
        myst_enable_extensions=[
            "substitution",
            "dollarmath",
            "tasklist",
            "colon_fence",
        ],
        myst_heading_anchors=2,
        autosectionlabel_prefix_document=True,
        todo_include_todos=True,
        extlinks={"pour": ("https://example.org/%s", "cup %s")},
        intersphinx_mapping={"other": ("https://example.org/", "other.inv")},
        bibtex_bibfiles=["books.bib"],
        gettext_additional_targets=["index", "image"],
    )
    for name, text in EXTENDED.items():
        title = f"About {name.partition('.')[0]}"
        if name.endswith(".rst"):
            project.write(name, f"{title}\n{'=' * 20}\n{text}")
        else:
            matter, _, rest = text[4:].partition("---\n")
            project.write(name, f"---\n{matter}---\n\n# {title}\n{rest}")
    toctree = "".join(f"   {name.partition('.')[0]}\n" for name in EXTENDED)
    project.write("index.rst", f"Book\n====\n\n.. toctree::\n\n{toctree}")
    return project


@pytest.mark.slow
def test_so_are_the_extensions_of_large_books(extended):
    project = extended
    give_human_catalogs(project, ("cited",))
    first = project.build()
    assert first.totals["documents_reread"] == 0
    pages = is_as_in_one_go(project, first)
    assert b"https://example.org/brew.html" in pages["blocks.html"]
    read_again(project)
    shutil.rmtree(project.root / "doctrees")
    first = project.build("-E", "-a")
    assert first.code == 0, first.output
    assert first.totals["documents_reread"] > 2
    assert differences(pages, left(project)) == []


EVENTS = """
import pathlib

def log(app, *words):
    with pathlib.Path(app.outdir, "../events.log").open("a") as stream:
        print(*words, file=stream)

def setup(app):
    app.connect("env-purge-doc", lambda app, env, name: log(app, "purge", name))
    app.connect("source-read", lambda app, name, text: log(app, "source", name))
    app.connect("doctree-read", lambda app, tree: log(app, "tree", app.env.docname))
"""


def small_book(project):
    project.conf(amts_engine="pseudo", amts_memory_dir=str(project.root / "memory"))
    toctree = ".. toctree::\n\n   one\n   two\n"
    project.write("index.rst", f"Book\n====\n\n{toctree}")
    project.write("one.rst", "One\n===\n\nFirst words.\n")
    project.write("two.rst", "Two\n===\n\nSecond words.\n")
    return project


def add_to_conf(project, code):
    project.write("conf.py", (project.src / "conf.py").read_text("utf-8") + code)


def enlarge(project, lines):
    """Add a comment of so many long lines to the first document."""
    line = f"   {'x' * 9000}\n"
    project.edit("one.rst", "First", f"..\n{line * lines}\nFirst")


PORTIONS = """
import sphinx_amts.extension.compat.suspended

sphinx_amts.extension.compat.suspended.PORTION = 1
"""


@pytest.mark.slow
def test_so_are_all_domains_where_documents_do_not_wait_for_all(empty_project):
    project = empty_project
    write_book(project, BOOKS)
    conf = (project.src / "conf.py").read_text("utf-8")
    add_to_conf(project, PORTIONS)
    first = project.build()
    assert first.totals["documents_reread"] == 0
    assert first.totals["messages"]["untranslated"] == 0
    pages = is_as_in_one_go(project, first)
    project.write("conf.py", conf)
    shutil.rmtree(project.root / "doctrees")
    assert project.build("-E", "-a").totals["documents_reread"] == 0
    assert differences(pages, left(project)) == []


@pytest.mark.slow
def test_so_are_extensions_where_documents_do_not_wait_for_all(extended):
    project = extended
    conf = (project.src / "conf.py").read_text("utf-8")
    add_to_conf(project, PORTIONS)
    first = project.build()
    assert first.totals["documents_reread"] == 0
    pages = is_as_in_one_go(project, first)
    project.write("conf.py", conf)
    shutil.rmtree(project.root / "doctrees")
    assert project.build("-E", "-a").totals["documents_reread"] == 0
    assert differences(pages, left(project)) == []


PROGRAM = """
import pathlib, re, sys

calls = pathlib.Path(__file__).with_name("calls.txt")
html = sys.stdin.read()
with calls.open("a", encoding="utf-8") as stream:
    print(re.sub("<[^>]*>", " ", html).split(), file=stream)
failing = pathlib.Path(__file__).with_name("failing")
if failing.exists() and failing.read_text() in html:
    sys.exit("out of order")
print(re.sub(r">([^<]*[a-z][^<]*)<", r">es \\1<", html))
"""


def engine_of_program(project):
    program = project.root / "engine.py"
    program.write_text(PROGRAM, "utf-8")
    project.conf(amts_engine="command", amts_command=[sys.executable, str(program)])
    return program.with_name("calls.txt"), program.with_name("failing")


def test_a_large_book_is_translated_while_it_is_read(empty_project):
    project = small_book(empty_project)
    calls, _ = engine_of_program(project)
    add_to_conf(project, EVENTS)
    enlarge(project, 250)
    first = project.build()
    assert first.totals["documents_reread"] == 0
    assert first.totals["messages"]["untranslated"] == 0
    assert len(calls.read_text("utf-8").splitlines()) == 2
    events = (project.root / "out/events.log").read_text().split("\n")
    assert events.index("tree one") < events.index("source two")
    is_as_in_one_go(project, first)


@pytest.mark.parametrize("waiting", [True, False])
def test_an_engine_that_fails_is_reported_once(empty_project, waiting):
    project = small_book(empty_project)
    calls, failing = engine_of_program(project)
    if not waiting:
        add_to_conf(project, PORTIONS)
    failing.write_text("o")
    first = project.build()
    assert first.code == 0
    assert re.findall(r"\d segments? failed", first.output) == ["5 segments failed"]
    assert len(calls.read_text("utf-8").splitlines()) == (1 if waiting else 3)
    assert first.totals["messages"]["untranslated"] == 5
    failing.unlink()
    second = project.build()
    assert second.totals["messages"]["untranslated"] == 0
    is_as_in_one_go(project, second)


def test_an_engine_that_cannot_be_used_is_asked_once(empty_project):
    project = small_book(empty_project)
    calls, failing = engine_of_program(project)
    add_to_conf(project, PORTIONS)
    failing.write_text("First words")
    program = project.root / "engine.py"
    text = program.read_text("utf-8").replace(
        "out of order", "Mode en-es does not exist"
    )
    program.write_text(text, "utf-8")
    first = project.build()
    assert first.code == 0
    assert first.output.count("does not translate from") == 1
    # the title of the book, and the document with these words
    assert len(calls.read_text("utf-8").splitlines()) == 2
    assert first.totals["messages"]["untranslated"] == 4
    assert first.totals["segments_sent"] == 1
    assert first.totals["segments_missing"] == 4


def book_for_several(project):
    """Write a book that two processes read, and return the record of its engine."""
    calls, failing = engine_of_program(small_book(project))
    names = [f"page{number}" for number in range(12)]
    for name in names:
        project.write(f"{name}.rst", f"Page\n====\n\nFor all.\n\nOn {name}.\n")
    toctree = "".join(f"   {name}\n" for name in ["one", "two", *names])
    project.write("index.rst", f"Book\n====\n\n.. toctree::\n\n{toctree}")
    project.jobs = "2"
    return calls, failing


def test_several_processes_translate_what_they_read(empty_project):
    project = empty_project
    calls, _ = book_for_several(project)
    first = project.build()
    assert first.totals["documents_reread"] == 0
    assert first.totals["messages"]["untranslated"] == 0
    asked = calls.read_text("utf-8")
    for number in range(12):
        assert asked.count(f"'page{number}.'") == 1
    assert first.totals["engine_calls"] == len(asked.splitlines())
    calls.unlink()
    project.edit("page7.rst", "For all.", "For everybody.")
    second = project.build()
    assert second.totals["documents_read"] == 1
    assert len(calls.read_text("utf-8").splitlines()) == 1
    is_as_in_one_go(project, second)


def test_an_engine_that_fails_in_one_process_is_not_asked_by_many(empty_project):
    project = empty_project
    calls, failing = book_for_several(project)
    failing.write_text("o")
    first = project.build()
    assert first.code == 0
    failed = re.findall(r"(\d+) segments? failed", first.output)
    assert len(calls.read_text("utf-8").splitlines()) == len(failed)
    assert 1 <= len(failed) <= 4
    assert sum(map(int, failed)) == first.totals["segments_sent"] > 12
    assert first.totals["messages"]["untranslated"] > 12
    strict = project.build("-Damts_strict=1")
    assert strict.code != 0
    assert "Traceback" not in strict.output
    failing.unlink()
    second = project.build()
    assert second.totals["messages"]["untranslated"] == 0
    is_as_in_one_go(project, second)


def test_several_processes_leave_translating_to_one_where_people_have_translated(
    empty_project,
):
    project = empty_project
    calls, _ = book_for_several(project)
    project.human("one", {"First words.": "Primeras palabras."})
    first = project.build()
    assert first.totals["documents_reread"] > 0
    assert first.totals["messages"]["untranslated"] == 0
    assert len(calls.read_text("utf-8").splitlines()) == 1
    is_as_in_one_go(project, first)


KILLED = """
import os

def setup(app):
    app.connect(
        "source-read",
        lambda app, name, text: os._exit(7) if name == "two" else None,
    )
"""


def test_a_build_that_is_killed_between_documents_loses_nothing(empty_project):
    project = small_book(empty_project)
    calls, _ = engine_of_program(project)
    conf = (project.src / "conf.py").read_text("utf-8")
    add_to_conf(project, PORTIONS)
    assert project.build().totals["messages"]["untranslated"] == 0
    for name in ("index", "one", "two"):
        project.write(
            f"{name}.rst", (project.src / f"{name}.rst").read_text() + "\nMore.\n"
        )
    project.edit("one.rst", "More", "Still more")
    calls.unlink()
    add_to_conf(project, KILLED)
    assert project.build().code == 7
    project.write("conf.py", conf)
    second = project.build()
    assert second.totals["messages"]["untranslated"] == 0
    asked = calls.read_text("utf-8")
    assert asked.count("'More.'") == asked.count("'Still',") == 1
    pages = is_as_in_one_go(project, second)
    shutil.rmtree(project.root / "doctrees")
    project.build("-E", "-a")
    assert differences(pages, left(project)) == []


def test_what_costs_money_is_one_request(empty_project):
    project = small_book(empty_project)
    calls, _ = engine_of_program(project)
    project.conf(amts_command_metered=True, amts_command_price=1.0)
    add_to_conf(project, PORTIONS)
    first = project.build(AMTS_SPEND="1")
    assert first.totals["messages"]["untranslated"] == 0
    assert first.totals["documents_reread"] == 0
    assert len(calls.read_text("utf-8").splitlines()) == 1
    assert first.totals["engine_calls"] == 1


def test_extensions_see_each_document_once_and_in_order(empty_project):
    project = small_book(empty_project)
    add_to_conf(project, EVENTS)
    assert project.build().code == 0
    events = (project.root / "out/events.log").read_text().split("\n")[:-1]
    for event in ("purge", "source", "tree"):
        seen = [line for line in events if line.startswith(event)]
        assert seen == [f"{event} index", f"{event} one", f"{event} two"]


ASKING = """
from docutils import nodes
from docutils.parsers.rst import Directive

class Shown(Directive):
    def run(self):
        env = self.state.document.settings.env
        tree = env.get_doctree("one")
        return [nodes.literal_block("", str(len(list(tree.findall(nodes.section)))))]

def setup(app):
    app.add_directive("shown", Shown)
"""
BEFORE = """
def look(app, env):
    (env.doctreedir / "one.doctree").stat()

def setup(app):
    app.connect("env-updated", look, priority=1)
"""
REPLACING = """
from sphinx.builders import Builder

read_doc = Builder.read_doc

def read(self, docname, **options):
    read_doc(self, docname, **options)
    (self.env.doctreedir / f"{docname}.doctree").stat()

Builder.read_doc = read
"""


@pytest.mark.parametrize(
    ("code", "read"), [(ASKING, 1), (BEFORE, 3), (REPLACING, 3), ("", 2)],
    ids=["a tree in between", "trees at the end", "another function", "a large book"],
)  # fmt: skip
def test_documents_that_cannot_wait_are_read_again(empty_project, code, read):
    project = small_book(empty_project)
    add_to_conf(project, code)
    if code == ASKING:
        project.edit("two.rst", "Second", ".. shown::\n\nSecond")
    if not code:
        enlarge(project, 250)
        # a sentence of it may be in any document
        project.human("two", {"Two": "Dos", "Second words.": "Otras palabras."})
    first = project.build()
    assert first.totals["documents_reread"] == read
    is_as_in_one_go(project, first)
    assert first.totals["messages"]["untranslated"] == 0


def test_only_some_documents_are_read_and_others_gain_something(empty_project):
    project = small_book(empty_project)
    project.conf(amts_engine="memory")
    assert project.build().totals["messages"]["untranslated"] == 5
    project.conf(amts_engine="pseudo")
    project.edit("one.rst", "First words", "Other words")
    second = project.build()
    assert second.totals["messages"]["untranslated"] == 0
    is_as_in_one_go(project, second)


@pytest.mark.slow
def test_documents_that_wait_in_vain_are_as_if_they_had_not(extended):
    project = extended
    project.conf(amts_engine="memory")
    project.edit(
        "marked.md", "## About more", "## About more[^n]\n\nMore of {{ kind }}."
    )
    project.human("blocks", {"One thing": "Una cosa", "A graph of *cups*": "Un grafo"})
    # most of one document, a part of another one, and what would break a page
    project.committed("api", {"Words on a module.": "Palabras de un módulo."})
    project.committed(
        "blocks",
        {
            "Words of a page.": "Palabras de una página.",
            "Another thing": "Otra *cosa*",
            "The first note, see :ref:`blocks:about blocks`.": "Una nota.",
        },
    )
    first = project.build()
    assert first.code == 0, first.output
    assert first.totals["messages"]["untranslated"] > 9
    states = {state for state, _ in first.findings.values()}
    assert states >= {"rejected", "unsupported"}
    pages = left(project)
    read_again(project)
    shutil.rmtree(project.root / "doctrees")
    again = project.build("-E", "-a")
    assert differences(pages, left(project)) == []
    assert again.totals == first.totals
    assert again.report["documents"] == first.report["documents"]

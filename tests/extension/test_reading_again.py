"""A document that is read again leaves the book as if all had been read in one go.

In each book, one document declares things, others declare members of them or names of
their own that collide or come in between, and people have translated some documents
whole, so that only the rest is read again in the course of the first build. Then the
book is read anew in one go, which has all translations, and must come to the same
bytes.
"""

from __future__ import annotations

import pickle

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


@pytest.mark.slow
@pytest.mark.parametrize("people", [("a_first", "c_last"), ("b_parent",), ("c_last",)])
def test_all_domains_are_as_read_in_one_go(empty_project, people):
    project = empty_project
    write_book(project, BOOKS)
    give_human_catalogs(project, people)
    first = project.build()
    assert first.code == 0, first.output
    reread = first.totals["documents_reread"]
    assert 0 < reread <= len(BOOKS) * 3 - len(BOOKS) * len(people) + 1
    pages = left(project)
    again = project.build("-E")
    assert again.code == 0, again.output
    assert again.totals["documents_reread"] == 0
    assert differences(pages, left(project)) == []


@pytest.mark.slow
def test_so_they_are_where_several_processes_read(empty_project):
    project = empty_project
    write_book(project, BOOKS, more=6)
    # Sphinx cannot tell whether an enumeration has a scope if another process reads it
    text = (project.src / "cpp/b_parent.rst").read_text("utf-8")
    project.write("cpp/b_parent.rst", text.replace("enum:: Size", "enum-class:: Size"))
    project.edit("cpp/c_last.rst", "`TINY`", "`Size::TINY`")
    give_human_catalogs(project, ("a_first", "c_last"))
    project.jobs = "4"
    assert project.build().code == 0
    pages = left(project)
    project.jobs = "1"
    again = project.build("-E")
    assert again.code == 0, again.output
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
    first = project.build()
    assert first.totals["documents_reread"] == 2
    pages = left(project)
    again = project.build("-E")
    assert again.totals["documents_reread"] == 0
    assert differences(pages, left(project)) == []
    assert "<cite>ripe plums</cite>" in project.html("index")
    assert "<strong" not in project.html("index")

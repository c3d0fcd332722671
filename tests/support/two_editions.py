"""A small book in English, and its Spanish edition by people."""

from __future__ import annotations

ENGLISH = {
    "index.rst": """
The Mill
========

The mill of 1874 stands by the river Glomma. Its owner, *Anna Berg*, sells flour to
twelve bakers.

.. code-block:: sh

   grind --speed 40

A sack weighs 25 kilograms. It costs 40 crowns, see :doc:`visit`.

.. image:: mill.png
   :alt: A mill with four sails.

In winter, at 15 degrees below zero, the river freezes. Then ``grind`` is not used.

.. toctree::

   visit
""",
    "visit.md": """
# A visit

Visitors from Oslo come by train on Sundays. They may grind a bag of 500 grams
themselves, with {doc}`the old mill <index>`.

$$e = mc^2$$

Since 1990 there has been a café. Its 30 chairs are **always** taken.

- A loaf weighs 800 grams.
- A ticket costs 3 crowns.
""",
}

SPANISH = {
    "index.rst": """
El molino
=========

El molino de 1874 está junto al río Glomma. Su dueña, *Anna Berg*, vende harina a doce
panaderos.

.. code-block:: sh

   grind --speed 40

Un saco pesa 25 kilogramos. Cuesta 40 coronas, véase :doc:`visit`.

.. image:: mill.png
   :alt: Un molino con cuatro aspas.

En invierno, a 15 grados bajo cero, el río se hiela. Entonces no se usa ``grind``.

.. toctree::

   visit
""",
    "visit.md": """
# Una visita

Los visitantes de Oslo vienen en tren los domingos. Pueden moler ellos mismos una bolsa
de 500 gramos, con {doc}`el viejo molino <index>`.

$$e = mc^2$$

Desde 1990 hay un café. Sus 30 sillas están **siempre** ocupadas.

- Un pan pesa 800 gramos.
- Una entrada cuesta 3 coronas.
""",
}


def write(project, texts, folder="."):
    """Write the documents of an edition into *folder* of a project."""
    for name, text in texts.items():
        project.write(f"{folder}/{name}", text)


def make_book(project):
    """Make *project* the English book, without any catalog."""
    project.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=["dollarmath"],
        exclude_patterns=["locale", "es", "mixed"],
        gettext_additional_targets=["image"],
    )
    write(project, ENGLISH)
    (project.src / "mill.png").write_bytes(b"\x89PNG")

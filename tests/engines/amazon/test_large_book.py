"""A book of many pages in both dialects, all the way through an emulated account."""

from __future__ import annotations

import re

import pytest
from emulated import AMAZON

PAGES = 42

RST = """{title}
{rule}

The {word} oven number {n} is *very* hot on **day {n}** of the week.

Set ``--heat {n}`` before :doc:`{next} <{next}>` and see `the guild`_ for {word} loaves.

- First, weigh {n} grams of {word} flour.
- Then wait :math:`t_{{{n}}}` minutes; `more <https://example.org/{n}>`__ is fine.

.. note:: A {word} crust number {n} needs [#f]_ steam.

.. [#f] Steam number {n} comes from a {word} pan.

.. code-block:: python

   heat = {n}

.. _the guild: https://example.org/guild/{n}

.. list-table::
   :header-rows: 1

   * - {word} of {n}
     - Minutes {n}
   * - Crumb {word} {n}
     - Crust {word} {n}
"""

MYST = """# {title}

The {word} oven number {n} is *very* hot on **day {n}** of the week.

Set `--heat {n}` before [](./{next}.rst) and see [the guild](https://example.org/{n}).

- First, weigh {n} grams of {word} flour.
- Then wait $t_{{{n}}}$ minutes; {{math}}`x_{n}` is fine.

:::{{note}}
A {word} crust number {n} needs[^f] steam.
:::

[^f]: Steam number {n} comes from a {word} pan.

```python
heat = {n}
```

| {word} of {n} | Minutes {n} |
| ------------- | ----------- |
| Crumb {word} {n} | Crust {word} {n} |
"""

WORDS = "brown white sour sweet plain dark light rustic".split()

PAIRS = [
    ("First, weigh 3 grams of rustic flour.", "Primero, pesa 3 gramos de harina."),
    ("Page 5 of the book", "Página 5 del libro"),
]


@pytest.fixture
def large_book(book):
    pytest.importorskip("myst_parser")
    for path in book.src.glob("*.rst"):
        path.unlink()
    book.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=["dollarmath", "colon_fence"],
        amts_amazon={**AMAZON, "parallel_data": "pairs"},
    )
    names = [f"page{n:02}" for n in range(1, PAGES + 1)]
    for number, name in enumerate(names, 1):
        title = f"Page {number} of the book"
        even = number % 2 == 0
        # pages in Markdown refer to one in reStructuredText, and the other way round
        text = (MYST if even else RST).format(
            title=title,
            rule="=" * len(title),
            n=number,
            next=names[number % PAGES],
            word=WORDS[number % len(WORDS)],
        )
        book.write(f"{name}.{'md' if even else 'rst'}", text)
    entries = "".join(f"   {name}\n" for name in names)
    book.write("index.rst", f"Book\n====\n\nAll.\n\n.. toctree::\n\n{entries}")
    return book


def marks(html):
    """Return what of a page no translation may change."""
    body = html.partition('role="main"')[2]
    return {
        "literals": sorted(re.findall(r'<span class="pre">([^<]+)</span>', body)),
        "links": sorted(re.findall(r'href="([^"]+)"', body)),
        "math": sorted(re.findall(r'math[^>]*">([^<]+)<', body)),
        "emphasis": body.count("<em>") + body.count("<strong>"),
        "ids": sorted(re.findall(r'id="([^"]+)"', body)),
    }


@pytest.mark.slow
def test_a_large_book_there_and_back(large_book, build, amazon, amts):
    book = large_book
    pairs = book.root / "pairs.tmx"
    units = "".join(
        f'<tu><tuv xml:lang="en"><seg>{s}</seg></tuv>'
        f'<tuv xml:lang="es"><seg>{t}</seg></tuv></tu>'
        for s, t in PAIRS
    )
    pairs.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><tmx version="1.4"><header '
        'creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" '
        'adminlang="en" datatype="plaintext" srclang="en"/>'
        f"<body>{units}</body></tmx>",
        encoding="utf-8",
    )
    pushed = amts(
        book, "parallel-data", "push", book.src, "-l", "es", pairs, **amazon.environment
    )
    assert "2 imported" in pushed.out, pushed.err
    source = book.build("-Dlanguage=en", **amazon.environment)
    assert source.code == 0, source.output
    original = {n: marks(book.html(f"page{n:02}")) for n in range(1, PAGES + 1)}

    without = build(spend="")
    assert amazon.paid_calls == []
    assert without.totals["segments_missing"] > 8 * PAGES
    assert "no permission" in without.output

    built = build(wait=60)
    messages = built.totals["messages"]
    assert messages["machine"] == sum(messages.values()), built.findings
    assert messages["machine"] > 8 * PAGES
    assert amazon.paid_calls == ["StartTextTranslationJob"]
    (job,) = amazon.asked("StartTextTranslationJob")
    assert job["ParallelDataNames"] == ["pairs"]
    assert "Página 5 del libro" in book.body("page05")
    assert "Primero, pesa 3 gramos de harina." in book.body("page03").replace("7", "3")
    assert "≈Primero" in book.body("page05") + book.body("page11") + book.body("page15")
    assert set(amazon.billed.values()) == {1}
    for number, before in original.items():
        assert marks(book.html(f"page{number:02}")) == before, number

    calls = len(amazon.store.requests)
    again = build()
    assert again.totals["messages"] == messages
    assert len(amazon.store.requests) == calls

"""Text from outside runs nothing, and brings nothing to a page but characters.

Canaries are files that a role, a directive or a substitution makes when it is run.
"""

from __future__ import annotations

import html
import json
import pickle
import re
import sys

import pytest
from versions import MYST_MAJOR

from sphinx_amts.catalogs.entries import MachineEntry, provenance_comment
from sphinx_amts.catalogs.verified import with_check
from sphinx_amts.model import Origin, Provenance

pytest.importorskip("myst_parser")

CANARY = "{{ env.srcdir.joinpath('RAN').touch() }}"
CONF = """
import pathlib
from docutils import nodes
from docutils.parsers.rst import Directive

HERE = pathlib.Path(__file__).parent

def ran(name):
    (HERE / f"RAN-{name}").touch()

def shell(role, rawtext, text, lineno, inliner, options=None, content=()):
    ran("role")
    return [nodes.Text(text)], []

class Shell(Directive):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        ran("directive")
        return []

def counted(role, rawtext, text, lineno, inliner, options=None, content=()):
    env = inliner.document.settings.env
    env.counted = getattr(env, "counted", 0) + 1
    env.domaindata["std"].setdefault("counted", []).append(text)
    env.domaindata["std"]["progoptions"][text, None] = ("index", "x")
    env.note_dependency("counted.txt")
    return [nodes.emphasis("", text)], []

def setup(app):
    app.add_role("shell", shell)
    app.add_role("counted", counted)
    app.add_directive("shell", Shell)
"""
ENGINE = """
import html, json, sys
texts = json.load(open(sys.argv[1], encoding="utf-8"))
page = sys.stdin.read()
for source, text in texts.items():
    page = page.replace(f">{source}<", f">{html.escape(text)}<")
sys.stdout.write(page)
"""


@pytest.fixture
def book(empty_project):
    empty_project.conf(extensions=["myst_parser", "sphinx_amts"])
    empty_project.conf(myst_enable_extensions=["substitution", "linkify"])
    return empty_project


def canaries(book):
    return sorted(path.name for path in book.src.glob("RAN*"))


def claim(book, docname, comment):
    """Put *comment* on every entry of a committed catalog."""
    path = book.src / f"amts/catalogs/es/{docname}.po"
    head, *entries = path.read_text("utf-8").split("\nmsgid ")
    previous = previous_of(comment)
    lines = [f"\n#. amts: {comment}\n{previous}msgid {entry}" for entry in entries]
    path.write_text(head + "".join(lines), "utf-8")


def previous_of(comment):
    """Return the line without which no text of an earlier wording is shown."""
    return '#| msgid "Before."\n' if "outdated" in comment else ""


def program(book, texts, **conf):
    """Let a program answer *texts* from now on."""
    book.write("../texts.json", json.dumps(texts))
    book.write("../engine.py", ENGINE)
    command = [sys.executable, str(book.root / "engine.py")]
    command.append(str(book.root / "texts.json"))
    book.conf(amts_engine="command", amts_command=command, **conf)


PLACES = """---
myst:
  html_meta:
    description: About dogs
---
# Top

First words.

![A dog](https://example.org/dog.png)

```{toctree}
:caption: More of it

two
```
"""


@pytest.fixture
def copied(book):
    """A page with texts that Sphinx copies as they are, filled by a program."""
    book.write("index.md", PLACES)
    book.write("two.md", "# Two\n\nLast words.\n")
    book.conf(suppress_warnings=["image"])
    texts = {
        "First words.": "Primeras palabras.",
        "A dog": f"{CANARY} *uno",
        "More of it": f"{CANARY} |dos",
        "About dogs": f"{CANARY} {{nada}} |x| <b>",
    }
    program(book, texts)
    return book


@pytest.mark.parametrize("route", ["answer", "memory", "catalog"])
def test_texts_that_sphinx_copies_are_characters(copied, route):
    built = copied.build("-W")
    if route == "memory":
        copied.conf(amts_engine="memory")
        built = copied.build("-W", "-E")
    elif route == "catalog":
        copied.conf(amts_engine="memory", amts_memory_dir="empty")
        texts = json.loads((copied.root / "texts.json").read_text("utf-8"))
        copied.committed("index", texts)
        built = copied.build("-W", "-E")
    assert built.code == 0, built.output
    assert canaries(copied) == []
    page = copied.html("index")
    assert "Primeras palabras." in page
    shown = html.escape(CANARY, quote=True)
    alternatives = [shown, html.escape(CANARY, quote=False)]
    assert any(f'alt="{form} *uno"' in page for form in alternatives)
    assert any(f"{form} |dos" in page for form in alternatives)
    # MyST-Parser 3 translates no descriptions in front matter
    assert 0 < MYST_MAJOR < 4 or re.search(r'content="[^"]*touch[^"]*&lt;b', page)


def test_an_index_entry_is_characters_and_one_entry(book):
    book.conf(gettext_additional_targets=["index"])
    book.write(
        "index.rst",
        "Top\n===\n\n.. index:: Apples, Pears\n\nWords of it.\n",
    )
    book.committed(
        "index", {"Apples": "*Manzanas |x| `y", "Pears": "Peras; pair: a; b"}
    )
    built = book.build("-W")
    assert built.code == 0, built.output
    index = book.html("genindex")
    assert "*Manzanas |x| `y" in index
    assert "Pears" in index
    assert built.findings["Pears"][0] == "rejected"


def test_no_catalog_runs_what_the_source_does_not_run(book):
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + CONF)
    paragraphs = [f"Paragraph number {word}." for word in "one two three four".split()]
    body = "\n\n".join(paragraphs)
    book.write("index.rst", f"Top\n===\n\n{body}\n\n.. toctree::\n\n   flat\n")
    book.write("flat.md", f"# Flat\n\n{body}\n")
    hostile = ["Un :shell:`ls`.", ".. shell:: ls", ":shell:`x <y>` uno", "`x`:shell:"]
    book.committed("index", dict(zip(paragraphs, hostile, strict=True)))
    hostile = ["Un {shell}`ls`.", "```{shell} ls", CANARY, ":::{shell}"]
    book.committed("flat", dict(zip(paragraphs, hostile, strict=True)))
    built = book.build("-W", "-n")
    assert built.code == 0, built.output
    assert canaries(book) == []
    for page in ("index", "flat"):
        assert "<em>" not in book.html(page)


CLAIMS = {
    "outdated": "origin=outdated engine=human human=0c1f3a5b7d9e",
    "outdated-alone": "origin=outdated",
    "memory": "origin=memory engine=human human=0c1f3a5b7d9e",
    "memory-alone": "origin=memory",
    "human": "origin=human engine=human",
    "unconfirmed": "origin=unconfirmed engine=edition",
    "machine": "origin=machine engine=any",
}
HOSTILE = {
    "First of all.": "Uno <script>alert(1)</script>",
    "Second of all.": "Dos <b onclick=alert(2)>x</b> <base href=//evil.example>",
    "Third of all.": "Tres [x](javascript:alert(3)) ![y](../conf.py)",
    "Fourth of all.": f"Cuatro {CANARY}",
    "Fifth of all.": "Cinco {download}`x <conf.py>` {raw}`y`",
    "Sixth of all.": "Seis (x)= {#a .b onclick=c} [^1] [x]{onclick=alert(4)}",
}


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("checked", [False, True], ids=["unchecked", "checked"])
def test_no_claim_of_a_catalog_takes_the_place_of_a_check(book, name, checked):
    book.conf(myst_enable_extensions=["substitution", "attrs_inline", "html_image"])
    body = "\n\n".join(HOSTILE)
    book.write("index.md", f"# Top\n\n{body}\n\nHonest words.\n")
    book.committed("index", HOSTILE | {"Honest words.": "Palabras honestas."})
    claim(book, "index", CLAIMS[name])
    if checked:
        path = book.src / "amts/catalogs/es/index.po"
        text = path.read_text("utf-8")
        for source, target in HOSTILE.items():
            entry = with_check(
                MachineEntry(
                    msgid=source,
                    msgstr=target,
                    origin=Origin.MACHINE,
                    provenance=Provenance(engine="x"),
                )
            )
            digest = provenance_comment(entry).rpartition("check=")[2]
            old = f"{CLAIMS[name]}\n{previous_of(name)}msgid {json.dumps(source)}"
            text = text.replace(old, old.replace("\n", f" check={digest}\n", 1))
        path.write_text(text, "utf-8")
        assert text.count("check=") == len(HOSTILE)
    built = book.build("-W", "-n")
    assert built.code == 0, built.output
    assert canaries(book) == []
    page = book.html("index").partition('role="main"')[2]
    page = page.partition('class="sphinxsidebar"')[0]
    tags = set(re.findall(r"<([a-z0-9]+)", page)) - {"a", "div", "section", "h1", "p"}
    assert tags <= {"small"}  # the mark of outdated text
    assert not re.search(r"<[^>]*(onclick|onload|javascript:)", page)
    assert not (book.out / "_downloads").exists()
    assert not (book.out / "_images").exists()
    assert "Palabras honestas." in page


def test_what_claims_to_be_a_persons_is_so_only_if_people_have_it(book):
    book.write("index.rst", "Top\n===\n\nOne line.\n\nOther line.\n")
    book.human("gone", {"Something else.": "Una línea."})
    book.committed("index", {"One line.": "Una línea.", "Other line.": "Otra línea."})
    claim(book, "index", CLAIMS["memory"])
    built = book.build()
    states = {m["text"]: m["state"] for m in built.report["documents"][0]["states"]}
    assert states["One line."] == "memory"
    assert states["Other line."] == "machine"
    assert '<p class="machine-translated">Otra línea.</p>' in book.html("index")
    assert "<p>Una línea.</p>" in book.html("index")


@pytest.mark.parametrize("accepted", [True, False])
def test_a_trial_leaves_nothing_in_the_environment(book, accepted):
    """Roles of the source run in a trial; what they note is as after Sphinx alone."""
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + CONF)
    source, text = "See :counted:`this` here.", "Vea :counted:`this` aquí."
    book.write("index.rst", f"Top\n===\n\n{source}\n\nSee ``that`` here.\n")
    book.write("counted.txt", "")
    book.committed("index", {source: text if accepted else f"{text} :counted:`this`"})

    def environment():
        with (book.root / "doctrees/environment.pickle").open("rb") as stream:
            return pickle.load(stream)

    assert book.build("-W").code == 0
    tried = environment()
    shown = "<em>this</em> aquí" in book.html("index")
    assert shown is accepted
    (book.src / "amts").rename(book.root / "amts")
    if accepted:
        book.human("index", {source: text})
    assert book.build("-W", "-E").code == 0
    plain = environment()
    # with a translation, Sphinx parses it twice by itself
    assert tried.counted == plain.counted == (3 if accepted else 1)
    assert tried.domaindata["std"] == plain.domaindata["std"]
    assert tried.dependencies == plain.dependencies


def test_bidirectional_controls_do_not_come_out_of_a_catalog(book):
    book.write(
        "index.rst", "Top\n===\n\nOne line.\n\n.. image:: x.png\n   :alt: A dog\n"
    )
    book.conf(suppress_warnings=["image"])
    book.committed(
        "index", {"One line.": "Una \u202elínea.", "A dog": "Un \u2066perro"}
    )
    built = book.build()
    assert built.findings["One line."][0] == built.findings["A dog"][0] == "rejected"
    assert "RIGHT-TO-LEFT OVERRIDE" in built.findings["One line."][1]


def test_what_is_offered_to_people_is_as_written_anew(book, amts):
    """What is approved goes into a catalog that every parser trusts."""
    book.write("index.rst", "Top\n===\n\nOne line.\n\nOther line.\n")
    entries = {"One line.": ".. include:: x.txt", "Other line.": "Otra :raw:`x`"}
    book.committed("index", entries)
    sheet = book.root / "out.po"
    done = amts(book, "review", book.src, "-l", "es", "--for", "poedit", "-o", sheet)
    assert done.code == 0, done.err
    text = sheet.read_text("utf-8")
    assert 'msgstr "\\\\.. include:: x.txt"' in text
    assert 'msgstr "Otra' not in text


def test_code_that_reads_as_a_paragraph_stays(book):
    """`Locale` looks up by text, and would put the words into the code as well."""
    book.conf(gettext_additional_targets=["literal-block", "raw"])
    code = "\n\n::\n\n   make it\n\n.. raw:: html\n\n   make it\n"
    kept = "\n.. rst-class:: notranslate\n\nmake it\n"
    book.write("index.rst", f"Top\n===\n\nmake it\n{code}{kept}")
    book.write("flat.md", "---\norphan: true\n---\n# F\n\n$$\nmake it\n$$\n\nmake it\n")
    book.conf(myst_enable_extensions=["dollarmath"])
    for name in ("index", "flat"):
        book.committed(name, {"make it": "hazlo"})
    built = book.build("-W")
    assert built.code == 0, built.output
    for name, others in (("index", 3), ("flat", 1)):
        body = book.body(name)
        assert body.count("hazlo") == 1
        assert body.count("make it") == others


def test_stored_trees_do_not_hold_the_document_of_a_trial(book):
    """With it, all of the environment would be stored in each of them."""
    words = " ".join(f"word{number}" for number in range(40))
    texts = {f"Line {n} *of* {words}.": f"Línea {n} *de* {words}." for n in range(50)}
    paragraphs = "\n\n".join(texts)
    book.write("index.rst", f"Top\n===\n\n{paragraphs}\n")

    def stored():
        trees = (book.root / "doctrees").rglob("*.doctree")
        return sum(path.stat().st_size for path in trees)

    book.human("index", texts)
    assert book.build("-W").code == 0
    by_people = stored()
    (book.src / "locale/es/LC_MESSAGES/index.po").unlink()
    book.committed("index", texts)
    built = book.build("-W", "-E")
    assert built.totals["messages"]["machine"] == len(texts)
    assert stored() < 1.2 * by_people

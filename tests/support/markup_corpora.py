"""Messages of real books, each with the Sphinx environment that it is read in.

The texts lie beside the repository, in `../shared/data`, or in the repository itself:
catalogs of the Python documentation in two languages, a book of 139 chapters with its
human translation, the example book and the documentation of this project.
"""

from __future__ import annotations

import io
import random
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polib
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.nodes import LITERAL_TYPE_NODES, extract_messages

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

# As cpython's Doc/tools/extensions and Doc/conf.py define them, near enough.
PYTHON_ROLES = '''\
"""The roles of the Python documentation that Sphinx itself does not have."""

from docutils import nodes, utils

EXTLINKS = ["source", "issue", "gh", "bpo", "pypi", "cve", "cwe"]


def link(name, rawtext, text, lineno, inliner, options={}, content=[]):
    shown = utils.unescape(text)
    return [nodes.reference(rawtext, shown, refuri=f"https://{name}.test/{shown}")], []


def setup(app):
    for role in EXTLINKS:
        app.add_role(role, link)
    app.add_object_type("opcode", "opcode", "%s (opcode)")
    app.add_object_type("pdbcommand", "pdbcmd", "%s (pdb command)")
    app.add_object_type("monitoring-event", "monitoring-event", "%s (event)")
    return {"parallel_read_safe": True}
'''

MYST_SETTINGS = {
    "none": [],
    "math": ["dollarmath", "amsmath", "colon_fence", "deflist"],
    "most": [
        *("dollarmath", "amsmath", "colon_fence", "deflist", "substitution"),
        *("attrs_inline", "attrs_block", "strikethrough", "smartquotes"),
        *("replacements", "fieldlist", "tasklist", "html_image"),
    ],
}


@dataclass(frozen=True)
class TranslatedBook:
    """What messages are taken from.

    Attributes:
        folder: of a book with `conf.py`; of pages or catalogs without one.
        conf: the configuration where the folder has none.
        suffixes: of the pages whose messages are meant; none for catalogs.
    """

    name: str
    dialect: str
    folder: Path
    suffixes: tuple[str, ...] = ()
    conf: str = ""


@dataclass(frozen=True)
class Book:
    """A corpus that is open: its messages, and the application that reads them."""

    name: str
    dialect: str
    app: Sphinx
    messages: list[str]

    @property
    def env(self):
        return self.app.env

    def sample(self, size: int, seed: int = 0) -> list[str]:
        """Return *size* messages, the same ones every time; all of them for 0."""
        if not size or size >= len(self.messages):
            return self.messages
        return random.Random(seed).sample(self.messages, size)


def _corpora():
    yield TranslatedBook(
        "python-docs",
        "rst",
        DATA / "python-docs",
        conf="extensions = ['python_roles', 'sphinx_amts']\n",
    )
    for name, enabled in MYST_SETTINGS.items():
        conf = (
            "extensions = ['myst_parser', 'sphinx_amts']\n"
            f"myst_enable_extensions = {enabled}\n"
            "root_doc = 'chapter_preface/index'\n"
        )
        yield TranslatedBook(f"d2l-zh, {name}", "myst", DATA / "d2l-zh", (".md",), conf)
    yield TranslatedBook("example_book, rst", "rst", ROOT / "example_book", (".rst",))
    notebooks = (".md", ".ipynb")
    yield TranslatedBook("example_book, myst", "myst", ROOT / "example_book", notebooks)
    yield TranslatedBook("docs", "myst", ROOT / "docs", (".md",))


CORPORA = {corpus.name: corpus for corpus in _corpora()}


@contextmanager
def opened(name: str, pages: int = 0):
    """Open the corpus *name*, one at a time: docutils' roles are global.

    Only a sample of *pages* is read if that is given, and the corpus has more.
    """
    corpus = CORPORA[name]
    with TemporaryDirectory() as folder:
        temporary = Path(folder)
        config = source = temporary / "book"
        config.mkdir()
        if corpus.conf:
            (config / "conf.py").write_text(
                "import sys, pathlib\n"
                "sys.path.insert(0, str(pathlib.Path(__file__).parent))\n"
                f"{corpus.conf}html_theme = 'basic'\n",
                encoding="utf-8",
            )
            (config / "python_roles.py").write_text(PYTHON_ROLES, encoding="utf-8")
            (config / "index.rst").write_text("Title\n=====\n", encoding="utf-8")
        else:
            config = corpus.folder
        if corpus.suffixes:
            source = corpus.folder
        included = _some_pages(corpus, pages) if pages else ["**"]
        with _application(source, config, temporary, included) as app:
            if corpus.suffixes:
                found = _of_pages(app, corpus.suffixes)
            else:
                found = catalog_texts(corpus.folder)
            yield Book(name, corpus.dialect, app, list(dict.fromkeys(found)))


@contextmanager
def _application(source: Path, config: Path, temporary: Path, included: list[str]):
    out = temporary / "out"
    overrides = {
        # which MyST gives for every text that is struck through
        "suppress_warnings": ["myst.strikethrough"],
        "include_patterns": included,
        # extensions add to Sphinx's default, which all applications share
        "source_suffix": {".rst": "restructuredtext"},
    }
    with (
        warnings.catch_warnings(),
        patch_docutils(str(config)),
        docutils_namespace(),
    ):
        warnings.simplefilter("ignore")
        app = Sphinx(
            source, config, out / "html", out / "doctrees", "html",
            overrides, status=None, warning=io.StringIO(),
        )  # fmt: skip
        app.builder.read()
        yield app


def _some_pages(corpus: TranslatedBook, size: int) -> list[str]:
    found = sorted(
        path.relative_to(corpus.folder).as_posix()
        for path in corpus.folder.rglob("*")
        if path.suffix in corpus.suffixes
    )
    chosen = random.Random(0).sample(found, min(size, len(found)))
    return [*chosen, "index.*", "chapter_preface/index.md"]


def catalog_texts(folder: Path, *, translations: bool = True):
    """Yield the sources in the catalogs of *folder*, and their translations.

    A text of several lines is code, which Sphinx extracts as it stands in the page.
    No codec is asked for it.
    """
    for path in sorted(folder.rglob("*.po")):
        for entry in polib.pofile(path):
            for text in (entry.msgid, entry.msgstr if translations else ""):
                if text and "\n" not in text.strip():
                    yield text


def _of_pages(app: Sphinx, suffixes: tuple[str, ...]):
    """Yield what Sphinx extracts, apart from texts that it copies as they are."""
    copied = (nodes.image, nodes.meta, addnodes.translatable, *LITERAL_TYPE_NODES)
    for docname in sorted(app.env.found_docs):
        if Path(app.env.doc2path(docname)).suffix not in suffixes:
            continue
        for node, text in extract_messages(app.env.get_doctree(docname)):
            if not isinstance(node, copied):
                yield text

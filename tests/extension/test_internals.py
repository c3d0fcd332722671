"""What this package relies on in Sphinx and MyST and no documentation promises.

A release that changes any of it fails here first, each name with the function of
`sphinx_amts.extension.compat` that uses it.
"""

from __future__ import annotations

import gc
import importlib.util
import inspect
import io
import logging
import pickle
import re
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import SimpleNamespace

import pytest
import sphinx.locale
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.languages import en
from docutils.parsers.rst import Parser, roles, states
from docutils.utils import Reporter, new_document
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.cmd.build import main
from sphinx.domains.std import make_glossary_term
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.transforms.i18n import Locale
from sphinx.util import logging as sphinx_logging
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_amts.extension.compat import (
    e_books,
    gettext_catalogs,
    internals,
    page_templates,
    parser_reuse,
    parsing,
    trial,
)
from sphinx_amts.extension.compat.application import make_reader
from sphinx_amts.extension.compat.trees import keep_trees_in_files
from sphinx_amts.extension.pages.language_marks import KeepMarks
from sphinx_amts.extension.pages.page_checks import CheckPage
from sphinx_amts.extension.pages.reading import (
    WhenChecking,
    WhenJudging,
    WhenSplicing,
    WhenWriting,
)
from sphinx_amts.extension.pages.transforms import JudgeTranslation, SpliceCatalog
from sphinx_amts.model import Dialect

RST = """
Title
=====

A paragraph.

Another one with a note [#]_.

.. [#] The note.
"""
MYST = """
# First title

## Second title

Text with [](#second-title).
"""


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def app(new_project, tmp_path_factory):
    """A book that has been read without this package."""
    pytest.importorskip("myst_parser")
    project = new_project(tmp_path_factory.mktemp("internals"))
    project.conf(
        extensions=["myst_parser"],
        myst_heading_anchors=2,
        amts_unknown="as written",
        suppress_warnings=["toc.not_included"],
    )
    project.write("index.rst", RST)
    project.write("flat.md", MYST)
    src, out = str(project.src), str(project.out)
    with patch_docutils(src), docutils_namespace():
        app = Sphinx(
            src, src, out, str(project.root / "doctrees"), "dummy",
            {"language": "es", "html_title": "given"}, None, None,
        )  # fmt: skip
        app.build()
        yield app


@pytest.fixture
def reading(app):
    """The page `index` as if it was being read."""
    with docutils_namespace():
        app.env.prepare_settings("index")
        settings = get_default_settings(Parser)
        for name, value in app.env.settings.items():
            setattr(settings, name, value)
        settings.env = app.env
        yield new_document(str(app.env.doc2path("index")), settings)


def parse(app, document, text):
    parser = parsing.TranslationParser(app.env, document.settings, document["source"])
    return parser.parse(7, text)


def test_translations_are_parsed_into_their_first_node(app, reading):
    """`TranslationParser`."""
    block = parse(app, reading, "Uno *dos*.")
    assert isinstance(block, nodes.paragraph)
    assert [child.tagname for child in block.children] == ["#text", "emphasis", "#text"]
    rest = parse(app, reading, "Uno.\n\nDos.").parent.children[1:]
    assert [node.astext() for node in rest] == ["Dos."]
    assert isinstance(parse(app, reading, "1. Uno"), nodes.enumerated_list)


def test_locale_runs_between_our_transforms():
    assert SpliceCatalog.default_priority < Locale.default_priority
    assert Locale.default_priority < JudgeTranslation.default_priority


@pytest.mark.parametrize(
    ("late", "work"),
    [
        (WhenSplicing, SpliceCatalog),
        (WhenJudging, JudgeTranslation),
        (WhenChecking, CheckPage),
        (WhenWriting, KeepMarks),
    ],
)
def test_what_is_loaded_late_runs_at_the_same_place(late, work):
    assert late.default_priority == work.default_priority
    assert getattr(late, "formats", ()) == getattr(work, "formats", ())


def test_handlers_that_are_loaded_late_exist():
    source = (ROOT / "sphinx_amts/extension/setup.py").read_text("utf-8")
    marks = re.findall(r'language_marks\("(\w+)"\)', source)
    named = re.findall(r'lazy_handler\("(\S+)", "(\w+)"\)', source)
    assert marks
    assert len(named) >= 6
    for where, function in [
        ("extension.pages.language_marks", m) for m in marks
    ] + named:
        assert callable(getattr(import_module(f"sphinx_amts.{where}"), function))


def test_serial_numbers_are_a_dictionary_of_the_document(app, reading):
    """`without_traces`."""
    env = app.env
    first = env.new_serialno("test")
    with trial.without_traces(env):
        assert env.new_serialno("test") == first + 1
    assert env.new_serialno("test") == first + 1


def test_warnings_of_a_trial_are_collected_and_not_shown(app, reading):
    """`captured_logging`, and that parsers warn through Sphinx's log."""
    handlers = logging.getLogger(sphinx_logging.NAMESPACE).handlers[:]
    with trial.without_traces(app.env) as records:
        parse(app, reading, "Un :nada:`papel`.")
    assert any("nada" in record.getMessage() for record in records)
    assert logging.getLogger(sphinx_logging.NAMESPACE).handlers == handlers


def test_locale_starts_from_the_registered_translator(tmp_path):
    """`splice` and `restore`; it reads the `_catalog` of that and of its fallbacks."""
    compiled = Catalog(locale="es")
    compiled.add("One", "Otro")
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "some-domain.mo").open("wb") as stream:
        write_mo(stream, compiled)
    before = dict(sphinx.locale.translators)
    saved = gettext_catalogs.splice("some-domain", {"One": "Uno"})
    catalog, found = sphinx.locale.init([tmp_path], "es", "some-domain")
    assert found
    assert catalog._catalog == {"One": "Uno"}
    assert catalog._fallback is None
    gettext_catalogs.restore("some-domain", saved)
    assert sphinx.locale.translators == before
    source = inspect.getsource(Locale)
    assert "init_locale(" in source
    assert "_catalog" in source


def test_a_translated_term_is_noted_by_a_method_of_its_domain(app, reading):
    """`collecting_terms`"""
    names = {}
    known = dict(app.env.get_domain("std").objects)
    with parsing.collecting_terms(app.env, {"term-cup"}, names):
        term = make_glossary_term(
            app.env, [nodes.Text("taza")], None, "index.rst", 1, "term-cup", reading
        )
    assert names == {"term-cup": "taza"}
    assert term["ids"] == ["term-cup"]
    assert app.env.get_domain("std").objects == known
    make_glossary_term(
        app.env, [nodes.Text("vaso")], None, "index.rst", 1, "term-mug", reading
    )
    assert ("term", "vaso") in app.env.get_domain("std").objects


def test_builders_compile_and_watch_catalogs_by_two_names(app):
    """`disable_catalog_compilation`; the gettext builder has no use for them."""
    assert Builder.use_message_catalog is True
    assert MessageCatalogBuilder.use_message_catalog is False
    assert list(inspect.signature(Builder.compile_catalogs).parameters) == [
        "self",
        "catalogs",
        "message",
    ]


def test_conf_py_can_be_told_from_the_command_line(app):
    """`conf_values`."""
    values = internals.conf_values(app.config)
    assert values["amts_unknown"] == "as written"
    assert "html_title" not in values
    assert app.config.language == "es"
    assert "language" not in values


def test_documents_can_be_read_again(app):
    """`reread`, and the cache that would keep the old tree."""
    app.env.get_doctree("index")
    assert "index" in app.env._pickled_doctree_cache
    assert isinstance(app.env._write_doc_doctree_cache, dict)
    purged = []
    listener = app.connect("env-purge-doc", lambda _, env, name: purged.append(name))
    internals.reread(app, ["index"])
    app.disconnect(listener)
    assert purged == ["index"]
    assert "index" not in app.env._pickled_doctree_cache
    assert list(inspect.signature(Builder._read_parallel).parameters) == [
        "self",
        "docnames",
        "nproc",
    ]


def test_trees_are_read_from_their_files(app):
    """`keep_trees_in_files`, of a dictionary that Sphinx asks once for each page."""
    kept = app.env._write_doc_doctree_cache
    assert type(kept) is dict
    try:
        keep_trees_in_files(app)
        tree = app.env.get_doctree("index")
        app.builder.write_doctree("index", tree)
        assert not app.env._write_doc_doctree_cache
        resolve = app.env.get_and_resolve_doctree
        # Sphinx 9 asks for the tags
        tags = (
            {"tags": app.tags}
            if "tags" in inspect.signature(resolve).parameters
            else {}
        )
        loaded = resolve("index", app.builder, **tags)
        assert loaded is not tree
        assert pickle.loads(pickle.dumps(app.env))._write_doc_doctree_cache == {}
    finally:
        app.env._write_doc_doctree_cache = kept
        gc.unfreeze()


def test_extensions_are_known_by_their_modules(app):
    """`add_interface_catalogs`."""
    extension = app.extensions["sphinxcontrib.htmlhelp"]
    assert extension.module.__file__
    assert sphinx.locale.is_translator_registered("sphinx")


def test_texts_of_sphinx_are_shown_in_another_locale(app):
    """`add_interface_catalogs` and `interface_script`."""
    saved = dict(sphinx.locale.translators)
    try:
        sphinx.locale.translators.clear()
        sphinx.locale.init([], "zh")
        assert sphinx.locale._("Quick search") == "Quick search"
        gettext_catalogs.add_interface_catalogs(app, "zh_CN")
        assert sphinx.locale._("Quick search") == "快速搜索"
    finally:
        sphinx.locale.translators.clear()
        sphinx.locale.translators.update(saved)
    assert gettext_catalogs.interface_script("zh_CN").read_text("utf-8")
    assert gettext_catalogs.interface_script("xx") is None


def test_anchors_of_myst_pages(app):
    """`Headings`: where they are stored, and as what."""
    slugs = app.env.metadata["flat"]["myst_slugs"]
    assert slugs["second-title"][1:] == ("second-title", "Second title")
    assert {len(entry) for entry in slugs.values()} == {3}


def test_warnings_wait_in_a_buffer_while_documents_are_read(app):
    """`without_warnings`: what is in the buffer is known, what is new is held back."""
    logger = sphinx_logging.getLogger("test")
    with sphinx_logging.pending_warnings():
        logger.warning("first")
        buffers = [
            handler
            for handler in logging.getLogger(sphinx_logging.NAMESPACE).handlers
            if isinstance(handler, sphinx_logging.MemoryHandler)
        ]
        with internals.without_warnings():
            logger.warning("first")
            logger.warning("second")
        logger.warning("third")
        (buffer,) = buffers
        assert [record.getMessage() for record in buffer.buffer] == ["first", "third"]
        buffer.buffer.clear()


def test_the_program_is_known_by_its_function():
    """`is_run_by_sphinx_build`."""
    assert not internals.is_run_by_sphinx_build()
    (script,) = entry_points(group="console_scripts", name="sphinx-build")
    assert script.load() is main
    module = Path(importlib.util.find_spec("sphinx.__main__").origin)
    assert "\nfrom sphinx.cmd.build import main\n" in module.read_text("utf-8")


def test_e_books_are_packed_by_a_method_without_arguments():
    """`date_epub` and `keep_out_of_epub`."""
    for method in (Epub3Builder.build_epub, Epub3Builder.build_content):
        assert list(inspect.signature(method).parameters) == ["self"]


@pytest.fixture
def html_app(tmp_path):
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own/layout.html").write_text(
        '{% extends "!layout.html" %}{% block footer %}OF THE BOOK{% endblock %}'
    )
    values = {"html_theme": "alabaster", "templates_path": ["own"]}
    src = str(tmp_path)
    with patch_docutils(src), docutils_namespace():
        yield Sphinx(
            src, None, f"{src}/out", f"{src}/d", "html", values, None, None
        )  # fmt: skip


def test_templates_can_be_added_between_those_of_book_and_theme(html_app):
    """`AddedTemplates`, `change_pages` and `theme_names`."""
    builder = html_app.builder
    assert page_templates.theme_names(builder) == ["alabaster", "alabaster", "basic"]
    text = (
        f'{{% extends "{page_templates.AddedTemplates.THEME}layout.html" %}}'
        "{% block relbar2 %}ADDED{% endblock %}"
    )
    added = page_templates.AddedTemplates({"layout.html": text, "part.html": "PART"})
    assert added.add_to(builder)
    page_templates.change_pages(builder, lambda html, context: f"{html}CHANGED")
    html_app.build()
    html = Path(html_app.outdir, "index.html").read_text("utf-8")
    assert html.count("OF THE BOOK") == html.count("ADDED") == 1
    assert html.endswith("CHANGED")
    assert 'class="sphinxsidebar"' in html
    assert builder.templates.render("part.html", {}) == "PART"


def test_builders_of_pages_are_told_from_those_of_books(html_app):
    """`makes_site_pages` and `makes_one_page`."""
    kinds = {
        name: html_app.registry.create_builder(html_app, name, html_app.env)
        for name in ("dirhtml", "singlehtml", "epub", "htmlhelp", "json", "text")
    }
    for kind in kinds.values():
        kind.init()
    made = {n for n, kind in kinds.items() if page_templates.makes_site_pages(kind)}
    assert made == {"dirhtml", "singlehtml"}
    made = {n for n, kind in kinds.items() if page_templates.makes_one_page(kind)}
    assert made == {"singlehtml"}


def test_an_e_book_gets_the_date_of_the_build(tmp_path, monkeypatch):
    page = tmp_path / "page.xhtml"
    page.write_text("")
    dates = []
    builder = SimpleNamespace(
        outdir=tmp_path, build_epub=lambda: dates.append(page.stat().st_mtime)
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    e_books.date_epub(builder)
    builder.build_epub()
    assert dates == [1700000000]


def test_myst_makes_a_document_for_each_text_that_it_parses():
    """`KeptParsers`: the same settings as without it."""
    base = pytest.importorskip("myst_parser.mdit_to_docutils.base")
    pytest.importorskip("myst_parser.parsers.sphinx_")
    original = base.make_document
    assert list(inspect.signature(original).parameters) == ["source_path", "parser_cls"]
    with parser_reuse.KeptParsers().in_use():
        quick, slow = base.make_document("page"), original("page")
        shared, own = vars(quick.settings), vars(slow.settings)
        lists = [values.pop("record_dependencies").list for values in (shared, own)]
        assert lists == [[], []]
        assert shared == own
        assert quick.settings is not base.make_document("page").settings
        assert quick["source"] == slow["source"] == "page"
    assert base.make_document is original


TEXTS = {
    "index.rst": [
        "Uno *dos* ``tres``.",
        "Uno\n===",
        "* uno\n\n  - dos",
        "`uno <https://example.org>`__ y [#]_ |dos|",
        "Un :nada:`papel`.",
        "Uno :emphasis:`dos`.",
        "a. uno",
        ".. note:: uno",
    ],
    "page.md": [
        "Uno *dos* `tres`.",
        "# Uno",
        "[uno](https://example.org) {emphasis}`dos` [^1]",
        "a <b>c</b> [dos]: tres",
        "[dos]: https://example.org",
        "Uno [dos]",
        "{nada}`papel`",
        "```{note}\nuno\n```",
        "# Uno\n\n## Dos",
    ],
}


@pytest.mark.parametrize("page", TEXTS)
def test_a_kept_parser_parses_as_a_new_one(app, reading, page):
    """`KeptParsers`: whatever was parsed before, in whatever order."""
    if page.endswith(".md"):
        pytest.importorskip("myst_parser")
    source = str(app.env.srcdir / page)

    def parsed(parser, text):
        node = parser.parse(7, text)
        return (node.parent or node).pformat()

    def parser():
        return parsing.TranslationParser(app.env, reading.settings, source)

    kept = parser()
    for text in [*TEXTS[page], *reversed(TEXTS[page])]:
        parsed(parser(), text)  # docutils reports a role in English only once
        with trial.without_traces(app.env) as quick_warnings:
            quick = parsed(kept, text)
        with trial.without_traces(app.env) as slow_warnings:
            slow = parsed(parser(), text)
        assert quick == slow
        assert [w.getMessage() for w in quick_warnings] == [
            w.getMessage() for w in slow_warnings
        ]


PLAIN = [
    "Uno dos.",
    "Uno, dos; tres? ¡Cuatro! (cinco) «seis» “siete” ‘ocho’",
    "Uno 2 'tres' \"cuatro\" l’eau",
    "Uno",
    "Größe",
    "水を飲む。「はい」と言った。",
    "Один два три.",
    "شرب الماء؟ نعم.",
    "Uno. Dos. Tres.",
    "uno  dos",
    "uno ",
    "uno\u00a0dos\u3000tres",
    "uno\u2028dos",
    "A. uno",
    "uno www.dos.org",
    "uno dos_",
    "uno -- dos",
    "uno... (c) dos",
    "uno ¿dos? ::",
    "é" * 6000,
]


@pytest.mark.parametrize("page", TEXTS)
def test_text_without_markup_is_what_the_parser_makes_of_it(app, reading, page):
    """`TranslationParser`: what it does not parse."""
    if page.endswith(".md"):
        pytest.importorskip("myst_parser")
    source = str(app.env.srcdir / page)
    dialect = Dialect.MYST if page.endswith(".md") else Dialect.RST
    arguments = app.env, reading.settings, source
    parser = parsing.TranslationParser(*arguments)
    quick = parsing.TranslationParser(*arguments, dialect)
    unparsed = 0
    for text in PLAIN:
        with trial.without_traces(app.env) as warnings:
            node, block = parser.parse(7, text), quick.parse(7, text)
        assert block.pformat() == node.pformat()
        assert [repr(child) for child in block] == [repr(child) for child in node]
        unparsed += block.parent is None
        assert not (block.parent is None and warnings)
    assert unparsed >= 9


def test_a_parser_in_use_is_not_handed_out(app, reading):
    """`KeptParsers`: not to what is parsed in the middle, nor after an error."""
    kept = parser_reuse.KeptParsers()
    arguments = (states.state_classes, "Body")
    with kept.in_use():
        first, second = (states.RSTStateMachine(*arguments) for _ in range(2))
    assert first is not second
    with kept.in_use():
        assert states.RSTStateMachine(*arguments) is first
    with pytest.raises(ValueError), kept.in_use():
        raise ValueError
    with kept.in_use():
        assert states.RSTStateMachine(*arguments) is not first


def test_texts_are_taken_when_needed_while_no_language_is_registered(monkeypatch):
    """`without_language`: what is imported meanwhile is of no language."""
    monkeypatch.setattr(sphinx.locale, "translators", {})
    text = sphinx.locale.get_translation("sphinx")
    with gettext_catalogs.without_language():
        sphinx.locale.init([None], "es")
        meanwhile = text("Search")
    sphinx.locale.init([sphinx.locale._LOCALE_DIR], "es")
    assert str(meanwhile) == text("Search") == "Búsqueda"


def test_known_roles_are_those_that_docutils_asks_first():
    name, known = "spoken-aloud", parsing.local_roles()
    roles.register_local_role(name, roles.math_role)
    assert known.pop(name) is roles.math_role
    assert roles.role(name, en, 0, Reporter("", 5, 5))[0] is None


def test_a_reader_puts_no_page_together(tmp_path):
    """`make_reader`."""
    (tmp_path / "conf.py").write_text("")
    (tmp_path / "index.rst").write_text("Title\n=====\n\n:ref:`nowhere`\n")
    warning = io.StringIO()
    with patch_docutils(tmp_path), docutils_namespace():
        app = make_reader(tmp_path, tmp_path, tmp_path / "work", {}, warning, jobs=1)
        app.build()
    assert app.env.found_docs == {"index"}
    assert app.env.titles["index"].astext() == "Title"
    assert "undefined label" not in warning.getvalue()


def test_what_was_given_is_a_parameter_of_the_application():
    """`note_given`."""
    assert "confoverrides" in inspect.signature(Sphinx.__init__).parameters
    assert "confoverrides" in Sphinx.__init__.__code__.co_varnames


def test_the_index_is_made_by_one_method_and_has_this_shape(tmp_path):
    """`arrange_index`."""
    (tmp_path / "conf.py").touch()
    page = "T\n=\n\n.. index:: dough; cold\n\nText.\n"
    (tmp_path / "index.rst").write_text(page)
    with patch_docutils(tmp_path), docutils_namespace():
        app = Sphinx(
            *(tmp_path, tmp_path, tmp_path / "o", tmp_path / "d", "html"),
            status=None,
            warning=None,
        )
        app.build()
    found = IndexEntries(app.env).create_index(app.builder)
    ((letter, ((text, (targets, below, own_heading)),)),) = found
    assert (letter, text, targets, own_heading) == ("D", "dough", [], None)
    ((sub_text, sub_targets),) = below
    assert sub_text == "cold"
    assert len(sub_targets) == 1

"""Settings of Sphinx, themes and extensions that a language has of its own."""

from __future__ import annotations

import pytest

from sphinx_amts.errors import ConfigError
from sphinx_amts.settings.definitions import Settings

KEY = "k3y-0f-s0mebody"


def own(**conf):
    return {"es": {"conf": conf}}


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.write("index.rst", "Title\n=====\n\n.. image:: plan.png\n\nText of |name|.\n")
    (book.src / "plan.png").write_bytes(b"\x89PNG source")
    (book.src / "plan-es.png").write_bytes(b"\x89PNG spanish")
    book.human("index", {"Title": "Título"})
    book.conf(
        html_theme="alabaster",
        html_theme_options={"description": "A book", "github_user": "baker"},
        rst_epilog=".. |name| replace:: the book",
    )
    return book


def read(built) -> int:
    return built.totals["documents_read"]


def test_a_language_has_its_own_title_theme_options_and_figures(book):
    conf = {
        "project": "Libro",
        "html_title": "El libro",
        "html_theme_options": {
            "description": "Un libro",
            "font_size": "21px",
            "github_repo": "pan",
        },
        "figure_language_filename": "{root}-{language}{ext}",
        "rst_epilog": ".. |name| replace:: el libro",
        "pygments_style": "vs",
    }
    book.conf(amts_languages={**own(**conf), "fr": {"conf": {"project": "Livre"}}})
    first = book.build("-W", "-D", "html_theme_options.font_size=19px")
    assert first.code == 0, first.output
    page = book.html("index")
    assert "<title>Título &#8212; El libro</title>" in page
    assert "Un libro" in page
    assert 'src="_images/plan-es.png"' in page
    assert "Text of el libro." in page
    assert first.report["project"] == "Libro"
    styles = (book.out / "_static" / "alabaster.css").read_text("utf-8")
    assert "font-size: 19px" in styles  # of the command line
    assert "user=baker" in page  # of the book
    assert read(first) == 1
    assert read(book.build("-D", "html_theme_options.font_size=19px")) == 0

    # another language's settings concern no document of this one
    book.conf(amts_languages={**own(**conf), "fr": {"conf": {"project": "Le livre"}}})
    assert read(book.build("-D", "html_theme_options.font_size=19px")) == 0
    again = book.build("-D", "project=Given", "-D", "html_title=Given title")
    assert again.report["project"] == "Given"
    assert "<title>Título &#8212; Given title</title>" in book.html("index")


def test_the_memory_knows_the_book_by_one_name_in_all_languages(project, amts):
    """Else a translated title would hide what the memory has."""
    project.engine()
    project.conf(amts_languages=own(project="Libro"))
    assert project.build().totals["messages"]["machine"]
    project.conf(amts_engine="memory", amts_languages={})
    project.options["language"] = "es"
    for path in sorted((project.root / "doctrees").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    after = project.build("-E")
    assert after.calls == []
    assert after.totals["messages"]["machine"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("language", "the key of amts_languages is the language"),
        ("extensions", "before the language is known"),
        ("master_doc", "all languages have the documents of the source"),
        ("exclude_patterns", "all languages have the documents of the source"),
        ("locale_dirs", "laid out alike"),
        ("gettext_compact", "laid out alike"),
        ("myst_enable_extensions", "the messages that catalogs have"),
        ("amts_engine", "belongs beside it"),
    ],
)
def test_what_no_language_can_have_of_its_own_is_refused(name, reason):
    with pytest.raises(ConfigError) as caught:
        Settings.from_values({"languages": own(**{name: KEY})}, language="fr")
    text = str(caught.value)
    assert text.startswith('amts_languages["es"]: conf must be a dictionary without')
    assert repr(name) in text
    assert reason in text
    assert KEY not in text


@pytest.mark.parametrize("value", [KEY, [KEY], {3: KEY}])
def test_values_of_a_wrong_type_are_not_repeated(value):
    with pytest.raises(ConfigError, match=r'"es"\]: conf must be a dict') as caught:
        Settings.from_values({"languages": {"es": {"conf": value}}}, language="es")
    assert KEY not in str(caught.value)


def test_it_is_for_one_language_each():
    with pytest.raises(ConfigError, match="give it in amts_languages"):
        Settings.from_values({"conf": {"project": "x"}}, language="es")
    given = {"languages": {"zh_CN": {"conf": {"project": "书"}}, "es": {}}}
    assert Settings.from_values(given, language="zh_CN").conf == {"project": "书"}
    assert Settings.from_values(given, language="es").conf == {}


def test_an_unknown_name_stops_the_build_with_the_nearest(book):
    book.conf(amts_languages=own(htmltitle=KEY))
    built = book.build()
    assert built.code == 2
    (line,) = [line for line in built.output.splitlines() if "htmltitle" in line]
    assert "conf.py:" in line
    assert 'amts_languages["es"]: conf: there is no setting ' in line
    assert "did you mean 'html_title'?" in line
    assert KEY not in built.output


def test_a_language_has_a_theme_of_its_own_with_its_settings(book):
    """They are known when the builder has been made."""
    pytest.importorskip("furo")
    theme = {"html_theme": "furo", "pygments_dark_style": "monokai"}
    book.conf(html_theme_options={}, amts_languages=own(**theme))
    (book.src / "plan.es.png").write_bytes(b"\x89PNG")
    built = book.build("-W")
    assert built.code == 0, built.output
    assert "furo.css" in book.html("index")
    # and figures, by the name that Sphinx has for them
    assert 'src="_images/plan.es.png"' in book.html("index")

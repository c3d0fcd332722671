"""Pages say whose translation they are; pages of people alone are those of Sphinx."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

jsonschema = pytest.importorskip("jsonschema")

SCHEMA = Path(__file__).parents[2] / "sphinx_amts/report/report.schema.json"

PRESS = 'Press **this** </script><b> & ``that`` "now".'
PRESS_ES = 'Pulse **esto** </script><b> & ``that`` "ahora".'
BREW = "Brew it for four minutes."
POUR = "Pour it slowly."
WAIT = "Wait a little."
DRINK = "Drink it, says `Ann <https://example.org/?a=1&b=2>`__."
LEFT = "Nobody has translated this."
INDEX = f"""
Coffee
======

{PRESS}

{BREW}

- {POUR}
- {WAIT}

{DRINK}

{LEFT}

.. toctree::

   people
   guide/machines
"""
PEOPLE = {"People": "Personas", "They wrote it.": "Lo escribieron ellos."}
MACHINES = {"Machines": "Máquinas", "They made it.": "Lo hicieron ellas."}
MARKS = {"machine-translated", "unconfirmed-translation", "outdated-translation"}


def make(project):
    project.write("index.rst", INDEX)
    for name, texts in ("people", PEOPLE), ("guide/machines", MACHINES):
        title, text = texts
        project.write(f"{name}.rst", f"{title}\n{'=' * len(title)}\n\n{text}\n")
    project.human(
        "index", {"Coffee": "Café", DRINK: DRINK.replace("Drink it", "Bébalo")}
    )
    project.human("people", PEOPLE)
    project.committed("index", {PRESS: PRESS_ES, POUR: "Viértalo despacio."})
    project.committed("guide/machines", MACHINES)
    path = project.src / "amts/catalogs/es/index.po"
    more = (
        f'#. amts: origin=unconfirmed engine=human\nmsgid "{WAIT}"\n'
        'msgstr "Espere un poco."\n\n'
        f'#. amts: origin=outdated engine=human\n#| msgid "Brew it for a minute."\n'
        f'msgid "{BREW}"\nmsgstr "Prepárelo durante un minuto."\n'
    )
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    return project


def soup(project, name):
    return BeautifulSoup(project.html(name), "html.parser")


def written(project):
    pages = project.out.rglob("*.html")
    pages = (path for path in pages if "_amts" not in path.parts)
    return {p.relative_to(project.out).as_posix(): p.stat().st_mtime_ns for p in pages}


def changed(project, before):
    return {name for name, time in written(project).items() if before.get(name) != time}


DOCUMENTS = {"index.html", "people.html", "guide/machines.html"}


@pytest.fixture(scope="module")
def plain(new_project, tmp_path_factory):
    """The book with no setting at all."""
    project = make(new_project(tmp_path_factory.mktemp("plain")))
    project.built = project.build("-W")
    assert project.built.code == 0, project.built.output
    return project


ALL_ON = {
    "amts_banner": "always",
    "amts_source_text": "always",
    "amts_improve": "https://example.org/edit/{branch}/docs/{file}?m={msgid}#L{line}",
    "amts_branch": "my work",
    "amts_help_url": "https://example.org/help?a=1&b=2",
    "amts_publish": {"es": {"min_shown": 0.9, "machine": "noindex"}},
}


@pytest.fixture(scope="module")
def everything(new_project, tmp_path_factory):
    """The book with all of it switched on."""
    project = make(new_project(tmp_path_factory.mktemp("everything")))
    project.conf(**ALL_ON)
    project.jobs = "2"
    project.built = project.build("-W")
    assert project.built.code == 0, project.built.output
    return project


def test_by_default_a_page_with_text_of_a_machine_says_so(plain):
    page = soup(plain, "index")
    banner = page.select_one(".amts-banner")
    assert banner.find_next("h1").get_text().startswith("Café")
    assert banner["role"] == "note"
    assert banner["aria-label"] == "Acerca de esta traducción"
    sizes = [len(t) for t in ("Coffee", DRINK, WAIT, PRESS, POUR, BREW, LEFT)]
    human, whole = sum(sizes[:2]), sum(sizes)
    assert banner.select_one(".amts-share.amts-human").get_text() == (
        f"{round(100 * human / whole)}\u00a0% traducido por personas"
    )
    assert len(banner.select(".amts-share")) == 5
    assert not banner.select("p, a, button")
    # the paragraphs of machines have their mark from the style sheet
    text = '<p class="machine-translated">Viértalo despacio.</p>'
    assert text in plain.html("index")
    assert '--amts-machine:"traducción automática"' in plain.html("index")
    static = plain.out / "_static"
    assert {p.name for p in static.glob("amts-*")} == {
        "amts-notices.css", "amts-marks.css", "amts-notices.js",
    }  # fmt: skip
    assert page.select("link[href*=amts-notices]")
    assert not page.select("script[src*=amts-]")
    # which leaves our words out where it shows results
    assert soup(plain, "search").select("script[src*=amts-notices]")
    index = (plain.out / "searchindex.js").read_text("utf-8")
    assert "anterior" not in index
    assert "genindex.html" not in changed(plain, {}) or not soup(
        plain, "genindex"
    ).select("[class*=amts]")


def test_by_default_a_page_of_people_is_that_of_sphinx(plain):
    for word in ("amts", "noindex"):
        assert word not in plain.html("people")


def test_without_a_machine_there_is_nothing_of_it(empty_project):
    project = empty_project
    project.write("index.rst", "People\n======\n\nThey wrote it.\n")
    project.human("index", PEOPLE)
    assert project.build("-W").code == 0
    assert list((project.out / "_static").glob("amts-*")) == []
    for page in written(project):
        assert "amts-" not in (project.out / page).read_text("utf-8")


def test_the_source_of_each_paragraph_is_there_once_as_text(everything):
    page = soup(everything, "index")
    items = page.select("details.amts-sources li")
    assert page.select_one("details.amts-sources ol")["lang"] == "en"
    texts = {item["id"]: item.find(string=True).strip() for item in items}
    assert list(texts.values()) == [
        "Coffee", 'Press this </script><b> & that "now".', BREW, POUR, WAIT,
        "Drink it, says Ann.", LEFT,
    ]  # fmt: skip
    assert page.select_one(".amts-s2").get_text().startswith("Pulse esto </script><b>")
    assert page.select_one(".amts-s6").get_text().startswith("Bébalo")
    for number, item in enumerate(items, 1):
        (element,) = page.select(f".amts-s{number}")
        link = element.select_one("a.amts-note")
        assert (link is None) is (element.name == "h1")
        assert link is None or link["href"] == f"#{item['id']}"
    html = everything.html("index")
    # in no attribute, and nothing of the page is markup because of it
    assert html.count("Pour it slowly.") == 1
    for tag in page.select(".amts-banner *, .amts-sources *"):
        values = [v for k, v in tag.attrs.items() if k != "href"]
        assert "slowly" not in str(values)
    assert not page.select("b b, .amts-sources b")


def test_marks_are_words_too(everything):
    page = soup(everything, "index")
    names = [
        page.select_one(f".amts-s{n} a.amts-note").get_text() for n in (2, 3, 4, 5, 6)
    ]
    assert names == [
        "traducción automática", "Texto original", "traducción automática",
        "traducción sin confirmar", "Texto original",
    ]  # fmt: skip
    assert page.select_one(".amts-s3 small.amts-mark").get_text() == (
        "(en parte traducción automática)"
    )
    left = page.select_one(".amts-s7 a.amts-note span")
    assert (left["lang"], left["dir"]) == ("es", "ltr")


def test_each_paragraph_leads_to_its_entry(everything):
    page = soup(everything, "index")
    links = [a["href"] for a in page.select("details.amts-sources a.amts-improve")]
    assert len(links) == 7
    start = "https://example.org/edit/my%20work/docs/locale/es/LC_MESSAGES/index.po?m="
    assert all(link.startswith(start) for link in links)
    catalog = everything.src / "locale/es/LC_MESSAGES/index.po"
    lines = ["", *catalog.read_text("utf-8").splitlines()]
    for number, text in (0, "Coffee"), (5, DRINK):
        line = int(links[number].rpartition("#L")[2])
        assert lines[line] == f"msgid {json.dumps(text)}"
    # where no catalog has the message
    assert all(links[number].endswith("#L1") for number in (1, 2, 3, 4, 6))
    assert "m=Press%20%2A%2Athis%2A%2A%20%3C%2Fscript%3E%3Cb%3E%20%26%20" in links[1]
    machines = soup(everything, "guide/machines")
    link = machines.select_one("a.amts-improve")["href"]
    assert "/docs/locale/es/LC_MESSAGES/guide/machines.po?" in link


def test_pages_below_the_rule_are_not_offered(everything):
    jsonschema.validate(everything.built.report, json.loads(SCHEMA.read_text("utf-8")))
    reasons = {
        d["docname"]: d["unpublished"] for d in everything.built.report["documents"]
    }
    assert reasons == {
        "index": ["incomplete"],
        "guide/machines": ["by-machine"],
        "people": [],
    }
    for name, why in reasons.items():
        page = soup(everything, name)
        robots = page.select('meta[name="robots"][content="noindex"]')
        assert len(robots) == bool(why)
        assert len(page.select(".amts-warning")) == bool(why)
    assert "Solo una parte de esta página" in everything.body("index")
    assert "La mayor parte de esta página" in everything.body("guide/machines")
    assert "Bébalo" in everything.body("index")
    report = (everything.out / "_amts/index.html").read_text("utf-8")
    assert report.count("not published") == 2
    assert "too little of it is translated" in report


def test_all_pages_have_the_banner_and_the_help(everything):
    page = soup(everything, "people")
    banner = page.select_one(".amts-banner")
    assert banner.select_one(".amts-shares").get_text() == "traducido por personas"
    assert banner.select_one("a")["href"] == "https://example.org/help?a=1&b=2"
    assert banner.select_one("button")["aria-pressed"] == "false"
    assert "amts-marks.css" not in everything.html("people")


def test_what_changes_is_written_again_and_nothing_else(new_project, tmp_path):
    project = make(new_project(tmp_path))
    project.build()
    before = written(project)
    again = project.build()
    assert again.totals["documents_read"] == 0
    assert not changed(project, before) & DOCUMENTS
    # another setting: all pages, none of them read
    project.conf(amts_help_url="https://example.org/help")
    assert project.build().totals["documents_read"] == 0
    assert changed(project, before) >= DOCUMENTS
    assert "example.org/help" in project.html("index")
    # texts of the book itself
    before = written(project)
    project.human("sphinx_amts", {"machine translation": "hecho por una máquina"})
    assert project.build().totals["documents_read"] == 0
    assert changed(project, before) >= DOCUMENTS
    assert "hecho por una máquina" in project.html("guide/machines")
    # another share: that page, and the one whose table of contents has it
    before = written(project)
    project.human("guide/machines", {"They made it.": "Lo hicieron."})
    assert project.build().totals["documents_read"] == 1
    assert changed(project, before) & DOCUMENTS == DOCUMENTS - {"people.html"}
    assert "traducido por personas" in project.body("guide/machines")
    before = written(project)
    assert project.build().totals["documents_read"] == 0
    assert not changed(project, before) & DOCUMENTS
    # source texts are kept from reading
    project.conf(amts_source_text="auto")
    assert project.build().totals["documents_read"] == 3
    assert "Pour it slowly." in project.html("index")
    assert "amts-" not in project.html("people")


def test_other_builders_get_no_more_than_marks(everything):
    project = everything
    for builder, suffix in (("text", ".txt"), ("xml", ".xml"), ("json", ".fjson")):
        assert project.build("-W", builder=builder).code == 0
        text = (project.root / "out" / builder / f"index{suffix}").read_text("utf-8")
        assert "amts-s" not in text
        assert "amts_paragraph" not in text
        assert "Acerca de esta" not in text
        assert "Pour it slowly." not in text
    assert project.build(builder="epub").code == 0
    text = (project.root / "out/epub/index.xhtml").read_text("utf-8")
    assert "(en parte traducción automática)" in text
    assert not re.search("amts-(note|s[0-9]|banner)", text)


def test_a_single_page_sums_up_its_documents(everything):
    assert everything.build("-W", builder="singlehtml").code == 0
    path = everything.root / "out/singlehtml/index.html"
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert len(page.select(".amts-banner")) == 1
    items = page.select("details.amts-sources li")
    assert [item["id"] for item in items] == [f"amts-s{n}" for n in range(1, 12)]
    for item in items:
        assert len(page.select(f".{item['id']}")) == 1
    files = {
        re.search(r"MESSAGES/([\w/]+)\.po", a["href"])[1]
        for a in page.select("a.amts-improve")
    }
    assert files == {"index", "people", "guide/machines"}


def test_the_own_language_of_the_book_gets_nothing(everything):
    everything.build("-D", "language=en", builder="dirhtml")
    for path in (everything.root / "out/dirhtml").rglob("*.html"):
        assert "amts-" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("amts_improve", "https://example.org/{fil}", "did you mean 'file'?"),
        ("amts_publish", {"spanich": {}}, "no such language"),
    ],
)
def test_wrong_settings_stop_the_build_in_one_line(empty_project, setting, value, said):
    empty_project.write("index.rst", "People\n======\n")
    empty_project.conf(**{setting: value})
    built = empty_project.build()
    assert built.code == 2
    (line,) = [line for line in built.output.splitlines() if setting in line]
    assert said in line
    assert "conf.py:" in line
    assert "Traceback" not in built.output


def test_a_long_page_grows_by_its_source_text_and_20_kb(new_project, tmp_path):
    project = new_project(tmp_path)
    texts = [f"Cup number {number} is still warm." for number in range(900)]
    cells = [f"Plate {number}" for number in range(50)]
    table = "=========  =========\n{}\n=========  =========\n".format(
        "\n".join(f"{a:9}  {b}" for a, b in zip(cells[::2], cells[1::2], strict=True))
    )
    items = "\n".join(f"- Spoon {number}" for number in range(50))
    body = "\n\n".join(texts)
    project.write("index.rst", f"Cups\n====\n\n{body}\n\n{table}\n{items}\n")
    names = [*texts, *cells, *items.replace("- ", "").splitlines()]
    project.committed(
        "index", {text: f"Traducido: {text}" for text in names if text != texts[5]}
    )
    off = {"amts_banner": "never", "amts_source_text": "never", "amts_marks": "0"}
    sizes = []
    for options in (off, {"amts_banner": "always", "amts_source_text": "always"}):
        built = project.build(*(f"-D{name}={value}" for name, value in options.items()))
        assert built.code == 0, built.output
        sizes.append(len(project.html("index").encode()))
    grown = sizes[1] - sizes[0]
    source = sum(len(text.encode()) for text in names)
    assert source < grown <= source + 20_000
    # each paragraph finds its text by the order of both
    page = soup(project, "index")
    bare = page.find_all(class_="amts")
    entries = project.html("index").partition('<ol lang="en">')[2]
    entries = entries.partition("</ol>")[0].strip().removeprefix("<li>").split("<li>")
    assert len(entries) == len(bare) == len(names) - 1
    for element, entry in zip(bare, entries, strict=True):
        assert element.get_text().strip() == f"Traducido: {entry}"

"""Links from each page of a site to the same page in other languages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from launching import launch

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/tea/"
LANGUAGES = {"es": {}, "ar": {"engine": "pseudo-rtl"}}
# a book may have other documents in one language
ONLY = """
def setup(app):
    def exclude(app, config):
        if config.language != "en":
            config.exclude_patterns.append("p1/only-*")
    app.connect("config-inited", exclude)
"""


class Page:
    """A page on disk, as a browser without JavaScript has it."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = path
        self.address = path.relative_to(root).as_posix()
        self.soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")

    @property
    def links(self) -> dict[str, str]:
        """Language -> address in the site, of the menu."""
        return {
            link["data-language"]: urljoin(self.address, link["href"])
            for link in self.soup.select("nav.amts-languages a")
        }

    @property
    def alternates(self) -> dict[str, str]:
        found = self.soup.select('head link[rel="alternate"][hreflang]')
        return {link["hreflang"]: link["href"] for link in found}

    @property
    def canonical(self) -> list[str]:
        return [link["href"] for link in self.soup.select('link[rel="canonical"]')]


def file_of(root: Path, address: str) -> Path:
    """Return the file that a server sends for an address in the site."""
    path = root / unquote(address)
    return path / "index.html" if address.endswith("/") or not address else path


def write_book(book, count: int) -> None:
    book.write(
        "index.rst",
        "Tea\n===\n\nAll of it.\n\n.. toctree::\n   :glob:\n\n   p*/*\n",
    )
    for number in range(count):
        book.write(
            f"p{number % 5}/page {number}.rst",
            f"Page {number}\n=======\n\nWater.\n\n.. _l{number}:\n\n"
            f"More of {number}\n---------\n\nBlack.\n",
        )
    book.write("p1/only-english.rst", "Only\n====\n\nHere.\n")
    conf = book.src / "conf.py"
    conf.write_text(conf.read_text("utf-8") + ONLY, "utf-8")


@pytest.fixture(scope="module")
def site(new_project, amts, tmp_path_factory):
    """A book of 200 pages in three languages, built by one command."""
    book = new_project(tmp_path_factory.mktemp("site"))
    book.options.clear()
    book.conf(
        amts_languages=LANGUAGES,
        amts_site={"base": BASE, "paths": {"en": "", "es": "es/", "ar": "x/ar/"}},
    )
    write_book(book, 198)
    built = amts(book, "build", book.src, book.root / "site", "-j", "2")
    assert built.code == 0, built.err
    return book


MENU = re.compile(r'<a href="([^"]*)" hreflang="[^"]*" lang="[^"]*" data-language=')
HEAD = re.compile(
    r'<link rel="(alternate|canonical)"(?: hreflang="[^"]*")? href="([^"]*)"'
)


@pytest.mark.slow
def test_every_link_of_every_page_leads_to_a_file(site):
    root = site.root / "site"
    paths = [path for path in root.rglob("*.html") if "_amts" not in path.parts]
    assert len(paths) == 200 + 2 * 199 + 3 * 2
    for path in paths:
        html, place = path.read_text("utf-8"), path.relative_to(root).as_posix()
        links = [urljoin(place, link) for link in MENU.findall(html)]
        assert len(links) == 2, place
        head = HEAD.findall(html)
        for _, address in head:
            assert address.startswith(BASE)
            links.append(address.removeprefix(BASE))
        for link in links:
            assert file_of(root, link).is_file(), (place, link)
        canonical = [address for kind, address in head if kind == "canonical"]
        assert [unquote(address) for address in canonical] == [BASE + place]


@pytest.mark.slow
def test_a_page_that_a_language_lacks_leads_to_its_start(site):
    root = site.root / "site"
    page = Page(root, root / "p1/only-english.html")
    assert page.links == {"es": "es/index.html", "ar": "x/ar/index.html"}
    assert page.alternates == {}
    marked = page.soup.select("nav.amts-languages a[data-same-page]")
    assert marked == []


@pytest.mark.slow
def test_a_page_and_its_sections_are_the_same_in_all_languages(site):
    root = site.root / "site"
    english = Page(root, root / "p2/page 2.html")
    spanish = Page(root, root / "es/p2/page 2.html")
    arabic = Page(root, root / "x/ar/p2/page 2.html")
    addresses = {
        "en": f"{BASE}p2/page%202.html",
        "es": f"{BASE}es/p2/page%202.html",
        "ar": f"{BASE}x/ar/p2/page%202.html",
    }
    for page in (english, spanish, arabic):
        assert page.alternates == addresses | {"x-default": addresses["en"]}
    assert arabic.links == {"en": "p2/page%202.html", "es": "es/p2/page%202.html"}
    ids = [
        [section["id"] for section in page.soup.select("section[id]")]
        for page in (english, spanish, arabic)
    ]
    assert ids[0] == ids[1] == ids[2] == ["page-2", "more-of-2"]
    assert "Water." not in arabic.soup.text
    roots = [(p.soup.html["lang"], p.soup.html.get("dir")) for p in (english, arabic)]
    assert roots == [("en", None), ("ar", "rtl")]
    menu = arabic.soup.select_one("nav.amts-languages")
    assert menu["aria-label"] == "اللغة"
    assert menu.select_one("[aria-current]").text == "العربية"


@pytest.mark.slow
def test_a_second_build_changes_nothing(site, amts):
    root = site.root / "site"

    def state():
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes())
            for path in root.rglob("*")
            if path.is_file() and ".doctrees" not in path.parts
            if "_amts" not in path.parts or path.name == "pages.json"
        }

    before = state()
    assert amts(site, "build", site.src, root, "-j", "2").code == 0
    after = state()
    assert {path: data for path, (_, data) in before.items()} == {
        path: data for path, (_, data) in after.items()
    }
    # Sphinx writes the index, the search and what it evaluates of a theme every time
    ours = re.compile("page|_amts|languages")
    written = {path for path in after if before[path] != after[path]}
    assert not [path for path in written if ours.search(str(path))]


@pytest.fixture
def book(empty_project):
    book = empty_project
    book.options.clear()
    book.conf(
        amts_languages=LANGUAGES,
        amts_site={"paths": {"en": "", "es": "es/", "ar": "x/ar/"}},
    )
    write_book(book, 1)
    return book


def build(book, language="en", *args, builder="html"):
    """Build a language into its place in the site."""
    place = {"en": "", "es": "es", "ar": "x/ar"}[language]
    out = book.root / "site" / place
    command = book.command("-D", f"language={language}", *args, builder=builder)
    command = [part for part in command if not part.startswith(str(book.root / "out"))]
    command[command.index("-d") + 1] = str(book.root / "doctrees" / language)
    code, output, _ = launch(
        "sphinx.cmd.build", [*command[3:], str(out)], book.environment(), merged=True
    )
    assert code == 0, output
    return output


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml"])
def test_other_builders_of_pages(book, builder):
    book.conf(amts_site={"base": BASE, "paths": {"en": "en/", "es": "", "ar": "ar/"}})
    root = book.root / "site"
    for language, place in (("en", "en"), ("es", "")):
        args = [f"-Dlanguage={language}", "-d", str(book.root / f"d/{language}")]
        command = [*book.command(*args, builder=builder)[3:-1], str(root / place)]
        code, output, _ = launch(
            "sphinx.cmd.build", command, book.environment(), merged=True
        )
        assert code == 0, output
    name = "p0/page 0/index.html" if builder == "dirhtml" else "index.html"
    english, spanish = Page(root, root / "en" / name), Page(root, root / name)
    address = "p0/page%200/" if builder == "dirhtml" else "index.html"
    for page in (english, spanish):
        assert page.alternates["es"] == BASE + address
        assert page.alternates["x-default"] == f"{BASE}en/{address}"
    assert spanish.canonical == [BASE + address]
    back = urljoin(f"https://x.example/en/{address}", english.soup.select_one(
        'a[data-language="es"]')["href"])  # fmt: skip
    assert urlsplit(back).path == f"/{address}"


def test_builds_of_one_language_each(book):
    """The first one does not know the others, and is written again when it does."""
    root = book.root / "site"
    build(book)
    english = root / "p1/only-english.html"
    assert Page(root, english).links["es"] == "es/p1/only-english.html"
    assert Page(root, english).alternates == {}  # which need whole addresses
    build(book, "es")
    times = {path: path.stat().st_mtime_ns for path in root.rglob("*.html")}
    output = build(book)
    assert Page(root, english).links["es"] == "es/index.html"
    assert "updating environment: 0 added, 0 changed" in output
    written = {p for p, t in times.items() if p.stat().st_mtime_ns != t}
    assert english in written
    assert root / "p0/page 0.html" not in written
    # a list that cannot be used is said once, and the build goes on
    listed = root / "es/_amts/pages.json"
    kept = listed.read_bytes()
    listed.write_text('{"format": 1, "start": "javascript:alert(1)"}', "utf-8")
    output = build(book)
    assert output.count("pages.json") == 1
    assert Page(root, english).links["es"] == "es/p1/only-english.html"
    listed.write_bytes(kept)
    build(book)
    # without the setting, pages are those of plain Sphinx
    book.conf(amts_site={})
    build(book)
    assert "amts-languages" not in english.read_text("utf-8")
    assert "amts-languages" not in (root / "search.html").read_text("utf-8")
    assert not (root / "_amts/pages.json").exists()
    assert not list(root.glob("_static/amts-languages*"))


def test_what_is_not_a_page_of_the_site_has_no_links(book):
    build(book, "es", builder="epub")
    build(book, "es", builder="json")
    build(book, "es", builder="text")
    root = book.root / "site"
    assert not list(root.rglob("amts-languages*"))
    for path in root.rglob("*"):
        if path.suffix in {".xhtml", ".fjson", ".txt"}:
            assert "amts-languages" not in path.read_text("utf-8")


def test_a_language_without_a_path_is_told(book):
    book.conf(amts_site={"paths": {"en": "", "ar": "ar/"}})
    output = build(book, "es")
    assert "amts_site has no path for 'es'" in output
    assert "amts-languages" not in (book.root / "site/es/index.html").read_text("utf-8")


def test_a_theme_without_a_place(book):
    book.conf(html_sidebars={"**": []}, html_baseurl="https://wrong.example/")
    book.conf(amts_site={"base": BASE, "paths": {"en": "", "es": "es/"}})
    output = build(book, "es", "-j", "2")
    assert output.count("shows no menu of languages in a place of its own") == 1
    root = book.root / "site"
    for name in ("index", "search", "p0/page 0"):
        page = Page(root, root / f"es/{name}.html")
        (menu,) = page.soup.select("nav.amts-languages")
        assert "amts-languages-top" in menu["class"]
        assert menu.parent.name == "body"
        assert page.canonical == [BASE + page.address.replace(" ", "%20")]


def test_a_book_may_place_the_menu(book):
    book.conf(html_sidebars={"**": ["searchbox.html", "amts-languages.html"]})
    build(book)
    html = (book.root / "site/index.html").read_text("utf-8")
    assert html.count('class="amts-languages ') == 1
    assert html.index('id="searchbox"') < html.index('class="amts-languages ')


def test_languages_elsewhere_and_pages_at_any_depth(book):
    elsewhere = "https://ar.example.net/"
    book.conf(
        amts_site={"base": BASE, "paths": {"en": "", "es": "es/", "ar": elsewhere}},
        html_additional_pages={"404": "lost.html"},
        templates_path=["own"],
    )
    book.write("own/lost.html", "{% extends 'layout.html' %}")
    build(book)
    root = book.root / "site"
    page = Page(root, root / "p0/page 0.html")
    assert page.links == {
        "es": "es/p0/page%200.html",
        "ar": f"{elsewhere}p0/page%200.html",
    }
    assert page.alternates["ar"] == f"{elsewhere}p0/page%200.html"
    # a server sends it for /a/b/c, where no relative link holds
    lost = Page(root, root / "404.html")
    assert lost.links == {"es": f"{BASE}es/index.html", "ar": f"{elsewhere}index.html"}


def test_languages_that_the_book_does_not_have(book):
    book.conf(amts_site={"paths": {"en": "", "fr": "fr/"}})
    built = book.build()
    assert built.code == 2
    (line,) = [line for line in built.output.splitlines() if "amts_site" in line]
    assert re.search(r'conf\.py:\d+: amts_site\["paths"\]\["fr"\]: none of the', line)
    assert "(en, es, ar)" in line


def test_an_address_from_the_command_line(book):
    book.conf(amts_site={})
    built = book.build("-D", "amts_site.base=example.org")
    assert built.code == 2
    assert 'amts_site["base"] must be an address' in built.output
    assert book.build("-D", f"amts_site.base={BASE}").code == 0
    listed = json.loads((book.out / "_amts/pages.json").read_text("utf-8"))
    assert sorted(listed["elsewhere"]) == ["ar", "es"]
    page = Page(book.out, book.out / "index.html")
    assert page.alternates["es"] == f"{BASE}es/index.html"
    assert len(page.links) == 2
    # a book may have a menu of its own
    off = ("-D", f"amts_site.base={BASE}", "-D", "amts_site.menu=off")
    assert book.build(*off).code == 0
    page = Page(book.out, book.out / "index.html")
    assert page.alternates["es"] == f"{BASE}es/index.html"
    assert "amts-languages" not in page.path.read_text("utf-8")


def test_unpublished_pages_lead_to_the_original_and_no_hreflang_leads_to_them(
    new_project, amts, tmp_path
):
    book = new_project(tmp_path)
    book.options.clear()
    book.conf(
        amts_languages={"es": {}},
        amts_site={"base": BASE, "paths": {"en": "", "es": "es/"}},
        amts_publish={"es": {"min_shown": 0.5}},
    )
    book.write("index.rst", "Tea\n===\n\nAll of it.\n\n.. toctree::\n\n   p/cup\n")
    book.write("p/cup.rst", "Cup\n===\n\nHold it.\n")
    book.human("index", {"Tea": "Té", "All of it.": "Todo."})
    root = tmp_path / "site"

    def build():
        built = amts(book, "build", book.src, root)
        assert built.code == 0, built.err
        names = ("index.html", "p/cup.html", "es/index.html", "es/p/cup.html")
        return {name: Page(root, root / name) for name in names}

    pages = build()
    assert set(pages["index.html"].alternates) == {"en", "es", "x-default"}
    assert pages["index.html"].alternates == pages["es/index.html"].alternates
    assert pages["p/cup.html"].alternates == pages["es/p/cup.html"].alternates == {}
    assert pages["p/cup.html"].links == {"es": "es/p/cup.html"}  # readers get there
    warned = pages["es/p/cup.html"].soup
    assert warned.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    first = warned.select_one(".amts-notice a, .amts-banner a")
    assert urljoin("es/p/cup.html", first["href"]) == "p/cup.html"
    assert not pages["es/index.html"].soup.find("meta", attrs={"name": "robots"})

    book.human("p/cup", {"Cup": "Taza", "Hold it.": "Sosténgala."})
    pages = build()
    assert set(pages["p/cup.html"].alternates) == {"en", "es", "x-default"}
    assert pages["p/cup.html"].alternates == pages["es/p/cup.html"].alternates
    times = {name: page.path.stat().st_mtime_ns for name, page in pages.items()}
    assert times == {n: p.path.stat().st_mtime_ns for n, p in build().items()}

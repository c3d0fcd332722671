"""Readers with eyes, ears, fingers or keys get at the source text in every theme."""

from __future__ import annotations

import functools
from http.server import SimpleHTTPRequestHandler

import pytest
from serving import serving

pytestmark = pytest.mark.slow

THEMES = {
    "alabaster": "alabaster",
    "furo": "furo",
    "pydata_sphinx_theme": "pydata_sphinx_theme",
    "sphinx_book_theme": "sphinx_book_theme",
    "sphinx_rtd_theme": "sphinx_rtd_theme",
}
LONG = "Grind the beans finely and pour the water slowly. " * 6
OURS = "[class*=amts-banner], .amts-sources, .amts-note, .amts-popup, .amts-mark"
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True}
REMOVE = f"document.querySelectorAll('{OURS}').forEach(e => e.remove())"


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    project = new_project(tmp_path_factory.mktemp("notices"))
    project.conf(
        amts_source_text="auto",
        amts_improve="https://example.org/edit/{file}#L{line}",
        amts_help_url="https://example.org/help",
        amts_publish={"es": {"machine": "noindex"}},
        extensions=["sphinx_amts"],
    )
    project.write(
        "index.rst",
        f"Coffee\n======\n\n{LONG}\n\nUse the kettle.\n\n=====  =====\nSmall  Large\n"
        f"=====  =====\nCheap  Dear\n=====  =====\n\n.. note::\n\n   Mind the steam.\n",
    )
    project.human("index", {"Coffee": "Café", "Use the kettle.": "Use la tetera."})
    project.committed(
        "index",
        {
            LONG.strip(): "Muela los granos y vierta el agua. " * 9,
            "Mind the steam.": "Cuidado con el vapor.",
            "Small": "Pequeña", "Cheap": "Barata",
        },
    )  # fmt: skip
    steps = [f"Fill cup {number}." for number in range(200)]
    project.write("long.rst", ":orphan:\n\nCups\n====\n\n" + "\n\n".join(steps))
    project.committed("long", {step: f"Llene: {step}" for step in steps})
    project.themes = {}

    def page(theme, **options):
        key = (theme, *options.items())
        if key not in project.themes:
            settings = {"html_theme": theme, **options}
            given = [f"-D{name}={value}" for name, value in settings.items()]
            name = "-".join([theme, *options.values()])
            out = project.root / "out" / name
            command = project.command(*given)
            project.builder, kept = name, project.builder
            built = project.build("-b", "html", *given)
            project.builder = kept
            assert built.code == 0, (built.output, command)
            project.themes[key] = out / "index.html"
        return project.themes[key]

    project.page = page
    return project


def overflow(page):
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def kinds(tab):
    """Return the kinds of what axe takes for serious or critical."""
    return {fault.partition(":")[0] for fault in tab.faults()}


def has_no_more(tab, faults):
    """The page as it is has those faults too, of which there may be none."""
    return not faults or faults <= kinds(tab)


@pytest.fixture
def tab(tab):
    yield tab
    # of the PyData theme, where nothing is stored yet
    said = "Got invalid theme mode: . Resetting to auto."
    tab.errors[:] = [error for error in tab.errors if error != said]


@pytest.mark.parametrize("theme", THEMES)
def test_a_page_in_every_theme(book, tab, theme):
    pytest.importorskip(theme)
    page = tab.page
    tab.open(book.page(theme))
    banner = page.locator(".amts-banner")
    assert banner.is_visible()
    top = page.locator("#coffee h1").bounding_box()["y"]
    assert banner.bounding_box()["y"] < top
    note, popup = page.locator("a.amts-machine").first, page.locator(".amts-popup")

    # a mouse that rests on the mark
    note.hover()
    popup.wait_for()
    assert "Grind the beans finely" in popup.inner_text()
    assert popup.locator("span").get_attribute("lang") == "en"
    assert popup.evaluate("e => getComputedStyle(e).backgroundColor") not in {
        "rgba(0, 0, 0, 0)", "transparent",
    }  # fmt: skip
    popup.hover()
    page.mouse.move(1, 1)
    popup.wait_for(state="detached")

    # keys: the link of the popup is the next stop, Escape leads back
    note.press("Enter")
    popup.wait_for()
    assert note.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "amts-improve"
    page.keyboard.press("Escape")
    assert popup.count() == 0
    assert note.evaluate("e => e === document.activeElement")
    described = note.get_attribute("aria-describedby")
    assert "Grind the beans" in page.locator(f"#{described}").text_content()
    assert note.get_attribute("role") == "button"
    assert note.text_content() == "traducción automática"

    # nothing serious but what the page has without us
    page.locator("button.amts-switch").click()
    assert page.locator(".amts-side").count() >= 6
    left = page.locator("p.amts-s2").bounding_box()
    right = page.locator("p.amts-s2 + .amts-side").bounding_box()
    assert right["x"] > left["x"] + left["width"] / 2
    assert abs(right["y"] - left["y"]) < 12
    faults = kinds(tab)

    page.emulate_media(media="print")
    assert banner.is_visible()
    assert not page.locator("details.amts-sources").is_visible()
    assert not page.locator("button.amts-switch").is_visible()
    page.emulate_media(media="screen")

    # the choice is kept, in a narrow window too, where one stands below the other
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()
    assert page.locator(".amts-side").count() >= 6
    side = page.locator("p.amts-s2 + .amts-side").bounding_box()
    assert side["y"] >= page.locator("p.amts-s2").bounding_box()["y"] + 40
    wide = overflow(page)
    page.locator("button.amts-switch").click()
    assert page.locator(".amts-side, .amts-pair").count() == 0
    wide = max(wide, overflow(page))
    page.evaluate(REMOVE)
    assert wide <= overflow(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    assert has_no_more(tab, faults)


@pytest.mark.parametrize("tab", [PHONE | {"color_scheme": "dark"}], indirect=True)
@pytest.mark.parametrize("theme", ["furo", "pydata_sphinx_theme"])
def test_a_finger_in_the_dark(book, tab, theme):
    pytest.importorskip(theme)
    page = tab.page
    tab.open(book.page(theme))
    page.locator("a.amts-machine").first.tap()
    popup = page.locator(".amts-popup")
    popup.wait_for()
    box = popup.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    light, dark = popup.evaluate(colours)
    assert sum(map(int, light[4:-1].split(", "))) > 450
    assert sum(map(int, dark[4:-1].split(", ")[:3])) < 200
    faults = kinds(tab)
    page.locator("#coffee h1").tap()
    assert popup.count() == 0
    page.evaluate(REMOVE)
    assert has_no_more(tab, faults)


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script(book, tab):
    page = tab.page
    tab.open(book.page("alabaster"))
    assert page.locator(".amts-banner").is_visible()
    assert not page.locator("button.amts-switch").is_visible()
    page.locator("a.amts-machine").first.click()
    entry = page.locator("#amts-s2")
    entry.wait_for()
    assert "Grind the beans finely" in entry.inner_text()


def test_the_last_paragraph_of_a_long_page(book, tab):
    page = tab.page
    tab.open(book.page("alabaster").with_name("long.html"))
    paragraph = page.get_by_text("Llene: Fill cup 199.", exact=False).first
    paragraph.locator("a.amts-note").press("Enter")
    source = page.locator(".amts-popup > span")
    source.wait_for()
    assert source.inner_text() == "Fill cup 199."
    page.locator("button.amts-switch").click()
    sides = page.locator(".amts-side")
    assert sides.count() == 200
    assert sides.last.inner_text() == "Fill cup 199."


def test_from_right_to_left(book, tab):
    page = tab.page
    book.options["language"] = "ar"
    try:
        tab.open(book.page("furo", amts_engine="pseudo-rtl"))
    finally:
        book.options["language"] = "es"
    note = page.locator("p.amts-s2 > a.amts-note")
    # the mark stands behind the words: at their left
    distance = page.locator("p.amts-s3").evaluate(
        """paragraph => {
          const words = document.createRange();
          words.selectNode(paragraph.firstChild);
          const mark = paragraph.querySelector("a").getBoundingClientRect();
          return words.getBoundingClientRect().left - mark.left;
        }"""
    )
    assert distance > 0
    note.hover()
    source = page.locator(".amts-popup > span")
    source.wait_for()
    assert source.get_attribute("dir") == "ltr"
    # it lies over the text, not over the navigation
    box = page.locator(".amts-popup").bounding_box()
    text = page.locator("p.amts-s2").bounding_box()
    assert text["x"] - 1 <= box["x"]
    assert box["x"] + box["width"] <= text["x"] + text["width"] + 1
    page.locator("button.amts-switch").click()
    left = page.locator("p.amts-s2 + .amts-side").bounding_box()
    right = page.locator("p.amts-s2").bounding_box()
    assert left["x"] + left["width"] <= right["x"] + 2


def test_nothing_moves_when_the_script_runs(book, tab):
    tab.open(book.page("alabaster"))
    tab.page.wait_for_load_state("networkidle")
    shifts = tab.page.evaluate(
        """() => new Promise(done => {
          new PerformanceObserver(list => done(list.getEntries().length))
            .observe({type: "layout-shift", buffered: true});
          setTimeout(() => done(0), 200);
        })"""
    )
    assert shifts == 0


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *arguments):
        """Be quiet."""


def test_results_of_the_search_show_text_of_the_book(book, tabs):
    folder = book.page("alabaster").parent
    handler = functools.partial(Quiet, directory=str(folder))
    with serving(handler) as address, tabs.lend({}) as page:
        page.goto(f"{address}/search.html?q=granos")
        result = page.locator("#search-results li p.context").first
        result.wait_for(timeout=20_000)
        shown = result.inner_text()
    assert "Muela los granos" in shown
    for words in ("automática", "Ayudar a traducir", "Grind"):
        assert words not in shown

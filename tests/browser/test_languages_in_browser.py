"""Readers go from one language to another in five themes, and land where they were."""

from __future__ import annotations

import functools
from time import monotonic

import pytest
from launching import launch

from sphinx_amts.project.site_build import write_start
from sphinx_amts.settings.definitions import parse
from sphinx_amts.site.languages import make_site

THEMES = (
    *("alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme"),
    "sphinx_rtd_theme",
)
# what opens the part of a page that the menu is in, on small screens
TOGGLES = {
    "furo": ".mobile-header label[for=__navigation]",
    "pydata_sphinx_theme": "button.primary-toggle",
    "sphinx_rtd_theme": "nav.wy-nav-top i",
}
SITE = {"paths": {"en": "", "ar": "ar/", "de": "de/"}, "names": {"de": "Deutsch <b>"}}
TEXT = "Pour the water slowly over the leaves and wait for a while. " * 5
SIZES = {"desktop": (1200, 800), "phone": (390, 844)}


def read_for_a_moment(page):
    """Wait for longer than the script of the page takes to see where a reader is.

    The page itself waits, as a timer of its own comes later on a busy machine, too.
    """
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 200))")


@pytest.fixture
def reader(tab):
    """A tab, without what themes complain about themselves."""
    tab.page.set_default_timeout(20_000)
    yield tab
    tab.errors = [said for said in tab.errors if "invalid theme mode" not in said]


@pytest.fixture(scope="module")
def site_of(new_project, tmp_path_factory):
    """What builds the site of a small book in a theme, and tells its folder."""
    book = new_project(tmp_path_factory.mktemp("themes"))
    book.conf(
        amts_languages={"ar": {"engine": "pseudo-rtl"}, "de": {}},
        amts_site=SITE,
    )
    book.write("index.rst", "Tea\n===\n\nAll of it.\n\n.. toctree::\n\n   deep/pour\n")
    sections = "\n".join(
        f"Part {number}\n------\n\n{TEXT}\n\n{TEXT}\n\n{TEXT}\n" for number in range(6)
    )
    book.write("deep/pour.rst", f"Pouring\n=======\n\nIntro.\n\n{sections}")

    def build(theme):
        pytest.importorskip(theme)
        folder = book.root / theme
        for language, place in (("en", ""), ("ar", "ar")):
            book.options = {"language": language, "html_theme": theme}
            doctrees = str(book.root / "doctrees" / language)
            command = [*book.command("-d", doctrees)[3:-1], str(folder / place)]
            code, output, _ = launch(
                "sphinx.cmd.build", command, book.environment(), merged=True
            )
            assert code == 0, output
        return folder

    return functools.cache(build)


@pytest.fixture(scope="module", params=THEMES)
def themed(request, site_of):
    """A theme, and the folder of the site in it."""
    return request.param, site_of(request.param)


def shown(page, theme):
    """Return the menu that a reader sees, after opening what it is in."""
    menus = page.locator("nav.amts-languages summary")

    def at_hand():
        for menu in menus.all():
            box = menu.bounding_box()
            inside = box and box["x"] >= 0 and box["x"] < page.viewport_size["width"]
            if inside and menu.is_visible():
                return menu
        return None

    menu = at_hand()
    if menu is None:
        page.locator(TOGGLES[theme]).first.click()
        deadline = monotonic() + 20
        while menu is None and monotonic() < deadline:
            page.wait_for_timeout(100)  # while it moves in
            menu = at_hand()
    assert menu is not None
    return menu


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_a_reader_stays_at_the_section(themed, reader, size):
    (theme, site), (width, height) = themed, SIZES[size]
    page = reader.page
    page.set_viewport_size({"width": width, "height": height})
    reader.open(site / "deep/pour.html")
    page.evaluate(
        "document.getElementById('part-3').scrollIntoView({behavior: 'instant'})"
    )
    read_for_a_moment(page)
    menu = shown(page, theme)
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.dataset.language")
    assert focused == "ar"
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/deep/pour.html#part-3")
    assert page.locator("html").get_attribute("lang") == "ar"
    # some themes scroll smoothly
    top = "document.getElementById('part-3').getBoundingClientRect().top"
    page.wait_for_function(f"-5 <= {top} && {top} < innerHeight / 3")
    # and back, by a click, from a fragment in the address
    page.wait_for_load_state()
    read_for_a_moment(page)
    menu = shown(page, theme)
    menu.click()
    link = menu.locator("xpath=../ul//a[@data-language='en']")
    link.click()
    page.wait_for_url(f"**/{theme}/deep/pour.html#part-3")
    assert page.evaluate("localStorage.getItem('amts-language')") == "en"


@pytest.mark.slow
def test_the_menu_adds_no_fault(themed, reader):
    (theme, site), page = themed, reader.page
    for language, size, scheme in (("", "desktop", "light"), ("ar", "phone", "dark")):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme, media="screen")
        reader.open(site / language / "deep/pour.html")
        menu = shown(page, theme)
        wide = "document.documentElement.scrollWidth"
        closed = page.evaluate(wide)
        menu.click()
        names = menu.locator("xpath=../ul/li")
        assert names.all_inner_texts() == ["English", "العربية", "Deutsch <b>"]
        assert page.evaluate(wide) == closed
        assert reader.faults("nav.amts-languages") == []
        page.keyboard.press("Escape")
        assert not names.first.is_visible()
        page.emulate_media(media="print")
        menus = page.locator("nav.amts-languages").all()
        assert not [menu for menu in menus if menu.is_visible()]
        page.emulate_media(media="screen")
        page.evaluate(
            "document.querySelectorAll('nav.amts-languages').forEach((n) => n.remove())"
        )
        assert page.evaluate(wide) == closed


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_links_lead_to_the_page(site_of, tab):
    tab.open(site_of("alabaster") / "deep/pour.html")
    tab.page.locator("nav.amts-languages summary").click()
    tab.page.locator("nav.amts-languages a[data-language=ar]").click()
    tab.page.wait_for_url("**/ar/deep/pour.html")


@pytest.fixture(scope="module")
def start(site_of):
    """The start page of a site, whose languages are all in folders of their own."""
    site = site_of("alabaster")
    folder = site.parent / "start"
    folder.mkdir()
    for place, built in (("en", ""), ("ar", "ar")):
        (folder / place).symlink_to(site / built)
    paths = {"paths": {"en": "en/", "ar": "ar/", "de": "de/"}}
    made = make_site(parse("site", paths), source="en", targets=["ar", "de"])
    assert write_start(made, folder, "Tea") == ""
    return folder / "index.html"


@pytest.mark.parametrize(
    ("tab", "place"),
    [({"locale": "ar-EG"}, "ar"), ({"locale": "en-GB"}, "en")],
    indirect=["tab"],
)
def test_the_start_page_follows_the_browser(start, tab, place):
    tab.page.goto(start.as_uri())
    tab.page.wait_for_url(f"**/{place}/index.html")


@pytest.mark.parametrize("tab", [{"locale": "fr-FR"}], indirect=True)
def test_the_start_page_follows_a_choice(start, tab):
    page = tab.page
    page.goto(start.as_uri())
    assert tab.faults() == []
    assert page.locator("a").all_inner_texts() == ["English", "العربية"]
    page.locator("a[hreflang=ar]").click()
    page.wait_for_url("**/ar/index.html")
    page.goto(start.as_uri())
    page.wait_for_url("**/ar/index.html")
    page.goto(f"{start.as_uri()}#languages")
    page.wait_for_timeout(200)
    assert page.locator("h1").inner_text() == "Tea"


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_the_start_page_without_scripts_is_a_list(start, tab):
    tab.page.goto(start.as_uri())
    tab.page.locator("a[hreflang=ar]").click()
    tab.page.wait_for_url("**/ar/index.html")

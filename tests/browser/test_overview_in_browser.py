"""The report over all languages, in a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from reader_formats import report_of

from sphinx_amts.report.overview import ReportPlace, write_overview

NARROW = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def overview(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("site")
    places = []
    for language, words in (
        ("ar", {"human": 95, "untranslated": 5}),
        ("es", {"machine": 60, "untranslated": 9}),
        ("zh", {"human": 3, "machine": 4, "untranslated": 5}),
    ):
        folder = root / language / "_amts"
        (folder / "documents/guide").mkdir(parents=True)
        for name in ("index.html", "documents/guide/usage.html"):
            (folder / name).write_text("<!DOCTYPE html><title>Page</title>", "utf-8")
        appendix = {"docname": "appendix", "words": {"human": 3}}
        text = report_of(appendix, {"words": words})
        (folder / "report.json").write_text(text, "utf-8")
        relative = f"../{language}/_amts"
        places.append(ReportPlace(language=language, folder=folder, relative=relative))
    page = root / "_amts" / "index.html"
    assert write_overview(
        page, places, project="Tea", names=("report.json", "index.html"), warn=print
    )
    return page


def column(tab, number: int) -> list[str]:
    cells = tab.page.locator(f"#matrix tbody tr > :nth-child({number})")
    return [text.replace("\u202f", "") for text in cells.all_inner_texts()]


def test_it_is_sorted_by_every_column_and_shows_what_is_chosen(tab, overview):
    tab.open(overview)
    assert column(tab, 1) == ["appendix", "guide/usage"]
    assert column(tab, 3) == ["100%", "95%"]
    head = tab.page.get_by_role("columnheader")
    head.nth(2).get_by_role("button").click()
    assert column(tab, 3) == ["95%", "100%"]
    assert head.nth(2).get_attribute("aria-sort") == "ascending"
    tab.page.get_by_label("by people").focus()
    tab.page.keyboard.press("ArrowRight")
    assert column(tab, 3) == ["0", "5"]
    tab.page.reload()
    assert column(tab, 3) == ["0", "5"]
    tab.page.locator("#text").fill("usage")
    assert column(tab, 1) == ["guide/usage"]
    tab.page.locator("#matrix tbody a").last.click()
    assert tab.page.url.endswith("/zh/_amts/documents/guide/usage.html")


def test_it_is_accessible_and_fits(tab, overview):
    def assert_it_fits():
        width = tab.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1]

    tab.open(overview)
    assert_it_fits()
    for mode in (None, "words left", "findings"):
        if mode is not None:
            tab.page.get_by_label(mode).check()
        tab.page.emulate_media(color_scheme="light")
        assert tab.faults() == []
        tab.page.emulate_media(color_scheme="dark")
        assert tab.faults(of_colours=True) == []
    # a new page in a narrow window, too
    tab.page.set_viewport_size(NARROW)
    tab.page.emulate_media(color_scheme="light")
    tab.page.reload()
    assert_it_fits()
    assert tab.faults() == []

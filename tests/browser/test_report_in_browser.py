"""The report of a large book, clicked through in a browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from large_report import DOCUMENTS, MESSAGES, Report, make_large_report

CHARTS = ("trend-title", "distribution-title")
FEW = 12
NO_SCRIPT = {"java_script_enabled": False}


@pytest.fixture
def large(tmp_path) -> Report:
    """500 documents; `benchmarks/report_in_browser.py` has more messages in each."""
    return make_large_report(tmp_path / "report", DOCUMENTS, 20)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Report:
    """Few documents; pages of messages for two of them."""
    return make_large_report(tmp_path_factory.mktemp("report"), FEW)


def titles(tab) -> list[str]:
    return tab.page.locator("#documents summary .name > bdi").all_text_contents()


def test_documents_of_a_large_book_are_sorted_and_filtered(tab, tabs, large):
    tab.open(large.index)
    first = titles(tab)
    assert len(first) == DOCUMENTS
    assert first[0] == "Part0/Chapter000"
    for column in ("title", "path", "coverage", "size", "findings", "bleu", "chrf"):
        button = tab.page.locator(f"#sorting [value={column}]")
        button.click()
        once = titles(tab)
        order = button.get_attribute("data-order")
        button.click()
        assert button.get_attribute("data-order") != order
        assert sorted(titles(tab)) == sorted(once) == sorted(first)
    tab.page.locator("#sorting [value=bleu]").click()
    assert titles(tab)[0] == "Part0/Chapter000"
    tab.page.locator("#sorting [value=bleu]").click()
    assert titles(tab)[0] == "Part9/Chapter499"
    tab.page.locator("#text").fill("chapter07")
    assert titles(tab) == [f"Part1/Chapter{n:03}" for n in range(79, 69, -1)]
    assert tab.page.locator("#shown").inner_text() == "10 of 500 shown"
    tab.page.locator("#text").fill("number 13")
    assert len(titles(tab)) == DOCUMENTS
    tab.page.locator("#text").fill("nothing of the kind")
    assert titles(tab) == []
    assert tab.page.locator("#nothing").is_visible()
    tab.page.locator("#text").fill("chapter1")
    tab.page.locator("#state").select_option("rejected")
    tab.page.reload()
    assert tab.page.locator("#text").input_value() == "chapter1"
    assert len(titles(tab)) == 100
    with tabs.lend(NO_SCRIPT) as page:
        page.goto(large.index.as_uri())
        assert page.locator("#documents > li").count() == DOCUMENTS


def test_an_opened_document_shows_findings_and_leads_to_its_messages(tab, small):
    tab.open(small.index)
    tab.page.locator("#documents summary").first.click()
    opened = tab.page.locator("#documents details[open]")
    assert opened.locator(".findings li").count() == 21
    assert "length: 9 characters" in opened.locator(".findings li").first.inner_text()
    opened.get_by_role("link").click()
    assert tab.page.url == small.page("part0/chapter000").as_uri()
    assert tab.page.locator("#messages > li").count() == MESSAGES
    tab.page.get_by_role("link", name="Translation coverage").click()
    assert tab.page.url == small.index.as_uri()


def test_messages_are_sorted_and_filtered(tab, small):
    tab.open(small.page("part0/chapter000"))
    messages = tab.page.locator("#messages > li")
    tab.page.locator("#sorting [value=score]").click()
    assert "chrF++ 0.0" in messages.first.text_content()
    tab.page.locator("#sorting [value=score]").click()
    assert "chrF++ 87.0" in messages.first.text_content()
    tab.page.locator("#state").select_option("faults")
    assert messages.count() == 21
    tab.page.locator("#text").fill("NUMBER 8")
    assert messages.count() == 3  # 8, 83 and 88
    tab.page.locator("#state").select_option("compared")
    tab.page.locator("#text").fill("")
    assert messages.count() == 40
    assert messages.first.locator("ins").count() > 0
    assert messages.first.locator("del").count() > 0


def test_a_message_leads_to_its_place_in_the_book(tab, small):
    book = small.folder.parent
    page = book / "part0" / "chapter000.html"
    page.parent.mkdir(exist_ok=True)
    tab.open(small.page("part0/chapter000"))
    link = tab.page.locator("#messages .line a").first
    folder = small.folder.name
    address = tab.page.evaluate("e => e.href", link.element_handle())
    assert address.startswith(f"{page.as_uri()}#s:~:text="), folder
    words = tab.page.locator("#messages dd").nth(1).inner_text()
    page.write_text(
        "<!DOCTYPE html><title>A page</title><h1 id=s>Bread</h1>"
        f"<p style='margin-top: 500vh'>{words}.<p style='margin-top: 500vh'>.",
        encoding="utf-8",
    )
    link.click()
    tab.page.wait_for_url("**/chapter000.html**")
    tab.page.wait_for_function("scrollY > 1000")


def test_axe_finds_nothing_serious(tab, tmp_path):
    report = make_large_report(tmp_path / "report", FEW, 20)

    def assert_no_faults():
        tab.page.emulate_media(color_scheme="light")
        assert tab.faults() == []
        tab.page.emulate_media(color_scheme="dark")
        assert tab.faults(of_colours=True) == []

    tab.open(report.page("part0/chapter001"))
    assert_no_faults()
    tab.open(report.index, "#text=chapter00")
    tab.page.locator("#documents summary").first.click()
    assert_no_faults()


def test_charts_say_in_words_what_they_show(tab, small):
    tab.open(small.index)
    trend, distribution = (tab.page.locator(f"#{name}") for name in CHARTS)
    assert trend.text_content() == "2 builds from 2026-01-01 to 2026-02-01"
    assert distribution.text_content() == f"BLEU of {FEW} documents"
    said = "translated from 16.7 to 37.5; by people from 16.7 to 37.5; BLEU from 31.0"
    assert said in tab.page.locator("#trend-description").text_content()
    for chart in tab.page.locator("svg.chart").all():
        assert chart.get_attribute("role") == "img"
        for name in chart.get_attribute("aria-labelledby").split():
            assert chart.locator(f"#{name}").count() == 1
    tab.page.emulate_media(media="print")
    assert not tab.page.locator("#filter").is_visible()
    assert not tab.page.locator("#units").is_visible()
    assert tab.page.locator("svg.chart").last.is_visible()
    assert tab.page.locator("#documents > li").last.is_visible()


@pytest.mark.parametrize("tab", [NO_SCRIPT], indirect=True)
def test_without_scripts_the_pages_are_whole(tab, small):
    tab.open(small.index)
    assert tab.page.locator("#documents > li").count() == FEW
    assert not tab.page.locator("#filter").is_visible()
    tab.open(small.page("part0/chapter001"))
    assert tab.page.locator("#messages > li").count() == MESSAGES

"""Pages of ours about hostile text, in a browser that would run it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from sphinx_amts.editions.model import Pair
from sphinx_amts.evaluation.blind import BlindItem, write_sheet
from sphinx_amts.markup.model import Placeable, Span, Text
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.findings import RemovedPair, UnpairedBlock
from sphinx_amts.parallel_data.review_page import write_review_page

EVIL = (
    "\"'></title></style></textarea></script><script>window.evil=1</script>"
    "<img src=x onerror=window.evil=2><svg onload=window.evil=3>"
    "<x-evil onclick=window.evil=4>e</x-evil><!-- {{ 7*7 }} \u2028 ]]>"
)
# a slash cannot stand in a name
NAME = "javascript:window.evil=5;\"'><img src=x onerror=window.evil=6>&#x3c;"
FORMULA = '=HYPERLINK("http://x.example")'
PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def in_rst(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\*`_|[]" else c for c in text)


def entry(msgid: str, msgstr: str, comment: str = "") -> str:
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    return f"{comment}msgid {quoted(msgid)}\nmsgstr {quoted(msgstr)}\n\n"


def judge(tab) -> None:
    """Nothing has run, no element or address comes from data."""
    tab.page.wait_for_load_state()
    assert tab.page.evaluate("window.evil") is None
    strange = "x-evil, img, iframe, object, embed, base, [onerror], [onload], [onclick]"
    assert tab.page.locator(strange).count() == 0
    assert tab.page.locator("script").count() == 2
    protocols = tab.page.evaluate("[...document.links].map((link) => link.protocol)")
    assert set(protocols) <= {"file:"}


def refuses_all_but_its_own_script(tab) -> None:
    """What stands in a page by a fault of ours would still not run."""
    tab.page.evaluate(
        """() => {
          const html = '<img src=x onerror="window.evil=7">' +
            '<a id="link" href="javascript:window.evil=8">a</a>';
          document.body.insertAdjacentHTML('beforeend', html);
          const script = document.createElement('script');
          script.textContent = 'window.evil=9';
          document.body.append(script);
          document.getElementById('link').click();
        }"""
    )
    tab.page.wait_for_timeout(200)
    assert tab.page.evaluate("window.evil") is None
    assert tab.errors
    assert all("Content Security Policy" in said for said in tab.errors)
    tab.errors.clear()


@pytest.fixture(scope="module")
def report(tmp_path_factory, new_project) -> Path:
    """The report of a book of which every name and text is hostile."""
    book = new_project(tmp_path_factory.mktemp("hostile"))
    title = in_rst(EVIL)
    line = "=" * len(title)
    text = in_rst(f"Pour the water. {EVIL}")
    book.write(
        "index.rst", f"{title}\n{line}\n\n{text}\n\n.. toctree::\n   :glob:\n\n   *\n"
    )
    book.write(f"{NAME}.rst", f"{title}\n{line}\n\n{text}\n\n{text} Twice.\n")
    book.conf(
        project=EVIL,
        extensions=["sphinx_amts"],
        amts_history="history",
        amts_scores=True,
        amts_terms="terms.csv",
    )
    catalog = entry(text, EVIL, f"# {EVIL}\n") + entry(f"{text} Twice.", EVIL)
    for name in ("index", NAME):
        book.write(f"locale/es/LC_MESSAGES/{name}.po", PO + catalog)
        provenance = f"#. origin=machine engine={EVIL} check=x\n"
        machine = entry(text, f"{text} {EVIL}", provenance)
        machine += entry(f"{text} Twice.", f"{text} dos", provenance)
        book.write(f"amts/catalogs/es/{name}.po", PO + machine)
    terms = io.StringIO()
    csv.writer(terms).writerows([["en", "es"], ["water", EVIL], [EVIL, EVIL]])
    book.write("terms.csv", terms.getvalue())
    builds = [
        {"date": f"{year}-01-01T00:00:00Z", "words": {EVIL: 3}, "bleu": 1, "chrf": 1}
        for year in (2025, 2026)
    ]
    history = {"format": 1, "builds": builds}
    book.write("history/es.json", json.dumps(history))
    built = book.build()
    assert built.code == 0, built.output
    return book.out / "_amts"


def test_the_report_and_its_documents(tab, report):
    tab.open(report / "index.html")
    judge(tab)
    for summary in tab.page.locator("#documents summary").all():
        summary.click()
    tab.page.locator("#text").fill("<img")
    tab.page.locator("#text").fill("")
    judge(tab)
    assert "<x-evil onclick" in tab.page.locator("h1").inner_text()
    pages = sorted((report / "documents").glob("*.html"))
    assert len(pages) == 2
    for page in pages:
        tab.open(page)
        tab.page.locator("#text").fill("<img")
        judge(tab)
        assert tab.page.locator("#messages li").count() >= 1
        # the link to the data leads to the file beside it
        hrefs = tab.page.evaluate("[...document.links].map((link) => link.href)")
        assert page.with_suffix(".json").as_uri() in hrefs
    refuses_all_but_its_own_script(tab)


def test_links_of_the_report_lead_to_documents(tab, report):
    tab.open(report / "index.html")
    links = tab.page.locator("a[href^=documents]")
    hrefs = {link.evaluate("a => a.href") for link in links.all()}
    assert hrefs == {page.as_uri() for page in report.glob("documents/*.html")}


@pytest.fixture
def pairs(tmp_path) -> Path:
    pair = Pair(
        source=(Text(f"{FORMULA} {EVIL}"), Placeable(EVIL, EVIL, EVIL)),
        target=(Span(EVIL, "", "", (Text(EVIL),)), Text("\n=1+1")),
        document=NAME,
        line=3,
    )
    path = tmp_path / "review.html"
    write_review_page(
        path,
        languages=LanguagePair(source="en", target="es"),
        kept=[pair],
        removed=[RemovedPair(pair, EVIL, EVIL)],
        unpaired=[UnpairedBlock("target", NAME, 1, EVIL)],
    )
    return path


def test_pairs_and_the_table_of_marks(tab, pairs):
    tab.open(pairs)
    judge(tab)
    tab.page.locator("#status").select_option("")
    tab.page.locator("#text").fill("<img")
    judge(tab)
    tab.page.locator("#all").click()
    tab.page.locator("#rows .pair").first.click()
    tab.page.keyboard.press("y")
    with tab.page.expect_download() as waiting:
        tab.page.locator("#download").click()
    text = Path(waiting.value.path()).read_bytes().decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["source"].startswith(f"'{FORMULA}")
    assert not any(part.lstrip().startswith("=") for part in row["target"].split("\n"))
    refuses_all_but_its_own_script(tab)


def test_a_blind_comparison(tab, tmp_path):
    item = BlindItem(source=EVIL, reference=EVIL, first=FORMULA, second=f"{EVIL} other")
    write_sheet(tmp_path, [item], systems=(EVIL, "b"), languages=("en", "es"), count=1)
    tab.open(tmp_path / "sheet.html")
    judge(tab)
    tab.page.locator("input[value=A]").first.click()
    with tab.page.expect_download() as waiting:
        tab.page.locator("#save").click()
    text = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert f"'{FORMULA}" in (row["A"], row["B"])
    refuses_all_but_its_own_script(tab)

"""The report over all languages, made from reports that come from anywhere."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from sphinx_amts.report.overview import ReportPlace, write_overview

HOSTILE = '"><img src=x onerror=alert(1)>'


def document(docname: str, findings: int = 0, title: str = "T", **words: int) -> dict:
    return {
        "docname": docname,
        "title": title,
        "words": words,
        "findings": [{}] * findings,
        "checks": [],
    }


@pytest.fixture
def site(tmp_path):
    """Three languages with a report, of which each has one page of a document."""

    def add(language: str, *documents: dict) -> None:
        folder = tmp_path / language / "_amts"
        (folder / "documents" / "a b").mkdir(parents=True)
        (folder / "documents" / "a b" / "c#1.html").touch()
        data = {"project": "P", "source_language": "en", "documents": documents}
        (folder / "report.json").write_text(json.dumps(data), "utf-8")

    add(
        "es",
        document("index", human=30, machine=60, untranslated=10),
        document("a b/c#1", findings=3, human=4, outdated=1),
    )
    add("zh", document("index", machine=1, untranslated=999), document("only", human=7))
    return tmp_path, add


def write(root: Path, *languages: str) -> tuple[bool, list[str], str]:
    said: list[str] = []
    page = root / "_amts" / "index.html"
    written = write_overview(
        page,
        [
            ReportPlace(
                language=name, folder=root / name / "_amts", relative=f"../{name}/_amts"
            )
            for name in languages
        ],
        project="Tea & bread",
        names=("report.json", "index.html"),
        warn=said.append,
    )
    return written, said, page.read_text("utf-8") if page.exists() else ""


def rows(page: str) -> dict[str, list[str]]:
    """Document -> its cells: translated, by people, left, findings; or a dash."""
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL):
        cells = re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)
        texts = [re.sub(r"<[^>]*>", " ", cell).split() for cell in cells]
        found[html.unescape(" ".join(texts[0]))] = [" ".join(t) for t in texts[2:]]
    return found


def test_it_shows_each_document_in_each_language(site):
    root, _ = site
    written, said, page = write(root, "es", "zh", "fr")
    assert (written, said) == (True, [])
    assert rows(page.replace("\u202f", "")) == {
        "a b/c#1": ["80% 80% 1 3", "–"],
        "index": ["90% 30% 10 0", "0.1% 0% 999 0"],
        "only": ["–", "100% 100% 0 0"],
    }
    assert "Tea &amp; bread" in page
    assert "French <code>fr</code>: no report" in page
    links = [
        unquote(html.unescape(link)) for link in re.findall(r'<a href="([^"]+)"', page)
    ]
    assert "../es/_amts/documents/a b/c#1.html" in links
    # what has no page of messages has no link
    assert not any("index.html" in link for link in links if "documents" in link)

    before = (root / "_amts" / "index.html").stat().st_mtime_ns
    assert write(root, "es", "zh", "fr")[0]
    assert (root / "_amts" / "index.html").stat().st_mtime_ns == before


def test_one_language_alone_has_nothing_to_be_compared_with(site):
    root, _ = site
    assert write(root, "es", "fr") == (False, [], "")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('{"project": "P"', "no JSON"),
        ("[]", "not an object"),
        ('{"project": "P", "source_language": "en", "documents": [{}]}', "docname"),
        (
            '{"project": "P", "source_language": "en", "documents": [{"docname": "i",'
            ' "title": "", "words": {"human": -1}, "findings": [], "checks": []}]}',
            "a number of that range",
        ),
    ],
    ids=["cut", "list", "fields", "negative"],
)
def test_a_damaged_report_is_told_of_and_left_out(site, data, reason):
    root, _ = site
    (root / "de" / "_amts").mkdir(parents=True)
    (root / "de" / "_amts" / "report.json").write_text(data, "utf-8")
    written, (line,), page = write(root, "de", "es", "zh")
    assert written
    assert str(Path("de", "_amts", "report.json")) in line
    assert reason in line
    assert line.endswith("; build de again")
    assert "German <code>de</code>: no report" in page


def test_text_of_a_report_is_shown_as_text(site):
    root, add = site
    (root / "secret.html").touch()
    add(
        "ar",
        document("../../../secret", human=1),
        document(HOSTILE, title=HOSTILE, human=1, **{'"><b>': 5}),
        document("a b/c#1", title=HOSTILE, human=1),
    )
    written, said, page = write(root, "es", "ar")
    assert (written, said) == (True, [])
    assert "<img" not in page
    assert "<b>" not in page.replace("<b>3", "").partition("<tbody>")[2]
    assert not re.search(r'href="[^"]*secret', page)
    assert rows(page)["../../../secret"][1].startswith("100")

"""How long each action takes in the report of 500 documents and 50,000 messages.

    python benchmarks/report_in_browser.py

Makes that report, opens it in a headless Chromium and clicks through it. Printed is the
longest of three times for each action, in milliseconds, until the page is drawn again.
Exit code 1 if an action takes a second.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from large_report import make_large_report

LIMIT = 1.0
TIMES = 3
DRAWN = "new Promise(go => requestAnimationFrame(() => setTimeout(go)))"


def actions(page, report):
    """Yield name and function of all that a person can do."""
    index = report.index.as_uri()
    document = report.page("part0/chapter000").as_uri()

    def typed(text):
        return lambda: page.locator("#text").fill(text)

    def chosen(state):
        return lambda: page.locator("#state").select_option(state)

    yield "open the index", lambda: page.goto(index)
    for column in ("title", "path", "coverage", "size", "bleu", "chrf", "findings"):
        button = page.locator(f"#sorting [value={column}]")
        yield f"sort by {column}", button.click
    yield "count characters", page.locator("#units [value=characters]").click
    yield "count words", page.locator("#units [value=words]").click
    for text in ("c", "link is lost", "nothing of the kind", ""):
        yield f"filter by {text!r}", typed(text)
    for state in ("rejected", "findings", ""):
        yield f"filter by state {state!r}", chosen(state)
    yield "open a document's findings", page.locator("#documents summary").first.click
    yield "open a document's messages", lambda: page.goto(document)
    for column in ("line", "state", "score", "length"):
        yield (
            f"sort messages by {column}",
            page.locator(f"#sorting [value={column}]").click,
        )
    for text in ("oven", ""):
        yield f"filter messages by {text!r}", typed(text)


def main() -> int:
    """Print how long everything takes; return the exit code."""
    longest: dict[str, float] = {}
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = make_large_report(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for _ in range(TIMES):
            for name, action in actions(page, report):
                start = time.perf_counter()
                action()
                page.evaluate(DRAWN)
                taken = time.perf_counter() - start
                longest[name] = max(longest.get(name, 0.0), taken)
        browser.close()
    for name, taken in longest.items():
        print(f"{1000 * taken:7.0f} ms  {name}")
    return 1 if max(longest.values()) >= LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())

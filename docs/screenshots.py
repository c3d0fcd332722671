"""Make the screenshots of the documentation: python docs/screenshots.py [NAME ...].

It builds the example book in Chinese and Spanish, and takes pictures of its pages in
Chromium. Playwright and Chromium are needed, and a font with Chinese characters.

The page of the book is built from a copy in which some of its paragraphs are in a
machine catalog, since what a reader sees of a machine's text is to be seen.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "_static" / "screenshots"
LARGEST = 150_000
"""Bytes of a picture: readers on slow networks see them, too."""

SHOTS = {
    "page": ("mixed/zh/first-loaf.html", 1100, 760),
    "report": ("site/zh/_amts/index.html", 1100, 760),
    "languages": ("site/_amts/index.html", 1100, 900),
    "review": ("review.html", 1100, 660),
}
"""Name of a picture -> page below the folder of the builds, width and height.

The page of the book has no formulas: these are set by a script from the network.
"""


SENTENCE = 60
"""Characters of a message that is a paragraph, and no term or title."""

MENU = "nav.amts-languages summary >> visible=true"
MARK = "section section p > a.amts-machine"


def run(*arguments: object) -> None:
    """Run `sphinx-amts` of this tree."""
    program = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True)


def make_mixed(book: Path) -> None:
    """Copy the example book, with every third long paragraph of a page a machine's."""
    from babel.messages.pofile import read_po, write_po

    shutil.copytree(ROOT / "example_book", book)
    human = book / "locale/zh/LC_MESSAGES/first-loaf.po"
    catalog = read_po(human.open("rb"), locale="zh")
    long = [message.id for message in catalog if len(message.id) > SENTENCE]
    moved = type(catalog)(locale="zh")
    for msgid in long[::3]:
        moved.add(msgid, catalog[msgid].string)
        catalog.delete(msgid)
    machine = book / "amts/catalogs/zh/first-loaf.po"
    machine.parent.mkdir(parents=True, exist_ok=True)
    for path, written in ((human, catalog), (machine, moved)):
        with path.open("wb") as stream:
            write_po(stream, written)


def build(folder: Path) -> None:
    """Build all pages that are photographed."""
    run("build", "example_book", folder / "site", "-q")
    make_mixed(folder / "book")
    run("build", folder / "book", folder / "mixed", "-q")
    pairs = ("-l", "zh", "-o", folder / "pairs.tmx", "--review", folder / "review.html")
    run("parallel-data", "build", "example_book", *pairs)


def photograph(folder: Path, names: list[str]) -> None:
    """Write the pictures of *names*."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        for name in names:
            page, width, height = SHOTS[name]
            tab = browser.new_page(viewport={"width": width, "height": height})
            tab.goto((folder / page).as_uri())
            if name == "page":
                # the menu of languages, and the source text of a paragraph
                tab.locator(MENU).first.click()
                tab.locator(MARK).first.hover()
                tab.locator(".amts-popup").wait_for()
            path = FOLDER / f"{name}.png"
            tab.screenshot(path=path, animations="disabled")
            size = path.stat().st_size
            if size > LARGEST:
                sys.exit(f"{path}: {size:,} bytes are more than {LARGEST:,}")
            sys.stdout.write(f"{path.relative_to(ROOT)}: {size:,} bytes\n")
        browser.close()


def main() -> int:
    """Build the pages, and write the pictures; return the exit code."""
    names = sys.argv[1:] or list(SHOTS)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
        photograph(Path(folder), names)
    return 0


if __name__ == "__main__":
    sys.exit(main())

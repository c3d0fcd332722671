"""A real headless Chromium, driven as a person would, cut off from every network."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-sync")


@dataclass
class Tab:
    """A page as opened from its file.

    Attributes:
        page: of Playwright.
        requests: what it asked for.
        errors: what its scripts complained about.
    """

    page: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: Path, fragment: str = "") -> None:
        self.page.goto(path.as_uri() + fragment)

    def faults(self, within: str | None = None) -> list[str]:
        """Return what axe takes for serious or critical, with the elements.

        *within* is a selector of the part of the page that is judged.
        """
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        # a browser lets no script fetch the style sheets of a page opened from a file
        found = axe.run(self.page, within, {"preload": False}).response["violations"]
        return [
            f"{fault['id']}: {node['html']}"
            for fault in found
            if fault["impact"] in {"serious", "critical"}
            for node in fault["nodes"]
        ]


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    api = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium, request) -> Iterator[Tab]:
    """A tab of its own; parametrised indirectly with options of its context."""
    context = chromium.new_context(**getattr(request, "param", {}))
    page = context.new_page()
    tab = Tab(page)
    page.on("request", lambda sent: tab.requests.append(sent.url))
    page.on("pageerror", lambda error: tab.errors.append(str(error)))
    page.on(
        "console",
        lambda said: tab.errors.append(said.text) if said.type == "error" else None,
    )
    yield tab
    context.close()
    assert tab.errors == []
    assert [url for url in tab.requests if not url.startswith(("file:", "data:"))] == []

"""A real headless Chromium, driven as a person would, cut off from every network."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-sync")

SIZE = {"width": 1280, "height": 720}
RULES_OF_COLOURS = ("color-contrast", "link-in-text-block")
LOOK = {"color_scheme", "viewport"}
"""Options of a context that can be changed in it."""


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

    def faults(
        self, within: str | None = None, *, of_colours: bool = False
    ) -> list[str]:
        """Return what axe takes for serious or critical, with the elements.

        *within* is a selector of the part of the page that is judged. Only faults *of
        colours* are those that a page may have in the dark and not in the light.
        """
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        options: dict[str, object] = {
            # a browser lets no script fetch the style sheets of a file
            "preload": False,
            # all that is in order takes longer to tell than to find
            "resultTypes": ["violations"],
        }
        if of_colours:
            options["runOnly"] = list(RULES_OF_COLOURS)
        found = axe.run(self.page, within, options).response["violations"]
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


class Tabs:
    """Tabs that one test after another uses, as each test would find a new one.

    A context and its processes cost more than most tests do in them. So there is one
    for each set of options of a context (no scripts, a finger), and a test gets it with
    an empty page, nothing stored, and the size, colours and pointer of a new one.
    """

    def __init__(self, browser: object, blank: str) -> None:
        self._browser, self._blank = browser, blank
        self._pages: dict[str, object] = {}

    @contextmanager
    def lend(self, options: dict[str, object]) -> Iterator[object]:
        """Lend the page of a context; one that fails is not used again."""
        look = {k: v for k, v in options.items() if k in LOOK}
        kind = {k: v for k, v in options.items() if k not in LOOK}
        key = repr(sorted(kind.items()))
        if (page := self._pages.pop(key, None)) is None:
            page = self._browser.new_context(**kind).new_page()
            page.goto(self._blank)
        try:
            page.set_viewport_size(look.get("viewport", SIZE))
            page.emulate_media(
                media="null", color_scheme=look.get("color_scheme", "light")
            )
            yield page
            self.leave(page)
            page.evaluate("localStorage.clear(), sessionStorage.clear()")
            page.mouse.move(0, 0)
            page.set_default_timeout(30_000)
        except BaseException:
            page.context.close()
            raise
        self._pages[key] = page

    def leave(self, page: object) -> None:
        """End the scripts of a page, and what it still asks for."""
        if page.url != self._blank:
            page.goto(self._blank)


@pytest.fixture(scope="session")
def tabs(chromium, tmp_path_factory) -> Tabs:
    blank = tmp_path_factory.mktemp("blank") / "blank.html"
    blank.write_text("<!DOCTYPE html><title>Blank</title>", encoding="utf-8")
    return Tabs(chromium, blank.as_uri())


@pytest.fixture
def tab(tabs, request) -> Iterator[Tab]:
    """A tab as new; parametrised indirectly with options of its context.

    A test that leaves more behind than `Tabs` removes, such as an initial script, has a
    context of its own: `new_tab`.
    """
    with tabs.lend(getattr(request, "param", {})) as page, watched(page) as tab:
        yield tab
        tabs.leave(page)  # while it is still watched


@pytest.fixture
def new_tab(chromium) -> Iterator[Tab]:
    """A tab in a context of its own."""
    context = chromium.new_context()
    with watched(context.new_page()) as tab:
        yield tab
    context.close()


@contextmanager
def watched(page: object) -> Iterator[Tab]:
    """A tab that complains of nothing, and asks for nothing but files."""
    tab = Tab(page)
    listeners = {
        "request": lambda sent: tab.requests.append(sent.url),
        "pageerror": lambda error: tab.errors.append(str(error)),
        "console": lambda said: (
            tab.errors.append(said.text) if said.type == "error" else None
        ),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield tab
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert tab.errors == []
    assert [url for url in tab.requests if not url.startswith(("file:", "data:"))] == []

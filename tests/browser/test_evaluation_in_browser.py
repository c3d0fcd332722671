"""The page of an evaluation, in light, in the dark and in print."""

from __future__ import annotations

import pytest
from evaluated import write_catalogs
from launching import launch


@pytest.fixture(scope="module")
def page(tmp_path_factory, new_project):
    root = tmp_path_factory.mktemp("evaluation")
    folder, out = write_catalogs(root / "book"), root / "out"
    code, _, err = launch(
        "sphinx_amts.cli.main",
        [
            "evaluate",
            str(folder),
            "-l",
            "es",
            "--systems",
            "pseudo,memory",
            "-o",
            str(out),
        ],
        new_project(root).environment(),
    )
    assert code == 0, err
    return out / "index.html"


def test_axe_finds_nothing_serious(tab, page):
    tab.open(page)
    assert tab.page.locator("table").first.text_content().count("pseudo") > 0
    for media in ("screen", "print"):
        tab.page.emulate_media(media=media, color_scheme="light")
        assert tab.faults() == []
        tab.page.emulate_media(color_scheme="dark")
        assert tab.faults(of_colours=True) == []
    assert tab.errors == []
    assert tab.requests == [page.as_uri()]

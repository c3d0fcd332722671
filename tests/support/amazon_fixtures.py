"""A book that is translated by the engine `amazon`, on an emulated account."""

from __future__ import annotations

import pytest

pytest.importorskip("boto3")

import emulated

BOOK = {
    "index.rst": "Index\n=====\n\nThe first loaf. It is *warm*.\n\n"
    ".. toctree::\n\n   one\n   two\n",
    "one.rst": "Page one\n========\n\nSee :doc:`two` and ``code`` here.\n\n"
    "Bake it *well* today.\n",
    "two.rst": "Page two\n========\n\nA short walk.\n\nThe oven is hot.\n",
}


@pytest.fixture(scope="session")
def s3_url():
    with emulated.storage() as url:
        yield url


@pytest.fixture
def amazon(s3_url):
    with emulated.emulated_amazon(s3_url) as account:
        yield account


@pytest.fixture
def book(empty_project, amazon):
    """Three pages to be translated into Spanish, by jobs."""
    for name, text in BOOK.items():
        empty_project.write(name, text)
    empty_project.conf(
        amts_engine="amazon",
        amts_amazon=emulated.AMAZON,
        amts_memory_dir=str(empty_project.root / "memory"),
    )
    return empty_project


@pytest.fixture
def build(book, amazon):
    """Build the book in the account's surroundings."""

    def run(*arguments, wait=30, spend="5", expect=0, **env):
        if spend:
            env["AMTS_SPEND"] = spend
        built = book.build(
            f"-Damts_wait={wait}", *arguments, **amazon.environment, **env
        )
        assert "Traceback" not in built.output
        if expect is not None:
            assert built.code == expect, built.output
        return built

    return run

"""Sphinx's own tests hold with the extension built in: some of its suite.

The whole of it is a command, `python benchmarks/sphinx_suite.py`. Nothing is downloaded
here: the variable `AMTS_SPHINX_SOURCE` names the source distribution of the version of
Sphinx that is installed; `.ci/run` sets it where an index of packages can be reached.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import sphinx_suite  # noqa: E402

SOURCE = os.environ.get("AMTS_SPHINX_SOURCE", "")


@pytest.mark.slow
def test_what_plain_sphinx_builds_is_built(tmp_path):
    if not SOURCE:
        pytest.skip("AMTS_SPHINX_SOURCE names no source distribution of Sphinx")
    try:
        place = sphinx_suite.unpack(Path(SOURCE), tmp_path)
    except (sphinx_suite.NoSource, OSError) as exc:
        pytest.skip(str(exc))
    suite = sphinx_suite.run(place, sphinx_suite.SOME)
    assert suite.unexpected == {}
    assert suite.passed > 80, suite.output


def test_another_version_is_not_taken_for_the_installed_one(tmp_path):
    source = tmp_path / "sphinx-1.0"
    (source / "tests").mkdir(parents=True)
    (source / "tests" / "conftest.py").write_text("")
    (source / "PKG-INFO").write_text("Name: Sphinx\nVersion: 1.0\n")
    with pytest.raises(sphinx_suite.NoSource, match=r"1\.0"):
        sphinx_suite.unpack(source, tmp_path / "work")

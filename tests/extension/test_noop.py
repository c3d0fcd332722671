"""A build with nothing to do costs next to nothing."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import importlib.util
import sys
from sphinx.cmd.build import main
code = main(sys.argv[1:])
heavy = {"boto3", "botocore", "sacrebleu", "pysbd", "diskcache", "sqlite3"}
loaded = heavy & set(sys.modules)
ours = {m for m in sys.modules if m.startswith("sphinx_amts.")}
print("LOADED", sorted(loaded))
late = {"report.pages", "report.files", "translation.pipeline", "scores.metrics"}
late |= {"extension.reporting", "extension.translating", "extension.pages.transforms"}
late |= {"extension.guard.guard", "catalogs.po_reader", "translation.claims"}
late |= {"catalogs.entries", "memory.human_memory", "markup.rst"}
late |= {"document_records.faults", "text.differences", "site.page_lists"}
late = {f"sphinx_amts.{name}" for name in late}
assert all(map(importlib.util.find_spec, late))
print("OURS", sorted(ours & late))
sys.exit(code)
"""


def noop_imports(project):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *project.command()[3:]],
        capture_output=True,
        text=True,
        env=project.environment(),
        check=True,
    )
    lines = done.stdout.splitlines()
    return [line for line in lines if line.startswith(("LOADED", "OURS"))]


def test_nothing_heavy_is_imported(project):
    """Jinja2 is Sphinx's own; of ours, the module that uses it is not loaded."""
    project.engine()
    project.build()
    assert noop_imports(project) == ["LOADED []", "OURS []"]


def test_nothing_heavy_is_imported_with_misses_either(project):
    project.build()
    again = project.build()
    assert again.totals["messages"]["untranslated"] > 0
    assert again.totals["documents_read"] == 0
    assert noop_imports(project) == ["LOADED []", "OURS []"]


def test_nothing_heavy_is_imported_with_scores_either(project):
    project.conf(amts_scores=True)
    project.committed("index", {"Human paragraph.": "Párrafo."})
    assert project.build().totals["references"] == 1
    assert noop_imports(project) == ["LOADED []", "OURS []"]

"""Damaged files for all readers: a sample of `benchmarks/reader_fuzz.py`."""

from __future__ import annotations

import ast
import logging
import signal
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import reader_fuzz  # noqa: E402
from mutations import harmless  # noqa: E402
from reader_formats import FORMATS  # noqa: E402

PACKAGE = ROOT / "sphinx_amts"
READERS = {
    *("read_file", "open_file", "read_json", "parse_json", "Table", "cells_of"),
    *("read_units", "read_segment", "read_trans_units", "read_catalog", "fromstring"),
    *("as_utf8", "read_compiled", "codec_name", "read_own_json"),
    *("read_shape", "parse_shape", "read_kept"),
}
"""Functions through which all text from outside comes in."""

ELSEWHERE = {
    "emulator.terminology": "a table of the emulator's own, which is no reader",
    "engines.amazon.service": "answers of AWS, read by boto3; the tests damage them",
    "project.language_build": "the report that the process itself has just written",
    "onboarding.hosts": "what the book's own project installs",
    "onboarding.workflows": "requirements, of which nothing is understood",
    "onboarding.writing": "what is about to be replaced",
    "importers.d2l.conversion": "pictures, of which nothing is understood",
    "evaluation.results": "also the schema of the package",
    "engines.amazon.endpoint": "a word in the user's own configuration of AWS",
    "files.locking": "the holder of a lock, in the cache of the user",
    "extension.kept_report": "the report that the last build has written",
    "files.archive": "bytes that are put away",
    "checks.located": "passes on to the reader of human catalogs",
    "cli.resolve": "passes on to the readers of catalogs and memories",
    "catalogs.human_content": "passes on to the reader of compiled catalogs",
    "extension.notices.telling": "style sheets and scripts of the package",
    "extension.site.site_pages": "style sheet and script of the package",
    "changes.data": "also the schema of the package",
    "site.start_page": "looks for its own mark, to overwrite no page of a person",
    "cli.memory": "passes on to the reader of TMX",
    "sentence_encoders.kept": "vectors in the cache of the user, with a digest",
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGPROF, reader_fuzz._hang)
    yield reader_fuzz.Bench(tmp_path_factory.mktemp("fuzz"), 7, [])
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_files_that_are_right_are_read(bench, form):
    data = bench.whole(form)
    assert bench.read(form, data) == "read"
    for name, same in harmless(data, form.kind).items():
        bench.whole(form)
        assert bench.read(form, same) == "read", name


def test_damaged_files_are_read_or_refused_in_one_line(bench):
    for number in range(12 * len(FORMATS)):
        _, came, _, _ = reader_fuzz.judged(bench, number)
        assert not came.startswith("FELL"), f"case {number}: {came}"


def modules_that_read():
    """Yield the modules that call one of `READERS`."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in READERS:
                    relative = path.relative_to(PACKAGE).with_suffix("")
                    yield ".".join(relative.parts)


def test_no_reader_is_left_out(bench):
    """Each module that reads is met when the specimens are read: as code that runs."""
    met = set()

    def trace(frame, event, arg):
        if event != "call" or frame.f_back is None:
            return
        name = frame.f_code.co_name
        if name == "__init__":
            name = type(frame.f_locals.get("self")).__name__
        if name in READERS:
            met.add(frame.f_back.f_globals.get("__name__", ""))

    sys.setprofile(trace)
    try:
        for form in FORMATS:
            bench.read(form, bench.whole(form))
    finally:
        sys.setprofile(None)
    left = {f"sphinx_amts.{name}" for name in modules_that_read()} - met
    assert left <= {f"sphinx_amts.{name}" for name in ELSEWHERE}

"""Reading ends, whatever a path names."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from sphinx_amts.catalogs.mo_reader import read_compiled
from sphinx_amts.catalogs.po_reader import read_entries
from sphinx_amts.cli.align import _read as read_text
from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.errors import AmtsError
from sphinx_amts.evaluation.systems import read_configuration
from sphinx_amts.files.disk import MAX_BYTES, open_file, read_file
from sphinx_amts.importers.d2l.conversion import convert
from sphinx_amts.memory.human_memory import HumanMemory
from sphinx_amts.model import LanguagePair
from sphinx_amts.parallel_data.files import read_pairs
from sphinx_amts.report.history import load as load_history
from sphinx_amts.review.returned import read_returned
from sphinx_amts.terminology.files import read_terms

PACKAGE = Path(__file__).parents[2] / "sphinx_amts"
PAIR = LanguagePair(source="en", target="es")
READERS = {
    "es.jsonl": HumanMemory.load,
    "es.json": load_history,
    "index.po": read_entries,
    "index.mo": read_compiled,
    "back.po": lambda path: read_returned(path, {}),
    "back.csv": lambda path: read_returned(path, {}),
    "terms.csv": lambda path: read_terms(path, source="en", target="es"),
    "terms.tmx": lambda path: read_terms(path, source="en", target="es"),
    "pairs.tmx": lambda path: read_pairs(path, PAIR),
    "pairs.csv": lambda path: read_pairs(path, PAIR),
    "pairs.xlf": lambda path: read_pairs(path, PAIR),
    "data.tsv": lambda path: read_example_file(path, max_bytes=1000),
    "systems.toml": read_configuration,
    "text.txt": lambda path: read_text(path, "en", lines=False),
}


def pipe(path):
    os.mkfifo(path)


def device(path):
    path.symlink_to("/dev/zero")


def folder(path):
    path.mkdir()


def huge(path):
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)  # all zeros, and no room on the disk


@pytest.mark.parametrize("make", [pipe, device, folder, huge])
@pytest.mark.parametrize("name", READERS)
def test_what_is_no_file_to_read_is_one_line(tmp_path, name, make):
    if make is huge and name in {"pairs.tmx", "pairs.xlf"}:
        pytest.skip("these are read as streams, of any length")
    path = tmp_path / name
    make(path)
    with pytest.raises(AmtsError) as caught:
        READERS[name](path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("make", [pipe, device])
def test_a_folder_of_documents_with_something_else_in_it(tmp_path, make):
    (tmp_path / "chapter_one").mkdir()
    make(tmp_path / "chapter_one/index.md")
    with pytest.raises(AmtsError, match="there are no chapters"):
        convert(tmp_path, source="en", target="es")


def test_a_file_is_read(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert read_file(path, max_bytes=3) == b"abc"
    with open_file(path) as stream:
        assert stream.read() == b"abc"
    with pytest.raises(OSError, match="no name of a file"):
        read_file(tmp_path / "a\0b")
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none")


# What reads in another way, and why it may.
OTHERWISE = {
    "files/disk.py": "the one place that opens files",
    "files/json_text.py": "the one place that parses JSON",
    "interchange/tables.py": "the one place that parses tables",
    "files/set_aside.py": "a database that was found damaged, which SQLite reads",
    "files/sqlite_guard.py": "a database, which SQLite reads",
    "files/archive.py": "reads back what it has just written",
    "corpus/compression.py": "opens a file in an archive, within limits",
    "corpus_selection/parts.py": "reads back what it has just written",
    "corpus_selection/workers.py": "reads a mark that it has just written",
    "term_mining/output.py": "compares a file with what it would write",
    "evaluation/sealed.py": "reads back what it has just written",
    "evaluation/blind.py": "compares a sheet with what it would write",
    "changes/data.py": "a schema of the package",
    "evaluation/results.py": "a schema of the package",
    "extension/site/site_pages.py": "style sheet and script of the package",
    "evaluation/systems.py": "the one place that parses TOML",
    "document_records/kept.py": "a part of the environment, which Sphinx has read",
    "report/document_pages.py": "a page that this build has written",
    "review/writing.py": "compares a file with what it would write",
    "onboarding/hosts.py": "recipes of the package; TOML of the book's own project",
    "onboarding/yaml_edit.py": "the one place that parses YAML, of the book's project",
    "importers/d2l/output.py": "compares files with what it has written",
    "importers/d2l/source.py": "the one place that parses configurations of d2lbook",
    "extension/messages/page_source.py": "a page that Sphinx has read",
    "extension/reporting.py": "a page that this build has written",
    "catalogs/lenient_reader.py": "gives Babel what read_file has read",
    "extension/compat/symbols.py": "copies symbols of the environment",
    "extension/session/starting.py": "conf.py, which has been run",
    "cli/memory.py": "writes",
    "cli/worker.py": "writes",
    "emulator/tables.py": "defusedxml",
    "engines/amazon/import_tmx.py": "defusedxml, after tmx_reader has read the same",
}
PRIMITIVES = {
    *("read_bytes", "read_text", "fromstring", "ParserCreate"),
    *("json.load", "json.loads", "csv.reader", "csv.DictReader", "tomllib.load"),
    *("tomllib.loads", "pickle.load", "pickle.loads", "GNUTranslations", "read_po"),
    *("open", "os.open", "config.read", "config.read_string", "yaml.load", "read_mo"),
}


def calls(path):
    """Yield what is called in a module, with the name before the dot if it has one."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(name):
                    yield name
                case ast.Attribute(ast.Name(left), name):
                    yield name
                    yield f"{left}.{name}"
                case ast.Attribute(_, name):
                    yield name


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_files_are_read_and_parsed_in_one_place(path):
    text = path.read_text("utf-8")
    found = set(calls(path)) & PRIMITIVES
    if "TranslationMemory.open" in text or "def open(" in text:
        found.discard("open")
    if (
        "po_reader import" in text
        or "d2l.source import" in text
        or "def read_text(" in text
    ):
        found.discard("read_text")
    name = path.relative_to(PACKAGE).as_posix()
    assert not found or name in OTHERWISE, f"{name}: read by files.disk: {found}"

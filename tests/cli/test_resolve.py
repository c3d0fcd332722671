"""`sphinx-amts resolve` and `sync --from-branch`: translations and branches."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from sphinx_amts.catalogs.entries import read_human, read_machine

CATALOG = "amts/catalogs/es/page.po"
MEMORY = "amts/human/es.jsonl"
HUMAN = "locale/es/LC_MESSAGES/page.po"
FIRST = "The first sentence of the page."
OWN = "A paragraph of the present branch."
OTHER = "A paragraph of another branch."


@pytest.fixture
def book(empty_project):
    empty_project.write("index.rst", "Index\n=====\n\n.. toctree::\n\n   page\n")
    write(empty_project, FIRST)
    empty_project.human("page", {"Page": "Página"})
    empty_project.write(".gitignore", "__pycache__/\n")
    empty_project.engine()
    git(empty_project, "init", "-q", "-b", "main")
    return empty_project


def write(book, *paragraphs):
    book.write("page.rst", "\n\n".join(["Page\n====", *paragraphs]) + "\n")


def git(book, *arguments, code=0):
    who = {
        f"GIT_{r}_{k}": "a@b"
        for r in ("AUTHOR", "COMMITTER")
        for k in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=book.src,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | who,
    )
    assert done.returncode == code, done.stdout + done.stderr


def commit(book, amts):
    assert amts(book, "sync", book.src, "-l", "es").code == 0
    git(book, "add", ".")
    git(book, "commit", "-qm", "state")


def branches(book, amts, change_other, change_own):
    """Make two branches that cannot be merged, and try."""
    commit(book, amts)
    git(book, "checkout", "-qb", "other")
    change_other()
    commit(book, amts)
    git(book, "checkout", "-q", "main")
    change_own()
    commit(book, amts)
    git(book, "merge", "other", code=1)


def resolve(amts, book):
    return amts(book, "resolve", book.src)


def records(book):
    lines = (book.src / MEMORY).read_text("utf-8").splitlines()
    rows = map(json.loads, lines)
    return {row["source"]: row["target"] for row in rows if "source" in row}


@pytest.mark.slow
@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_both_sides_of_a_conflict_are_kept(book, amts, style):
    git(book, "config", "merge.conflictStyle", style)

    def change(text, translation):
        write(book, FIRST, text)
        book.human("page", {"Page": "Página", text: translation})

    def own():
        change(OWN, "Un párrafo de esta rama.")
        write(book, FIRST, OWN, "Own draft.")

    def other():
        change(OTHER, "Un párrafo de otra rama.")
        write(book, FIRST, OTHER, "Other draft.")

    branches(book, amts, other, own)
    assert "<<<<<<<" in (book.src / CATALOG).read_text("utf-8")
    assert "<<<<<<<" in (book.src / MEMORY).read_text("utf-8")
    before = (book.src / HUMAN).read_bytes()
    done = resolve(amts, book)
    assert done.code == 1
    (line,) = done.err.splitlines()  # people's own catalog is left to people
    assert f"{book.src / HUMAN}:" in line
    assert (book.src / HUMAN).read_bytes() == before
    assert set(read_machine(book.src / CATALOG)) >= {
        FIRST,
        "Own draft.",
        "Other draft.",
    }
    known = records(book)
    assert known[OWN] == "Un párrafo de esta rama."
    assert known[OTHER] == "Un párrafo de otra rama."
    write(book, FIRST, OWN, OTHER, "Own draft.", "Other draft.")
    book.human("page", {"Page": "Página"})
    git(book, "add", ".")
    git(book, "commit", "-qm", "merged")
    assert "no conflicts" in resolve(amts, book).out
    done = amts(book, "sync", book.src, "-l", "es")
    assert (done.code, done.sent) == (0, [])
    book.build()
    assert "Un párrafo de esta rama." in book.body("page")
    assert "Un párrafo de otra rama." in book.body("page")


def test_what_a_person_changed_on_either_side_is_kept(book, amts):
    def change(text):
        path = book.src / CATALOG
        old = read_machine(path)[FIRST].msgstr
        path.write_text(path.read_text("utf-8").replace(old, text), "utf-8")

    branches(
        book,
        amts,
        lambda: change("La otra."),
        lambda: (change("La propia."), book.write("index.rst", "Index\n=====\n")),
    )
    before = (book.src / CATALOG).read_bytes()
    done = resolve(amts, book)
    assert done.code == 1
    assert "on both sides" in done.err  # people decide
    assert (book.src / CATALOG).read_bytes() == before


def test_a_machine_gives_way_to_a_person(book, amts):
    def translate(mode):
        (book.src / CATALOG).unlink()
        book.engine(mode)
        (book.root / "cache").rename(book.root / f"cache {mode}")

    def change():
        path = book.src / CATALOG
        old = read_machine(path)[FIRST].msgstr
        path.write_text(path.read_text("utf-8").replace(old, "La otra."), "utf-8")

    branches(book, amts, change, lambda: translate("upper"))
    git(book, "checkout", "--ours", "conf.py")
    done = resolve(amts, book)
    assert (done.code, done.err) == (0, "")
    assert read_machine(book.src / CATALOG)[FIRST].msgstr == "La otra."


def test_a_side_that_is_damaged_leaves_the_file_alone(book, amts):
    commit(book, amts)
    path = book.src / CATALOG
    text = path.read_text("utf-8") + "<<<<<<< a\nmsgid\n=======\nnonsense\n"
    path.write_text(text, "utf-8")
    done = resolve(amts, book)
    assert done.code == 1
    assert str(path) in done.err
    assert path.read_text("utf-8") == text


def test_translations_travel_to_an_older_branch(book, amts):
    commit(book, amts)
    git(book, "branch", "v1")
    write(book, FIRST, OWN, OTHER)
    git(book, "checkout", "-q", "v1")
    write(book, FIRST, OWN, OTHER)
    git(book, "commit", "-qam", "backport of the source alone")
    git(book, "checkout", "-q", "main")
    write(book, FIRST, OWN, OTHER)
    book.human("page", {"Page": "Página", OWN: "Un párrafo de esta rama."})
    commit(book, amts)
    draft = read_machine(book.src / CATALOG)[OTHER].msgstr
    git(book, "checkout", "-q", "v1")
    human = (book.src / HUMAN).read_bytes()
    done = amts(
        book, "sync", book.src, "-l", "es", "--from-branch", "main",
        XDG_CACHE_HOME=str(book.root / "another machine"),
    )  # fmt: skip
    assert (done.code, done.sent, done.err) == (0, [], "")
    assert "1 human translation brought from main" in done.out
    assert "1 draft brought from main" in done.out
    assert (book.src / HUMAN).read_bytes() == human
    assert read_machine(book.src / CATALOG)[OTHER].msgstr == draft
    built = book.build()
    assert built.sent == []
    assert "Un párrafo de esta rama." in book.body("page")
    assert draft in book.body("page")
    assert read_human(book.src / HUMAN) == {"Page": "Página"}


def test_drafts_from_another_branch_pass_the_guard(book, amts):
    commit(book, amts)
    git(book, "checkout", "-qb", "other")
    broken = "Use :ref:`the page <page>` and ``code``."
    write(book, ".. _page:", broken)
    commit(book, amts)
    path = book.src / CATALOG
    good = re.search(r'msgstr "([^"]*译the page[^"]*)"', path.read_text("utf-8"))[1]
    text = path.read_text("utf-8").replace(good, "Usa ``otra`` cosa.")
    path.write_text(text, "utf-8")
    git(book, "commit", "-qam", "broken")
    git(book, "checkout", "-q", "main")
    write(book, ".. _page:", broken)
    elsewhere = {"XDG_CACHE_HOME": str(book.root / "another machine")}
    amts(
        book, "sync", book.src, "-l", "es", "--from-branch", "other",
        "-D", "amts_engine=memory", **elsewhere,
    )  # fmt: skip
    assert "otra" in path.read_text("utf-8")
    book.build("-Damts_engine=memory", **elsewhere)
    assert "otra" not in book.body("page")
    assert "Use" in book.body("page")


def test_no_code_of_another_branch_is_run(book, amts):
    commit(book, amts)
    git(book, "checkout", "-qb", "other")
    mark = book.root / "ran"
    write(book, FIRST, OTHER)
    book.human("page", {OTHER: "Un párrafo de otra rama."})
    evil = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + evil)
    book.write("sphinx_amts/__init__.py", evil)
    book.write("sitecustomize.py", evil)
    # where its catalogs are is not for the branch to say
    book.conf(locale_dirs=["elsewhere"], amts_catalog_dir="elsewhere/machine")
    book.write("elsewhere/es/LC_MESSAGES/page.po", _po("Page", "Elsewhere"))
    git(book, "add", "-A")
    git(book, "commit", "-qm", "other")
    git(book, "checkout", "-q", "-")
    done = amts(book, "sync", book.src, "-l", "es", "--from-branch", "other")
    assert (done.code, done.err) == (0, "")
    assert not mark.exists()
    memory = (book.src / MEMORY).read_text("utf-8")
    assert "Un párrafo de otra rama." in memory
    assert "Elsewhere" not in memory


def test_links_of_a_branch_lead_nowhere_else(book, amts):
    commit(book, amts)
    git(book, "checkout", "-qb", "other")
    outside = book.root / "outside"
    (outside / "es/LC_MESSAGES").mkdir(parents=True)
    for name in ("page.po", "es/LC_MESSAGES/page.po"):
        (outside / name).write_text(_po("Outside", "Fuera"), "utf-8")
    record = {"source": "Outside", "target": "Fuera", "dialect": "rst"}
    (outside / "es.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    folder = (book.src / HUMAN).parent
    book.write("kept/page.po", _po("Inside", "Dentro"))
    (folder / "inside.po").symlink_to("../../../kept/page.po")
    (folder / "absolute.po").symlink_to(outside / "page.po")
    (folder / "relative.po").symlink_to(os.path.relpath(outside / "page.po", folder))
    (folder / "folder").symlink_to(outside / "es")
    (book.src / MEMORY).unlink(missing_ok=True)
    (book.src / MEMORY).parent.mkdir(parents=True, exist_ok=True)
    (book.src / MEMORY).symlink_to(outside / "es.jsonl")
    machine = (book.src / CATALOG).parent
    (machine / "linked.po").symlink_to(outside / "page.po")
    git(book, "add", "-A")
    git(book, "commit", "-qm", "links")
    git(book, "checkout", "-q", "-")
    done = amts(book, "sync", book.src, "-l", "es", "--from-branch", "other")
    assert (done.code, done.err) == (0, "")
    texts = [p.read_text("utf-8") for p in book.src.glob("amts/**/*") if p.is_file()]
    assert any("Dentro" in text for text in texts)
    assert not any("Fuera" in text for text in texts)


def _po(msgid, msgstr):
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    return f'{header}\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n'


def test_what_was_forgotten_comes_back_by_no_merge(book, amts):
    gone, target = FIRST, "La primera frase, que no vale."
    book.human("page", {"Page": "Página", gone: target})
    commit(book, amts)
    first = FIRST.replace("the page", "this page")
    write(book, first)  # the old text stands for this paragraph
    book.human("page", {"Page": "Página"})
    commit(book, amts)
    assert target in (book.src / CATALOG).read_text("utf-8")
    git(book, "checkout", "-qb", "other")
    write(book, first.replace("this page", "the long page"), OTHER)
    book.human("page", {"Page": "Página", OTHER: "Otro párrafo."})
    commit(book, amts)
    git(book, "checkout", "-q", "main")
    identity = next(
        row["id"]
        for row in map(json.loads, (book.src / MEMORY).read_text("utf-8").splitlines())
        if row["source"] == gone
    )
    forgotten = amts(book, "forget", book.src, "-l", "es", identity)
    assert forgotten.code == 0
    write(book, OWN)
    commit(book, amts)
    git(book, "merge", "other", code=1)
    (book.src / "page.rst").write_text(f"Page\n====\n\n{first}\n\n{OTHER}\n", "utf-8")
    done = resolve(amts, book)
    assert done.code == 0, done.err
    assert records(book) == {"Page": "Página", OTHER: "Otro párrafo."}

    def nowhere():
        files = [path for path in book.src.glob("amts/**/*") if path.is_file()]
        return not any(target in path.read_text("utf-8") for path in files)

    assert nowhere()
    git(book, "add", ".")
    git(book, "commit", "-qm", "merged")
    done = amts(book, "sync", book.src, "-l", "es", "--from-branch", "other")
    assert (done.code, done.err) == (0, "")
    assert nowhere()
    assert amts(book, "translate", book.src, "-l", "es").code == 0
    assert nowhere()


def test_a_branch_that_is_not_there(book, amts):
    commit(book, amts)
    done = amts(book, "sync", book.src, "-l", "es", "--from-branch", "nowhere")
    done.refused("nowhere")
    mark = book.root / "owned"
    for name in (f"--output={mark}", f"--git-dir={mark}", "-h"):
        done = amts(book, "sync", book.src, "-l", "es", f"--from-branch={name}")
        done.refused(name)
        assert not mark.exists()


def test_a_configuration_outside_of_the_repository(book, amts):
    commit(book, amts)
    elsewhere = book.root / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "conf.py").write_text('extensions = ["sphinx_amts"]\n', "utf-8")
    done = amts(
        book, "sync", book.src, "-c", elsewhere, "-l", "es", "--from-branch", "main"
    )
    done.refused(f"-c {elsewhere}", "not in the repository")

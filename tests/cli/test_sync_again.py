"""A second `sphinx-amts sync` does only what the first has not, to the same result."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass

import pytest
from kept_files import DAMAGES

from sphinx_amts.cli.main import main

FOLDED = "The dough was folded twice before noon, and once after."
FOLDED_ES = "La masa se plegó dos veces antes de mediodía, y una después."
EDITED = "The dough was folded twice before noon, and three times after."
SALT = "Salt slows the dough down. It also makes the crumb firm."
SALT_ES = "La sal frena la masa. También hace firme la miga."
MOVED = "It also makes the crumb firm. Use ``fine`` salt, see :doc:`index`."
MOVED_ES = "También hace firme la miga. Usa sal ``fine``, véase :doc:`index`."
QUICK = "The *quick* way takes a :doc:`poolish <index>` with salt and time."
QUICK_ES = "La vía *rápida* lleva un :doc:`poolish <index>` con sal y tiempo."
SLOWER = "The *quick* way takes a poolish with much salt and time."
NEW = "A *stone* keeps the heat for ``two`` hours."
LOAF = "Examples of loaves, as bakers write them::"
LOAF_ES = "Ejemplos de panes, como los escriben panaderos::"
MEMORY = "amts/human/es.jsonl"
MACHINE = "amts/catalogs/es"


@dataclass
class Done:
    """What a command did."""

    code: int
    out: str
    err: str
    read: int
    files: dict[str, bytes]
    report: dict[str, bytes]

    @property
    def result(self):
        return self.code, self.out, self.err, self.files, self.report


class Bakery:
    """A book that can be put back to how the first synchronisation left it."""

    def __init__(self, project):
        self.project = project
        self.saved = project.root.with_name("saved")

    def save(self):
        shutil.copytree(self.project.root, self.saved)

    def restore(self):
        shutil.rmtree(self.project.root)
        shutil.copytree(self.saved, self.project.root)

    @property
    def books(self):
        return self.project.root / "cache/sphinx-amts/books"

    def kept(self, language="es"):
        # Python 3.13 yields a file once for each folder of that name above it
        return sorted(set(self.books.rglob(f"{language}/**/*.kept")))

    def edit_memory(self, old, new):
        path = self.project.src / MEMORY
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def files(self):
        return self._content(self.project.src)

    def report(self, language):
        """Return the pages of the report about documents."""
        (folder,) = self.books.glob(f"*/{language}/out/_amts/documents")
        return self._content(folder)

    def _content(self, folder):
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="module")
def bakery(tmp_path_factory, new_project):
    """A book with text of each kind that a machine catalog can hold.

    On the page `reused` stand sentences that people have translated elsewhere, on
    `edited` a message whose words have changed since, and on `machine` a new one.
    """
    project = new_project(tmp_path_factory.mktemp("again") / "book")
    names = ("human", "reused", "edited", "machine", "plain")
    pages = "\n   ".join(names)
    project.write("index.rst", f"Bread\n=====\n\n.. toctree::\n\n   {pages}\n")
    project.write("human.rst", f"Salt\n====\n\n{SALT}\n\n{MOVED}\n")
    reused = "It also makes the crumb firm. Salt slows the dough down."
    loaf = f"{LOAF}\n\n   rye, wheat"
    project.write("reused.rst", f"Salt\n====\n\n{reused}\n\n{loaf}\n")
    project.write("edited.rst", f"Dough\n=====\n\n{FOLDED}\n\n{QUICK}\n")
    project.write("machine.rst", f"Stone\n=====\n\n{NEW}\n\nThe crust is thin.\n")
    project.write("plain.rst", "Heat\n====\n\nNothing else.\n")
    for language in ("es", "fr"):
        project.human("index", {"Bread": "Pan"}, language)
        project.human(
            "human",
            {"Salt": "Sal", SALT: SALT_ES, MOVED: MOVED_ES, LOAF: LOAF_ES},
            language,
        )
        edited = {"Dough": "Masa", FOLDED: FOLDED_ES, QUICK: QUICK_ES}
        project.human("edited", edited, language)
        project.human("plain", {"Heat": "Calor", "Nothing else.": "Nada."}, language)
    project.engine()
    return Bakery(project)


@pytest.fixture(scope="module")
def run(bakery):
    def run(*options, language="es"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(bakery.project.root / "cache"))
            arguments = ["sync", str(bakery.project.src), "-l", language, *options]
            code = main(arguments)
        read = 0
        for path in bakery.books.rglob(f"{language}/out/_amts/report.json"):
            totals = json.loads(path.read_text("utf-8"))["totals"]
            read += totals["documents_read"] + totals["documents_reread"]
        return code, read

    return run


@pytest.fixture
def sync(bakery, run, capsys):
    def sync(*options, language="es"):
        capsys.readouterr()
        code, read = run(*options, language=language)
        out, err = capsys.readouterr()
        files, report = bakery.files(), bakery.report(language)
        return Done(code, out, err, read, files, report)

    return sync


@pytest.fixture(scope="module", autouse=True)
def _synchronised(bakery, run):
    """Synchronise both languages, edit a message, and synchronise again."""
    for language in ("es", "fr"):
        assert run(language=language)[0] == 0
    bakery.project.edit("edited.rst", FOLDED, EDITED)
    bakery.project.edit("edited.rst", QUICK, SLOWER)
    for language in ("es", "fr"):
        assert run(language=language)[0] == 0
    bakery.save()


def test_a_book_is_read_once(bakery, sync):
    bakery.restore()
    shutil.rmtree(bakery.books)
    shutil.rmtree(bakery.project.src / "amts")
    first = sync()
    assert first.read == 6  # also those with new translations
    written = {path.stem for path in (bakery.project.src / MACHINE).glob("*.po")}
    assert written == {"edited", "machine", "reused"}
    second = sync()
    assert (second.code, second.err, second.read) == (0, "", 0)
    assert second.files == first.files
    changes = [line for line in first.out.splitlines()[1:] if "message" in line]
    assert [line for line in second.out.splitlines() if "message" in line] == changes
    assert "wrote" not in second.out
    third = sync()
    assert (third.read, third.result) == (0, second.result)


def edit_a_source(bakery):
    bakery.project.edit("plain.rst", "Nothing else.", f"Nothing else.\n\n{SALT}")


def edit_a_catalog(bakery):
    path = bakery.project.src / "locale/es/LC_MESSAGES/human.po"
    path.write_text(path.read_text("utf-8").replace("La sal frena", "Sal frena"))


def edit_the_memory(bakery):
    bakery.edit_memory("Masa", "Otra masa")


def remove_the_memory(bakery):
    (bakery.project.src / MEMORY).unlink()


def edit_a_machine_catalog(bakery):
    path = bakery.project.src / MACHINE / "machine.po"
    text = path.read_text("utf-8")
    assert "译The crust" in text
    path.write_text(text.replace("译The crust", "La corteza"), "utf-8")


def remove_a_machine_catalog(bakery):
    (bakery.project.src / MACHINE / "reused.po").unlink()


def damage_a_machine_catalog(bakery):
    path = bakery.project.src / MACHINE / "reused.po"
    path.write_text(path.read_text("utf-8").replace("msgstr", "msgst", 2), "utf-8")


def show_the_source(bakery):
    bakery.project.conf(amts_outdated="source")


def name_other_words(bakery):
    bakery.project.conf(amts_keep=["crust"])


def remove_a_document(bakery):
    (bakery.project.src / "machine.rst").unlink()
    bakery.project.edit("index.rst", "   machine\n", "")


def add_a_catalog_that_no_document_uses(bakery):
    bakery.project.human("gone", {SALT: SALT_ES, "Gone.": "Ido."})


def misplace_a_catalog(bakery):
    folder = bakery.project.src / "locale/es"
    shutil.copy(folder / "LC_MESSAGES/human.po", folder / "human.po")


def write_notes_into_a_machine_catalog(bakery):
    path = bakery.project.src / MACHINE / "machine.po"
    entry = '#, fuzzy\nmsgid "Left."\nmsgstr "Dejado."\n'
    path.write_text(f"{path.read_text('utf-8')}\n{entry}", "utf-8")


CHANGES = [
    lambda bakery: None,
    add_a_catalog_that_no_document_uses,
    misplace_a_catalog,
    write_notes_into_a_machine_catalog,
    edit_a_source,
    edit_a_catalog,
    edit_the_memory,
    remove_the_memory,
    edit_a_machine_catalog,
    remove_a_machine_catalog,
    damage_a_machine_catalog,
    show_the_source,
    name_other_words,
    remove_a_document,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_change_as_if_nothing_were_kept(bakery, sync, change):
    bakery.restore()
    change(bakery)
    now, later = sync().result, sync().result
    bakery.restore()
    change(bakery)
    shutil.rmtree(bakery.books)
    assert now == sync().result
    assert later == sync().result


@pytest.mark.parametrize("options", [["--dry-run"], ["-D", "amts_outdated=source"]])
def test_with_other_options_as_if_nothing_were_kept(bakery, sync, options):
    bakery.restore()
    other, same = sync(*options), sync()
    bakery.restore()
    shutil.rmtree(bakery.books)
    assert sync(*options).result == other.result
    assert sync().result == same.result


def test_another_language_as_if_nothing_were_kept(bakery, sync):
    bakery.restore()
    french = sync(language="fr")
    bakery.restore()
    shutil.rmtree(bakery.books)
    assert sync(language="fr").result == french.result


def test_from_another_folder_files_are_named_as_seen_from_there(
    bakery, sync, monkeypatch
):
    bakery.restore()
    misplace_a_catalog(bakery)
    sync()
    before = sync()
    monkeypatch.chdir(bakery.project.src)
    assert "locale/es/human.po" in before.err
    assert sync().err == before.err.replace(f"{bakery.project.src}/", "")


def test_a_text_in_two_catalogs_is_kept_whole_at_once(bakery, sync):
    bakery.restore()
    (bakery.project.src / MEMORY).unlink()
    add_a_catalog_that_no_document_uses(bakery)
    first, second = sync(), sync()
    assert first.files[MEMORY] == second.files[MEMORY]
    assert "wrote" not in second.out


def test_state_and_synchronisation_in_turn_do_nothing_twice(bakery, sync, monkeypatch):
    bakery.restore()
    before = sync()
    monkeypatch.setenv("XDG_CACHE_HOME", str(bakery.project.root / "cache"))
    (runs,) = bakery.books.rglob("es/doctrees/amts/es/state.json")
    states = []
    for _ in range(3):
        assert main(["status", str(bakery.project.src), "-l", "es"]) == 0
        again = sync()
        assert (again.read, again.files) == (0, before.files)
        states.append(runs.read_bytes())
    assert states[0] == states[1] == states[2]


@pytest.mark.parametrize("damage", DAMAGES)
def test_kept_files_that_are_no_use_change_nothing(bakery, sync, damage):
    bakery.restore()
    expected = sync().result
    bakery.restore()
    assert {"written.kept", "sync.kept"} <= {path.name for path in bakery.kept()}
    damage(bakery)
    assert sync().result == expected

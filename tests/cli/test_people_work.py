"""Work of people in machine catalogs, through every command that writes them."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from kept_book import KeptBook

from sphinx_amts.catalogs.entries import read_machine

CATALOG = "amts/catalogs/es/page.po"
KEPT = ("Editado por Ana.", "Dudoso de Ana", "Nota de Ana", "Obsoleto de Ana", "Menús")
PAGE = "Page\n====\n\nFirst sentence.\n\nSecond sentence.\n"
FUZZY = """\
#, fuzzy
msgid "Second sentence."
msgstr "Dudoso de Ana"
"""
WORK = f"""\

# Nota de Ana al final de una frase
{FUZZY}
msgctxt "menu"
msgid "File"
msgstr "Menús"

#~ msgid "Gone."
#~ msgstr "Obsoleto de Ana"
"""


@pytest.fixture(scope="module")
def kept_book(new_project, tmp_path_factory, amts):
    book = new_project(tmp_path_factory.mktemp("book"))
    book.conf(project="Book")
    book.write("index.rst", "Index\n=====\n\n.. toctree::\n\n   page\n")
    book.write("page.rst", PAGE)
    book.human("page", {"Page": "Página"})
    book.engine()
    assert amts(book, "sync", book.src, "-l", "es").code == 0
    path = book.src / CATALOG
    draft = read_machine(path)["First sentence."].msgstr
    text = path.read_text("utf-8").replace(f'"{draft}"', f'"{KEPT[0]}"')
    start = text.index("#. amts", text.index(KEPT[0]))
    path.write_text(text[:start].rstrip("\n") + "\n" + WORK, "utf-8")
    return KeptBook(book)


@pytest.fixture
def book(kept_book):
    return kept_book.restored()


def kept(book):
    text = (book.src / CATALOG).read_text("utf-8")
    return [one for one in KEPT if one in text]


@pytest.mark.parametrize(
    "command",
    [
        ["translate"],
        ["sync"],
        ["refresh", "--because", "engine"],
        ["accept", "--all"],
        ["review", "--take", CATALOG, "--by", "Ana"],
        ["review", "--take", CATALOG, "--approved"],
        ["resolve"],
        ["check", "--machine"],
    ],
    ids=" ".join,
)
def test_commands_keep_it(book, amts, command):
    book.write(
        "page.rst", "Page\n====\n\nFirst sentence.\n\nSecond sentence.\n\nNew.\n"
    )
    book.engine("upper")
    name, *options = [str(book.src / x) if x == CATALOG else x for x in command]
    done = amts(book, name, book.src, "-l", "es", *options)
    assert "Traceback" not in done.err
    assert kept(book) == list(KEPT)
    if "--take" in command:
        lines = (book.src / CATALOG).read_text("utf-8").splitlines()
        for text, what in (("Second sentence.", "fuzzy"), ("File", "context")):
            line = lines.index(f'msgid "{text}"') + 1
            assert f"page.po:{line}: " in done.out
            assert what in done.out
        line = lines.index('#~ msgid "Gone."') + 1
        assert f"page.po:{line}: obsolete" in done.out
        human = (book.src / "locale/es/LC_MESSAGES/page.po").read_text("utf-8")
        assert KEPT[0] in human
        assert KEPT[1] not in human
    if name == "sync":
        assert "left alone" in done.out


def test_an_entry_that_nobody_signed_is_not_translated_anew(book, amts):
    path = book.src / CATALOG
    book.write("page.rst", f"{PAGE}\nThird sentence.\n")
    text = path.read_text("utf-8")
    entry = 'msgid "Third sentence."\nmsgstr "Añadido por Ana."\n\n'
    at = text.index('msgctxt "menu"')
    path.write_text(text[:at] + entry + text[at:], "utf-8")
    book.engine("upper", script="fake_engine.py", amts_command_name="another")
    for command in (["translate"], ["refresh", "--because", "engine"], ["sync"]):
        name, *options = command
        done = amts(book, name, book.src, "-l", "es", *options)
        assert done.code == 0, done.err
        assert read_machine(path)["Third sentence."].msgstr == "Añadido por Ana."


def test_forget_takes_the_record_and_leaves_what_was_edited(book, amts):
    book.human("page", {"Page": "Página", "Salt. Sugar.": "Sal. Azúcar."})
    book.write("page.rst", "Page\n====\n\nSalt. Brown sugar.\n")
    assert amts(book, "sync", book.src, "-l", "es").code == 0
    old = read_machine(book.src / CATALOG)["Salt. Brown sugar."]
    assert old.human
    path = book.src / CATALOG
    text = path.read_text("utf-8")
    path.write_text(text.replace(f'"{old.msgstr}"', '"De Ana."'), "utf-8")
    book.human("page", {"Page": "Página"})
    done = amts(book, "forget", book.src, "-l", "es", old.human)
    assert done.code == 0, done.err
    assert kept(book) == list(KEPT)
    assert read_machine(path)["Salt. Brown sugar."].msgstr == "De Ana."
    assert old.human not in path.read_text("utf-8")


def test_an_edition_goes_beside_it(book, amts, tmp_path):
    edition = tmp_path / "edition"
    edition.mkdir()
    for name in ("index.rst", "page.rst"):
        shutil.copy(book.src / name, edition / name)
    (edition / "page.rst").write_text(
        "Página\n======\n\nPrimera frase.\n\nSegunda frase.\n", "utf-8"
    )
    done = amts(
        book, "import-edition", book.src, "-l", "es",
        "--from", edition, "--origin", "unknown",
    )  # fmt: skip
    assert "Traceback" not in done.err
    assert kept(book) == list(KEPT)
    assert "Segunda frase" not in (book.src / CATALOG).read_text("utf-8")


def git(book, *arguments):
    command = ["git", "-C", str(book.src), "-c", "user.name=Ana"]
    command += ["-c", "user.email=ana@example.org", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def conflict(book, change_own, change_other):
    """Commit two changes of the catalog that cannot be merged, and try."""
    path = book.src / CATALOG
    git(book, "init", "-qb", "main")
    git(book, "add", ".")
    git(book, "commit", "-qm", "base")
    base = path.read_text("utf-8")
    git(book, "checkout", "-qb", "other")
    path.write_text(change_other(base), "utf-8")
    git(book, "commit", "-qam", "other")
    git(book, "checkout", "-q", "main")
    path.write_text(change_own(base), "utf-8")
    git(book, "commit", "-qam", "own")
    git(book, "merge", "other")
    assert "<<<<<<<" in path.read_text("utf-8")


def test_a_merge_keeps_the_work_of_both_sides(book, amts):
    def change(name):
        old = '#~ msgid "Gone."\n'
        new = f'# {name} was here\n#~ msgid "Gone by {name}."\n#~ msgstr "x"\n\n{old}'
        return lambda text: text.replace(old, new)

    conflict(book, change("Luis"), change("Eva"))
    done = amts(book, "resolve", book.src, "-l", "es")
    assert (done.code, done.err) == (0, "")
    assert kept(book) == list(KEPT)
    text = (book.src / CATALOG).read_text("utf-8")
    for name in ("Luis", "Eva"):
        assert f'# {name} was here\n#~ msgid "Gone by {name}."' in text
    assert text.count("Obsoleto de Ana") == 1


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (("Dudoso de Ana", "Dudoso de Luis"), ("Dudoso de Ana", "Dudoso de Eva")),
        (("#, fuzzy\n", ""), ("Dudoso de Ana", "Dudoso de Eva")),
    ],
)
def test_people_decide_between_two_unfinished_texts(book, amts, own, other):
    if not own[1]:
        # finished on one side: an entry of ours that was edited
        new = "#. amts: origin=machine engine=x check=00000000\n"
        own = (FUZZY, FUZZY.replace(own[0], new).replace(other[0], "De Luis"))
    conflict(book, lambda text: text.replace(*own), lambda text: text.replace(*other))
    before = (book.src / CATALOG).read_bytes()
    done = amts(book, "resolve", book.src, "-l", "es")
    assert done.code == 1
    assert "by hand" in done.err
    assert (book.src / CATALOG).read_bytes() == before


@pytest.mark.parametrize("both", [False, True])
def test_a_merge_keeps_text_that_nobody_signed(book, amts, both):
    def write(text, comment=""):
        entry = f'{comment}msgid "Alone."\nmsgstr "{text}"\n\n'
        return lambda base: base.replace('msgctxt "menu"', f'{entry}msgctxt "menu"')

    machine = "#. amts: origin=machine engine=x\n"
    conflict(book, write("Luis", "" if both else machine), write("De Ana."))
    before = (book.src / CATALOG).read_bytes()
    done = amts(book, "resolve", book.src, "-l", "es")
    if both:
        assert done.code == 1
        assert (book.src / CATALOG).read_bytes() == before
    else:
        assert (done.code, done.err) == (0, "")
        assert read_machine(book.src / CATALOG)["Alone."].msgstr == "De Ana."


def test_work_on_another_branch_is_listed(book, amts):
    git(book, "init", "-qb", "main")
    git(book, "add", ".")
    git(book, "commit", "-qm", "base")
    git(book, "branch", "other")
    path = book.src / CATALOG
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("# Nota")], "utf-8")
    done = amts(book, "sync", book.src, "-l", "es", "--from-branch", "other")
    lines = text.splitlines()
    for line in ('msgid "Second sentence."', '#~ msgid "Gone."'):
        place = f"other:{CATALOG}:{lines.index(line) + 1}: "
        assert place in done.out


@pytest.mark.parametrize(
    ("mark", "end"), [(b"", "\n"), (b"\xef\xbb\xbf", "\r\n"), (b"", "\r")]
)
def test_drafts_go_into_a_catalog_in_the_order_of_the_book(book, amts, mark, end):
    human = book.src / "locale/es/LC_MESSAGES/page.po"
    before = mark + human.read_bytes().replace(b"\n", end.encode())
    human.write_bytes(before)
    names = "Delta. Alpha. Echo. Bravo. Charlie.".split()
    book.write("page.rst", "Page\n====\n\n" + "\n\n".join(names) + "\n")
    assert amts(book, "translate", book.src, "-l", "es").code == 0
    chosen = ["Charlie.", "Delta.", "Alpha."]
    for arguments in (["--messages", *chosen], ["--all"]):
        done = amts(book, "accept", book.src, "-l", "es", "--by", "Ana", *arguments)
        assert (done.code, done.err) == (0, "")
    text = human.read_bytes().decode("utf-8-sig").replace(end, "\n")
    ids = [x.partition('"')[2][:-1] for x in text.split("\n") if x.startswith("msgid")]
    assert ids[1:] == ["Page", "Delta.", "Alpha.", "Charlie.", "Echo.", "Bravo."]
    after = human.read_bytes().replace(f"# Ana, {year_of(text)}.{end}".encode(), b"")
    head = f'"(Last-Translator|PO-Revision-Date): [^"]*"{end}'
    edited = re.compile(head.encode())
    assert len(edited.findall(after)) == 2
    assert edited.sub(b"", after).startswith(before.rstrip(b"\r\n"))
    done = amts(book, "accept", book.src, "-l", "es", "--by", "Ana", "--all")
    assert human.read_bytes().decode("utf-8-sig").replace(end, "\n") == text
    book.build()
    assert "Página" in book.body("page")


def year_of(text):
    return text.partition("# Ana, ")[2][:4]

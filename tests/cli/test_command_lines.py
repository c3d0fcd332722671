"""How command lines are read, and whether those that are printed can be pasted."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest
from written_commands import names_of

from sphinx_amts.cli.commands import COMMANDS
from sphinx_amts.cli.main import make_parser

ROOT = Path(__file__).parents[2]
NAMES = "|".join(command.name for command in COMMANDS)
WITHOUT_BOOK = {"align", "completion", "convert", "emulator", "memory"}
PRINTED = re.compile(rf"`sphinx-amts ((?:{NAMES})\b[^`]*)`")


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A working folder with a book `b`, an edition `e` and a folder `plain`."""
    for name in ("b", "e"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "conf.py").touch()
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(line):
    words = shlex.split(line)
    return make_parser(words[0]).parse_args(words)


@pytest.mark.parametrize(
    "line",
    [
        "status", "status -l es", "translate -l es --dry-run", "sync -j 2",
        "check --fix -l es", "resolve", "review --for csv", "review --take a.po c.po",
        "accept --documents index guide/usage", "accept --all -l es", "forget 12ab",
        "forget -l es 12ab 34cd", "doctor", "gc --days 3", "refresh --because terms",
        "terms diff", "parallel-data build -l es", "parallel-data push",
        "parallel-data push pairs.tmx", "terminology pull -l es terms.csv",
        "import-edition --from e --origin human", "language remove es", "build -j 4",
        "build -l es -l de", "parallel-data build --from e plain -l es",
        "parallel-data build --hold-out index plain", "evaluate -o out --from e",
        "evaluate -o out --releases v1 v2", "forget --rehearsals",
    ],
)  # fmt: skip
def test_the_book_is_here_where_none_is_named(folders, line):
    assert read(line).sourcedir == Path()


@pytest.mark.parametrize(
    ("line", "others"),
    [
        ("status -l es b", {"languages": ["es"]}),
        ("status --fail-under 5 b -l es", {"languages": ["es"]}),
        ("review -l es --take a.po b", {"files": [Path("a.po")]}),
        ("review -l es --take b a.po c.po", {"files": [Path("a.po"), Path("c.po")]}),
        ("review --take a.po --take c.po b", {"files": [Path("a.po"), Path("c.po")]}),
        ("review --take a.po b --by X", {"files": [Path("a.po")]}),
        ("accept --documents index b", {"documents": ["index"]}),
        ("accept --documents index guide b -l es", {"documents": ["index", "guide"]}),
        ("accept --messages Coffee Tea b", {"messages": ["Coffee", "Tea"]}),
        ("accept b --documents b", {"documents": ["b"]}),
        ("build b out", {"outdir": Path("out")}),
        ("build b -l es out", {"outdir": Path("out")}),
        ("build -l es b -j 2 out -q", {"outdir": Path("out")}),
        ("build b", {"outdir": Path("_build")}),
        ("forget 12ab b", {"identities": ["12ab"]}),
        ("forget b -l es 12ab 34cd", {"identities": ["12ab", "34cd"]}),
        ("forget 12ab -l es 34cd b", {"identities": ["12ab", "34cd"]}),
        ("parallel-data push p.tmx b", {"file": Path("p.tmx")}),
        ("parallel-data push b -l es p.tmx", {"file": Path("p.tmx")}),
        ("terminology pull - b", {"file": "-"}),
        ("language remove es b", {"language": "es"}),
        ("language remove b es", {"language": "es"}),
        ("parallel-data build --hold-out index b", {"hold_out": ["index"]}),
        ("parallel-data build -l es --from x.tmx b", {"origins": [Path("x.tmx")]}),
        ("parallel-data build b --from e", {"origins": [Path("e")]}),
        ("parallel-data build b --from x e", {"origins": [Path("x"), Path("e")]}),
        ("evaluate -o out --releases v1 e b", {"releases": ["v1", "e"]}),
        ("-l es status b", {"languages": ["es"]}),
        ("terms -l es diff b", {"languages": ["es"]}),
        ("status -l es -- b", {"languages": ["es"]}),
    ],
)  # fmt: skip
def test_the_book_is_found_wherever_it_stands(folders, line, others):
    words = shlex.split(line)
    command = next(word for word in words if word in NAMES.split("|"))
    found = make_parser(command).parse_args(words)
    assert found.sourcedir == Path("b")
    for name, value in others.items():
        assert getattr(found, name) == value


def test_in_a_book_editions_stay_editions(folders, monkeypatch):
    monkeypatch.chdir("b")
    line = "parallel-data build -l es --from x.tmx ../e"
    assert read(line).origins == [Path("x.tmx"), Path("../e")]
    line = "parallel-data build -l es --from ../e ."
    assert (read(line).origins, read(line).sourcedir) == ([Path("../e")], Path())


def test_a_book_whose_conf_is_elsewhere_is_no_sheet(folders):
    found = read("review -l es -c b --take a.po plain")
    assert (found.files, found.sourcedir) == ([Path("a.po")], Path("plain"))
    (folders / "plain.rst").touch()  # a document with a folder of its name
    found = read("accept -c b --documents index plain")
    assert (found.documents, found.sourcedir) == (["index", "plain"], Path())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("stauts", "did you mean 'status'?"),
        ("parallel-data pusch", "did you mean 'push'?"),
        ("status --langauge es", "did you mean '--language'?"),
        ("status --fail-udner=5", "did you mean '--fail-under=5'?"),
        ("build b out more", "more: no such argument"),
        ("check --format jsno", "'jsno': give one of text, json, github; did you mean"),
        ("review --for poedt", "one of weblate, poedit, csv; did you mean 'poedit'?"),
        ("refresh --because engin", "did you mean 'engine'?"),
    ],
)
def test_typing_errors_are_told_with_what_was_meant(folders, capsys, line, said):
    with pytest.raises(SystemExit) as left:
        read(line)
    assert left.value.code == 2
    assert said in capsys.readouterr().err


# --- what is printed, or written down, is read by the program


def messages(path):
    """Yield each string of a module that may be printed: no docstring, no help."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(node.value)
        if isinstance(node, ast.Call):
            keywords = node.keywords if isinstance(node.func, ast.Attribute) else []
            silent |= {k.value for k in keywords if k.arg in {"help", "description"}}
            if ast.unparse(node.func) in {"_option", "option", "Option"}:
                silent |= set(ast.walk(node))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and node not in silent:
            yield node.lineno, text


def test_messages_name_commands_in_the_one_way_that_can_be_pasted():
    for path in sorted((ROOT / "sphinx_amts").rglob("*.py")):
        for line, text in messages(path):
            found = re.findall(rf"sphinx-amts ({NAMES})\b", text)
            assert set(found) <= WITHOUT_BOOK, f"{path}:{line}: use command_line()"


def test_commands_of_messages_are_read(folders):
    found = []
    for path in sorted((ROOT / "sphinx_amts").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and ast.unparse(node.func)
            if named == "command_line" and isinstance(node.args[0], ast.Constant):
                known = (a for a in node.args if not isinstance(a, ast.Starred))
                words = (str(getattr(a, "value", "x")) for a in known)
                found.append(" ".join(words))
    assert len(found) > 10
    for line in found:
        assert read(line).sourcedir == Path(), line


LISTED = re.compile(rf"\s*(?:\$ |- run: )?sphinx-amts ((?:{NAMES}) .*)")


def written_down():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        text = page.read_text("utf-8").replace("\\\n", " ")
        for number, line in enumerate(text.splitlines(), 1):
            found = [quoted.partition(" <")[0] for quoted in PRINTED.findall(line)]
            if match := LISTED.match(line):
                found.append(match[1])
            yield from ((f"{page.name}:{number}", each) for each in found)


@pytest.mark.parametrize(("place", "line"), list(written_down()))
def test_commands_of_the_docs_are_read(folders, capsys, place, line):
    words = shlex.split(line)
    families = {"corpus", "memory", "terms"}
    bare = len(words) == 1 or (len(words) == 2 and words[0] in families)
    named = words[-1].startswith("--") and "." not in words
    mentioned = words[-1] if named else ""
    if bare or mentioned or words[-1] == "…":  # a name of a command or option
        words = [word for word in words if word not in {mentioned, "…"}]
        with pytest.raises(SystemExit) as left:
            make_parser(words[0]).parse_args([*words, "--help"])
        assert left.value.code == 0
        assert mentioned in capsys.readouterr().out
    else:
        assert make_parser(words[0]).parse_args(words).run


# --- and runs, where it was printed

BOOKS = {"inside": ".", "above": "src", "elsewhere": "{}/src"}


@pytest.fixture(params=BOOKS)
def seen(request, empty_project, monkeypatch, tmp_path_factory):
    """A book with a draft, and the folder as it is named from the working folder."""
    book = empty_project
    book.write("index.rst", "Bread\n=====\n\nKnead the dough well.\n")
    book.engine()
    here = {"inside": book.src, "above": book.root}.get(
        request.param, tmp_path_factory.mktemp("else where")
    )
    monkeypatch.chdir(here)
    return book, BOOKS[request.param].format(book.root)


def paste(book, amts, text, count=1):
    lines = PRINTED.findall(text)
    assert len(lines) == count, text
    for line in lines:
        ran = amts(book, *shlex.split(line))
        assert ran.code == 0, (line, ran.err)
    return lines


def test_what_sync_names_runs(seen, amts):
    book, folder = seen
    assert amts(book, "translate", folder, "-l", "es").code == 0
    catalog = book.src / "amts/catalogs/es/index.po"
    text = catalog.read_text("utf-8")
    drafts = re.sub(r'(msgid "Knead.*"\nmsgstr) ".*"', r'\1 "Amase bien."', text)
    catalog.write_text(drafts, "utf-8")
    ran = amts(book, "sync", folder)
    paste(book, amts, ran.out)
    human = book.src / "locale/es/LC_MESSAGES/index.po"
    assert "Amase bien." in human.read_text("utf-8")


def test_what_a_build_names_runs(seen, amts):
    book, folder = seen
    assert amts(book, "translate", folder, "-l", "es").code == 0
    catalog = book.src / "amts/catalogs/es/index.po"
    text = catalog.read_text("utf-8")
    entry = text[text.index("#. amts") :]
    other = entry.replace("[", "<")
    sides = f"<<<<<<< HEAD\n{entry}=======\n{other}>>>>>>> other\n"
    catalog.write_text(text.replace(entry, sides), "utf-8")
    built = book.build()
    assert built.code == 0
    paste(book, amts, built.output)
    assert "<<<<" not in catalog.read_text("utf-8")


@pytest.fixture
def book_with_settings(empty_project, amts, monkeypatch):
    """A book whose conf.py is elsewhere, and what terms diff says of it."""
    book = empty_project
    book.engine()
    pages = book.root / "pages"
    pages.mkdir()
    (pages / "index.rst").write_text("Bread\n=====\n\nKnead the dough.\n", "utf-8")
    book.write("terms.csv", "en,es\ndough,masa\n")
    book.write("old.csv", "en,es\nmilk,leche\n")
    monkeypatch.chdir(pages)
    known = ["-c", "../src", "-D", "amts_catalog_dir=other folder"]
    known += ["-D", "amts_terms=terms.csv"]
    assert amts(book, "translate", "-l", "es", *known).code == 0
    return book, amts(
        book, "terms", "diff", "-l", "es", *known, "--old", "../src/old.csv"
    )


def test_settings_of_the_command_line_are_kept(book_with_settings, amts):
    book, ran = book_with_settings
    (line,) = paste(book, amts, ran.out)
    words = shlex.split(line)
    assert "amts_catalog_dir=other folder" in words
    assert words[words.index("-c") + 1] == str(book.src)


def test_a_folder_that_is_no_book_names_the_one_in_it(empty_project, amts, monkeypatch):
    monkeypatch.chdir(empty_project.root)
    ran = amts(empty_project, "status")
    assert ran.code != 0
    assert "no conf.py here; name the folder of a book, such as src" in ran.err
    ran = amts(empty_project, "status", "nowhere")
    assert "no such folder" in ran.err


# --- the reference and the help


def test_every_command_is_in_the_reference():
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    told = set(re.findall(r"^```\{amts-command\} (.+)$", text, re.MULTILINE))
    commands = set(names_of(make_parser()))
    assert commands <= told
    assert told - commands <= {command.name for command in COMMANDS}  # families


def test_the_help_lists_the_commands_in_groups(capsys):
    with pytest.raises(SystemExit):
        make_parser("").parse_args(["--help"])
    help_ = capsys.readouterr().out
    listed = re.findall(r"^  ([a-z-]+)  ", help_, re.MULTILINE)
    first = ["status", "build", "translate", "sync", "check", "review"]
    assert [name for name in listed if not name.startswith("-")][:6] == first
    assert set(listed) >= {command.name for command in COMMANDS}
    amazon = help_.partition("Amazon Translate only:")[2]
    for name in ("doctor", "parallel-data", "terminology", "gc", "emulator"):
        assert f"\n  {name} " in amazon


@pytest.mark.parametrize("code", [0, 1, 2, 130])
def test_the_table_of_exit_codes_has_each_once(code):
    text = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    table = text.partition("## Exit codes")[2]
    assert len(re.findall(rf"^\| {code} +\|", table, re.MULTILINE)) == 1


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as left:
        make_parser(command).parse_args([command, "--help"])
    assert left.value.code == 0
    assert f"usage: sphinx-amts {command}" in capsys.readouterr().out

"""`sphinx-amts init`: what it finds, proposes and writes, and what it leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CONF = """\
project = 'Oven'
extensions = [
    'sphinx.ext.todo',  # notes
]
exclude_patterns = ['_build']
"""


def git(project, *arguments):
    subprocess.run(
        ["git", "-C", str(project.root), *arguments], check=True, capture_output=True
    )


@pytest.fixture
def book(empty_project):
    """A book in a repository on GitHub, without translations."""
    project = empty_project
    project.write("conf.py", CONF)
    project.write("index.rst", "Oven\n====\n\nHeat it.\n")
    git(project, "init", "-q", "-b", "trunk")
    git(project, "remote", "add", "origin", "https://me:key@github.com/me/oven.git")
    return project


def files(project):
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file() and ".git" not in path.parts and "cache" not in path.parts
    }


def test_book_is_set_up_once(book, amts):
    book.write("requirements.txt", "sphinx")
    before = files(book)
    shown = amts(book, "init", book.src, "-l", "zh")
    assert shown.code == 1
    assert "--yes writes what is shown" in shown.err
    assert "key" not in shown.out
    for text in (
        "+    'sphinx_amts',",
        '+amts_languages = {"zh": {}}',
        "translations.yml",
    ):
        assert text in shown.out
    assert files(book) == before

    done = amts(book, "init", book.src, "-l", "zh", "--yes")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(shown.out.rstrip("\n"))
    after = files(book)
    assert (
        after.pop("src/conf.py").decode()
        == CONF.replace("# notes\n", "# notes\n    'sphinx_amts',\n")
        + '\namts_languages = {"zh": {}}\n'
    )
    assert after.pop("src/requirements.txt") == b"sphinx\nsphinx-amts"
    workflow = after.pop(".github/workflows/translations.yml").decode()
    assert "branches: [trunk]" in workflow
    assert "SOURCEDIR: src\n" in workflow
    assert "REQUIREMENTS: src/requirements.txt\n" in workflow
    after.pop(".github/workflows/translations-comment.yml")
    assert after.items() <= before.items()

    again = amts(book, "init", book.src, "-l", "zh", "--yes")
    assert (again.code, again.err) == (0, "")
    assert "nothing to change" in again.out
    assert files(book).keys() >= after.keys()
    assert files(book)["src/conf.py"].count(b"sphinx_amts") == 1

    command = next(
        line for line in again.out.splitlines() if "sphinx-amts status" in line
    )
    status = amts(book, *command.split()[1:])
    assert status.code == 0
    assert status.out.startswith("zh: ")


def test_catalogs_that_are_there_decide(book, amts):
    book.write("conf.py", CONF + "import os\nlanguage = os.environ.get('L', 'en')\n")
    book.write("translated/zh_CN/LC_MESSAGES/index.po", 'msgid ""\nmsgstr ""\n')
    book.write("program/fr/LC_MESSAGES/messages.po", 'msgid ""\nmsgstr ""\n')
    shown = amts(book, "init", book.src, "-l", "zh")
    assert '+locale_dirs = ["translated"]' in shown.out
    assert '+amts_source_language = "en"' in shown.out
    assert "amts_languages" not in shown.out  # zh is zh_CN
    assert "zh_CN in " in shown.out
    assert "fr" not in shown.out.split()


def test_other_hosts(book, amts):
    git(book, "remote", "set-url", "origin", "git@gitlab.example.org:me/oven")
    (book.root / "pyproject.toml").write_text(
        '[project.optional-dependencies]\ndocs = ["sphinx"]\n'
    )
    (book.root / ".readthedocs.yaml").write_text("version: 2\n")
    assert amts(book, "init", book.src, "--yes").code == 0
    made = (book.root / ".gitlab-ci.yml").read_text()
    assert 'python -m pip install ".[docs]" sphinx-amts' in made
    # jobs of its own are kept
    (book.root / ".gitlab-ci.yml").write_text("test:\n  script: [make]\n")
    done = amts(book, "init", book.src, "--yes")
    assert done.code == 1
    assert "  - local: .gitlab/translations.yml" in done.out
    assert (book.root / ".gitlab-ci.yml").read_text() == "test:\n  script: [make]\n"
    again = amts(book, "init", book.src, "--yes")
    assert (again.code, "nothing to change" in again.out) == (0, True)


def test_existing_workflow_is_never_replaced(book, amts):
    book.write("requirements.txt", "sphinx\n")
    own = book.root / ".github/workflows/translations.yml"
    own.parent.mkdir(parents=True)
    own.write_text("mine\n")
    assert amts(book, "init", book.src, "--yes").code == 0
    assert own.read_text() == "mine\n"
    assert list(own.parent.iterdir()) == [own]
    assert (book.src / "requirements.txt").read_text() == "sphinx\n"


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ("if 1 > 0:\n    extensions = ['sphinx.ext.todo']\n", "under a condition"),
        ("extensions = ['sphinx.ext.todo'\n", "line 1"),
    ],
)
def test_conf_that_is_not_understood_gets_lines_to_paste(book, amts, conf, said):
    book.write("conf.py", conf)
    done = amts(book, "init", book.src, "-l", "zh", "--yes")
    assert done.code == 1
    assert said in done.out
    assert '  extensions = [*extensions, "sphinx_amts"]' in done.out
    assert '  amts_languages = {"zh": {}}' in done.out
    assert (book.src / "conf.py").read_text() == conf


def test_book_that_does_not_load_is_as_before(book, amts):
    book.write("conf.py", CONF + "import no_such_module\n")
    before = files(book)
    amts(book, "init", book.src, "--yes")
    assert files(book) == before
    # what the text does not tell
    hidden = CONF + "globals()['extensions'] = ['sphinx.ext.todo']\n"
    book.write("conf.py", hidden)
    before = files(book)
    done = amts(book, "init", book.src, "--yes")
    assert done.code == 2
    assert "sets extensions elsewhere" in done.err
    assert files(book) == before


def test_link_and_mode_of_conf_stay(book, amts):
    place = book.root / "shared.py"
    (book.src / "conf.py").rename(place)
    place.chmod(0o750)
    (book.src / "conf.py").symlink_to(place)
    assert amts(book, "init", book.src, "--yes").code == 0
    assert (book.src / "conf.py").is_symlink()
    assert "sphinx_amts" in place.read_text()
    assert place.stat().st_mode & 0o777 == 0o750


def test_terminal_is_asked(book):
    pty = pytest.importorskip("pty")
    for answer, written in (("n\n", False), ("\4", False), ("y\n", True)):
        ours, theirs = pty.openpty()
        os.write(ours, answer.encode())
        code = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", code, "init", str(book.src)],
            stdin=theirs,
            capture_output=True,
            text=True,
            env=book.environment(),
            check=False,
        )
        os.close(ours)
        os.close(theirs)
        assert "Write this? [y/N]" in done.stdout
        assert done.stderr == ""
        assert (done.returncode == 0) is written
        assert ("sphinx_amts" in (book.src / "conf.py").read_text()) is written


def test_wrong_use_is_said_in_one_line(book, amts):
    amts(book, "init", book.src, "-l", "zz-nope").refused("zz-nope")
    amts(book, "init", book.src, "-l", "en_US").refused("the documents are in")
    amts(book, "init", book.root / "none").refused("no such folder")
    amts(book, "init", book.root).refused("such as ", "src")
    (book.src / "conf.py").unlink()
    book.write("myst.yml", "version: 1\n")
    amts(book, "init", book.src).refused("Jupyter Book 2", "not by Sphinx")


JUPYTER = """\
title: Oven  # ours
# how to run
execute:
  execute_notebooks: "off"
sphinx:
  extra_extensions:
  - sphinx.ext.todo
  config:
    language: de
"""


@pytest.fixture
def jupyter_book(book):
    pytest.importorskip("yaml")
    (book.src / "conf.py").unlink()
    (book.src / "index.rst").unlink()
    book.write("_config.yml", JUPYTER)
    book.write("_toc.yml", "format: jb-book\nroot: intro\n")
    book.write("intro.md", "# Ofen\n\nHeiz ihn.[^a] Und so.\n\n[^a]: Langsam.\n")
    return book


def test_jupyter_book_is_set_up_once(jupyter_book, amts):
    book = jupyter_book
    book.write("requirements.txt", "jupyter-book<2\n")
    done = amts(book, "init", book.src, "-l", "zh", "--yes")
    assert (done.code, done.err) == (0, "")
    assert (book.src / "_config.yml").read_text() == JUPYTER.replace(
        "todo\n", "todo\n  - sphinx_amts\n"
    ).replace(
        "config:\n",
        'config:\n    amts_languages: {"zh": {}}\n    amts_source_language: "de"\n',
    )
    workflow = (book.root / ".github/workflows/translations.yml").read_text()
    assert '"$REQUIREMENTS" && jupyter-book config sphinx "$SOURCEDIR"\n' in workflow
    before = files(book)
    again = amts(book, "init", book.src, "-l", "zh", "--yes")
    assert (again.code, "nothing to change" in again.out) == (0, True)
    assert files(book) == before
    first = again.out.split("next:\n")[1].splitlines()[0]
    assert first.strip().startswith("jupyter-book config sphinx ")
    amts(book, "status", book.src).refused(
        "no conf.py yet", "jupyter-book config sphinx"
    )


def test_jupyter_book_builds_in_chinese(jupyter_book, amts):
    """By its own program, which reads no `conf.py`."""
    pytest.importorskip("jupyter_book.sphinx", reason="Jupyter Book 1 is not installed")
    book = jupyter_book
    assert amts(book, "init", book.src, "-l", "zh", "--yes").code == 0
    book.edit("_config.yml", "language: de", "language: zh\n    amts_engine: pseudo")
    program = "from jupyter_book.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "build", str(book.src)],
        capture_output=True,
        text=True,
        env=book.environment(),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    assert "sphinx-amts: zh:" in done.stdout
    assert " -D " not in done.stdout  # its settings are no arguments of our commands
    html = book.src / "_build/html"
    assert (html / "_amts/index.html").is_file()
    page = (html / "intro.html").read_text()
    assert '<html lang="zh"' in page
    assert 'class="footnote-reference' in page
    assert "[^a]" not in page


def test_setting_of_jupyter_book_is_named_with_its_file(jupyter_book):
    """As Jupyter Book calls Sphinx: without `conf.py`, all settings as overrides."""
    pytest.importorskip("myst_parser")
    book = jupyter_book
    book.edit("_config.yml", "language: de", "language: de\n    amts_no_such: 1")
    overrides = {
        "extensions": ["myst_parser", "sphinx_amts"],
        "root_doc": "intro",
        "language": "de",
        "amts_no_such": "1",
    }
    program = (
        "import sys; from sphinx.application import Sphinx; "
        f"Sphinx({str(book.src)!r}, None, {str(book.out)!r}, {str(book.out)!r}, "
        f"'html', {overrides!r}).build()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=book.environment(),
        check=False,
    )
    line = JUPYTER.count("\n") + 1
    assert f"{book.src / '_config.yml'}:{line}: unknown setting" in done.stderr

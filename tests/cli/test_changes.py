"""`sphinx-amts changes` on a book in a git repository, through the real program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import jsonschema
import pytest

from sphinx_amts.changes.data import schema

IDENTITY = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip

INDEX = """
Coffee
======

Boil the water. Pour it slowly over the coffee.

Grind the beans just before brewing.

See `the site <https://example.com>`_ for more.

Old paragraph that goes away.

.. toctree::

   beans
"""
BEANS = """
Beans
=====

Store them in the dark. Never freeze them.

Beans of **one** farm taste of it.
"""
HUMAN = {
    "Coffee": "Café",
    "Boil the water. Pour it slowly over the coffee.":
        "Hierve el agua. Viértela despacio sobre el café.",
    "Grind the beans just before brewing.": "Muele los granos justo antes.",
    "See `the site <https://example.com>`_ for more.":
        "Véase `el sitio <https://example.com>`_ para más.",
}  # fmt: skip
BROKEN = "Véase `el sitio <https://example.com> para más."
HOSTILE = "A new paragraph by @octocat, see <b>#1</b>. It has two sentences."


def git(folder, *arguments):
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | IDENTITY,
        check=True,
    )
    return done.stdout.strip()


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


@pytest.fixture(scope="module")
def book(new_project, tmp_path_factory):
    """A branch that edits, adds, removes and breaks; main has gone on meanwhile."""
    book = new_project(tmp_path_factory.mktemp("changes"))
    book.root = book.root.resolve()
    (book.root / ".gitignore").write_text("/cache\n/engine.log\n*.mo\n")
    log = book.root / "ran"
    book.conf(
        amts_languages={"es": {}},
        amts_command_metered=True,
        amts_command_price=20,
    )
    book.engine()
    book.write("index.rst", INDEX)
    book.write("beans.rst", BEANS)
    # a fault that was there before
    book.human("beans", {"Beans of **one** farm taste of it.": "De **una finca."})
    book.human("index", HUMAN)
    git(book.root, "init", "-q", "-b", "main")
    commit(book.root, "one")
    # code of the base: it must not be run
    present = (book.src / "conf.py").read_text("utf-8")
    book.write("conf.py", f"{present}\nopen({str(log)!r}, 'w').write('conf.py')\n")
    commit(book.root, "two")
    git(book.root, "switch", "-qc", "topic")
    book.write("conf.py", present)
    book.edit("index.rst", "Pour it slowly", "Pour it very slowly")
    book.edit("index.rst", "Old paragraph that goes away.\n", "")
    book.write("beans.rst", f"{BEANS}\n{HOSTILE}\n")
    human = dict(HUMAN)
    human["See `the site <https://example.com>`_ for more."] = BROKEN
    book.human("index", human)
    commit(book.root, "three")
    git(book.root, "switch", "-q", "main")
    book.write("later.rst", "Later\n=====\n\nMain has gone on.\n")
    commit(book.root, "four")
    git(book.root, "switch", "-q", "topic")
    return book


@pytest.fixture(scope="module")
def ran(amts, book):
    return amts(
        book, "changes", book.src, "--base", "main", "--format", "json",
        "--fail-on", "broken,outdated",
    )  # fmt: skip


@pytest.fixture(scope="module")
def data(ran):
    return json.loads(ran.out)


def test_the_result_has_its_schema(data, book):
    jsonschema.validate(data, schema())
    assert data["commit"] == git(book.root, "merge-base", "main", "topic")


def test_sentences_of_the_source(data):
    """What main has got meanwhile is no change of the branch."""
    assert data["sentences"] == {"added": 2, "edited": 1, "removed": 1}
    assert [
        (p["file"], bool(p["before"]), bool(p["after"])) for p in data["passages"]
    ] == [
        ("src/beans.rst", False, True),
        ("src/index.rst", True, True),
        ("src/index.rst", True, False),
    ]


def test_what_it_does_to_the_translation(data):
    (es,) = data["languages"]
    assert (es["human_before"], es["human_kept"]) == (6, 5)
    assert [place["text"] for place in es["outdated"]] == [
        "Boil the water. Pour it very slowly over the coffee."
    ]
    assert [place["text"] for place in es["missing_new"]] == [HOSTILE]
    assert es["missing"] == 3


def test_only_faults_that_came_in_are_named(data):
    (fault,) = data["languages"][0]["faults"]
    assert fault["file"] == "src/locale/es/LC_MESSAGES/index.po"
    assert fault["line"] > 1
    assert fault["rule"] == "unparsed-markup"


def test_a_price_is_known_and_nothing_is_asked(data, ran):
    """Of the sentences that changed or are new, not of whole paragraphs."""
    (es,) = data["languages"]
    assert es["segments"] == 6
    assert 0 < es["price"] < 0.01
    assert ran.calls == []


def test_the_price_of_a_service_is_known_without_it(amts, book):
    """No result of an earlier job is looked for, and no credentials are needed."""
    pytest.importorskip("boto3")
    options = [
        "amts_engine=amazon", "amts_amazon.region=us-east-1",
        "amts_amazon.bucket=a-bucket",
        "amts_amazon.role_arn=arn:aws:iam::123456789012:role/r",
    ]  # fmt: skip
    overrides = [part for option in options for part in ("-D", option)]
    done = amts(
        book, "changes", book.src, "--base", "main", "--format", "json", *overrides,
        AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_EC2_METADATA_DISABLED="true",
    )  # fmt: skip
    assert done.code == 0, done.err
    (es,) = json.loads(done.out)["languages"]
    assert es["notices"] == []
    assert es["price"] > 0
    assert es["segments"] == 6


def test_the_gate_needs_a_person(ran):
    assert ran.code == 1
    assert "es: 1 fault came in" in ran.err
    assert "es: 1 paragraph becomes outdated" in ran.err


def test_no_code_of_the_base_is_run_and_nothing_is_written(ran, book):
    assert ran.code == 1
    assert not (book.root / "ran").exists()
    assert git(book.root, "status", "--porcelain") == ""


def test_notebooks_of_the_base_are_not_run(amts, empty_project):
    """Whatever `conf.py` says of their execution."""
    pytest.importorskip("myst_nb")
    book = empty_project
    log = book.root / "modes"
    book.conf(extensions=["myst_nb", "sphinx_amts"], nb_execution_mode="force")
    lines = (
        "def setup(app):",
        "    app.connect('builder-inited', note)",
        "def note(app):",
        f"    with open({str(log)!r}, 'a') as stream:",
        "        print(app.srcdir, app.config.nb_execution_mode, file=stream)",
    )
    book.write("conf.py", (book.src / "conf.py").read_text("utf-8") + "\n".join(lines))
    book.write("index.md", "# Title\n\nText.\n")
    git(book.root, "init", "-q", "-b", "main")
    commit(book.root, "one")
    done = amts(book, "changes", book.src, "--base", "HEAD", "-l", "es")
    assert done.code == 0, done.err
    modes = [line.rsplit(" ", 1) for line in log.read_text("utf-8").splitlines()]
    assert [mode for _, mode in modes] == ["off", "off"]
    assert len({folder for folder, _ in modes}) == 2


def test_no_expression_of_the_base_is_evaluated(amts, empty_project):
    pytest.importorskip("myst_parser")
    book = empty_project
    touch = "env.srcdir.joinpath({!r}).touch()".format(str(book.root / "RAN"))
    book.conf(
        extensions=["myst_parser", "sphinx_amts"],
        myst_enable_extensions=["substitution"],
        myst_substitutions={"tea": "black tea"},
    )
    text = "# Title\n\nPour the {{ tea }}.\n"
    book.write("index.md", f"{text}\nText {{{{ {touch} }}}} here.\n")
    git(book.root, "init", "-q", "-b", "main")
    commit(book.root, "one")
    book.write("index.md", f"{text}\nText here.\n")
    done = amts(
        book, "changes", book.src, "--base", "HEAD", "-l", "es", "--format", "json"
    )
    assert done.code == 0, done.err
    assert not (book.root / "RAN").exists()
    assert "Text here." in done.out
    assert "Pour the" not in done.out  # it has not changed


def test_the_comment_is_made_of_the_file_alone(amts, ran, book, tmp_path):
    """In a place without the book, by whoever has the right to comment."""
    path = tmp_path / "changes.json"
    path.write_text(ran.out, "utf-8")
    made = amts(book, "changes", "--from", path)
    assert made.code == 0
    assert made.out.startswith(
        "<!-- sphinx-amts: changes -->\n### Translations: 1 fault"
    )
    assert "<b>" not in made.out
    assert "@octocat" not in made.out
    assert "&#64;octocat" in made.out
    gated = amts(book, "changes", "--from", path, "--fail-on", "broken")
    assert (gated.code, gated.out) == (1, made.out)


def test_a_book_that_is_new_has_no_text_in_the_base(amts, book, tmp_path):
    root = tmp_path / "new"
    git(tmp_path, "clone", "-q", "-b", "topic", str(book.root), str(root))
    git(root, "switch", "-q", "--orphan", "empty")
    (root / "README").write_text("A repository.\n")
    commit(root, "one")
    git(root, "branch", "start")
    git(root, "checkout", "-q", "topic", "--", "src")
    commit(root, "two")
    made = amts(book, "changes", root / "src", "--base", "start", "--format", "json")
    assert made.code == 0, made.err
    found = json.loads(made.out)
    assert (found["sentences"]["edited"], found["sentences"]["removed"]) == (0, 0)
    assert found["sentences"]["added"] > 5
    assert found["languages"][0]["human_before"] == 0


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--base", "no-such-branch"], ["no-such-branch", "no remote"]),
        (["--base", "--output=x"], []),
        (["--base", "main", "--fail-on", "broken,all"], ["'all'", "broken, outdated"]),
        (["--base", "main", "--from", "x.json"], ["--from", "--base"]),
        ([], ["--base", "--from"]),
        (
            ["--from", "/nowhere/changes.json"],
            ["/nowhere/changes.json", "--format json"],
        ),
    ],
)
def test_bad_arguments_get_one_line(amts, book, arguments, parts):
    done = amts(book, "changes", book.src, *arguments)
    assert done.code == 2
    assert done.out == ""
    for part in parts:
        assert part in done.err.splitlines()[-1]


def test_a_book_outside_of_git_is_refused(amts, book, tmp_path):
    shutil.copytree(book.src, tmp_path / "src")
    done = amts(book, "changes", tmp_path / "src", "--base", "main")
    done.refused("not in a git repository")

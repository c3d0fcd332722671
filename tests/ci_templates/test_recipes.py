"""The recipes for CI: what they may do, and that their steps work in a clean clone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from workflows import (
    clone,
    gh_calls,
    git,
    load,
    machine_of,
    make_repository,
    runner,
    step,
    steps_of,
)

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "sphinx_amts/ci_templates"
NAMES = (
    *("github.yml", "github-comment.yml", "github-nightly.yml"),
    *("gitlab.yml", "readthedocs.yaml"),
)
WORKFLOWS = [
    *sorted(RECIPES.glob("github*.yml")),
    *sorted((ROOT / ".github/workflows").glob("*.yml")),
]
ACTION = ROOT / "action.yml"
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
each_file = pytest.mark.parametrize(
    "path", [*WORKFLOWS, ACTION], ids=lambda path: path.name
)

CONF = """
project = "Coffee"
extensions = ["sphinx_amts"]
html_theme = "basic"
locale_dirs = ["locale"]
gettext_compact = False
exclude_patterns = ["locale"]
amts_languages = {"es": {}}
"""
INDEX = """
Coffee
======

Boil the water. Pour it slowly over the coffee.

Grind the beans just before brewing.

.. toctree::

   beans
"""
BEANS = "\nBeans\n=====\n\nStore them in the dark.\n"
HUMAN = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"

msgid "Boil the water. Pour it slowly over the coffee."
msgstr "Hierve el agua. Viértela despacio sobre el café."
"""


# --- what they may do


def test_recipes_are_part_of_the_package():
    found = resources.files("sphinx_amts") / "ci_templates"
    assert sorted(NAMES) == sorted(path.name for path in found.iterdir())


@each_file
def test_nothing_is_written_into_a_script(path):
    """A name of a branch may be a command: values come in variables only."""
    for one in steps_of(load(path)):
        # the matrix is our own
        written = one.get("run", "").replace("${{ matrix.env }}", "")
        assert "${{" not in written, one


@each_file
def test_actions_have_versions(path):
    for one in steps_of(load(path)):
        if "uses" in one:
            name, version = one["uses"].split("@")
            assert name.startswith(("actions/", "pypa/"))
            assert re.fullmatch(r"v\d+|release/v\d+|[0-9a-f]{40}", version)


@each_workflow
def test_rights_are_few(path):
    document = load(path)
    assert document["permissions"] in ({}, {"contents": "read"})
    assert "pull_request_target" not in document["on"]
    for one in steps_of(document):
        if one.get("uses", "").startswith("actions/checkout@"):
            assert one["with"]["persist-credentials"] is False
    for job in document["jobs"].values():
        assert job["timeout-minutes"] <= 120


def test_whoever_may_comment_runs_nothing_of_the_pull_request():
    document = load(RECIPES / "github-comment.yml")
    (job,) = document["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert not [one for one in job["steps"] if "checkout" in one.get("uses", "")]
    assert "secrets." not in (RECIPES / "github-comment.yml").read_text("utf-8")
    assert document["on"]["workflow_run"]["workflows"] == [
        load(RECIPES / "github.yml")["name"]
    ]


def test_what_a_stranger_starts_has_no_secrets():
    text = (RECIPES / "github.yml").read_text("utf-8") + ACTION.read_text("utf-8")
    assert "secrets." not in text
    assert "AMTS_SPEND" not in text


def test_books_set_the_same_two_variables():
    """Which a program can find, each on a line of its own."""
    for name in ("github.yml", "github-nightly.yml", "gitlab.yml"):
        text = (RECIPES / name).read_text("utf-8")
        assert len(re.findall(r"^  SOURCEDIR: docs$", text, re.MULTILINE)) == 1
        line = r"^  REQUIREMENTS: docs/requirements.txt$"
        assert len(re.findall(line, text, re.MULTILINE)) == 1


LINTERS = {
    "zizmor": [
        "--offline", "--no-progress", "-c", ".github/zizmor.yml",
        *map(str, WORKFLOWS), str(ACTION),
    ],
    "actionlint": list(map(str, WORKFLOWS)),
}  # fmt: skip
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "vendor.github-actions": [ACTION],
    "vendor.gitlab-ci": [RECIPES / "gitlab.yml"],
    "vendor.readthedocs": [RECIPES / "readthedocs.yaml"],
}


def installed(program):
    """Return the path of a program, of this environment or of the machine."""
    beside = str(Path(sys.executable).parent)
    return shutil.which(program, path=beside) or shutil.which(program)


@pytest.mark.parametrize("program", LINTERS)
def test_linters_find_nothing(program):
    path = installed(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(
        [path, *LINTERS[program]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_have_their_schemas(schema):
    path = installed("check-jsonschema")
    if path is None:
        pytest.skip("check-jsonschema is not installed")
    files = [str(path) for path in SCHEMAS[schema]]
    done = subprocess.run(
        [path, "--builtin-schema", schema, *files],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


# --- that they work


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("recipes").resolve()


@pytest.fixture(scope="module")
def env(place):
    return machine_of(place)


@pytest.fixture(scope="module")
def origin(place, env):
    """A repository with a book, and a pull request as GitHub merges it for a test."""
    work, bare = place / "work", place / "origin.git"
    files = {
        "docs/conf.py": CONF,
        "docs/index.rst": INDEX,
        "docs/beans.rst": BEANS,
        "docs/requirements.txt": "sphinx-amts\n",
        "docs/locale/es/LC_MESSAGES/index.po": HUMAN,
        ".gitignore": "_build/\n*.mo\n",
    }
    make_repository(work, env, files)
    git(work, "switch", "-qc", "topic", **env)
    edited = INDEX.replace("Pour it slowly", "Pour it very slowly")
    (work / "docs/index.rst").write_text(edited, "utf-8")
    git(work, "commit", "-qam", "two", **env)
    git(place, "clone", "-q", "--bare", str(work), str(bare), **env)
    return bare


def read_documents(checkout, language):
    """Return how many documents the build of a language has read."""
    log = checkout / "_build/doctrees" / language / "build.log"
    added, changed = re.findall(r"(\d+) added, (\d+) changed", log.read_text("utf-8"))[
        -1
    ]
    return int(added) + int(changed)


WORKFLOW = load(RECIPES / "github.yml")
BUILT = (
    "Install the book's requirements",
    "Date files by what changed since the cache was made",
    "Build",
)


@pytest.fixture(scope="module")
def first(place, env, origin):
    """The workflow on the main branch, without a cache; what it kept for the next."""
    checkout = clone(place, env, origin, "main")
    machine = runner(place, env, checkout)
    for name in (*BUILT, "Check"):
        machine.done(step(WORKFLOW, name), WORKFLOW)
    kept = place / "kept"
    for folder in ("_build/doctrees",):
        shutil.copytree(checkout / folder, kept / folder)
    read = {language: read_documents(checkout, language) for language in ("en", "es")}
    pages = (checkout / "_build/html/es/index.html").read_text("utf-8")
    return kept, read, pages


@pytest.fixture(scope="module")
def pull_request(place, env, origin, first):
    """The workflow on a pull request, with the cache of the main branch."""
    checkout = clone(place, env, origin, "topic")
    shutil.copytree(first[0], checkout, dirs_exist_ok=True)
    contexts = {"github.base_ref": "main", "github.event.pull_request.number": "7"}
    machine = runner(place, env, checkout, **contexts)
    for name in BUILT[1:]:  # what the book requires is here since the first
        machine.done(step(WORKFLOW, name), WORKFLOW)
    machine.done(step(WORKFLOW, "Check"), WORKFLOW)
    machine.done(
        step(WORKFLOW, "Compare with the target of the pull request"), WORKFLOW
    )
    shutil.copytree(checkout / "_build/changes", place / "artifact", dirs_exist_ok=True)
    read = {language: read_documents(checkout, language) for language in ("en", "es")}
    return machine.summary, read


def test_the_workflow_builds_from_a_clean_clone(first):
    _, read, page = first
    assert read["en"] == 2
    assert read["es"] >= 2
    assert "Hierve el agua." in page


def test_the_cache_saves_what_has_not_changed(pull_request):
    """Though each file of a clone is new to Sphinx, which looks at its date."""
    assert pull_request[1] == {"en": 1, "es": 1}


def test_a_pull_request_gets_its_summary_and_its_artifact(pull_request, place):
    """What needs a person is no failure of the workflow."""
    assert "### Translations: 1 paragraph becomes outdated" in pull_request[0]
    assert (place / "artifact/number").read_text() == "7\n"
    data = json.loads((place / "artifact/changes.json").read_text("utf-8"))
    assert data["sentences"] == {"added": 0, "edited": 1, "removed": 0}


def test_what_fails_is_a_failure(place, env, origin):
    checkout = clone(place, env, origin, "topic")
    contexts = {"github.base_ref": "gone", "github.event.pull_request.number": "7"}
    machine = runner(place, env, checkout, **contexts)
    done = machine.run(
        step(WORKFLOW, "Compare with the target of the pull request"), WORKFLOW
    )
    assert done.returncode != 0
    assert "`git fetch origin +refs/heads/gone:refs/remotes/origin/gone`" in done.stderr
    (checkout / "docs/conf.py").write_text("import nothing_of_the_kind\n")
    assert machine.run(step(WORKFLOW, "Check"), WORKFLOW).returncode != 0


COMMENT = load(RECIPES / "github-comment.yml")


@pytest.fixture
def privileged(pull_request, place, env, tmp_path):
    """The workflow that comments, in an empty folder with the artifact alone."""
    shutil.copytree(place / "artifact", tmp_path / "changes")
    contexts = {
        "github.token": "t",
        "github.repository": "acme/book",
        "github.event.workflow_run.id": "5",
        "github.event.workflow_run.head_sha": "c0ffee",
    }
    machine = runner(place, env, tmp_path, **contexts)
    answers = {"api repos/acme/book/pulls/7": "c0ffee\n"}
    (place / "home/gh.json").write_text(json.dumps(answers))
    (job,) = COMMENT["jobs"].values()
    return machine, (step(COMMENT, "Write the comment"), COMMENT, job), answers


def test_the_comment_is_written_by_the_other_workflow(privileged, place):
    machine, steps, _ = privileged
    machine.done(*steps)
    assert gh_calls(place)[-1][:2] == ["api", "repos/acme/book/issues/7/comments"]
    posted = (place / "home/posted").read_text("utf-8")
    assert posted.startswith("<!-- sphinx-amts: changes -->\n### Translations: 1 para")


def test_the_comment_of_before_is_brought_up_to_date(privileged, place):
    machine, steps, answers = privileged
    answers["api --paginate repos/acme/book/issues/7/comments"] = "41\n42\n"
    (place / "home/gh.json").write_text(json.dumps(answers))
    machine.done(*steps)
    assert gh_calls(place)[-1][:4] == [
        "api", "-X", "PATCH", "repos/acme/book/issues/comments/42"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("number", "7; touch owned\n"),
        ("number", "../../../user\n"),
        ("number", ""),
        ("number", "8\n"),
        ("changes.json", '{"body": "@everybody <img src=x>"}'),
        ("changes.json", "@everybody"),
    ],
)
def test_an_artifact_is_a_strangers(privileged, place, name, text):
    """Neither another pull request nor another text is reached by it."""
    machine, steps, _ = privileged
    (machine.checkout / "changes" / name).write_text(text)
    machine.run(*steps)
    assert not (place / "home/posted").exists()
    assert not (machine.checkout / "owned").exists()


@pytest.mark.slow
def test_the_action_does_the_same(place, env, origin, first):
    """Steps of the composite action, with its defaults, on a pull request."""
    action = load(ACTION)
    checkout = clone(place, env, origin, "topic")
    shutil.copytree(first[0], checkout, dirs_exist_ok=True)
    contexts = {f"inputs.{k}": v["default"] for k, v in action["inputs"].items()}
    contexts |= {
        "inputs.languages": "es",
        "github.base_ref": "main",
        "github.token": "t",
        "github.repository": "acme/book",
        "github.event.pull_request.number": "7",
        "runner.temp": str(place),
    }
    machine = runner(place, env, checkout, **contexts)
    for one in steps_of(action)[1:-1]:
        machine.done(one)
    assert machine.output["needs-person"] == "true"
    assert "1 paragraph becomes outdated" in machine.summary
    machine.contexts["steps.changes.outputs.file"] = machine.output["file"]
    machine.done(steps_of(action)[-1])
    assert (place / "home/posted").read_text("utf-8") == machine.summary
    assert (checkout / "_build/html/es/index.html").is_file()


def test_action_and_workflow_date_files_alike():
    name = "Date files by what changed since the cache was made"
    one, other = step(load(ACTION), name)["run"], step(WORKFLOW, name)["run"]
    assert (
        one.replace('"$DOCTREEDIR/revision"', "_build/doctrees/revision").replace(
            '"$DOCTREEDIR"', "_build/doctrees"
        )
        == other
    )
    gitlab = load(RECIPES / "gitlab.yml")["translations"]["script"]
    assert other in gitlab


@pytest.mark.slow
def test_a_job_of_gitlab_ends_with_a_warning_where_a_person_is_needed(
    place, env, origin, first
):
    """Its script in one shell, as its runner does, on a merge request."""
    job = load(RECIPES / "gitlab.yml")
    checkout = clone(place, env, origin, "topic")
    shutil.copytree(first[0], checkout, dirs_exist_ok=True)
    po = checkout / "docs/locale/es/LC_MESSAGES/index.po"
    text = po.read_text("utf-8").replace("Viértela despacio", "**Viértela despacio")
    po.write_text(text.replace("Pour it slowly", "Pour it very slowly"), "utf-8")
    script = "\n".join(job["translations"]["script"])
    machine = runner(place, env, checkout)
    base = git(checkout, "rev-parse", "origin/main", **env)
    done = machine.run(
        {"run": script, "shell": "bash", "env": job["variables"]},
        CI_MERGE_REQUEST_DIFF_BASE_SHA=base,
    )
    assert [done.returncode] == job["translations"]["allow_failure"]["exit_codes"]
    assert "unparsed-markup" in done.stdout
    assert "1 fault came in" in (checkout / "changes.md").read_text("utf-8")
    assert read_documents(checkout, "es") == 1


def test_pre_commit_checks_the_whole_book(place, env, origin):
    """The hook's entry as it is, in a clone with a fault."""
    (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
    assert (hook["language"], hook["pass_filenames"]) == ("system", False)
    assert re.search(hook["files"], "docs/locale/es/LC_MESSAGES/index.po")
    checkout = clone(place, env, origin, "main")
    command = [*hook["entry"].split(), "docs"]
    done = subprocess.run(
        command, cwd=checkout, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "nothing found\n")
    po = checkout / "docs/locale/es/LC_MESSAGES/index.po"
    po.write_text(po.read_text("utf-8").replace("Hierve", "**Hierve"), "utf-8")
    done = subprocess.run(
        command, cwd=checkout, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "unparsed-markup" in done.stdout

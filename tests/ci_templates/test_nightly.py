"""The nightly workflow: drafts of a service within a limit, in a pull request."""

from __future__ import annotations

import json
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
)

pytest.importorskip("boto3")

TEMPLATES = Path(__file__).parents[2] / "sphinx_amts/ci_templates"
NIGHTLY = load(TEMPLATES / "github-nightly.yml")
FILES = {
    "docs/conf.py": """
project = "Coffee"
extensions = ["sphinx_amts"]
html_theme = "basic"
locale_dirs = ["locale"]
amts_languages = {"es": {}}
amts_engine = "amazon"
amts_amazon = {"region": "us-east-1", "route": "realtime"}
""",
    "docs/index.rst": "\nCoffee\n======\n\nBoil the water.\n",
    "docs/requirements.txt": "sphinx-amts\n",
    ".gitignore": "_build/\n*.mo\n",
}


@pytest.mark.slow
def test_drafts_are_proposed_once(tmp_path, amazon):
    tmp_path = tmp_path.resolve()
    env = machine_of(tmp_path) | amazon.environment
    make_repository(tmp_path / "work", env, FILES)
    bare = tmp_path / "origin.git"
    git(tmp_path, "clone", "-q", "--bare", str(tmp_path / "work"), str(bare), **env)
    contexts = {
        "github.token": "t",
        "github.ref_name": "main",
        "secrets.AWS_ACCESS_KEY_ID": "testing",
        "secrets.AWS_SECRET_ACCESS_KEY": "testing",
    }
    (job,) = NIGHTLY["jobs"].values()
    translate = step(NIGHTLY, "Translate")
    assert float(translate["env"]["AMTS_SPEND"]) <= 1
    propose = step(NIGHTLY, "Open a pull request with the drafts")

    checkout = clone(tmp_path, env, bare, "main")
    machine = runner(tmp_path, env, checkout, **contexts)
    machine.done(translate, NIGHTLY, job)
    machine.done(propose, NIGHTLY, job)
    paid = len(amazon.paid_calls)
    assert paid
    names = git(bare, "diff", "--name-only", "main", "amts/drafts", **env)
    assert names == "docs/amts/catalogs/es/index.po"
    assert [call[:2] for call in gh_calls(tmp_path)] == [
        ["auth", "setup-git"], ["pr", "list"], ["pr", "create"],
    ]  # fmt: skip

    # the next night, before anybody has looked at it: the memory has the answers
    checkout = clone(tmp_path, env, bare, "main")
    machine = runner(tmp_path, env, checkout, **contexts)
    (tmp_path / "home/gh.json").write_text(json.dumps({"pr list": "12\n"}))
    machine.done(translate, NIGHTLY, job)
    machine.done(propose, NIGHTLY, job)
    assert ["pr", "create"] not in [call[:2] for call in gh_calls(tmp_path)]
    assert len(amazon.paid_calls) == paid

    # and after it was taken
    git(bare, "update-ref", "refs/heads/main", "refs/heads/amts/drafts", **env)
    checkout = clone(tmp_path, env, bare, "main")
    machine = runner(tmp_path, env, checkout, **contexts)
    machine.done(translate, NIGHTLY, job)
    assert "nothing new" in machine.done(propose, NIGHTLY, job)


@pytest.mark.slow
def test_nothing_is_translated_beyond_the_limit(tmp_path, amazon):
    """Text for more than the limit needs a person; nothing of it is sent."""
    tmp_path = tmp_path.resolve()
    env = machine_of(tmp_path) | amazon.environment
    text = "".join(f"Sentence {n} is long{' and long' * 300}.\n\n" for n in range(40))
    files = FILES | {"docs/index.rst": f"\nCoffee\n======\n\n{text}"}
    make_repository(tmp_path / "checkout", env, files)
    machine = runner(
        tmp_path, env, tmp_path / "checkout",
        **{"secrets.AWS_ACCESS_KEY_ID": "a", "secrets.AWS_SECRET_ACCESS_KEY": "a"},
    )  # fmt: skip
    (job,) = NIGHTLY["jobs"].values()
    said = machine.done(step(NIGHTLY, "Translate"), NIGHTLY, job)
    assert "the limit of $1.00" in said
    assert amazon.paid_calls == []

"""Read workflows of GitHub, and run their steps as its runner does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def load(path):
    """Read a workflow; `on` is a key, and not the value true of YAML 1.1."""
    return yaml.load(path.read_text("utf-8"), Loader=_Loader)


class _Loader(yaml.SafeLoader):
    """Loader for which only `true` and `false` are truth values, as in YAML 1.2."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, found) for tag, found in known if tag != "tag:yaml.org,2002:bool"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("true|false"), list("tf")
)


def steps_of(document):
    """Return all steps of a workflow or of a composite action."""
    if "runs" in document:
        return document["runs"]["steps"]
    return [step for job in document["jobs"].values() for step in job["steps"]]


def step(document, name):
    """Return the step with this name."""
    (found,) = [one for one in steps_of(document) if one.get("name") == name]
    return found


@dataclass
class Runner:
    """A machine that runs steps in a checkout.

    Attributes:
        checkout: working folder.
        contexts: expression -> its value; no other one may be used.
        environment: variables of the machine.
    """

    checkout: Path
    home: Path
    contexts: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def output(self) -> dict[str, str]:
        """What steps have written into GITHUB_OUTPUT."""
        path = self.home / "output"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return dict(line.split("=", 1) for line in lines)

    @property
    def summary(self) -> str:
        path = self.home / "summary"
        return path.read_text("utf-8") if path.exists() else ""

    def run(self, one, *documents, **more):
        """Run a step with the variables of its workflow and job; return the process."""
        variables = {}
        for holder in (*documents, one):
            variables |= holder.get("env", {})
        script = self.home / "script.sh"
        script.write_text(one["run"], "utf-8")
        shell = ["bash", "-e"]
        if one.get("shell") == "bash":
            shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
        return subprocess.run(
            [*shell, str(script)],
            cwd=self.checkout,
            env={
                **self.environment,
                "GITHUB_OUTPUT": str(self.home / "output"),
                "GITHUB_STEP_SUMMARY": str(self.home / "summary"),
                **{name: self._value(text) for name, text in variables.items()},
                **more,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def done(self, one, *documents, **more):
        """Run a step, which must succeed; return its output."""
        ran = self.run(one, *documents, **more)
        assert ran.returncode == 0, (one.get("name"), ran.stdout, ran.stderr)
        return ran.stdout + ran.stderr

    def _value(self, text):
        return _EXPRESSION.sub(lambda found: self.contexts[found[1]], str(text))


def surroundings(home, root, **more):
    """Return variables in which the package of *root* and its program are found."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    identity = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "A"), ("EMAIL", "a@example.org"))
    }
    return {
        **kept,
        **identity,
        "PYTHONPATH": str(root),
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_SYSTEM": os.devnull,
        "NO_COLOR": "1",
        **more,
    }


GH = f"""#!{sys.executable}
import json, os, pathlib, sys
home = pathlib.Path(os.environ["HOME"])
with (home / "gh.log").open("a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
answers = json.loads((home / "gh.json").read_text())
for beginning, answer in answers.items():
    if " ".join(sys.argv[1:]).startswith(beginning):
        sys.stdout.write(answer)
for word in sys.argv[1:]:
    if word.startswith("body=@"):
        (home / "posted").write_text(pathlib.Path(word[6:]).read_text())
"""
"""Takes the place of GitHub's own program, whose service there is none of here."""


def git(folder, *arguments, **env):
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env or None,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def machine_of(place):
    """Make a machine in *place*; return its variables."""
    home, programs = place / "home", place / "programs"
    home.mkdir()
    programs.mkdir()
    (programs / "gh").write_text(GH)
    (programs / "gh").chmod(0o755)
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent)])
    # what is needed is installed already
    made = surroundings(home, ROOT, PIP_NO_INDEX="1")
    return made | {"PATH": f"{path}{os.pathsep}{made['PATH']}"}


def make_repository(folder, env, files):
    """Commit *files*, by their paths, to the branch main of a new repository."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    git(folder, "init", "-q", "-b", "main", **env)
    git(folder, "add", "-A", **env)
    git(folder, "commit", "-qm", "one", **env)


def clone(place, env, origin, branch):
    """Make a clean clone at the place at which runners have theirs."""
    checkout = place / "checkout"
    shutil.rmtree(checkout, ignore_errors=True)
    git(place, "clone", "-q", "-b", branch, origin.as_uri(), str(checkout), **env)
    return checkout


def runner(place, env, checkout, **contexts):
    home = place / "home"
    for name in ("output", "summary", "gh.log", "gh.json", "posted"):
        (home / name).unlink(missing_ok=True)
    (home / "gh.json").write_text("{}")
    return Runner(checkout, home, contexts, env)


def gh_calls(place):
    log = place / "home/gh.log"
    return [json.loads(line) for line in log.read_text().splitlines()]

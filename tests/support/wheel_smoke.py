"""What an installation of the wheel by pip can do, told by its exit code.

    python tests/support/wheel_smoke.py [EXTRA ...]

Every command says what it does, a book is built and looked at, and of each extra that
is not named a command says in one line that it is missing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import sphinx_amts
from sphinx_amts.cli.commands import COMMANDS

BRINGS = {
    "myst": "myst_parser",
    "chinese": "jieba",
    "amazon": "boto3",
    "emulator": "moto",
    "completion": "shtab",
    "corpus": "trafilatura",
}
NEEDS = {
    "completion": "completion bash",
    "corpus": "corpus collect . -l es",
    "emulator": "emulator --port=-1",
    "amazon": "doctor . -l es",
}


def run(line: str, folder: str) -> subprocess.CompletedProcess[str]:
    """Run `sphinx-amts` or `sphinx-build` of this environment."""
    program, *words = line.split()
    path = Path(sys.executable).with_name(program)
    kept = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": folder, "HOME": folder}
    kept |= {"AWS_EC2_METADATA_DISABLED": "true"}
    return subprocess.run(
        [path, *words],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Try all of it; return the exit code."""
    extras = set(sys.argv[1:])
    if "emulator" in extras:
        extras.add("amazon")  # it brings boto3 as well
    wrong = []
    if "site-packages" not in Path(sphinx_amts.__file__).parts:
        wrong.append("this is the tree, not the wheel")
    wrong += [
        f"{extra}: {package} is{' not' * (extra in extras)} there"
        for extra, package in BRINGS.items()
        if (find_spec(package) is not None) != (extra in extras)
    ]
    with tempfile.TemporaryDirectory() as folder:
        book = 'project = "Tea"\nextensions = ["sphinx_amts"]\n'
        Path(folder, "conf.py").write_text(book)
        Path(folder, "index.rst").write_text("Tea\n===\n\nBoil the *water*.\n")
        lines = ["--help", "--version", *(f"{c.name} --help" for c in COMMANDS)]
        lines += ["status -l es", "sync -l es", "check -l es", "memory stats"]
        named = [f"sphinx-amts {line}" for line in lines]
        pseudo = "sphinx-build -W -D language=es -D amts_engine=pseudo . _build/es"
        for line in [*named, pseudo]:
            done = run(line, folder)
            if done.returncode or "Traceback" in done.stderr:
                wrong.append(f"{line}: {done.returncode} {done.stderr[-500:]}")
        for extra, line in NEEDS.items():
            done = run(f"sphinx-amts {line}", folder)
            lacking = f'pip install "sphinx-amts[{extra}]"' in done.stderr
            if lacking == (extra in extras) or "Traceback" in done.stderr:
                wrong.append(f"{line}: {done.stderr[-500:]}")
    with_what = ", ".join(sorted(extras)) or "no extra"
    said = wrong or [f"the wheel works with {with_what}"]
    sys.stdout.write("\n".join([*said, ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

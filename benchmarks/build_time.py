"""Time builds with sphinx-amts against plain Sphinx, in interleaved pairs.

    python benchmarks/build_time.py [--pairs 10] [SOURCEDIR]

Both sides show the same text: with sphinx-amts the book's human catalogs and complete
committed machine catalogs, in plain Sphinx the same entries as ordinary `.po` files.
Each figure is the median of the CPU time of whole processes. Bars: a cold build takes
at most 1.05 times as long, a build with nothing to do at most 0.3 s longer.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LANGUAGE = "es"
COLD, WARM = 1.05, 0.3

PROGRAM = """
import re, sys
html = sys.stdin.read()
print(re.sub(r">([^<]*[a-z][^<]*)<", r">Traducido \\1<", html))
"""


def cpu_seconds(command: list[str], env: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def without_extension(conf: str) -> str:
    return re.sub(r"""["']sphinx_amts["'],?""", "", conf)


def prepare(source: Path, work: Path, env: dict[str, str]) -> None:
    """Make the two books in *work*."""
    ours, plain = work / "ours", work / "plain"
    ignore = shutil.ignore_patterns("*.mo", "_build")
    shutil.copytree(source, ours, ignore=ignore)
    program = work / "program.py"
    program.write_text(PROGRAM)
    code = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"
    subprocess.run(
        [sys.executable, "-c", code, "translate", str(ours), "-l", LANGUAGE,
         "-D", "amts_engine=command",
         "-D", f"amts_command={sys.executable},{program}"],
        env=env, check=True,
    )  # fmt: skip
    shutil.copytree(ours, plain)
    conf = plain / "conf.py"
    conf.write_text(without_extension(conf.read_text("utf-8")), "utf-8")
    merge(plain)


def merge(book: Path) -> None:
    """Turn committed machine catalogs into ordinary human ones."""
    from babel.messages.pofile import read_po, write_po

    machine = book / "amts/catalogs" / LANGUAGE
    for path in sorted(machine.rglob("*.po")):
        target = book / "locale" / LANGUAGE / "LC_MESSAGES" / path.relative_to(machine)
        with path.open("rb") as stream:
            found = read_po(stream, LANGUAGE)
        if target.exists():
            with target.open("rb") as stream:
                catalog = read_po(stream, LANGUAGE)
        else:
            catalog = type(found)(LANGUAGE)
        for message in found:
            if message.id and not (catalog.get(message.id) or message).string:
                catalog.delete(message.id)
            if message.id and message.id not in catalog:
                catalog.add(message.id, message.string)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            write_po(stream, catalog)
    shutil.rmtree(book / "amts")


def build(work: Path, name: str, env: dict[str, str], *, cold: bool) -> float:
    out = work / f"out-{name}"
    if cold:
        shutil.rmtree(out, ignore_errors=True)
        for path in (work / name).rglob("*.mo"):
            path.unlink()
    return cpu_seconds(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html",
         "-D", f"language={LANGUAGE}", str(work / name), str(out)],
        env,
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, default=ROOT / "example_book")
    parser.add_argument("--pairs", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        env = os.environ | {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(work / "cache"),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        prepare(options.source, work, env)
        times: dict[tuple[str, bool], list[float]] = {}
        for cold in (True, False):
            for name in ("plain", "ours"):
                build(work, name, env, cold=cold)  # not timed: fills the disk cache
            for number in range(options.pairs):
                order = ("plain", "ours") if number % 2 else ("ours", "plain")
                for name in order:
                    seconds = build(work, name, env, cold=cold)
                    times.setdefault((name, cold), []).append(seconds)
    medians = {key: statistics.median(values) for key, values in times.items()}
    ratio = medians["ours", True] / medians["plain", True]
    extra = medians["ours", False] - medians["plain", False]
    print(
        f"cold: plain {medians['plain', True]:.2f} s, ours "
        f"{medians['ours', True]:.2f} s, ratio {ratio:.3f} (at most {COLD})"
    )
    print(
        f"nothing to do: plain {medians['plain', False]:.2f} s, ours "
        f"{medians['ours', False]:.2f} s, {extra:+.2f} s (at most +{WARM})"
    )
    return int(ratio > COLD or extra > WARM)


if __name__ == "__main__":
    sys.exit(main())

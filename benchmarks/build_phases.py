"""Show in which phases a build with sphinx-amts spends its time.

    python benchmarks/build_phases.py [--jobs 2] BOOK [sphinx-build options]

    python benchmarks/build_phases.py book -D language=es -D amts_engine=pseudo

A phase has the CPU seconds of its own, without the phases inside it; with several jobs
those of all processes. The book is built from nothing in a temporary folder, with an
empty cache of the user. Functions are wrapped, nothing is sampled: the sum is the time
of the build.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PHASES = {
    "sphinx.application:Sphinx.__init__": "start-up",
    "sphinx.builders:Builder.read": "reading",
    "sphinx.builders:Builder.write": "writing",
    "sphinx.builders:Builder.finish": "writing",
    "sphinx.transforms.i18n:Locale.apply": "Locale",
    "sphinx_amts.extension.compat.suspended:SuspendedReading.resume": "reading on",
    "sphinx_amts.extension.compat.internals:reread": "second reading",
    "sphinx_amts.extension.pages.transforms:SpliceCatalog.apply": "choosing",
    "sphinx_amts.extension.pages.transforms:JudgeTranslation.apply": "judging",
    "sphinx_amts.extension.messages.extraction:extract": "extraction",
    "sphinx_amts.extension.guard.guard:Guard.source_of": "source",
    "sphinx_amts.extension.guard.guard:Guard.admit": "guard",
    "sphinx_amts.extension.guard.guard:Guard.judge": "guard",
    "sphinx_amts.extension.translating:translate": "translating",
    "sphinx_amts.extension.translating:translate_waiting": "translating",
    "sphinx_amts.translation.pipeline:TranslationPipeline.translate": "look-up",
    "sphinx_amts.translation.engine_client:EngineClient.ask": "engine",
    "sphinx_amts.extension.reporting:write_report": "report",
}

WRAPPER = r"""
import atexit, functools, importlib, inspect, json, os, sys, time

phases, folder = json.loads(os.environ["PHASES"]), os.environ["PHASES_DIR"]
totals, stack, since = {}, ["other"], time.process_time()


def switch():
    global since
    now = time.process_time()
    totals[stack[-1]] = totals.get(stack[-1], 0.0) + now - since
    since = now


def wrapped(function, phase):
    @functools.wraps(function)
    def timed(*arguments, **named):
        switch()
        stack.append(phase)
        try:
            result = function(*arguments, **named)
            # what a generator yields is made here
            return iter(list(result)) if inspect.isgenerator(result) else result
        finally:
            switch()
            stack.pop()

    return timed


def wrap(name, phase):
    module_name, _, path = name.partition(":")
    module = importlib.import_module(module_name)
    owner = module
    *above, last = path.split(".")
    for part in above:
        owner = getattr(owner, part)
    original = owner.__dict__[last] if above else getattr(owner, last)
    timed = wrapped(original, phase)
    setattr(owner, last, timed)
    for other in list(sys.modules.values()):  # those that have imported the function
        if not above and getattr(other, last, None) is original:
            setattr(other, last, timed)


def write():
    switch()
    with open(os.path.join(folder, str(os.getpid())), "w") as stream:
        json.dump(totals, stream)


def in_child():
    global since
    totals.clear()
    since = time.process_time()


os.register_at_fork(after_in_child=in_child)
for name, phase in phases.items():
    wrap(name, phase)
from sphinx.util.parallel import ParallelTasks

process = ParallelTasks._process


def child(self, *arguments):
    try:
        process(self, *arguments)
    finally:
        write()


ParallelTasks._process = child
from sphinx.cmd.build import main

code = main(sys.argv[1:])
write()
os._exit(code)
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("book", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    options, others = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "phases")
        folder.mkdir()
        env = os.environ | {
            "PHASES": json.dumps(PHASES),
            "PHASES_DIR": str(folder),
            "XDG_CACHE_HOME": str(Path(temporary, "cache")),
        }
        done = subprocess.run(
            [
                sys.executable, "-c", WRAPPER, "-q", "-b", "html",
                f"-j{options.jobs}", *others,
                str(options.book), str(Path(temporary, "out")),
            ],
            env=env, check=False, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        if done.returncode:
            sys.exit(done.stderr[-3000:])
        totals: dict[str, float] = {}
        for path in folder.iterdir():
            for phase, seconds in json.loads(path.read_text()).items():
                totals[phase] = totals.get(phase, 0.0) + seconds
    whole = sum(totals.values())
    for phase, seconds in sorted(totals.items(), key=lambda item: -item[1]):
        print(f"{phase:16} {seconds:7.2f} s {seconds / whole:7.1%}")
    print(f"{'whole':16} {whole:7.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

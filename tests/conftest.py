"""A small project on disk, built by real `sphinx-build` processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

sys.path.insert(0, str(Path(__file__).parent / "support"))

from launching import launch
from processes import started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Workers and programs compile the modules of this tree once, and not each for itself,
# also where the surroundings would have nothing kept: it takes a worker ten seconds.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The suite checks the same cases every time; HYPOTHESIS_PROFILE=default searches on.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

# A shell has what it runs in the background ignore Ctrl-C, and so would all programs
# that tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SUPPORT = Path(__file__).parent / "support"
ROOT = Path(__file__).parents[1]

INDEX = """
Welcome
=======

Human paragraph.

Machine paragraph with :doc:`guide/usage`, :ref:`nb` and ``code``.

.. toctree::
   :caption: Contents

   guide/usage
   guide/notes
"""

USAGE = """
.. _use:

Usage
=====

Shared sentence.

Install it. See :ref:`use` and :term:`segment`.

.. glossary::

   segment
      A unit of text.

Section one
-----------

.. code-block:: python

   print("hello")

.. figure:: x.png
   :alt: An image

   A caption.
"""

NOTES = """
(nb)=
# Notes on MyST

Shared sentence.

Inline $x^2$, `code`, **bold**, {doc}`usage`, [link](#a-part) and [text](usage.rst).

A reference-style [site][s] and a footnote[^1].

[s]: https://example.com
[^1]: The footnote.

## A part

- item one
- item two

:::{note}
Inside a note.
:::
"""

PO_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@dataclass
class BuildResult:
    """What one `sphinx-build` process did."""

    code: int
    output: str
    report: dict
    calls: list[list[str]]

    @property
    def totals(self) -> dict:
        return self.report["totals"]

    @property
    def sent(self) -> list[str]:
        return [text for call in self.calls for text in call]

    @property
    def findings(self) -> dict[str, tuple[str, str]]:
        """Message -> state and reason, of all that is not shown translated."""
        return {
            finding["text"]: (finding["state"], finding["reason"])
            for document in self.report["documents"]
            for finding in document["findings"]
        }

    @property
    def warnings(self) -> list[str]:
        return [
            line
            for line in self.output.splitlines()
            if "WARNING" in line or "ERROR" in line
        ]


@dataclass
class Project:
    """A Sphinx project in a folder of its own, with its own memory."""

    root: Path
    jobs: str = "1"
    builder: str = "html"
    options: dict[str, str] = field(default_factory=dict)
    inside: list[str] = field(default_factory=list)
    """The command that is given that of a build to run, if there is one."""

    @property
    def src(self) -> Path:
        return self.root / "src"

    @property
    def out(self) -> Path:
        return self.root / "out" / self.builder

    @property
    def log(self) -> Path:
        return self.root / "engine.log"

    def write(self, name: str, text: str) -> None:
        path = self.src / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.src / name).read_text(encoding="utf-8")
        assert old in text, (name, old)
        self.write(name, text.replace(old, new))

    def conf(self, **values: object) -> None:
        lines = [f"{name} = {value!r}" for name, value in values.items()]
        path = self.src / "conf.py"
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(old + "\n".join(lines) + "\n", encoding="utf-8")

    def engine(
        self, mode: str = "mark", script: str = "fake_engine.py", **options: str
    ) -> None:
        """Translate with the fake program from now on."""
        program = [sys.executable, str(SUPPORT / script), str(self.log), mode]
        self.conf(amts_engine="command", amts_command=program, **options)

    def environment(self, **extra: str) -> dict[str, str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("AMTS_")}
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT), env.get("PYTHONPATH", "")])
        env["XDG_CACHE_HOME"] = str(self.root / "cache")
        env["NO_COLOR"] = "1"  # some CI machines ask for colours
        return env | extra

    def command(self, *args: str, builder: str | None = None) -> list[str]:
        builder = builder or self.builder
        defines = [f"-D{name}={value}" for name, value in self.options.items()]
        return [
            sys.executable, "-m", "sphinx", "-b", builder, "-j", self.jobs,
            "-d", str(self.root / "doctrees"), *defines, *args,
            str(self.src), str(self.root / "out" / builder),
        ]  # fmt: skip

    def build(self, *args: str, builder: str | None = None, **env: str) -> BuildResult:
        self.log.unlink(missing_ok=True)
        command = self.command(*args, builder=builder)
        environment = self.environment(**env)
        if self.inside:
            command = [*self.inside, *command]
            done = subprocess.run(
                command, capture_output=True, text=True, env=environment, check=False
            )
            code, output = done.returncode, done.stdout + done.stderr
        else:
            code, output, _ = launch(
                "sphinx.cmd.build", command[3:], environment, merged=True
            )
        report = self.root / "out" / (builder or self.builder) / "_amts" / "report.json"
        return BuildResult(
            code,
            output,
            json.loads(report.read_text("utf-8")) if report.exists() else {},
            self.calls(),
        )

    def calls(self) -> list[list[str]]:
        """Return what the fake program was asked since its log was removed."""
        calls = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [json.loads(line) for line in calls]

    def html(self, docname: str) -> str:
        return (self.out / f"{docname}.html").read_text(encoding="utf-8")

    def body(self, docname: str) -> str:
        """Return the text of a page without tags, white space collapsed."""
        html = self.html(docname).partition('role="main"')[2] or self.html(docname)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))

    def toctree(self, docname: str = "index") -> list[tuple[str, str]]:
        link = r'<a class="reference internal" href="([^"]+)"[^>]*>([^<]+)<'
        pattern = rf"toctree-l1[^>]*>{link}"
        return list(dict.fromkeys(re.findall(pattern, self.html(docname))))

    def human(self, name: str, entries: dict[str, str], language: str = "es") -> None:
        self.write(f"locale/{language}/LC_MESSAGES/{name}.po", _catalog(entries))

    def committed(self, docname: str, entries: dict[str, str]) -> None:
        """Write a committed machine catalog, as if a tool had edited it."""
        self.write(f"amts/catalogs/es/{docname}.po", _catalog(entries))


def _catalog(entries: dict[str, str]) -> str:
    text = PO_HEADER
    for msgid, msgstr in entries.items():
        text += f"msgid {json.dumps(msgid, ensure_ascii=False)}\n"
        text += f"msgstr {json.dumps(msgstr, ensure_ascii=False)}\n\n"
    return text


def make_project(root: Path) -> Project:
    """Return a project in *root* with `conf.py` and nothing else."""
    project = Project(root)
    project.write("conf.py", "")
    project.conf(
        project="Spike",
        extensions=["sphinx_amts"],
        html_theme="basic",
        locale_dirs=["locale"],
        exclude_patterns=["locale"],
        gettext_compact=False,
        show_warning_types=True,  # the default since Sphinx 8
    )
    # not Chinese, whose search takes a second of every build to load its dictionary
    project.options["language"] = "es"
    return project


def pytest_make_parametrize_id(val, argname):
    """Name bytes by their argument: what is packed holds the time, and all workers
    must collect the same tests."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def new_project() -> Callable[[Path], Project]:
    """What makes an empty project in a folder, for fixtures of any scope."""
    return make_project


@pytest.fixture
def empty_project(tmp_path: Path) -> Project:
    """A project with `conf.py` and nothing else."""
    return make_project(tmp_path)


@pytest.fixture
def project(empty_project: Project) -> Project:
    """Three pages in both dialects, two human translations."""
    pytest.importorskip("myst_parser")
    project = empty_project
    project.conf(
        extensions=["myst_parser", "sphinx_amts"],
        html_sidebars={"**": ["globaltoc.html"]},
        myst_heading_anchors=2,
        myst_enable_extensions=["dollarmath", "colon_fence"],
    )
    project.write("index.rst", INDEX)
    project.write("guide/usage.rst", USAGE)
    project.write("guide/notes.md", NOTES)
    (project.src / "guide/x.png").write_bytes(b"\x89PNG")
    project.human("index", {"Human paragraph.": "人工段落。"})
    project.human("guide/usage", {"Shared sentence.": "人工共享句。"})
    return project


# --- the program `sphinx-amts` as a process

PROGRAM = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"


@dataclass
class Ran:
    """What one process of `sphinx-amts` did."""

    code: int
    out: str
    err: str
    calls: list[list[str]]

    @property
    def sent(self) -> list[str]:
        return [text for call in self.calls for text in call]

    def refused(self, *parts: object, code: int = 2) -> None:
        """It failed with one line that holds *parts*."""
        assert self.code == code, (self.out, self.err)
        (line,) = self.err.splitlines()
        assert line.startswith("sphinx-amts: ")
        for part in parts:
            assert str(part) in line
        assert self.out == ""


class Program:
    """Runs the program in the surroundings of a project."""

    def __call__(self, project, *arguments: object, **env: str) -> Ran:
        project.log.unlink(missing_ok=True)
        code, out, err = launch(
            "sphinx_amts.cli.main",
            [str(argument) for argument in arguments],
            project.environment(**env),
        )
        assert "Traceback" not in err, err
        return Ran(code, out, err, project.calls())

    @contextmanager
    def start(
        self, project, *arguments: object, **env: str
    ) -> Iterator[subprocess.Popen]:
        """Start it; nothing of it is left running after the block."""
        with started(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            env=project.environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            yield process


@pytest.fixture(scope="session")
def amts() -> Program:
    return Program()

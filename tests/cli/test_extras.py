"""What works with which extras installed: with none, each alone, and all of them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from installed import EXTRAS, ROOT, Installation, NotInstalled, unpacked_wheel

from sphinx_amts.cli.commands import COMMANDS

CHOICES = {"none": (), **{extra: (extra,) for extra in EXTRAS}}

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Tea"
msgstr "Té"
"""

NO_CLOUD = {
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "none",
    "AWS_SHARED_CREDENTIALS_FILE": "none",
}

NEED_NOTHING = """
    status book -l es
    check book -l es --machine
    translate book -l es -D amts_engine=pseudo --dry-run
    translate book -l es -D amts_engine=command -D amts_command=cat
    refresh book -l es --because engine -D amts_engine=command -D amts_command=cat
    sync book -l es
    check book -l es
    review book -l es --for csv -o sheet.csv
    review book -l es --take sheet.csv
    accept book -l es --all --by Ana
    resolve book -l es
    terms diff book -l es --old book/terms.csv
    memory --dir memory stats
    memory --dir memory export memory.tmx
    memory --dir memory import memory.tmx
    align one.txt two.txt -s en -t es
    align one.txt two.txt -s en -t es --paragraphs
    parallel-data build book -l es --output pairs.tmx
    import-edition book -l es --from edition --origin human --dry-run
    convert d2l foreign converted
    evaluate book -l es -o scores --systems memory
    language remove es book --dry-run
""".strip().splitlines()

NEED_ONE = {
    "emulator": "emulator",
    "completion bash": "completion",
    "corpus collect site -l es": "corpus",
    "doctor book -l es": "amazon",
    "gc book -l es": "amazon",
    "parallel-data status book -l es": "amazon",
    "terminology push book -l es pairs.csv": "amazon",
    "translate book -l es --spend 1 -D amts_engine=amazon": "amazon",
    "status markdown -l es": "myst",
    "sync markdown -l es": "myst",
    "import-edition book -l es --from markdown_edition --origin human": "myst",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    made: dict[str, Installation] = {}

    def with_extras(*extras: str) -> Installation:
        name = "-".join(extras) or "none"
        if name not in made:
            try:
                folder = tmp_path_factory.mktemp(name)
                made[name] = Installation(folder, extras)
            except NotInstalled as exc:
                pytest.skip(f"{exc} is not installed here")
        return made[name]

    yield with_extras
    for installation in made.values():
        installation.close()


@pytest.fixture(scope="module", params=CHOICES)
def some(request, installed):
    """An installation with no extra, or with one, and the name of that."""
    return request.param, installed(*CHOICES[request.param])


@pytest.fixture
def everything(installed):
    return installed("myst", "chinese", "amazon", "emulator")


@pytest.fixture
def folder(tmp_path):
    """A folder with books, texts and pairs."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    conf = 'project = "Tea"\namts_memory_dir = "../memory"\nlocale_dirs = ["locale"]\n'
    write("book/conf.py", conf + 'extensions = ["sphinx_amts"]\n')
    write("book/terms.csv", "en,es,zh\nwater,agua,水\n")
    write("book/index.rst", "Tea\n===\n\nBoil the *water*. Wait for a minute.\n")
    write("book/locale/es/LC_MESSAGES/index.po", PO)
    with (tmp_path / "book/conf.py").open("a") as file:
        file.write('amts_terms = "terms.csv"\n')
    write("markdown/conf.py", conf + 'extensions = ["myst_parser", "sphinx_amts"]\n')
    write("markdown/index.md", "# Tea\n\nBoil the *water*.\n")
    translated = "Hierva el *agua*. Espere un minuto.\n"
    write("edition/index.rst", f"Té\n==\n\n{translated}")
    write("markdown_edition/index.md", f"# Té\n\n{translated}")
    write("foreign/index_origin.md", "# Tea\n\n**Boil it**.\n")
    write("foreign/index.md", "# 茶\n\n**煮沸（好）**吧。\n")
    write("site/en/tea.html", "<p>The 3 cups of water boil for 25 minutes.</p>")
    write("site/es/tea.html", "<p>Las 3 tazas de agua hierven 25 minutos.</p>")
    write("one.txt", "One.\nTwo.\n")
    write("two.txt", "Uno.\nDos.\n")
    write("pairs.csv", "en,es\nWater.,Agua.\n")
    return tmp_path


def assert_worked(ran):
    failed = [r for r in ran if r.code != 0 or "Traceback" in r.out + r.err]
    assert not failed


def built(installation, folder, source, *arguments, **env):
    """Build with warnings as errors; return what was said, and the page."""
    done = installation.build(
        "-W", "-b", "html", "-D", "language=es", *arguments, source, "out",
        cwd=folder, **NO_CLOUD, **env,
    )  # fmt: skip
    assert done.code == 0, done.out + done.err
    assert "Traceback" not in done.out + done.err
    page = (folder / "out/index.html").read_text("utf-8")
    said = [line for line in done.out.splitlines() if "sphinx-amts" in line]
    return [line for line in said if "; report: " not in line], page


def test_the_installations_have_what_they_should(installed, tmp_path):
    code = (
        "from importlib.util import find_spec\n"
        "names = 'sphinx pytest myst_parser markdown_it boto3 jieba moto'.split()\n"
        "print(*(name for name in names if find_spec(name)))"
    )
    for extras, names in {
        (): "sphinx",
        ("myst",): "sphinx myst_parser markdown_it",
        ("chinese",): "sphinx jieba",
        ("amazon",): "sphinx boto3",
        ("emulator",): "sphinx boto3 moto",
    }.items():
        done = installed(*extras).python("-c", code, cwd=tmp_path)
        assert done.stdout.split() == names.split(), extras


def test_the_wheel_holds_the_package_and_nothing_else():
    site = unpacked_wheel()
    package, info = sorted(path.name for path in site.iterdir())
    assert package == "sphinx_amts"
    assert info.endswith(".dist-info")

    def files(folder):
        paths = (p for p in folder.rglob("*") if p.is_file())
        return {p.relative_to(folder) for p in paths if "__pycache__" not in p.parts}

    assert files(site / package) == files(ROOT / package)
    assert any(path.name == "LICENSE" for path in (site / info).rglob("*"))
    extras = (site / info / "METADATA").read_text("utf-8").splitlines()
    named = {line.split(": ")[1] for line in extras if line.startswith("Provides-E")}
    assert named == set(EXTRAS)


def test_what_is_installed_is_the_wheel(installed, tmp_path):
    done = installed().python(
        "-c", "import sphinx_amts; print(sphinx_amts.__file__)", cwd=tmp_path
    )
    assert str(ROOT) not in done.stdout
    assert "sphinx_amts" in done.stdout


# --- the command line


def test_every_command_says_what_it_does(some, tmp_path):
    lines = ["--help", "--version", *(f"{c.name} --help" for c in COMMANDS)]
    assert_worked(some[1].amts(*lines, cwd=tmp_path))


def test_what_needs_no_extra_works_without_one(installed, folder):
    assert_worked(installed().amts(*NEED_NOTHING, cwd=folder))


def test_what_needs_no_extra_works_with_any(some, folder):
    lines = [line for line in NEED_NOTHING if line.split()[0] in {"status", "align"}]
    assert_worked(some[1].amts(*lines, cwd=folder))


def test_what_needs_no_extra_works_with_all(everything, folder):
    assert_worked(everything.amts(*NEED_NOTHING, cwd=folder))


def test_languages_are_built_in_processes_without_extras(installed, folder):
    line = "build book out -l es -l de -j 2 -D amts_engine=pseudo"
    assert_worked(installed().amts(line, cwd=folder))


def test_what_needs_an_extra_names_it_in_one_line(some, folder):
    others, installation = some
    brings = {others, "amazon"} if others == "emulator" else {others}
    lines = {line: extra for line, extra in NEED_ONE.items() if extra not in brings}
    for ran in installation.amts(*lines, cwd=folder, **NO_CLOUD):
        assert ran.code == 2, ran
        (said,) = ran.err.splitlines()
        assert said.startswith("sphinx-amts: "), ran
        if ran.line != "emulator" or others != "amazon":
            assert f'pip install "sphinx-amts[{lines[ran.line]}]"' in said


def test_with_its_extra_a_command_works(installed, folder):
    for name in ("myst", "completion", "corpus"):
        lines = [line for line, extra in NEED_ONE.items() if extra == name]
        assert_worked(installed(name).amts(*lines, cwd=folder))


def test_the_emulator_refuses_a_port_that_is_none(installed, folder):
    ports = ("-1", "65536", "99999999999")
    lines = [f"emulator --port={port}" for port in ports]
    every = installed("emulator").amts(*lines, cwd=folder)
    for port, ran in zip(ports, every, strict=True):
        assert ran.code == 2
        (said,) = ran.err.splitlines()
        assert said == (
            f"sphinx-amts: --port {port}: a port is from 0 to 65535; give another one"
        )


def test_comet_is_named_where_it_is_asked_for(installed, folder):
    with (folder / "book/locale/es/LC_MESSAGES/index.po").open("a") as file:
        file.write('\nmsgid "Boil the *water*. Wait for a minute."\n')
        file.write('msgstr "Hierva el *agua*. Espere un minuto."\n')
    (folder / "scores.toml").write_text('[evaluation]\ncomet = "any/model"\n')
    line = "evaluate book -l es -o scores --systems memory --config scores.toml"
    (ran,) = installed().amts(line, cwd=folder)
    assert ran.code == 2
    assert 'pip install "sphinx-amts[comet]"' in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err


# --- builds


def test_a_build_needs_no_extra(some, folder):
    said, page = built(some[1], folder, "book", "-D", "amts_engine=pseudo")
    assert said == []
    assert "Té" in page
    assert "Boil the" not in page


@pytest.mark.parametrize("spend", [{}, {"AMTS_SPEND": "1"}], ids=["", "spend"])
def test_a_build_goes_on_without_boto3(spend, installed, folder):
    said, page = built(installed(), folder, "book", "-D", "amts_engine=amazon", **spend)
    (line,) = said
    assert 'pip install "sphinx-amts[amazon]"' in line
    assert "Boil the" in page
    assert "Té" in page
    usage = json.loads((folder / "out/_amts/report.json").read_text("utf-8"))["totals"]
    assert usage["segments_sent"] == 0
    assert usage["segments_missing"] == 2
    assert not (folder / "memory/receipts").exists()


def test_a_strict_build_does_not(installed, folder):
    done = installed().build(
        "-D", "language=es", "-D", "amts_engine=amazon", "-D", "amts_strict=1",
        "book", "out", cwd=folder,
    )  # fmt: skip
    assert done.code != 0
    assert 'pip install "sphinx-amts[amazon]"' in done.err


@pytest.mark.parametrize("when", ["loaded", "created", "asked"])
def test_a_build_goes_on_where_a_plug_in_lacks_a_package(when, installed, folder):
    lines = {"loaded": "", "created": "    ", "asked": "        "}
    late = f"{lines[when]}import a_package_of_fiction\n"
    (folder / "plug.py").write_text(
        (late if when == "loaded" else "") + "class Engine:\n"
        "    name = identity = label = 'plug'\n"
        "    metered = False\n"
        "    def translate(self, request):\n"
        + (late if when == "asked" else "")
        + "        yield from ()\n"
        "def create(options):\n"
        + (late if when == "created" else "")
        + "    return Engine()\n"
    )
    info = folder / "plug-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[sphinx_amts.engines]\nplug = plug:create\n"
    )
    with (folder / "book/conf.py").open("a") as file:
        file.write('amts_engine = "plug"\n')
    path = {"PYTHONPATH": f"{installed().site}:{folder}"}
    said, page = built(installed(), folder, "book", **path)
    (line,) = said
    assert "plug" in line
    assert "a_package_of_fiction" in line
    assert "Boil the" in page
    totals = json.loads((folder / "out/_amts/report.json").read_text("utf-8"))["totals"]
    assert totals["segments_sent"] == totals["characters_sent"] == 0
    (ran,) = installed().amts("translate book -l es", cwd=folder, **path)
    assert ran.code == 2
    assert "a_package_of_fiction" in ran.err
    assert "Traceback" not in ran.err


def test_a_build_without_the_parser_of_pages_that_nobody_reads(installed, folder):
    (folder / "book/notes.md").write_text("# Notes\n\nFor *us* only.\n")
    said, _ = built(installed(), folder, "book", "-D", "amts_engine=pseudo")
    assert said == []


@pytest.mark.parametrize("extras", [(), ("collation",)], ids=["none", "collation"])
def test_a_build_says_that_it_lacks_the_order_of_a_language(extras, installed, folder):
    page = "Tea\n===\n\n.. index:: tea\n.. index:: coffee\n\nBoil the *water*.\n"
    (folder / "book/index.rst").write_text(page)
    with (folder / "book/conf.py").open("a") as file:
        file.write('gettext_additional_targets = ["index"]\n')
    with (folder / "book/locale/es/LC_MESSAGES/index.po").open("a") as file:
        file.write('\nmsgid "tea"\nmsgstr "té"\n')
    said, _ = built(installed(*extras), folder, "book")
    told = [line for line in said if 'pip install "sphinx-amts[collation]"' in line]
    assert len(told) == (0 if extras else 1)


def test_a_build_whose_markdown_another_parser_reads(installed, folder):
    (folder / "book/conf.py").write_text(
        'extensions, locale_dirs = ["sphinx_amts"], ["locale"]\n'
        "from docutils import nodes\n"
        "from sphinx.parsers import Parser\n"
        "class Lines(Parser):\n"
        "    supported = ('markdown',)\n"
        "    def parse(self, text, document):\n"
        "        section = nodes.section(ids=['a'])\n"
        "        document += section\n"
        "        for line in text.splitlines():\n"
        "            kind = nodes.paragraph if section.children else nodes.title\n"
        "            node = kind(line, line)\n"
        "            node.source, node.line = document['source'], 1\n"
        "            section += node\n"
        "def setup(app):\n"
        "    app.add_source_suffix('.md', 'markdown')\n"
        "    app.add_source_parser(Lines)\n"
    )
    (folder / "book/page.md").write_text("Page\nA plain line.\n")
    (folder / "book/index.rst").write_text("Tea\n===\n\n.. toctree::\n\n   page\n")
    _, page = built(installed(), folder, "book", "-D", "amts_engine=pseudo")
    assert "Té" in page
    assert "A plain line." in (folder / "out/page.html").read_text("utf-8")


def test_a_build_of_a_book_whose_pages_were_myst_once(installed, folder):
    (folder / "markdown/locale/es/LC_MESSAGES").mkdir(parents=True)
    po = folder / "markdown/locale/es/LC_MESSAGES/index.po"
    po.write_text(PO + '\nmsgid "Boil the *water*."\nmsgstr "Hierva el *agua*."\n')
    (ran,) = installed("myst").amts("sync markdown -l es", cwd=folder)
    assert ran.code == 0, ran
    (folder / "markdown/index.md").unlink()
    (folder / "markdown/index.rst").write_text("Tea\n===\n\nBoil the *water* now.\n")
    (folder / "markdown/conf.py").write_text('extensions = ["sphinx_amts"]\n')
    said, page = built(installed(), folder, "markdown")
    assert said == []
    assert "Boil the" in page
    (ran,) = installed().amts("sync markdown -l es", cwd=folder)
    assert ran.code == 0, ran


def test_with_its_extra_a_build_has_it(everything, folder):
    said, page = built(everything, folder, "markdown", "-D", "amts_engine=pseudo")
    assert said == []
    assert "Boil the" not in page
    said, _ = built(everything, folder, "book", "-D", "amts_engine=amazon")
    assert not any("pip install" in line for line in said)


# --- what is imported

HEAVY = {
    "myst_parser", "markdown_it", "boto3", "botocore", "moto", "jieba", "comet",
    "numpy", "sacrebleu", "pysbd", "diskcache", "lxml",
}  # fmt: skip


def imported(code, *arguments):
    """Return the packages that are imported after *code* has been run."""
    code += (
        "\nimport sys"
        "\nnames = {name.split('.')[0] for name in sys.modules}"
        "\nprint(*names - set(sys.stdlib_module_names), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


RUN = """
import sys
from sphinx_amts.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
"""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_overview_imports_no_package(option):
    assert not imported(RUN, option) & (HEAVY | {"sphinx", "docutils", "babel"})


@pytest.mark.parametrize("command", ["align", "convert", "emulator", "memory"])
def test_commands_that_read_no_book_import_no_sphinx(command):
    assert not imported(RUN, command, "--help") & (HEAVY | {"sphinx", "docutils"})


def test_no_command_imports_at_start_what_it_may_never_use():
    code = "from sphinx_amts.cli.main import make_parser\nmake_parser()"
    found = imported(code)
    assert "sphinx" in found
    assert not found & HEAVY

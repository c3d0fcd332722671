"""Convert Dive into Deep Learning, build both editions, look for every sentence.

    python benchmarks/d2l_conversion.py [FOLDER [--import]]

FOLDER (default: a temporary one) keeps what is made. Bars: both editions build with
`-W`; of the sentences of the original, outside code, at least 99 % are on the pages in
each language. The others are listed, with the reason. With `--import` the translation
is taken into the catalogs of the book, which then builds with `-W` in its language.

The original is read here in a way of its own, which knows nothing of how it is
converted: code, formulas, roles and addresses are taken out of it and of the pages.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import tempfile
from html import unescape
from itertools import pairwise
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from sphinx_amts.languages.sentences import splitter

D2L = Path(__file__).parents[2] / "shared" / "data" / "d2l-zh"
BAR = 0.99
OPAQUE = re.compile(
    r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\$\$.+?\$\$|\$(?:\\.|[^$\\])+\$",
    re.DOTALL,
)
LINE = re.compile(r"\s*:(?:label|eqlabel|width|begin_tab|end_tab|bibliography):")
ROLE = re.compile(r":[a-z_]+:(?=`)")
ADDRESS = re.compile(r"\]\(\s*[^()]*(?:\([^()]*\)[^()]*)*\)")
SLIDES = re.compile(r"[\[(]~~.*?~~[\])]", re.DOTALL)
START = re.compile(r"^(?:\s*(?:#+|[*+-]|\d+\.|>|:)\s+|:(?![a-z_]+:`)(?=\S))")
NOT_SHOWN = nodes.comment | nodes.literal | nodes.math | nodes.math_block | nodes.raw
GONE = nodes.literal_block | addnodes.toctree | addnodes.pending_xref | nodes.inline


def words(text: str) -> str:
    """Return letters and digits alone."""
    return "".join(c for c in text.lower() if c.isalnum())


def without_code(text: str) -> str:
    """Return an original without fences and without what is opaque in a line."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
            continue
        if not fence and not LINE.match(line):
            lines.append(line)
        else:
            lines.append("")
    return ADDRESS.sub("]", OPAQUE.sub(" ", ROLE.sub("", "\n".join(lines))))


def paragraphs(text: str):
    """Yield the paragraphs, items and cells of an original."""
    lines: list[str] = []
    for line in [*without_code(text).split("\n"), ""]:
        begins = START.match(line) or line.lstrip().startswith(("|", "!["))
        if not line.strip() or begins:
            yield from re.split(r"\s*\|\s*", unescape("\n".join(lines)))
            lines = []
        if line.strip():
            lines.append(START.sub("", line, count=1))


def sentences(text: str, language: str):
    find = splitter(language)
    for paragraph in paragraphs(text):
        joined = " ".join(paragraph.split())
        starts = [0, *find.split(joined), len(joined)]
        for a, b in pairwise(starts):
            if len(words(joined[a:b])) > 1:
                yield joined[a:b].strip()


def page(doctree: nodes.document, *, comments: bool) -> str:
    """Return the words of a page, without what is opaque in the original."""
    for node in list(doctree.findall(lambda n: isinstance(n, NOT_SHOWN | GONE))):
        wanted = comments and isinstance(node, nodes.comment)
        if not wanted and node.parent is not None:
            node.parent.remove(node)
    return words("".join(node.astext() for node in doctree.findall(nodes.Text)))


def reason(sentence: str, shown: str, aside: str) -> str:
    """Return why a sentence is not on its page."""
    if words(sentence) in aside:
        return "kept as comment"
    # a part of it is on slides only
    rest = words(SLIDES.sub("", sentence))
    return "without its part for slides" if rest in shown else "not found"


def load(path: Path) -> nodes.document:
    with path.open("rb") as stream:
        return pickle.load(stream)


def build(source: Path, folder: Path, name: str, *options: str) -> bool:
    """Build a project with `-W`; return whether that failed."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", *options]
    paths = ["-d", folder / f"doctrees-{name}", source, folder / f"html-{name}"]
    failed = subprocess.run([*command, *paths], check=False).returncode != 0
    print(f"{name}: build with -W {'failed' if failed else 'passed'}", flush=True)
    return failed


def visible(language: str, suffix: str, doctrees: Path) -> float:
    """Print which sentences are not on their pages; return the share of the others."""
    total, hidden = 0, []
    for path in sorted(D2L.glob(f"chapter_*/*{suffix}.md")):
        if not suffix and path.stem.endswith("_origin"):
            continue
        name = path.relative_to(D2L).with_suffix("").as_posix()
        tree = doctrees / f"{name.removesuffix('_origin')}.doctree"
        shown = page(load(tree), comments=False)
        aside = page(load(tree), comments=True)
        for sentence in sentences(path.read_text("utf-8"), language):
            total += 1
            if words(sentence) not in shown:
                hidden.append((name, reason(sentence, shown, aside), sentence))
    share = 1 - len(hidden) / total
    print(
        f"{language}: {total - len(hidden)} of {total} sentences visible ({share:.2%})"
    )
    for name, why, sentence in hidden:
        print(f"  {name}: {why}: {sentence}")
    return share


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    book = folder / "book"
    edition = book / "editions" / "zh"
    run = [sys.executable, "-c", "from sphinx_amts.cli.main import main; exit(main())"]
    subprocess.run([*run, "convert", "d2l", D2L, book], check=True)
    failed = False
    for language, suffix, source in (("en", "_origin", book), ("zh", "", edition)):
        failed |= build(source, folder, language)
        failed |= visible(language, suffix, folder / f"doctrees-{language}") < BAR
    if "--import" in sys.argv:
        taken = ["import-edition", book, "-l", "zh", "--from", edition]
        subprocess.run([*run, *taken, "--origin", "human"], check=True)
        failed |= build(book, folder, "en-as-zh", "-D", "language=zh")
    return failed


if __name__ == "__main__":
    sys.exit(main())

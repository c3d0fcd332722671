"""Compare the cost of a site with all that readers see against one without.

    python benchmarks/site_cost.py [--pairs 5] [--chapters 20] [SOURCEDIR]

One side has the menu of languages, banner, marks, source texts, links for corrections
and rules for publishing, the other has none of them. Both show the same committed
machine translation, of a book that is made up unless one is given. A side's figure is
the CPU time of the whole process of `sphinx-build`, cold and with an empty cache; the
sides are built in interleaved pairs, and the ratio is the median over these: at most
1.05.

A build that follows with all of it on must not write the page of a document: the
program says how many it wrote, and fails if there are any. (Sphinx writes its index and
the page of its search each time.)
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from build_cost import LANGUAGE, Bench, Cost, cold

ROOT = Path(__file__).parents[1]
BAR = 1.05
OFF = """
amts_banner = "never"
amts_marks = False
"""
ON = f"""
amts_banner = "always"
amts_source_text = "always"
amts_improve = "https://example.org/edit/{{branch}}/{{file}}#L{{line}}"
amts_help_url = "https://example.org/help"
amts_publish = {{"{LANGUAGE}": {{"min_shown": 0.9, "machine": "noindex"}}}}
amts_languages = {{"{LANGUAGE}": {{}}, "fr": {{}}, "zh": {{}}}}
amts_site = {{
    "base": "https://example.org/",
    "paths": {{"en": "en/", "{LANGUAGE}": "{LANGUAGE}/", "fr": "fr/", "zh": "zh/"}},
}}
"""


def times(folder: Path) -> dict[Path, int]:
    """Return when each page of a site was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}


def prepare(bench: Bench, source: Path) -> None:
    """Make the books "on" and "off" of one that is translated wholly by machine."""
    bench.prepare(source)
    made = bench.work / "committed"
    for name, settings in (("off", OFF), ("on", ON)):
        book = bench.work / name
        shutil.copytree(made, book)
        with (book / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(settings)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--chapters", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        bench = Bench(work, jobs=1)
        source = options.source
        if source is None:
            source = work / "made"
            program = str(ROOT / "benchmarks/made_book.py")
            bench.run(
                sys.executable, program, str(options.chapters), str(source), "--myst"
            )
        prepare(bench, source)
        pairs: list[tuple[Cost, Cost]] = []
        for number in range(options.pairs):
            order = ("on", "off") if number % 2 else ("off", "on")
            costs = {name: cold(bench, name) for name in order}
            pairs.append((costs["on"], costs["off"]))
        ratio = statistics.median(on.seconds / off.seconds for on, off in pairs)
        on, off = (statistics.median(pair[n].seconds for pair in pairs) for n in (0, 1))
        print(f"cold   off {off:6.2f} s, on {on:6.2f} s: {ratio:.3f} (at most {BAR})")
        site = work / "out-on"
        before = times(site)
        warm = bench.build("on")
        written = {path for path, time in times(site).items() if time != before[path]}
        written -= {site / "genindex.html", site / "search.html"}
        print(f"warm   {warm.seconds:.2f} s, pages written: {len(written)} (at most 0)")
    return int(ratio > BAR or bool(written))


if __name__ == "__main__":
    sys.exit(main())

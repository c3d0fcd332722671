"""`sphinx-amts check` on the catalogs of the Python documentation, and a judgement.

    python benchmarks/check_python_docs.py [--show | --sample N [--seed S]]

The catalogs lie beside the repository without their pages. Each catalog becomes a page
again here, one paragraph a message, and the real command reads that book: once as it
is, and once with fuzzy entries shown, as some books do, because the first has fewer
than a hundred findings. Printed are the findings of each rule, how they compare with
`check_judgement.csv`, and what `--fix` did to the catalogs and to the pages.

`check_judgement.csv` says of every finding in the book as it is, and of a sample of the
others, whether it is a real fault; somebody read both texts. Exit code 1 if fewer than
90 in 100 of them are real, if a fault is missed that was found when they were judged,
if anything is written without `--fix`, or if something that was fixed is found again.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from markup_corpora import DATA, PYTHON_ROLES, ROOT

CATALOGS = DATA / "python-docs"
JUDGEMENT = Path(__file__).with_name("check_judgement.csv")
LANGUAGES = ("zh_CN", "es")
WANTED = 0.9
CONF = """\
import pathlib, sys
sys.path.insert(0, str(pathlib.Path(__file__).parent))
extensions = ["python_roles", "sphinx_amts"]
html_theme = "basic"
locale_dirs = ["locale"]
exclude_patterns = ["locale"]
gettext_compact = False
"""
PROGRAM = "import sys; from sphinx_amts.cli.main import main; sys.exit(main())"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="print every finding")
    parser.add_argument("--sample", type=int, default=0, help="print N to judge")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    shown: list[dict] = []
    hidden: list[dict] = []
    failed = False
    for language in LANGUAGES:
        with TemporaryDirectory() as folder:
            book = Book(Path(folder), language)
            found = book.check()
            known = {key(finding) for finding in found}
            more = book.check("-D", "gettext_allow_fuzzy_translations=1")
            shown += found
            hidden += [finding for finding in more if key(finding) not in known]
            if not (options.show or options.sample):
                failed |= book.fix()
    print(f"\nfindings in the book as it is\n{table(shown)}")
    print(f"\nmore with fuzzy entries shown\n{table(hidden)}")
    if options.show or options.sample:
        chosen = sample(hidden, options.sample, options.seed) if options.sample else []
        for finding in chosen or [*shown, *hidden]:
            print(json.dumps(finding, ensure_ascii=False, indent=1))
        return 0
    return int(failed | judged({"no": shown, "yes": hidden}))


class Book:
    """A book whose paragraphs are the messages of the catalogs of one language."""

    def __init__(self, folder: Path, language: str) -> None:
        self.language = language
        self.source = folder / "book"
        self.catalogs = self.source / "locale" / language / "LC_MESSAGES"
        self.folder = folder
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(folder / "cache"),
        }
        wanted = self._write()
        found = self._messages()
        print(
            f"{language}: {len(wanted & found)} of {len(wanted)} messages in the book"
        )

    def check(self, *arguments: str) -> list[dict]:
        """Return what the command finds, with the catalogs' names as in the data."""
        before = self._state()
        findings = self._run(*arguments)["findings"]
        if self._state() != before:
            raise SystemExit("check wrote something without --fix")
        return findings

    def fix(self) -> bool:
        """Repair what is certain, and print what that did; return if it failed."""
        before, lines = self._backquotes(), self._lines()
        fixed = self._run("--fix")["fixed"]
        after, again = self._lines(), {key(finding) for finding in self.check()}
        changed = sum(
            old != new
            for path, content in lines.items()
            for old, new in zip(content, after[path], strict=True)
        )
        left = [finding for finding in fixed if key(finding) in again]
        entries = len({key(finding)[:2] for finding in fixed})
        print(
            f"{self.language}: --fix settled {len(fixed)} findings in {entries} "
            f"entries by {changed} lines, {len(left)} of them are found again; "
            f"pages show {before} backquotes before and {self._backquotes()} after"
        )
        return bool(left)

    def _write(self) -> set[tuple[str, str]]:
        """Write the book; return text domain and message of all that is translated."""
        shutil.copytree(
            CATALOGS / self.language, self.catalogs, copy_function=shutil.copyfile
        )
        self.source.joinpath("conf.py").write_text(CONF, "utf-8")
        self.source.joinpath("python_roles.py").write_text(PYTHON_ROLES, "utf-8")
        self.source.joinpath("index.rst").write_text("Title\n=====\n", "utf-8")
        wanted = set()
        for path in sorted(self.catalogs.rglob("*.po")):
            domain = path.relative_to(self.catalogs).with_suffix("").as_posix()
            paragraphs = [":orphan:"]
            for entry in polib.pofile(path):
                # a text of several lines is code, which is no text to check
                if entry.obsolete or "\n" in entry.msgid:
                    continue
                paragraphs.append(entry.msgid)
                if entry.msgid.endswith("::"):
                    paragraphs.append("    code")
                if entry.msgstr and not entry.fuzzy:
                    wanted.add((domain, entry.msgid))
            page = self.source / f"{domain}.rst"
            page.parent.mkdir(exist_ok=True)
            page.write_text("\n\n".join(paragraphs) + "\n", "utf-8")
        return wanted

    def _messages(self) -> set[tuple[str, str]]:
        out = self._build("gettext")
        return {
            (path.relative_to(out).with_suffix("").as_posix(), entry.msgid)
            for path in out.rglob("*.pot")
            for entry in polib.pofile(path)
        }

    def _run(self, *arguments: str) -> dict:
        command = [sys.executable, "-c", PROGRAM, "check", str(self.source)]
        options = ["-l", self.language, "--format", "json", "-j", "2", *arguments]
        ran = subprocess.run(
            [*command, *options],
            capture_output=True,
            text=True,
            env=self.environment,
            check=False,
        )
        if ran.returncode not in (0, 1) or not ran.stdout:
            raise SystemExit(ran.stderr)
        result = json.loads(ran.stdout)
        for finding in [*result["findings"], *result["fixed"]]:
            path = Path(finding["file"]).relative_to(self.catalogs.resolve())
            finding["file"] = f"{self.language}/{path.as_posix()}"
        return result

    def _build(self, builder: str) -> Path:
        out = self.folder / builder
        command = [sys.executable, "-m", "sphinx", "-Q", "-j", "2", "-b", builder]
        settings = ["-D", f"language={self.language}", "-D", "amts_engine=memory"]
        places = ["-d", self.folder / f"trees-{builder}", self.source, out]
        if builder == "gettext":
            settings = []
        subprocess.run([*command, *settings, *places], env=self.environment, check=True)
        return out

    def _backquotes(self) -> int:
        """Return how many backquotes the pages show outside of code."""
        pages = [
            path.read_text("utf-8") for path in self._build("html").rglob("*.html")
        ]
        texts = (re.sub(r"(?s)<(code|pre|script|head)\b.*?</\1>", "", p) for p in pages)
        return sum(text.count("`") for text in texts)

    def _state(self) -> dict[Path, bytes]:
        paths = sorted(self.source.rglob("*.*"))
        return {p: p.read_bytes() for p in paths if p.is_file() and p.suffix != ".pyc"}

    def _lines(self) -> dict[Path, list[bytes]]:
        return {
            path: content.split(b"\n")
            for path, content in self._state().items()
            if path.suffix == ".po"
        }


def key(finding: dict) -> tuple[str, int, str]:
    return finding["file"], finding["line"], finding["rule"]


def table(findings: list[dict]) -> str:
    """Return how many *findings* each rule has in each language."""
    counts = Counter((f["rule"], f["language"]) for f in findings)
    rules = [*sorted({rule for rule, _ in counts}), "all"]
    counts.update(("all", f["language"]) for f in findings)
    rows = [("", *LANGUAGES)]
    rows += [(rule, *(counts[rule, name] for name in LANGUAGES)) for rule in rules]
    return "\n".join(f"{row[0]:16}{row[1]:>8}{row[2]:>8}" for row in rows)


def sample(findings: list[dict], size: int, seed: int) -> list[dict]:
    """Return *size* findings, as many of each rule and language as there are."""
    strata: dict[tuple[str, str], list[dict]] = {}
    for finding in sorted(findings, key=key):
        strata.setdefault((finding["language"], finding["rule"]), []).append(finding)
    generator = random.Random(seed)
    chosen: list[dict] = []
    while len(chosen) < size and any(strata.values()):
        for name in sorted(strata):
            if strata[name]:
                at = generator.randrange(len(strata[name]))
                chosen.append(strata[name].pop(at))
    return sorted(chosen[:size], key=key)


def judged(findings: dict[str, list[dict]]) -> bool:
    """Print how *findings* compare with the judgement; return if that is too bad.

    Args:
        findings: those of the book as it is under "no", the others under "yes".
    """
    with JUDGEMENT.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    failed = False
    total = Counter(row["verdict"] for row in rows)
    for fuzzy, found in findings.items():
        keys = {key(finding) for finding in found}
        mine = [row for row in rows if row["fuzzy"] == fuzzy]
        known = {(r["catalog"], int(r["line"]), r["rule"]): r["verdict"] for r in mine}
        real = sum(verdict == "real" for verdict in known.values())
        missed = sorted(k for k, v in known.items() if v == "real" and k not in keys)
        print(
            f"\n{'fuzzy entries' if fuzzy == 'yes' else 'the book as it is'}: "
            f"{len(known)} findings judged, {real} are real faults; "
            f"{len(keys & known.keys())} of those judged are found now, "
            f"{len(keys - known.keys())} findings are not judged"
        )
        for catalog, line, rule in missed:
            print(f"  missed: {catalog}:{line}: {rule}")
        failed |= bool(missed)
    share = total["real"] / sum(total.values())
    print(
        f"\nreal faults: {total['real']} of {sum(total.values())} judged, {share:.1%}"
    )
    return failed or share < WANTED


if __name__ == "__main__":
    sys.exit(main())

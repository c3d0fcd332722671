"""Build real Sphinx projects with the pseudo engine and compare with the source.

    python benchmarks/real_books.py [-l LANG] [-D SETTING=VALUE] [--sizes] [--pages]
        DOCS_FOLDER...

For each folder it prints the warnings that the translated build gives beyond those of
the source build, how much of what Sphinx can translate is translated, and what of the
source's literals, formulas, targets, images and footnotes is missing from the
translated trees, or there more than once. Each kind of text that cannot be translated
is named with a place.

`--sizes` puts what the pages show into catalogs, and compares the doctrees with those
that plain Sphinx makes of these. `--pages` compares the pages that plain Sphinx and we
make of these catalogs, but for the attributes that say the language.

Exit code 1 if there is a new warning, a loss or a gain, less than 99.5 % translated,
doctrees of more than 1.1 times the size, or another page.
"""

from __future__ import annotations

import argparse
import difflib
import io
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.i18n import docname_to_domain
from sphinx.util.tags import Tags

# what a page says of languages is asked for, and plain Sphinx says nothing of it
SAID = re.compile(r' (?:lang|dir)="[\w-]+"| language-[\w-]+(?=")')
WRAPPED = re.compile(
    r'<span lang="[^"]*"(?: dir="\w+")?>((?:(?!</?span).)*)</span>', re.S
)
LIMIT = 1.1
SECONDS = 480


def build(srcdir: Path, out: Path, overrides: dict[str, object]):
    warning = io.StringIO()
    began = time.process_time()
    with patch_docutils(str(srcdir)), docutils_namespace():
        app = Sphinx(
            srcdir, srcdir, out / "html", out / "doctrees", "dummy",
            overrides, io.StringIO(), warning,
        )  # fmt: skip
        app.build()
        found = {d: inventory(app.env.get_doctree(d)) for d in app.env.found_docs}
        resolved = {}
        for docname in app.env.found_docs:
            tree = app.env.get_and_resolve_doctree(docname, app.builder)
            resolved[docname] = links(tree)
    seconds = time.process_time() - began
    text = re.sub(r"\x1b\[[0-9;]*m", "", warning.getvalue())
    # a name in a warning is wrapped as its paragraph is
    text = re.sub(r"('[^'\n]*)\n((?!.*: WARNING: )[^'\n]*')", r"\1 \2", text)
    return app, Counter(text.splitlines()), found, resolved, seconds


def inventory(tree: nodes.document) -> Counter:
    """Count what must survive: literals, formulas, targets, images, footnotes."""
    found: Counter = Counter()
    for node in tree.findall(nodes.Element):
        parent = node.parent
        if isinstance(node, nodes.literal) and not (
            parent is not None and "reftarget" in parent
        ):
            found["literal", _in_one_line(node.astext())] += 1
        elif isinstance(node, nodes.math):
            found["math", _in_one_line(node.astext())] += 1
        elif isinstance(node, nodes.math_block):
            found["math", node.astext()] += 1
        elif "reftarget" in node:
            found["target", node.get("reftype"), _in_one_line(node["reftarget"])] += 1
        elif isinstance(node, nodes.reference) and "refuri" in node:
            found["uri", node["refuri"]] += 1
        elif isinstance(node, nodes.image):
            found["image", node["uri"]] += 1
        elif isinstance(node, nodes.footnote_reference):
            found["footnote", node.get("refid")] += 1
    return found


def _in_one_line(text: str) -> str:
    """Return *text* as browsers show it; a translation may break it elsewhere."""
    return " ".join(text.split())


def links(tree: nodes.document) -> Counter:
    """Count where the links of a finished page lead."""
    return Counter(
        node.get("refuri") or node.get("refid")
        for node in tree.findall(nodes.reference)
        if "refuri" in node or "refid" in node
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-l", dest="language", default="zh")
    parser.add_argument("-D", dest="defines", action="append", default=[])
    parser.add_argument("--sizes", action="store_true")
    parser.add_argument("--pages", action="store_true")
    options = parser.parse_args()
    failed = False
    for folder in options.folders:
        failed |= not check(folder.resolve(), options)
    return failed


def check(folder: Path, options: argparse.Namespace) -> bool:
    extra = dict(define.split("=", 1) for define in options.defines)
    config = (folder / "conf.py").read_text("utf-8")
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        plain = {**extra, "nitpicky": "1"}
        _, warned, before, linked, seconds = build(folder, out / "source", plain)
        ours = {
            **plain,
            "language": options.language,
            "amts_engine": extra.get("amts_engine", "pseudo"),
            "amts_memory_dir": str(out / "memory"),
        }
        if "sphinx_amts" not in config:
            ours["extensions"] = with_us(folder, plain)
        app, warned_too, after, linked_too, more = build(folder, out / "target", ours)
        from sphinx_amts.extension.reporting import current_report
        from sphinx_amts.extension.session.domain import session_of

        report = current_report(app, session_of(app.env))
        others = True
        if options.sizes or options.pages:
            others = compare_with_plain(app, out, extra, options)
    counts = report["totals"]["messages"]
    applicable = sum(counts.values()) - counts["unsupported"]
    share = 100 * (
        1 - (counts["untranslated"] + counts["rejected"]) / max(applicable, 1)
    )
    print(f"== {folder}: {sum(counts.values())} messages, {share:.2f} % translated")
    print(f"   {counts}")
    print(f"   {seconds:.0f} s source, {more:.0f} s translated (two reads)")
    reasons = Counter(
        (f["state"], re.sub(r"'.*'", "…", f["reason"])[:90])
        for d in report["documents"]
        for f in d["findings"]
    )
    for (state, reason), count in reasons.most_common(12):
        print(f"   {count:5} {state}: {reason}")
    kinds: dict[str, list[dict]] = {}
    for found in (f for d in report["documents"] for f in d["findings"]):
        if found["state"] == "unsupported":
            kinds.setdefault(found["construct"], []).append(found)
    for construct, of_kind in kinds.items():
        places = ", ".join(f"{f['file']}:{f['line']}" for f in of_kind[:3])
        print(f"   {len(of_kind):5} unsupported, {construct!r}: {places}")
    new = [w for w in (warned_too - warned) if w.strip() and "machine" not in w]
    for line in new[:15]:
        print(f"   NEW WARNING {line}")
    lost = 0
    for docname, items in before.items():
        now, linked_now = after[docname], linked_too[docname]
        for what, difference in (
            ("LOST", items - now),
            ("GAINED", now - items),
            ("LINK LOST", linked[docname] - linked_now),
            ("LINK GAINED", linked_now - linked[docname]),
        ):
            for item, count in difference.items():
                lost += count
                if lost < 15:
                    print(f"   {what} in {docname}: {item}")
    print(f"   {len(new)} new warnings, {lost} lost or gained")
    return not new and not lost and share >= 99.5 and others


def with_us(folder: Path, overrides: dict[str, object]) -> str:
    return ",".join([*source_extensions(folder, overrides), "sphinx_amts"])


def compare_with_plain(
    app: Sphinx, out: Path, extra: dict[str, object], options: argparse.Namespace
) -> bool:
    """Compare with plain Sphinx and the text of the pages as catalogs of people."""
    from sphinx_amts.extension.session.domain import records_of

    folder, good = Path(app.srcdir), True
    shown = {name: record.accepted for name, record in records_of(app.env).items()}
    compact = app.config.gettext_compact
    catalogs = dump(shown, out / "catalogs", options.language, compact)
    if options.sizes:
        run(folder, catalogs, out / "plain", extra, options.language, "dummy")
        ours, plain = size(out / "target/doctrees"), size(out / "plain/doctrees")
        print(f"   doctrees: {ours:,} bytes, of plain Sphinx {plain:,}")
        print(f"   {ours / plain:.3f} times the size")
        good = ours <= LIMIT * plain
    if options.pages:
        run(folder, catalogs, out / "without", extra, options.language, "html")
        overrides = extra | {"extensions": with_us(folder, extra)}
        overrides["amts_memory_dir"] = str(out / "none")
        overrides["amts_engine"] = "memory"
        run(folder, catalogs, out / "with", overrides, options.language, "html")
        good &= same_pages(out / "without/html", out / "with/html")
    return good


def dump(
    texts: dict[str, dict[str, str]], folder: Path, language: str, compact: object
) -> Path:
    """Write catalogs as people have them."""
    domains: dict[str, Catalog] = {}
    for docname, found in texts.items():
        domain = docname_to_domain(docname, compact)  # type: ignore[arg-type]
        catalog = domains.setdefault(domain, Catalog(locale=language, domain=domain))
        for text, translation in found.items():
            catalog.add(text, translation)
    for domain, catalog in domains.items():
        path = folder / language / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=0)
    return folder


def run(
    folder: Path,
    catalogs: Path,
    out: Path,
    overrides: dict[str, object],
    language: str,
    builder: str,
) -> None:
    """Build in a process of its own."""
    defined = {"locale_dirs": str(catalogs), "language": language, **overrides}
    if "sphinx_amts" not in str(overrides.get("extensions", "")):
        defined = {k: v for k, v in defined.items() if not k.startswith("amts_")}
    subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-q", "-b", builder),
            *("-d", str(out / "doctrees"), str(folder), str(out / builder)),
            *(part for k, v in defined.items() for part in ("-D", f"{k}={v}")),
        ],
        check=True,
        timeout=SECONDS,
        capture_output=True,
    )


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.doctree"))


def same_pages(plain: Path, ours: Path) -> bool:
    """Tell the pages that are not the same, but for what they say of languages."""
    different: Counter = Counter()
    pages = sorted(plain.rglob("*.html"))
    for path in pages:
        other = ours / path.relative_to(plain)
        texts = [
            re.sub(r' class=""', "", _said_nothing(page.read_text("utf-8")))
            if page.is_file()
            else ""
            for page in (path, other)
        ]
        if texts[0] == texts[1]:
            continue
        lines = difflib.unified_diff(*(text.splitlines() for text in texts), n=0)
        changed = [line for line in lines if line[:1] in "+-"][2:]
        different[path.relative_to(plain).as_posix()] = len(changed)
        if len(different) < 8:
            print(f"   OTHER PAGE {path.relative_to(plain)}")
            for line in changed[:6]:
                print(f"      {line[:200]}")
    print(f"   {len(different)} of {len(pages)} pages are not as plain Sphinx has them")
    return not different


def _said_nothing(page: str) -> str:
    """Return *page* without what it says of languages."""
    return SAID.sub("", WRAPPED.sub(r"\1", page))


def source_extensions(folder: Path, overrides: dict[str, object]) -> list[str]:
    return list(Config.read(folder, overrides=dict(overrides), tags=Tags()).extensions)


if __name__ == "__main__":
    sys.exit(main())

"""Build real Sphinx projects with the pseudo engine and compare with the source.

    python benchmarks/real_books.py [-l LANG] [-D SETTING=VALUE] DOCS_FOLDER...

For each folder it prints the warnings that the translated build gives beyond those of
the source build, how much of what Sphinx can translate is translated, and what of the
source's literals, formulas, targets and footnotes is missing from the translated trees.
Exit code 1 if there is a new warning, a loss, or less than 99.5 % translated.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils


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
    return app, Counter(text.splitlines()), found, resolved, seconds


def inventory(tree: nodes.document) -> Counter:
    """Count what must survive: literals, formulas, targets, footnotes."""
    found: Counter = Counter()
    for node in tree.findall(nodes.Element):
        parent = node.parent
        if isinstance(node, nodes.literal) and not (
            parent is not None and "reftarget" in parent
        ):
            found["literal", node.astext()] += 1
        elif isinstance(node, nodes.math | nodes.math_block):
            found["math", node.astext()] += 1
        elif "reftarget" in node:
            found["target", node.get("reftype"), node["reftarget"]] += 1
        elif isinstance(node, nodes.reference) and "refuri" in node:
            found["uri", node["refuri"]] += 1
        elif isinstance(node, nodes.footnote_reference):
            found["footnote", node.get("refid")] += 1
    return found


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
            extensions = source_extensions(folder, plain)
            ours["extensions"] = ",".join([*extensions, "sphinx_amts"])
        app, warned_too, after, linked_too, more = build(folder, out / "target", ours)
        from sphinx_amts.sphinx_ext.reporting import current_report
        from sphinx_amts.sphinx_ext.session import session_of

        report = current_report(app, session_of(app.env))
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
    new = [w for w in (warned_too - warned) if w.strip() and "machine" not in w]
    for line in new[:15]:
        print(f"   NEW WARNING {line}")
    lost = 0
    for docname, items in before.items():
        for item, count in (items - after[docname]).items():
            lost += count
            if lost < 15:
                print(f"   LOST in {docname}: {item}")
        for item, count in (linked[docname] - linked_too[docname]).items():
            lost += count
            if lost < 15:
                print(f"   LINK LOST in {docname}: {item}")
    print(f"   {len(new)} new warnings, {lost} lost")
    return not new and not lost and share >= 99.5


def source_extensions(folder: Path, overrides: dict[str, object]) -> list[str]:
    from sphinx.config import Config
    from sphinx.util.tags import Tags

    return list(Config.read(folder, overrides=dict(overrides), tags=Tags()).extensions)


if __name__ == "__main__":
    sys.exit(main())

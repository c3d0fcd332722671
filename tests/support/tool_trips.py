"""Catalogs and files of pairs through the tools that other people use, and back.

Each trip writes with our writers, lets a tool make another file of that, reads the file
with our readers, and says where the text is another one, or where the tool complained.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from hostile_catalogs import NOT_IN_XML

from sphinx_amts.catalogs.entries import MachineEntry, read_human, read_machine
from sphinx_amts.catalogs.human_writer import NewEntry, add_entries
from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.mo_reader import read_compiled
from sphinx_amts.editions.model import Pair, on_one_line
from sphinx_amts.markup.exchange import key_form, to_html
from sphinx_amts.markup.model import Text, visible_text
from sphinx_amts.memory.stored_unit import StoredUnit, unit_key
from sphinx_amts.memory.tmx import export_tmx, import_tmx
from sphinx_amts.model import LanguagePair, Origin, Provenance, State
from sphinx_amts.parallel_data.files import read_pairs
from sphinx_amts.parallel_data.output import write_pairs
from sphinx_amts.review.items import CatalogPlace, ReviewItem
from sphinx_amts.review.po_files import po_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LANGUAGES = LanguagePair(source="en", target="es")
GETTEXT = ("msgcat", "msgmerge", "msgfmt")
TOOLKIT = ("po2tmx", "po2xliff", "xliff2po", "po2csv", "csv2po")
_SHOWN = 200


def program(name: str) -> str | None:
    """Return the path of a tool, of this environment or of the machine."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(
        name
    )


def write_catalogs(texts: Mapping[str, str], folder: Path, name: str) -> list[Path]:
    """Write *texts* with each writer of catalogs that we have; return the paths."""
    paths = [folder / kind / f"{name}.po" for kind in ("human", "machine", "review")]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    human, machine, review = paths
    new = [NewEntry(msgid=source, msgstr=text) for source, text in texts.items()]
    add_entries(human, new, language="es", project="p")
    made = [
        MachineEntry(s, t, Origin.MACHINE, Provenance(engine="e"))
        for s, t in texts.items()
    ]
    write_machine(machine, "es", made)
    items = [
        ReviewItem(
            msgid=entry.msgid,
            state=State.MACHINE,
            places=[CatalogPlace(document="a", file="a.rst", domain="a", line=1)],
            draft=entry,
            previous=f"{entry.msgstr}",
            before=entry.msgid,
            after=entry.msgstr,
        )
        for entry in made
    ]
    review.write_bytes(po_text(items, language="es", project="p"))
    return paths


def gettext_faults(texts: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Yield what gettext's tools and polib make of a catalog that they should not."""
    import polib

    human, *_ = paths = write_catalogs(texts, folder, "catalog")
    made, compiled = folder / "made.po", folder / "made.mo"
    for path in paths:
        kind = path.parent.name
        got = {m: e.msgstr for m, e in read_machine(path).items()}
        yield from _compared(f"{kind} itself", texts, got)
        for tool, *rest in (
            ("msgcat", path, "-o", made),
            ("msgcat", "--no-wrap", "--sort-output", path, "-o", made),
            ("msgmerge", "--quiet", path, human, "-o", made),
            ("msgfmt", "--check-format", "--check-domain", path, "-o", compiled),
        ):
            if complaint := _run(tool, *rest):
                yield f"{tool} of {kind}: {complaint}"
            elif tool == "msgfmt":
                yield from _compared(f"{tool} {kind}", texts, read_compiled(compiled))
            else:
                yield from _compared(f"{tool} {kind}", texts, read_human(made))
        polib.pofile(str(path), encoding="utf-8").save(str(made))
        yield from _compared(f"polib {kind}", texts, read_human(made))


def toolkit_faults(
    catalogs: Mapping[str, Mapping[str, str]], folder: Path
) -> Iterator[str]:
    """Yield the same of translate-toolkit, of catalogs by name, all in one go."""
    import polib

    for name, texts in catalogs.items():
        write_catalogs(texts, folder, name)
    human = folder / "human"
    made = {name: folder / name for name in TOOLKIT}
    for path in made.values():
        path.mkdir(exist_ok=True)
    for tool, *rest in (
        ("po2tmx", "--progress=none", "-l", "es", human, folder / "all.tmx"),
        ("po2xliff", "--progress=none", human, made["po2xliff"]),
        ("xliff2po", "--progress=none", made["po2xliff"], made["xliff2po"]),
        ("po2csv", "--progress=none", human, made["po2csv"]),
        (
            *("csv2po", "--progress=none", "--charset=UTF-8"),
            *(made["po2csv"], made["csv2po"]),
        ),
    ):
        if complaint := _run(tool, *rest):
            yield f"{tool}: {complaint}"
    everything: dict[str, set[str]] = {}
    for name, texts in catalogs.items():
        for source, text in texts.items():
            everything.setdefault(source, set()).add(text)
        for tool, suffix in (("po2xliff", "xliff"), ("po2csv", "csv")):
            got = _pairs(made[tool] / f"{name}.{suffix}")
            yield from _compared(f"{tool} {name}", texts, got)
        back = read_human(made["xliff2po"] / f"{name}.po")
        yield from _compared(f"xliff2po {name}", texts, back)
        # it guesses what stands between cells, and does not undo what po2csv does to
        # backslashes: what it made of the text is what is to be read
        again = made["csv2po"] / f"{name}.po"
        kept = {e.msgid: e.msgstr for e in polib.pofile(str(again)) if e.msgstr}
        yield from _compared(f"csv2po {name}", kept, read_human(again))
    tmx = folder / "all.tmx"
    alone = {s: min(t) for s, t in everything.items() if len(t) == 1}
    for reader, found in (("pairs", _pairs(tmx)), ("memory", _memory(tmx))):
        got = {source: text for source, text in found.items() if source in alone}
        yield from _compared(f"po2tmx, {reader}", alone, got)


def export_faults(
    catalogs: Mapping[str, Mapping[str, str]], folder: Path
) -> Iterator[str]:
    """Yield where translate-toolkit reads our TMX and CSV otherwise than we wrote."""
    from translate.storage.tmx import tmxfile

    folder.mkdir(parents=True, exist_ok=True)
    texts = {s: t for catalog in catalogs.values() for s, t in catalog.items()}
    memory = folder / "memory.tmx"
    with memory.open("wb") as stream:
        export_tmx((_unit(source, text) for source, text in texts.items()), stream)
    yield from _compared("our memory", texts, _memory(memory))
    units = tmxfile.parsefile(str(memory)).units
    yield from _compared(
        "our memory, toolkit", texts, {str(u.source): str(u.target) for u in units}
    )
    # Amazon Translate takes texts of one line, and each source text once
    lines: dict[str, str] = {}
    for source, text in texts.items():
        shown = on_one_line(source), on_one_line(text)
        if all(shown):
            lines.setdefault(*shown)
    pairs = [
        Pair(source=(Text(s),), target=(Text(t),), document="d")
        for s, t in lines.items()
    ]
    for suffix in ("tmx", "csv", "tsv"):
        path = folder / f"pairs.{suffix}"
        written = write_pairs(path, pairs, LANGUAGES)
        left = {visible_text(one.pair.source) for one in written.left_out}
        kept = {source: text for source, text in lines.items() if source not in left}
        yield from _compared(f"our {suffix}", kept, _pairs(path))
        if suffix == "tmx":
            units = tmxfile.parsefile(str(path)).units
            got = {str(u.source): str(u.target) for u in units}
            yield from _compared("our tmx, toolkit", kept, got)
        elif suffix == "csv":
            made = folder / "made.po"
            how = ("--charset=UTF-8", "--columnorder=source,target")
            if complaint := _run("csv2po", "--progress=none", *how, path, made):
                yield f"csv2po of our csv: {complaint}"
            else:
                got = read_human(made)
                got.pop("en", None)  # our first line names the columns
                yield from _compared("our csv, csv2po", kept, got)


def refusal_faults(folder: Path) -> Iterator[str]:
    """Yield where text that XML cannot carry is changed, or left out without a name."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"odd {sign} word": f"raro {sign}" for sign in NOT_IN_XML}
    memory = folder / "odd.tmx"
    with memory.open("wb") as stream:
        export_tmx((_unit(source, text) for source, text in texts.items()), stream)
    yield from _compared("our memory", texts, _memory(memory))
    pairs = [
        Pair(source=(Text(s),), target=(Text(t),), document="d")
        for s, t in {"even": "par", **texts}.items()
    ]
    for suffix in ("tmx", "csv", "tsv"):
        path = folder / f"odd.{suffix}"
        written = write_pairs(path, pairs, LANGUAGES)
        yield from _compared(f"odd {suffix}", {"even": "par"}, _pairs(path))
        reasons = [one.reason for one in written.left_out]
        for sign, reason in zip(NOT_IN_XML, reasons, strict=True):
            if f"U+{ord(sign):04X}" not in reason:
                yield f"odd {suffix}: U+{ord(sign):04X} is not named: {reason}"


def _run(tool: str, *arguments: object) -> str:
    """Run a tool; return what it complains of, "" if it is content."""
    path = program(tool)
    assert path is not None, f"there is no {tool}"
    done = subprocess.run(
        [path, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    said = (done.stdout + done.stderr).strip()
    return f"exit code {done.returncode}: {said}" if said or done.returncode else ""


def _pairs(path: Path) -> dict[str, str]:
    file = read_pairs(path, LANGUAGES)
    assert not file.left_out, file.left_out
    assert not file.faults, file.faults
    return {visible_text(p.source): visible_text(p.target) for p in file.pairs}


def _memory(path: Path) -> dict[str, str]:
    with path.open("rb") as stream:
        units = list(import_tmx(stream, lambda *_: None))
    return {unescape(unit.source): unescape(unit.target) for unit in units}


def _unit(source: str, text: str) -> StoredUnit:
    return StoredUnit(
        key=unit_key(key_form((Text(source),)), LANGUAGES, "e"),
        source=to_html((Text(source),)),
        target=to_html((Text(text),)),
        languages=LANGUAGES,
        engine="e",
        provenance=Provenance(engine="e"),
        stored="2025-01-31",
    )


def _compared(
    what: str, texts: Mapping[str, str], got: Mapping[str, str]
) -> Iterator[str]:
    got = {source: text for source, text in got.items() if source}
    for source, text in texts.items():
        if got.get(source) != text:
            shown = ascii(got.get(source))[:_SHOWN]
            near = [ascii(other)[:_SHOWN] for other in got if other not in texts][:1]
            yield (
                f"{what}: {ascii(source)[:_SHOWN]} -> {ascii(text)[:_SHOWN]} came back "
                f"as {shown} {near}"
            )
            return
    if more := [source for source in got if source not in texts]:
        yield f"{what}: more than was there: {ascii(more[0])[:_SHOWN]}"

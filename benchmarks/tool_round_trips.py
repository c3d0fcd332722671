"""Hostile catalogs through gettext's tools, polib and translate-toolkit, and back.

    python benchmarks/tool_round_trips.py [--count 1000] [--seed 0]

Catalogs of eight messages, with all that XML 1.0 can carry but the carriage return, are
written by our writers of catalogs, and go through `msgcat`, `msgmerge`, `msgfmt` and
polib, and through `po2tmx`, `po2xliff`, `xliff2po`, `po2csv` and `csv2po`; what comes
out is read by our readers. Our TMX and our tables are read by the toolkit. Each text
must come back as it was, no tool may complain, and a character that XML cannot carry
must be named. gettext's tools must be installed, and the dependency group "test".

What the toolkit itself changes is no fault of a reader, and is not generated, or
compared with what it made: it takes comments of KDE (``_: ``) out of messages, does not
tell an apostrophe before the sign of a formula from its own, and `csv2po` keeps the
backslashes double that `po2csv` has doubled. `msgfmt --check-header` wants names and
dates of translators, which machine catalogs do not have. The toolkit has no `tmx2po`.
Exit code 1 if one is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from hostile_catalogs import hostile_catalog
from tool_trips import (
    GETTEXT,
    TOOLKIT,
    export_faults,
    gettext_faults,
    program,
    refusal_faults,
    toolkit_faults,
)


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if missing := [name for name in (*GETTEXT, *TOOLKIT) if program(name) is None]:
        print(f"not installed: {', '.join(missing)}")
        return 2
    catalogs = {
        f"c{number}": hostile_catalog(options.seed, number)
        for number in range(options.count)
    }
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        faults = [
            f"catalog {number}: {fault}"
            for number, texts in enumerate(catalogs.values())
            for fault in gettext_faults(texts, folder / "gettext")
        ]
        print(f"gettext and polib: {time.monotonic() - started:.0f} s, {len(faults)}")
        faults += chain(
            toolkit_faults(catalogs, folder / "toolkit"),
            export_faults(catalogs, folder / "exports"),
            refusal_faults(folder / "refused"),
        )
    texts = sum(map(len, catalogs.values()))
    print(
        f"{len(catalogs)} catalogs, {texts} messages in "
        f"{time.monotonic() - started:.0f} s; {len(faults)} fell"
    )
    for fault in faults[:40]:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""A small book in catalogs, each message different, for evaluations."""

from __future__ import annotations

import json

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
BOOK = {
    "bread": {
        "Knead the dough until it is smooth.": "Amase la masa hasta que esté lisa.",
        "Set :option:`--heat` before the oven is lit.": (
            "Ponga :option:`--heat` antes de encender el horno."
        ),
        "A loaf of rye needs *two* hours to rise.": (
            "Un pan de centeno necesita *dos* horas para subir."
        ),
    },
    "water": {
        "Cold water slows every yeast down.": (
            "El agua fría frena toda clase de levadura."
        ),
        "Weigh the water with ``scale -g`` twice.": (
            "Pese el agua con ``scale -g`` dos veces."
        ),
    },
    "flour": {
        "White flour drinks less than wholemeal does.": (
            "La harina blanca bebe menos que la integral."
        ),
        "Mills differ, so test each new sack.": (
            "Los molinos difieren: pruebe cada saco nuevo."
        ),
        "Sieve it if insects are feared.": "Tamícela si teme insectos.",
    },
    "salt": {
        "Salt tightens gluten and keeps crumbs firm.": (
            "La sal tensa el gluten y mantiene firme la miga."
        ),
        "Never let it touch fresh yeast directly.": (
            "Nunca deje que toque directamente la levadura fresca."
        ),
        "Coarse grains dissolve slowly, fine ones at once.": (
            "Los granos gruesos se disuelven despacio, los finos enseguida."
        ),
    },
}


def write_catalogs(folder, book=BOOK):
    """Write each document of *book* as a catalog below *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, entries in book.items():
        text = HEADER
        for msgid, msgstr in entries.items():
            text += f"msgid {json.dumps(msgid, ensure_ascii=False)}\n"
            text += f"msgstr {json.dumps(msgstr, ensure_ascii=False)}\n\n"
        (folder / f"{name}.po").write_text(text, encoding="utf-8")
    return folder


def with_entry(name, msgid, msgstr):
    """Return the book with one message more."""
    return {**BOOK, name: {**BOOK[name], msgid: msgstr}}

"""What entries of machine catalogs say of people is held against their own files."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sphinx_amts.catalogs.chain import CatalogChain
from sphinx_amts.catalogs.entries import MachineEntry
from sphinx_amts.memory.human_memory import HumanMemory, HumanRecord
from sphinx_amts.model import Dialect, Origin, Provenance
from sphinx_amts.translation.claims import UNKNOWN, HumanClaims

CATALOG = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "In force."
msgstr "Lee :ref:`la página <top>` y pon ``x``. Luego, sigue. 1"

msgid "Addresses."
msgstr "Informa en https://old.example/bug ya. El *lru_cache* con :term:`clave` fija."

#, fuzzy
msgid "Doubtful."
msgstr "Quizás esto."

#~ msgid "Gone."
#~ msgstr "Ya no está."
"""


@pytest.fixture
def claims(tmp_path):
    folder = tmp_path / "locale" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "index.po").write_text(CATALOG, "utf-8")
    memory = tmp_path / "es.jsonl"
    record = {"source": "Old.", "target": "Algo antiguo.", "dialect": "rst"}
    memory.write_text(json.dumps(record) + "\n", "utf-8")
    return HumanClaims(
        CatalogChain(
            language="es",
            locale_dirs=(tmp_path / "locale",),
            committed=tmp_path / "committed",
            overlay=tmp_path / "overlay",
            human_memory=memory,
        )
    )


def entry(text, origin=Origin.MEMORY, engine="human", **fields):
    return MachineEntry(
        msgid="The ``y`` of :doc:`here <that>`.",
        msgstr=text,
        origin=origin,
        provenance=Provenance(engine=engine),
        **fields,
    )


@pytest.mark.parametrize("origin", [Origin.MEMORY, Origin.OUTDATED, Origin.HUMAN])
@pytest.mark.parametrize(
    "text",
    [
        "Lee la página y pon x.",
        "Luego sigue.",
        "Quizás esto. Ya no está.",
        "Algo antiguo.",
        "Pon ``y``, luego :doc:`sigue <that>`. # noqa",
    ],
)
def test_what_people_wrote_is_theirs(claims, origin, text):
    if "sigue" in text:
        text = text.replace("Luego sigue", "Luego, sigue").replace("Pon", "y pon")
    claimed = entry(text, origin)
    assert claims.checked(claimed) == claimed


@pytest.mark.parametrize(
    ("origin", "becomes"),
    [
        (Origin.MEMORY, Origin.MACHINE),
        (Origin.HUMAN, Origin.MACHINE),
        (Origin.OUTDATED, Origin.OUTDATED),
    ],
)
@pytest.mark.parametrize(
    "text",
    ["Compra esto.", "Algo antiguo y malo.", "Lee :ref:`otra <evil>`.", "y_", "⟦1⟧"],
)
def test_what_nobody_has_is_of_an_unknown_hand(claims, origin, becomes, text):
    checked = claims.checked(entry(text, origin, human="0c1f3a5b7d9e"))
    assert (checked.origin, checked.provenance.engine) == (becomes, UNKNOWN)
    assert checked.human == ""
    assert checked.msgstr == text


@pytest.mark.parametrize(
    ("msgid", "msgstr", "holds"),
    [
        ("Old ``y``.", "Algo antiguo ``y``.", True),
        ("*Old*.", "*Algo antiguo*.", True),
        ("Old.", "Luego, sigue.", False),
        ("The lid is open.", "Algo antiguo.", False),
    ],
)
def test_a_record_vouches_for_its_own_text_alone(claims, msgid, msgstr, holds):
    record = HumanMemory.load(claims.catalogs.human_memory).records.values()
    identity = next(iter(record)).identity
    claimed = replace(entry(msgstr, human=identity), msgid=msgid)
    assert (claims.checked(claimed) == claimed) is holds
    if not holds:  # it is a person's, and has to have the markup of this text
        assert claims.checked(claimed) == replace(claimed, human="")
    unknown = replace(claimed, human="0c1f3a5b7d9e")
    assert claims.checked(unknown) == replace(claimed, human="")


@pytest.mark.parametrize("dialect", [None, *Dialect])
def test_a_catalog_vouches_for_its_text_in_each_dialect(claims, dialect):
    record = HumanRecord(source="Gone.", target="Ya no está.", dialect=dialect)
    claimed = replace(entry("*Ya no está*.", human=record.identity), msgid="*Gone*.")
    assert claims.checked(claimed) == claimed


@pytest.mark.parametrize(
    ("msgid", "msgstr", "human"),
    [
        (
            "See https://new.example/x.",
            "Informa en https://new.example/x ya.",
            True,
        ),
        (
            "See https://new.example/x.",
            "Informa en https://evil.example/x ya.",
            False,
        ),
        ("A key.", "El *lru_cache* con clave fija.", True),
        ("A key.", "El *lru_cache* con :raw:`clave` fija.", False),
        ("A key.", "El *lru_cache* con `clave <https://e.x>`_ fija.", False),
        ("https://new.example/x", "https://new.example/x", False),
    ],
)
def test_markup_may_be_lost_but_not_gained(claims, msgid, msgstr, human):
    claimed = replace(entry(msgstr, Origin.OUTDATED), msgid=msgid)
    assert (claims.checked(claimed) == claimed) is human


def test_what_claims_nothing_is_as_it_was(claims):
    for claimed in (
        entry("Compra esto.", Origin.MACHINE, engine="apertium"),
        entry("Compra esto.", Origin.MEMORY, engine="imported"),
        entry("Compra esto.", Origin.UNCONFIRMED, engine="edition"),
    ):
        assert claims.checked(claimed) == claimed


def test_a_draft_is_checked_with_its_entry(claims):
    draft = entry("Compra esto.", Origin.MEMORY)
    checked = claims.checked(entry("Algo antiguo.", Origin.OUTDATED, draft=draft))
    assert checked.origin is Origin.OUTDATED
    assert checked.provenance.engine == "human"
    assert checked.draft.origin is Origin.MACHINE


def test_a_damaged_human_memory_vouches_for_nothing(claims):
    claims.catalogs.human_memory.write_text("{damaged\n", "utf-8")
    assert claims.checked(entry("Algo antiguo.")).origin is Origin.MACHINE
    assert claims.checked(entry("Ya no está.")).origin is Origin.MEMORY

"""What people wrote is kept for good, in lines that merge."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace

import pytest

from sphinx_amts.errors import CatalogError
from sphinx_amts.memory.human_memory import HumanMemory, HumanRecord, RecordPlace
from sphinx_amts.model import Dialect


def record(source, target, **values):
    return HumanRecord(source=source, target=target, dialect=Dialect.RST, **values)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "human" / "es.jsonl"


def test_comes_back_as_it_was_kept(path):
    given = [
        record('Say "it".\\', "Dilo «así»."),
        record("Uno\u2028dos.", "一\u0085二"),
        HumanRecord(source="Lost page.", target="Página perdida."),
        HumanRecord(source="", target="De nadie sabe qué."),
        record("Here.", "Aquí.", places=(RecordPlace("a/b", "0c1f3a5b", ""),)),
    ]
    memory = HumanMemory()
    assert memory.add(given) == given
    assert memory.add(given) == []
    assert memory.save(path)
    again = HumanMemory.load(path)
    assert again.records == memory.records
    before = path.read_bytes()
    assert not again.save(path)
    assert path.read_bytes() == before


def test_order_of_arrival_leaves_no_trace(path):
    given = [record(f"Source {n}.", f"Texto {n}.") for n in range(50)]
    contents = set()
    for seed in range(5):
        random.Random(seed).shuffle(given)
        memory = HumanMemory()
        memory.add(given)
        memory.save(path)
        contents.add(path.read_bytes())
    assert len(contents) == 1


def test_a_new_record_is_one_new_line(path):
    memory = HumanMemory()
    memory.add([record(f"Source {n}.", f"Texto {n}.") for n in range(9)])
    memory.save(path)
    before = path.read_bytes().splitlines()
    memory.add([record("Source 4, edited.", "Texto 4, editado.")])
    memory.save(path)
    after = path.read_bytes().splitlines()
    assert [line for line in after if line in before] == before
    assert len(after) == len(before) + 1


def test_two_branches_merge_by_git(path, tmp_path):
    sides = []
    base = HumanMemory()
    base.add([record(f"Source {n}.", f"Texto {n}.") for n in range(20)])
    base.save(path)
    original = path.read_bytes()
    for number in (3, 15):
        memory = HumanMemory.load(path)
        memory.add([record(f"Source {number} of a branch.", "Texto de la rama.")])
        sides.append(tmp_path / f"side{number}")
        memory.save(sides[-1])
    (tmp_path / "base").write_bytes(original)
    merged = subprocess.run(
        ["git", "merge-file", "-p", sides[0], tmp_path / "base", sides[1]],
        capture_output=True,
        check=True,
    )
    path.write_bytes(merged.stdout)
    assert len(HumanMemory.load(path).records) == 22


def test_the_later_translation_of_a_text_counts(path):
    first = record("Boil it.", "Cuécelo.")
    second = record("Boil it.", "Hiérvelo.", replaces=first.identity)
    memory = HumanMemory()
    memory.add([first, second])
    memory.save(path)
    again = HumanMemory.load(path)
    assert again.current() == [second]
    assert len(again.records) == 2


def test_places_of_both_sides_are_kept(path):
    one = record("Boil it.", "Cuécelo.", places=(RecordPlace("b", "", "22222222"),))
    two = record("Boil it.", "Cuécelo.", places=(RecordPlace("a", "11111111", ""),))
    memory = HumanMemory()
    memory.add([one])
    memory.save(path)
    other = HumanMemory()
    other.add([two])
    again = HumanMemory.load(path)
    again.merge(other)
    (both,) = again.records.values()
    assert both.places == two.places + one.places
    again.note_places([two, record("Not kept.", "No.", places=two.places)])
    assert list(again.records.values()) == [both]


@pytest.mark.parametrize(
    "place", ['["a"]', '{"a": 1}', '{"a": ["x"]}', '{"a": ["x", 1]}', '"a"', "7"]
)
def test_a_place_that_is_none_is_named(path, place):
    path.parent.mkdir()
    path.write_text(f'{{"source": "a", "target": "b", "in": {place}}}\n', "utf-8")
    with pytest.raises(CatalogError, match=":1: no record of the human memory"):
        HumanMemory.load(path)


def test_only_forget_takes_away(path):
    kept, gone = record("Kept.", "Queda."), record("Gone.", "Se va.")
    memory = HumanMemory()
    memory.add([kept, gone])
    assert memory.forget([gone.identity, "000000000000"]) == [gone]
    assert memory.current() == [kept]
    memory.forget([kept.identity])
    assert memory.save(path)
    assert "Kept" not in path.read_text("utf-8")
    assert HumanMemory.load(path).records == {}
    assert not HumanMemory().save(path.with_name("other.jsonl"))


def test_what_was_forgotten_is_not_brought_back_by_another_branch(path):
    gone, also = record("Gone.", "Se va."), record("Also.", "También.")
    theirs = HumanMemory()
    theirs.add([gone, also, replace(gone, dialect=None)])
    ours = HumanMemory()
    ours.add([gone])
    ours.forget([gone.identity])
    ours.save(path)
    ours.merge(theirs)
    assert ours.current() == [also]
    # as git puts both files together where it is told to keep the lines of both
    both = path.with_name("both.jsonl")
    theirs.save(both)
    both.write_bytes(both.read_bytes() + path.read_bytes())
    assert HumanMemory.load(both).current() == [also]
    # somebody writes the same once more
    ours.add([gone])
    ours.save(path)
    assert set(HumanMemory.load(path).current()) == {gone, also}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<<<<<<< HEAD", "conflict marker of a merge (<<<<<<<)"),
        ("not JSON", "no record of the human memory"),
        ('{"forgotten": ["a"]}', "no record of the human memory"),
        ('{"forgotten": {}}', "no record of the human memory"),
        ('{"source": "Alone."}', "no record of the human memory"),
        ('{"source": 1, "target": "Uno."}', "no record of the human memory"),
        ('["Boil it.", "Hiérvelo."]', "no record of the human memory"),
        ('{"source": "a", "target": "b", "dialect": "tex"}', "no record"),
    ],
)
def test_nonsense_is_named_with_its_line(path, line, said):
    memory = HumanMemory()
    memory.add([record("Boil it.", "Hiérvelo.")])
    memory.save(path)
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(CatalogError) as raised:
        HumanMemory.load(path)
    assert str(raised.value).startswith(f"{path}:2: ")
    assert said in str(raised.value)


def test_bytes_that_are_no_text_are_named_with_their_line(path):
    path.parent.mkdir()
    path.write_bytes(b'{"source": "a", "target": "b"}\n{"source": "\xff"}\n')
    with pytest.raises(CatalogError, match=r"es\.jsonl:2: not UTF-8"):
        HumanMemory.load(path)


def test_places_of_the_same_texts_in_another_dialect_are_noted_at_once():
    page = HumanRecord(source="Salt.", target="Sal.", dialect=Dialect.RST)
    place = RecordPlace("gone", "", "0a0b0c0d")
    unused = HumanRecord(source="Salt.", target="Sal.", places=(place,))
    other = HumanRecord(source="Salt.", target="Sales.", places=(place,))
    memory = HumanMemory()
    memory.add([page])
    memory.note_places([unused, other])
    assert [record.places for record in memory.records.values()] == [(place,)]

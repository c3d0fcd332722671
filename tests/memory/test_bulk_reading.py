"""Thousands of units are read as single ones are, whatever their rows look like."""

from __future__ import annotations

import json
import os
import sqlite3

import pytest

from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.memory.stored_unit import StoredUnit, unit_key
from sphinx_amts.memory.translation_memory import TranslationMemory
from sphinx_amts.model import LanguagePair, Provenance

ES = LanguagePair(source="en", target="es")
COUNT = 6000
FORMS = (
    "Sentence {}.",
    'Take <g id="{}">salt</g>.',
    "Nbsp\N{NO-BREAK SPACE}{}.",
    "Two\nlines\tand {}.",
    "Back\\slash {}.",
    "麺 {} \N{BREAD}.",
    "A bell \x07 {}.",
)


def make_unit(number, forms=FORMS):
    source = forms[number % len(forms)].format(number)
    return StoredUnit(
        key=unit_key(source, ES, "oven"),
        source=source,
        target=source.upper(),
        languages=ES,
        engine="oven",
        provenance=Provenance(engine="oven", details={"v": "1"} if number % 2 else {}),
        stored="2025-01-31",
    )


@pytest.fixture(
    scope="module",
    params=[FORMS, FORMS[:2], FORMS[:1]],
    ids=["all escapes", "quotation marks", "no escapes"],
)
def units(request):
    return [make_unit(number, request.param) for number in range(COUNT)]


@pytest.fixture(scope="module")
def whole(units, tmp_path_factory):
    """A memory in which the notes of a book lie between the units."""
    folder = tmp_path_factory.mktemp("bulk")
    memory = TranslationMemory.open(folder)
    memory.put_many(units, book="bakery")
    memory.close()
    return folder


@pytest.fixture
def folder(whole, tmp_path):
    (tmp_path / "cache.db").write_bytes((whole / "cache.db").read_bytes())
    return tmp_path


@pytest.fixture
def get():
    opened = []

    def get(folder, keys):
        memory = TranslationMemory.open(folder)
        opened.append(memory)
        return memory.get_many(keys), memory._database.ignored

    yield get
    for memory in opened:
        memory.close()


def edit(folder, statement, *values):
    with sqlite3.connect(folder / "cache.db") as connection:
        connection.execute("PRAGMA recursive_triggers = 0")
        connection.execute(statement, values)
    connection.close()


@pytest.mark.parametrize("step", [1, 2, 7, 40])
def test_all_kinds_of_units_come_back(whole, units, get, step):
    asked = units[::step]
    found, ignored = get(whole, [f"{0:040x}", *(unit.key for unit in asked)])
    assert found == {unit.key: unit for unit in asked}
    assert ignored == 0


def test_single_units_are_the_same(whole, units, get):
    for unit in units[: 2 * len(FORMS)]:
        assert get(whole, [unit.key])[0] == {unit.key: unit}


UPDATE = "UPDATE Cache SET value = ? WHERE key = ?"


def as_tools_write(unit):
    """Return the row of a unit as another program may have laid it out."""
    return json.dumps(json.loads(unit.to_json()), indent=1)


def of_the_next(unit):
    return make_unit(1).to_json()


def with_a_line_behind(unit):
    return f"{unit.to_json()}\n{make_unit(1).to_json()}"


def in_bytes(unit):
    return unit.to_json().encode()


def cut(unit):
    return unit.to_json()[:-9]


def with_text_behind(unit):
    return f'{unit.to_json()}"'


def with_a_unit_inside(unit):
    """Return a row that begins as one of the unit and contains another unit."""
    inner = make_unit(1)
    return f'{{"key":"{unit.key}","x":{inner.to_json()}'


def with_a_line_end_inside(unit):
    return unit.to_json().replace("Sentence", "Sentence\n").replace("SENT", "\nSENT")


def with_an_escaped_control(unit):
    return unit.to_json().replace("SENTENCE", "\\u001b[0m")


def with_an_escaped_half(unit):
    return unit.to_json().replace("SENTENCE", "\\ud800")


def with_an_escape_that_is_none(unit):
    return unit.to_json().replace("SENTENCE", "\\x41")


def with_a_control_of_two_bytes(unit):
    return unit.to_json().replace("SENTENCE", "\x9b")


def with_a_delete_character(unit):
    return unit.to_json().replace("SENTENCE", "\x7f")


def with_a_quotation_mark_inside(unit):
    return unit.to_json().replace("SENTENCE", '"')


def with_a_backslash_at_the_end(unit):
    return unit.to_json().replace('.","target', '\\\\","target')


def with_a_backslash_too_many(unit):
    return unit.to_json().replace('.","target', '\\","target')


@pytest.mark.parametrize(
    ("change", "survives"),
    [
        (with_a_unit_inside, False),
        (with_an_escaped_control, False),
        (with_an_escaped_half, False),
        (with_an_escape_that_is_none, False),
        (with_a_control_of_two_bytes, False),
        (with_a_delete_character, False),
        (with_a_quotation_mark_inside, False),
        (with_a_backslash_too_many, False),
        (as_tools_write, True),
        (of_the_next, False),
        (with_a_line_behind, False),
        (in_bytes, False),
        (cut, False),
        (with_text_behind, False),
    ],
)
@pytest.mark.parametrize("few", [True, False])
def test_a_row_that_is_laid_out_otherwise(folder, units, get, change, survives, few):
    changed = units[70]
    edit(folder, UPDATE, change(changed), changed.key)
    asked = units[70:75] if few else units
    found, ignored = get(folder, [unit.key for unit in asked])
    expected = {unit.key: unit for unit in asked}
    if not survives:
        del expected[changed.key]
    assert found == expected
    assert ignored == (not survives)


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(
    "change", [with_a_line_end_inside, with_a_backslash_at_the_end]
)
def test_a_text_that_json_may_hold_in_another_way(folder, units, get, change, few):
    changed = units[70]
    text = change(changed)
    assert text != changed.to_json()
    edit(folder, UPDATE, text, changed.key)
    fields = json.loads(text, strict=False)
    asked = units[70:75] if few else units
    found, ignored = get(folder, [unit.key for unit in asked])
    assert found == {unit.key: unit for unit in asked} | {
        changed.key: changed._replace(source=fields["source"], target=fields["target"])
    }
    assert ignored == 0


def test_a_row_that_two_threads_cannot_read(folder, units, get):
    file = folder / "cache.db"
    os.truncate(file, file.stat().st_size * 3 // 4)
    with pytest.raises(TranslationMemoryError):
        get(folder, [unit.key for unit in units])

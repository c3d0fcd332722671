"""The translation memory: the same behaviour on disk and in the process alone."""

from __future__ import annotations

import json
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from processes import started

from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.files.sqlite_guard import connect
from sphinx_amts.memory.schema import check_schema
from sphinx_amts.memory.translation_memory import (
    InMemoryTranslationMemory,
    StoredUnit,
    TranslationMemory,
    unit_key,
)
from sphinx_amts.model import LanguagePair, Provenance

ZH = LanguagePair(source="en", target="zh")
ES = LanguagePair(source="en", target="es")


def make_unit(source="Hello.", languages=ZH, engine="apertium", **changes):
    values = {
        "key": unit_key(source, languages, engine),
        "source": source,
        "target": f"<b>{source}</b> 你好",
        "languages": languages,
        "engine": engine,
        "provenance": Provenance(engine="apertium", route="r", details={"v": "1"}),
        "stored": "2025-01-31",
    }
    return StoredUnit(**{**values, **changes})


@pytest.fixture(params=["disk", "process"])
def memory(request, tmp_path):
    if request.param == "process":
        yield InMemoryTranslationMemory()
        return
    opened = TranslationMemory.open(tmp_path / "memory")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "memory"


def fill(folder, *units):
    memory = TranslationMemory.open(folder)
    memory.put_many(units)
    memory.close()


def edit(folder, statement, *values):
    connection = sqlite3.connect(folder / "cache.db")
    with connection:
        connection.execute(statement, values)
    connection.close()


def test_an_empty_memory(memory):
    assert memory.get_many(["0" * 40]) == {}
    assert list(memory.units()) == []
    assert memory.engines(ZH) == ()
    assert memory.stats().units == 0
    assert memory.writable
    assert memory.problem == ""


def test_what_is_put_is_found(memory):
    unit = make_unit()
    memory.put(unit)
    assert memory.get_many([unit.key, "0" * 40, unit.key]) == {unit.key: unit}
    changed = unit._replace(target="new", provenance=Provenance(engine="x"))
    memory.put(changed)
    assert memory.get_many([unit.key]) == {unit.key: changed}
    assert list(memory.units()) == [changed]


@pytest.mark.parametrize("text", ["", "\0", "\x1b[0m", "🙂" * 40_000, "'\";--\n"])
def test_any_text_is_kept(memory, text):
    unit = make_unit(text, target=text)
    memory.put(unit)
    assert memory.get_many([unit.key]) == {unit.key: unit}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\ud800 half", "\ufffd half"),
        ("half \udfff\ud800", "half \ufffd\ufffd"),
        ("\ud83d\ude42", "🙂"),
    ],
)
def test_half_a_character_is_replaced_and_the_rest_is_kept(memory, text, kept):
    unit = make_unit(text, target=text)
    memory.put(unit)
    expected = unit._replace(source=kept, target=kept)
    assert memory.get_many([unit.key]) == {unit.key: expected}


def test_units_by_pair_and_engine(memory):
    units = [
        make_unit("a"),
        make_unit("a", ES),
        make_unit("a", engine="other"),
        make_unit("b", LanguagePair(source="en", target="zh_CN")),
    ]
    memory.put_many(units)
    ordered = sorted(units, key=lambda unit: unit.key)
    assert list(memory.units()) == ordered
    assert list(memory.units(ZH)) == [u for u in ordered if u.languages != ES]
    assert list(memory.units(engine="other")) == [units[2]]
    assert list(memory.units(ES, "other")) == []


def test_engines_latest_first(memory):
    assert memory.engines(ZH) == ()
    memory.put(make_unit("a", engine="first: b;ç%"))
    memory.put(make_unit("b", engine="second"))
    memory.put(make_unit("c", ES, engine="third"))
    memory.put(make_unit("d", LanguagePair(source="en", target="eo"), engine="fourth"))
    assert memory.engines(ZH) == ("second", "first: b;ç%")
    assert memory.engines(LanguagePair(source="en", target="zh_CN")) == memory.engines(
        ZH
    )
    assert memory.engines(ES) == ("third",)


def test_stats(memory):
    memory.put_many([make_unit("a"), make_unit("b"), make_unit("a", ES)])
    stats = memory.stats()
    assert stats.units == 3
    assert stats.by_engine == {("en-es", "apertium"): 1, ("en-zh", "apertium"): 2}
    assert stats.ignored == 0


def test_fifty_thousand_look_ups(memory):
    units = [make_unit(f"Sentence {number}.") for number in range(5000)]
    memory.put_many(units)
    others = [f"{number:040x}" for number in range(45_000)]
    found = memory.get_many([*(unit.key for unit in units), *others])
    assert list(found.values()).count(units[4999]) == 1
    assert len(found) == 5000
    assert len(list(memory.units())) == 5000


def test_the_key_depends_on_what_is_asked_for():
    keys = {
        unit_key("a", ZH, "x"),
        unit_key("b", ZH, "x"),
        unit_key("a", ES, "x"),
        unit_key("a", LanguagePair(source="en", target="zh_TW"), "x"),
        unit_key("a", ZH, "x formal"),
    }
    assert len(keys) == 5
    assert all(len(key) == 40 and int(key, 16) >= 0 for key in keys)


def test_the_key_does_not_change_between_releases_and_spellings():
    assert unit_key("Ünï", ZH, "x") == unit_key(
        "Ünï", LanguagePair(source="en_US", target="zh-Hans"), "x"
    )
    assert unit_key("Hello.", ZH, "x") == KEY_OF_HELLO


KEY_OF_HELLO = "be6cd214c5cd6b7640baa45a493d3ece8f709dcc"


def test_a_memory_is_kept(folder):
    unit = make_unit()
    fill(folder, unit)
    memory = TranslationMemory.open(folder)
    assert memory.get_many([unit.key]) == {unit.key: unit}
    assert memory.engines(ZH) == ("apertium",)
    assert memory.stats().size > 0
    memory.close()
    memory.put(make_unit("after closing"))
    assert memory.stats().units == 2
    memory.close()


def test_looking_up_makes_no_file(folder):
    memory = TranslationMemory.open(folder)
    assert memory.get_many(["0" * 40]) == {}
    assert not folder.exists()


def test_a_failed_put_many_stores_nothing(folder):
    memory = TranslationMemory.open(folder)

    def units():
        yield make_unit("a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        memory.put_many(units())
    assert memory.stats().units == 0
    assert memory.engines(ZH) == ()
    memory.put(make_unit("a"))
    assert memory.engines(ZH) == ("apertium",)
    memory.close()


WRITER = """
import sys
from pathlib import Path
from sphinx_amts.model import LanguagePair, Provenance
from sphinx_amts.memory.stored_unit import StoredUnit, unit_key
from sphinx_amts.memory.translation_memory import TranslationMemory
folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
languages = LanguagePair(source="en", target="zh")
memory = TranslationMemory.open(folder)
for number in range(count):
    text = f"{name} {number}"
    memory.put(StoredUnit(
        key=unit_key(text, languages, name), source=text, target="x" * 500,
        languages=languages, engine=name, provenance=Provenance(engine=name),
    ))
    print(number, flush=True)
"""


def start_writer(folder, name, count):
    command = [sys.executable, "-c", WRITER, str(folder), name, str(count)]
    return started(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once(folder):
    with (
        start_writer(folder, "one", 200) as one,
        start_writer(folder, "two", 200) as two,
    ):
        for writer in (one, two):
            writer.communicate(timeout=120)
            assert writer.returncode == 0
    memory = TranslationMemory.open(folder)
    assert memory.stats().by_engine == {("en-zh", "one"): 200, ("en-zh", "two"): 200}
    assert set(memory.engines(ZH)) == {"one", "two"}
    memory.close()


def test_a_killed_writer_loses_nothing_it_has_stored(folder):
    with start_writer(folder, "one", 100_000) as writer:
        stored = [writer.stdout.readline().strip() for _ in range(300)]
        writer.send_signal(signal.SIGKILL)
        # not communicate(), which passes over what readline() has buffered
        stored += writer.stdout.read().split()
    memory = TranslationMemory.open(folder)
    keys = [unit_key(f"one {number}", ZH, "one") for number in stored]
    assert len(keys) >= 300
    assert set(memory.get_many(keys)) == set(keys)
    memory.put(make_unit())
    assert memory.stats().units - len(keys) in (1, 2)
    memory.close()


def test_a_forked_child_has_its_own_connection(folder):
    memory = TranslationMemory.open(folder)
    unit = make_unit()
    memory.put(unit)
    assert memory.get_many([unit.key])
    child = os.fork()
    if child == 0:
        found = unit.key in memory.get_many([unit.key])
        memory.put(make_unit("from the child"))
        os._exit(0 if found else 1)
    assert os.waitpid(child, 0)[1] == 0
    memory.put(make_unit("from the parent"))
    assert {u.source for u in memory.units()} == {
        "Hello.",
        "from the child",
        "from the parent",
    }
    memory.close()


class Payload:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def row(unit, **changes):
    return json.dumps({**json.loads(unit.to_json()), **changes})


POISON = {
    "pickle": (4, None, lambda unit, path: pickle.dumps(Payload(path))),
    "file of a pickle": (4, "payload.val", lambda unit, path: None),
    "binary file": (2, "payload.val", lambda unit, path: None),
    "text file": (3, "../../payload.val", lambda unit, path: None),
    "raw with a file": (1, "payload.val", lambda unit, path: unit.to_json()),
    "bytes": (1, None, lambda unit, path: unit.to_json().encode()),
    "number": (1, None, lambda unit, path: 7),
    "nothing": (1, None, lambda unit, path: None),
    "no json": (1, None, lambda unit, path: "hello"),
    "a list": (1, None, lambda unit, path: "[1, 2]"),
    "nested": (1, None, lambda unit, path: "[" * 100_000),
    "wrong key": (1, None, lambda unit, path: row(unit, key="0" * 40)),
    "wrong type": (1, None, lambda unit, path: row(unit, target=["x"])),
    "wrong detail": (1, None, lambda unit, path: row(unit, details={"a": 1})),
    "details no object": (1, None, lambda unit, path: row(unit, details=[])),
    "missing field": (1, None, lambda unit, path: '{"key": "x", "details": {}}'),
    "unknown mode": (9, None, lambda unit, path: unit.to_json()),
}


@pytest.mark.parametrize("poison", POISON)
def test_a_poisoned_row_counts_as_missing_and_runs_nothing(folder, tmp_path, poison):
    unit, good = make_unit(), make_unit("good")
    fill(folder, unit, good)
    trap = tmp_path / "trap"
    (folder / "payload.val").write_bytes(pickle.dumps(Payload(trap)))
    (tmp_path / "payload.val").write_text("outside")
    mode, filename, value = POISON[poison]
    statement = "UPDATE Cache SET mode = ?, filename = ?, value = ? WHERE key = ?"
    edit(folder, statement, mode, filename, value(unit, trap), unit.key)
    memory = TranslationMemory.open(folder)
    assert memory.get_many([unit.key, good.key]) == {good.key: good}
    assert list(memory.units()) == [good]
    assert memory.stats().ignored >= 1
    memory.put(unit)
    assert memory.get_many([unit.key]) == {unit.key: unit}
    memory.close()
    assert not trap.exists()
    assert (folder / "payload.val").exists()
    assert (tmp_path / "payload.val").exists()


LAYOUTS = {
    "as written": {"separators": (",", ":"), "ensure_ascii": False},
    "with blanks": {"ensure_ascii": False},
    "with escapes": {"separators": (",", ":")},
    "in lines": {"indent": 1, "ensure_ascii": False},
}
SOUND = {
    "text": {},
    "quotation marks": {"source": 'Say "a".', "target": 'Di "a", "b"'},
    "what looks like the end": {"target": '","from":"x","to":"y'},
    "a backslash": {"source": "C:\\x", "target": "C:\\y"},
    "no-break spaces": {"target": "«\u00a0a\u202f!\u3000»"},
    "a line end": {"source": "a\nb", "target": "c\td"},
    "a control character of the source": {"source": "a\x0cb", "target": "\x0c"},
    "another route": {"by": "amazon", "route": "batch"},
    "details": {"details": {"job": "1", "terminology": "a@2"}},
    "long details": {"details": {"terminology": "a" * 2000}},
    "no day": {"stored": ""},
}
UNSOUND = {
    "a control character": {"target": "\x1b]8;;"},
    "a control character of one byte": {"target": "\x9b"},
    "one in a name": {"by": "a\x7f"},
    "one in a detail": {"details": {"a": "\x9b"}},
    "one in the name of a detail": {"details": {"\x9b": "a"}},
    "a number": {"stored": 1},
    "a number in a detail": {"details": {"a": 1}},
    "a list of details": {"details": []},
    "a list": {"target": ["x"]},
    "another key": {"key": "0" * 40},
    "no code": {"to": "../es"},
    "another day": {"stored": "today"},
    "one more field": {"more": ""},
    "one more field of that name": {"zfrom": ""},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", SOUND)
def test_a_sound_row_is_read_in_any_layout(name, layout):
    unit = make_unit()
    fields = {**json.loads(unit.to_json()), **SOUND[name]}
    text = json.dumps(fields, **LAYOUTS[layout]).encode()
    read = StoredUnit.from_json(text, key=unit.key)
    assert read is not None
    assert json.loads(read.to_json()) == fields
    assert read == StoredUnit.from_json(read.to_json().encode(), key=unit.key)
    assert hash(read) == hash(read._replace())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_row_is_missing_in_any_layout(name, layout):
    unit = make_unit()
    fields = {**json.loads(unit.to_json()), **UNSOUND[name]}
    text = json.dumps(fields, **LAYOUTS[layout]).encode()
    assert StoredUnit.from_json(text, key=unit.key) is None


def test_a_row_with_a_field_left_out_or_given_twice():
    unit = make_unit()
    whole = unit.to_json()
    for field in json.loads(whole):
        fields = json.loads(whole)
        del fields[field]
        text = json.dumps(fields, separators=(",", ":")).encode()
        assert StoredUnit.from_json(text, key=unit.key) is None
    twice = whole[:-1] + ',"target":"\x1b"}'
    assert StoredUnit.from_json(twice.encode(), key=unit.key) is None


def test_a_value_that_is_no_text_inside(folder):
    fill(folder, make_unit(), make_unit("good"))
    statement = "UPDATE Cache SET value = CAST(x'ff22' AS TEXT) WHERE key = ?"
    edit(folder, statement, make_unit().key)
    statement = "UPDATE Cache SET key = CAST(x'31ff' AS TEXT) WHERE key = ?"
    edit(folder, statement, make_unit("good").key)
    memory = TranslationMemory.open(folder)
    assert memory.get_many([make_unit().key, make_unit("good").key]) == {}
    assert list(memory.units()) == []
    memory.close()


BETWEEN = {
    "no text": "UPDATE Cache SET value = CAST(x'ff22' AS BLOB) WHERE key = ?",
    "far too long": "UPDATE Cache SET value = zeroblob(4000000) WHERE key = ?",
    "too long, as text": (
        "UPDATE Cache SET value = CAST(zeroblob(4000000) AS TEXT) WHERE key = ?"
    ),
    "without a key": "UPDATE Cache SET key = NULL WHERE key = ?",
    "gone": "DELETE FROM Cache WHERE key = ?",
}


@pytest.mark.parametrize("how", BETWEEN)
def test_a_damaged_row_between_others_is_in_nobodys_way(folder, how):
    units = [make_unit(f"Line {number}.") for number in range(30)]
    fill(folder, *units)
    edit(folder, BETWEEN[how], units[10].key)
    memory = TranslationMemory.open(folder)
    # those at even places are asked for, and more
    for asked in (units[::2], [one for one in units if one is not units[10]]):
        found = memory.get_many([unit.key for unit in asked])
        assert found == {one.key: one for one in asked if one is not units[10]}
    whole = memory.get_many([unit.key for unit in units] * 2)
    assert len(whole) == 29
    memory.close()


def test_rows_that_nobody_asked_for_are_not_counted(folder):
    units = [make_unit(f"Line {number}.") for number in range(20)]
    fill(folder, *units)
    for unit in units[1::2]:
        edit(folder, BETWEEN["no text"], unit.key)
    memory = TranslationMemory.open(folder)
    assert len(memory.get_many([unit.key for unit in units[::2]])) == 10
    assert memory._database.ignored == 0
    memory.close()


def test_a_pickled_key_is_not_read(folder, tmp_path):
    unit = make_unit()
    fill(folder, unit)
    trap = tmp_path / "trap"
    statement = "UPDATE Cache SET raw = 0, key = ? WHERE key = ?"
    edit(folder, statement, pickle.dumps(Payload(trap)), unit.key)
    memory = TranslationMemory.open(folder)
    assert list(memory.units()) == []
    memory.put(unit)
    assert memory.get_many([unit.key]) == {unit.key: unit}
    memory.close()
    assert not trap.exists()


def test_a_poisoned_setting_is_refused(folder):
    fill(folder, make_unit())
    edit(folder, "INSERT INTO Settings VALUES ('_disk', 'x')")
    with pytest.raises(TranslationMemoryError, match='has a setting "_disk"'):
        TranslationMemory.open(folder)


def test_a_memory_from_a_newer_version_is_refused(folder):
    fill(folder, make_unit())
    edit(folder, "UPDATE Cache SET value = '2' WHERE key = 'meta:format'")
    with pytest.raises(TranslationMemoryError, match=r"newer sphinx-amts \(format 2"):
        TranslationMemory.open(folder)
    assert (folder / "cache.db").exists()


@pytest.mark.parametrize("value", ["", "x", "9" * 5000, "²"])
def test_an_odd_version_does_no_harm(folder, value):
    fill(folder, make_unit())
    edit(folder, "UPDATE Cache SET value = ? WHERE key = 'meta:format'", value)
    if value[:1] == "9":
        with pytest.raises(TranslationMemoryError, match="newer"):
            TranslationMemory.open(folder)
    else:
        memory = TranslationMemory.open(folder)
        assert memory.stats().units == 1
        memory.close()


def test_a_file_that_is_no_database_is_named_and_kept(folder):
    folder.mkdir()
    (folder / "cache.db").write_text("no database " * 100)
    with pytest.raises(TranslationMemoryError, match=r"cache\.db: .* is damaged"):
        TranslationMemory.open(folder)
    assert (folder / "cache.db").read_text() == "no database " * 100


def test_a_damaged_database_is_named_and_kept(folder):
    fill(folder, *(make_unit(str(number)) for number in range(2000)))
    file = folder / "cache.db"
    data = bytearray(file.read_bytes())
    for start in range(8192, len(data), 4096):
        data[start : start + 100] = b"\xa5" * 100
    file.write_bytes(data)

    def use():
        memory = TranslationMemory.open(folder)
        try:
            list(memory.units())
        finally:
            memory.close()

    with pytest.raises(TranslationMemoryError, match=r"cache\.db: .* is damaged"):
        use()
    assert file.read_bytes() == data


def test_an_unfinished_database_is_finished(folder):
    folder.mkdir()
    (folder / "cache.db").touch()
    memory = TranslationMemory.open(folder)
    assert memory.get_many([make_unit().key]) == {}
    memory.put(make_unit())
    assert memory.stats().units == 1
    memory.close()


def test_a_database_that_is_finished_while_it_is_looked_at(folder):
    memory = TranslationMemory.open(folder)
    memory.put(make_unit())
    memory.close()
    file = folder / "cache.db"
    other = sqlite3.connect(file, isolation_level=None)
    row = other.execute("SELECT * FROM Cache LIMIT 1").fetchone()
    ((trigger, sql),) = other.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' LIMIT 1"
    )
    other.execute(f"DROP TRIGGER {trigger}")
    other.execute("DELETE FROM Cache")
    looking = connect(file, timeout=5, mode="rw")
    rows = looking.rows

    def finished(query, values=()):
        found = rows(query, values)
        if "sqlite_master" in query:
            other.execute(sql)
            other.execute(f"INSERT INTO Cache VALUES ({','.join('?' * len(row))})", row)
        return found

    looking.rows = finished
    assert check_schema(looking) is False
    looking.rows = rows
    assert check_schema(looking) is True
    looking.close()
    other.close()


@pytest.mark.parametrize("place", ["/proc/amts", "file/amts"])
def test_a_folder_that_cannot_be_made(tmp_path, place):
    (tmp_path / "file").touch()
    memory = TranslationMemory.open(tmp_path / place)
    assert memory.get_many([make_unit().key]) == {}
    assert memory.engines(ZH) == ()
    assert not memory.writable
    assert "cannot be written" in memory.problem
    with pytest.raises(TranslationMemoryError, match="cannot be written"):
        memory.put(make_unit())
    assert memory.stats().units == 0
    memory.close()


def test_a_database_that_cannot_be_opened(folder):
    (folder / "cache.db").mkdir(parents=True)
    with pytest.raises(TranslationMemoryError, match=r"cache\.db: .*permissions"):
        TranslationMemory.open(folder)


def in_child(action):
    """Return what *action* returns in a forked child, which it may cripple."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = repr(action())
        except BaseException as exc:
            answer = f"{type(exc).__name__}: {exc}"
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    return answer


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("readable", [True, False])
def test_a_memory_of_somebody_else(readable):
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name) / "memory"
        unit = make_unit()
        fill(folder, unit)
        Path(name).chmod(0o755)
        folder.chmod(0o555)
        (folder / "cache.db").chmod(0o444 if readable else 0)

        def use():
            os.setuid(65534)
            memory = TranslationMemory.open(folder)
            found = memory.get_many([unit.key]) == {unit.key: unit}
            return found, memory.writable, memory.problem != ""

        answer = in_child(use)
    if readable:
        assert answer == "(True, False, True)"
    else:
        assert answer.startswith("TranslationMemoryError: ")
        assert "permissions" in answer


def test_a_full_disk(folder):
    import resource

    unit = make_unit()
    fill(folder, unit)

    def use():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
        memory = TranslationMemory.open(folder)
        before = memory.writable
        try:
            for number in range(100):
                memory.put(make_unit(str(number), target="x" * 5000))
        except TranslationMemoryError as exc:
            failed = "cannot be written" in str(exc)
        found = memory.get_many([unit.key]) == {unit.key: unit}
        return before, failed, memory.writable, found

    assert in_child(use) == "(True, True, False, True)"
    memory = TranslationMemory.open(folder)
    assert memory.get_many([unit.key]) == {unit.key: unit}
    memory.put(make_unit("space again"))
    memory.close()

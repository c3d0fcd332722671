"""Translation memories that somebody else has made, or made something of."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import diskcache
import pytest
from processes import started

from sphinx_amts.errors import MemoryFileError, TranslationMemoryError
from sphinx_amts.files.set_aside import identity_of, set_aside
from sphinx_amts.files.sqlite_guard import MAX_ROW, connect
from sphinx_amts.memory.build_memory import BuildMemory
from sphinx_amts.memory.database_faults import error_of
from sphinx_amts.memory.string_disk import StringCache
from sphinx_amts.memory.translation_memory import (
    StoredUnit,
    TranslationMemory,
    unit_key,
)
from sphinx_amts.model import LanguagePair, Provenance

ES = LanguagePair(source="en", target="es")


def make_unit(source="Pour it.", **changes):
    values = {
        "key": unit_key(source, ES, "engine"),
        "source": source,
        "target": f"<b>{source}</b>",
        "languages": ES,
        "engine": "engine",
        "provenance": Provenance(engine="engine"),
        "stored": "2026-02-03",
    }
    return StoredUnit(**{**values, **changes})


UNIT, OTHER = make_unit(), make_unit("Stir it.")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "memory"
    memory = TranslationMemory.open(folder)
    memory.put_many([UNIT, OTHER])
    memory.close()
    return folder


def edit(folder, *statements):
    connection = sqlite3.connect(folder / "cache.db", isolation_level=None)
    for statement in statements:
        connection.execute(*([statement] if isinstance(statement, str) else statement))
    connection.close()


def units_in(folder):
    memory = TranslationMemory.open(folder)
    try:
        found = memory.get_many([UNIT.key, OTHER.key])
        assert list(memory.units()) == sorted(found.values(), key=lambda u: u.key)
        return found
    finally:
        memory.close()


def opened(folder):
    """Open a memory as a build does; return it and what it warns of."""
    lines = []
    return BuildMemory(folder, lines.append), lines


# --- what a file is built of


WRITABLE = "PRAGMA writable_schema = 1"
CHANGES = {
    "a trigger": ["CREATE TRIGGER x AFTER INSERT ON Cache BEGIN SELECT 1; END"],
    "a trigger that drops rows": [
        "CREATE TRIGGER x BEFORE UPDATE ON Cache BEGIN SELECT raise(ignore); END"
    ],
    "a trigger under our name": [
        "DROP TRIGGER Settings_size_delete",
        "CREATE TRIGGER Settings_size_delete AFTER INSERT ON Cache "
        "BEGIN DELETE FROM Cache WHERE rowid = new.rowid; END",
    ],
    "a view": ["CREATE VIEW x AS SELECT * FROM Cache"],
    "a view in the place of a table": [
        "ALTER TABLE Cache RENAME TO y",
        "CREATE VIEW Cache AS SELECT * FROM y",
    ],
    "a table": ["CREATE TABLE x (y)"],
    "a virtual table": ["CREATE VIRTUAL TABLE x USING fts5(y)"],
    "an index": ["CREATE INDEX x ON Cache (value)"],
    "statistics": ["ANALYZE"],
    "another column": ["ALTER TABLE Cache ADD COLUMN x"],
    "a computed column": ["ALTER TABLE Cache ADD COLUMN x AS (upper(value))"],
    "no unique index": ["DROP INDEX Cache_key_raw"],
    "no trigger": ["DROP TRIGGER Settings_count_insert"],
    "two tables in one place": [
        WRITABLE,
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
        "WHERE name = 'Settings') WHERE name = 'Cache'",
    ],
    "a name that is no text": [
        WRITABLE,
        "UPDATE sqlite_master SET sql = CAST(replace(CAST(sql AS BLOB), "
        "CAST('store_time' AS BLOB), x'ff') AS TEXT) WHERE name = 'Cache'",
    ],
    "a word that is no text": [
        WRITABLE,
        "UPDATE sqlite_master SET sql = CAST(x'c3' || sql AS TEXT)",
    ],
    "a setting": ["INSERT INTO Settings VALUES ('_disk', 'x')"],
    "a setting that is no text": ["INSERT INTO Settings VALUES (x'ff', 1)"],
    "a program as a setting": ["UPDATE Settings SET value = '1; ATTACH x AS y'"],
    "a long setting": [
        "UPDATE Settings SET value = zeroblob(900000) WHERE key = 'hits'"
    ],
    "a setting too long to be read": [
        "UPDATE Settings SET value = zeroblob(9000000) WHERE key = 'hits'"
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_is_not_built_as_ours_is_refused_and_left_alone(folder, change):
    edit(folder, *CHANGES[change])
    before = (folder / "cache.db").read_bytes()
    with pytest.raises(MemoryFileError, match=r"cache\.db: ") as caught:
        TranslationMemory.open(folder)
    assert str(caught.value).isprintable()
    assert "move it away" in str(caught.value)
    assert (folder / "cache.db").read_bytes() == before


@pytest.mark.parametrize("change", CHANGES)
def test_a_build_sets_it_aside_and_keeps_what_comes_then(folder, change):
    edit(folder, *CHANGES[change])
    before = (folder / "cache.db").read_bytes()
    memory, lines = opened(folder)
    assert memory.get_many([UNIT.key]) == {}
    assert memory.can_store(ES, "engine")
    memory.put(UNIT)
    memory.close()
    (line,) = lines
    assert line.isprintable()
    assert str(folder / "cache.db") in line
    assert str(folder / "set-aside-1.db") in line
    assert (folder / "set-aside-1.db").read_bytes() == before
    assert units_in(folder) == {UNIT.key: UNIT}


def test_a_database_in_another_encoding(folder):
    (folder / "cache.db").unlink()
    edit(folder, "PRAGMA encoding = 'UTF-16'", "CREATE TABLE Settings (key, value)")
    with pytest.raises(MemoryFileError):
        TranslationMemory.open(folder)


def test_a_cache_of_another_program(tmp_path):
    with diskcache.Cache(str(tmp_path)) as cache:
        cache["x"] = {"a": 1}
    with pytest.raises(MemoryFileError, match="Cache_store_time"):
        TranslationMemory.open(tmp_path)


def test_a_memory_that_is_being_made_holds_nothing_yet(folder, tmp_path):
    connection = sqlite3.connect(folder / "cache.db")
    made = [
        sql
        for (sql,) in connection.execute("SELECT sql FROM sqlite_master")
        if sql is not None
    ]
    connection.close()
    for count in range(0, len(made) + 1, 2):
        other = tmp_path / f"made-{count}"
        other.mkdir()
        edit(other, *made[:count])
        memory = TranslationMemory.open(other)
        assert memory.get_many([UNIT.key]) == {}
        memory.put(UNIT)
        memory.close()
        assert units_in(other) == {UNIT.key: UNIT}


MAKER = """
import sys
from pathlib import Path
from sphinx_amts.memory.build_memory import BuildMemory
memory = BuildMemory(Path(sys.argv[1]), print)
assert memory.writable, memory.problem
"""


def piped(command):
    return started(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_processes_that_make_a_memory_at_once_make_one_that_opens(tmp_path):
    folder = tmp_path / "memory"
    command = [sys.executable, "-c", MAKER, str(folder)]
    with ExitStack() as stack:
        makers = [stack.enter_context(piped(command)) for _ in range(4)]
        assert [maker.communicate()[0] for maker in makers] == [b""] * 4
    assert units_in(folder) == {}


def test_settings_of_a_file_are_not_followed(folder):
    strange = {
        "eviction_policy": "least-recently-used",
        "cull_limit": 100,
        "size_limit": 1,
        "disk_min_file_size": 1,
        "sqlite_journal_mode": "off",
        "sqlite_mmap_size": 2**30,
        "sqlite_cache_size": -(2**40),
        "sqlite_synchronous": 0,
    }
    edit(
        folder,
        *(
            ("UPDATE Settings SET value = ? WHERE key = ?", (value, name))
            for name, value in strange.items()
        ),
        "UPDATE Cache SET expire_time = 1, size = 1e300",
    )
    memory = TranslationMemory.open(folder)
    more = [make_unit(f"Sentence {number}.") for number in range(200)]
    memory.put_many(more)
    assert memory.stats().units == 202
    memory.close()
    assert {path.name for path in folder.iterdir()} == {"cache.db"}
    cache = StringCache(folder / "cache.db", lambda _: None)
    found = dict(cache.connection().execute("SELECT key, value FROM Settings"))
    assert not strange.items() & found.items()
    (journal,) = cache.connection().execute("PRAGMA journal_mode").fetchone()
    (mapped,) = cache.connection().execute("PRAGMA mmap_size").fetchone()
    assert (journal, mapped) == ("wal", 0)
    cache.close()


def test_no_connection_trusts_its_file(folder):
    for mode in ("rwc", "rw", "immutable"):
        connection = connect(folder / "cache.db", timeout=1, mode=mode)
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("ATTACH ':memory:' AS other")
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
        assert connection.execute("PRAGMA cell_size_check").fetchone() == (1,)
        if mode != "rwc":
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                connection.execute("DELETE FROM Cache")
        if hasattr(connection, "getconfig"):
            assert connection.getconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE)
        connection.close()


def test_a_statement_without_end_is_broken_off(folder):
    connection = connect(folder / "cache.db", timeout=1)
    connection.begin(0)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) "
            "SELECT count(*) FROM n"
        ).fetchone()
    connection.close()


def test_an_index_that_hides_rows_is_found_before_anything_is_paid_for(folder):
    connection = sqlite3.connect(folder / "cache.db")
    (sql,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'Cache_key_raw'"
    ).fetchone()
    connection.close()
    edit(
        folder,
        "DROP INDEX Cache_key_raw",
        f"{sql} WHERE raw = 7",
        WRITABLE,
        ("UPDATE sqlite_master SET sql = ? WHERE name = 'Cache_key_raw'", (sql,)),
    )
    memory = TranslationMemory.open(folder)
    assert memory.get_many([UNIT.key]) == {}
    with pytest.raises(MemoryFileError, match="index"):
        memory.can_store(ES, "engine")
    memory.close()
    memory, lines = opened(folder)
    assert memory.can_store(ES, "engine")
    assert len(lines) == 1
    memory.close()


# --- what lies beside it


def hot_journal(folder, victim):
    """Leave the journal of a killed writer that names *victim*, as SQLite knows it."""
    code = (
        "import os, sqlite3, sys\n"
        "base = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "base.execute('PRAGMA journal_mode = delete')\n"
        "base.execute('PRAGMA cache_size = 1')\n"
        "base.execute('BEGIN')\n"
        "base.execute('UPDATE Cache SET tag = randomblob(90000)')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    file = folder / "cache.db"
    subprocess.run([sys.executable, "-c", code, str(file)], check=False)
    journal = folder / "cache.db-journal"
    name = str(victim).encode()
    end = struct.pack(">II", len(name), sum(name)) + bytes.fromhex("d9d505f920a163d7")
    page = struct.pack(">I", 0x40000000 // 4096 + 1)
    journal.write_bytes(journal.read_bytes() + page + name + end)


def test_a_journal_that_has_sqlite_delete_a_file(folder, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("somebody's text")
    hot_journal(folder, victim)
    with pytest.raises(MemoryFileError, match="journal"):
        TranslationMemory.open(folder)
    memory, lines = opened(folder)
    memory.put(UNIT)
    memory.close()
    assert len(lines) == 1
    assert victim.read_text() == "somebody's text"
    assert (folder / "set-aside-1.db-journal").exists()
    assert units_in(folder) == {UNIT.key: UNIT}


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("make", [Path.symlink_to, Path.hardlink_to])
def test_a_link_beside_the_file_leads_nowhere(folder, tmp_path, end, make):
    victim = tmp_path / "victim"
    victim.write_bytes(b"somebody's text" * 500)
    make(folder / f"cache.db{end}", victim)
    memory, lines = opened(folder)
    memory.put(UNIT)
    memory.close()
    assert len(lines) == 1
    assert victim.read_bytes() == b"somebody's text" * 500
    assert os.path.lexists(folder / f"set-aside-1.db{end}")
    assert units_in(folder) == {UNIT.key: UNIT}


def link(place, victim):
    place.symlink_to(victim)


def dangling(place, victim):
    victim.unlink()
    place.symlink_to(victim)


def pipe(place, victim):
    os.mkfifo(place)


def a_folder(place, victim):
    place.mkdir()


@pytest.mark.parametrize("make", [link, dangling, pipe, a_folder])
def test_what_is_no_file_is_not_used_and_left_alone(tmp_path, make):
    folder, victim = tmp_path / "memory", tmp_path / "victim.db"
    memory = TranslationMemory.open(tmp_path)
    memory.put(UNIT)
    memory.close()
    (tmp_path / "cache.db").rename(victim)
    before = victim.read_bytes()
    folder.mkdir()
    make(folder / "cache.db", victim)
    status = (folder / "cache.db").lstat()
    with pytest.raises(TranslationMemoryError, match=r"cache\.db: .*move that away"):
        TranslationMemory.open(folder)
    memory, lines = opened(folder)
    assert memory.get_many([UNIT.key]) == {}
    assert not memory.writable
    assert not memory.can_store(ES, "engine")
    with pytest.raises(TranslationMemoryError):
        memory.put(OTHER)
    memory.close()
    (line,) = lines
    assert "is not used" in line
    assert memory.unusable
    assert (folder / "cache.db").lstat() == status
    assert make is dangling or victim.read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["cache.db"]


def test_what_is_set_aside_replaces_nothing(folder):
    good = (folder / "cache.db").read_bytes()
    (folder / "set-aside-1.db").write_text("somebody's copy")
    (folder / "set-aside-2.db-wal").write_text("somebody's copy")
    edit(folder, "CREATE TABLE x (y)")
    (folder / "cache.db-wal").write_bytes(b"foreign")
    memory, lines = opened(folder)
    memory.put(UNIT)
    memory.close()
    assert "set-aside-3.db" in lines[0]
    assert (folder / "set-aside-1.db").read_text() == "somebody's copy"
    assert (folder / "set-aside-2.db-wal").read_text() == "somebody's copy"
    assert (folder / "set-aside-3.db").exists()
    (folder / "cache.db").write_bytes(good)
    assert set(units_in(folder)) == {UNIT.key, OTHER.key}


def test_a_file_that_another_build_has_already_replaced_stays(folder):
    edit(folder, "CREATE TABLE x (y)")
    with pytest.raises(MemoryFileError) as caught:
        TranslationMemory.open(folder)
    memory, _ = opened(folder)
    memory.put(UNIT)
    memory.close()
    assert set_aside(caught.value.file, caught.value.identity) is None
    assert units_in(folder) == {UNIT.key: UNIT}


def test_builds_that_find_a_bad_file_at_once_make_one_new_one(folder):
    edit(folder, "CREATE TABLE x (y)")
    command = [sys.executable, "-c", MAKER, str(folder)]
    with ExitStack() as stack:
        makers = [stack.enter_context(piped(command)) for _ in range(4)]
        said = b"".join(maker.communicate()[0] for maker in makers)
    assert said.count(b"set-aside-1.db") == 1
    assert b"set-aside-2" not in said
    assert [maker.returncode for maker in makers] == [0] * 4, said
    assert units_in(folder) == {}


def test_damage_that_is_found_late_costs_what_is_damaged_only(folder):
    memory = TranslationMemory.open(folder)
    memory.put_many([make_unit(f"Sentence {number}.") for number in range(3000)])
    memory.close()
    data = bytearray((folder / "cache.db").read_bytes())
    for start in range(16 * 4096, len(data), 4096):
        data[start : start + 100] = b"\xa5" * 100
    (folder / "cache.db").write_bytes(data)
    memory, lines = opened(folder)
    keys = [make_unit(f"Sentence {number}.").key for number in range(3000)]
    assert memory.get_many(keys) == {}
    memory.put(UNIT)
    assert memory.get_many([UNIT.key]) == {UNIT.key: UNIT}
    memory.close()
    assert len(lines) == 1
    assert (folder / "set-aside-1.db").read_bytes() == data


# --- rows


def changed(unit, **changes):
    return json.dumps({**json.loads(unit.to_json()), **changes})


ROWS = {
    "half a character": lambda: changed(UNIT, target="\ud800"),
    "half a character in the source": lambda: changed(UNIT, source="\udc00"),
    "an escape sequence": lambda: changed(UNIT, target="\x1b]8;;http://x\x07"),
    "an escape sequence of one byte": lambda: UNIT.to_json().replace("<b>", "\x9b"),
    "a line end in a name": lambda: changed(UNIT, engine="a\nb"),
    "a delete character in a name": lambda: UNIT.to_json().replace("eng", "\x7f"),
    "a detail with a null": lambda: changed(UNIT, details={"a\0": "b"}),
    "no code of a language": lambda: changed(UNIT, to="../es"),
    "a long code of a language": lambda: changed(UNIT, to="e" * 61),
    "no day": lambda: changed(UNIT, stored="yesterday"),
    "one more field": lambda: changed(UNIT, more=""),
    "not a number": lambda: changed(UNIT, target=float("nan")),
    "deep lists": lambda: (
        changed(UNIT)[:-1] + ',"x":' + "[" * 90_000 + "]" * 90_000 + "}"
    ),
    "deep objects": lambda: '{"a":' * 90_000,
    "too long": lambda: changed(UNIT, target="x" * MAX_ROW),
    "much too long": lambda: changed(UNIT, target="x" * 20 * MAX_ROW),
    "a long number": lambda: "1" * 100_000,
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_we_did_not_write_is_missing_and_can_be_replaced(folder, name):
    edit(folder, ("UPDATE Cache SET value = ? WHERE key = ?", (ROWS[name](), UNIT.key)))
    assert units_in(folder) == {OTHER.key: OTHER}
    memory = TranslationMemory.open(folder)
    assert memory.can_store(ES, "engine")
    assert memory.stats().ignored >= 1
    memory.put(UNIT)
    memory.close()
    assert units_in(folder) == {UNIT.key: UNIT, OTHER.key: OTHER}


@pytest.mark.parametrize("column", ["filename", "tag", "value", "size", "expire_time"])
@pytest.mark.parametrize("junk", [b"\xff\xfe", "../../x", 2**62, -1e308])
def test_junk_in_a_column_does_not_keep_an_answer_out(folder, column, junk):
    change = f"UPDATE Cache SET {column} = CAST(? AS TEXT), mode = 4"
    if not isinstance(junk, bytes):
        change = f"UPDATE Cache SET {column} = ?, mode = 4"
    edit(folder, (change, (junk,)))
    for _ in range(2):
        memory = TranslationMemory.open(folder)
        assert memory.can_store(ES, "engine")
        memory.put_many([UNIT, OTHER])
        memory.close()
        assert units_in(folder) == {UNIT.key: UNIT, OTHER.key: OTHER}


def test_a_translation_has_the_control_characters_of_its_source(folder):
    unit = make_unit("Page\x0cbreak", target="Salto\x0c")
    memory = TranslationMemory.open(folder)
    memory.put(unit)
    assert memory.get_many([unit.key]) == {unit.key: unit}
    memory.close()


def test_names_of_engines_are_one_line_each(folder):
    edit(folder, "UPDATE Cache SET key = key || '%0A%1B' WHERE key LIKE 'meta:engine%'")
    memory = TranslationMemory.open(folder)
    assert memory.engines(ES) == ()
    memory.close()


# --- whether answers are kept


def test_trying_leaves_nothing_behind(folder):
    memory = TranslationMemory.open(folder)
    assert memory.can_store(ES, "engine")
    assert memory.can_store(ES, "engine")
    memory.close()
    connection = sqlite3.connect(folder / "cache.db")
    keys = {key for (key,) in connection.execute("SELECT key FROM Cache")}
    connection.close()
    assert keys == {UNIT.key, OTHER.key, "meta:format", "meta:engine:en-es:engine"}


def test_an_engine_whose_answers_would_not_be_read_again(folder):
    memory = TranslationMemory.open(folder)
    assert memory.can_store(ES, "engine")
    assert not memory.can_store(ES, "engine\n")
    assert "does not keep" in memory.problem
    memory.close()


def test_an_answer_that_is_too_long_is_refused(folder):
    memory = TranslationMemory.open(folder)
    with pytest.raises(TranslationMemoryError, match="not kept"):
        memory.put_many([make_unit("New."), make_unit("Long.", target="x" * MAX_ROW)])
    assert set(units_in(folder)) == {UNIT.key, OTHER.key}
    memory.put(make_unit("New."))
    memory.close()


def test_the_time_of_a_lock_is_over_when_its_process_ends(folder):
    code = (
        "import sqlite3, sys, time\n"
        "base = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "base.execute('BEGIN EXCLUSIVE')\n"
        "print(flush=True)\n"
        "time.sleep(60)\n"
    )
    with piped([sys.executable, "-c", code, str(folder / "cache.db")]) as holder:
        assert holder.stdout.readline() == b"\n"
        assert set(units_in(folder)) == {UNIT.key, OTHER.key}
    memory = TranslationMemory.open(folder)
    memory.put(make_unit("After it."))
    memory.close()


def test_a_memory_in_a_folder_with_a_name_like_a_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("PLACE", str(tmp_path / "elsewhere"))
    folder = tmp_path / "$PLACE" / "50%?#"
    memory = TranslationMemory.open(folder)
    memory.put(UNIT)
    memory.close()
    assert units_in(folder) == {UNIT.key: UNIT}
    assert not (tmp_path / "elsewhere").exists()
    shutil.rmtree(folder)


def test_what_sqlite_misses_of_a_replaced_file_is_no_fault_of_the_disk(folder):
    """Another process renames the file that beside it is the log of changes."""
    file = folder / "cache.db"
    identity = identity_of(file)
    missed = sqlite3.OperationalError("disk I/O error")
    missed.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHORT_READ
    missed.sqlite_errorname = "SQLITE_IOERR_SHORT_READ"
    error = error_of(missed, file, identity, opening=False)
    assert not isinstance(error, MemoryFileError)
    assert "check the permissions and the space on the disk" in str(error)
    assert set_aside(file, identity) == folder / "set-aside-1.db"
    with closing(TranslationMemory.open(folder)) as memory:
        memory.put(UNIT)
    error = error_of(missed, file, identity, opening=False)
    assert isinstance(error, MemoryFileError)
    assert "was replaced by another process" in str(error)
    assert set_aside(error.file, error.identity) is None

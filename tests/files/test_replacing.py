"""What is replaced by a file of ours, and what is left as it is."""

from __future__ import annotations

import os
import resource
import signal
import stat

import pytest

from sphinx_amts.catalogs.entries import MachineEntry
from sphinx_amts.catalogs.machine_writer import write_machine, write_overlay
from sphinx_amts.errors import CatalogError
from sphinx_amts.files.disk import write_if_changed, write_parts
from sphinx_amts.memory.human_memory import HumanMemory, HumanRecord
from sphinx_amts.model import Origin, Provenance


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def entry(msgstr):
    return MachineEntry(
        msgid="Stir it.",
        msgstr=msgstr,
        origin=Origin.MACHINE,
        provenance=Provenance(engine="apertium"),
    )


def memory(target):
    found = HumanMemory()
    found.add([HumanRecord(source="Stir it.", target=target)])
    return found


WRITERS = {
    "machine catalog": lambda path, text: write_machine(path, "es", [entry(text)]),
    "human memory": lambda path, text: memory(text).save(path),
}
EMPTY = {
    "machine catalog": lambda path: write_machine(path, "es", []),
    "human memory": lambda path: HumanMemory().save(path),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_committed_file_that_is_read_only_stays(tmp_path, kind):
    path = tmp_path / "es"
    assert WRITERS[kind](path, "Remueve.")
    path.chmod(0o444)
    before = path.read_bytes()
    assert not WRITERS[kind](path, "Remueve.")  # nothing to write is no fault
    for change in (lambda: WRITERS[kind](path, "Agita."), lambda: EMPTY[kind](path)):
        with pytest.raises(CatalogError, match="read-only") as raised:
            change()
        assert str(path) in str(raised.value)
        assert (path.read_bytes(), mode(path)) == (before, 0o444)
    path.chmod(0o644)
    assert WRITERS[kind](path, "Agita.")
    assert EMPTY[kind](path)
    assert not path.exists()


def test_a_catalog_of_a_build_folder_is_replaced_all_the_same(tmp_path):
    path = tmp_path / "index.po"
    write_overlay(path, "es", [entry("Remueve.")])
    path.chmod(0o444)
    assert write_overlay(path, "es", [entry("Agita.")])
    assert "Agita." in path.read_text("utf-8")


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o664, 0o755])
@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path, kind, bits):
    path = tmp_path / "es"
    WRITERS[kind](path, "Remueve.")
    path.chmod(bits)
    assert WRITERS[kind](path, "Agita.")
    assert mode(path) == bits


def test_nobody_else_reads_a_private_file_while_it_is_written(tmp_path):
    path = tmp_path / "es.jsonl"
    path.write_bytes(b"old")
    path.chmod(0o600)
    seen = []

    def parts():
        seen.extend(mode(other) for other in tmp_path.iterdir())
        yield b"new"

    write_parts(path, parts())
    assert (seen, path.read_bytes()) == ([0o600, 0o600], b"new")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_a_file_that_root_replaces_stays_that_of_its_owner(tmp_path):
    path = tmp_path / "index.po"
    path.write_bytes(b"old")
    os.chown(path, 12345, 23456)
    path.chmod(0o660)
    write_if_changed(path, b"new")
    status = path.stat()
    assert (status.st_uid, status.st_gid, mode(path)) == (12345, 23456, 0o660)
    link = tmp_path / "link.po"
    link.symlink_to(path)
    write_if_changed(link, b"newer")
    assert (link.is_symlink(), link.stat().st_uid) == (False, os.getuid())
    assert path.read_bytes() == b"new"


def pipe(path):
    os.mkfifo(path)


def folder(path):
    path.mkdir()


def link_to_pipe(path):
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


def link_to_folder(path):
    path.with_name("folder").mkdir()
    path.symlink_to("folder")


def link_to_device(path):
    path.symlink_to(os.devnull)


@pytest.mark.parametrize(
    "make", [pipe, folder, link_to_pipe, link_to_folder, link_to_device]
)
def test_what_is_no_file_is_not_replaced(tmp_path, make):
    path = tmp_path / "list.csv"
    make(path)
    before = sorted((p.name, p.lstat().st_ino) for p in tmp_path.iterdir())
    with pytest.raises(OSError, match=r"it is a (folder|pipe or a device)") as raised:
        write_if_changed(path, b"a,b\n")
    assert raised.value.filename == str(path)
    assert sorted((p.name, p.lstat().st_ino) for p in tmp_path.iterdir()) == before


def test_a_full_disk_is_named_by_the_file_that_was_to_be_written(tmp_path):
    path = tmp_path / "es.jsonl"
    path.write_bytes(b"old")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with pytest.raises(OSError, match="too large") as raised:
            write_if_changed(path, bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert raised.value.filename == str(path)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [
        ("es.jsonl", b"old")
    ]

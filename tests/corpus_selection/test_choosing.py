"""Choosing pairs for a book, by the command."""

from __future__ import annotations

import gzip
import hashlib
import random
import re
import subprocess
import sys

import pytest
from two_subjects import pairs_on, write_book, write_lines

from sphinx_amts.cli.main import main
from sphinx_amts.corpus.model import CorpusFindings
from sphinx_amts.corpus.reading import read_all
from sphinx_amts.corpus_selection import workers as workers_module
from sphinx_amts.corpus_selection.parts import Part
from sphinx_amts.corpus_selection.passes import Sampling
from sphinx_amts.corpus_selection.workers import ParallelWorkers
from sphinx_amts.engines.amazon.import_reader import read_example_file
from sphinx_amts.engines.amazon.import_rules import EXAMPLE_BYTES
from sphinx_amts.errors import CorpusError
from sphinx_amts.model import LanguagePair

EN_ES = LanguagePair(source="en", target="es")
SUBJECT = pairs_on("programs", 300)
OTHERS = pairs_on("bread", 1200)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A book on programs, and a mix of pairs of which one in five is on programs."""
    folder = tmp_path_factory.mktemp("corpus")
    known = {source for source, _ in SUBJECT}
    own = [s for s, _ in pairs_on("programs", 500, seed=2) if s not in known]
    write_book(folder / "book", own[:150])
    mixed = SUBJECT + OTHERS
    random.Random(3).shuffle(mixed)
    write_lines(folder, "mix", mixed)
    return folder


@pytest.fixture
def select(world, tmp_path, monkeypatch, capsys):
    """Run the command; return its exit code, the pairs it wrote, and what it said."""
    monkeypatch.chdir(world)

    def run(*arguments, collections=("mix",), output="chosen.tmx"):
        path = tmp_path / output
        words = ["corpus", "select", "book", *map(str, collections), "-l", "es"]
        code = main([*words, "-o", str(path), *map(str, arguments)])
        pairs = []
        if path.exists():
            found = read_all([path], EN_ES, CorpusFindings())
            pairs = [(pair.source, pair.target) for pair in found]
        said = capsys.readouterr()
        return code, pairs, said.out + said.err

    return run


def words(pairs):
    return {word for source, _ in pairs for word in re.findall(r"\w+", source.lower())}


def test_what_is_chosen_is_on_the_subject_of_the_book(select):
    code, chosen, said = select("--size", "20%")
    assert code == 0
    right = len(set(chosen) & set(SUBJECT))
    assert right >= 0.95 * len(chosen)
    assert right >= 0.75 * len(SUBJECT)
    assert "of 1500 pairs chosen" in said


def test_chosen_pairs_cover_more_words_than_as_many_at_random(select):
    code, chosen, _ = select("--size", "10")
    assert code == 0
    assert len(chosen) == 10
    drawn = [len(words(random.Random(n).sample(SUBJECT, 10))) for n in range(20)]
    assert len(words(chosen)) > 1.1 * sum(drawn) / len(drawn)
    assert set(chosen) <= set(SUBJECT)


@pytest.mark.parametrize("suffix", ["tmx", "csv", "tsv"])
def test_file_is_one_that_the_service_imports_whole(select, tmp_path, suffix):
    code, chosen, _ = select("--size", "100", output=f"chosen.{suffix}")
    assert code == 0
    file = read_example_file(tmp_path / f"chosen.{suffix}", max_bytes=EXAMPLE_BYTES)
    assert file.records == len(chosen) == 100
    assert (file.source, file.targets, file.faults) == ("en", ["es"], [])


def test_order_and_packing_of_files_do_not_matter(select, world, tmp_path):
    parts = [tmp_path / name for name in ("b", "a", "c")]
    mixed = SUBJECT + OTHERS
    for number, part in enumerate(parts):
        write_lines(part.parent, part.name, mixed[number::3])
    _, first, _ = select("--size", "60", collections=parts)
    _, second, _ = select("--size", "60", collections=[parts[2], parts[0], parts[1]])
    assert first == second
    for part in parts:
        for code in ("en", "es"):
            plain = part.with_suffix(f".{code}")
            data = gzip.compress(plain.read_bytes())
            plain.with_name(f"{plain.name}.gz").write_bytes(data)
            plain.unlink()
    assert select("--size", "60", collections=parts)[1] == first


def test_size_may_be_bytes_of_the_file(select, tmp_path):
    code, chosen, _ = select("--size", "20kB")
    assert code == 0
    assert 14_000 < (tmp_path / "chosen.tmx").stat().st_size <= 20_500
    assert len(chosen) > 40


def test_without_a_size_all_that_is_close_is_chosen_and_no_more(select):
    _, chosen, _ = select()
    assert len(set(chosen) & set(SUBJECT)) >= 0.95 * len(chosen)
    _, limited, said = select("--size", "600")
    assert len(limited) < 400
    assert "--fill takes the next closest" in said
    _, filled, _ = select("--size", "600", "--fill")
    assert len(filled) == 600


def test_near_duplicates_and_copies_are_chosen_once(select, tmp_path):
    source, target = SUBJECT[0]
    again = [
        (source, target),
        (source.upper(), target.upper()),
        (source.replace(".", " 2.7."), target.replace(".", " 2.7.")),
        (source.replace(".", " 3.11!"), target.replace(".", " 3.11!")),
    ]
    write_lines(tmp_path, "again", again * 5)
    _, chosen, said = select("--size", "200", collections=["mix", tmp_path / "again"])
    begins = source[:-1].lower()
    assert sum(text.lower().startswith(begins) for text, _ in chosen) <= 1
    assert "near: nearly the same text has been chosen" in said


def test_text_that_is_held_out_is_never_chosen(select, world, tmp_path):
    held = SUBJECT[:40]
    write_book(world / "book", [source for source, _ in held], "exam")
    try:
        _, chosen, _ = select("--size", "300")
        assert {source for source, _ in held} & {source for source, _ in chosen}
        _, chosen, said = select("--size", "300", "--hold-out", "ex*")
        assert not {source for source, _ in held} & {source for source, _ in chosen}
        assert "held out: " in said
        code, _, said = select("--hold-out", "exm")
        assert code == 2
        assert "--hold-out exm: no such document; did you mean 'exam'?" in said
    finally:
        (world / "book" / "exam.rst").unlink()


def test_catalogs_alone_can_be_the_book(world, select, tmp_path, monkeypatch):
    """As `evaluate` takes them; what is held out are their texts of both languages."""
    folder = tmp_path / "catalogs" / "book"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    entries = (f'\nmsgid "{a}"\nmsgstr "{b}"\n' for a, b in SUBJECT[:60])
    (folder / "index.po").write_text(header + "".join(entries), "utf-8")
    mix = world / "mix"
    monkeypatch.chdir(folder.parent)
    code, chosen, said = select("--size", "30", "--hold-out", "*", collections=[mix])
    assert code == 0, said
    assert set(chosen) <= set(SUBJECT[60:])


def test_page_says_why_each_pair_was_chosen(select, tmp_path):
    page = tmp_path / "page.html"
    select("--size", "50", "--review", page)
    text = page.read_text("utf-8")
    reason = re.search(r"choice 1; closeness \+\d\.\d\d; of the book: \w+ \d+×", text)
    assert reason
    assert "mix.en" in text
    assert "likely wrong" not in text


def test_damaged_collections_are_named_and_the_rest_is_chosen_from(select, tmp_path):
    (tmp_path / "cut.tmx.gz").write_bytes(gzip.compress(b"<tmx>" * 100)[:40])
    (tmp_path / "empty.tsv").write_bytes(b"")
    write_lines(tmp_path, "short", SUBJECT[:9])
    (tmp_path / "short.es").write_text("Una línea sola de la que se lee.\n", "utf-8")
    names = ["cut.tmx.gz", "empty.tsv", "short.en", "missing"]
    paths = [tmp_path / name for name in names]
    code, chosen, said = select("--size", "100", collections=["mix", *paths])
    assert code == 1
    assert len(chosen) == 100
    for path in (*paths[:2], tmp_path / "short.es", paths[3]):
        assert f"sphinx-amts: {path}" in said


def test_nothing_is_written_where_nothing_can_be_chosen(select, tmp_path):
    for name, reason in (
        ("nowhere", "there is no such file or folder"),
        ("empty.tmx", "no element found"),
    ):
        (tmp_path / "empty.tmx").write_bytes(b"")
        code, chosen, said = select(collections=[tmp_path / name])
        assert (code, chosen) == (2, [])
        assert reason in said
    write_lines(tmp_path, "bread", OTHERS[:400])
    code, chosen, said = select("--size", "no")
    assert code == 2
    assert "--size no: give pairs (20000 or 20k), a share (20%)" in said


def test_output_is_never_one_of_its_own_sources(select, tmp_path):
    select("--size", "50")
    once = (tmp_path / "chosen.tmx").read_bytes()
    select("--size", "50", collections=["mix", tmp_path / "chosen.tmx"])
    assert (tmp_path / "chosen.tmx").read_bytes() == once


def test_missing_package_is_named_with_its_extra(select, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    code, _, said = select()
    assert code == 2
    assert 'pip install "sphinx-amts[corpus]"' in said


def test_error_of_a_worker_is_one_line(tmp_path):
    missing = Part(tmp_path / "gone.gz", 1)
    with (
        ParallelWorkers(tmp_path) as workers,
        pytest.raises(CorpusError, match=r"gone\.gz: cannot be read \(No such file"),
    ):
        workers.run([Sampling(missing, 1)])


def test_scheduler_that_is_not_there_is_named(select, tmp_path, monkeypatch):
    monkeypatch.setattr(workers_module, "_SECONDS", 1)
    address = "tcp://127.0.0.1:9"
    code, chosen, said = select("--scheduler", address, "--work", tmp_path / "work")
    assert (code, chosen) == (2, [])
    assert f"sphinx-amts: {address}: no scheduler answers there" in said


@pytest.mark.slow
def test_processes_and_a_cluster_choose_the_same_bytes(select, world, tmp_path):
    """Two processes of this machine, and a scheduler with two workers."""
    parts = [tmp_path / name for name in ("a", "b", "c")]
    for number, part in enumerate(parts):
        write_lines(tmp_path, part.name, (SUBJECT + OTHERS)[number::3])

    def digest(*options):
        code, _, said = select("--size", "80", *options, collections=parts)
        assert code == 0, said
        return hashlib.sha256((tmp_path / "chosen.tmx").read_bytes()).hexdigest()

    with (
        ParallelWorkers(tmp_path, 2) as workers,
        pytest.raises(CorpusError, match=r"^\S+gone\.gz: cannot be read \([^\n]+\)$"),
    ):
        workers.run([Sampling(Part(tmp_path / "gone.gz", 1), 1)])
    alone = digest()
    assert digest("--workers", "2") == alone
    script = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False,"
        " protocol='tcp', dashboard_address=None) as local:\n"
        "        print(local.scheduler_address, flush=True)\n"
        "        input()\n"
    )
    cluster = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address = cluster.stdout.readline().strip()
        assert address.startswith("tcp://127.0.0.1:")
        work = tmp_path / "work"
        assert digest("--scheduler", address, "--work", work) == alone
        assert list(work.iterdir()) == []
    finally:
        cluster.communicate("\n", timeout=60)
    code, _, said = select("--scheduler", address)
    assert code == 2
    assert "--work DIR" in said

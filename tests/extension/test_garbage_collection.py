"""How often garbage is collected while a book is built."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from sphinx_amts.extension.compat import garbage_collection as collector
from sphinx_amts.extension.compat.trees import TreesInFiles

CONF = """
import atexit, gc

class Cycle:
    def __init__(self):
        self.itself = self

def ask():
    print("SPARED", gc.get_freeze_count() > 0)

def setup(app):
    atexit.register(ask)
    app.cycle = Cycle()
    app.cycle.file = open(app.confdir / "noted.txt", "w", encoding="utf-8")
    app.cycle.file.write("what was noted")
"""

EMBEDDING = """
import sys
from sphinx.application import Sphinx
source, out = sys.argv[-2:]
Sphinx(source, source, out, out + "/trees", "html", {"language": "es"}).build()
"""


@pytest.fixture(autouse=True)
def _interval():
    before = gc.get_threshold()
    collector.collect_as_before()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("given", [700, 2000])
def test_the_interval_is_that_of_before_in_the_end(given):
    gc.set_threshold(given, 11, 12)
    for _ in range(2):  # an application may be made and build nothing
        collector.collect_rarely()
    assert gc.get_threshold() == (collector.INTERVAL, 11, 12)
    for _ in range(2):
        collector.collect_as_before()
    assert gc.get_threshold() == (given, 11, 12)


@pytest.mark.parametrize("given", [0, 50_000])
def test_a_collector_that_is_off_or_rare_stays_so(given):
    gc.set_threshold(given)
    collector.collect_rarely()
    assert gc.get_threshold()[0] == given
    collector.collect_as_before()
    assert gc.get_threshold()[0] == given


class Node:
    alive = 0

    def __init__(self):
        self.itself = self
        Node.alive += 1

    def __del__(self):
        Node.alive -= 1


def test_what_was_spared_is_collected_when_it_is_given_up():
    node = Node()
    with collector.sparing_what_exists():
        del node
        gc.collect()
        assert Node.alive == 1
        collector.collect_all()
        assert Node.alive == 0


def test_what_a_process_has_spared_before_a_build_stays_spared():
    node = Node()
    gc.collect()
    gc.freeze()
    try:
        with collector.sparing_what_exists():
            del node
            young = Node()
            collector.collect_all()
            assert Node.alive == 2
            collector.spare_what_exists()  # not once more: new objects stay collectable
            del young
            gc.collect()
            assert Node.alive == 1
        collector.collect_as_before()
        gc.collect()
        assert Node.alive == 1
    finally:
        gc.unfreeze()
    with collector.sparing_what_exists():
        assert gc.get_freeze_count()
    collector.collect_all()
    assert Node.alive == 0


@pytest.mark.parametrize(("read", "left"), [(1, 1), (100, 0)])
def test_old_garbage_is_looked_for_when_many_documents_were_read(read, left):
    node = Node()
    gc.collect()
    gc.set_threshold(100_000)
    trees = TreesInFiles()
    for number in range(read):
        trees[str(number)] = Node()
    del node  # old by now
    with pytest.raises(KeyError):
        trees.pop("0")
    assert Node.alive == left
    collector.collect_all()
    assert Node.alive == 0


def test_a_tree_that_has_grown_old_while_its_page_was_written_is_collected():
    trees = TreesInFiles()
    try:
        for number in range(5):
            with pytest.raises(KeyError):
                trees.pop(str(number))
            assert Node.alive == 0
            tree = Node()
            gc.collect()  # of a page with hundreds of thousands of objects
            del tree
    finally:
        collector.collect_all()


def test_trees_are_collected_in_portions_where_pages_are_written_in_parallel():
    gc.collect()
    gc.set_threshold(100_000)
    trees = TreesInFiles(lambda: 80)
    left = []
    for number in range(17):
        trees[str(number)] = Node()
        with pytest.raises(KeyError):
            trees.pop(str(number))
        left.append(Node.alive)
    assert left == [0, *range(1, 8), 0, *range(1, 8), 0]


def test_the_tree_of_a_page_is_collected_when_the_next_is_written():
    gc.collect()
    gc.set_threshold(100_000)
    trees = TreesInFiles()
    for name in ("one", "two", "three"):
        trees[name] = Node()
        with pytest.raises(KeyError):
            trees.pop(name)
    assert Node.alive == 0
    # a page may leave something behind, which is collected in the end
    node = Node()
    assert trees.pop("four", None) is None
    del node
    collector.collect_as_before()
    gc.collect()
    assert Node.alive == 0
    assert not gc.get_freeze_count()


@pytest.mark.parametrize(
    ("embeds", "more", "spared"),
    [(False, 0, True), (True, 0, False), (False, 9, False)],
    ids=["sphinx-build", "another program", "many documents"],
)
def test_only_a_short_sphinx_build_exits_without_looking_for_garbage(
    project, embeds, more, spared
):
    for number in range(more):
        project.write(f"more{number}.rst", f":orphan:\n\nMore {number}\n======\n")
    project.write("conf.py", (project.src / "conf.py").read_text("utf-8") + CONF)
    program = project.command()
    if embeds:
        program = [sys.executable, "-c", EMBEDDING, *program[-2:]]
    done = subprocess.run(
        program, capture_output=True, text=True, env=project.environment(), check=True
    )
    assert f"SPARED {spared}" in done.stdout.splitlines()
    # a file that nobody has closed, which only a search would find
    assert (project.src / "noted.txt").read_text("utf-8") == "what was noted"

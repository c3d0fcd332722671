"""Records of documents stay pickled until they are used."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace

import pytest

from sphinx_amts.document_records.documents import DocumentRecord, MessageState, Miss
from sphinx_amts.document_records.faults import Fault
from sphinx_amts.document_records.kept import Records
from sphinx_amts.markup.model import Text
from sphinx_amts.model import Dialect, MessageKind, State


def record(*texts, **fields):
    return DocumentRecord(
        profile="en es",
        digest="d1",
        messages=tuple(
            MessageState(text=text, line=n, state=State.HUMAN)
            for n, text in enumerate(texts)
        ),
        **fields,
    )


MISS = Miss(
    text="Two.",
    kind=MessageKind.BLOCK,
    dialect=Dialect.RST,
    line=2,
    inlines=(Text("Two."),),
)
ONE, TWO = record("One.", "Uno"), record("Two.", misses=(MISS,), errors=("a.po: bad",))


@pytest.fixture
def records():
    found = Records()
    found["b"], found["a"] = TWO, ONE
    return found


def again(records):
    return pickle.loads(pickle.dumps(records))


def test_records_come_back_in_their_order(records):
    twice = again(again(records))
    assert list(twice.items()) == list(records.items()) == [("b", TWO), ("a", ONE)]
    assert [name for name, _ in twice.heads()] == ["a", "b"]
    assert (len(twice), "a" in twice, "c" in twice) == (2, True, False)


def test_heads_and_texts_need_no_record(records):
    state = records.__getstate__()
    broken = Records()
    broken.__setstate__([(name, head._replace(body=b"?")) for name, head in state])
    assert broken.head("b").errors == ("a.po: bad",)
    assert broken.head("b").faulty
    assert broken.head("b").misses
    assert not broken.head("a").misses
    assert broken.texts("a") == ["One.", "Uno"]
    with pytest.raises(pickle.UnpicklingError):
        broken["a"]
    # nor does pickling them
    assert again(broken).head("a") == broken.head("a")


def test_settled_records_are_those_of_before(records):
    heads = records.heads()
    loaded = records["a"]
    records.settle()
    assert records["a"] is not loaded
    assert list(records.items()) == [("b", TWO), ("a", ONE)]
    assert records.heads() == heads
    records["a"] = TWO
    records.settle()
    assert records["a"] == TWO


def test_each_change_of_a_record_changes_its_content(records):
    before = records.head("a").content
    fault = Fault(rule="number", msgid="One.", msgstr="Uno", message="1", shown="")
    for field in ({"faults": (fault,)}, {"revision": "r"}, {"terms": (("a", "b"),)}):
        records["a"] = replace(ONE, **field)
        assert records.head("a").content != before, field
    records["a"] = ONE
    assert records.head("a").content == before


def test_records_are_replaced_removed_and_taken_over(records):
    other = again(records)
    other["b"] = ONE
    records.take(["b", "missing"], other)
    assert records["b"] == ONE
    del records["a"]
    assert dict(again(records)) == {"b": ONE}
    assert records.pop("a", None) is None
    with pytest.raises(KeyError):
        records["a"]


FORKED = """
import os, pickle, sys
from sphinx_amts.document_records.documents import DocumentRecord
from sphinx_amts.document_records.kept import Records

records = Records()
for name in ("a", "b"):
    records[name] = DocumentRecord(profile="", digest=name)
records = pickle.loads(pickle.dumps(records))
if os.fork() == 0:
    records["b"] = records["c"] = DocumentRecord(profile="", digest="new")
    sys.stdout.buffer.write(pickle.dumps(records))
    sys.stdout.flush()
    os._exit(0)
os.wait()
assert list(pickle.loads(pickle.dumps(records))) == ["a", "b"]
"""


def test_a_forked_process_gives_the_records_of_what_it_has_read():
    done = subprocess.run(
        [sys.executable, "-c", FORKED], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    found = pickle.loads(done.stdout)
    assert {name: one.digest for name, one in found.items()} == {"b": "new", "c": "new"}

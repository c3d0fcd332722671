"""Machine catalogs after merges of git that take entries apart."""

from __future__ import annotations

import os
import random
import subprocess
from dataclasses import replace

import pytest

from sphinx_amts.catalogs.entries import MachineEntry, read_machine
from sphinx_amts.catalogs.machine_writer import write_machine
from sphinx_amts.catalogs.merge_conflicts import resolve_catalog
from sphinx_amts.catalogs.verified import was_edited, with_check
from sphinx_amts.errors import CatalogError
from sphinx_amts.model import HUMAN_PROVENANCE, Origin, Provenance

TEXTS = ["Alpha one.", "Bravo two.", "Charlie three.", "Delta four."]
NAME = "page.po"


class Repository:
    """A catalog in a repository of git, and branches that change it."""

    def __init__(self, folder):
        self.path = folder / NAME
        self._folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        self.git("commit", "-q", "--allow-empty", "-m", "start")
        self.git("tag", "start")

    def git(self, *arguments):
        settings = ("user.name=a", "user.email=a@b", "core.fsync=none")
        return subprocess.run(
            ["git", *(x for s in settings for x in ("-c", s)), *arguments],
            cwd=self._folder,
            capture_output=True,
            check=False,
            env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull},
        ).returncode

    def merge(self, base, own, other, style="merge"):
        """Merge two branches; return the exit code of git."""
        self.git("reset", "-q", "--hard")
        self.git("checkout", "-q", "-B", "main", "start")
        self._commit(base)
        self.git("checkout", "-q", "-B", "other")
        self._commit(other)
        self.git("checkout", "-q", "main")
        self._commit(own)
        return self.git("-c", f"merge.conflictStyle={style}", "merge", "-q", "other")

    def _commit(self, entries):
        self.path.unlink(missing_ok=True)  # or what was edited would stay
        if not write_machine(self.path, "es", entries):
            self.path.touch()
        self.git("add", NAME)
        self.git("commit", "-q", "--allow-empty", "-m", "state")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return Repository(tmp_path_factory.mktemp("merges") / "book")


def draft(msgid, text):
    entry = MachineEntry(
        msgid=msgid,
        msgstr=text,
        origin=Origin.MACHINE,
        provenance=Provenance(engine="x"),
    )
    return with_check(entry)


def outdated(msgid, text, draft=None):
    entry = MachineEntry(
        msgid=msgid,
        msgstr=text,
        origin=Origin.OUTDATED,
        provenance=HUMAN_PROVENANCE,
        human="0c1f3a5b7d9e",
        evidence="place",
        previous=f"{msgid} Earlier.",
        draft=draft,
    )
    return with_check(entry)


def edited(entry, text):
    return replace(entry, msgstr=text)


ALPHA, BRAVO, CHARLIE, DELTA = TEXTS

APART = (8, 20, 26, 31, 41, 48, 50, 56, 62, 63, 88, 102, 111, 112, 115, 125, 126, 133)
"""Seeds of changes that git merges so that a side has one message twice, or the comment
of one text above another, and that no two people have made to one entry."""


def test_a_message_twice_without_a_conflict_is_one_again(repository):
    """git finds nothing wrong where an entry was added at two places."""
    path = repository.path
    write_machine(path, "es", [draft(t, t.upper()) for t in TEXTS])
    again = "\n".join(
        f'{signed}msgid "{BRAVO}"\nmsgstr "{text}"\n'
        for signed, text in (
            ("#. amts: origin=machine engine=x check=00000000\n", "De Ana"),
            ("#. amts: origin=machine engine=x\n", "otra máquina"),
        )
    )
    path.write_text(path.read_text("utf-8") + "\n" + again, "utf-8")
    with pytest.raises(CatalogError):
        read_machine(path)
    assert resolve_catalog(path, "es").chosen == 1
    entries = read_machine(path)
    assert list(entries) == TEXTS
    assert entries[BRAVO].msgstr == "De Ana"
    before = path.read_bytes()
    assert resolve_catalog(path, "es") is None
    assert path.read_bytes() == before


def test_what_a_person_did_to_the_conflict_stays(repository):
    base = [draft(t, f"{t} máquina") for t in TEXTS]
    own, other = (
        [edited(base[0], f"Alpha de {who}"), *base[1:3], draft(DELTA, f"D {who}")]
        for who in ("Ana", "Luis")
    )
    assert repository.merge(base, own, other) == 1
    path = repository.path
    before = path.read_bytes()
    with pytest.raises(CatalogError, match="on both sides"):
        resolve_catalog(path, "es")
    assert path.read_bytes() == before
    head, _, rest = before.decode().partition("<<<<<<<")
    conflict, end, rest = rest.partition(">>>>>>> other\n")
    assert end
    lines = conflict.split("=======\n")[1].replace("de Luis", "de los dos")
    path.write_text(head + lines + rest, "utf-8")
    resolve_catalog(path, "es")
    assert read_machine(path)[ALPHA].msgstr == "Alpha de los dos"


def test_one_side_alone_changed_what_a_person_wrote(repository):
    base = [edited(draft(ALPHA, "máquina"), "De antes"), draft(BRAVO, "B")]
    own = [base[0], draft(BRAVO, "B propia")]
    other = [edited(draft(ALPHA, "máquina"), "De Luis"), draft(BRAVO, "B otra")]
    for one, two in ((own, other), (other, own)):
        assert repository.merge(base, one, two) == 1
        resolve_catalog(repository.path, "es")
        assert read_machine(repository.path)[ALPHA].msgstr == "De Luis"


@pytest.mark.parametrize("seed", APART)
def test_halves_of_entries_come_together(repository, seed):
    base, own, other = changes(repository, seed)
    text = repository.path.read_text("utf-8")
    resolve_catalog(repository.path, "es")
    entries = read_machine(repository.path)
    assert must_stay(base, own, other) <= _texts(entries)
    assert entries.keys() == {entry.msgid for entry in [*own, *other]}
    for entry in entries.values():  # each text under the comment written for it
        parts = [part for part in (entry, entry.draft) if part]
        assert all(_people([part]) or not was_edited(part) for part in parts)
    # and when git has forgotten the sides
    repository.path.write_text(text, "utf-8")
    repository.git("add", NAME)
    try:
        resolve_catalog(repository.path, "es")
    except CatalogError:
        assert repository.path.read_text("utf-8") == text
    else:
        kept = _texts(read_machine(repository.path))
        assert must_stay(base, own, other) <= kept


def test_people_decide_only_where_they_disagree(repository):
    refused = 0
    for seed in range(25):
        sides = changes(repository, seed)
        if "<<<<<<<" not in repository.path.read_text("utf-8"):
            continue
        before = repository.path.read_bytes()
        by_text = [{e.msgid: _people([e]) for e in side} for side in sides]
        if any(_disagree(text, *by_text) for text in TEXTS):
            refused += 1
            with pytest.raises(CatalogError, match="by hand"):
                resolve_catalog(repository.path, "es")
            assert repository.path.read_bytes() == before
        else:
            resolve_catalog(repository.path, "es")
            assert must_stay(*sides) <= _texts(read_machine(repository.path))
    assert refused


def changes(repository, seed):
    """Merge changes at random of a catalog at random; return base, own and other."""
    rng = random.Random(seed)
    base = [e for text in TEXTS if (e := _any(rng, text, "base"))]
    own, other = (_changed(rng, base, who) for who in ("Ana", "Luis"))
    repository.merge(base, own, other, rng.choice(["merge", "diff3"]))
    return base, own, other


def must_stay(base, own, other):
    """Return what a person has written since, or before and nobody replaced."""
    base, own, other = (_people(entries) for entries in (base, own, other))
    return ((own | other) - base) | (base & own & other)


def _disagree(text, base, own, other):
    sides = [side.get(text, set()) for side in (own, other)]
    return all(sides) and sides[0] != sides[1] and base.get(text, set()) not in sides


def _changed(rng, base, who):
    entries = {entry.msgid: entry for entry in base}
    for text in TEXTS:
        if rng.random() < 0.5:
            entries[text] = _any(rng, text, who)
    return [entry for entry in entries.values() if entry]


def _any(rng, msgid, who):
    old = outdated(msgid, f"vieja {msgid} {rng.randrange(2)}")
    machine = draft(msgid, f"máquina {msgid} {rng.randrange(2)}")
    return rng.choice(
        [
            None,
            machine,
            edited(machine, f"De {who}: {msgid}"),
            old,
            replace(old, draft=machine),
            replace(old, draft=edited(machine, f"Borrador de {who}: {msgid}")),
            replace(edited(old, f"Vieja de {who}: {msgid}"), draft=machine),
        ]
    )


def _people(entries):
    texts = _texts({entry.msgid: entry for entry in entries})
    return {text for text in texts if "de " in text.lower()}


def _texts(entries):
    parts = [part for e in entries.values() for part in (e, e.draft) if part]
    return {part.msgstr for part in parts}

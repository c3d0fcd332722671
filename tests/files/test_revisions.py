"""Revisions of a repository, read as data."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sphinx_amts.errors import ConfigError
from sphinx_amts.files.revisions import Repository

if TYPE_CHECKING:
    from pathlib import Path

IDENTITY = {
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip


def git(folder: Path, *arguments: str, data: bytes = b"", **env: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=data,
        capture_output=True,
        env=os.environ | IDENTITY | env,
        check=True,
    )
    return done.stdout.decode("utf-8", "surrogateescape").strip()


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "all", "--allow-empty")


def unpacked(root: Path, to: Path) -> dict[str, str]:
    repository = Repository.of(root)
    repository.unpack(repository.revision("HEAD"), to)
    assert not any(path.is_symlink() for path in to.rglob("*"))
    return {
        path.relative_to(to).as_posix(): path.read_text("utf-8")
        for path in to.rglob("*")
        if path.is_file()
    }


def link(root: Path, name: str, target: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def test_links_are_followed_inside_of_the_revision_only(root, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.po").write_text("secret")
    (root / "a").mkdir()
    (root / "a/file.po").write_text("inside")
    link(root, "a/near", "file.po")
    link(root, "b/up", "../a/file.po")
    link(root, "b/folder", "../a")
    link(root, "b/twice", "folder/near")
    link(root, "b/roundabout", "folder/../a/./file.po")
    # what leads out, in every way
    link(root, "out/absolute", str(outside / "secret.po"))
    link(root, "out/above", "../../outside/secret.po")
    link(root, "out/folder", "../../outside")
    link(root, "out/through", "folder/secret.po")
    link(root, "out/own", str(root / "a/file.po"))
    link(root, "out/back", f"../../{root.name}/a/file.po")
    link(root, "out/nowhere", "nothing")
    # what leads into itself
    link(root, "loop/self", "self")
    link(root, "loop/one", "two")
    link(root, "loop/two", "one")
    link(root, "loop/here", ".")
    link(root, "loop/top", "..")
    commit(root)
    found = unpacked(root, tmp_path / "to")
    assert found.keys() >= {
        *("a/file.po", "a/near", "b/up", "b/folder/file.po", "b/twice"),
        "b/roundabout",
    }
    assert set(found.values()) == {"inside"}
    assert not any(name.startswith("out/") for name in found)
    assert not any(
        name.startswith(("loop/self", "loop/o", "loop/tw")) for name in found
    )


def test_names_that_no_repository_should_have(root, tmp_path):
    blob = git(root, "hash-object", "-w", "--stdin", data=b"bad")

    def tree(*entries: tuple[str, str, str]) -> str:
        raw = b"".join(
            f"{mode} {name}\0".encode() + bytes.fromhex(identity)
            for mode, name, identity in entries
        )
        return git(
            *(root, "hash-object", "-w", "-t", "tree", "--stdin", "--literally"),
            data=raw,
        )

    inner = tree(("100644", "escaped.txt", blob))
    config = tree(("100644", "config", blob))
    top = tree(
        ("40000", "..", inner),
        ("40000", ".git", config),
        ("40000", ".GIT", config),
        ("100644", "..\\x.txt", blob),
        ("100644", "fine.txt", blob),
        ("160000", "module", "1" * 40),
    )
    revision = git(root, "commit-tree", top, "-m", "crafted")
    git(root, "update-ref", "refs/heads/main", revision)
    assert unpacked(root, tmp_path / "deep/to") == {"fine.txt": "bad"}
    assert not list(tmp_path.rglob("escaped.txt"))


@pytest.mark.parametrize("name", ["--output=owned", "-h", "--help", "", "HEAD:page"])
def test_a_revision_is_never_an_option(root, name):
    commit(root)
    with pytest.raises(ConfigError, match="neither a revision"):
        Repository.of(root).revision(name)
    assert not (root / "owned").exists()


def test_no_program_of_the_repository_is_run(root, tmp_path, monkeypatch):
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!{sys.executable}\nopen({str(mark)!r}, 'w')\n")
    program.chmod(0o755)
    (root / ".gitattributes").write_text(
        "*.txt filter=evil diff=evil merge=evil text eol=crlf\n"
    )
    (root / "page.txt").write_bytes(b"as it is stored\n")
    commit(root)
    for setting in (
        "filter.evil.smudge", "filter.evil.clean", "filter.evil.process",
        "diff.evil.textconv", "diff.evil.command", "diff.external", "core.pager",
        "core.fsmonitor", "gpg.program", "core.sshCommand", "core.editor",
        "credential.helper",
    ):  # fmt: skip
        git(root, "config", setting, str(program))
    git(root, "config", "log.showSignature", "true")
    hooks = root / ".git/hooks"
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (hooks / hook).write_bytes(program.read_bytes())
        (hooks / hook).chmod(0o755)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(program))
    mark.unlink(missing_ok=True)
    found = unpacked(root, tmp_path / "to")
    assert found["page.txt"] == "as it is stored\n"
    assert not mark.exists()


def test_a_missing_object_is_one_line(root, tmp_path):
    (root / "page.txt").write_text("text")
    commit(root)
    blob = git(root, "rev-parse", "HEAD:page.txt")
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(ConfigError, match=r"no object|cannot be read"):
        unpacked(root, tmp_path / "to")


def test_folders_without_end_are_refused(root, tmp_path):
    identity = git(root, "hash-object", "-w", "--stdin", data=b"x")
    entry = b"100644 f\0" + bytes.fromhex(identity)
    for _ in range(150):
        identity = git(root, "hash-object", "-w", "-t", "tree", "--stdin", data=entry)
        entry = b"40000 d\0" + bytes.fromhex(identity)
    revision = git(root, "commit-tree", identity, "-m", "deep")
    git(root, "update-ref", "refs/heads/main", revision)
    with pytest.raises(ConfigError, match="deep"):
        unpacked(root, tmp_path / "to")


def test_links_that_double_at_each_step_are_refused(root, tmp_path, monkeypatch):
    monkeypatch.setattr("sphinx_amts.files.git_tree._MOST_FILES", 1000)
    for number in range(20):
        link(root, f"d{number}/one", f"../d{number + 1}")
        link(root, f"d{number}/two", f"../d{number + 1}")
    (root / "d20").mkdir()
    (root / "d20/file").write_text("text")
    commit(root)
    with pytest.raises(ConfigError, match="more than"):
        unpacked(root, tmp_path / "to")


def test_links_that_take_time_are_refused(root, tmp_path):
    (root / "a").mkdir()
    (root / "a/file").write_text("text")
    previous = "a"
    for number in range(38):
        link(root, f"l{number}", f"{'a/../' * 700}{previous}")
        previous = f"l{number}"
    for number in range(300):
        link(root, f"many/{number}", f"../{previous}/file")
    commit(root)
    with pytest.raises(ConfigError, match="more links"):
        unpacked(root, tmp_path / "to")


def test_a_folder_that_looks_like_a_repository_is_none(root, tmp_path):
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!{sys.executable}\nopen({str(mark)!r}, 'w')\n")
    program.chmod(0o755)
    book = root / "book"
    git(root, "init", "-q", "--bare", str(book))
    git(book, "config", "core.fsmonitor", str(program))
    with pytest.raises(ConfigError, match="not in a git repository"):
        Repository.of(book)
    assert not mark.exists()


@pytest.fixture
def origin(root, tmp_path):
    """A repository with two branches that have parted, a tag, and its clones."""
    for name in ("one", "two"):
        (root / name).write_text(name)
        commit(root)
    git(root, "tag", "v1.0")
    git(root, "branch", "topic")
    (root / "three").write_text("three")
    commit(root)
    git(root, "switch", "-q", "topic")
    (root / "four").write_text("four")
    commit(root)
    return root.as_uri()


def advised(clone: Path, name: str) -> str:
    """Run the command that the message about *name* advises; return the message."""
    repository = Repository.of(clone)
    with pytest.raises(ConfigError) as caught:
        repository.where_parted(repository.revision(name))
    text = str(caught.value)
    (command,) = re.findall(r"`(git fetch [^`]*)`", text)
    git(clone, *shlex.split(command)[1:])
    return text


ONE_COMMIT, ONE_BRANCH = ["--depth=1"], ["--single-branch", "--no-tags"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("origin/main", ONE_COMMIT),
        ("origin/main", ONE_BRANCH),
        ("refs/remotes/origin/main", ONE_BRANCH),
        ("main", ONE_COMMIT),
        ("main", ONE_BRANCH),
        ("v1.0", ONE_COMMIT),
        ("HEAD~2", ONE_COMMIT),
    ],
)
def test_a_revision_that_a_clone_lacks_is_fetched_as_the_message_says(
    origin, tmp_path, name, kind
):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-b", "topic", *kind, origin, str(clone))
    text = advised(clone, name)
    assert "\n" not in text
    assert name in text
    repository = Repository.of(clone)
    parted = repository.where_parted(repository.revision(name))
    assert parted.identity == git(clone, "merge-base", "HEAD", name)


def test_a_base_that_is_there_may_still_lack_its_history(origin, tmp_path):
    """As in a job that fetches one commit of each branch."""
    clone = tmp_path / "clone"
    git(
        tmp_path, "clone", "-q", "-b", "topic", "--depth=1", "--no-single-branch",
        origin, str(clone),
    )  # fmt: skip
    text = advised(clone, "origin/main")
    assert "shallow" in text
    repository = Repository.of(clone)
    found = repository.where_parted(repository.revision("origin/main"))
    assert found.identity == git(clone, "rev-parse", "v1.0^{commit}")


def test_a_branch_that_has_another_name_here_is_named(origin, tmp_path):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "-b", "topic", origin, str(clone))
    with pytest.raises(ConfigError, match="name it origin/main"):
        Repository.of(clone).revision("main")


def test_there_is_nothing_to_fetch_from(root):
    commit(root)
    with pytest.raises(ConfigError, match="there is no remote"):
        Repository.of(root).revision("origin/main")
    with pytest.raises(ConfigError, match="nothing is at ~3 of it"):
        Repository.of(root).revision("HEAD~3")


@pytest.mark.parametrize("name", ["a..b", "-x", "a b", "$(touch owned)", "a`b`", ""])
def test_no_command_is_advised_for_what_is_no_name(origin, tmp_path, name):
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", origin, str(clone))
    with pytest.raises(ConfigError, match="git log"):
        Repository.of(clone).revision(name)

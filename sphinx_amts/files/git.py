"""Read the objects of a git repository, without running anything it configures.

Hooks, file system monitors, text converters, filters such as those of Git LFS, remotes,
signatures and pagers are programs that settings or attributes may name. None of them is
needed to read objects as they are stored, and git runs none of them here.
"""

from __future__ import annotations

import os
import subprocess
from typing import IO, TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.text.secrets import without_secrets

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.fsmonitor=false",
    "core.sshCommand=false",
    "core.pager=cat",
    "credential.helper=",
    "protocol.allow=never",
    # a folder of the book that looks like a repository is none
    "safe.bareRepository=explicit",
)
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# what a person may have set for any repository
_INHERITED = ("GIT_CONFIG_", "GIT_CEILING_", "GIT_DISCOVERY_")


def run_git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in *folder*, and return the completed process.

    Raises:
        ConfigError: there is no git on this machine.
    """
    try:
        return subprocess.run(
            _command(folder, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_environment(),
            check=False,
        )
    except FileNotFoundError as exc:
        raise _no_git() from exc


class Objects:
    """Reader of the objects of a git repository, one after the other.

    Args:
        folder: any folder in the repository.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._process = subprocess.Popen(
                _command(folder, "cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except FileNotFoundError as exc:
            raise _no_git() from exc

    def __enter__(self) -> Objects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._process:  # closes its streams, and waits
            pass

    def read(self, identity: str) -> bytes:
        """Return the content of one object.

        Args:
            identity: hash of the object.

        Raises:
            ConfigError: the repository lacks the object, as a partial clone may.
        """
        asked, answered = self._streams()
        try:
            asked.write(f"{identity}\n".encode())
            asked.flush()
            _, _, size = answered.readline().decode().partition(" blob ")
            if not size.strip().isdecimal():
                raise ConfigError(
                    f"git has no object {identity} here; fetch the whole repository"
                )
            data = answered.read(int(size) + 1)
        except OSError as exc:
            raise ConfigError(f"git ended early ({exc.strerror or exc})") from exc
        return data[:-1]

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


def error_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return git's error message, on one line."""
    return without_secrets(" ".join(done.stderr.decode("utf-8", "replace").split()))


def _command(folder: Path, *arguments: str) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return ["git", "--no-pager", *settings, "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """Return the environment without git's variables for other repositories."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_INHERITED)
    }
    return inherited | _ENVIRONMENT


def _no_git() -> ConfigError:
    return ConfigError(
        "there is no git here; install it, or name folders where the command takes them"
    )

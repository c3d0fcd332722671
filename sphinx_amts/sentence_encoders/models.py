"""Find the folder of a model that a user names, and detect changes of its files."""

from __future__ import annotations

import contextlib
import re
from hashlib import blake2b
from pathlib import Path

from sphinx_amts.errors import ConfigError
from sphinx_amts.extras import is_installed

_NAME = re.compile(r"[\w.-]+/[\w.-]+")
"""Owner and name of a model on Hugging Face."""


def model_folder(model: str) -> Path:
    """Return the folder of a model; nothing is downloaded.

    Args:
        model: folder of the model, or name of a model that is in the cache of Hugging
            Face on this machine.

    Raises:
        ConfigError: there is no such model on this machine.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if _NAME.fullmatch(model) and is_installed("huggingface_hub"):
        from huggingface_hub import snapshot_download

        with contextlib.suppress(OSError, ValueError):  # it is not there
            return Path(snapshot_download(model, local_files_only=True))
    raise ConfigError(
        f"{model}: there is no folder of this name, and nothing is downloaded; give "
        "the folder of a model that you have"
    )


def folder_state(folder: Path) -> str:
    """Return a digest of names, sizes and modification times of files in a folder."""
    found = blake2b(digest_size=8)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        status = file.stat()
        name = file.relative_to(folder).as_posix()
        found.update(f"{name}\n{status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()

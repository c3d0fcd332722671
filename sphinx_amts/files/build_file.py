"""Read and write JSON files of a build folder, with the version of their format.

Such files can be made anew, so a file that is damaged, of another version, or not what
was written, counts as missing.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinx_amts.files.disk import discard_irregular, write_if_changed
from sphinx_amts.files.json_shape import TEXT, object_of, refuse_other_shape
from sphinx_amts.files.json_text import read_own_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class BuildFile:
    """One kind of JSON file in a build folder.

    Args:
        version: version of the format; raise it when the fields or their meaning
            change.
        fields: schema of each field.
    """

    def __init__(self, version: int, **fields: Mapping[str, Any]) -> None:
        self._version = version
        self._schema = {
            **object_of(format={"const": version}, check=TEXT, **fields),
            "additionalProperties": False,
        }

    def read_kept(self, path: Path) -> dict[str, Any] | None:
        """Return the fields stored at *path*, `None` if there is no usable file."""
        try:
            data: dict[str, Any] = read_own_json(path)
            refuse_other_shape(data, self._schema)
        except (OSError, ValueError):
            return None
        check = data.pop("check")
        if check != _check(data):
            return None
        del data["format"]
        return data

    def keep(self, path: Path, **fields: Any) -> None:
        """Write *fields* to *path*, unless the file has them already.

        Raises:
            OSError: the build folder cannot be written.
        """
        data = {"format": self._version, **fields}
        data["check"] = _check(data)
        discard_irregular(path)
        write_if_changed(path, json.dumps(data, ensure_ascii=False).encode())


def _check(data: Mapping[str, Any]) -> str:
    """Return a digest of the fields of a file, as 16 hexadecimal digits."""
    text = json.dumps(data, sort_keys=True)
    return blake2b(text.encode("ascii"), digest_size=8).hexdigest()

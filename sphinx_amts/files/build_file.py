"""Read and write JSON files of a build folder, with the version of their format.

Such files can be made anew, so a file that is damaged, or of another version, counts as
missing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_amts.files.disk import write_if_changed
from sphinx_amts.files.json_shape import object_of, refuse_other_shape
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
            **object_of(format={"const": version}, **fields),
            "additionalProperties": False,
        }

    def read_kept(self, path: Path) -> dict[str, Any] | None:
        """Return the fields stored at *path*, `None` if there is no usable file."""
        try:
            data: dict[str, Any] = read_own_json(path)
            refuse_other_shape(data, self._schema)
        except (OSError, ValueError):
            return None
        del data["format"]
        return data

    def keep(self, path: Path, **fields: Any) -> None:
        """Write *fields* to *path*, unless the file has them already.

        Raises:
            OSError: the build folder cannot be written.
        """
        data = {"format": self._version, **fields}
        write_if_changed(path, json.dumps(data, ensure_ascii=False).encode())

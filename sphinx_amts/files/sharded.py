"""Map texts to values in parts, of which only those that are asked for are loaded."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zlib import compress, crc32, decompress

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARDS = 128

_FASTEST = 1
"""Level of compression, which leaves a third of the texts of catalogs."""


class ShardedMapping(Mapping[str, Any]):
    """Read-only mapping from texts, loaded part by part.

    Args:
        shards: what `shards_of` returned.
    """

    def __init__(self, shards: list[bytes]) -> None:
        self._shards = shards
        self._loaded: dict[int, dict[str, Any]] = {}

    def __getitem__(self, key: str) -> Any:
        return self._shard(_number(key, len(self._shards)))[key]

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self._shards)):
            yield from self._shard(number)

    def __len__(self) -> int:
        return sum(len(self._shard(number)) for number in range(len(self._shards)))

    def _shard(self, number: int) -> dict[str, Any]:
        if number not in self._loaded:
            shard = decompress(self._shards[number])
            self._loaded[number] = marshal.loads(shard)  # noqa: S302
        return self._loaded[number]


def shards_of(mapping: Mapping[str, Any]) -> list[bytes]:
    """Return *mapping* as a list that `marshal` can write."""
    parts: list[dict[str, Any]] = [{} for _ in range(SHARDS)]
    for key, value in mapping.items():
        parts[_number(key, SHARDS)][key] = value
    return [compress(marshal.dumps(part), _FASTEST) for part in parts]


def _number(key: str, count: int) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) % count

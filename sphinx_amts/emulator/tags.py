"""Add, remove and list tags of parallel data and terminologies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_amts.emulator.refusal import Refused, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_amts.emulator.store import Store

MAX_TAGS = 50
"""Most tags of a resource by the documentation; the API model has 200."""


def add(store: Store, resource: str, tags: Iterable[Mapping[str, str]] | None) -> None:
    """Add *tags* to the resource with the ARN *resource*.

    Raises:
        Refused: the resource would have too many tags; no tag is added then.
    """
    known = store.tags.get(resource, {})
    added = {tag["Key"]: tag["Value"] for tag in tags or ()}
    if len(known | added) > MAX_TAGS:
        raise Refused("TooManyTagsException", f"At most {MAX_TAGS} tags.")
    if added:
        store.tags[resource] = known | added


def tag(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation TagResource; return its response."""
    add(store, _resource(store, parameters), parameters["Tags"])
    return {}


def untag(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation UntagResource; return its response."""
    tags = store.tags.get(_resource(store, parameters), {})
    for key in parameters["TagKeys"]:
        tags.pop(key, None)
    return {}


def list_all(store: Store, parameters: dict[str, Any]) -> dict[str, Any]:
    """Perform the API operation ListTagsForResource; return its response."""
    tags = store.tags.get(_resource(store, parameters), {})
    return {"Tags": [{"Key": k, "Value": v} for k, v in sorted(tags.items())]}


def _resource(store: Store, parameters: dict[str, Any]) -> str:
    arn: str = parameters["ResourceArn"]
    kinds = {"parallel-data": store.parallel_data, "terminology": store.terminologies}
    kind, _, name = arn.rpartition(":")[2].partition("/")
    if name not in kinds.get(kind, {}):
        raise not_found(arn)
    return arn

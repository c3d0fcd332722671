"""Decide whether an endpoint belongs to Amazon or to an emulator."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from sphinx_amts.files.disk import read_file

MARK_HEADER = "X-Sphinx-Amts-Emulator"
"""Name of the HTTP header that every response of our emulator has."""

_SERVER = "sphinx-amts-emulator"
CONFIG = "~/.aws/config"


def may_be_set(service: str) -> bool:
    """Return whether environment or configuration of AWS may set an endpoint.

    This avoids importing boto3 in most cases.

    Args:
        service: name of the service in boto3.
    """
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return False
    names = ("AWS_ENDPOINT_URL", f"AWS_ENDPOINT_URL_{service.upper()}")
    if any(os.environ.get(name) for name in names):
        return True
    path = Path(os.environ.get("AWS_CONFIG_FILE") or CONFIG).expanduser()
    try:
        return b"endpoint_url" in read_file(path)
    except OSError:
        return False


def is_amazons(url: str) -> bool:
    """Return whether the host of *url* is in one of the domains of AWS partitions."""
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    return any(host.endswith(f".{suffix}") for suffix in _suffixes())


def is_marked(headers: object) -> bool:
    """Return whether an HTTP response with *headers* came from our emulator."""
    get = getattr(headers, "get", None)
    if get is None:
        return False
    return bool(get(MARK_HEADER)) or str(get("Server") or "").startswith(_SERVER)


@cache
def _suffixes() -> frozenset[str]:
    from botocore.loaders import create_loader

    loader = create_loader()
    found: set[str] = set()
    for partition in loader.load_data("endpoints")["partitions"]:
        found.add(partition["dnsSuffix"])
        variants = partition.get("defaults", {}).get("variants", ())
        found |= {v["dnsSuffix"] for v in variants if "dnsSuffix" in v}
    for partition in loader.load_data("partitions")["partitions"]:
        outputs = partition.get("outputs", {})
        names = ("dnsSuffix", "dualStackDnsSuffix")
        found |= {outputs[name] for name in names if outputs.get(name)}
    return frozenset(suffix.lower() for suffix in found)

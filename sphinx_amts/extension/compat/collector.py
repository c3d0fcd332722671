"""Keep the garbage collector of Python from looking through the whole environment.

Whenever some ten thousand objects are new, it looks through all that exist, which in a
large book are millions, for almost nothing of them is ever garbage.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def sparing_what_exists() -> Iterator[None]:
    """Let the collector look only through objects that are made in the meantime."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()

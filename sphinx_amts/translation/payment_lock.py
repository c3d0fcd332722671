"""Let one process at a time request paid translations of a language from an engine.

Two commands that miss the same sentences at the same moment would pay for them twice.
The second one waits, and then finds in the memory what the first has paid for.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import Timeout

from sphinx_amts.files.locking import lock_of
from sphinx_amts.files.user_folders import locks_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_amts.engines.base import Engine
    from sphinx_amts.model import LanguagePair


@contextmanager
def payment_lock(
    engine: Engine, languages: LanguagePair, *, pays: bool
) -> Iterator[bool]:
    """Prevent other processes of this user from paying *engine* for *languages*.

    The operating system releases the lock with the process, however that ends. Where no
    lock can be made, there is none.

    Args:
        engine: the engine.
        languages: source and target language.
        pays: whether this process may pay; there is no lock otherwise.

    Yields:
        whether another process had the lock, so that the memory may have more answers.
    """
    if not pays:
        yield False
        return
    name = hashlib.blake2b(f"{engine.identity} {languages}".encode(), digest_size=16)
    waited = False
    with ExitStack() as held:
        with suppress(OSError, NotImplementedError):
            lock = lock_of(locks_folder() / f"pay-{name.hexdigest()}.lock")
            try:
                held.enter_context(lock.acquire(timeout=0))
            except Timeout:
                waited = True
                held.enter_context(lock.acquire())
        yield waited

"""Save and restore Sphinx's temporary data about the document that is being read.

Since Sphinx 8.2 these data are in the object `BuildEnvironment.current_document`,
before in the dictionary `BuildEnvironment.temp_data`. `BuildEnvironment.docname` is the
name of the document in both cases.

Tried with Sphinx 7.4.7, 8.2.3, 9.0.4 and 9.2.0.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.environment import BuildEnvironment

_OBJECT, _DICTIONARY = "current_document", "temp_data"
_SERIAL = "serialno"
"""End of the keys of serial numbers in the dictionary `temp_data`."""


def state_object(env: BuildEnvironment) -> object | None:
    """Return `current_document`; `None` if Sphinx has the dictionary `temp_data`."""
    return getattr(env, _OBJECT, None)


def reading_state(env: BuildEnvironment) -> Any:
    """Return the temporary data of the document that is read, to be set again later."""
    state = state_object(env)
    # Sphinx empties the dictionary when the document ends, and drops the object
    return dict(env.temp_data) if state is None else state


def set_reading_state(env: BuildEnvironment, state: Any) -> None:
    """Set the return value of `reading_state` as temporary data.

    Use it within `restoring_state`.
    """
    name = _DICTIONARY if state_object(env) is None else _OBJECT
    setattr(env, name, state)


def serial_numbers(env: BuildEnvironment) -> dict[str, int]:
    """Return a copy of the serial numbers of the document that is read, by category."""
    return {
        key: number for key, number in _numbers(env).items() if _is_serial(env, key)
    }


def set_serial_numbers(env: BuildEnvironment, numbers: Mapping[str, int]) -> None:
    """Restore serial numbers that `serial_numbers` has returned."""
    known = _numbers(env)
    for key in [key for key in known if _is_serial(env, key) and key not in numbers]:
        del known[key]
    known.update(numbers)


@contextmanager
def restoring_state(env: BuildEnvironment) -> Iterator[None]:
    """Restore the temporary data of the present document at the end of the context."""
    name = _OBJECT if hasattr(env, _OBJECT) else _DICTIONARY
    state = getattr(env, name)
    if name == _DICTIONARY:
        env.temp_data = dict(state)  # type: ignore[misc,assignment]
    try:
        yield
    finally:
        setattr(env, name, state)


def _numbers(env: BuildEnvironment) -> dict[str, Any]:
    state = state_object(env)
    return env.temp_data if state is None else state._serial_numbers  # type: ignore[attr-defined,return-value]


def _is_serial(env: BuildEnvironment, key: str) -> bool:
    return state_object(env) is not None or key.endswith(_SERIAL)

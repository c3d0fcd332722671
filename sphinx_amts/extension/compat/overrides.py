"""Tell which settings were given on the command line, also entries of dictionaries.

Sphinx puts `-D html_theme_options.key=value` into the dictionary of `conf.py` and
forgets that it was given, so that it could not be told from what the book says. There
is no public list of what was given: it is taken from the call that makes the
application. `tests/extension/test_internals.py` pins that.

Tried with Sphinx 8.2.3 and 9.0.4.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sphinx.application import Sphinx

from sphinx_amts.extension.compat.internals import is_of_conf

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.config import Config

_NOTED = "_amts_given"  # what begins with "_" is not pickled with the environment


def note_given(config: Config, names: Collection[str] | None = None) -> None:
    """Note which settings were given on the command line.

    Args:
        config: configuration that was read with them.
        names: names as given, with a point before the key of an entry; `None` while
            an application is being made, whose own are taken.
    """
    config.__dict__[_NOTED] = frozenset(_of_caller() if names is None else names)


def given_names(config: Config) -> frozenset[str]:
    """Return the names of settings that were given on the command line.

    What Jupyter Book gives is its `_config.yml`, which stands in place of `conf.py`.
    """
    if not is_of_conf(config):
        return frozenset()
    noted: frozenset[str] = config.__dict__.get(_NOTED, frozenset())
    return noted.union(config.overrides)


def _of_caller() -> Collection[str]:
    code = Sphinx.__init__.__code__
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code is code:
            return frame.f_locals.get("confoverrides") or ()
    return ()

"""Find out which settings were given on the command line, also entries of dictionaries.

Sphinx inserts `-D html_theme_options.key=value` into the dictionary of `conf.py`, and
does not record that the value comes from the command line. There is no public list of
the given settings; they are taken from the call that creates the application.
`tests/extension/test_internals.py` pins this.

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
    """Record in *config* which settings were given on the command line.

    Args:
        config: configuration that was read with these settings.
        names: names as given, with a point before the key of an entry; `None` to take
            the names from the call that is creating the application.
    """
    config.__dict__[_NOTED] = frozenset(_of_caller() if names is None else names)


def given_names(config: Config) -> frozenset[str]:
    """Return the names of settings that were given on the command line.

    Empty for Jupyter Book 1, whose overrides come from its `_config.yml`.
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

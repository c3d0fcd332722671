"""Exit codes: what each means is the same for every command."""

DONE = 0
"""All that was asked for is done."""

INCOMPLETE = 1
"""Some of it is not, or a check found something."""

FAILED = 2
"""Nothing came of it: wrong use, or something that it needs failed."""

INTERRUPTED = 130
"""Ctrl-C, as shells tell it."""

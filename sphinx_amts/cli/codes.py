"""Define the exit codes, which mean the same for every command."""

DONE = 0
"""All that was asked for is done."""

INCOMPLETE = 1
"""Some of it is not, or a check found something."""

FAILED = 2
"""The command failed: wrong use, or something that it needs is missing."""

INTERRUPTED = 130
"""Ctrl-C, with the code that shells use."""

"""Define the exit codes, which mean the same for every command."""

DONE = 0
"""Everything that was asked for was done."""

INCOMPLETE = 1
"""Something was not done, or a check found something."""

FAILED = 2
"""The command failed: it was used wrongly, or something that it needs is missing."""

INTERRUPTED = 130
"""The user pressed Ctrl-C; shells use the same code."""

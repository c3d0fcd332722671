"""Run the program `sphinx-amts`; each command is a module."""

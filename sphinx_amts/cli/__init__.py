"""Run the program `sphinx-amts`; each command has a module of its own."""

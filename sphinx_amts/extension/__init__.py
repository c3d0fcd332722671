"""Run inside of sphinx-build: what Sphinx is told, and what happens at each event."""

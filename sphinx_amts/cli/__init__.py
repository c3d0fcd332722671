"""The program `sphinx-amts`, one module a family of commands."""

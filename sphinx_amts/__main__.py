"""Run `sphinx-amts` as `python -m sphinx_amts`."""

from __future__ import annotations

import sys

from sphinx_amts.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

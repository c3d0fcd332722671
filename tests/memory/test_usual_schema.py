"""What is known of diskcache without loading it is what the installed one does."""

from __future__ import annotations

import subprocess
import sys

from sphinx_amts.memory.schema import (
    USUAL_SCHEMA,
    USUAL_SETTINGS,
    digest_of,
    expected_schema,
)
from sphinx_amts.memory.string_disk import KNOWN_SETTINGS
from sphinx_amts.memory.translation_memory import TranslationMemory

READING = """
import sys
from pathlib import Path
from sphinx_amts.memory.translation_memory import TranslationMemory
memory = TranslationMemory.open(Path(sys.argv[1]))
assert memory.get_many(["0" * 40]) == {}
print(sorted(name for name in sys.modules if name.startswith("diskcache")))
"""


def test_the_usual_schema_is_that_of_diskcache():
    assert digest_of(expected_schema()) == USUAL_SCHEMA
    assert USUAL_SETTINGS == KNOWN_SETTINGS


def test_a_memory_is_read_without_diskcache(tmp_path):
    memory = TranslationMemory.open(tmp_path)
    assert memory.writable
    memory.close()
    command = [sys.executable, "-c", READING, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"

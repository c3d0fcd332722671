"""The translation memory: every answer that an engine ever gave, by segment.

It is kept by diskcache in one SQLite file and read from there in bulk. A memory may be
shared, restored from somebody else's cache, or damaged, so nothing in it is trusted:
only plain strings are read or written, no row is ever unpickled, no file beside the
database is opened or deleted, and a row that is not what we write counts as missing.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched, islice
from typing import TYPE_CHECKING, Protocol

from sphinx_amts.errors import TranslationMemoryError
from sphinx_amts.storage.stored_unit import StoredUnit, pair_key, unit_key

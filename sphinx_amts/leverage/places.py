"""Whether an earlier wording stood where a message of a document stands now.

A catalog lists the messages of a document in their order, and the human memory keeps
the neighbours of each. Those that still are in the document say where a wording that
is gone would stand: between the nearest one before it and the nearest one behind it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sphinx_amts.leverage.fuzzy_index import FuzzyIndex
from sphinx_amts.memory.human_memory import message_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_amts.memory.human_memory import HumanRecord, RecordPlace

    Order = Mapping[str, Mapping[str, RecordPlace]]

_CLOSE = 2
"""Messages from a neighbour up to which a message is beside it."""

_CANDIDATES = 20
"""Records whose places are looked at for a message."""

_STEPS = 500
"""Messages that are gone in a row, from where on it is not known who was beside."""


class Places:
    """Where the messages of a book stand, and where those stood that are gone.

    Args:
        book: text domain -> messages of its documents, in their order.
        order: text domain -> digest -> place in a catalog.
        records: all that people have translated.
    """

    def __init__(
        self,
        book: Mapping[str, Sequence[str]],
        order: Order,
        records: Sequence[HumanRecord],
    ) -> None:
        self._sizes = {domain: len(messages) for domain, messages in book.items()}
        self._at: dict[str, dict[str, int]] = {}
        self._of: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        present: set[str] = set()
        for domain, messages in book.items():
            counts = Counter(messages)
            at = self._at[domain] = {}
            for number, text in enumerate(messages):
                self._of[text].append((domain, number))
                if counts[text] == 1:  # one of several says nothing about places
                    at[message_digest(text)] = number
            present |= counts.keys()
        self._order = {domain: dict(places) for domain, places in order.items()}
        self._gone: defaultdict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(records):
            for place in record.places:
                known = self._order.setdefault(place.domain, {})
                known.setdefault(message_digest(record.source), place)
                if record.source not in present and place.domain in self._at:
                    self._gone[place.domain].append(number)
        self._records = records
        self._near: dict[str, FuzzyIndex] = {}
        self._ranges: dict[tuple[int, str], tuple[int | None, int | None]] = {}

    def domains(self, text: str) -> set[str]:
        """Return the text domains in which a message stands."""
        return {domain for domain, _ in self._of.get(text, ())}

    def gone(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield numbers of records that stood where *text* stands, and the domains."""
        for domain, position in self._of.get(text, ()):
            for number in self._like(text, domain):
                if self._supported(number, domain, position):
                    yield number, domain

    def _like(self, text: str, domain: str) -> list[int]:
        """Return the records of a domain that share the rarest words with *text*."""
        gone = self._gone.get(domain, [])
        if domain not in self._near:
            sources = [self._records[number].source for number in gone]
            self._near[domain] = FuzzyIndex(sources, single=True)
        return [gone[place] for place in self._near[domain].like(text, _CANDIDATES)]

    def _supported(self, number: int, domain: str, position: int) -> bool:
        key = (number, domain)
        if key not in self._ranges:
            own = message_digest(self._records[number].source)
            self._ranges[key] = (
                self._nearest(own, domain, back=True),
                self._nearest(own, domain, back=False),
            )
        low, high = self._ranges[key]
        last = self._sizes[domain]
        if low is not None and high is not None and low < position < high:
            return True
        beside = [at for at in (low, high) if at is not None and -1 < at < last]
        return any(0 < abs(position - at) <= _CLOSE for at in beside)

    def _nearest(self, own: str, domain: str, *, back: bool) -> int | None:
        """Return where the nearest neighbour stands that is still there.

        Borders of the document count as neighbours. `None` if nobody knows.
        """
        at, order = self._at[domain], self._order.get(domain, {})
        for _ in range(_STEPS):
            place = order.get(own)
            if place is None:
                return None
            own = place.before if back else place.after
            if not own:
                return -1 if back else self._sizes[domain]
            if own in at:
                return at[own]
        return None

"""Find removed messages that were at the position of a present message.

A catalog lists the messages of a document in reading order, and the human memory keeps
the neighbours of each message. Neighbours that are still in the document give the range
of a removed message: between the nearest before it and the nearest after it.
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
"""Most messages from a neighbour of a removed message to the message that may replace
it."""

_CANDIDATES = 20
"""Number of most similar removed records whose positions are compared with that of a
message."""

_STEPS = 500
"""Most removed messages in a row that the search for a neighbour goes through."""


class Places:
    """Positions of present and of removed messages in the documents of a book.

    Args:
        book: text domain -> messages of its documents, in reading order.
        order: text domain -> digest of a message -> neighbours of the message in the
            catalog.
        records: all human translations, those of removed messages included.
    """

    def __init__(
        self,
        book: Mapping[str, Sequence[str]],
        order: Order,
        records: Sequence[HumanRecord],
    ) -> None:
        self._book = book
        self._positions: dict[str, dict[str, int]] = {}
        self._occurrences: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        present: set[str] = set()
        for domain, messages in book.items():
            for number, text in enumerate(messages):
                self._occurrences[text].append((domain, number))
            present.update(messages)
        self._in_catalogs = order
        self._orders: dict[str, dict[str, RecordPlace]] = {}
        self._placed: defaultdict[str, list[tuple[str, RecordPlace]]]
        self._placed = defaultdict(list)
        self._removed: defaultdict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(records):
            for place in record.places:
                self._placed[place.domain].append((record.source, place))
                if record.source not in present and place.domain in book:
                    self._removed[place.domain].append(number)
        self._records = records
        self._indexes: dict[str, FuzzyIndex] = {}
        self._ranges: dict[tuple[int, str], tuple[int | None, int | None]] = {}

    def replaced_by(self, text: str) -> Iterator[tuple[int, str]]:
        """Find the records of removed messages that were at the position of *text*.

        Args:
            text: a present message.

        Yields:
            index of a record in *records*, and the text domain of *text*.
        """
        for domain, position in self._occurrences.get(text, ()):
            for number in self._similar(text, domain):
                if self._is_in_range(number, domain, position):
                    yield number, domain

    def _similar(self, text: str, domain: str) -> list[int]:
        """Return indexes of the removed records of a domain most similar to *text*."""
        removed = self._removed.get(domain, [])
        if domain not in self._indexes:
            sources = [self._records[number].source for number in removed]
            self._indexes[domain] = FuzzyIndex(sources, single=True)
        return [
            removed[place] for place in self._indexes[domain].similar(text, _CANDIDATES)
        ]

    def _is_in_range(self, number: int, domain: str, position: int) -> bool:
        key = (number, domain)
        if key not in self._ranges:
            own = message_digest(self._records[number].source)
            self._ranges[key] = (
                self._nearest(own, domain, backwards=True),
                self._nearest(own, domain, backwards=False),
            )
        low, high = self._ranges[key]
        last = len(self._book[domain])
        if low is not None and high is not None and low < position < high:
            return True
        neighbours = [at for at in (low, high) if at is not None and -1 < at < last]
        return any(0 < abs(position - at) <= _CLOSE for at in neighbours)

    def _nearest(self, own: str, domain: str, *, backwards: bool) -> int | None:
        """Return the position of the nearest neighbour that is still in the document.

        Args:
            own: digest of the removed message.
            domain: text domain.
            backwards: whether to search before the removed message, not after it.

        Returns:
            index among the messages of the domain; -1 or the number of messages if the
            border of the document comes first; `None` if no neighbour is known.
        """
        at, order = self._positions_in(domain), self._order_in(domain)
        for _ in range(_STEPS):
            place = order.get(own)
            if place is None:
                return None
            own = place.before if backwards else place.after
            if not own:
                return -1 if backwards else len(self._book[domain])
            if own in at:
                return at[own]
        return None

    def _positions_in(self, domain: str) -> dict[str, int]:
        """Return the index of each message that a domain has once, by digest."""
        if domain not in self._positions:
            messages = self._book[domain]
            counts = Counter(messages)
            self._positions[domain] = {
                message_digest(text): number
                for number, text in enumerate(messages)
                if counts[text] == 1  # a repeated message has no single place
            }
        return self._positions[domain]

    def _order_in(self, domain: str) -> dict[str, RecordPlace]:
        """Return the neighbours of each known message of a domain, by digest."""
        if domain not in self._orders:
            known = dict(self._in_catalogs.get(domain, {}))
            for source, place in self._placed.get(domain, ()):
                known.setdefault(message_digest(source), place)
            self._orders[domain] = known
        return self._orders[domain]

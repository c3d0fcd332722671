"""Which sentences of a translation belong to which of its source."""

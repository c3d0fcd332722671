"""Align the sentences of two texts without a dictionary."""

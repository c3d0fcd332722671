"""Align the sentences of two texts; a dictionary is optional."""

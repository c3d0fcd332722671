"""Align the sentences of two texts, with nothing but the texts themselves."""

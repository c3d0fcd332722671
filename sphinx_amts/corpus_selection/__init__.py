"""Rank collections of pairs by closeness to a book, and choose from them."""

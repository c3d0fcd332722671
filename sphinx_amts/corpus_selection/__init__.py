"""Rank collections of sentence pairs by their closeness to a book; choose the best."""

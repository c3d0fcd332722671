"""Measure the quality of machine translation against human translations."""

"""Measure how good machine translation is, against what people wrote."""

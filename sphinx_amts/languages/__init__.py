"""Describe languages: codes, scripts, abbreviations, and where sentences end."""

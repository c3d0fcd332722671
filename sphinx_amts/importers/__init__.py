"""Bring in books and editions that exist already."""

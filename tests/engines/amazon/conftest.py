"""Fixtures: a book, and an emulated account."""

from amazon_fixtures import amazon, book, build, s3_url  # noqa: F401

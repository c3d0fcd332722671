"""Fixtures: an emulated account."""

from amazon_fixtures import amazon, s3_url  # noqa: F401

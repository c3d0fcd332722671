"""Manage the published site: addresses, languages, lists of pages, links."""

"""Collect pairs of texts from bilingual web pages, politely and within limits."""

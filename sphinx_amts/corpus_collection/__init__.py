"""Collect sentence pairs from bilingual web pages, politely and within limits."""

"""Dive into Deep Learning's Markdown, made into a Sphinx project of MyST documents."""

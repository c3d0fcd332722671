"""Convert Dive into Deep Learning's Markdown into a Sphinx project in MyST."""

"""Engines: what translates text that nobody has translated yet."""

"""Write notices about the translation of a page, and decide what is published."""

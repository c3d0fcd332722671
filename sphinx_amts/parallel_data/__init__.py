"""Make pairs of texts of a book and its human translation."""

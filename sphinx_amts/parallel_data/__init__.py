"""Make parallel data: pairs of texts from a book and its human translation."""

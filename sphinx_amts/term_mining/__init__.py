"""Mine terms from the texts of a book and their human translations."""

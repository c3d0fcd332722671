"""Make a translated edition of a book into entries for its catalogs."""

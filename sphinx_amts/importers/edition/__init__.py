"""Import a translated edition of a book into its catalogs."""

"""Read a book's terms, find them in texts, and check translations for them."""

"""Keep a book's terms: read them, find them in texts, check translations by them."""

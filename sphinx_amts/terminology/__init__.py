"""Read the terms of a book, find terms in texts, and check translations for terms."""

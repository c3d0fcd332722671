"""Read bilingual word lists that other projects publish."""

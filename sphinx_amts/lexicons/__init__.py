"""Read bilingual word lists of other projects."""

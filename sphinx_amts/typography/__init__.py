"""Apply the typography of a language to machine translations."""

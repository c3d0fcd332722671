"""Write messages without a human translation for review, and import the results."""

"""Parse messages of each dialect into text, placeables and spans, and write them."""

"""Messages as text, placeables and spans, in the dialects that books use."""

"""Choose the translation of each message, and insert it into the document."""

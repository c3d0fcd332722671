"""Extract the messages of a document, and parse them into inline elements."""

"""Extract the messages of a document, and tell how each is to be read."""

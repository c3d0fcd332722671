"""Extract the messages of a document, and find out how each is to be read."""

"""Choose what is shown of each message, and put it into the document."""

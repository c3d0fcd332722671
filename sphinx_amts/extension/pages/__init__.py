"""Choose what readers see of each message, and put it into the document."""

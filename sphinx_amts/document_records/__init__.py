"""Define the records of a build about each document: messages, coverage, findings."""

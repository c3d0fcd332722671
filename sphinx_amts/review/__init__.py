"""Send out what needs a person, and take back what came of it."""

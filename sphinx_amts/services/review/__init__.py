"""What needs a person, in files for the tools that people use, and back again."""

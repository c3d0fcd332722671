"""Process plain text: differences, normal forms, escapes for printing."""

"""Handle plain text: differences, normal forms, what may be printed."""

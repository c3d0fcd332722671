"""Define translation engines (services and programs), and find them by name."""

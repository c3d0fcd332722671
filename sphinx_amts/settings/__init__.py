"""Define every setting once: its name, its help, its values."""

"""Read and write message catalogs: those of people, and those of machines."""

"""Read and write message catalogs: human catalogs, and machine catalogs."""

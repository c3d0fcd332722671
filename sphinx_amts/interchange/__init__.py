"""Read what other tools write: TMX, XLIFF, CSV and tables of spreadsheets."""

"""Read files of other tools: TMX, XLIFF, CSV and tables of spreadsheets."""

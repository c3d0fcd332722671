"""Read and write files of other tools: TMX, XLIFF, CSV and spreadsheet tables."""

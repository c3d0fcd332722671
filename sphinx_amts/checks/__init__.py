"""Judge translations: markup, numbers, drafts; find them in their catalogs."""

"""Check translations: markup, numbers, drafts; locate faults in their catalogs."""

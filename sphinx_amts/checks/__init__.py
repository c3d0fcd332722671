"""Check translations (markup, numbers, drafts), and locate faults in catalogs."""

"""Hold what the present build is about, from `conf.py` to the records of documents."""

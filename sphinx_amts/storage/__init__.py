"""What is kept on disk: catalogs and the translation memory."""

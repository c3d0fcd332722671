"""Keep what people wrote while the source moves on."""

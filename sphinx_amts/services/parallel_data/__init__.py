"""A book and its human translation, made into pairs of texts that belong together."""

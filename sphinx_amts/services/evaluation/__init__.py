"""How good machine translation is, measured against what people wrote."""

"""Store every answer of an engine, and human translations, for later builds."""

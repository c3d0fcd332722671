"""Keep every answer of an engine, and what people wrote, for later builds."""

"""The source moves on: what people wrote for earlier wordings is found again."""

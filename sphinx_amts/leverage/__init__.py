"""Find what people wrote for earlier wordings of a text, and fit it to this one."""

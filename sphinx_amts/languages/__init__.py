"""Know languages: codes, scripts, characters, abbreviations, where sentences end."""

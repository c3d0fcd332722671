"""Put what the site has beside the text into pages: links between languages."""

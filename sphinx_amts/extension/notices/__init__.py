"""Put notices about the translation on pages: banner, marks, source texts, links."""

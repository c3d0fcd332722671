"""Know the published site: addresses, languages, page lists, links between languages."""

"""Know the published site: addresses, languages, lists of pages, links between them."""

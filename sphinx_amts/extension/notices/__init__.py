"""Add notices about the translation to pages: banner, marks, source texts, links."""

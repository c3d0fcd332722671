"""Add the links between the languages of a site to its pages."""

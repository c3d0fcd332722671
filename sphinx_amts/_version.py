"""Define the version of the package, for use in every layer."""

__version__ = "0.1.0"

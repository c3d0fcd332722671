"""Hold the version of the package, which every layer may name."""

__version__ = "0.1.0"

"""Relais: versioned pages, discussions and search for public servants. The host of `auth` and `search`."""

__version__ = "0.1.0"

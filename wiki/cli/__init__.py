"""The command line: `relais`."""

from wiki.cli.main import main

__all__ = ["main"]

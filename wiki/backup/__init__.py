"""The whole site in one file, and back: consistent while it serves, verified before anything is replaced."""

from wiki.backup.archive import Manifest
from wiki.backup.making import make_backup
from wiki.backup.restoring import restore_backup

__all__ = ["Manifest", "make_backup", "restore_backup"]

"""Why a backup is not made, or not restored."""

from wiki.errors import Conflict, Invalid, Unavailable


class BackupExists(Conflict):
    """There is already a file %(file)s: give another name."""


class BackupUnwritable(Unavailable):
    """The backup %(file)s cannot be written: %(reason)s. Nothing is left of it."""


class NotABackup(Invalid):
    """%(file)s is not a backup made by Relais, or it was cut short."""


class BackupAltered(Invalid):
    """%(file)s is not as it was made (%(what)s): it may be damaged, and nothing was replaced."""


class BackupTooNew(Invalid):
    """This backup was made by a newer Relais (schema %(found)s, this one knows %(known)s). Nothing was replaced."""


class OtherDatabase(Invalid):
    """This backup holds a %(found)s database and the settings name a %(wanted)s one. Nothing was replaced."""


class TargetNotEmpty(Conflict):
    """The database already holds accounts or spaces. To put them aside and restore the backup, add --force."""


class DatabaseInUse(Conflict):
    """Something still uses the database: stop `relais serve` and `relais worker` first. Nothing was replaced."""


class ProgramMissing(Unavailable):
    """The program %(program)s of PostgreSQL was not found. On Debian: apt-get install postgresql-client"""


class ProgramFailed(Unavailable):
    """%(program)s did not succeed: %(reason)s"""

"""What can be refused about e-mail."""

from wiki.errors import Conflict


class NoMailServer(Conflict):
    """This site sends no e-mail: those who run it name a server in the settings, under [mail]."""

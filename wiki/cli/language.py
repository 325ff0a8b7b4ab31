"""The language of the command line: that of the locale, French when it says nothing that we speak."""

from __future__ import annotations

import gettext as catalogues
import os
from pathlib import Path

TRANSLATIONS = Path(__file__).parent.parent / "translations"
DOMAIN = "messages"


def _chosen() -> str:
    """The language of the first locale variable that is set, in the order in which gettext reads them."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "en_CA" if value.lower().startswith("en") else "fr_CA"
    return "fr_CA"


LANGUAGE = _chosen()
# click's own words ("Usage", "Options") go through gettext too, and are in our catalogues.
os.environ["LANGUAGE"] = LANGUAGE
catalogues.bindtextdomain(DOMAIN, str(TRANSLATIONS))
catalogues.textdomain(DOMAIN)

_ = catalogues.gettext
ngettext = catalogues.ngettext

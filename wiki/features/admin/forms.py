"""Forms of administrators."""

from wiki.web.forms import Form


class Confirmation(Form):
    """A button: nothing but the proof that it is of one of our pages."""

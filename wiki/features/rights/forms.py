"""The question that is asked of the explainer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField

from wiki.web.forms import Form


class QuestionForm(Form):
    who = StringField(_("Who"))
    item = StringField(_("Which item"))

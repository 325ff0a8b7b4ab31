"""The form of a notice."""

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired

from wiki.web.forms import Form


class NoticeForm(Form):
    title = StringField("Title", [DataRequired()])
    words = TextAreaField("Words")

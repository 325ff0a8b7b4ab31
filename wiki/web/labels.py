"""What the labels of sensitivity are called, in the language of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import Flask, current_app

from wiki.config import CommunitySettings, Label
from wiki.web.language import locale

EXTENSION = "relais-communities"


def init_app(app: Flask, settings: CommunitySettings) -> None:
    app.extensions[EXTENSION] = settings
    app.jinja_env.globals["label_text"] = label_text


def communities() -> CommunitySettings:
    """The settings of communities of the site that answers."""
    return cast(CommunitySettings, current_app.extensions[EXTENSION])


def allowed_labels() -> Mapping[str, str]:
    """Key → text of the labels that the site may keep, the least sensitive first."""
    return {key: _text(label) for key, label in communities().allowed.items()}


def label_text(key: str) -> str:
    """What the label of this key is called; one that the settings no longer know is called by its key."""
    return next((_text(label) for label in communities().labels if label.key == key), key)


def _text(label: Label) -> str:
    return label.fr if locale().startswith("fr") else label.en

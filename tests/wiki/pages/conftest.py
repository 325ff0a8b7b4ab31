"""The site speaks English here: what is said to people is compared as the source writes it."""

from __future__ import annotations

import pytest

from wiki.config import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"language": "en-CA"})

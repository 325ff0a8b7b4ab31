"""Settings that are wrong are named, and those in force are shown without secrets (part 2)."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.wiki.operator import SECRET, Operator


def test_settings_are_shown_as_a_file_without_secrets(relais: Operator, tmp_path: Path) -> None:
    file = tmp_path / "relais.toml"
    file.write_text('site_name = "Savoirs"\n[server]\nport = 8123\n', encoding="utf-8")
    relais.environment |= {
        "RELAIS_CONFIG": str(file),
        "RELAIS_DATABASE_URL": "postgresql+psycopg://relais:tr3s-secret@db.example/relais",
    }
    shown = relais("config").stdout
    settings = tomllib.loads(shown)
    assert settings["site_name"] == "Savoirs"
    assert settings["server"]["port"] == 8123
    assert SECRET not in shown
    assert "tr3s-secret" not in shown
    assert "db.example" in shown
    assert f'site_name = "Savoirs"  # {file}' in shown
    assert 'secret_key = "**********"  # RELAIS_SECRET_KEY' in shown
    assert 'language = "fr-CA"  # default' in shown


def test_an_unknown_or_ill_typed_setting_is_named(relais: Operator, tmp_path: Path) -> None:
    file = tmp_path / "relais.toml"
    relais.environment["RELAIS_CONFIG"] = str(file)
    for content, told in (
        ("colour = 1\n", "colour"),
        ("[server]\nport = 'x'\n", "server.port"),
        ("[server\n", "TOML"),
    ):
        file.write_text(content, encoding="utf-8")
        refused = relais("config", code=1).stderr
        assert str(file) in refused
        assert told in refused
    file.unlink()
    assert str(file) in relais("config", code=1).stderr
    relais.environment.pop("RELAIS_CONFIG")
    relais.environment["RELAIS_COLOUR"] = "red"
    assert "RELAIS_COLOUR" in relais("config", code=1).stderr

"""Settings that are wrong are named, and those in force are shown without secrets (part 2)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("port = 1", "{file}, port : ce paramètre n’existe pas"),
        ("site_name = 3", "{file}, site_name : il faut du texte"),
        ("site_name = ''", "{file}, site_name : il faut un texte plus long (au moins 1)"),
        ("language = 'fr'", "{file}, language : il faut l’une de ces valeurs : 'fr-CA', 'en-CA'"),
        ("server = 3", "{file}, server : il faut une section de paramètres"),
        ("database_url = 'mysql://x'", "une URL qui commence par postgresql+psycopg:// ou sqlite:///"),
        ("[server]\nport = 'x'", "{file}, server.port : il faut un nombre entier"),
        ("[server]\nport = 70000", "{file}, server.port : il faut 65535 ou moins"),
        ("[server]\nworkers = 0", "{file}, server.workers : il faut 1 ou plus"),
        ("[server]\nsecure = 'maybe'", "{file}, server.secure : il faut true ou false"),
        ("[server]\nhosts = 'x'", "{file}, server.hosts : il faut une liste"),
        ("[auth.ldap]\nurls = ['ldaps://x']", "{file}, auth.ldap.user_base : il faut une valeur"),
        ("[auth]\ndirectory = 'ldap'", "{file}, auth : il faut une section auth.ldap"),
        ("[server", "{file} n’est pas du TOML valide"),
        ("x = \n", "{file} n’est pas du TOML valide : voyez la ligne 1, colonne 5"),
    ],
)
def test_what_was_expected_is_said_in_french(
    relais: Operator, tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "relais.toml"
    file.write_text(content, encoding="utf-8")
    relais.environment |= {"RELAIS_CONFIG": str(file), "LANGUAGE": "fr_CA"}
    relais.environment.pop("RELAIS_DATABASE_URL", None)
    refused = relais("config", code=1).stderr.replace("\N{NO-BREAK SPACE}", " ")
    assert told.format(file=file) in refused
    assert refused.startswith("relais: Les paramètres")
    assert refused.count("\n") == 1


def test_a_variable_that_is_not_json_is_named(relais: Operator) -> None:
    relais.environment["RELAIS_SERVER__HOSTS"] = "a.example, b.example"
    assert "RELAIS_SERVER" in relais("config", code=1).stderr

"""What is deployed is what there is: each command, setting, address and file that `deploy/` names exists."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.routes import application
from tests.house.test_guides import parsed, settings
from wiki.config import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
PROXIES = (DEPLOY / "nginx.conf", DEPLOY / "Caddyfile")
WORDS = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]
LARGEST = 8 * 1024 * 1024
ANALYSE = Path("/usr/bin/systemd-analyze")

_COMMAND = re.compile(r"(?:/\.venv/bin/relais|-P -m wiki\.cli|relais relais) ([a-z][^'\n]*)")
_VARIABLE = re.compile(r"\bRELAIS_[A-Z_]+\b")


def unit(path: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """Section → key → its values, of which systemd allows several."""
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            found[section] = {}
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found[section].setdefault(key, []).append(value)
    return found


def compose() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


# ── systemd ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_writes_in_its_folder_alone_and_under_an_account_of_its_own(path: Path) -> None:
    told = unit(path)
    service = told["Service"]
    assert told["Unit"]["Description"]
    assert service["User"] == ["relais"]
    assert service["EnvironmentFile"] == ["/etc/relais/relais.env"]
    assert service["StateDirectoryMode"] == ["0700"]
    assert service["UMask"] == ["0077"]
    assert service["ProtectSystem"] == ["strict"]
    assert service["CapabilityBoundingSet"] == [""]
    assert service["NoNewPrivileges"] == ["yes"]
    assert "ReadWritePaths" not in service


@pytest.mark.parametrize("path", TIMERS, ids=lambda path: path.name)
def test_a_timer_is_for_a_service_that_ends(path: Path) -> None:
    told = unit(path)
    assert told["Timer"]["OnCalendar"]
    assert told["Install"]["WantedBy"] == ["timers.target"]
    assert unit(path.with_suffix(".service"))["Service"]["Type"] == ["oneshot"]


def test_the_site_may_take_as_long_to_end_as_a_request_may() -> None:
    told = unit(DEPLOY / "systemd/relais.service")["Service"]
    assert told["Type"] == ["notify"]
    assert told["KillMode"] == ["mixed"]
    assert int(told["TimeoutStopSec"][0]) > 60
    assert [line.split()[-1] for line in told["ExecReload"]] == ["--check", "$MAINPID"]


@pytest.mark.skipif(not ANALYSE.exists(), reason="systemd is not part of this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """With a program of this machine in the place of what the guide installs."""
    for path in (*SERVICES, *TIMERS):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(
            re.sub(r"/opt/relais/current/\S+", "/bin/true", text), encoding="utf-8"
        )
    units = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [ANALYSE, "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "relais" in line]
    assert not complaints
    assert done.returncode == 0, done.stderr


# ── Commands, settings, addresses ──────────────────────────────────────────────────────────────────


def commands() -> Iterator[tuple[str, list[str]]]:
    for path in WORDS:
        for line in path.read_text(encoding="utf-8").splitlines():
            for typed in _COMMAND.findall(re.sub(r"\$\(.*?\)", "now", line)):
                yield path.name, shlex.split(typed)
    container = re.search(r"^CMD (\[.*\])$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert container
    yield "Dockerfile", json.loads(container[1])


def test_each_command_is_one_that_the_program_knows() -> None:
    lines = list(commands())
    assert {words[0] for _, words in lines} >= {"serve", "worker", "backup", "check", "directory"}
    for name, words in lines:
        left, missing = parsed(list(words))
        assert not left, f"{name}: {words}"
        assert not missing, f"{name}: {words}"


def test_each_variable_is_a_setting() -> None:
    known = {
        "RELAIS_CONFIG",
        *("RELAIS_" + name.upper().replace(".", "__") for name, _ in settings(Settings)),
    }
    named = {
        (path.name, variable)
        for path in WORDS
        for variable in _VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert not [each for each in sorted(named) if each[1] not in known]


def test_the_settings_that_are_copied_are_fit_for_production() -> None:
    """But for the secret, which nobody else may know."""
    told = tomllib.loads((DEPLOY / "relais.toml").read_text(encoding="utf-8"))
    settings = Settings(**told)
    assert settings.server.secure
    assert settings.server.proxies == 1
    assert settings.server.hosts
    assert "RELAIS_SECRET_KEY=\n" in (DEPLOY / "relais.env").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PROXIES, ids=lambda path: path.name)
def test_a_proxy_names_addresses_that_there_are(path: Path) -> None:
    rules = {rule.rule.split("<")[0] for rule in application().url_map.iter_rules()}
    named = set(re.findall(r"/-/[a-z/]+", path.read_text(encoding="utf-8")))
    assert {"/-/metrics", "/-/ready"} <= named
    assert named <= rules


@pytest.mark.parametrize("path", PROXIES, ids=lambda path: path.name)
def test_a_proxy_lets_pass_what_the_program_takes_and_waits_as_long(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"client_max_body_size 8m;|max_size 8MiB", text)
    assert application().config["MAX_CONTENT_LENGTH"] == LARGEST
    assert re.search(r"(?:proxy_read_timeout|response_header_timeout) 65s", text)
    assert "X-Request-ID" in text


# ── Containers ─────────────────────────────────────────────────────────────────────────────────────


def test_the_image_holds_all_that_serves_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY (\w+) \./\w+$", text, re.MULTILINE))
    assert copied == {"auth", "search", "wiki", "templates", "content"}
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["python:3.11-slim-bookworm"] * 2
    assert re.search(r"^USER relais$", text, re.MULTILINE)
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert let_in[0] == "*"
    for name in (*copied, "Makefile", "requirements.lock", ".ci"):
        assert f"!{name}" in let_in
        assert (ROOT / name).exists()


def test_the_containers_have_what_the_program_needs() -> None:
    services = compose()["services"]
    site = services["relais"]
    assert site["read_only"] is True
    assert site["cap_drop"] == ["ALL"]
    assert (
        DEPLOY / site["build"]["context"] / site["build"]["dockerfile"]
    ).resolve() == DEPLOY / "Dockerfile"
    assert set(site["depends_on"]) <= set(services)
    environment = site["environment"]
    for name in ("RELAIS_SERVER__HOSTS", "RELAIS_AUTH__ADMINISTRATORS", "RELAIS_AUTH__LDAP__URLS"):
        assert isinstance(json.loads(environment[name]), list)
    named = {volume.split(":")[0] for each in services.values() for volume in each["volumes"]}
    assert {name for name in named if not name.startswith(".")} == set(compose()["volumes"])


def test_no_secret_is_written_here() -> None:
    for path in WORDS:
        for line in path.read_text(encoding="utf-8").splitlines():
            found = re.match(r"[#\s]*\w*(?:SECRET_KEY|PASSWORD|TOKEN)[=:]\s*(\S+)", line)
            assert found is None or found[1].startswith(("${", "…", "bienvenue")), f"{path.name}: {line}"

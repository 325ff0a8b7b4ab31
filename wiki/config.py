"""Settings: defaults, then relais.toml, then RELAIS_* variables. One typed object, checked as a whole at the start."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError

from auth.sentences import Sentence, Sentences
from auth.settings import AuthSettings
from wiki.errors import RelaisError
from wiki.expected import expected
from wiki.system import reason_of

PREFIX = "RELAIS_"
CONFIG_VARIABLE = "RELAIS_CONFIG"
GOOD_SECRET = 32  # characters; a shorter one is used, with a warning

# Letters and digits of the oldest e-mail alone: every server takes them, and none can pass for another.
MAIL_ADDRESS = re.compile(
    r"[a-zA-Z0-9_'+&%=~-]+(?:\.[a-zA-Z0-9_'+&%=~-]+)*@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+"
)
_PASSWORD_IN_URL = re.compile(r"(//[^:/@]*):[^@]*@")

_HERE = Path(__file__).parent
_SHIPPED = _HERE / "shipped"  # where the wheel puts what stands at the top of the repository


class WrongSettings(RelaisError):
    """The settings cannot be used: %(problems)s"""

    status = 500


class ServerSettings(BaseModel, extra="forbid"):
    """How the site is served."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: int = Field(default=2, ge=1, le=64, description="Web processes.")
    threads: int = Field(default=4, ge=1, le=64, description="Threads in each web process.")
    run_worker: bool = Field(default=True, description="Run the outbox worker beside the web processes.")
    secure: bool = Field(
        default=False,
        description="The site is reached over TLS: secure cookies and HSTS. Set it in production.",
    )
    proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="How many reverse proxies in front are trusted for X-Forwarded-* headers.",
    )
    hosts: list[str] = Field(
        default_factory=list, description="Host names that are answered; empty answers every name."
    )
    url: str | None = Field(
        default=None,
        description="Where people reach the site, such as https://relais.example.org: links in e-mail begin with it.",
    )

    @field_validator("url")
    @classmethod
    def address_of_the_web(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", url):
            raise ValueError(Sentence("an address that begins with https:// or http://"))
        return url.rstrip("/") if url else None


class LogSettings(BaseModel, extra="forbid"):
    """What the site says of itself on its error output."""

    format: Literal["text", "json"] = Field(
        default="text", description="Lines for people, or one JSON object a line for programs."
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is worth a line: this, and what is graver."
    )
    requests: bool = Field(default=True, description="One line for each request that is answered.")


class MailSettings(BaseModel, extra="forbid"):
    """The server that takes the e-mail of the site."""

    server: str | None = Field(default=None, description="Name of the server; without one no e-mail is sent.")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="Its port; nothing for 587, 465 with tls, 25 with none."
    )
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description="How the connection is protected: turned into TLS before anything is said (starttls), TLS from "
        "the beginning (tls), or not at all (none), for a server on the same machine.",
    )
    user: str | None = Field(
        default=None, description="The account that sends, where the server asks for one."
    )
    password: SecretStr | None = Field(default=None, description="Its password.")
    sender: str | None = Field(
        default=None, description="Address from which the site writes, such as relais@example.org."
    )
    verify: bool = Field(
        default=True,
        description="Refuse a server whose certificate is not from a known authority or has another name.",
    )
    ca_file: Path | None = Field(
        default=None,
        description="Certificates (PEM) of the authorities to trust; nothing for those of the system.",
    )
    timeout: int = Field(
        default=15, ge=1, le=120, description="Seconds to wait for each answer of the server."
    )

    @field_validator("sender")
    @classmethod
    def sender_is_an_address(cls, sender: str | None) -> str | None:
        if sender is not None and not MAIL_ADDRESS.fullmatch(sender):
            raise ValueError(Sentence("an e-mail address"))
        return sender

    @model_validator(mode="after")
    def whole(self) -> MailSettings:
        if self.server and not self.sender:
            raise ValueError(Sentence("a sender, since there is a server"))
        if (self.user is None) != (self.password is None):
            raise ValueError(Sentence("a user and a password, or neither"))
        if self.user is not None and self.security == "none":
            raise ValueError(Sentence("security = starttls or tls: the password would travel unprotected"))
        return self

    @property
    def port_used(self) -> int:
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class GuestSettings(BaseModel, extra="forbid"):
    """People from outside whom the staff invite."""

    usual_days: int = Field(
        default=182, ge=1, description="Days that a stay lasts unless another end is chosen."
    )
    longest_days: int = Field(
        default=365, ge=1, le=3650, description="Days after which a stay has to be renewed at the latest."
    )
    notice_days: int = Field(
        default=14,
        ge=1,
        le=90,
        description="Days before the end of a stay at which guest and sponsor are told.",
    )
    invitation_days: int = Field(
        default=14, ge=1, le=90, description="Days that the link of an invitation lasts."
    )


class JournalSettings(BaseModel, extra="forbid"):
    """What is kept of what was done."""

    address_days: int = Field(
        default=90, ge=1, description="The log of addresses forgets what is older than so many days."
    )


class RulesSettings(BaseModel, extra="forbid"):
    """How the terms of use bind people, once a version of them is published."""

    unaccepted: Literal["nothing", "reading", "optional"] = Field(
        default="reading",
        description="What is open before somebody accepts them: nothing but the terms and the help, reading alone, "
        "or everything (they are asked, and bound to nothing).",
    )
    renew_months: int = Field(
        default=12,
        ge=0,
        le=120,
        description="They are to be accepted again after so many months; 0 never asks again.",
    )


class MetricsSettings(BaseModel, extra="forbid"):
    """Figures for Prometheus, at /-/metrics."""

    token: SecretStr | None = Field(
        default=None, description="Who brings it gets the figures; without one there are none to get."
    )


class Label(BaseModel, extra="forbid"):
    """How sensitive is what a space may hold."""

    key: str = Field(pattern=r"^[a-z0-9-]{1,30}$", description="Kept with the space: never change it.")
    fr: str = Field(min_length=1, max_length=60, description="What it is called in French.")
    en: str = Field(min_length=1, max_length=60, description="What it is called in English.")


class CommunitySettings(BaseModel, extra="forbid"):
    """Communities: who opens them, how sensitive they may be, when their silence is noticed."""

    open_by: Literal["staff", "administrators"] = Field(
        default="staff", description="Who opens communities: all staff, or administrators alone."
    )
    labels: list[Label] = Field(
        default=[
            Label(key="public", fr="Public", en="Public"),
            Label(key="internal", fr="Usage interne", en="Internal use"),
            Label(key="confidential", fr="Confidentiel", en="Confidential"),
        ],
        min_length=1,
        description="Labels of sensitivity, the least sensitive first.",
    )
    ceiling: str = Field(
        default="internal", description="Key of the most sensitive label that the site may keep."
    )
    silent_days: int = Field(
        default=60,
        ge=1,
        le=3650,
        description="Days without a change after which animators are told; after twice as many, sponsors too; "
        "after three times as many, it is proposed to archive the community.",
    )

    @model_validator(mode="after")
    def ceiling_is_a_label(self) -> CommunitySettings:
        if self.ceiling not in self.allowed:
            raise ValueError(Sentence("the key of one of the labels"))
        return self

    @property
    def allowed(self) -> Mapping[str, Label]:
        """The labels that are not above the ceiling, by their keys, the least sensitive first."""
        keys = [label.key for label in self.labels]
        most = keys.index(self.ceiling) + 1 if self.ceiling in keys else 0
        return {label.key: label for label in self.labels[:most]}


class Settings(BaseSettings):
    """All that an organisation can set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, validate_default=False
    )
    toml_file: ClassVar[Path | None] = None

    data: Path = Field(Path("var"), description="Folder of all that the embedded default keeps.")
    secret_key: SecretStr | None = Field(
        None, description="Signs cookies and forms. 32 characters or more, kept out of version control."
    )
    database_url: str | None = Field(
        None, description="postgresql+psycopg://… for several hosts; nothing for SQLite in the data folder."
    )
    site_name: str = Field(
        "Relais", min_length=1, max_length=80, description="Shown at the top of each page."
    )
    language: Literal["fr-CA", "en-CA"] = Field("fr-CA", description="Language of the site before a choice.")
    time_zone: str = Field("America/Montreal", description="IANA time zone in which dates are shown.")
    templates: Path | None = Field(
        None, description="Folder of the organisation's own templates, searched before ours."
    )
    content: Path | None = Field(
        None, description="Folder of the organisation's own help, terms of use and starters, put over ours."
    )
    theme: Path | None = Field(None, description="A style sheet of design tokens, served after ours.")
    contact: str = Field("", max_length=200, description="Whom to ask for help: shown on sign-in and errors.")
    server: ServerSettings = Field(default=ServerSettings(), description="How the site is served.")
    auth: AuthSettings = Field(default_factory=AuthSettings, description="Directory, sign-in and sessions.")
    log: LogSettings = Field(default=LogSettings(), description="What the site says of itself.")
    communities: CommunitySettings = Field(
        default_factory=CommunitySettings, description="Who opens communities, and how sensitive they may be."
    )
    guests: GuestSettings = Field(default=GuestSettings(), description="How long guests stay.")
    mail: MailSettings = Field(
        default=MailSettings(), description="The server that takes the e-mail of the site."
    )
    journal: JournalSettings = Field(default=JournalSettings(), description="What is kept of what was done.")
    rules: RulesSettings = Field(
        default=RulesSettings(), description="How the terms of use bind people, once they are published."
    )
    metrics: MetricsSettings = Field(default=MetricsSettings(), description="Figures for Prometheus.")

    @field_validator("database_url")
    @classmethod
    def supported_database(cls, url: str | None) -> str | None:
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(Sentence("a URL that begins with postgresql+psycopg:// or sqlite:///"))
        return url

    @model_validator(mode="after")
    def links_in_mail_lead_here(self) -> Settings:
        if self.mail.server and not self.server.url:
            raise ValueError(
                Sentence("server.url, where people reach the site: links in e-mail begin with it")
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        if cls.toml_file is not None:
            sources.append(TomlConfigSettingsSource(settings_cls, cls.toml_file))
        return tuple(sources)

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'relais.sqlite3'}"

    @property
    def index_folder(self) -> Path:
        return self.data / "index"


def config_file(environment: Mapping[str, str]) -> Path | None:
    """The file to read: the one that RELAIS_CONFIG names, else relais.toml of the folder one stands in."""
    named = environment.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    here = Path("relais.toml")
    return here if here.exists() else None


def load(**overrides: Any) -> Settings:
    """The effective settings.

    :raises WrongSettings: naming the file or variable, the key, and what was expected.
    """
    path = config_file(os.environ)
    problems = list(_unknown_variables(os.environ))
    if path is not None:
        problems += _unreadable(path)
    if problems:
        raise WrongSettings(problems=Sentences(problems))
    chosen = type("ChosenSettings", (Settings,), {"toml_file": path, "__module__": __name__})
    try:
        settings: Settings = chosen(**overrides)
    except ValidationError as error:
        raise WrongSettings(problems=Sentences(_explain(error, path))) from None
    except SettingsError as error:
        raise WrongSettings(problems=_unreadable_value(error)) from None
    return settings


def effective(settings: Settings) -> dict[str, Any]:
    """The settings as plain values, with secrets replaced by stars."""
    shown: dict[str, Any] = settings.model_dump(mode="json", exclude_none=True)
    if settings.database_url:
        shown["database_url"] = _PASSWORD_IN_URL.sub(r"\1:**********@", settings.database_url)
    return shown


def templates_folder() -> Path:
    return _resource("templates")


def content_folder() -> Path:
    return _resource("content")


def _resource(name: str) -> Path:
    shipped = _SHIPPED / name
    return shipped if shipped.exists() else _HERE.parent / name


def _unreadable(path: Path) -> Iterator[Sentence]:
    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        yield Sentence("%(file)s cannot be read: %(reason)s", file=path, reason=reason_of(error))
    except UnicodeDecodeError:
        yield Sentence("%(file)s is not UTF-8 text", file=path)
    except tomllib.TOMLDecodeError as error:
        yield _invalid(path, str(error))


def _invalid(path: Path, said: str) -> Sentence:
    """Where the file stops being TOML; what Python says of it besides is in English alone."""
    place = re.search(r"at line (\d+), column (\d+)", said)
    if place is None:
        return Sentence("%(file)s is not valid TOML: it ends too early", file=path)
    line, column = place.groups()
    return Sentence(
        "%(file)s is not valid TOML: see line %(line)s, column %(column)s",
        file=path,
        line=line,
        column=column,
    )


def _unknown_variables(environment: Mapping[str, str]) -> Iterator[Sentence]:
    known = {CONFIG_VARIABLE, *(PREFIX + name.upper() for name in Settings.model_fields)}
    for name in environment:
        if name.startswith(PREFIX) and name.split("__")[0] not in known:
            yield Sentence("%(where)s: there is no such setting", where=name)


def _unreadable_value(error: SettingsError) -> Sentence:
    """A list or a table in a variable is written as JSON; the error only names the setting at the root."""
    named = re.search(r'field "(\w+)"', str(error))
    variable = PREFIX + (named[1].upper() if named else "*")
    return Sentence("%(where)s: expected %(what)s", where=variable, what="JSON")


def _named(path: Path | None) -> list[str]:
    return [str(path)] if path is not None else []


def _explain(error: ValidationError, path: Path | None) -> Iterator[Sentence]:
    for problem in error.errors():
        keys = [str(key) for key in problem["loc"]]
        variable = PREFIX + "__".join(keys).upper()
        where = variable if variable in os.environ else ", ".join([*_named(path), ".".join(keys)])
        if problem["type"] == "extra_forbidden":
            yield Sentence("%(where)s: there is no such setting", where=where)
        else:
            yield Sentence("%(where)s: expected %(what)s", where=where, what=expected(problem))

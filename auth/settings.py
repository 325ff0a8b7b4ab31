"""What an organisation sets about its directory, sign-in and sessions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from auth.sentences import Sentence


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SessionSettings(_Strict):
    """How long a browser stays signed in."""

    idle_minutes: int = Field(
        default=8 * 60, ge=6, description="A session that is not used for so many minutes is over."
    )
    longest_hours: int = Field(
        default=7 * 24, ge=1, description="A session is over after so many hours, however much it is used."
    )

    fresh_minutes: int = Field(
        default=30,
        ge=0,
        description="What is sensitive asks for the password again after so many minutes; 0 never asks.",
    )

    @property
    def fresh(self) -> timedelta:
        return timedelta(minutes=self.fresh_minutes)

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        return timedelta(hours=self.longest_hours)


class AttemptSettings(_Strict):
    """How guessing of passwords is slowed down."""

    window_minutes: int = Field(default=15, ge=1, description="Attempts are counted over so many minutes.")
    by_account: int = Field(
        default=10,
        ge=1,
        description="Attempts that may fail for one name in that time. Stay under the directory's own limit.",
    )
    by_address: int = Field(
        default=100,
        ge=1,
        description="Attempts that may fail from one address in that time; a whole building may share one.",
    )

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.window_minutes)


class PasswordSettings(_Strict):
    """Passwords of the local directory; argon2id as RFC 9106 advises where memory is scarce."""

    minimum_length: int = Field(
        default=12, ge=8, le=128, description="Characters that a new password must have."
    )
    time_cost: int = Field(default=3, ge=1, description="argon2id: passes over the memory.")
    memory_kib: int = Field(default=64 * 1024, ge=8, description="argon2id: memory for each check, in KiB.")
    parallelism: int = Field(default=4, ge=1, description="argon2id: lanes.")


class LdapAttributes(_Strict):
    """Which attributes are read, and no other. The first of a list that has a value wins; an empty list reads none."""

    username: list[str] = Field(
        default=["uid"], min_length=1, description="What the person types. Active Directory: sAMAccountName."
    )
    name: list[str] = Field(
        default=["displayName", "cn"], min_length=1, description="The name that is shown."
    )
    mail: list[str] = Field(default=["mail"], description="Where notices are sent.")
    job_title: list[str] = Field(default=["title"], description="The person's function.")
    unit: list[str] = Field(
        default=["ou", "departmentNumber"], description="Service or direction. Active Directory: department."
    )
    organisation: list[str] = Field(default=["o"], description="Ministry or body. Active Directory: company.")
    phone: list[str] = Field(default=["telephoneNumber"], description="Telephone at work.")


class LdapSettings(_Strict):
    """An LDAP directory: OpenLDAP, 389 Directory Server, Active Directory."""

    urls: list[str] = Field(
        min_length=1,
        description="Servers in order of preference, ldaps://host[:port] or ldap://host[:port]. "
        "The next is asked when one fails.",
    )
    start_tls: bool = Field(
        default=True,
        description="Over ldap://, turn the connection into TLS before anything is said (StartTLS).",
    )
    allow_cleartext: bool = Field(
        default=False,
        description="Accept passwords over an unprotected ldap:// connection. Never outside a test.",
    )
    verify: bool = Field(
        True,
        description="Refuse a server whose certificate is not from a known authority or has another name.",
    )
    ca_file: Path | None = Field(
        default=None,
        description="Certificates (PEM) of the authorities to trust; nothing for those of the system.",
    )
    connect_timeout: int = Field(default=3, ge=1, le=60, description="Seconds to reach a server.")
    receive_timeout: int = Field(default=5, ge=1, le=300, description="Seconds to wait for each answer.")
    rest_seconds: float = Field(
        default=2.0, ge=0, le=300, description="After no server answered, say so at once for so many seconds."
    )

    bind_dn: str | None = Field(default=None, description="DN of the service account that searches.")
    bind_password: SecretStr | None = Field(default=None, description="Its password.")
    user_dn_template: str | None = Field(
        None,
        description="Bind directly as this DN, or user@realm, where {username} stands for what is typed: "
        "no service account is then needed to sign in.",
    )
    user_base: str = Field(min_length=1, description="People are searched under this DN.")
    user_filter: str = Field(
        "(objectClass=person)",
        description="Who is a person. Active Directory: (&(objectCategory=person)(objectClass=user)).",
    )
    sign_in_attributes: list[str] = Field(
        default_factory=list,
        description="Attributes in which the typed name is searched; nothing for the username alone. "
        "Only such as people cannot change themselves.",
    )
    group_base: str | None = Field(
        default=None, description="Groups are searched under this DN; nothing for no groups."
    )
    group_filter: str = Field(
        "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=group))",
        description="What is a group.",
    )
    group_name: list[str] = Field(default=["cn"], min_length=1, description="Attributes of a group's name.")
    group_description: list[str] = Field(
        default=["description"], description="Attributes of a group's description."
    )
    nested_groups: Literal["auto", "member", "memberof", "in-chain"] = Field(
        "auto",
        description="How membership is found: the groups' own lists (member), the memberOf of people and groups "
        "(memberof), Active Directory's rule in chain (in-chain), or by what the server says it is (auto).",
    )
    attributes: LdapAttributes = Field(
        default_factory=LdapAttributes, description="Which attributes are read."
    )
    stable_id: str | None = Field(
        None,
        description="Attribute that never changes for one entry; nothing to find it out: "
        "objectGUID, entryUUID, nsUniqueId or ipaUniqueID.",
    )
    sign_in_group: str | None = Field(
        default=None, description="Only members of this group may sign in: its DN, its stable id or its name."
    )
    page_size: int = Field(default=500, ge=10, le=1000, description="Entries asked for at a time.")

    @field_validator("urls")
    @classmethod
    def _known_schemes(cls, urls: list[str]) -> list[str]:
        if not all(url.startswith(("ldap://", "ldaps://")) for url in urls):
            raise ValueError(Sentence("addresses that begin with ldaps:// or ldap://"))
        return urls

    @field_validator("user_filter", "group_filter")
    @classmethod
    def _whole_filter(cls, text: str) -> str:
        if not (text.startswith("(") and text.endswith(")") and text.count("(") == text.count(")")):
            raise ValueError(Sentence("an LDAP filter within parentheses"))
        return text

    @model_validator(mode="after")
    def _no_password_in_the_open(self) -> Self:
        if not (self.start_tls or self.allow_cleartext) and any(
            url.startswith("ldap://") for url in self.urls
        ):
            raise ValueError(
                Sentence("ldaps:// addresses, or start_tls = true: passwords would travel unprotected")
            )
        return self

    @model_validator(mode="after")
    def _somebody_binds(self) -> Self:
        if self.bind_dn and not (self.bind_password and self.bind_password.get_secret_value()):
            raise ValueError(Sentence("a bind_password for bind_dn"))
        if self.user_dn_template is not None and "{username}" not in self.user_dn_template:
            raise ValueError(Sentence("{username} in user_dn_template"))
        if not self.bind_dn and self.user_dn_template is None:
            raise ValueError(Sentence("bind_dn and bind_password, or user_dn_template"))
        return self

    @model_validator(mode="after")
    def _the_group_can_be_found(self) -> Self:
        if self.sign_in_group is not None and self.group_base is None:
            raise ValueError(Sentence("a group_base under which sign_in_group is"))
        return self


class AuthSettings(_Strict):
    """Who may come in, how they prove who they are, and for how long."""

    directory: Literal["local", "ldap"] = Field(
        default="local", description="Where people come from. Local accounts, for guests, work beside ldap."
    )
    ldap: LdapSettings | None = Field(default=None, description="The LDAP directory, when it is used.")
    administrators: list[str] = Field(
        default_factory=list,
        description="Usernames, or stable ids of directory groups, whose people run the site.",
    )
    sessions: SessionSettings = Field(
        default_factory=SessionSettings, description="How long people stay signed in."
    )
    attempts: AttemptSettings = Field(
        default_factory=AttemptSettings, description="How guessing is slowed down."
    )
    passwords: PasswordSettings = Field(
        default_factory=PasswordSettings, description="Passwords of local accounts."
    )

    @model_validator(mode="after")
    def _ldap_is_described(self) -> Self:
        if self.directory == "ldap" and self.ldap is None:
            raise ValueError(Sentence("a section auth.ldap, since directory is ldap"))
        return self
